package import Database
package import Jobs
import Journal
package import Kernel

/// Fetches the Central Bank's rates every day.
package let ratesJob = "rates.fetch"

/// The state of the queue for those who look after the house.
package struct QueueState: Sendable {
    package let counts: JobCounts
    package let dead: [DeadJob]
    /// Mails that wait.
    package let mailWaiting: Int
    /// The last fetching of rates; nil when there was none within a week.
    package let rates: JobState?
}

package func queueState(for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> QueueState {
    try viewer.demand(.manageHouse)
    return QueueState(counts: try reader.jobCounts(at: now), dead: try reader.deadJobs(), mailWaiting: try reader.waitingMail(), rates: try reader.latestJobs(of: ratesJob).first)
}

/// Lets a dead job run again.
package func retryJob(_ id: ID<Job>, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.manageHouse)
    try writer.retry(id, at: now)
    try writer.record(JournalEntry("jobs", "retried", ids: [id.rawValue], by: viewer.actor), at: now)
}

extension Reader {
    package func waitingMail() throws -> Int {
        try row("SELECT COUNT(*) AS n FROM jobs WHERE state = 'waiting' AND kind = \(Letter.job)")?.get("n") ?? 0
    }
}

package import Database
package import Jobs
import Journal
package import Kernel

/// The state of the queue for those who look after the house.
package struct QueueState: Sendable {
    package let counts: JobCounts
    package let dead: [DeadJob]
    /// Mails that wait.
    package let mailWaiting: Int
}

package func queueState(for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> QueueState {
    try viewer.demand(.manageHouse)
    return QueueState(counts: try reader.jobCounts(at: now), dead: try reader.deadJobs(), mailWaiting: try reader.waitingMail())
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

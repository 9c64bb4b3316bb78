package import Database
package import Kernel

package enum JobsSchema {
    /// A job is `waiting` until it is `done` or `dead`; a waiting job with `locked_until` is being run under a lease.
    package static let migration = Migration(
        21, "jobs",
        [
            """
            CREATE TABLE jobs (
                id \(.identity),
                kind \(.text) NOT NULL,
                payload \(.text) NOT NULL,
                run_at \(.integer) NOT NULL,
                attempts \(.integer) NOT NULL DEFAULT 0,
                max_attempts \(.integer) NOT NULL CHECK (max_attempts > 0),
                locked_until \(.integer),
                last_error \(.text),
                state \(.text) NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'dead')),
                unique_key \(.text),
                created_at \(.integer) NOT NULL,
                ended_at \(.integer)
            ) \(.strict)
            """,
            // A job that is being run no longer answers for what happens after it began: only the untouched ones are unique.
            "CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE state = 'waiting' AND locked_until IS NULL",
            "CREATE INDEX jobs_due ON jobs (run_at, id) WHERE state = 'waiting'",
            "CREATE INDEX jobs_dead ON jobs (id) WHERE state = 'dead'",
            "CREATE INDEX jobs_ended ON jobs (ended_at) WHERE state = 'done'",
            """
            CREATE TABLE job_schedules (
                kind \(.text) NOT NULL PRIMARY KEY,
                period \(.integer) NOT NULL
            ) \(.strict)
            """,
        ])
}

extension Writer {
    /// Puts the job into the queue when the surrounding transaction commits.
    /// - Returns: nil when a job with the same unique key already waits.
    @discardableResult
    package func enqueue(_ job: Job, at now: Instant) throws -> ID<Job>? {
        try rows(
            """
            INSERT INTO jobs (kind, payload, run_at, max_attempts, unique_key, created_at)
            VALUES (\(job.kind), \(job.payload.text), \(job.runAt ?? now), \(job.maxAttempts), \(job.uniqueKey), \(now))
            ON CONFLICT (unique_key) WHERE state = 'waiting' AND locked_until IS NULL DO NOTHING
            RETURNING id
            """
        ).first?.get("id")
    }

    /// Enqueues the schedule's job unless this period, or a later one, has had it.
    func enqueue(_ schedule: Schedule, at now: Instant) throws {
        let won = try run(
            """
            INSERT INTO job_schedules (kind, period) VALUES (\(schedule.kind), \(schedule.period(at: now)))
            ON CONFLICT (kind) DO UPDATE SET period = excluded.period WHERE job_schedules.period < excluded.period
            """)
        if won > 0 { try enqueue(Job(schedule.kind, schedule.payload, uniqueKey: "schedule:\(schedule.kind)"), at: now) }
    }

    /// Leases up to `limit` due jobs of the given kinds. A job whose worker died on its last attempt becomes dead instead.
    func takeJobs(of kinds: [String], limit: Int, until lease: Instant, at now: Instant) throws -> [TakenJob] {
        let due = try rows(
            """
            SELECT id, attempts, max_attempts
            FROM jobs
            WHERE state = 'waiting' AND run_at <= \(now) AND (locked_until IS NULL OR locked_until <= \(now)) AND kind \(in: kinds)
            ORDER BY run_at, id
            LIMIT \(limit)
            \(.forUpdateSkipLocked)
            """)
        var alive: [ID<Job>] = []
        var spent: [ID<Job>] = []
        for row in due {
            if try row.get("attempts", as: Int.self) < row.get("max_attempts", as: Int.self) {
                alive.append(try row.get("id"))
            } else {
                spent.append(try row.get("id"))
            }
        }
        if !spent.isEmpty {
            try run(
                """
                UPDATE jobs SET state = 'dead', locked_until = NULL, ended_at = \(now), last_error = COALESCE(last_error, 'the worker died while running it')
                WHERE id \(in: spent)
                """)
        }
        guard !alive.isEmpty else { return [] }
        return try rows(
            """
            UPDATE jobs SET attempts = attempts + 1, locked_until = \(lease)
            WHERE id \(in: alive)
            RETURNING id, kind, payload, attempts, max_attempts, run_at
            """
        ).map(TakenJob.init).sorted { ($0.runAt, $0.payload.id) < ($1.runAt, $1.payload.id) }
    }

    /// Extends the lease. False when it has been lost to another worker.
    func renew(_ job: TakenJob, until lease: Instant) throws -> Bool {
        try run("UPDATE jobs SET locked_until = \(lease) WHERE \(holding(job))") > 0
    }

    func finish(_ job: TakenJob, at now: Instant) throws {
        try run("UPDATE jobs SET state = 'done', locked_until = NULL, ended_at = \(now), last_error = NULL WHERE \(holding(job))")
    }

    /// Puts a failed job back until `runAt`; without `runAt` it is dead. When another job with its key waits meanwhile, that one stands for both.
    func fail(_ job: TakenJob, _ error: String, runAt: Instant?, at now: Instant) throws {
        guard let runAt else {
            try run("UPDATE jobs SET state = 'dead', locked_until = NULL, ended_at = \(now), last_error = \(error) WHERE \(holding(job))")
            return
        }
        let returned = try run(
            "UPDATE jobs SET locked_until = NULL, run_at = \(runAt), last_error = \(error) WHERE \(holding(job)) AND \(withoutSuccessor)")
        if returned == 0 {
            try run("UPDATE jobs SET state = 'done', locked_until = NULL, ended_at = \(now), last_error = \(error) WHERE \(holding(job))")
        }
    }

    /// Gives the job back untouched: the worker stops before it could finish.
    func release(_ job: TakenJob, at now: Instant) throws {
        let returned = try run("UPDATE jobs SET locked_until = NULL, attempts = attempts - 1 WHERE \(holding(job)) AND \(withoutSuccessor)")
        if returned == 0 { try run("UPDATE jobs SET state = 'done', locked_until = NULL, ended_at = \(now) WHERE \(holding(job))") }
    }

    /// Lets a dead job run again from its first attempt.
    /// - Throws: `Refusal.notFound` when it is not dead.
    package func retry(_ id: ID<Job>, at now: Instant) throws {
        let revived = try run(
            """
            UPDATE jobs SET state = 'waiting', attempts = 0, run_at = \(now), ended_at = NULL
            WHERE id = \(id) AND state = 'dead' AND \(withoutSuccessor)
            """)
        if revived == 0 { throw Refusal.notFound }
    }

    /// Deletes up to 10,000 done jobs that ended before the given moment.
    /// - Returns: how many; call again while it is 10,000.
    package func forgetDoneJobs(before moment: Instant) throws -> Int {
        try run(
            """
            DELETE FROM jobs
            WHERE id IN (SELECT id FROM jobs WHERE state = 'done' AND ended_at < \(moment) ORDER BY ended_at, id LIMIT 10000)
            """)
    }

    /// The lease is this worker's as long as nobody has begun another attempt.
    private func holding(_ job: TakenJob) -> SQL {
        "id = \(job.payload.id) AND attempts = \(job.payload.attempt) AND state = 'waiting' AND locked_until IS NOT NULL"
    }

    private var withoutSuccessor: SQL {
        """
        NOT EXISTS (
            SELECT 1 FROM jobs other WHERE other.unique_key = jobs.unique_key AND other.state = 'waiting' AND other.locked_until IS NULL)
        """
    }
}

extension Reader {
    package func jobCounts(at now: Instant) throws -> JobCounts {
        let row = try row(
            """
            SELECT (SELECT COUNT(*) FROM jobs WHERE state = 'waiting') AS waiting,
                   (SELECT COUNT(*) FROM jobs WHERE state = 'dead') AS dead,
                   (SELECT MIN(run_at) FROM jobs WHERE state = 'waiting') AS oldest
            """)
        let oldest: Instant? = try row?.find("oldest")
        return JobCounts(
            waiting: try row?.get("waiting") ?? 0, dead: try row?.get("dead") ?? 0,
            oldestAge: oldest.map { max(0, now.milliseconds - $0.milliseconds) } ?? 0)
    }

    /// The dead jobs, the latest first.
    package func deadJobs(limit: Int = 100) throws -> [DeadJob] {
        try rows(
            """
            SELECT id, kind, payload, attempts, last_error, created_at, ended_at
            FROM jobs
            WHERE state = 'dead'
            ORDER BY id DESC
            LIMIT \(min(1000, max(0, limit)))
            """
        ).map(DeadJob.init)
    }

    /// The latest jobs of a kind, the newest first: how one that comes by itself fares.
    package func latestJobs(of kind: String, limit: Int = 1) throws -> [JobState] {
        try rows(
            """
            SELECT state, attempts, run_at, ended_at, last_error, locked_until FROM jobs WHERE kind = \(kind) ORDER BY id DESC LIMIT \(min(100, max(0, limit)))
            """
        ).map { row in
            JobState(
                state: try row.get("state"), attempts: try row.get("attempts"), runAt: try row.get("run_at"), endedAt: try row.find("ended_at"), lastError: try row.find("last_error"),
                isRunning: try row.find("locked_until", as: Int64.self) != nil)
        }
    }

    /// Whether a worker would find something: a cheap look before the write that takes it.
    func hasDueJobs(of kinds: [String], at now: Instant) throws -> Bool {
        try row(
            """
            SELECT id
            FROM jobs
            WHERE state = 'waiting' AND run_at <= \(now) AND (locked_until IS NULL OR locked_until <= \(now)) AND kind \(in: kinds)
            ORDER BY run_at, id
            LIMIT 1
            """) != nil
    }
}

/// A job under this worker's lease.
struct TakenJob: Sendable {
    let payload: JobPayload
    let maxAttempts: Int
    let runAt: Instant

    init(_ row: Row) throws {
        let text: String = try row.get("payload")
        payload = JobPayload(
            id: try row.get("id"), kind: try row.get("kind"), attempt: try row.get("attempts"), value: try JSON(parsing: Array(text.utf8)))
        maxAttempts = try row.get("max_attempts")
        runAt = try row.get("run_at")
    }
}

/// How a job fares: `waiting` (also between two attempts), `done` or `dead`.
package struct JobState: Sendable {
    package let state: String
    package let attempts: Int
    package let runAt: Instant
    package let endedAt: Instant?
    /// Of the last attempt that failed.
    package let lastError: String?
    package let isRunning: Bool
}

/// A job that failed for good, for the person who looks after the portal.
package struct DeadJob: Sendable {
    package let id: ID<Job>
    package let kind: String
    package let payload: JSON
    package let attempts: Int
    package let lastError: String
    package let createdAt: Instant
    package let endedAt: Instant

    init(_ row: Row) throws {
        let text: String = try row.get("payload")
        id = try row.get("id")
        kind = try row.get("kind")
        payload = try JSON(parsing: Array(text.utf8))
        attempts = try row.get("attempts")
        lastError = try row.find("last_error") ?? ""
        createdAt = try row.get("created_at")
        endedAt = try row.find("ended_at") ?? createdAt
    }
}

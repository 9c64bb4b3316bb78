package import Kernel

/// Work to be done outside a transaction: a mail, a call to a carrier, a file. Enqueued with the business write that makes it necessary.
package struct Job: Sendable {
    /// What the handler is registered under, such as `mail.send`.
    package let kind: String
    package let payload: JSON
    /// Not before this moment; nil means at once.
    package let runAt: Instant?
    package let maxAttempts: Int
    /// While a job with this key waits, another one is not enqueued: it would do the same again.
    package let uniqueKey: String?

    /// Twelve attempts under `Backoff` span about three hours.
    package init(_ kind: String, _ payload: JSON = .null, runAt: Instant? = nil, maxAttempts: Int = 12, uniqueKey: String? = nil) {
        self.kind = kind
        self.payload = payload
        self.runAt = runAt
        self.maxAttempts = max(1, maxAttempts)
        self.uniqueKey = uniqueKey
    }
}

/// What a handler is given. A job may come again after a crash: `id` is the same then and serves as an idempotency key.
package struct JobPayload: Sendable {
    package let id: ID<Job>
    package let kind: String
    /// 1 on the first run.
    package let attempt: Int
    package let value: JSON
}

/// The code behind one kind of job. It throws to be tried again later, and `HopelessJob` when trying again is of no use.
package struct JobHandler: Sendable {
    package let kind: String
    package let run: @Sendable (JobPayload) async throws -> Void

    package init(_ kind: String, run: @escaping @Sendable (JobPayload) async throws -> Void) {
        self.kind = kind
        self.run = run
    }
}

/// Thrown by a handler: the job is dead at once, whatever attempts it has left.
package struct HopelessJob: Error, CustomStringConvertible {
    package let description: String
    package init(_ reason: String) { description = reason }
}

/// A job that comes by itself: one run per period, however many nodes there are.
package struct Schedule: Sendable {
    package let kind: String
    package let every: Int64
    package let payload: JSON

    /// - Parameter every: the period in seconds; the first period begins with the Unix epoch.
    package init(_ kind: String, every: Int64, payload: JSON = .null) {
        self.kind = kind
        self.every = max(1, every)
        self.payload = payload
    }

    /// The number of the period that `now` falls into.
    package func period(at now: Instant) -> Int64 { now.milliseconds / 1000 / every }
}

/// How long a failed job rests: 5 s, 10 s, 20 s … up to an hour, each shortened by up to half at random so that a crowd does not return at once.
package enum Backoff {
    /// - Parameters:
    ///   - attempt: how many attempts have failed, from 1.
    ///   - chance: from 0 to 1.
    /// - Returns: milliseconds.
    package static func rest(after attempt: Int, chance: Double) -> Int64 {
        let full = min(3_600_000, Int64(5_000) << max(0, min(10, attempt - 1)))
        let share = chance.isFinite ? min(1, max(0, chance)) : 0
        return full - Int64(Double(full / 2) * share)
    }
}

/// The state of the queue for `/metrics` and `doctor`.
package struct JobCounts: Sendable, Equatable {
    /// Due or not yet due, including those being run.
    package let waiting: Int
    package let dead: Int
    /// How long the longest-overdue job has been due, in milliseconds.
    package let oldestAge: Int64
}

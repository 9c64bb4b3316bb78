import Database
import HTTP
import Jobs
import Kernel
import Ordering

/// What the worker can do. A room adds its handlers here.
func jobHandlers(_ database: any Database, _ now: @escaping @Sendable () -> Instant) -> [JobHandler] {
    [
        JobHandler("jobs.forget") { _ in
            let weekAgo = now().adding(seconds: -7 * 86_400)
            while try await database.write({ try $0.forgetDoneJobs(before: weekAgo) }) == 10_000 {}
        },
        JobHandler("idempotency.purge") { _ in
            let before = now().adding(seconds: -IdempotencyKey.keptFor)
            _ = try await database.write { try $0.purgeIdempotencyKeys(before: before) }
        },
        JobHandler("credit.review") { _ in try await reviewAllCredit(in: database, at: now()) },
        JobHandler("credit.return_stock") { _ in try await returnAllHeldStock(in: database, at: now()) },
        JobHandler("database.optimize") { _ in
            guard database.dialect == .sqlite else { return }
            _ = try await database.write { try $0.rows("PRAGMA optimize") }
        },
    ]
}

/// What comes by itself, in seconds.
let schedules = [
    Schedule("jobs.forget", every: 3600), Schedule("idempotency.purge", every: 3600), Schedule("database.optimize", every: 86_400),
    Schedule("credit.review", every: 300), Schedule("credit.return_stock", every: 300),
]

import Database
import Kernel
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Jobs

@Suite struct JobsTests {
    @Test("sixty-four jobs shared by four workers run once each", arguments: Engine.allCases)
    func sharing(_ engine: Engine) async throws {
        try await withDatabaseAddress(engine, migrations: [JobsSchema.migration]) { address in
            // Nodes have connections of their own on PostgreSQL; the file of SQLite is one process's.
            let shared = try await address.open()
            var databases: [any Database] = []
            for _ in 0..<4 { databases.append(engine == .postgres ? try await address.open() : shared) }
            try await shared.write { writer in
                for number in 0..<64 { try writer.enqueue(Job("count", .number("\(number)")), at: start) }
            }
            let runs = Shared<[String: Int]>([:])
            await withTaskGroup(of: Void.self) { group in
                for database in databases {
                    let worker = worker(
                        database,
                        [
                            JobHandler("count") { job in
                                await Task.yield()
                                runs.withLock { $0[job.value.text, default: 0] += 1 }
                            }
                        ])
                    group.addTask { await worker.run() }
                    group.addTask {
                        for _ in 0..<1000 where runs.withLock({ $0.values.reduce(0, +) }) < 64 { try? await Task.sleep(for: .milliseconds(10)) }
                        worker.stop()
                    }
                }
            }
            #expect(runs.withLock { $0 } == Dictionary(uniqueKeysWithValues: (0..<64).map { ("\($0)", 1) }))
            let counts = try await counts(shared, at: start)
            #expect(counts == JobCounts(waiting: 0, dead: 0, oldestAge: 0))
            if engine == .postgres { for database in databases { try await database.close() } }
            try await shared.close()
        }
    }

    @Test("a failing job rests longer each time, then is dead and keeps its last error", arguments: Engine.allCases)
    func failing(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            let clock = TestClock()
            let worker = worker(database, [JobHandler("mail") { job in throw Broken(description: "no mailbox, attempt \(job.attempt)") }], clock)
            try await enqueue(Job("mail", maxAttempts: 3), in: database)

            #expect(await worker.drain() == 1)
            #expect(await worker.drain() == 0)
            clock.pass(milliseconds: 4_999)
            #expect(await worker.drain() == 0)
            clock.pass(milliseconds: 1)
            #expect(await worker.drain() == 1)
            clock.pass(milliseconds: 10_000)
            #expect(await worker.drain() == 1)
            clock.pass(milliseconds: 86_400_000)
            #expect(await worker.drain() == 0)

            let dead = try await deadJobs(database)
            #expect(dead.map(\.lastError) == ["no mailbox, attempt 3"])
            #expect(dead.map(\.attempts) == [3])
            #expect(try await counts(database, at: clock.now) == JobCounts(waiting: 0, dead: 1, oldestAge: 0))

            let id = try #require(dead.first?.id)
            try await database.write { try $0.retry(id, at: clock.now) }
            #expect(await worker.drain() == 1)
            await #expect(throws: Refusal.notFound) { try await database.write { try $0.retry(id, at: clock.now) } }
        }
    }

    @Test("a job that nothing can help is dead at once", arguments: Engine.allCases)
    func hopeless(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            let worker = worker(database, [JobHandler("mail") { _ in throw HopelessJob("the address does not exist") }])
            try await enqueue(Job("mail"), in: database)
            #expect(await worker.drain() == 1)
            #expect(try await deadJobs(database).map(\.lastError) == ["the address does not exist"])
        }
    }

    @Test("the job of a dead worker comes again when its lease is over", arguments: Engine.allCases)
    func lease(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            let clock = TestClock()
            let attempts = Shared<[Int]>([])
            let worker = worker(database, [JobHandler("mail") { job in attempts.withLock { $0.append(job.attempt) } }], clock)
            try await enqueue(Job("mail"), in: database)
            let taken = try await database.write { try $0.takeJobs(of: ["mail"], limit: 1, until: start.adding(seconds: 60), at: start) }

            clock.pass(milliseconds: 59_999)
            #expect(await worker.drain() == 0)
            clock.pass(milliseconds: 1)
            #expect(await worker.drain() == 1)
            #expect(attempts.withLock { $0 } == [2])

            // The worker was only slow: what it says now no longer counts.
            let late = try #require(taken.first)
            try await database.write { try $0.fail(late, "too late", runAt: start, at: clock.now) }
            #expect(try await counts(database, at: clock.now) == JobCounts(waiting: 0, dead: 0, oldestAge: 0))
        }
    }

    @Test("a job that kills its worker every time is dead after its attempts", arguments: Engine.allCases)
    func poison(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            let clock = TestClock()
            try await enqueue(Job("mail", maxAttempts: 2), in: database)
            for _ in 0..<2 {
                let taken = try await database.write { try $0.takeJobs(of: ["mail"], limit: 9, until: clock.now.adding(seconds: 1), at: clock.now) }
                #expect(taken.count == 1)
                clock.pass(milliseconds: 1000)
            }
            #expect(await worker(database, [JobHandler("mail") { _ in }], clock).drain() == 0)
            #expect(try await deadJobs(database).count == 1)
        }
    }

    @Test("a slow job keeps its lease while its worker lives", arguments: Engine.allCases)
    func renewing(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            let runs = Shared(0)
            let handler = JobHandler("slow") { _ in
                runs.withLock { $0 += 1 }
                try await Task.sleep(for: .milliseconds(4500))
            }
            let clock = TestClock()
            try await enqueue(Job("slow"), in: database)
            let (slow, other) = (worker(database, [handler], clock, lease: 3), worker(database, [handler], clock, lease: 3))
            let working = Task { await slow.drain() }
            for _ in 0..<21 {
                try await Task.sleep(for: .milliseconds(200))
                clock.pass(milliseconds: 200)
                #expect(await other.drain() == 0)
            }
            #expect(await working.value == 1)
            #expect(runs.withLock { $0 } == 1)
        }
    }

    @Test("a job is enqueued with the business write or not at all", arguments: Engine.allCases)
    func transaction(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            await #expect(throws: Broken.self) {
                try await database.write { writer in
                    try writer.enqueue(Job("mail"), at: start)
                    throw Broken(description: "the order was refused")
                }
            }
            #expect(try await counts(database, at: start).waiting == 0)
        }
    }

    @Test("a job with a key waits once, and again when the first has begun", arguments: Engine.allCases)
    func uniqueness(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            let job = Job("rebuild", uniqueKey: "rebuild:7")
            #expect(try await enqueue(job, in: database) != nil)
            #expect(try await enqueue(job, in: database) == nil)
            let clock = TestClock()
            let seen = Shared(0)
            let worker = worker(
                database,
                [
                    JobHandler("rebuild") { _ async throws in
                        let run = seen.withLock {
                            $0 += 1; return $0
                        }
                        guard run == 1 else { return }
                        // Something changes while it is being rebuilt; then this run fails: the one that waits stands for both.
                        #expect(try await enqueue(Job("rebuild", uniqueKey: "rebuild:7"), in: database) != nil)
                        throw Broken(description: "disturbed")
                    }
                ], clock)
            #expect(await worker.drain() == 2)
            clock.pass(milliseconds: 86_400_000)
            #expect(await worker.drain() == 0)
            #expect(try await counts(database, at: clock.now) == JobCounts(waiting: 0, dead: 0, oldestAge: 0))
        }
    }

    @Test("what is scheduled runs once per period over all nodes", arguments: Engine.allCases)
    func schedule(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            let clock = TestClock()
            let runs = Shared(0)
            let handler = JobHandler("nightly") { _ in runs.withLock { $0 += 1 } }
            let nodes = (0..<3).map { _ in worker(database, [handler], schedules: [Schedule("nightly", every: 60)], clock) }
            for node in nodes { await node.drain() }
            #expect(runs.withLock { $0 } == 1)
            clock.pass(milliseconds: 59_000)
            for node in nodes { await node.drain() }
            #expect(runs.withLock { $0 } == 1)
            clock.pass(milliseconds: 1_000)
            for node in nodes { await node.drain() }
            #expect(runs.withLock { $0 } == 2)
            // A node that starts within the period does not run it again.
            await worker(database, [handler], schedules: [Schedule("nightly", every: 60)], clock).drain()
            #expect(runs.withLock { $0 } == 2)
        }
    }

    @Test("a stopped worker finishes what it does and takes nothing more", arguments: Engine.allCases)
    func stopping(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            let begun = Shared(0)
            let ended = Shared(0)
            let worker = worker(
                database,
                [
                    JobHandler("mail") { _ in
                        begun.withLock { $0 += 1 }
                        try await Task.sleep(for: .milliseconds(300))
                        ended.withLock { $0 += 1 }
                    }
                ], slots: 1)
            try await database.write { writer in for _ in 0..<3 { try writer.enqueue(Job("mail"), at: start) } }
            let running = Task { await worker.run() }
            for _ in 0..<500 where begun.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(10)) }
            worker.stop()
            await running.value
            #expect(begun.withLock { $0 } == 1)
            #expect(ended.withLock { $0 } == 1)
            #expect(try await counts(database, at: start).waiting == 2)
        }
    }

    @Test("a worker that is broken off gives its job back without counting the attempt", arguments: Engine.allCases)
    func cancelling(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            let begun = Shared(false)
            let hanging = worker(
                database,
                [
                    JobHandler("mail") { _ in
                        begun.withLock { $0 = true }
                        try await Task.sleep(for: .seconds(60))
                    }
                ])
            try await enqueue(Job("mail"), in: database)
            let running = Task { await hanging.run() }
            for _ in 0..<500 where !begun.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
            running.cancel()
            await running.value
            let attempts = Shared<[Int]>([])
            await worker(database, [JobHandler("mail") { job in attempts.withLock { $0.append(job.attempt) } }]).drain()
            #expect(attempts.withLock { $0 } == [1])
        }
    }

    @Test("a job waits for its hour, and done jobs are forgotten in time", arguments: Engine.allCases)
    func hours(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            let clock = TestClock()
            let worker = worker(database, [JobHandler("reminder") { _ in }], clock)
            try await enqueue(Job("reminder", runAt: start.adding(seconds: 10)), in: database)
            #expect(await worker.drain() == 0)
            clock.pass(milliseconds: 25_000)
            #expect(try await counts(database, at: clock.now) == JobCounts(waiting: 1, dead: 0, oldestAge: 15_000))
            #expect(await worker.drain() == 1)
            #expect(try await forget(database, before: clock.now) == 0)
            #expect(try await forget(database, before: clock.now.adding(seconds: 1)) == 1)
        }
    }

    @Test("a job of a kind that this node does not know is left to others", arguments: Engine.allCases)
    func unknownKinds(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            try await enqueue(Job("of-tomorrow"), in: database)
            #expect(await worker(database, [JobHandler("mail") { _ in }]).drain() == 0)
            #expect(try await counts(database, at: start).waiting == 1)
        }
    }

    @Test("a node to which the database is strange takes no jobs until it is not", arguments: Engine.allCases)
    func withoutLeave(_ engine: Engine) async throws {
        try await withJobs(engine) { database async throws in
            try await enqueue(Job("mail"), in: database)
            let log = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let handler = JobHandler("mail") { _ in }
            let idle = JobWorker(database, handlers: [handler], mayTake: { false }, log: log, now: { start })
            let run = Task { await idle.run() }
            try await Task.sleep(for: .milliseconds(300))
            idle.wake()
            try await Task.sleep(for: .milliseconds(300))
            #expect(try await counts(database, at: start).waiting == 1)
            idle.stop()
            await run.value
            let other = JobWorker(database, handlers: [handler], mayTake: { true }, log: log, now: { start })
            let work = Task { await other.run() }
            for _ in 0..<100 where try await counts(database, at: start).waiting == 1 { try await Task.sleep(for: .milliseconds(50)) }
            #expect(try await counts(database, at: start).waiting == 0)
            other.stop()
            await work.value
        }
    }

    @Test("the rest doubles up to an hour, and chance takes at most half of it")
    func backoff() {
        #expect((1...12).map { Backoff.rest(after: $0, chance: 0) / 1000 } == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600])
        for attempt in -3...40 {
            let full = Backoff.rest(after: attempt, chance: 0)
            #expect(Backoff.rest(after: attempt, chance: 1) == full - full / 2)
            for chance in [-5, 0.25, 0.5, 7, .nan, .infinity] { #expect((full / 2...full).contains(Backoff.rest(after: attempt, chance: chance))) }
        }
    }
}

private let start = Instant(milliseconds: 1_800_000_000_000)

struct Broken: Error, CustomStringConvertible { let description: String }

private final class TestClock: Sendable {
    private let moment = Mutex(start)
    var now: Instant { moment.withLock { $0 } }
    func pass(milliseconds: Int64) { moment.withLock { $0 = Instant(milliseconds: $0.milliseconds + milliseconds) } }
}

final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    func withLock<T: Sendable>(_ body: (inout Value) -> T) -> T { value.withLock { body(&$0) } }
}

private func withJobs(_ engine: Engine, _ body: (any Database) async throws -> Void) async throws {
    try await withDatabase(engine, migrations: [JobsSchema.migration], body)
}

private func counts(_ database: any Database, at now: Instant) async throws -> JobCounts { try await database.read { try $0.jobCounts(at: now) } }
private func deadJobs(_ database: any Database) async throws -> [DeadJob] { try await database.read { try $0.deadJobs() } }
private func forget(_ database: any Database, before moment: Instant) async throws -> Int {
    try await database.write { try $0.forgetDoneJobs(before: moment) }
}

@discardableResult
private func enqueue(_ job: Job, in database: any Database) async throws -> ID<Job>? { try await database.write { try $0.enqueue(job, at: start) } }

/// A worker without jitter.
private func worker(
    _ database: any Database, _ handlers: [JobHandler], schedules: [Schedule] = [], _ clock: TestClock = TestClock(), slots: Int = 4,
    lease: Int64 = 60
) -> JobWorker {
    var settings = JobWorker.Settings()
    settings.pause = .milliseconds(20)
    settings.slots = slots
    settings.lease = lease
    return JobWorker(
        database, handlers: handlers, schedules: schedules, settings: settings, log: Logger(label: "jobs") { _ in SwiftLogNoOpLogHandler() },
        now: { clock.now }, chance: { 0 })
}

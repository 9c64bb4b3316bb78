package import Database
package import Kernel
package import Logging
import Synchronization

/// Takes due jobs from the queue and runs them, several at once. Any number of workers, on any number of nodes, share one queue.
package final class JobWorker: Sendable {
    package struct Settings: Sendable {
        /// How many jobs run at once.
        package var slots = 4
        /// How often the queue is looked at when nothing wakes the worker.
        package var pause: Duration = .seconds(1)
        /// How long a job of a dead worker rests, in seconds; a living worker renews its leases at a third of it.
        package var lease: Int64 = 60

        package init() {}
    }

    private enum Event: Sendable { case look, finished, stop }

    private let database: any Database
    private let handlers: [String: JobHandler]
    private let schedules: [Schedule]
    private let settings: Settings
    private let mayTake: @Sendable () async -> Bool
    private let leave = Mutex<(given: Bool, asked: ContinuousClock.Instant)?>(nil)
    private let log: Logger
    private let now: @Sendable () -> Instant
    private let chance: @Sendable () -> Double
    private let events: AsyncStream<Event>
    private let signal: AsyncStream<Event>.Continuation
    private let stopping = Atomic(false)
    private let handled = Mutex<[String: Int64]>([:])

    /// - Parameters:
    ///   - mayTake: whether this program may do work of this database now; asked every five seconds. What is being done goes on.
    ///   - now: the clock.
    ///   - chance: a random number from 0 to 1, for the jitter of retries.
    package init(
        _ database: any Database, handlers: [JobHandler], schedules: [Schedule] = [], settings: Settings = Settings(), mayTake: @escaping @Sendable () async -> Bool = { true }, log: Logger,
        now: @escaping @Sendable () -> Instant, chance: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.database = database
        self.handlers = Dictionary(handlers.map { ($0.kind, $0) }, uniquingKeysWith: { _, last in last })
        self.schedules = schedules
        self.settings = settings
        self.mayTake = mayTake
        self.log = log
        self.now = now
        self.chance = chance
        (events, signal) = AsyncStream.makeStream()
    }

    /// Looks at the queue now instead of at the next pause: call it after a write that enqueued.
    package func wake() { signal.yield(.look) }

    /// Takes no new jobs; `run` returns when those being run have ended.
    package func stop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        signal.yield(.stop)
    }

    /// Works until `stop` or cancellation; cancelled jobs go back to the queue. Runs once in a worker's life.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            let ticker = Task { [signal, pause = settings.pause] in
                while !Task.isCancelled {
                    signal.yield(.look)
                    try? await Task.sleep(for: pause)
                }
            }
            defer { ticker.cancel() }
            var running = 0
            for await event in events {
                if event == .finished { running -= 1 }
                if stopping.load(ordering: .sequentiallyConsistent) {
                    if running == 0 { break }
                    continue
                }
                guard !Task.isCancelled else { break }
                guard await hasLeave() else { continue }
                if event == .look { await enqueueSchedules() }
                for job in await take(settings.slots - running) {
                    running += 1
                    group.addTask { [self] in
                        await carryOut(job)
                        signal.yield(.finished)
                    }
                }
            }
        }
    }

    /// Runs everything that is due, one job after another, until nothing is.
    /// - Returns: how many were run.
    @discardableResult
    package func drain() async -> Int {
        await enqueueSchedules()
        var count = 0
        while case let jobs = await take(1), let job = jobs.first {
            await carryOut(job)
            count += 1
        }
        return count
    }

    private func hasLeave() async -> Bool {
        if let leave = leave.withLock({ $0 }), ContinuousClock.now - leave.asked < .seconds(5) { return leave.given }
        let given = await mayTake()
        let had = leave.withLock { leave in
            defer { leave = (given, .now) }
            return leave?.given ?? true
        }
        if had, !given { log.error("no jobs are taken: the database is not this version's") }
        return given
    }

    private func enqueueSchedules() async {
        let moment = now()
        let fresh = handled.withLock { seen in
            schedules.filter { schedule in (seen[schedule.kind] ?? .min) < schedule.period(at: moment) }
        }
        guard !fresh.isEmpty else { return }
        do {
            try await database.write { writer in for schedule in fresh { try writer.enqueue(schedule, at: moment) } }
            handled.withLock { seen in for schedule in fresh { seen[schedule.kind] = schedule.period(at: moment) } }
        } catch { log.error("schedules could not be enqueued", metadata: ["error": "\(error)"]) }
    }

    private func take(_ limit: Int) async -> [TakenJob] {
        guard limit > 0, !handlers.isEmpty else { return [] }
        let kinds = handlers.keys.sorted()
        let moment = now()
        let lease = moment.adding(seconds: settings.lease)
        do {
            guard try await database.read({ try $0.hasDueJobs(of: kinds, at: moment) }) else { return [] }
            return try await database.write { try $0.takeJobs(of: kinds, limit: limit, until: lease, at: moment) }
        } catch {
            log.error("the job queue could not be read", metadata: ["error": "\(error)"])
            return []
        }
    }

    private func carryOut(_ job: TakenJob) async {
        guard let handler = handlers[job.payload.kind] else { return }
        let work = Task { try await handler.run(job.payload) }
        let heart = Task { [self] in
            while true {
                try await Task.sleep(for: .seconds(settings.lease) / 3)
                let lease = now().adding(seconds: settings.lease)
                guard let held = try? await database.write({ try $0.renew(job, until: lease) }), !held else { continue }
                log.warning("a job's lease was lost", metadata: ["job": "\(job.payload.id)", "kind": "\(job.payload.kind)"])
                return work.cancel()
            }
        }
        let outcome = await withTaskCancellationHandler {
            await work.result
        } onCancel: {
            work.cancel()
        }
        heart.cancel()
        // A task of its own: the outcome is kept even when the worker itself is being cancelled.
        let cancelled = Task.isCancelled
        await Task { await self.settle(job, outcome, cancelled: cancelled) }.value
    }

    private func settle(_ job: TakenJob, _ outcome: Result<Void, any Error>, cancelled: Bool) async {
        let moment = now()
        let (attempt, rest) = (job.payload.attempt, Backoff.rest(after: job.payload.attempt, chance: chance()))
        let runAt = Instant(milliseconds: moment.milliseconds &+ rest)
        do {
            switch outcome {
            case .success: try await database.write { try $0.finish(job, at: moment) }
            case .failure where cancelled: try await database.write { try $0.release(job, at: moment) }
            case .failure(let error):
                let hopeless = error is HopelessJob || attempt >= job.maxAttempts
                let reason = String("\(error)".prefix(2000))
                try await database.write { try $0.fail(job, reason, runAt: hopeless ? nil : runAt, at: moment) }
                log.log(
                    level: hopeless ? .error : .warning, hopeless ? "a job is dead" : "a job failed",
                    metadata: ["job": "\(job.payload.id)", "kind": "\(job.payload.kind)", "attempt": "\(attempt)", "error": "\(reason)"])
            }
        } catch {
            // The lease runs out and the job comes again.
            log.error(
                "a job's outcome could not be kept", metadata: ["job": "\(job.payload.id)", "kind": "\(job.payload.kind)", "error": "\(error)"])
        }
    }
}

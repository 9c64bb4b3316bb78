import Database
import Dispatch
import Foundation
import Synchronization

/// Threads with one connection each. The one that was busy last is taken first: its connection is open and its statements are prepared.
final class Workers: Sendable {
    private typealias Job = @Sendable (PostgresConnection?) -> Void

    private final class Worker: Sendable {
        let wake = DispatchSemaphore(value: 0)
        let job = Mutex<Job?>(nil)
    }

    private struct State {
        var idle: [Worker] = []
        var started = 0
        var running = 0
        var queue: [(job: Job, since: ContinuousClock.Instant)] = []
        var hasEnded = false
        var awaitingEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let count: Int
    private let patience: Duration
    private let connect: @Sendable () -> PostgresConnection
    private let state = Mutex(State())

    init(count: Int, patience: Duration, connect: @escaping @Sendable () -> PostgresConnection) {
        self.count = count
        self.patience = patience
        self.connect = connect
    }

    /// Runs the work on some thread's connection, which may have to be opened first. What is to be done `afterwards` keeps nobody waiting.
    func perform<T: Sendable>(
        _ work: @escaping @Sendable (PostgresConnection) throws -> T, afterwards: @escaping @Sendable (PostgresConnection) -> Void = { _ in }
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            submit { connection in
                guard let connection else {
                    continuation.resume(throwing: DatabaseProblem(.unavailable, "no connection became free in time, or the database was closed"))
                    return
                }
                continuation.resume(with: Result { try work(connection) })
                afterwards(connection)
            }
        }
    }

    /// Lets the work that has begun finish, refuses what waits, closes the connections.
    func end() async {
        let (refused, idle) = state.withLock { state in
            state.hasEnded = true
            defer { (state.queue, state.idle) = ([], []) }
            return (state.queue.map(\.job), state.idle)
        }
        for job in refused { job(nil) }
        for worker in idle { worker.wake.signal() }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.running > 0 { state.awaitingEnd.append(continuation) }
                return state.running == 0
            }
            if isOver { continuation.resume() }
        }
    }

    private enum Placement { case refused, queued, given(Worker), newThread(Int) }

    private func submit(_ job: @escaping Job) {
        let placement: Placement = state.withLock { state in
            if state.hasEnded { return .refused }
            if let worker = state.idle.popLast() {
                worker.job.withLock { $0 = job }
                return .given(worker)
            }
            state.queue.append((job, .now))
            guard state.started < count else { return .queued }
            state.started += 1
            state.running += 1
            return .newThread(state.started)
        }
        switch placement {
        case .refused: job(nil)
        case .queued: break
        case .given(let worker): worker.wake.signal()
        case .newThread(let number):
            let thread = Thread { self.work() }
            thread.name = "postgres-\(number)"
            thread.start()
        }
    }

    private func work() {
        let worker = Worker()
        let connection = connect()
        while let job = nextJob(worker) { job(connection) }
        connection.close()
        let waiters = state.withLock { state in
            state.running -= 1
            guard state.running == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.awaitingEnd = [] }
            return state.awaitingEnd
        }
        for waiter in waiters { waiter.resume() }
    }

    private enum Next { case job(Job), stale(Job), wait, end }

    /// Waits for something to do. Nil when the database was closed.
    private func nextJob(_ worker: Worker) -> Job? {
        while true {
            let next: Next = state.withLock { state in
                if !state.queue.isEmpty {
                    let (job, since) = state.queue.removeFirst()
                    return ContinuousClock.now - since < patience ? .job(job) : .stale(job)
                }
                if state.hasEnded { return .end }
                state.idle.append(worker)
                return .wait
            }
            switch next {
            case .job(let job): return job
            case .stale(let job): job(nil)
            case .end: return nil
            case .wait:
                worker.wake.wait()
                if let job = worker.job.withLock({ job in defer { job = nil }; return job }) { return job }
            }
        }
    }
}

package import Kernel
import Synchronization

/// Where those wait who have a large file made: so many are made at once, the others wait in the order in which they came, and whoever finds all places taken is
/// sent away at once, for the last one waits long enough. Per process.
package final class Turns: Sendable {
    private struct Line {
        var taken = 0
        var working = 0
        var waiting: [(number: UInt64, hasBegun: Bool, goes: CheckedContinuation<Bool, any Error>)] = []
        var next: UInt64 = 0
    }

    private let atOnce: Int
    private let places: Int
    private let line = Mutex(Line())

    /// - Parameter places: for those whose turn it is and those who wait, together.
    package init(atOnce: Int, places: Int) {
        self.atOnce = max(1, atOnce)
        self.places = max(self.atOnce, places)
    }

    /// How many places are taken, and how many wait for a turn at this moment.
    package var counts: (taken: Int, waiting: Int) { line.withLock { ($0.taken, $0.waiting.count) } }

    /// Takes a place and waits for a turn.
    /// - Throws: `unavailable` where no place is free.
    package func begin() async throws -> Turn {
        let isFull = line.withLock { line in
            if line.taken < places { line.taken += 1; return false }
            return true
        }
        if isFull { throw Refusal(.unavailable, nil, ["retry_after": .integer(10)]) }
        do { try await start(hasBegun: false) } catch {
            leave()
            throw error
        }
        return Turn(of: self)
    }

    /// Takes a place again that was left, whether one is free or not.
    fileprivate func comeBack() { line.withLock { $0.taken += 1 } }

    /// - Parameters:
    ///   - hasBegun: goes before all who have not.
    ///   - patience: who has waited so long gives up; nil for ever.
    /// - Returns: whether it is his turn.
    @discardableResult
    fileprivate func start(hasBegun: Bool, patience: Duration? = nil) async throws -> Bool {
        let number = line.withLock { line in
            line.next += 1
            return line.next
        }
        let ending = patience.map { patience in
            Task {
                try await Task.sleep(for: patience)
                remove(number)?.resume(returning: false)
            }
        }
        defer { ending?.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (goes: CheckedContinuation<Bool, any Error>) in
                let answer = line.withLock { line -> Result<Bool, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if line.working < atOnce {
                        line.working += 1
                        return .success(true)
                    }
                    let place = hasBegun ? line.waiting.firstIndex { !$0.hasBegun } : nil
                    line.waiting.insert((number, hasBegun, goes), at: place ?? line.waiting.count)
                    return nil
                }
                if let answer { goes.resume(with: answer) }
            }
        } onCancel: {
            remove(number)?.resume(throwing: CancellationError())
        }
    }

    private func remove(_ number: UInt64) -> CheckedContinuation<Bool, any Error>? {
        line.withLock { line in line.waiting.firstIndex { $0.number == number }.map { line.waiting.remove(at: $0).goes } }
    }

    /// The turn goes to who is next.
    fileprivate func stop() {
        let next = line.withLock { line -> CheckedContinuation<Bool, any Error>? in
            guard line.waiting.isEmpty else { return line.waiting.removeFirst().goes }
            line.working -= 1
            return nil
        }
        next?.resume(returning: true)
    }

    fileprivate func leave() { line.withLock { $0.taken -= 1 } }
}

/// A place among those who have a file made. It is given up with `end`, or with the last who holds it.
package final class Turn: Sendable {
    /// `beside`: goes on without a turn, for none came soon enough.
    private enum State { case working, paused, beside, over }

    /// A file that is on its way goes on after that, so that nobody's line is ended because of others.
    private static let patience = Duration.seconds(3)

    private let turns: Turns
    private let state = Mutex(State.working)

    fileprivate init(of turns: Turns) { self.turns = turns }

    deinit { end() }

    /// Lets another work and leaves the place: what is made waits for its reader, who may take his time.
    package func pause() {
        let before = state.withLock { state in
            defer { if state != .over { state = .paused } }
            return state
        }
        leave(before)
    }

    /// Works on, before all who have not begun.
    package func resume() async throws {
        guard state.withLock({ $0 == .paused }) else { return }
        turns.comeBack()
        let isTurn: Bool
        do { isTurn = try await turns.start(hasBegun: true, patience: Self.patience) } catch {
            turns.leave()
            throw error
        }
        let now = isTurn ? State.working : .beside
        let isOver = state.withLock { state in
            if state == .over { return true }
            state = now
            return false
        }
        if isOver { leave(now) }
    }

    package func end() {
        leave(state.withLock { state in
            defer { state = .over }
            return state
        })
    }

    private func leave(_ state: State) {
        if state == .working { turns.stop() }
        if state == .working || state == .beside { turns.leave() }
    }
}

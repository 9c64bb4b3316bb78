package import Kernel
import Synchronization

/// Where those wait who have a large file made: so many are made at once, the others wait in the order in which they came, and whoever finds all places taken is
/// sent away at once, for the last one waits long enough. Per process.
package final class Turns: Sendable {
    private struct Line {
        var taken = 0
        var working = 0
        var waiting: [(number: UInt64, hasBegun: Bool, goes: CheckedContinuation<Void, any Error>)] = []
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

    /// - Parameter hasBegun: goes before all who have not.
    fileprivate func start(hasBegun: Bool) async throws {
        let number = line.withLock { line in
            line.next += 1
            return line.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (goes: CheckedContinuation<Void, any Error>) in
                let answer = line.withLock { line -> Result<Void, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if line.working < atOnce {
                        line.working += 1
                        return .success(())
                    }
                    let place = hasBegun ? line.waiting.firstIndex { !$0.hasBegun } : nil
                    line.waiting.insert((number, hasBegun, goes), at: place ?? line.waiting.count)
                    return nil
                }
                if let answer { goes.resume(with: answer) }
            }
        } onCancel: {
            let gone = line.withLock { line in line.waiting.firstIndex { $0.number == number }.map { line.waiting.remove(at: $0).goes } }
            gone?.resume(throwing: CancellationError())
        }
    }

    /// The turn goes to who is next.
    fileprivate func stop() {
        let next = line.withLock { line -> CheckedContinuation<Void, any Error>? in
            guard line.waiting.isEmpty else { return line.waiting.removeFirst().goes }
            line.working -= 1
            return nil
        }
        next?.resume()
    }

    fileprivate func leave() { line.withLock { $0.taken -= 1 } }
}

/// A place among those who have a file made. It is given up with `end`, or with the last who holds it.
package final class Turn: Sendable {
    private enum State { case working, paused, over }

    private let turns: Turns
    private let state = Mutex(State.working)

    fileprivate init(of turns: Turns) { self.turns = turns }

    deinit { end() }

    /// Lets another work while the place is kept: what is made waits for its reader.
    package func pause() {
        let wasWorking = state.withLock { state in
            guard case .working = state else { return false }
            state = .paused
            return true
        }
        if wasWorking { turns.stop() }
    }

    /// Works on, before all who have not begun.
    package func resume() async throws {
        guard state.withLock({ if case .paused = $0 { true } else { false } }) else { return }
        try await turns.start(hasBegun: true)
        let isOver = state.withLock { state in
            if case .over = state { return true }
            state = .working
            return false
        }
        if isOver { turns.stop() }
    }

    package func end() {
        let before = state.withLock { state in
            defer { state = .over }
            return state
        }
        if case .over = before { return }
        if case .working = before { turns.stop() }
        turns.leave()
    }
}

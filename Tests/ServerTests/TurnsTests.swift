import HTTP
import Kernel
import Testing

@Suite("Turns of those who have large files made")
struct TurnsTests {
    private func waits(_ count: Int, _ turns: Turns) async throws {
        for _ in 0..<10_000 where turns.counts.waiting != count { try await Task.sleep(for: .milliseconds(1)) }
        #expect(turns.counts.waiting == count)
    }

    @Test("so many work at once, the others in the order in which they came")
    func order() async throws {
        let turns = Turns(atOnce: 2, places: 8)
        let done = Shared<[Int]>([])
        let held = [try await turns.begin(), try await turns.begin()]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                group.addTask {
                    let turn = try await turns.begin()
                    done.withLock { $0.append(number) }
                    turn.end()
                }
                try await waits(number + 1, turns)
            }
            #expect(done.withLock { $0 } == [])
            held[0].end()
            try await group.waitForAll()
        }
        #expect(done.withLock { $0 } == [0, 1, 2, 3])
        // Ended twice, it is one place.
        held[0].end()
        #expect(turns.counts.taken == 1)
        held[1].end()
        #expect(turns.counts.taken == 0)
    }

    @Test("who finds no place is sent away at once, and told when to come again")
    func places() async throws {
        let turns = Turns(atOnce: 1, places: 2)
        let first = try await turns.begin()
        let waiting = Task { try await turns.begin().end() }
        try await waits(1, turns)
        let refusal = await #expect(throws: Refusal.self) { _ = try await turns.begin() }
        #expect(refusal?.code == .unavailable)
        #expect(refusal?.arguments["retry_after"] == .integer(10))
        first.end()
        try await waiting.value
        #expect(turns.counts.taken == 0)
    }

    @Test("while what is made waits for its reader another works; whoever has begun goes before those who have not")
    func pauses() async throws {
        let turns = Turns(atOnce: 1, places: 4)
        let done = Shared<[String]>([])
        let slow = try await turns.begin()
        slow.pause()
        slow.pause()
        #expect(turns.counts.taken == 0)
        let quick = try await turns.begin()
        let late = Task {
            let turn = try await turns.begin()
            done.withLock { $0.append("late") }
            turn.end()
        }
        try await waits(1, turns)
        let back = Task {
            try await slow.resume()
            done.withLock { $0.append("back") }
            slow.end()
        }
        try await waits(2, turns)
        quick.end()
        try await back.value
        try await late.value
        #expect(done.withLock { $0 } == ["back", "late"])
        #expect(turns.counts.taken == 0)
    }

    @Test("who goes away, and what nobody holds any more, takes no place")
    func gone() async throws {
        let turns = Turns(atOnce: 1, places: 2)
        do {
            let first = try await turns.begin()
            let waiting = Task { try await turns.begin().end() }
            try await waits(1, turns)
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(turns.counts.taken == 1)
            withExtendedLifetime(first) {}
        }
        #expect(turns.counts.taken == 0)
        try await turns.begin().end()
        #expect(turns.counts.taken == 0)
    }

    @Test("who reads slowly keeps no place, and goes on beside the others when no turn comes")
    func slowReaders() async throws {
        let turns = Turns(atOnce: 1, places: 2)
        let slow = try await turns.begin()
        slow.pause()
        #expect(turns.counts.taken == 0)
        let (one, waiting) = (try await turns.begin(), Task { try await turns.begin().end() })
        try await waits(1, turns)
        // The turn is held for as long as it is waited for.
        try await slow.resume()
        #expect(turns.counts.taken == 3 && turns.counts.waiting == 1)
        slow.pause()
        #expect(turns.counts.taken == 2)
        slow.end()
        one.end()
        try await waiting.value
        #expect(turns.counts.taken == 0)
        try await turns.begin().end()
    }
}

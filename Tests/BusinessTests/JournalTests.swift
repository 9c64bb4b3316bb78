import Customers
import Database
import Journal
import Kernel
import Storefront
import Testing
import TestSupport

@Suite("Following the journal")
struct JournalTests {
    private func note(_ id: Int64, in writer: any Writer) throws {
        try writer.record(JournalEntry("products", "saved", ids: [id], by: .system), at: House.now)
    }

    @Test("an entry with a smaller number that commits later is not missed", arguments: Engine.allCases)
    func lateCommit(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            var position = try await house.database.read { try $0.journalPosition() }
            let slow = Task {
                try await house.database.write { writer in
                    try note(1, in: writer)
                    // On SQLite writes come one after another anyway.
                    if writer.dialect == .postgres { _ = try writer.rows("SELECT 1 AS slept FROM (SELECT pg_sleep(2)) AS s") }
                }
            }
            try await Task.sleep(for: .milliseconds(150))
            try await house.database.write { try note(2, in: $0) }
            var seen: [Int64] = []
            for _ in 0..<2 {
                let from = position
                let changes = try await house.database.read { try $0.journalChanges(since: from) }
                seen += (changes.ids["products"] ?? []).sorted()
                position = changes.position
                _ = try await slow.value
            }
            #expect(seen.sorted() == [1, 2])
            if engine == .postgres { #expect(seen == [2, 1], "the fast one is seen while the slow one is open") }
            // Nothing is told twice, and nothing is left.
            let from = position
            #expect(try await house.database.read { try $0.journalChanges(since: from) }.ids.isEmpty)
        }
    }

    @Test("64 writers at once: each entry is told exactly once to a follower that keeps asking", arguments: Engine.allCases)
    func manyWriters(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            let start = try await house.database.read { try $0.journalPosition() }
            let follower = Task {
                var position = start
                var seen: [Int64] = []
                while seen.count < 640 {
                    let from = position
                    let changes = try await house.database.read { try $0.journalChanges(since: from, limit: 100) }
                    seen += changes.ids["products"] ?? []
                    position = changes.position
                    try await Task.sleep(for: .milliseconds(2))
                    try Task.checkCancellation()
                }
                return seen
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<64 {
                    group.addTask { for turn in 0..<10 { try await house.database.write { try note(Int64(writer * 10 + turn), in: $0) } } }
                }
                try await group.waitForAll()
            }
            let timeout = Task {
                try await Task.sleep(for: .seconds(20))
                follower.cancel()
            }
            let seen = try await follower.value
            timeout.cancel()
            #expect(seen.sorted() == Array(0..<640))
        }
    }

    @Test("another node shows what this one wrote", arguments: Engine.allCases)
    func secondNode(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let other = LiveStorefront(house.database)
            try await other.start()
            try await house.put("products", #"{"external_id":"P1","name":"Шуруп"}"#)
            try await other.catchUp()
            #expect(Shelf(other.current, for: .system, at: House.now).product("B-1")?.name == "Шуруп")
        }
    }
}

package import Database
import Journal
import Synchronization

/// Keeps the current storefront and lets it follow the journal.
package actor LiveStorefront {
    private let database: any Database
    private let box = Box()
    private var position = JournalPosition()
    private var running: Task<Void, any Error>?
    private var waiting: Task<Void, any Error>?

    /// Holds the current value for readers on any thread.
    private final class Box: Sendable {
        let storefront = Mutex<Storefront?>(nil)
    }

    package init(_ database: any Database) { self.database = database }

    /// The current catalogue; empty until `start` has ended.
    nonisolated package var current: Storefront { box.storefront.withLock { $0 } ?? Storefront() }
    /// Whether it has been loaded.
    nonisolated package var isReady: Bool { box.storefront.withLock { $0 != nil } }

    /// Loads the whole catalogue.
    package func start() async throws {
        let (storefront, position) = try await database.read { reader in (try Storefront(loadedFrom: reader), try reader.journalPosition()) }
        box.storefront.withLock { $0 = storefront }
        self.position = position
    }

    /// Brings the storefront up to everything committed before this call. A node calls it after each write of its own, before it answers.
    ///
    /// Runs one at a time; calls that come while one runs share the next.
    package func catchUp() async throws {
        if let waiting { return try await waiting.value }
        let previous = running
        let task = Task {
            _ = try? await previous?.value
            self.begin()
            try await self.follow()
        }
        waiting = task
        try await task.value
    }

    private func begin() {
        running = waiting
        waiting = nil
    }

    private func follow() async throws {
        guard isReady else { return try await start() }
        var more = true
        while more {
            let (storefront, from) = (current, position)
            let (fresh, changes) = try await database.read { reader in
                let changes = try reader.journalChanges(since: from)
                guard !changes.ids.isEmpty else { return (storefront, changes) }
                var next = storefront
                try next.apply(changes.ids, parts: changes.parts, from: reader)
                return (next, changes)
            }
            position = changes.position
            more = changes.more
            if !changes.ids.isEmpty { box.storefront.withLock { $0 = fresh } }
        }
    }
}

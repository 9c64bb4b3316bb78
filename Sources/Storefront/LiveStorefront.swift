package import Database
import Dispatch
import Journal
import Synchronization

/// Keeps the current storefront and lets it follow the journal.
package actor LiveStorefront {
    private let database: any Database
    private let snapshot: SnapshotPlace?
    private let box = Box()
    /// Where the journal stood at the snapshot that lies on the disk.
    private var kept: JournalPosition?
    private var keptAt: ContinuousClock.Instant?
    private var position = JournalPosition()
    private var running: Task<Void, any Error>?
    private var waiting: Task<Void, any Error>?

    /// Holds the current value for readers on any thread.
    private final class Box: Sendable {
        let storefront = Mutex<Storefront?>(nil)
    }

    /// - Parameter snapshot: nil where each start reads everything from the database.
    package init(_ database: any Database, snapshot: SnapshotPlace? = nil) {
        self.database = database
        self.snapshot = snapshot
    }

    /// The current catalogue; empty until `start` has ended.
    nonisolated package var current: Storefront { box.storefront.withLock { $0 } ?? Storefront() }
    /// Whether it has been loaded.
    nonisolated package var isReady: Bool { box.storefront.withLock { $0 != nil } }

    /// Loads the whole catalogue: from the snapshot with what has changed since, or else from the database.
    @discardableResult
    package func start() async throws -> CatalogueOrigin {
        var why: String?
        if let snapshot, !isReady {
            do {
                let (head, storefront) = try await snapshot.read(from: database)
                let (fresh, position, changes) = try await database.read { try storefront.broughtUpToDate(head, from: $0) }
                box.storefront.withLock { $0 = fresh }
                self.position = position
                kept = head.position
                return .snapshot(changes: changes)
            } catch let useless as UselessSnapshot { why = useless.why }
        }
        let (storefront, position) = try await database.read { reader in (try Storefront(loadedFrom: reader), try reader.journalPosition()) }
        box.storefront.withLock { $0 = storefront }
        self.position = position
        return .database(why: why)
    }

    /// Writes the snapshot, if the journal has moved on since the last one, and that was written long enough ago.
    /// - Returns: whether one was written.
    @discardableResult
    package func keepSnapshot(notWithin rest: Duration = .zero) async throws -> Bool {
        if let keptAt, ContinuousClock.now - keptAt < rest { return false }
        guard let snapshot, isReady, case let (storefront, position) = (current, position), storefront.productCount >= snapshot.least, position != kept,
            let entry = try await database.read({ try $0.entry(at: position) })
        else { return false }
        do { try await snapshot.write(storefront, SnapshotHead(program: snapshot.program, position: position, lastEntry: entry, labels: storefront.labels)) } catch is IndexBehind { return false }
        (kept, keptAt) = (position, .now)
        return true
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
        guard isReady else {
            try await start()
            return
        }
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

/// Does what takes seconds where nothing else waits for it.
func onThreadOfItsOwn<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in DispatchQueue.global(qos: .userInitiated).async { continuation.resume(with: Result { try work() }) } }
}

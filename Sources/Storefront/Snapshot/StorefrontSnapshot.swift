package import Database
import Files
import Journal
import Kernel

/// Where a node keeps its catalogue between its lives, so that it need not read a million products again.
///
/// What lies there is thrown away whenever it might not be true: when it is damaged, was written by another program, or is of another database. Then everything is
/// read from the database, as at the first start.
package struct SnapshotPlace: Sendable {
    let path: String
    let program: String
    let least: Int

    /// - Parameters:
    ///   - program: changes with the program, for another one may read the database otherwise.
    ///   - least: a catalogue of fewer products is read from the database as quickly.
    package init(path: String, program: String, least: Int = 20_000) {
        self.path = path
        self.program = program
        self.least = least
    }
}

/// Where a catalogue came from at the start.
package enum CatalogueOrigin: Sendable, Equatable {
    /// - Parameter why: no snapshot served; nil where none is kept.
    case database(why: String?)
    /// - Parameter changes: so many rows had changed since.
    case snapshot(changes: Int)
}

/// Why a snapshot does not serve.
struct UselessSnapshot: Error {
    let why: String
}

extension SnapshotPlace {
    /// The products of the snapshot, if it is of this program and of this database.
    func read(from database: any Database) async throws -> (head: SnapshotHead, storefront: Storefront) {
        do {
            let file = try PieceFile.Reader(path: path)
            let head = try Storefront.head(of: file).0
            guard head.program == program else { throw UselessSnapshot(why: "another program wrote it") }
            guard try await database.read({ try $0.continues(head) }) else { throw UselessSnapshot(why: "it is not of this database") }
            return (head, try await onThreadOfItsOwn { try Storefront(decoding: file) })
        } catch is PieceFile.Failure {
            throw UselessSnapshot(why: "there is none that can be read")
        } catch is BinaryReader.Damage {
            throw UselessSnapshot(why: "it is damaged")
        }
    }

    func write(_ storefront: Storefront, _ head: SnapshotHead) async throws {
        try await onThreadOfItsOwn {
            let file = try PieceFile.Writer(path: path)
            try storefront.encode(head, to: file)
            try file.finish()
        }
    }
}

extension Reader {
    /// The journal's entry where a position stands, as one text; empty at its beginning.
    func entry(at position: JournalPosition) throws -> String? {
        guard position.lastID > 0 else { return "" }
        return try row("SELECT at, tx, kind, action, ids, actor FROM journal WHERE id = \(position.lastID)").map { row in
            "\(try row.get("at", as: Int64.self)) \(try row.get("tx", as: Int64.self)) \(try row.get("kind", as: String.self)) \(try row.get("action", as: String.self)) "
                + "\(try row.get("ids", as: String.self)) \(try row.get("actor", as: String.self))"
        }
    }

    /// Whether this database is the one that a snapshot is of, and has not been put back since.
    func continues(_ head: SnapshotHead) throws -> Bool { try entry(at: head.position) == head.lastEntry && journalPosition().horizon >= head.position.horizon }

    /// Everything that changed since a position; nil when it is more than `limit` rows.
    func allChanges(since start: JournalPosition, limit: Int) throws -> JournalChanges? {
        var all = JournalChanges(position: start)
        var more = true
        while more {
            let changes = try journalChanges(since: all.position, limit: 10_000)
            all.ids.merge(changes.ids) { $0.union($1) }
            for (kind, parts) in changes.parts { all.parts[kind, default: [:]].merge(parts) { $0.union($1) } }
            all.position = changes.position
            more = changes.more
            if all.ids.values.reduce(0, { $0 + $1.count }) > limit { return nil }
        }
        return all
    }
}

extension Storefront {
    /// The catalogue of a snapshot with everything that has changed since, as this view of the database shows it.
    func broughtUpToDate(_ head: SnapshotHead, from reader: any Reader) throws -> (storefront: Storefront, position: JournalPosition, changes: Int) {
        guard try reader.continues(head) else { throw UselessSnapshot(why: "it is not of this database") }
        guard let changes = try reader.allChanges(since: head.position, limit: max(1000, productCount / 2)) else { throw UselessSnapshot(why: "too much has changed since") }
        var next = self
        try next.loadTerms(from: reader)
        if next.labels != head.labels { next.searchLog.noteEverything() }
        if !changes.ids.isEmpty { try next.apply(changes.ids, parts: changes.parts, from: reader) }
        return (next, changes.position, changes.ids.values.reduce(0) { $0 + $1.count })
    }
}

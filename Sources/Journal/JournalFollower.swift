package import Database
import Kernel

/// Where a follower of the journal stands.
///
/// On PostgreSQL serial numbers are not in commit order: every entry of a transaction at or above the horizon may still be joined by one with a
/// smaller number. So those are looked at again each time, and the ones already seen are left out.
package struct JournalPosition: Hashable, Sendable {
    package var lastID: Int64 = 0
    package var horizon: Int64 = 0
    package var seen: Set<Int64> = []

    package init() {}
}

/// What changed since a position, gathered: for each kind the numbers of its rows.
package struct JournalChanges: Sendable {
    package var ids: [String: Set<Int64>] = [:]
    /// The same for entries that tell in what their rows stand: by that, in the order of numbers. Empty for those that do not tell.
    package var parts: [String: [[Int64]: Set<Int64>]] = [:]
    package var position: JournalPosition
    /// True when there is more than was read; ask again.
    package var more = false

    /// None yet.
    package init(position: JournalPosition) { self.position = position }
}

extension Reader {
    /// The position after everything that this snapshot shows.
    package func journalPosition() throws -> JournalPosition {
        var position = JournalPosition()
        let row = try row("SELECT COALESCE(MAX(id), 0) AS last_id, \(.transactionHorizon) AS horizon FROM journal")
        position.lastID = try row?.get("last_id") ?? 0
        position.horizon = try row?.get("horizon") ?? 0
        if dialect == .postgres {
            position.seen = Set(try rows("SELECT id FROM journal WHERE tx >= \(position.horizon)").map { try $0.get("id") })
        }
        return position
    }

    /// Entries committed since `position` that this snapshot shows, at most `limit` of them.
    package func journalChanges(since position: JournalPosition, limit: Int = 1000) throws -> JournalChanges {
        var changes = JournalChanges(position: position)
        let entries: [Row]
        switch dialect {
        case .sqlite:
            entries = try rows("SELECT id, kind, ids, details FROM journal WHERE id > \(position.lastID) ORDER BY id LIMIT \(limit)")
            changes.more = entries.count == limit
        case .postgres:
            let horizon: Int64 = try row("SELECT \(.transactionHorizon) AS horizon")?.get("horizon") ?? 0
            entries = try rows("SELECT id, kind, ids, details FROM journal WHERE tx >= \(position.horizon) ORDER BY id")
                .filter { !position.seen.contains(try $0.get("id")) }
            changes.position.horizon = horizon
            changes.position.seen = Set(try rows("SELECT id FROM journal WHERE tx >= \(horizon)").map { try $0.get("id") })
        }
        for entry in entries {
            let kind: String = try entry.get("kind")
            let id: Int64 = try entry.get("id")
            changes.position.lastID = max(changes.position.lastID, id)
            let numbers = try entry.numbers("ids")
            changes.ids[kind, default: []].formUnion(numbers)
            changes.parts[kind, default: [:]][try entry.within(), default: []].formUnion(numbers)
        }
        return changes
    }
}

extension Row {
    fileprivate func numbers(_ column: String) throws -> [Int64] { try JSON(parsing: get(column, as: String.self)).array?.compactMap(\.int) ?? [] }

    fileprivate func within() throws -> [Int64] {
        let details: String = try get("details")
        guard details.contains("\"\(JournalEntry.within)\"") else { return [] }
        return try JSON(parsing: details)[JournalEntry.within]?.array?.compactMap(\.int) ?? []
    }
}

import Customers
package import Database
import Journal
package import Kernel
import Pricing
import Records
import Synchronization

/// What an import of files has changed, as far as it can be put back.
package struct ImportRun: Sendable {
    package enum Phase: String, Sendable { case open, taken, undoing, undone }

    package let id: Int64
    package let phase: Phase
    /// False where it changed more than is kept.
    package let isWhole: Bool
    /// How many records it made and changed; a record that it did both to counts twice.
    package let rows: Int64
    package let putBack: Int64
    package let undoneAt: Instant?

    init?(_ row: Row) throws {
        guard let id: Int64 = try row.find("run_id") else { return nil }
        self.id = id
        phase = Phase(rawValue: try row.get("phase")) ?? .open
        isWhole = try row.get("is_whole")
        (rows, putBack, undoneAt) = (try row.get("rows"), try row.get("put_back"), try row.find("undone_at"))
    }
}

/// Lets go of what was kept of imports and can be put back or asked for no longer.
package func forgetImports(in database: any Database, at now: Instant) async throws { while try await database.write({ try $0.forgetImports(at: now) }) {} }

/// Keeps what each step of an import changes, in the transaction that changes it: one row a step. New records are told by ranges of their numbers, so that a first
/// import costs nothing; of the others the fields that were other before.
final class ImportTrace: Sendable {
    private struct State {
        var changed = 0
        /// The numbers of what the import has made, by kind, ascending.
        var made: [String: [ClosedRange<Int64>]] = [:]
        var isWhole = true
    }

    let run: Int64
    private let state: Mutex<State>

    /// Of so many records that were there before an import keeps what they were; one that changes more cannot be undone.
    private static let limit = 500_000

    private init(run: Int64) {
        self.run = run
        state = Mutex(State())
    }

    /// Begins to keep, or goes on where the worker stopped with an upload.
    static func begin(upload: Int64?, by actor: Actor, at now: Instant, in database: any Database) async throws -> ImportTrace {
        try await forgetImports(in: database, at: now)
        return try await database.write { writer in
            if let upload, let known: Int64 = try writer.row("SELECT id FROM import_runs WHERE upload_id = \(upload) AND phase = 'open' ORDER BY id DESC LIMIT 1")?.get("id") {
                let trace = ImportTrace(run: known)
                // All of its rows are told again.
                try writer.run("DELETE FROM import_rows WHERE run_id = \(known)")
                // What it has made until now it has made too.
                try writer.forEach("SELECT kind, made FROM import_steps WHERE run_id = \(known) AND made IS NOT NULL ORDER BY position") { row in
                    let (kind, ranges): (String, [ClosedRange<Int64>]) = (try row.get("kind"), numberRanges(try row.get("made")))
                    trace.state.withLock { $0.made[kind, default: []].add(ranges) }
                }
                return trace
            }
            return ImportTrace(run: try writer.newImportRun(upload: upload, by: actor, at: now))
        }
    }

    /// People are not kept: whoever came with their records may have been there before, and what they were called is nobody's to bring back once they are erased.
    func note(_ trace: RecordTrace, of kind: RecordKind, at now: Instant, in writer: any Writer) throws {
        guard kind.name != CustomerRecords.people.name else { return }
        let changed = trace.changed.filter { !isOwn($0.id, kind) }
        // What the import itself has made needs no former state: it leaves as it stands after the last of its changes.
        let made = (trace.made + (trace.changed.map(\.id) + trace.touched).filter { isOwn($0, kind) }).sorted().ranges
        guard !made.isEmpty || !changed.isEmpty else { return }
        let told = changed.map { change -> JSON in
            let (before, after) = kind.name == SheetSubject.products.kind.name ? parted(change) : (change.before, change.after)
            return [.number(String(change.id)), .string(change.label), .object(before), .object(after)]
        }
        try keep(kind, made: made, former: nil, told, count: trace.made.count + trace.changed.count, at: now, in: writer)
    }

    func note(_ trace: PriceTrace, of kind: RecordKind, at now: Instant, in writer: any Writer) throws {
        func count(_ range: ClosedRange<Int64>?) -> Int { range.map { Int($0.upperBound - $0.lowerBound + 1) } ?? 0 }
        try keep(kind, made: trace.made.map { [$0] } ?? [], former: trace.former, [], count: count(trace.made) + count(trace.former), at: now, in: writer)
    }

    private func keep(
        _ kind: RecordKind, made: [ClosedRange<Int64>], former: ClosedRange<Int64>?, _ changed: [JSON], count: Int, at now: Instant, in writer: any Writer
    ) throws {
        let isWhole = state.withLock { state -> Bool in
            state.changed += changed.count
            state.isWhole = state.isWhole && state.changed <= Self.limit
            if state.isWhole { state.made[kind.name, default: []].add(made) }
            return state.isWhole
        }
        // Of two that are at one import, a sheet begun again, one step comes after the other. What is done over after a conflict is told once more.
        _ = try writer.row("SELECT id FROM import_runs WHERE id = \(run) \(.forUpdate)")
        guard isWhole else {
            try writer.run("DELETE FROM import_steps WHERE run_id = \(run)")
            try writer.run("UPDATE import_runs SET is_whole = 0 WHERE id = \(run)")
            return
        }
        let last: Int64 = try writer.row("SELECT MAX(position) AS last FROM import_steps WHERE run_id = \(run)")?.find("last") ?? 0
        try writer.run("""
            INSERT INTO import_steps (run_id, position, kind, saved_at, rows, made, former, changed)
            VALUES (\(run), \(last + 1), \(kind.name), \(now), \(Int64(count)), \(made.isEmpty ? nil : made.text), \(former.map { [$0].text }),
                \(changed.isEmpty ? nil : JSON.array(changed).text))
            """)
    }

    private func isOwn(_ id: Int64, _ kind: RecordKind) -> Bool { state.withLock { $0.made[kind.name]?.holds(id) ?? false } }

    /// A product's parameters are kept one by one: the others may change, and this one still go back.
    private func parted(_ change: RecordTrace.Change) -> (before: JSONObject, after: JSONObject) {
        guard let old = change.before["parameters"]?.object, let new = change.after["parameters"]?.object else { return (change.before, change.after) }
        var (before, after) = (change.before, change.after)
        (before["parameters"], after["parameters"]) = (nil, nil)
        for (code, value) in old.entries where new[code] != value { before[RecordSheet.parameterField(code)] = value }
        for (code, value) in new.entries where old[code] != value { after[RecordSheet.parameterField(code)] = value }
        return (before, after)
    }
}

extension Array where Element == Int64 {
    /// Ascending numbers as ranges without gaps.
    fileprivate var ranges: [ClosedRange<Int64>] {
        var ranges: [ClosedRange<Int64>] = []
        for number in self { ranges.add([number...number]) }
        return ranges
    }
}

extension Array where Element == ClosedRange<Int64> {
    /// As they are kept: `1-500 503-510`.
    var text: String { map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: " ") }

    /// Adds ranges to these, which are ascending and stay apart: what meets or overlaps becomes one.
    mutating func add(_ others: [ClosedRange<Int64>]) {
        for range in others {
            // The numbers of rows are far from the ends of their type.
            let first = place(of: range.lowerBound - 1)
            var (next, joined) = (first, range)
            while next < count, self[next].lowerBound <= range.upperBound + 1 {
                joined = Swift.min(joined.lowerBound, self[next].lowerBound)...Swift.max(joined.upperBound, self[next].upperBound)
                next += 1
            }
            replaceSubrange(first..<next, with: [joined])
        }
    }

    /// Whether a number is in one of these ascending ranges.
    func holds(_ number: Int64) -> Bool {
        let place = place(of: number)
        return place < count && self[place].contains(number)
    }

    /// Where the first stands that does not end before a number.
    private func place(of number: Int64) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Ranges as `text` writes them.
func numberRanges(_ text: String) -> [ClosedRange<Int64>] {
    text.split(separator: " ").compactMap { part in
        let ends = part.split(separator: "-").compactMap { Int64($0) }
        return ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : nil
    }
}

extension Writer {
    /// The import has ended: what it changed belongs to its report.
    func end(importRun number: Int64, ofImport id: Int64) throws {
        try run("""
            UPDATE import_runs SET import_id = \(id), phase = 'taken', rows = (SELECT COALESCE(SUM(s.rows), 0) FROM import_steps AS s WHERE s.run_id = import_runs.id)
            WHERE id = \(number)
            """)
    }

    /// Lets go of what can be put back no longer, some at a time. - Returns: whether there may be more.
    fileprivate func forgetImports(at now: Instant) throws -> Bool {
        // An undoing that was begun in time is gone on with.
        let gone = try run("""
            DELETE FROM import_steps WHERE (run_id, position) IN (
                SELECT s.run_id, s.position FROM import_steps AS s JOIN import_runs AS r ON r.id = s.run_id
                WHERE r.begun_at < \(now.adding(seconds: -3 * 86_400)) ORDER BY s.run_id, s.position LIMIT 100
            )
            """)
        guard gone == 0 else { return true }
        let week = now.adding(seconds: -7 * 86_400)
        let told = try run("""
            DELETE FROM import_rows WHERE (run_id, position) IN (
                SELECT t.run_id, t.position FROM import_rows AS t JOIN import_runs AS r ON r.id = t.run_id WHERE r.begun_at < \(week) ORDER BY t.run_id, t.position LIMIT 5000
            )
            """)
        guard told == 0 else { return true }
        let old: SQL = "SELECT id FROM import_runs WHERE begun_at < \(week) ORDER BY id LIMIT 100"
        try run("DELETE FROM import_kept WHERE run_id IN (\(old))")
        return try run("DELETE FROM import_runs WHERE id IN (\(old))") == 100
    }
}

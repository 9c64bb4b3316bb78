package import Customers
package import Database
import Journal
package import Kernel

/// How a supplier has kept its word in the last ninety days; each count is that of the lines which `SupplyFilter.Show` of its name shows.
package struct SupplyFigures: Sendable, Equatable {
    package let inTime: Int
    package let late: Int
    package let inFull: Int
    /// Confirmed in part, or declined.
    package let inPart: Int
    package let onDay: Int
    package let afterDay: Int
    /// From the question to the first answer, the middle one, in seconds.
    package let median: Int64?
}

package func supplyFigures(of supplier: ID<Supplier>? = nil, at now: Instant, for viewer: Viewer, in reader: any Reader) throws -> SupplyFigures {
    let supplier = try scope(supplier, for: viewer)
    let hours = try supplierHours(in: reader)
    func count(_ show: SupplyFilter.Show) -> SQL { "COUNT(CASE WHEN \(shows(show, hours: hours, at: now)) THEN 1 END)" }
    guard let row = try reader.row("""
        SELECT \(count(.inTime)) AS in_time, \(count(.late)) AS late, \(count(.inFull)) AS in_full, \(count(.inPart)) AS in_part, \(count(.onDay)) AS on_day,
            \(count(.afterDay)) AS after_day, COUNT(CASE WHEN y.asked_at > \(now.adding(seconds: -supplyFigureDays * 86_400)) THEN y.answered_at END) AS answered
        FROM supply_lines AS y WHERE y.supplier_id = \(supplier)
        """)
    else { return SupplyFigures(inTime: 0, late: 0, inFull: 0, inPart: 0, onDay: 0, afterDay: 0, median: nil) }
    let answered: Int64 = try row.get("answered")
    let middle = answered == 0 ? [] : try reader.rows("""
        SELECT y.answered_at - y.asked_at AS took FROM supply_lines AS y
        WHERE y.supplier_id = \(supplier) AND y.answered_at IS NOT NULL AND y.asked_at > \(now.adding(seconds: -supplyFigureDays * 86_400))
        ORDER BY took, y.id LIMIT \(answered % 2 == 0 ? Int64(2) : 1) OFFSET \((answered - 1) / 2)
        """).map { try $0.get("took", as: Int64.self) }
    let median = middle.isEmpty ? nil : middle.reduce(0, +) / Int64(middle.count) / 1000
    return SupplyFigures(
        inTime: try row.get("in_time"), late: try row.get("late"), inFull: try row.get("in_full"), inPart: try row.get("in_part"), onDay: try row.get("on_day"),
        afterDay: try row.get("after_day"), median: median)
}

/// Sets within how many hours suppliers are to answer, from 1 to 720; for staff who manage suppliers.
package func setSupplierHours(_ text: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try demandKeeper(viewer)
    guard let hours = Int64(text.trimmed), (1...720).contains(hours) else {
        throw Refusal(.validation, "support_hours", problems: [Refusal.Problem("/supplier_hours", .validation, "support_hours")])
    }
    try writer.run("""
        INSERT INTO settings (name, value, updated_at) VALUES ('supplier_hours', \(String(hours)), \(now))
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
        """)
    try writer.record(JournalEntry("settings", "saved", ids: [], by: viewer.actor, ["supplier_hours": .number(String(hours))]), at: now)
}

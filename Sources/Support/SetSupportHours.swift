package import Customers
package import Database
import Journal
package import Kernel

/// Sets within how many hours clients are to be answered, from 1 to 720.
package func setSupportHours(_ text: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.manageHouse)
    guard let hours = Int64(text.trimmed), (1...720).contains(hours) else {
        throw Refusal(.validation, "support_hours", problems: [Refusal.Problem("/support_hours", .validation, "support_hours")])
    }
    try writer.run("""
        INSERT INTO settings (name, value, updated_at) VALUES ('support_hours', \(String(hours)), \(now))
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
        """)
    try writer.record(JournalEntry("settings", "saved", ids: [], by: viewer.actor, ["support_hours": .number(String(hours))]), at: now)
}

import Customers
import Kernel
import Localization
import Ordering

/// What is told beside an action of the log, in words of the reader: rights, roles, topics, settings and states by the names that the portal's pages give them.
struct JournalWords {
    let t: Texts
    let action: LoggedAction

    init(_ action: LoggedAction, _ t: Texts) { (self.t, self.action) = (t, action) }

    /// Name and value of each detail; at most 30.
    var details: [(name: String, value: String)] {
        let entries = action.details.object?.entries ?? []
        let isNamed = entries.contains { $0.key == "proposed_by" }
        return entries.filter { !(isNamed && $0.key == "proposer") }.prefix(30).map { (name: title($0.key), value: String(told($0.value, of: $0.key).prefix(500))) }
    }

    /// What the action was done to: people by name where they are known by it, all else by number.
    var subject: String {
        let subject = t.text("journal_kind.\(action.kind)") ?? action.kind
        let names = action.kind == "people" ? action.ids.compactMap { action.people[$0] } : []
        let unnamed = action.kind == "people" ? action.ids.filter { action.people[$0] == nil } : action.ids
        let numbers = unnamed.map { action.kind == "orders" ? OrderNumber.text(ID($0)) : String($0) }.joined(separator: ", ")
        let told = [names.isEmpty ? nil : names.joined(separator: ", "), numbers.isEmpty ? nil : "№ \(numbers)"].compactMap(\.self).joined(separator: ", ")
        return subject + (told.isEmpty ? "" : " \(told)") + (action.idCount > action.ids.count ? " …" : "")
    }

    private func title(_ key: String) -> String {
        let settings = [
            "house_name": "house.name", "mail_sender": "house.mail_sender", "staff_second_factor": "house.staff_second_factor", "credit_mail": "house.credit_mail",
            "show_base_price": "house.base_price", "visitors_catalogue": "house.visitors_catalogue", "visitors_stock": "house.visitors_stock", "support_hours": "house.support_hours",
            "supplier_hours": "suppliers.hours",
        ]
        return t.text("journal_detail.\(key)") ?? settings[key].flatMap { t.text($0) } ?? t.text("terms.field.\(key)") ?? key
    }

    /// A value in plain words.
    private func told(_ value: JSON, of key: String) -> String {
        switch value {
        case .null: "—"
        case .bool(let flag): t(flag ? "journal.yes" : "journal.no")
        case .string(let text): word(text, of: key)
        case .number(let literal): number(literal, of: key)
        case .array(let items): items.prefix(50).map { told($0, of: key) }.joined(separator: ", ")
        case .object(let object): object.entries.prefix(50).map { "\(title($0.key)): \(told($0.value, of: $0.key))" }.joined(separator: "; ")
        }
    }

    private func number(_ literal: String, of key: String) -> String {
        guard let id = Int64(literal) else { return literal }
        switch key {
        case "order": return OrderNumber.text(ID(id))
        case "supplier": return action.suppliers[id] ?? "№ \(id)"
        case "recipients": return action.people[id] ?? "№ \(id)"
        default: return literal
        }
    }

    private func word(_ text: String, of key: String) -> String {
        switch key {
        case "role": role(text)
        case "rights": text.split(separator: " ").map { t.text("right.\($0)") ?? String($0) }.joined(separator: ", ")
        case "weekdays": text.split(separator: " ").map { t.text("weekday_short.\($0)") ?? String($0) }.joined(separator: ", ")
        case "topic": t.text("support_topic.\(text)") ?? text
        case "purpose": t.text("consent_purpose.\(text)") ?? text
        case "unwanted": t.text("own_letters.\(text)") ?? text
        case "about": t.text("terms.kind.\(text)") ?? text
        case "gives": t.text("price_files.gives.\(text)") ?? text
        case "visitors_stock": t.text("house.visitors_stock.\(text)") ?? text
        case "reasons": t.text("journal_reason.\(text)") ?? text
        case "format": text.uppercased()
        case "fields": Language(rawValue: text)?.name ?? t.text("terms.field.\(text)") ?? text
        case "proposer": text.hasPrefix("person:") ? Int64(text.dropFirst(7)).flatMap { action.people[$0] } ?? text : text
        case "status", "state", "from", "to", "until": state(text) ?? Day(text).map { t.day($0) } ?? text
        default: text
        }
    }

    /// The word of an order, or of how a contract stands.
    private func state(_ text: String) -> String? { t.text("\(action.kind == "credit" ? "credit_state" : "order_status").\(text)") }

    /// The same word names roles of the house, of clients and of suppliers: whose it is, the rest of the entry tells.
    private func role(_ text: String) -> String {
        if text.hasPrefix("own-"), let id = Int64(text.dropFirst(4)) { return action.roles[id] ?? text }
        let isOfSupplier = action.details.object?["supplier"] != nil
        let groups = isOfSupplier ? ["supplier_role"] : action.client == nil ? ["staff_role", "client_role"] : ["client_role", "staff_role"]
        return groups.lazy.compactMap { t.text("\($0).\(text)") }.first ?? text
    }
}

package import Database
package import Foundation
import Journal
package import Kernel

/// What is told of stock to those who have not signed in.
package enum StockForVisitors: String, Sendable, Hashable, CaseIterable {
    case none
    /// Whether there is some, and when more comes, without quantities and warehouses.
    case word
    case figures
}

/// What the house has set for itself; read with every request, so that a change shows at once.
package struct HouseSettings: Sendable, Hashable {
    /// The name at the head of the pages and in mails: as set, else the first legal entity's.
    package var name: String
    package var timeZone: TimeZone
    /// Whether everybody of the staff needs a second factor.
    package var staffSecondFactor: Bool
    /// From which address mails come; nil for what the mail server's setting says.
    package var mailSender: String?
    /// Whether people are told by mail of stopped contracts and of orders that wait for credit.
    package var creditMail: Bool

    /// Whether the base price stands crossed out beside a lower own one: on pages and in price files.
    package var showsBasePrice = false
    /// Whether whoever has not signed in may look at the catalogue: the assortment for visitors, without prices.
    package var isCatalogueOpen = false
    /// What such a visitor is told of stock.
    package var stockForVisitors = StockForVisitors.none

    package init(name: String, timeZone: TimeZone, staffSecondFactor: Bool = false, mailSender: String? = nil, creditMail: Bool = true) {
        self.name = name
        self.timeZone = timeZone
        self.staffSecondFactor = staffSecondFactor
        self.mailSender = mailSender
        self.creditMail = creditMail
    }

    package static let unnamed = HouseSettings(name: "Kontor", timeZone: TimeZone(identifier: "Europe/Moscow") ?? .gmt)
}

extension Reader {
    /// The name that the house has given itself; nil while it goes by its first legal entity.
    package func ownHouseName() throws -> String? { try row("SELECT value FROM settings WHERE name = 'house_name'")?.get("value") }

    package func houseSettings() throws -> HouseSettings {
        guard let row = try row("""
            SELECT (SELECT value FROM settings WHERE name = 'house_name') AS own_name, (SELECT value FROM settings WHERE name = 'staff_second_factor') AS factor,
                (SELECT value FROM settings WHERE name = 'mail_sender') AS sender,
                (SELECT value FROM settings WHERE name = 'visitors_catalogue') AS open_catalogue, (SELECT value FROM settings WHERE name = 'visitors_stock') AS visitors_stock,
                (SELECT value FROM settings WHERE name = 'show_base_price') AS base_price, (SELECT value FROM settings WHERE name = 'credit_mail') AS credit_mail, (SELECT name FROM legal_entities ORDER BY id LIMIT 1) AS entity,
                (SELECT time_zone FROM legal_entities ORDER BY id LIMIT 1) AS time_zone
            """)
        else { return .unnamed }
        let zone = try row.find("time_zone", as: String.self).flatMap { TimeZone(identifier: $0) }
        var settings = HouseSettings(
            name: try row.find("own_name") ?? row.find("entity") ?? HouseSettings.unnamed.name, timeZone: zone ?? HouseSettings.unnamed.timeZone,
            staffSecondFactor: try row.find("factor", as: String.self) == "1", mailSender: try row.find("sender"),
            creditMail: try row.find("credit_mail", as: String.self) != "0")
        settings.showsBasePrice = try row.find("base_price", as: String.self) == "1"
        settings.isCatalogueOpen = try row.find("open_catalogue", as: String.self) == "1"
        settings.stockForVisitors = try row.find("visitors_stock", as: String.self).flatMap { StockForVisitors(rawValue: $0) } ?? .none
        return settings
    }
}

/// Changes the settings of the house; an empty name or sender goes back to what holds without one.
package func saveSettings(
    name: String, staffSecondFactor: Bool, mailSender: String, creditMail: Bool, for viewer: Viewer, at now: Instant, in writer: any Writer
) throws {
    try viewer.demand(.manageHouse)
    guard name.trimmed.count <= 100 else {
        throw Refusal(.validation, "text_too_long", ["limit": .integer(100)], problems: [Refusal.Problem("/house_name", .validation, "text_too_long", ["limit": .integer(100)])])
    }
    do { if !mailSender.trimmed.isEmpty { _ = try checkedEmail(mailSender) } } catch let refusal as Refusal {
        throw Refusal(.validation, refusal.reason, refusal.arguments, problems: [Refusal.Problem("/mail_sender", .validation, refusal.reason, refusal.arguments)])
    }
    for (key, value) in [("house_name", name.trimmed), ("mail_sender", mailSender.trimmed), ("staff_second_factor", staffSecondFactor ? "1" : ""), ("credit_mail", creditMail ? "" : "0")] {
        if value.isEmpty { try writer.run("DELETE FROM settings WHERE name = \(key)"); continue }
        try writer.run("""
            INSERT INTO settings (name, value, updated_at) VALUES (\(key), \(value), \(now))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
            """)
    }
    try writer.record(
        JournalEntry("settings", "saved", ids: [], by: viewer.actor, ["house_name": .string(name.trimmed), "staff_second_factor": .bool(staffSecondFactor), "mail_sender": .string(mailSender.trimmed), "credit_mail": .bool(creditMail)]),
        at: now)
}

/// Switches the crossed-out base price on or off, for everybody who sees prices.
package func saveBasePriceSetting(_ shows: Bool, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.manageHouse)
    try writer.run("""
        INSERT INTO settings (name, value, updated_at) VALUES ('show_base_price', \(shows ? "1" : "0"), \(now))
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
        """)
    try writer.record(JournalEntry("settings", "saved", ids: [], by: viewer.actor, ["show_base_price": .bool(shows)]), at: now)
}

/// Opens the catalogue to those who have not signed in, or closes it, and says what they are told of stock.
package func saveCatalogueForVisitors(isOpen: Bool, stock: StockForVisitors, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.manageHouse)
    for (name, value) in [("visitors_catalogue", isOpen ? "1" : "0"), ("visitors_stock", stock.rawValue)] {
        try writer.run("""
            INSERT INTO settings (name, value, updated_at) VALUES (\(name), \(value), \(now))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
            """)
    }
    try writer.record(
        JournalEntry("settings", "saved", ids: [], by: viewer.actor, ["visitors_catalogue": .bool(isOpen), "visitors_stock": .string(stock.rawValue)]), at: now)
}

package import Database
package import Kernel
package import Records

/// The ledger as the distributor's systems tell it.
package enum LedgerRecords {
    /// The kind `ledger`. Entries are added, never changed: the same again is unchanged, other content under a known external id is refused.
    ///
    /// - Parameter settled: what follows from new entries, in the same transaction: their numbers.
    package static func ledger(_ settled: @escaping @Sendable ([Int64], any Writer, Instant) throws -> Void) -> RecordKind {
        RecordKind(
            "ledger", table: "ledger_entries",
            [
                .externalID, RecordField("client", .reference(table: "clients", within: nil), required: true, isCompleted: true),
                RecordField("contract", .reference(table: "contracts", within: "client"), required: true),
                RecordField("order", .text(limit: 100), column: "order_ref"), RecordField("shipment", .text(limit: 100), column: "shipment_ref"),
                RecordField("kind", .choice(LedgerKind.allCases.map(\.rawValue)), required: true), RecordField("number", .text(limit: 100)),
                RecordField("date", .day, column: "date_day", required: true), RecordField("due", .day, column: "due_day", isCompleted: true),
                RecordField("amount", .money(-Money.limit...Money.limit), required: true),
                RecordField("currency", .checked(reason: "unknown_currency") { Currency($0)?.code }, isCompleted: true),
                RecordField("allocated", .document(reason: "not_an_allocation", allocation)), RecordField("note", .text(limit: 1000)),
                RecordField("as_of", .instant),
            ],
            check: check, complete: { try complete(&$0, in: $1) }, saved: { try settled($0, $1, $2.at) })
    }

    /// A list of `{entry, amount}`, amounts above zero.
    private static func allocation(_ value: JSON) -> JSON? {
        guard let items = value.array, items.count <= 1000 else { return nil }
        var clean: [JSON] = []
        for item in items {
            guard let object = item.object, object.entries.allSatisfy({ $0.key == "entry" || $0.key == "amount" }), let entry = item["entry"]?.string, !entry.isEmpty,
                let amount = sum(item["amount"]), amount > 0
            else { return nil }
            // One spelling, so that the same told again is seen to be the same.
            clean.append(["entry": .string(entry), "amount": .string(Money(clamping: amount, .rub).decimal)])
        }
        return clean.isEmpty ? .null : .array(clean)
    }

    static func sum(_ value: JSON?) -> Int64? {
        switch value {
        case .string(let text)?, .number(let text)?: Money(text, currency: .rub)?.minorUnits
        default: nil
        }
    }

    private static func check(_ entry: RecordView) -> [Refusal.Problem] {
        var problems: [Refusal.Problem] = []
        let kind = entry.text("kind").flatMap(LedgerKind.init(rawValue:))
        if let amount = entry.integer("amount") {
            if amount == 0 { problems.append(Refusal.Problem("/amount", .validation, "amount_zero")) }
            if amount < 0, kind != .opening, kind != .correction { problems.append(Refusal.Problem("/amount", .validation, "amount_negative")) }
        }
        if let date = entry.integer("date"), let due = entry.integer("due"), due < date { problems.append(Refusal.Problem("/due", .validation, "due_before_date")) }
        return problems
    }

    /// Refuses what would rewrite history, and fills in of new entries: the client, the currency and the due date by the contract.
    private static func complete(_ drafts: inout [RecordDraft], in reader: any Reader) throws {
        guard let kind = drafts.first?.kind else { return }
        let sound = drafts.indices.filter { drafts[$0].problems.isEmpty }
        let known = try reader.storedEntries(sound.filter { !drafts[$0].isNew }.compactMap { drafts[$0].label }, of: kind)
        let contracts = try reader.paymentTerms(ofContracts: Array(Set(sound.filter { drafts[$0].isNew }.compactMap { drafts[$0].number("contract") })))
        let calendar = contracts.values.contains(where: \.isBanking) ? try reader.bankingCalendar() : BankingCalendar()
        var first: [String: Int] = [:]
        for index in sound {
            guard let label = drafts[index].label else { continue }
            if let stored = known[label] {
                drafts[index].compare { stored[$0] ?? .null }
            } else if let before = first[label] {
                let told = drafts[before]
                drafts[index].compare { position in if case .value(let value)? = told.cells[position] { value } else { kind.fields[position].fallback } }
            } else {
                first[label] = index
                if let terms = drafts[index].number("contract").flatMap({ contracts[$0] }) { drafts[index].fill(terms, calendar) }
            }
        }
    }
}

extension RecordDraft {
    /// A stated value that differs from what was told before is a refusal; when nothing differs, nothing is left to be written.
    fileprivate mutating func compare(_ before: (Int) -> SQLValue) {
        for (position, cell) in cells where kind.fields[position].name != "external_id" {
            // When it was told is no part of what was told.
            if kind.fields[position].name == "as_of" { cells[position] = nil; continue }
            guard case .value(let value) = cell, value != before(position) else { continue }
            problems.append(Refusal.Problem("/\(kind.fields[position].name)", .validation, "history_is_not_rewritten"))
        }
    }

    fileprivate mutating func fill(_ terms: PaymentTerms, _ calendar: BankingCalendar) {
        if !states("client") { set("client", .integer(terms.client)) }
        if isNull("currency") { set("currency", .text(terms.currency)) }
        guard isNull("due"), let date = number("date").flatMap({ Day(number: $0) }) else { return }
        let isDebt: Bool
        if let position = kind.position(of: "kind"), case .value(.text(let text))? = cells[position] { isDebt = text != "payment" && text != "return" } else { isDebt = false }
        set("due", (isDebt ? dueDay(of: date, paymentDays: terms.days, isBanking: terms.isBanking, calendar) : date).sqlValue)
    }

    private func isNull(_ field: String) -> Bool {
        guard let position = kind.position(of: field), let cell = cells[position] else { return true }
        return cell == .value(.null)
    }
}

/// What a contract says about paying.
struct PaymentTerms: Sendable {
    let client: Int64
    let currency: String
    let days: Int
    let isBanking: Bool
}

extension Reader {
    /// Entries by external id, their values by field position.
    fileprivate func storedEntries(_ externalIDs: [String], of kind: RecordKind) throws -> [String: [Int: SQLValue]] {
        guard !externalIDs.isEmpty else { return [:] }
        var entries: [String: [Int: SQLValue]] = [:]
        for row in try rows("""
            SELECT external_id, client_id, contract_id, order_ref, shipment_ref, kind, number, date_day, due_day, amount, currency, allocated, note, as_of
            FROM ledger_entries WHERE external_id \(in: externalIDs)
            """)
        {
            var values: [Int: SQLValue] = [:]
            for (position, field) in kind.fields.enumerated() { values[position] = try row.value(field.column) }
            entries[try row.get("external_id")] = values
        }
        return entries
    }

    func paymentTerms(ofContracts ids: [Int64]) throws -> [Int64: PaymentTerms] {
        guard !ids.isEmpty else { return [:] }
        var terms: [Int64: PaymentTerms] = [:]
        for row in try rows("SELECT id, client_id, currency, payment_days, payment_calendar FROM contracts WHERE id \(in: ids)") {
            terms[try row.get("id")] = PaymentTerms(
                client: try row.get("client_id"), currency: try row.get("currency"), days: try row.get("payment_days"),
                isBanking: try row.get("payment_calendar", as: String.self) == "banking")
        }
        return terms
    }

    /// The banking days as the table has them, on top of what the source knows.
    func bankingCalendar() throws -> BankingCalendar {
        var days = PublicHolidays.transfers
        for row in try rows("SELECT day, is_working FROM calendar_days ORDER BY day LIMIT 100000") { days[try row.get("day")] = try row.get("is_working", as: Bool.self) }
        return BankingCalendar(exceptions: days)
    }
}

import Foundation
import HTTP
import Kernel
import Localization
import Receivables

/// Blocking a contract by hand, as typed.
struct BlockForm: Sendable {
    var state = BlockState.holdShipment.rawValue
    var reason = ""
    var until = ""
    var problems: [FieldProblem] = []

    init() {}

    init(_ fields: Form) {
        state = fields["block_state"] ?? ""
        reason = fields["block_reason"] ?? ""
        until = fields["block_until"] ?? ""
    }
}

/// Asking for an override, as typed.
struct OverrideForm: Sendable {
    var reason = ""
    var until = ""
    /// The number of an order on hold; empty for the rules of the contract.
    var order = ""
    var problems: [FieldProblem] = []

    init() {}

    init(_ fields: Form) {
        reason = fields["override_reason"] ?? ""
        until = fields["override_until"] ?? ""
        order = fields["override_order"] ?? ""
    }
}

/// An entry of the ledger made in the portal, as typed.
struct EntryForm: Sendable {
    static let kinds = [LedgerKind.payment, .return, .correction]

    var kind = LedgerKind.payment.rawValue
    var number = ""
    var date = ""
    var due = ""
    var amount = ""
    var currency = ""
    var order = ""
    /// The external id of the document that it pays; empty for the oldest.
    var pays = ""
    var note = ""
    var problems: [FieldProblem] = []

    init() {}

    init(_ fields: Form) {
        kind = fields["entry_kind"] ?? kind
        number = fields["entry_number"] ?? ""
        date = fields["entry_date"] ?? ""
        due = fields["entry_due"] ?? ""
        amount = fields["entry_amount"] ?? ""
        currency = fields["entry_currency"] ?? ""
        order = fields["entry_order"] ?? ""
        pays = fields["entry_pays"] ?? ""
        note = fields["entry_note"] ?? ""
    }

    /// The entry as the accounting would tell it, or what cannot be read.
    func item(contract: String, _ t: Texts) -> (item: JSONObject, problems: [FieldProblem]) {
        var item: JSONObject = ["contract": .string(contract), "kind": .string(kind)]
        var problems: [FieldProblem] = []
        if !Self.kinds.map(\.rawValue).contains(kind) { problems.append(FieldProblem(field: "entry_kind", text: t("credit.kind_wrong"))) }
        switch typedDay(date) {
        case .some(let day): item["date"] = .string(day.description)
        case nil: problems.append(FieldProblem(field: "entry_date", text: t("credit.date_wrong")))
        }
        if !due.trimmed.isEmpty {
            if let day = typedDay(due) { item["due"] = .string(day.description) } else { problems.append(FieldProblem(field: "entry_due", text: t("credit.date_wrong"))) }
        }
        let sum = typedMoney(amount)
        if let sum { item["amount"] = .string(sum.decimal) } else { problems.append(FieldProblem(field: "entry_amount", text: t("credit.amount_wrong", ["text": .text(String(amount.prefix(40)))]))) }
        for (name, text) in [("number", number), ("currency", currency.uppercased()), ("order", order), ("note", note)] where !text.trimmed.isEmpty { item[name] = .string(text.trimmed) }
        if !pays.isEmpty, let sum { item["allocated"] = [["entry": .string(pays), "amount": .string(sum.decimal)]] }
        return (item, problems)
    }
}

/// Rules as a table: for each measure the threshold from which each state begins, as typed. A field's key is `{measure}-{state}`.
struct RulesForm: Sendable {
    static let states = BlockState.allCases.sorted().filter { $0 != .ok }

    var values: [String: String] = [:]
    var problems: [FieldProblem] = []

    static func key(_ measure: CreditRule.Measure, _ state: BlockState) -> String { "\(measure.rawValue)-\(state.rawValue)" }

    init() {}

    init(_ rules: [CreditRule]) {
        // Of two thresholds of one state only the lower one ever speaks.
        for rule in rules.sorted(by: { $0.threshold > $1.threshold }) {
            values[Self.key(rule.measure, rule.state)] = rule.measure == .overdueSum ? Self.roubles(rule.threshold) : String(rule.threshold)
        }
    }

    init(_ fields: Form) {
        for (key, text) in Field.values(Field.rule, in: fields.values) { values[key] = text }
    }

    private static func roubles(_ units: Int64) -> String { Money(minorUnits: units, currency: .rub)?.decimal.replacing(".00", with: "") ?? "" }

    /// The rules, or what cannot be read or stands twice.
    func rules(_ t: Texts) -> (rules: [CreditRule], problems: [FieldProblem]) {
        var rules: [CreditRule] = []
        var problems: [FieldProblem] = []
        for measure in CreditRule.Measure.allCases {
            var seen: Set<Int64> = []
            for state in Self.states {
                let key = Self.key(measure, state)
                guard let text = values[key], !text.trimmed.isEmpty else { continue }
                let threshold = measure == .overdueSum ? typedMoney(text)?.minorUnits : typedQuantity(text).flatMap { $0.thousandths.isMultiple(of: 1000) ? $0.thousandths / 1000 : nil }
                guard let threshold, threshold > 0 else {
                    problems.append(FieldProblem(field: Field.rule + key, text: t("credit.threshold_wrong", ["text": .text(String(text.prefix(40)))])))
                    continue
                }
                if !seen.insert(threshold).inserted { problems.append(FieldProblem(field: Field.rule + key, text: t("credit.threshold_twice"))) }
                rules.append(CreditRule(measure, threshold, state))
            }
        }
        return (rules, problems)
    }
}

/// Reads a sum as people type it: spaces between thousands, decimal comma or point, the sign of the rouble.
func typedMoney(_ text: String) -> Money? {
    let bare = text.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "₽" }.map { $0 == "," ? "." : $0 == "\u{2212}" ? "-" : Character($0) }
    return Money(String(bare), currency: .rub)
}

/// Reads a day as browsers send it (`2026-11-24`) and as people type it (`24.11.2026`).
func typedDay(_ text: String) -> Day? {
    let text = text.trimmed
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let day = Int(parts[0]), let month = Int(parts[1]), parts[2].utf8.count == 4, let year = Int(parts[2]) else { return Day(text) }
    return Day(year: year, month: month, day: day)
}

extension [FieldProblem] {
    /// The problems of a refusal at the fields of a form, by the last part of their pointer; what belongs to no field is left to the summary.
    init(_ refusal: Refusal, prefix: String, fields: [String: String] = [:], _ t: Texts) {
        self = refusal.problems.map { problem in
            let name = problem.pointer.split(separator: "/").first.map(String.init) ?? ""
            return FieldProblem(field: prefix + (fields[name] ?? name), text: t.text(problem))
        }
    }
}

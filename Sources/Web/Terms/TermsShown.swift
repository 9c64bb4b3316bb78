import Integrations
import Kernel
import Localization
import Pricing

/// Values of records of terms as people read them.
struct TermsShown {
    let t: Texts
    let names: TermsNames
    /// Of the record's prices.
    var currency = Currency.rub

    func value(_ field: String, _ json: JSON?) -> String {
        guard let json, json != .null else { return "—" }
        let text = json.string ?? json.text
        switch field {
        case "target", "scope": return side(json.object, everything: field == "target" ? "terms.everybody" : "terms.everything")
        case "percent", "markup", "margin", "rate_markup": return Percent(text).map { t.percent($0) } ?? text
        case "fixed_price", "unit_price", "price": return UnitPrice(text).map { t.unitPrice($0, currency) } ?? text
        case "min_amount": return Money(text, currency: currency).map { t.money($0) } ?? text
        case "min_quantity": return Quantity(text).map { t.quantity($0) } ?? text
        case "from", "to": return Day(text).map { t.day($0) } ?? text
        case "vat_included", "net", "cost": return t(json == .bool(true) ? "parameter.yes" : "parameter.no")
        case "mode": return t("terms.mode.\(text)")
        case "vat_mode": return t("vat_mode.\(text)")
        case "payment_calendar": return t("terms.payment_calendar.\(text)")
        case "status": return t(text == "active" ? "contracts.active" : "contracts.closed")
        case "rate_day": return t.text("rate_day.\(text)") ?? text
        case "legal_entity": return names.name(text, in: "legal_entities") ?? text
        case "client": return names.name(text, in: "clients") ?? text
        case "client_entity": return names.name(text, in: "client_entities") ?? text
        case "price_lists", "portal_lists":
            let lists = (json.array ?? []).compactMap(\.string).map { names.name($0, in: "price_lists") ?? $0 }
            return lists.isEmpty ? "—" : lists.joined(separator: " → ")
        default: return text
        }
    }

    private func side(_ object: JSONObject?, everything: String) -> String {
        guard let (kind, value) = object?.entries.first, let key = value.string else { return t(everything) }
        let tables = ["client": "clients", "contract": "contracts", "segment": "segments", "product": "products", "category": "categories", "brand": "brands"]
        return t("terms.side.\(kind)", ["name": .text(tables[kind].flatMap { names.name(key, in: $0) } ?? key)])
    }

    /// "с 1 дек. 2026 г. по …"; open ends are left out.
    func period(_ from: Day?, _ to: Day?) -> String {
        func isOpen(_ day: Day?) -> Bool { day.map { $0.parts.year <= 1901 || $0.parts.year >= 2999 } ?? true }
        return switch (isOpen(from), isOpen(to)) {
        case (true, true): t("terms.always")
        case (false, true): t("terms.since", ["from": .day(from ?? .first)])
        case (true, false): t("terms.until", ["to": .day(to ?? .last)])
        case (false, false): t("terms.between", ["from": .day(from ?? .first), "to": .day(to ?? .last)])
        }
    }

    /// What share of a price stays above the cost, or lies between two prices, with one place: "12,5 %", "−3 %".
    func share(of part: Int64, in whole: Int64, signed: Bool = false) -> String? {
        guard whole > 0, let tenths = Rounding.halfUp(Int128(part) * 1000, over: Int128(whole)), let number = Quantity(thousandths: tenths * 100) else { return nil }
        return (signed && tenths > 0 ? "+" : "") + t.quantity(number) + "\u{A0}%"
    }

    func margin(_ price: UnitPrice?, _ cost: UnitPrice?) -> String? {
        guard let price, let cost else { return nil }
        return share(of: price.units - cost.units, in: price.units)
    }
}

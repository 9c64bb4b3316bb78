import Integrations
import Kernel
import Localization

/// The fields of the form of each kind: which of the record they fill, and how.
enum TermsFormField: Sendable {
    case text(String, limit: Int, isRequired: Bool)
    case decimal(String)
    case day(String)
    case flag(String, standard: Bool)
    case choice(String, [String])
    case pick(String, TermsPick)
    /// A choice of the kind of thing, and which one: `target` with `target-which`.
    case side(String, [(String, TermsPick)])
    /// One of several numbers: `effect` with `effect-value`.
    case oneOf([String])
    /// Records in an order: `list-0`, `list-1`, ….
    case lists(String, TermsPick, count: Int)

    static func fields(of kind: TermsKind) -> [TermsFormField] {
        let scope = TermsFormField.side("scope", [("category", .category), ("brand", .brand), ("product", .product)])
        let currencies = ["RUB", "EUR", "USD", "CNY", "BYN", "KZT"]
        return switch kind {
        case .prices: []
        case .discounts:
            [
                .text("name", limit: 500, isRequired: true), .side("target", [("segment", .segment), ("client", .client), ("contract", .contract)]), scope,
                .oneOf(["percent", "fixed_price", "markup"]), .decimal("min_quantity"), .decimal("min_amount"), .choice("mode", ["best", "first", "add"]),
                .decimal("priority"), .day("from"), .day("to"), .choice("currency", currencies), .flag("vat_included", standard: true),
            ]
        case .floors:
            [
                .text("name", limit: 500, isRequired: true), scope, .oneOf(["margin", "price"]), .day("from"), .day("to"), .choice("currency", currencies),
                .flag("vat_included", standard: true),
            ]
        case .priceLists:
            [
                .text("name", limit: 500, isRequired: true), .choice("currency", currencies), .flag("vat_included", standard: true), .flag("net", standard: false),
                .pick("legal_entity", .seller), .day("from"), .day("to"), .flag("cost", standard: false),
            ]
        case .chains: [.lists("portal_lists", .portalList, count: 6)]
        case .contracts:
            [
                .text("number", limit: 100, isRequired: true), .pick("client", .client), .pick("client_entity", .buyerEntity), .pick("legal_entity", .seller), .day("from"),
                .day("to"), .choice("currency", currencies), .choice("vat_mode", ["included", "on_top", "none"]),
                .choice("rate_day", [""] + RateRule.RateDay.allCases.map(\.rawValue)), .decimal("rate_markup"), .lists("price_lists", .list, count: 6),
                .decimal("payment_days"), .choice("payment_calendar", ["calendar", "banking"]), .choice("status", ["active", "closed"]),
            ]
        }
    }

    /// Where a problem of a record's field stands in the form.
    static func field(of pointer: String, kind: TermsKind) -> String {
        let parts = pointer.split(separator: "/").map(String.init)
        guard let first = parts.first else { return "reason" }
        switch first {
        case "target", "scope": return parts.count > 1 ? "\(first)-which" : first
        case "percent", "fixed_price", "markup", "margin": return "effect-value"
        case "price" where kind == .floors: return "effect-value"
        case "price_lists", "portal_lists": return parts.count > 1 ? "list-\(parts[1])" : "list-0"
        default: return first
        }
    }
}

/// What was typed into the form's fields, with what it stands for.
struct TermsTyped {
    var values: [String: String] = [:]
    /// The chosen record by field, with the text that it was chosen for.
    var chosen: [String: String] = [:]
    /// What a text may mean, where it is several.
    var choices: [String: [TermsChoice]] = [:]

    func value(_ name: String) -> String { values[name] ?? "" }

    /// From a record, to be changed.
    init(_ record: JSONObject, _ kind: TermsKind, _ names: TermsNames) {
        func name(_ key: String, _ pick: TermsPick) -> String {
            let table: String =
                switch pick {
                case .client: "clients"
                case .contract: "contracts"
                case .segment: "segments"
                case .product: "products"
                case .category: "categories"
                case .brand: "brands"
                case .list, .portalList: "price_lists"
                case .seller: "legal_entities"
                case .buyerEntity: "client_entities"
                }
            return names.name(key, in: table) ?? key
        }
        for field in TermsFormField.fields(of: kind) {
            switch field {
            case .text(let field, _, _), .decimal(let field), .day(let field), .choice(let field, _):
                if let value = record[field], value != .null { values[field] = short(value.string ?? value.text) }
            case .flag(let field, _): if let value = record[field] { values[field] = value == .bool(true) ? "yes" : "no" }
            case .pick(let field, let pick): if let key = record[field]?.string { (values[field], chosen[field]) = (name(key, pick), key) }
            case .side(let field, let picks):
                guard let entry = record[field]?.object?.entries.first else { continue }
                values[field] = entry.key
                if let key = entry.value.string, let pick = picks.first(where: { $0.0 == entry.key })?.1 { (values["\(field)-which"], chosen["\(field)-which"]) = (name(key, pick), key) }
            case .oneOf(let fields):
                guard let field = fields.first(where: { record[$0]?.string != nil }) else { continue }
                (values["effect"], values["effect-value"]) = (field, short(record[field]?.string ?? ""))
            case .lists(let field, let pick, let count):
                for (place, key) in (record[field]?.array ?? []).compactMap(\.string).prefix(count).enumerated() {
                    (values["list-\(place)"], chosen["list-\(place)"]) = (name(key, pick), key)
                }
            }
        }
        /// Without the zeros at the end that the API's form has.
        func short(_ text: String) -> String {
            guard text.contains("."), text.allSatisfy({ $0.isNumber || $0 == "." }) else { return text }
            let cut = String(text.reversed().drop { $0 == "0" }.reversed())
            return cut.hasSuffix(".") ? String(cut.dropLast()) : cut
        }
    }

    /// From a posted form; `find` gives what a text may mean.
    init(_ fields: [String: String], _ kind: TermsKind, find: (String, TermsPick) throws -> [TermsChoice]) rethrows {
        values = fields
        func resolve(_ name: String, _ pick: TermsPick) throws {
            let text = fields[name] ?? ""
            guard !text.isEmpty else { return }
            if let key = fields["\(name)-choice"], fields["\(name)-asked"] == text { chosen[name] = key; return }
            let found = try find(text, pick)
            if found.count == 1, let only = found.first { (chosen[name], values[name]) = (only.externalID, only.name) } else { choices[name] = found }
        }
        for field in TermsFormField.fields(of: kind) {
            switch field {
            case .pick(let name, let pick): try resolve(name, pick)
            case .side(let name, let picks): if let pick = picks.first(where: { $0.0 == fields[name] })?.1 { try resolve("\(name)-which", pick) }
            case .lists(_, let pick, let count): for place in 0..<count { try resolve("list-\(place)", pick) }
            default: continue
            }
        }
    }

    /// The record's fields as they are to be, and what cannot be said of them.
    func item(_ kind: TermsKind, _ t: Texts) -> (item: JSONObject, problems: [FieldProblem]) {
        var item = JSONObject()
        var problems: [FieldProblem] = []
        func need(_ name: String) { problems.append(FieldProblem(field: name, text: t("refusal.field_required"))) }
        func reference(_ name: String) -> JSON {
            guard !value(name).isEmpty else { return .null }
            if let key = chosen[name] { return .string(key) }
            let text = choices[name]?.isEmpty ?? true ? t("terms.pick.none", ["text": .text(value(name))]) : t("terms.pick.choose")
            problems.append(FieldProblem(field: name, text: text))
            return .null
        }
        for field in TermsFormField.fields(of: kind) {
            switch field {
            case .text(let name, _, let isRequired):
                if value(name).isEmpty, isRequired { need(name) }
                item[name] = value(name).isEmpty ? .null : .string(value(name))
            case .decimal(let name): item[name] = value(name).isEmpty ? .null : .string(value(name).typedDecimal)
            case .day(let name): item[name] = value(name).isEmpty ? .null : .string(value(name))
            case .flag(let name, let standard): item[name] = .bool(value(name).isEmpty ? standard : value(name) == "yes")
            case .choice(let name, let all):
                let chosen = value(name).isEmpty ? all.first ?? "" : value(name)
                item[name] = chosen.isEmpty ? .null : .string(chosen)
            case .pick(let name, _):
                let key = reference(name)
                // What a contract leaves out is taken where there is only one.
                if key != .null || kind == .priceLists { item[name] = key }
                if name == "client", value(name).isEmpty { need(name) }
            case .side(let name, let picks):
                if value(name).isEmpty { need(name) } else if value(name) == "all" { item[name] = ["all": true] } else if picks.contains(where: { $0.0 == value(name) }) {
                    if value("\(name)-which").isEmpty { need("\(name)-which") }
                    let key = reference("\(name)-which")
                    if key != .null { item[name] = .object([value(name): key]) }
                }
            case .oneOf(let names):
                if value("effect-value").isEmpty { need("effect-value") }
                let stated = names.contains(value("effect")) ? value("effect") : names.first ?? ""
                for name in names { item[name] = name == stated ? .string(value("effect-value").typedDecimal) : .null }
            case .lists(let name, _, let count):
                item[name] = .array((0..<count).map { reference("list-\($0)") }.filter { $0 != .null })
            }
        }
        return (item, problems)
    }
}

extension String {
    /// A number as people type it: spaces between thousands, decimal comma or point.
    var typedDecimal: String { String(unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "%" }.map { $0 == "," ? "." : Character($0) }) }
}

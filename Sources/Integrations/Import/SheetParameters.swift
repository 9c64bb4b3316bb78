package import Database
import Kernel
package import Storefront

/// The parameters that products have, as columns of a sheet name them: by code, by external id or by name, the unit behind it («Мощность, кВт», «Мощность (кВт)»).
package struct SheetParameters: Sendable {
    /// By code.
    package private(set) var cards: [String: EditableParameter] = [:]
    /// The codes by title, as titles are compared.
    private var codes: [String: Set<String>] = [:]

    package static let none = SheetParameters([])

    package init(_ parameters: [(externalID: String, card: EditableParameter)]) {
        for (externalID, card) in parameters {
            cards[card.code] = card
            for title in [card.code, externalID, card.name] { codes[sheetTitle(title), default: []].insert(card.code) }
        }
    }

    /// The column that a title names. What may mean several parameters, or is told in a unit that the parameter cannot be told in, is left to a person.
    package func column(titled title: String) -> RecordSheetColumn? {
        if let code = only(codes[sheetTitle(title)] ?? []) { return .parameter(code) }
        guard let (name, unit) = Self.parts(title) else { return nil }
        let fitting = (codes[sheetTitle(name)] ?? []).filter { cards[$0].map { Self.isTold($0, in: unit) } ?? false }
        return only(fitting).map { .parameter($0) }
    }

    /// The codes of the parameters that a title may mean.
    func meanings(of title: String) -> [String] {
        let whole = codes[sheetTitle(title)] ?? []
        guard whole.isEmpty, let (name, unit) = Self.parts(title) else { return sheetTitle(title).isEmpty ? [] : whole.sorted() }
        return (codes[sheetTitle(name)] ?? []).filter { cards[$0].map { Self.isTold($0, in: unit) } ?? false }.sorted()
    }

    /// The parameters among the columns of a sheet, with the units that their titles tell.
    func columns(of mapping: RecordMapping, titles: [String]) -> [SheetParameterColumn] {
        mapping.columns.sorted { $0.value < $1.value }.compactMap { column, place in
            guard let card = column.parameter.flatMap({ cards[$0] }) else { return nil }
            let title = titles.indices.contains(place) ? titles[place] : ""
            let isWhole = codes[sheetTitle(title)]?.contains(card.code) ?? false
            return SheetParameterColumn(column: column, card: card, unit: isWhole || card.type != "number" ? nil : Self.parts(title)?.unit)
        }
    }

    /// The same with the values of these parameters that products have: a choice that is spelled otherwise becomes one of them.
    func knowing(_ values: [String: Set<String>]) -> SheetParameters {
        var known = self
        for (code, values) in values {
            guard let card = cards[code] else { continue }
            known.cards[code] = EditableParameter(code: card.code, name: card.name, type: card.type, unit: card.unit, choices: values.sorted())
        }
        return known
    }

    private func only(_ codes: Set<String>) -> String? { codes.count == 1 ? codes.first : nil }

    private static func isTold(_ card: EditableParameter, in unit: String) -> Bool { card.type == "number" && (try? Measure.decimal("0 \(unit)", in: card.unit)) != nil }

    /// What stands before and in the last brackets, or behind the last comma.
    private static func parts(_ title: String) -> (name: String, unit: String)? {
        let title = title.trimmed
        for (opening, closing) in [("(", ")"), ("[", "]")] where title.hasSuffix(closing) {
            guard let place = title.lastIndex(of: Character(opening)) else { continue }
            return parted(title[..<place], title[title.index(after: place)...].dropLast())
        }
        guard let place = title.lastIndex(of: ",") else { return nil }
        return parted(title[..<place], title[title.index(after: place)...])
    }

    private static func parted(_ name: Substring, _ unit: Substring) -> (name: String, unit: String)? {
        let (name, unit) = (name.trimmed, unit.trimmed)
        return name.isEmpty || unit.isEmpty ? nil : (name, unit)
    }
}

/// A column with the values of a parameter.
struct SheetParameterColumn: Sendable {
    let column: RecordSheetColumn
    let card: EditableParameter
    /// What the title says numbers are told in; nil where it says nothing.
    let unit: String?

    /// Reads a cell: a unit in it goes before that of the title, both become the parameter's own.
    func value(_ cell: String) throws(EditableParameter.Unreadable) -> JSON? {
        guard let unit, card.type == "number", cell.last?.isNumber ?? false else { return try card.value(typed: cell) }
        return try card.value(typed: "\(cell) \(unit)")
    }
}

extension Reader {
    /// The parameters that columns may be.
    package func sheetParameters() throws -> SheetParameters {
        SheetParameters(try rows("SELECT external_id, code, name, type, unit FROM parameters ORDER BY id LIMIT 100000").map { row in
            (try row.get("external_id"), EditableParameter(code: try row.get("code"), name: try row.get("name"), type: try row.get("type"), unit: try row.find("unit")))
        })
    }

    /// What a source of an import asks for.
    func sheetParameters(asked mapping: RecordMapping?) throws -> SheetParameters { try mapping.map { try sheetParameters(for: $0) } ?? sheetParameters() }

    /// The same, with the values that products have of those that a sheet tells as choices.
    func sheetParameters(for mapping: RecordMapping) throws -> SheetParameters {
        let parameters = try sheetParameters()
        let choices = mapping.columns.keys.compactMap(\.parameter).filter { parameters.cards[$0]?.type == "choice" }
        return choices.isEmpty ? parameters : parameters.knowing(try valuesOfParameters(choices))
    }

    /// The values that products have of these parameters, by code: once for a sheet, it goes through all products.
    private func valuesOfParameters(_ codes: [String]) throws -> [String: Set<String>] {
        var values: [String: Set<String>] = [:]
        func take(_ document: String) {
            guard let object = (try? JSON(parsing: Array(document.utf8)))?.object else { return }
            for code in codes { if let value = object[code], !value.isNull { values[code, default: []].insert(value.plainText) } }
        }
        try forEach("SELECT parameters FROM products WHERE parameters <> '{}'") { take(try $0.get("parameters")) }
        try forEach("SELECT own_parameters FROM portal_products WHERE own_parameters <> '{}'") { take(try $0.get("own_parameters")) }
        return values
    }
}

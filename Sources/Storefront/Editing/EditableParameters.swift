package import Catalog
package import Database
package import Kernel

/// A parameter of a form: how it is called, what may stand in it.
package struct EditableParameter: Sendable {
    package let code: String
    package let name: String
    /// `number`, `text`, `choice`, `flag`.
    package let type: String
    package let unit: String?
    /// Values that products have, for choosing. There is no closed list of them: a choice that is spelled otherwise becomes one of them, a new one is taken as it is typed.
    package let choices: [String]

    package init(code: String, name: String, type: String, unit: String?, choices: [String] = []) {
        (self.code, self.name, self.type, self.unit, self.choices) = (code, name, type, unit, choices)
    }

    package typealias Unreadable = ParameterRule.Unreadable

    /// Reads what somebody typed; nil for nothing. Throws the reason why it cannot stand here.
    package func value(typed text: String) throws(Unreadable) -> JSON? { try ParameterRule(name: name, type: type, unit: unit).value(typed: text, choices: choices) }

    /// Whether two values say the same: `10` and `"10.0"` of a number do.
    package func isSame(_ one: JSON?, _ other: JSON?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        if one.isNull || other.isNull { return one.isNull && other.isNull }
        if type == "number", let left = Decimals.number(one.plainText), let right = Decimals.number(other.plainText) { return left == right }
        return one.plainText == other.plainText
    }
}

extension Storefront {
    /// The values of a parameter that products have.
    func knownValues(of code: String, limit: Int = 200) -> [String] {
        guard let number = traits.number(ofCode: code) else { return [] }
        return traits.ofCode[number].prefix(limit).map { traits.all[Int($0)].value }.sorted()
    }

    /// The parameters that products of a category have.
    fileprivate func codes(usedIn category: ID<Category>) -> Set<String> {
        var found: Set<Int32> = []
        for place in (placesByCategory[category] ?? []).prefix(2000) { for trait in traits[place] { found.insert(traits.codeOf[Int(trait)]) } }
        return Set(found.map { traits.codes[Int($0)] })
    }
}

extension Reader {
    /// The parameters of a product's form: those of its category and of those above it, those that its neighbours have, and its own.
    package func editableParameters(of product: ProductContents, on storefront: Storefront) throws -> [EditableParameter] {
        let path = product.category.flatMap { storefront.categoryPaths[$0] } ?? []
        let codes = (product.category.map { storefront.codes(usedIn: $0) } ?? []).union(product.erpParameters.entries.map(\.key)).union(product.own.parameters.entries.map(\.key))
        return try editableParameters(
            where: """
                p.code \(in: codes.sorted()) OR EXISTS (SELECT 1 FROM parameter_categories AS c WHERE c.parameter_id = p.id AND c.category_id \(in: path))
                """, on: storefront)
    }

    /// Every parameter without the values that products have, or the one of a code with them.
    package func editableParameters(code: String?, on storefront: Storefront) throws -> [EditableParameter] {
        try editableParameters(where: code.map { "p.code = \($0)" } ?? "1 = 1", on: code == nil ? nil : storefront)
    }

    private func editableParameters(where condition: SQL, on storefront: Storefront?) throws -> [EditableParameter] {
        try rows("SELECT p.code, p.name, p.type, p.unit FROM parameters AS p WHERE \(condition) ORDER BY p.name, p.id LIMIT 1000").map { row in
            let (code, type): (String, String) = (try row.get("code"), try row.get("type"))
            return EditableParameter(
                code: code, name: try row.get("name"), type: type, unit: try row.find("unit"), choices: type == "choice" ? storefront?.knownValues(of: code) ?? [] : [])
        }
    }
}

extension Reader {
    /// What parameters are called, by code.
    package func parameterNames() throws -> [String: String] {
        var names: [String: String] = [:]
        try forEach("SELECT code, name FROM parameters ORDER BY id LIMIT 100000") { names[try $0.get("code")] = try $0.get("name") }
        return names
    }
}

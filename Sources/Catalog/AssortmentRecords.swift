import Database
import Kernel
package import Records

extension CatalogRecords {
    /// Policies of what clients and visitors are shown. Clients and contracts name theirs.
    package static let assortments = RecordKind(
        "assortments", table: "assortments",
        [
            .externalID, RecordField("default", .choice(["visible", "hidden"]), column: "default_state", required: true),
            RecordField("rules", .document(reason: "not_assortment_rules") { cleanRules($0) }, fallback: .text("[]")),
            RecordField("visitor", .flag, fallback: .integer(0)),
        ],
        complete: { try checkTargets(&$0, in: $1) }, saved: { ids, writer, _ in try writer.spreadAssortmentRules(of: ids) })

    /// Most rules of one policy.
    private static let ruleLimit = 100_000

    /// `[{allow, scope, target}]`; nil for anything else.
    private static func cleanRules(_ document: JSON) -> JSON? {
        guard let items = document.array, items.count <= ruleLimit else { return nil }
        var rules: [JSON] = []
        for item in items {
            guard let fields = item.object, fields.entries.allSatisfy({ ["allow", "scope", "target"].contains($0.key) }), let allow = flag(item["allow"]),
                let scope = item["scope"]?.string, AssortmentTarget(rawValue: scope) != nil, let target = item["target"]?.string?.trimmed, !target.isEmpty
            else { return nil }
            rules.append(["allow": .bool(allow), "scope": .string(scope), "target": .string(target)])
        }
        return .array(rules)
    }

    private static func flag(_ value: JSON?) -> Bool? {
        switch value {
        case .bool(let flag): flag
        case .string("true"): true
        case .string("false"): false
        default: nil
        }
    }

    /// Refuses policies that name what there is not, with a query for each scope.
    private static func checkTargets(_ drafts: inout [RecordDraft], in reader: any Reader) throws {
        let stated = drafts.map { draft -> [AssortmentRow] in
            guard let position = draft.kind.position(of: "rules"), case .value(.text(let text)) = draft.cells[position] else { return [] }
            return assortmentRows(text)
        }
        let known = try reader.numbers(of: stated.joined())
        for index in drafts.indices {
            for (place, rule) in stated[index].enumerated() where known[rule.target] == nil {
                drafts[index].problems.append(
                    Refusal.Problem("/rules/\(place)/target", .validation, "unknown_reference", ["value": .text(String(rule.target.externalID.prefix(200)))]))
            }
        }
    }
}

/// What the scope of a rule may be.
private enum AssortmentTarget: String, CaseIterable {
    case product, brand, category

    var table: StaticString {
        switch self {
        case .product: "products"
        case .brand: "brands"
        case .category: "categories"
        }
    }
}

/// A rule as it was told.
private struct AssortmentRow {
    struct Target: Hashable {
        let scope: AssortmentTarget
        let externalID: String
    }

    let isAllow: Bool
    let target: Target
}

/// Rules out of their cleaned document.
private func assortmentRows(_ text: String) -> [AssortmentRow] {
    ((try? JSON(parsing: Array(text.utf8)))?.array ?? []).compactMap { rule in
        guard let scope = rule["scope"]?.string.flatMap({ AssortmentTarget(rawValue: $0) }), let target = rule["target"]?.string else { return nil }
        return AssortmentRow(isAllow: rule["allow"]?.bool ?? false, target: AssortmentRow.Target(scope: scope, externalID: target))
    }
}

extension Reader {
    /// The numbers of what rules name; what there is not is left out.
    fileprivate func numbers(of rules: some Sequence<AssortmentRow>) throws -> [AssortmentRow.Target: Int64] {
        var numbers: [AssortmentRow.Target: Int64] = [:]
        for (scope, targets) in Dictionary(grouping: Set(rules.map(\.target)), by: \.scope).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let select = SQL(stringLiteral: "SELECT id, external_id FROM \(scope.table) WHERE external_id ") + "\(in: targets.map(\.externalID).sorted())"
            try forEach(select) { numbers[AssortmentRow.Target(scope: scope, externalID: try $0.get("external_id"))] = try $0.get("id") }
        }
        return numbers
    }
}

extension Writer {
    /// Brings the rules that goods are judged by in accordance with what the policies say.
    fileprivate func spreadAssortmentRules(of ids: [Int64]) throws {
        var stated: [(assortment: Int64, rules: [AssortmentRow])] = []
        for row in try rows("SELECT id, rules FROM assortments WHERE id \(in: ids) ORDER BY id") { stated.append((try row.get("id"), assortmentRows(try row.get("rules")))) }
        let numbers = try numbers(of: stated.flatMap(\.rules))
        try run("DELETE FROM assortment_rules WHERE assortment_id \(in: ids)")
        var table = ValueTable([
            ("assortment", .integer), ("position", .integer), ("allow", .integer), ("product", .integer), ("brand", .integer), ("category", .integer),
        ])
        for (assortment, rules) in stated {
            for (position, rule) in rules.enumerated() {
                guard let number = numbers[rule.target] else { continue }
                let targets = AssortmentTarget.allCases.map { $0 == rule.target.scope ? SQLValue.integer(number) : .null }
                table.append([.integer(assortment), .integer(Int64(position)), .integer(rule.isAllow ? 1 : 0)] + targets)
            }
        }
        guard !table.rows.isEmpty else { return }
        try run("""
            INSERT INTO assortment_rules (assortment_id, position, allow, product_id, brand_id, category_id)
            SELECT assortment, position, allow, product, brand, category FROM \(table: table) AS v WHERE true
            """)
    }
}

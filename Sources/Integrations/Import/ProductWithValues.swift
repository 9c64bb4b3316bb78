import Catalog
import Database
import Journal
import Kernel
import Records
import Storefront

/// A row of products with fields of the API and, in columns of their own, values of parameters.
struct ProductWithValues: Sendable {
    var item: JSONObject
    let values: [(column: SheetParameterColumn, cell: String)]

    /// The values beside the parameters that the row tells whole, or that the product has; the same value in other letters is no change.
    fileprivate func taken(over standing: JSONObject) -> (item: JSONObject, problems: [Refusal.Problem]) {
        var (item, problems) = (item, [Refusal.Problem]())
        var all = standing
        if let told = item["parameters"] {
            guard let whole = told.object ?? told.string.flatMap({ try? JSON(parsing: Array($0.utf8)) })?.object else { return (item, []) }
            all = whole
        }
        for (column, cell) in values {
            do throws(EditableParameter.Unreadable) {
                if let value = try column.value(sheetCode(cell.trimmed)), !column.card.isSame(all[column.card.code], value) { all[column.card.code] = value }
            } catch {
                var arguments = error.arguments
                arguments["parameter"] = .text(column.card.name)
                problems.append(Refusal.Problem("/\(column.column.rawValue)", .validation, error.reason, arguments))
            }
        }
        item["parameters"] = .object(all)
        return (item, problems)
    }
}

extension ImportStep {
    /// Saves products with values of parameters in the caller's transaction; a product that is told twice goes on from what was saved of it.
    func saveProducts(by actor: Actor, at now: Instant, in writer: any Writer) throws -> [RecordOutcome] {
        try writer.lockRecords(of: kind)
        var outcomes: [RecordOutcome] = []
        var (batch, names): ([Item], Set<String>) = ([], [])
        for item in items {
            if let name = item.json?["external_id"]?.string?.trimmed, !names.insert(name).inserted {
                outcomes += try saveOnce(batch, by: actor, at: now, in: writer)
                (batch, names) = ([], [name])
            }
            batch.append(item)
        }
        return outcomes + (try saveOnce(batch, by: actor, at: now, in: writer))
    }

    private func saveOnce(_ items: [Item], by actor: Actor, at now: Instant, in writer: any Writer) throws -> [RecordOutcome] {
        let names = items.compactMap { $0.json?["external_id"]?.string?.trimmed }
        var standing: [String: JSONObject] = [:]
        for row in try writer.rows("SELECT external_id, parameters FROM products WHERE external_id \(in: names)") {
            standing[try row.get("external_id")] = (try? JSON(parsing: Array(try row.get("parameters", as: String.self).utf8)))?.object
        }
        let told = items.map { item -> (item: JSON, problems: [Refusal.Problem]) in
            guard case .product(let product) = item.content else { return (item.json ?? .null, []) }
            let taken = product.taken(over: product.item["external_id"]?.string.flatMap { standing[$0.trimmed] } ?? [:])
            return (.object(taken.item), taken.problems)
        }
        var saved = try put(told.filter(\.problems.isEmpty).map(\.item), by: actor, at: now, in: writer)[...]
        return told.compactMap { item, problems in
            problems.isEmpty ? saved.popFirst() : RecordOutcome(label: kind.draft(from: item).label, status: .refused, problems: problems)
        }
    }
}

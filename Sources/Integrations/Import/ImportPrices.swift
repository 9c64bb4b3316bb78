package import Customers
package import Database
package import Kernel
import Pricing
import Records

/// Takes a sheet of prices: acts for the data of the ERP, as `kontor import` does, and gives the same answers as `PUT /erp/prices`. Good rows are kept, the others
/// are told by row.
///
/// In steps of some thousand rows, each a transaction of a constant number of statements. A rehearsal reads and changes nothing.
/// - Throws: `Refusal` when the mapping is not complete, with a problem for each column that is missing.
package func importPrices(
    _ sheet: PriceSheet, _ mapping: SheetMapping, dryRun: Bool, for viewer: Viewer, at now: Instant, in database: any Database
) async throws -> ImportReport {
    try viewer.demand(.importPrices)
    try viewer.demandKeeper()
    guard mapping.problems.isEmpty else { throw Refusal(.validation, "fields", problems: mapping.problems) }
    let actor = viewer.actor
    // Requests go before imports: the database lets patient writes wait.
    return try await Task(priority: .utility) {
        let names = try await database.read { try SheetNames(sheet, mapping, in: $0) }
        var report = ImportReport()
        for (line, reason) in sheet.broken { report.refuse(sheet.name, line, nil, [Refusal.Problem("", .validation, reason)]) }
        let rows = sheet.rows.dropFirst(mapping.header + 1)
        var place = rows.startIndex
        while place < rows.endIndex {
            let end = min(rows.endIndex, place + ImportStep.size(of: PricingRecords.prices))
            var step: [(line: Int, item: JSON)] = []
            for row in rows[place..<end] {
                switch names.item(row, mapping) {
                case .success(let item): step.append((row.line, item))
                case .failure(let problem): report.refuse(sheet.name, row.line, problem.label, [problem.problem])
                }
            }
            let items = step.map(\.item)
            let outcomes =
                dryRun
                ? try await database.read { try rehearseRecords(items, of: PricingRecords.prices, at: now, in: $0) }
                : try await database.write { try saveRecords(items, of: PricingRecords.prices, by: actor, from: sheet.name, at: now, in: $0) }
            report.count(outcomes, kind: PricingRecords.prices.name)
            for (row, outcome) in zip(step, outcomes) where outcome.status == .refused {
                report.add(ImportReport.Problem(file: sheet.name, kind: PricingRecords.prices.name, line: row.line, label: outcome.label, problems: outcome.problems))
            }
            place = end
        }
        if !dryRun {
            let done = report
            try await database.write { try $0.keepImport(done, of: sheet.name, by: actor, at: now) }
        }
        return report
    }.value
}

extension ImportReport {
    fileprivate mutating func refuse(_ file: String, _ line: Int, _ label: String?, _ problems: [Refusal.Problem]) {
        count([RecordOutcome(label: label, status: .refused, problems: problems)], kind: PricingRecords.prices.name)
        add(Problem(file: file, kind: PricingRecords.prices.name, line: line, label: label, problems: problems))
    }
}

/// What the sheet calls lists and products, by the external ids that the kind `prices` knows them by.
private struct SheetNames {
    struct Unknown: Error {
        let label: String
        let problem: Refusal.Problem
    }

    private var lists: [String: [String]] = [:]
    private var articles: [String: String] = [:]

    /// A constant number of queries for ten thousand rows.
    init(_ sheet: PriceSheet, _ mapping: SheetMapping, in reader: any Reader) throws {
        var names: Set<String> = []
        var wanted: Set<String> = []
        for row in sheet.rows.dropFirst(mapping.header + 1) {
            if let list = mapping.cell(.list, row) { names.insert(sheetCode(list)) }
            if mapping.cell(.product, row) == nil, let article = mapping.cell(.article, row) { wanted.insert(sheetCode(article)) }
        }
        let all = Array(names)
        for start in stride(from: 0, to: all.count, by: 10_000) {
            let some = Array(all[start..<min(all.count, start + 10_000)])
            for row in try reader.rows("SELECT external_id, name FROM price_lists WHERE external_id \(in: some) OR name \(in: some)") {
                let id: String = try row.get("external_id")
                lists[try row.get("name"), default: []].append(id)
            }
            for row in try reader.rows("SELECT external_id FROM price_lists WHERE external_id \(in: some)") {
                let id: String = try row.get("external_id")
                lists[id] = [id]
            }
        }
        let codes = Array(wanted)
        for start in stride(from: 0, to: codes.count, by: 10_000) {
            let some = Array(codes[start..<min(codes.count, start + 10_000)])
            for row in try reader.rows("SELECT article, external_id FROM products WHERE article \(in: some)") { articles[try row.get("article")] = try row.get("external_id") }
        }
    }

    /// A row as an item of the kind `prices`.
    func item(_ row: PriceSheet.Row, _ mapping: SheetMapping) -> Result<JSON, Unknown> {
        var item = JSONObject()
        let label = (mapping.cell(.article, row) ?? mapping.cell(.product, row)).map(sheetCode) ?? ""
        func unknown(_ pointer: String, _ reason: String, _ value: String) -> Result<JSON, Unknown> {
            .failure(Unknown(label: label, problem: Refusal.Problem(pointer, .validation, reason, ["value": .text(String(value.prefix(200)))])))
        }
        if let name = mapping.cell(.list, row).map(sheetCode) {
            let ids = lists[name] ?? []
            guard ids.count <= 1 else { return unknown("/price_list", "several_lists_of_name", name) }
            item["price_list"] = .string(ids.first ?? name)
        } else if let list = mapping.list { item["price_list"] = .string(list) }
        if let product = mapping.cell(.product, row) { item["product"] = .string(sheetCode(product)) } else if let article = mapping.cell(.article, row).map(sheetCode) {
            guard let id = articles[article] else { return unknown("/article", "unknown_reference", article) }
            item["product"] = .string(id)
        }
        if let price = mapping.cell(.price, row) { item["unit_price"] = .string(sheetNumber(price)) }
        if let quantity = mapping.cell(.minQuantity, row) { item["min_quantity"] = .string(sheetNumber(quantity)) }
        if let from = mapping.cell(.from, row) { item["from"] = .string(sheetDay(from)) }
        if let to = mapping.cell(.to, row) { item["to"] = .string(sheetDay(to)) }
        return .success(.object(item))
    }
}

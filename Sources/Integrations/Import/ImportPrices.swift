package import Customers
package import Database
package import Kernel
import Pricing
import Records

/// Takes a sheet of prices: acts for the data of the ERP, as `kontor import` does, and gives the same answers as `PUT /erp/prices`. Good rows are kept, the others
/// are told by row.
///
/// In steps of some thousand rows, each a transaction of a constant number of statements; what they change can be put back
/// (`undoImport`). A rehearsal reads and changes nothing. Rows of the portal's own
/// lists change nothing either: those of each list become a proposal that waits for a second person, where the viewer may propose, and are refused otherwise.
/// - Parameters:
///   - upload: what the sheet was brought as.
///   - finish: what else is to be kept together with the proposals and the report.
/// - Throws: `Refusal` when the mapping is not complete, with a problem for each column that is missing.
@discardableResult
package func importPrices(
    _ sheet: Sheet, _ mapping: PriceMapping, dryRun: Bool, upload: Int64? = nil, for viewer: Viewer, at now: Instant, in database: any Database,
    finish: @escaping @Sendable (ImportReport, any Writer) throws -> Void = { _, _ in }
) async throws -> ImportReport {
    try viewer.demand(.importPrices)
    try viewer.demandKeeper()
    guard mapping.problems.isEmpty else { throw Refusal(.validation, "fields", problems: mapping.problems) }
    let actor = viewer.actor
    // Requests go before imports: the database lets patient writes wait.
    return try await Task(priority: .utility) {
        let names = try await database.read { try SheetNames(sheet, mapping, in: $0) }
        let trace = dryRun ? nil : try await ImportTrace.begin(upload: upload, by: actor, at: now, in: database)
        var report = ImportReport()
        report.keepsRows = !dryRun
        for (line, reason) in sheet.broken { report.refuse(sheet.name, line, nil, [Refusal.Problem("", .validation, reason)]) }
        let rows = sheet.rows.dropFirst(mapping.header + 1)
        let kind = ERPKinds.prices
        var portals = PortalRows()
        var place = rows.startIndex
        while place < rows.endIndex {
            let end = min(rows.endIndex, place + ImportStep.size(of: kind))
            var step: [(line: Int, item: PriceListRow)] = []
            for row in rows[place..<end] {
                switch names.item(row, mapping) {
                case .success(let item):
                    let list = item["price_list"]?.string ?? ""
                    if !names.portals.contains(list) { step.append((row.line, PriceListRow(.object(item), of: kind))) } else if viewer.proposesTerms {
                        portals.add(item, line: row.line, to: list)
                    } else { report.refuse(sheet.name, row.line, item["product"]?.string, [Refusal.Problem("/price_list", .forbidden, "portal_list_needs_right")]) }
                case .failure(let problem): report.refuse(sheet.name, row.line, problem.label, [problem.problem])
                }
            }
            let items = step.map(\.item)
            let outcomes =
                dryRun
                ? try await database.read { try rehearsePrices(items, of: kind, in: $0) }
                : try await database.write { writer in
                    try savePrices(items, of: kind, by: actor, from: sheet.name, at: now, in: writer) { written, writer in try trace?.note(written, of: kind, at: now, in: writer) }
                }
            report.add(outcomes, lines: step.map(\.line), kind: kind.name, file: sheet.name)
            place = end
        }
        let (steps, waiting) = (report, portals)
        if dryRun { return try await database.read { try waiting.rehearsed(in: sheet, adding: steps, for: viewer, at: now, $0) } }
        return try await database.write { writer in
            let report = try waiting.proposed(from: sheet, adding: steps, for: viewer, at: now, writer)
            try writer.keepImport(report, of: sheet.name, by: actor, run: trace?.run, at: now)
            try finish(report, writer)
            return report
        }
    }.value
}

extension Viewer {
    /// Whether a change of terms may come from him: a person of the distributor's who manages prices.
    fileprivate var proposesTerms: Bool { (try? demandTermsKeeper()) != nil }
}

/// Rows of the portal's own price lists, list by list as they came.
private struct PortalRows: Sendable {
    private var lists: [(name: String, lines: [Int], items: [JSONObject])] = []

    mutating func add(_ item: JSONObject, line: Int, to list: String) {
        let place = lists.lastIndex { $0.name == list && $0.items.count < TermsProposal.limit } ?? lists.count
        if place == lists.count { lists.append((list, [], [])) }
        lists[place].lines.append(line)
        lists[place].items.append(item)
    }

    private func proposal(_ items: [JSONObject], _ list: String, from sheet: Sheet) -> TermsProposal {
        let name = String(String.UnicodeScalarView(sheet.name.unicodeScalars.filter { $0.properties.generalCategory != .control })).trimmed
        return TermsProposal(.prices, of: list, items, reason: name.isEmpty ? list : String(name.prefix(500)), leavesOutWrong: true)
    }

    func rehearsed(in sheet: Sheet, adding report: ImportReport, for viewer: Viewer, at now: Instant, _ reader: any Reader) throws -> ImportReport {
        var report = report
        for list in lists {
            let outcomes = try rehearseTermsChange(proposal(list.items, list.name, from: sheet), of: list.name, for: viewer, at: now, in: reader)
            report.add(outcomes, lines: list.lines, kind: waitingKind, file: sheet.name)
        }
        return report
    }

    func proposed(from sheet: Sheet, adding report: ImportReport, for viewer: Viewer, at now: Instant, _ writer: any Writer) throws -> ImportReport {
        var report = report
        for list in lists {
            let (number, outcomes) = try offerTermsChange(proposal(list.items, list.name, from: sheet), for: viewer, at: now, in: writer)
            report.add(outcomes, lines: list.lines, kind: waitingKind, file: sheet.name)
            if let number {
                let items = outcomes.count { $0.status == .created || $0.status == .updated }
                report.add(ImportReport.Proposal(number: number, title: try writer.termsTitle(of: .prices, list.name, nil), items: items))
            }
        }
        return report
    }
}

/// What rows count as that wait for a second person.
private let waitingKind = "portal-prices"

extension ImportReport {
    /// Counts the outcomes of rows and tells of those that were refused.
    fileprivate mutating func add(_ outcomes: [RecordOutcome], lines: [Int], kind: String, file: String) {
        guard !outcomes.isEmpty else { return }
        count(outcomes, kind: kind)
        for (line, outcome) in zip(lines, outcomes) where outcome.status == .refused {
            add(Problem(file: file, kind: kind, line: line, label: outcome.label, problems: outcome.problems))
        }
    }

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
    /// Those of them that the portal owns.
    private(set) var portals: Set<String> = []
    private var articles: [String: String] = [:]

    /// A constant number of queries for ten thousand rows.
    init(_ sheet: Sheet, _ mapping: PriceMapping, in reader: any Reader) throws {
        var names: Set<String> = []
        var wanted: Set<String> = []
        for row in sheet.rows.dropFirst(mapping.header + 1) {
            if let list = mapping.cell(.list, row) { names.insert(sheetCode(list)) }
            if mapping.cell(.product, row) == nil, let article = mapping.cell(.article, row) { wanted.insert(sheetCode(article)) }
        }
        if let list = mapping.list { names.insert(list) }
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
        for row in try reader.rows("SELECT external_id FROM price_lists WHERE source = \(RecordSource.portal.rawValue) AND external_id \(in: lists.values.flatMap(\.self))") {
            portals.insert(try row.get("external_id"))
        }
        let codes = Array(wanted)
        for start in stride(from: 0, to: codes.count, by: 10_000) {
            let some = Array(codes[start..<min(codes.count, start + 10_000)])
            for row in try reader.rows("SELECT article, external_id FROM products WHERE article \(in: some)") { articles[try row.get("article")] = try row.get("external_id") }
        }
    }

    /// A row as an item of the kind `prices`.
    func item(_ row: Sheet.Row, _ mapping: PriceMapping) -> Result<JSONObject, Unknown> {
        var item = JSONObject()
        let label = (mapping.cell(.article, row) ?? mapping.cell(.product, row)).map(sheetCode) ?? ""
        func unknown(_ pointer: String, _ reason: String, _ value: String) -> Result<JSONObject, Unknown> {
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
        return .success(item)
    }
}

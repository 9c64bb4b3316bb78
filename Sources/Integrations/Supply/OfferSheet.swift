package import Customers
package import Database
import Formats
package import Kernel
package import Suppliers

/// What became of a supplier's sheet: how many rows changed something, how many said what was known, and the others with their reasons.
package struct OfferSheetReport: Sendable {
    package let changed: Int
    package let unchanged: Int
    package let refused: [OfferRowOutcome]
}

private enum OfferColumn: String, SheetColumn, CaseIterable {
    case code, article, quantity, price, leadDays, validUntil

    /// Titles as `sheetTitle` has them.
    var titles: [String] {
        switch self {
        case .code: ["артикул", "артикул дистрибьютора", "код", "код товара", "article", "sku", "code"]
        case .article: ["ваш артикул", "артикул поставщика", "supplier s article", "supplier article", "own article"]
        case .quantity: ["есть в наличии", "в наличии", "наличие", "количество", "кол во", "остаток", "to be had", "quantity", "stock", "qty"]
        case .price: ["цена без ндс", "цена", "price without vat", "price"]
        case .leadDays: ["срок поставки дней", "срок поставки", "срок", "lead time days", "lead time"]
        case .validUntil: ["действует до", "действительно до", "valid until"]
        }
    }
}

/// Takes a sheet (CSV or XLSX, columns by their titles) as offers of the viewer's supplier. Good rows are kept, whatever the others are.
///
/// - Throws: `offer_sheet_no_article` and `offer_sheet_no_offer` when the titles tell too little; `too_many_rows`; what `Sheet` throws.
package func takeOfferSheet(name: String, _ bytes: [UInt8], for viewer: Viewer, at now: Instant, in database: any Database) async throws -> OfferSheetReport {
    _ = try viewer.demandSupplier()
    try viewer.demand(.offerGoods)
    let sheet = try Sheet(bytes, name: name)
    guard sheet.rows.count <= OfferSheet.rowLimit else { throw Refusal(.validation, "too_many_rows", ["limit": .integer(Int64(OfferSheet.rowLimit))]) }
    let mapping = SheetMapping<OfferColumn>(of: sheet) { title in
        let plain = sheetTitle(title)
        return OfferColumn.allCases.first { $0.titles.contains(plain) }
    }
    guard mapping.columns[.code] != nil || mapping.columns[.article] != nil else { throw Refusal(.validation, "offer_sheet_no_article") }
    let fields = Set(mapping.columns.keys.compactMap { $0 == .article && mapping.columns[.code] == nil ? nil : OfferField(rawValue: $0.rawValue) })
    guard !fields.isEmpty else { throw Refusal(.validation, "offer_sheet_no_offer") }
    let rows = sheet.rows.dropFirst(mapping.header + 1).map { row -> OfferRow in
        func cell(_ column: OfferColumn) -> String { mapping.cell(column, row) ?? "" }
        var typed = TypedOffer()
        (typed.article, typed.price, typed.quantity) = (sheetCode(cell(.article)), sheetNumber(cell(.price)), sheetNumber(cell(.quantity)))
        (typed.leadDays, typed.validUntil) = (sheetNumber(cell(.leadDays)), sheetDay(cell(.validUntil)))
        let code = sheetCode(cell(.code))
        return OfferRow(line: row.line, code: code.isEmpty ? typed.article : code, typed: typed)
    }
    var outcomes: [OfferRowOutcome] = sheet.broken.map { OfferRowOutcome(line: $0.line, code: "", isChanged: false, problems: [Refusal.Problem("", .validation, $0.reason)]) }
    for start in stride(from: 0, to: rows.count, by: 500) {
        let batch = Array(rows[start..<min(rows.count, start + 500)])
        outcomes += try await database.write { try takeOffers(batch, fields, for: viewer, at: now, in: $0) }
    }
    let refused = outcomes.filter { !$0.problems.isEmpty }.sorted { $0.line < $1.line }
    let changed = outcomes.count { $0.isChanged }
    return OfferSheetReport(changed: changed, unchanged: outcomes.count - changed - refused.count, refused: refused)
}

package enum OfferSheet {
    package static let rowLimit = 20_000
}

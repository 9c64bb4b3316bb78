package import Kernel

/// What a column of a sheet of prices tells.
package enum PriceSheetColumn: String, SheetColumn, CaseIterable {
    case list = "price_list"
    case product, article
    case price = "unit_price"
    case minQuantity = "min_quantity"
    case from, to

    /// By the column's title, in Russian or English, as people and 1C write it.
    package init?(title: String) {
        let key = sheetTitle(title)
        guard !key.isEmpty else { return nil }
        if let field = Self.allCases.first(where: { $0.titles.contains(key) }) { self = field; return }
        // «Цена, руб. с НДС», "price rub".
        guard key.hasPrefix("цена ") || key.hasPrefix("price rub") || key.hasPrefix("price with") || key.hasPrefix("price incl") else { return nil }
        self = .price
    }

    private var titles: Set<String> {
        switch self {
        case .list: ["price list", "list", "прайс лист", "прайс", "вид цены", "вид цен", "тип цены", "тип цен", "код прайс листа", "код вида цены"]
        case .product: ["product", "product id", "external id", "id", "код", "ид", "код товара", "внешний код", "ид товара", "код номенклатуры", "код 1с"]
        case .article: ["article", "article number", "sku", "part number", "артикул", "арт", "артикул товара"]
        case .price: ["price", "unit price", "new price", "цена", "новая цена", "стоимость"]
        case .minQuantity:
            ["min quantity", "minimum quantity", "min qty", "quantity from", "from quantity", "количество от", "от количества", "мин количество", "минимальное количество", "кол во от", "от кол ва"]
        case .from: ["from", "valid from", "start", "с", "действует с", "дата начала", "начало", "с даты"]
        case .to: ["to", "valid to", "until", "end", "по", "до", "действует по", "действует до", "дата окончания", "окончание", "по дату"]
        }
    }
}

/// How the columns of a sheet of prices are understood.
package typealias PriceMapping = SheetMapping<PriceSheetColumn>

extension PriceMapping {
    package init(guessedFrom sheet: Sheet) { self.init(of: sheet) { PriceSheetColumn(title: $0) } }

    /// What has to be said before rows can be read.
    package var problems: [Refusal.Problem] {
        var problems: [Refusal.Problem] = []
        if columns[.price] == nil { problems.append(Refusal.Problem("/unit_price", .validation, "column_missing_price")) }
        if columns[.article] == nil, columns[.product] == nil { problems.append(Refusal.Problem("/article", .validation, "column_missing_product")) }
        if columns[.list] == nil, list == nil { problems.append(Refusal.Problem("/list", .validation, "column_missing_list")) }
        return problems
    }
}

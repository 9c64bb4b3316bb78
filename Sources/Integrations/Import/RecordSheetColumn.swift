import Catalog
package import Kernel
package import Records
import Stock

/// What the rows of a sheet of records are.
package enum SheetSubject: String, Sendable, CaseIterable {
    case products, stock, relations, parameters
    /// Texts and values of parameters of products that there are, written over what the ERP says.
    case contents
    /// Relations of products in the portal's name, over what the ERP says of the same two.
    case ownRelations = "own_relations"
    /// Pictures of the portal's own, from an archive.
    case pictures

    /// The kind of record that a row becomes: the rules are those of `PUT /erp/{kind}`. What lies over the ERP's word is no record of its own.
    package var kind: RecordKind {
        switch self {
        case .products, .contents: CatalogRecords.products
        case .stock: StockKinds.stock
        case .relations, .ownRelations: CatalogRecords.relations
        case .pictures: CatalogRecords.images
        case .parameters: CatalogRecords.parameters
        }
    }

    /// Whether rows say what the portal's people say, over the ERP's word.
    package var isPortals: Bool { self == .contents || self == .ownRelations || self == .pictures }

    /// What may be said over the ERP's word by a sheet that would be its word.
    var portals: SheetSubject? {
        switch self {
        case .products: .contents
        case .relations: .ownRelations
        case .stock, .parameters, .contents, .ownRelations, .pictures: nil
        }
    }

    /// Whether columns may be parameters of products.
    package var takesParameters: Bool { self == .products || self == .contents }

    /// What columns may tell beside parameters, in the order of the form.
    package var columns: [RecordSheetColumn] {
        switch self {
        case .products:
            [
                .article, .externalID, .name, .category, .brand, .unit, .barcode, .vat, .minimum, .multiple, .weight, .length, .width, .height, .description, .manufacturerNumber, .crossNumbers, .country, .status,
            ]
        case .stock: [.article, .product, .barcode, .warehouse, .quantity, .moment]
        case .relations, .ownRelations: [.article, .product, .relation, .target, .ratio, .note]
        case .parameters: [.code, .externalID, .name, .type, .measure]
        case .contents: [.article, .product, .barcode, .description, .english]
        case .pictures: [.article, .product, .barcode, .picture, .place]
        }
    }

    /// By the column's title, in Russian or English, as people and 1C write it; a parameter by what it is called.
    package func column(titled title: String, among parameters: SheetParameters = .none) -> RecordSheetColumn? {
        let key = sheetTitle(title)
        guard !key.isEmpty else { return nil }
        if let column = columns.first(where: { $0.titles(in: self).contains(key) }) { return column }
        if takesParameters, let column = parameters.column(titled: title) { return column }
        // «Остаток, шт.», «НДС, %», «Вес, кг».
        return columns.first { column in column.beginnings.contains { key.hasPrefix($0 + " ") } }
    }

    /// The sort of records whose columns the sheet has most of: in doubt the earlier.
    package init(guessedFrom sheet: Sheet) {
        var best: (subject: SheetSubject, weight: Int) = (.products, 0)
        for subject in Self.allCases where !subject.isPortals {
            let mapping = SheetMapping<RecordSheetColumn>(of: sheet) { subject.column(titled: $0) }
            // Every export names the goods beside what it tells of them; parameters are told apart by their types alone.
            let weight = mapping.columns.count - (subject == .products && mapping.columns[.name] != nil ? 1 : 0)
            guard subject.problems(mapping, hasWhole: true).isEmpty, weight > best.weight, subject != .parameters || mapping.columns[.type] != nil else { continue }
            best = (subject, weight)
        }
        self = best.subject
    }

    /// What has to be said before rows can be read.
    package func problems(of mapping: RecordMapping) -> [Refusal.Problem] { problems(mapping, hasWhole: mapping.list != nil) }

    private func problems(_ mapping: RecordMapping, hasWhole: Bool) -> [Refusal.Problem] {
        var problems: [Refusal.Problem] = []
        func demand(_ any: [RecordSheetColumn], _ reason: String) {
            guard !any.contains(where: { mapping.columns[$0] != nil }), let first = any.first else { return }
            problems.append(Refusal.Problem("/\(first.rawValue)", .validation, reason))
        }
        switch self {
        case .products: demand([.article, .externalID, .barcode], "column_missing_code")
        case .contents:
            demand([.article, .product, .barcode], "column_missing_code")
            if !mapping.columns.keys.contains(where: { $0 == .description || $0 == .english || $0.parameter != nil }) {
                problems.append(Refusal.Problem("/description", .validation, "column_missing_contents"))
            }
        case .stock:
            demand([.article, .product, .barcode], "column_missing_code")
            if !hasWhole { demand([.warehouse], "column_missing_warehouse") }
            demand([.quantity], "column_missing_quantity")
        case .pictures: demand([.picture], "column_missing_picture")
        case .relations, .ownRelations:
            demand([.article, .product], "column_missing_code")
            demand([.relation], "column_missing_relation")
            demand([.target], "column_missing_target")
        case .parameters:
            demand([.code, .externalID], "column_missing_parameter")
            demand([.name], "column_missing_name")
        }
        return problems
    }
}

/// How the columns of a sheet of records are understood; `list` is the warehouse of all rows.
package typealias RecordMapping = SheetMapping<RecordSheetColumn>

/// What a column of a sheet of records tells: mostly a field of the API's kind, by its name.
package struct RecordSheetColumn: SheetColumn {
    package let rawValue: String

    package init?(rawValue: String) {
        guard Self.known.contains(rawValue) || rawValue.hasPrefix(Self.parameterPrefix) && rawValue.count > Self.parameterPrefix.count else { return nil }
        self.rawValue = rawValue
    }

    private static let parameterPrefix = "parameter."

    /// The value of a parameter, by its code.
    package static func parameter(_ code: String) -> Self { Self(parameterPrefix + code) }

    /// The code of the parameter whose value it tells.
    package var parameter: String? { rawValue.hasPrefix(Self.parameterPrefix) ? String(rawValue.dropFirst(Self.parameterPrefix.count)) : nil }

    private init(_ name: String) { rawValue = name }

    package static let article = Self("article")
    package static let externalID = Self("external_id")
    /// The product of a row of another kind, by its external id.
    package static let product = Self("product")
    package static let barcode = Self("barcodes")
    package static let name = Self("name")
    package static let category = Self("category")
    package static let brand = Self("brand")
    package static let unit = Self("unit")
    package static let vat = Self("vat_class")
    package static let minimum = Self("order_minimum")
    package static let multiple = Self("order_multiple")
    /// Of one base unit, in kilograms: kept with the packaging of one unit.
    package static let weight = Self("weight_kg")
    /// Of one base unit as it is packed, in millimetres: kept there too.
    package static let length = Self("length_mm")
    package static let width = Self("width_mm")
    package static let height = Self("height_mm")
    package static let description = Self("description")
    /// The text in English.
    package static let english = Self("description_en")
    package static let manufacturerNumber = Self("manufacturer_number")
    package static let crossNumbers = Self("cross_numbers")
    package static let country = Self("country")
    package static let status = Self("status")
    package static let warehouse = Self("warehouse")
    package static let quantity = Self("quantity")
    package static let moment = Self("as_of")
    package static let relation = Self("kind")
    package static let target = Self("target")
    package static let ratio = Self("ratio")
    package static let note = Self("note")
    /// The name of a file in the archive.
    package static let picture = Self("picture")
    /// Where a picture stands among those of its product, from 1.
    package static let place = Self("place")
    package static let code = Self("code")
    package static let type = Self("type")
    package static let measure = Self("measure")

    private static let known = Set(titles.keys)

    /// The titles by which the column is known; of parameters a code is the parameter's own.
    fileprivate func titles(in subject: SheetSubject) -> Set<String> {
        var titles = Self.titles[rawValue] ?? []
        titles.insert(sheetTitle(rawValue))
        switch (self, subject) {
        case (.externalID, .parameters): titles = ["external id", "external code", "внешний код", "ид", "id"]
        case (.relation, _): titles.insert("relation")
        default: break
        }
        return titles
    }

    /// Beginnings of titles that a unit may follow.
    fileprivate var beginnings: [String] {
        switch self {
        case .quantity: ["остаток", "остатки", "количество", "кол во", "свободный остаток", "в наличии", "quantity", "stock", "qty"]
        case .vat: ["ндс", "ставка ндс", "vat"]
        case .name: ["наименование", "номенклатура"]
        case .article: ["артикул"]
        case .minimum: ["мин заказ", "минимальный заказ"]
        case .multiple: ["кратность"]
        default: []
        }
    }

    private static let titles: [String: Set<String>] = [
        "article": ["артикул", "арт", "артикул товара", "sku", "article number", "part number", "item number"],
        "external_id": ["external code", "код", "ид", "id", "внешний код", "код товара", "ид товара", "код номенклатуры", "код 1с", "гуид", "guid", "product id", "item id"],
        "product": [
            "внешний код товара", "external id of the product", "код", "ид", "id", "внешний код", "код товара", "ид товара", "код номенклатуры", "код 1с", "product id",
            "external id",
        ],
        "barcodes": ["штрихкод", "штрих код", "штрихкоды", "штрих коды", "шк", "barcode", "ean", "ean13", "ean 13", "gtin"],
        "name": ["наименование", "название", "номенклатура", "товар", "наименование товара", "название товара", "полное наименование", "product name", "title"],
        "category": ["категория", "группа", "группа товаров", "товарная группа", "раздел", "номенклатурная группа", "group", "section"],
        "brand": ["бренд", "торговая марка", "марка", "тм", "производитель", "manufacturer", "vendor", "make"],
        "unit": ["ед", "ед изм", "единица", "единица измерения", "ед измерения", "базовая единица", "еи", "unit of measure", "uom"],
        "vat_class": ["ндс", "ставка ндс", "vat", "vat rate", "налог", "tax"],
        "order_minimum": [
            "минимум", "minimum", "мин заказ", "минимальный заказ", "мин партия", "минимальная партия", "минимальное количество заказа", "moq", "minimum order", "min order",
        ],
        "order_multiple": ["кратность", "кратность заказа", "шаг заказа", "квант", "квант заказа", "multiple", "order step"],
        "weight_kg": [
            "вес", "вес кг", "масса", "масса кг", "вес брутто", "вес брутто кг", "вес единицы", "вес единицы кг", "weight", "weight of a unit", "weight of a unit kg",
            "unit weight", "unit weight kg",
        ],
        "length_mm": ["length of the packaging mm", "длина упаковки", "длина упаковки мм", "длина в упаковке мм", "package length", "package length mm"],
        "width_mm": ["width of the packaging mm", "ширина упаковки", "ширина упаковки мм", "ширина в упаковке мм", "package width", "package width mm"],
        "height_mm": ["height of the packaging mm", "высота упаковки", "высота упаковки мм", "высота в упаковке мм", "package height", "package height mm"],
        "description": ["описание", "описание товара", "подробное описание", "комментарий", "details"],
        "description_en": [
            "description in english", "описание на английском", "описание по английски", "английское описание", "описание en", "описание eng", "text en", "english description",
            "english",
        ],
        "manufacturer_number": ["manufacturer s number", "артикул производителя", "номер производителя", "код производителя", "mpn", "manufacturer part number", "oem"],
        "cross_numbers": ["кросс номера", "кросс номер", "кроссы", "аналоги номера", "cross number", "cross references"],
        "country": ["страна", "страна происхождения", "страна производства", "country of origin", "origin"],
        "status": ["статус", "состояние"],
        "warehouse": ["склад", "код склада", "место хранения", "location"],
        "quantity": ["остаток", "остатки", "количество", "кол во", "свободный остаток", "в наличии", "наличие", "stock", "qty", "on hand", "free stock"],
        "as_of": ["на дату", "дата остатка", "по состоянию на", "дата"],
        "kind": ["kind of relation", "вид связи", "вид", "связь", "тип связи", "relation kind"],
        "target": ["связанный товар", "аналог", "с чем связан", "артикул аналога", "связанный артикул", "замена", "related", "related article", "related product"],
        "ratio": ["коэффициент", "соотношение", "пересчет"],
        "note": ["примечание", "комментарий", "причина", "comment"],
        "picture": [
            "file of the picture", "картинка", "изображение", "фото", "фотография", "файл", "имя файла", "файл картинки", "файл изображения", "адрес картинки", "путь",
            "image", "photo", "file", "file name", "filename",
            "image file",
        ],
        "place": [
            "порядок изображения", "order of the picture", "порядок", "номер", "номер картинки", "номер фото", "позиция", "сортировка", "order", "sort", "sort order",
            "position", "image order",
        ],
        "code": ["код", "код параметра", "код характеристики", "parameter code"],
        "type": ["type of value", "тип", "тип значения", "тип параметра", "value type"],
        "measure": ["единица параметра", "unit of the parameter", "ед", "ед изм", "единица", "единица измерения", "unit"],
    ]
}

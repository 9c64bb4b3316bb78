import Catalog
import Database
import Kernel
import Records
import Storefront

/// A step of rows of a sheet as items of the API's kind, with what the sheet calls products, groups, brands and warehouses by their external ids.
///
/// A constant number of queries, whatever the number of rows. A product is known by its external id, then its article, then a barcode. What an empty cell
/// would say is not said. Barcodes are added to those a product has; the weight goes to the packaging of one base unit.
struct RecordSheetRows {
    /// A row: the item, or why it cannot be one.
    struct Item {
        let line: Int
        let cells: [String]
        let json: JSON
        let problems: [Refusal.Problem]
        /// The brands and categories that have to be made for it, the upper before the lower.
        var missing: [MissingName] = []
    }

    private struct Known {
        var id: String
        var unit: String
        var packagings: [JSON]
        /// Taken out of the catalogue.
        var isWithdrawn = false
        var barcodes: [String]
        var parameters: JSONObject = [:]
    }

    private let subject: SheetSubject
    private let mapping: RecordMapping
    private var byID: [String: Known] = [:]
    private var byArticle: [String: String] = [:]
    private var byBarcode: [String: Set<String>] = [:]
    private var names: [RecordSheetColumn: [String: Set<String>]] = [:]
    private let groups: SheetGroups?
    /// What rows before have named that there is none of, by how it is called without regard to case.
    private var missing: [String: MissingName] = [:]
    private let parameters: [SheetParameterColumn]
    /// The files of the archive that rows name, by their names.
    private let files: FileTaker.Facts
    /// The lines of rows that will be refused.
    private let refused: Set<Int>
    private(set) var items: [Item] = []

    /// The rows as they can be saved: one that the rules of its kind refuse hands nothing on to later rows of its product.
    ///
    /// - Parameter groups: the brands and categories as they stand, where rows name them.
    static func settled(
        _ rows: ArraySlice<Sheet.Row>, _ mapping: RecordMapping, _ subject: SheetSubject, _ parameters: [SheetParameterColumn], _ groups: SheetGroups?, files: FileTaker.Facts = [:],
        at now: Instant, in reader: any Reader
    ) throws -> [Item] {
        var refused: Set<Int> = []
        while true {
            let items = try RecordSheetRows(rows, mapping, subject, parameters, groups, files, refused: refused, in: reader).items
            let good = items.filter(\.problems.isEmpty)
            let heirs = Dictionary(grouping: good) { $0.json["external_id"]?.string ?? "" }.values.flatMap { $0.dropLast().map(\.line) }
            let giving = Set(heirs).subtracting(refused)
            guard subject == .products, !parameters.isEmpty, !giving.isEmpty else { return items }
            let outcomes = try examineRecords(good.map(\.rehearsed), of: subject.kind, at: now, in: reader).map(\.outcome)
            let found = zip(good, outcomes).filter { $1.status == .refused && giving.contains($0.line) }.map(\.0.line)
            guard !found.isEmpty else { return items }
            refused.formUnion(found)
        }
    }

    /// Whether rows name brands or categories.
    static func namesGroups(_ mapping: RecordMapping, _ subject: SheetSubject) -> Bool {
        subject == .products && (mapping.columns[.category] != nil || mapping.columns[.brand] != nil)
    }

    private init(
        _ rows: ArraySlice<Sheet.Row>, _ mapping: RecordMapping, _ subject: SheetSubject, _ parameters: [SheetParameterColumn], _ groups: SheetGroups?, _ files: FileTaker.Facts,
        refused: Set<Int>, in reader: any Reader
    ) throws {
        (self.subject, self.mapping, self.parameters, self.groups, self.files, self.refused) = (subject, mapping, parameters, groups, files, refused)
        try findProducts(rows, in: reader)
        if subject == .stock { names[.warehouse] = try reader.externalIDs(of: "warehouses", codes: "code", called: texts(.warehouse, rows)) }
        if subject == .parameters { names[.code] = try reader.parameterIDs(of: texts(.code, rows)) }
        for row in rows {
            var draft = Draft()
            fill(&draft, row)
            items.append(Item(line: row.line, cells: row.cells, json: .object(draft.item), problems: draft.problems, missing: draft.problems.isEmpty ? draft.missing : []))
        }
    }

    private struct Draft {
        var item = JSONObject()
        var problems: [Refusal.Problem] = []
        var missing: [MissingName] = []

        mutating func refuse(_ column: RecordSheetColumn, _ reason: String, _ value: String) {
            problems.append(Refusal.Problem("/\(column.rawValue)", .validation, reason, ["value": .text(String(value.prefix(200)))]))
        }
    }

    private func text(_ column: RecordSheetColumn, _ row: Sheet.Row) -> String? { mapping.cell(column, row).map(sheetCode) }

    private func texts(_ column: RecordSheetColumn, _ rows: ArraySlice<Sheet.Row>) -> [String] { Array(Set(rows.compactMap { text(column, $0) })) }

    private mutating func findProducts(_ rows: ArraySlice<Sheet.Row>, in reader: any Reader) throws {
        guard subject != .parameters else { return }
        let kept: SQL = parameters.isEmpty ? "'{}'" : "p.parameters"
        var ids = Set(texts(subject == .products ? .externalID : .product, rows))
        var articles = Set(texts(.article, rows))
        if subject == .pictures, mapping.isByPictureNames { for name in texts(.picture, rows) { articles.formUnion(PictureName(name).articles) } }
        if subject == .relations || subject == .ownRelations {
            ids.formUnion(texts(.target, rows))
            articles.formUnion(texts(.target, rows))
        }
        // A new product goes by its article: no other may be called so.
        if subject == .products { ids.formUnion(articles) }
        let codes = Set(texts(.barcode, rows).flatMap { Self.barcodes($0) })
        var numbers: [Int64: String] = [:]
        for row in try reader.rows("""
            SELECT p.id, p.external_id, p.article, p.unit, p.packagings, p.withdrawn, \(kept) AS parameters FROM products AS p WHERE p.external_id \(in: Array(ids)) OR p.article \(in: Array(articles))
            UNION SELECT p.id, p.external_id, p.article, p.unit, p.packagings, p.withdrawn, \(kept) AS parameters FROM product_barcodes AS b JOIN products AS p ON p.id = b.product_id WHERE b.barcode \(in: Array(codes))
            """)
        {
            let (id, externalID): (Int64, String) = (try row.get("id"), try row.get("external_id"))
            numbers[id] = externalID
            let packagings = (try? JSON(parsing: Array(try row.get("packagings", as: String.self).utf8)))?.array ?? []
            let parameters = (try? JSON(parsing: Array(try row.get("parameters", as: String.self).utf8)))?.object ?? [:]
            byID[externalID] = Known(id: externalID, unit: try row.get("unit"), packagings: packagings, barcodes: [], parameters: parameters)
            byID[externalID]?.isWithdrawn = try row.get("withdrawn")
            byArticle[try row.get("article")] = externalID
        }
        guard mapping.columns[.barcode] != nil else { return }
        for row in try reader.rows("SELECT product_id, barcode FROM product_barcodes WHERE product_id \(in: Array(numbers.keys)) ORDER BY product_id, position") {
            guard let id = numbers[try row.get("product_id")] else { continue }
            let code: String = try row.get("barcode")
            byID[id]?.barcodes.append(code)
            byBarcode[code, default: []].insert(id)
        }
    }

    private static func barcodes(_ cell: String) -> [String] { cell.split { "|,; \n\t".contains($0) }.map(String.init) }

    private mutating func fill(_ draft: inout Draft, _ row: Sheet.Row) {
        switch subject {
        case .products: fillProduct(&draft, row)
        case .contents:
            nameProduct(&draft, row)
            if let text = text(.description, row) { draft.item["ru"] = .string(text) }
            if let text = text(.english, row) { draft.item["en"] = .string(text) }
            for (card, value) in values(&draft, row) { draft.item[RecordSheet.parameterField(card.code)] = ["is": value] }
        case .stock:
            nameProduct(&draft, row)
            if let warehouse = text(.warehouse, row) { name(.warehouse, warehouse, &draft) } else if let list = mapping.list { draft.item["warehouse"] = .string(list) }
            number(.quantity, row, &draft)
            if let moment = text(.moment, row) { draft.item["as_of"] = .string(Self.moment(moment)) }
        case .pictures: fillPicture(&draft, row)
        case .relations, .ownRelations:
            nameProduct(&draft, row)
            if let kind = text(.relation, row) { draft.item["kind"] = .string(Self.relation(kind)) }
            if let target = text(.target, row) {
                let id = byArticle[target] ?? target
                draft.item["target"] = .string(id)
                if byID[id]?.isWithdrawn ?? false { draft.refuse(.target, "target_withdrawn", target) }
            }
            number(.ratio, row, &draft)
            if let note = text(.note, row) { draft.item["note"] = .string(note) }
            if subject == .ownRelations { draft.item["says"] = true }
        case .parameters:
            let code = text(.code, row)
            if let id = text(.externalID, row) ?? code.map({ names[.code]?[$0]?.first ?? $0 }) { draft.item["external_id"] = .string(id) }
            if let code { draft.item["code"] = .string(code) }
            if let name = text(.name, row) { draft.item["name"] = .string(name) }
            if let type = text(.type, row) { draft.item["type"] = .string(Self.type(type)) }
            if let unit = text(.measure, row) { draft.item["unit"] = .string(unit) }
        }
    }

    /// The product that a row is about: nil where none is known by what the row says. Several of one barcode are a problem.
    private func product(_ id: String?, _ draft: inout Draft, _ row: Sheet.Row) -> Known? {
        if let id { return byID[id] }
        if let article = text(.article, row) { return byArticle[article].flatMap { byID[$0] } }
        guard let cell = text(.barcode, row) else { return nil }
        let found = Self.barcodes(cell).reduce(into: Set<String>()) { $0.formUnion(byBarcode[$1] ?? []) }
        if found.count > 1 { draft.refuse(.barcode, "several_of_barcode", cell) }
        return found.count == 1 ? found.first.flatMap { byID[$0] } : nil
    }

    private func nameProduct(_ draft: inout Draft, _ row: Sheet.Row) {
        let id = text(.product, row)
        if let known = product(id, &draft, row) { draft.item["product"] = .string(known.id); return }
        guard draft.problems.isEmpty else { return }
        if let id { draft.refuse(.product, "unknown_reference", id) } else if let article = text(.article, row) { draft.refuse(.article, "unknown_reference", article) } else if let code = text(.barcode, row) {
            draft.refuse(.barcode, "unknown_reference", code)
        } else { draft.problems.append(Refusal.Problem("/article", .validation, "field_required")) }
    }

    /// A picture of the archive, whose product a column tells, or else its name.
    private func fillPicture(_ draft: inout Draft, _ row: Sheet.Row) {
        guard let called = text(.picture, row) else { return draft.problems.append(Refusal.Problem("/picture", .validation, "field_required")) }
        if mapping.isByPictureNames {
            switch PictureName(called).product(among: byArticle) {
            case .one(let id, let place): (draft.item["product"], draft.item["place"]) = (.string(id), .number(String(place)))
            case .several(let articles): draft.problems.append(Refusal.Problem("/picture", .validation, "several_of_picture", ["value": .text(String(called.prefix(200))), "articles": .text(articles)]))
            case .none: draft.refuse(.picture, "unknown_picture_article", called)
            }
        } else { nameProduct(&draft, row) }
        if let cell = text(.place, row) {
            if let place = Int(sheetNumber(cell)), (1...1000).contains(place) { draft.item["place"] = .number(String(place)) } else { draft.refuse(.place, "not_a_place", cell) }
        }
        guard let name = keptFileName(called) else { return draft.refuse(.picture, "not_a_file_name", called) }
        switch files[name] ?? nil {
        case .success(let taken) where taken.type.isImage: draft.item["picture"] = taken.json
        case .success: draft.refuse(.picture, "not_an_image", called)
        case .failure(let problem): draft.refuse(.picture, problem.reason, called)
        case nil: draft.refuse(.picture, "picture_not_in_archive", called)
        }
    }

    /// The values that a row tells of parameters.
    private func values(_ draft: inout Draft, _ row: Sheet.Row) -> [(card: EditableParameter, value: JSON)] {
        var values: [(card: EditableParameter, value: JSON)] = []
        for told in parameters {
            guard let cell = text(told.column, row) else { continue }
            do throws(EditableParameter.Unreadable) {
                if let value = try told.value(cell) { values.append((told.card, value)) }
            } catch {
                var arguments = error.arguments
                arguments["parameter"] = .text(told.card.name)
                draft.problems.append(Refusal.Problem("/\(told.column.rawValue)", .validation, error.reason, arguments))
            }
        }
        return values
    }

    /// What a product has, with what a row tells: other parameters stay, the same value in other letters is no change.
    private func parameters(_ known: Known?, _ draft: inout Draft, _ row: Sheet.Row) -> JSONObject {
        var all = known?.parameters ?? [:]
        for (card, value) in values(&draft, row) where !card.isSame(all[card.code], value) { all[card.code] = value }
        return all
    }

    private mutating func fillProduct(_ draft: inout Draft, _ row: Sheet.Row) {
        let (id, article) = (text(.externalID, row), text(.article, row))
        let known = product(id, &draft, row)
        guard draft.problems.isEmpty else { return }
        if let known { draft.item["external_id"] = .string(known.id) } else {
            guard let new = id ?? article else {
                if let code = text(.barcode, row) { draft.refuse(.barcode, "unknown_barcode", code) } else { draft.problems.append(Refusal.Problem("/article", .validation, "field_required")) }
                return
            }
            guard id != nil || byID[new] == nil else { return draft.refuse(.article, "code_of_other_product", new) }
            draft.item["external_id"] = .string(new)
            if article == nil { draft.item["article"] = .string(new) }
        }
        if let article { draft.item["article"] = .string(article) }
        for column in [RecordSheetColumn.name, .description, .manufacturerNumber, .country] { if let text = text(column, row) { draft.item[column.rawValue] = .string(text) } }
        if let text = text(.category, row), let groups { group(groups.category(text), .category, text, &draft) }
        if let text = text(.brand, row), let groups { group(groups.brand(text), .brand, text, &draft) }
        for column in [RecordSheetColumn.minimum, .multiple] { number(column, row, &draft) }
        if let unit = text(.unit, row) { draft.item["unit"] = .string(Unit(code: unit)?.code ?? Unit(short: unit)?.code ?? unit) }
        if let vat = text(.vat, row) { draft.item["vat_class"] = .string(Self.vatClass(vat)) }
        if let status = text(.status, row) { draft.item["status"] = .string(Self.status(status)) }
        if let cell = text(.crossNumbers, row) { draft.item["cross_numbers"] = .array(cell.split { "|;\n".contains($0) }.map { .string($0.trimmed) }) }
        if let cell = text(.barcode, row) {
            var codes = known?.barcodes ?? []
            for code in Self.barcodes(cell) where !codes.contains(code) { codes.append(code) }
            draft.item["barcodes"] = .array(codes.map { .string($0) })
        }
        measure(row, known, &draft)
        guard !parameters.isEmpty else { return }
        let all = parameters(known, &draft, row)
        if all != known?.parameters ?? [:] { draft.item["parameters"] = .object(all) }
        // A second row of the product goes on from here.
        guard draft.problems.isEmpty, !refused.contains(row.line), let id = draft.item["external_id"]?.string else { return }
        if byID[id] == nil {
            byID[id] = Known(id: id, unit: draft.item["unit"]?.string ?? Unit.piece.code, packagings: draft.item["packagings"]?.array ?? [], barcodes: draft.item["barcodes"]?.array?.compactMap(\.string) ?? [])
            if let article = draft.item["article"]?.string, byArticle[article] == nil { byArticle[article] = id }
        }
        byID[id]?.parameters = all
    }

    /// The packaging of one base unit with its weight and sides, beside the others that there are.
    private func measure(_ row: Sheet.Row, _ known: Known?, _ draft: inout Draft) {
        var told: [(field: String, number: String)] = []
        if let weight = mapping.cell(.weight, row).map(sheetNumber) {
            if DecimalText.parse(weight, scale: 9, limit: 1_000_000_000_000_000).map({ $0 >= 0 }) ?? false { told.append(("weight_kg", weight)) } else { draft.refuse(.weight, "not_a_weight", weight) }
        }
        for (column, field) in [(RecordSheetColumn.length, "length_m"), (.width, "width_m"), (.height, "height_m")] {
            guard let cell = mapping.cell(column, row) else { continue }
            let side = (try? Measure.decimal(cell, in: "мм")).flatMap { DecimalText.parse($0, scale: 1, limit: 10_000_000) }
            if let side, side >= 0 { told.append((field, DecimalText.write(side, scale: 4, places: 0))) } else { draft.refuse(column, "not_a_side", cell) }
        }
        let unit = draft.item["unit"]?.string ?? known?.unit ?? Unit.piece.code
        var packagings = known?.packagings ?? []
        let place = packagings.firstIndex { $0["unit"]?.string == unit && ($0["quantity"].flatMap { $0.string ?? $0.text }.flatMap { Quantity($0) }) == .one }
        var single = place.flatMap { packagings[$0].object } ?? ["unit": .string(unit), "quantity": "1"]
        func number(_ text: String?) -> Int64? { text.flatMap { DecimalText.parse($0, scale: 9, limit: Int64.max / 10) } }
        // The same number in other letters is no change.
        let news = told.filter { field, text in number(single[field].flatMap { $0.string ?? ($0.isNull ? nil : $0.text) }) != number(text) }
        guard !news.isEmpty else { return }
        for (field, text) in news { single[field] = .string(text) }
        if let place { packagings[place] = .object(single) } else { packagings.append(.object(single)) }
        draft.item["packagings"] = .array(packagings)
    }

    private func number(_ column: RecordSheetColumn, _ row: Sheet.Row, _ draft: inout Draft) {
        if let cell = mapping.cell(column, row) { draft.item[column.rawValue] = .string(sheetNumber(cell)) }
    }

    /// The external id of what a cell names.
    private func name(_ column: RecordSheetColumn, _ text: String, _ draft: inout Draft) {
        let found = names[column]?[text] ?? []
        guard found.count <= 1 else { return draft.refuse(column, "several_of_name", text) }
        draft.item[column.rawValue] = .string(found.first ?? text)
    }

    /// The external id of a brand or category; what there is none of is made where a person wants that.
    private mutating func group(_ found: SheetGroups.Found, _ column: RecordSheetColumn, _ text: String, _ draft: inout Draft) {
        switch found {
        case .known(let id): draft.item[column.rawValue] = .string(id)
        case .several: draft.refuse(column, "several_of_name", text)
        case .missing(let named):
            var missing: [MissingName] = []
            for var name in named {
                let called = "\(column.rawValue) \(name.externalID.folded)"
                if let above = missing.last { name.parent = above.externalID }
                let known = self.missing[called] ?? name
                self.missing[called] = known
                missing.append(known)
            }
            draft.item[column.rawValue] = .string(missing.last?.externalID ?? text)
            guard mapping.makes.contains(column) else { return }
            if let taken = missing.first(where: { groups?.isTaken($0) ?? false }) { return draft.refuse(column, "already_taken", taken.externalID) }
            if missing.contains(where: { $0.externalID.unicodeScalars.count > SheetGroups.nameLimit }) {
                draft.problems.append(Refusal.Problem("/\(column.rawValue)", .validation, "text_too_long", ["limit": .integer(Int64(SheetGroups.nameLimit))]))
                return
            }
            draft.missing += missing
        }
    }

    private static func vatClass(_ text: String) -> String {
        switch text.lowercased().filter({ !$0.isWhitespace && $0 != "%" }) {
        case "22", "20", "18", "ндс22", "ндс20", "0.22", "0,22", "0.2", "0,2", "общая", "основная": VATClass.standard.rawValue
        case "10", "ндс10", "0.1", "0,1", "льготная", "пониженная": VATClass.reduced.rawValue
        case "0", "ндс0": VATClass.zero.rawValue
        case "безндс", "нет", "необлагается", "освобождено", "none", "novat": VATClass.exempt.rawValue
        case let other: other
        }
    }

    private static func status(_ text: String) -> String {
        switch text.lowercased() {
        case "активен", "активный", "действует", "в продаже", "да": "active"
        case "снят", "снят с производства", "выведен", "архив", "не продаётся", "не продается", "нет": "discontinued"
        case let other: other
        }
    }

    private static func relation(_ text: String) -> String {
        switch text.lowercased() {
        case "аналог", "аналоги": "analogue"
        case "замена": "replacement"
        case "обязательная принадлежность", "обязательный аксессуар", "обязательный", "обязательная", "обязательно", "mandatory", "mandatory accessory": "mandatory_accessory"
        case "аксессуар", "принадлежность", "сопутствующий", "сопутствующий товар": "accessory"
        case "расходник", "расходный материал", "расходные материалы": "consumable"
        case "совместимый", "совместимость", "подходит": "compatible"
        case let other: other
        }
    }

    private static func type(_ text: String) -> String {
        switch text.lowercased() {
        case "число", "числовой": "number"
        case "текст", "строка": "text"
        case "список", "выбор", "справочник": "choice"
        case "да/нет", "флаг", "признак", "булево": "flag"
        case let other: other
        }
    }

    /// A day of a person's stands for its beginning in Moscow, as the ERP's clock does where it says nothing.
    private static func moment(_ text: String) -> String {
        let day = sheetDay(text)
        return Day(day) != nil && text.count <= 10 ? "\(day)T00:00:00+03:00" : text
    }
}

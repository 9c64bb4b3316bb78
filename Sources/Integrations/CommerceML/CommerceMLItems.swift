import Catalog
import Customers
import Formats
import Foundation
import Kernel
import Pricing
import Records
import Stock

/// Turns what 1C says into records of our kinds. Keeps what later files of the same exchange refer to: dictionaries, warehouses, goods with variants.
/// Used by one thread.
final class CommerceMLItems {
    /// Texts of dictionary values by property and value.
    private var dictionaries: [String: [String: String]] = [:]
    private var warehouses: [String] = []
    private var brands: Set<String> = []
    /// What variants take over from their product.
    private var goods: [String: JSONObject] = [:]
    private var withVariants: Set<String> = []
    /// The pictures of products, which their variants have too.
    private var pictures: [String: [String]] = [:]
    /// What the exchange names of pictures, whether they came along or not, by product; of its variants the same.
    private var named: [String: JSON] = [:]
    /// Whether the file tells goods whole, and names a picture anywhere: then a product without one has none any more.
    private var isWhole = false
    private var namesPictures = false
    private var withoutPictures: [String] = []
    /// Variants that the file tells whole and without a picture, with the products they belong to: theirs are the product's.
    private var variantsWithoutPictures: [(id: String, product: String)] = []
    private var owner: String?
    private var asOf: JSON?
    private let isBeside: (String) -> Bool

    /// The warehouse of files that tell quantities and no places.
    private static let onlyWarehouse = "commerceml"

    /// - Parameter isBeside: whether a file of a name has come with the exchange.
    init(isBeside: @escaping (String) -> Bool) { self.isBeside = isBeside }

    /// A new file of the same exchange begins.
    func begin() {
        asOf = nil
        (isWhole, namesPictures, withoutPictures, variantsWithoutPictures) = (false, false, [], [])
    }

    /// The file has ended: of goods that it tells whole and without a picture 1C has taken the pictures away. A file that names none at all was made without them.
    func end() -> [(RecordKind, JSONObject)] {
        guard isWhole, namesPictures else { return [] }
        for id in withoutPictures { named[id] = [] }
        let inherited = variantsWithoutPictures.compactMap { variant in named[variant.product].map { (variant.id, $0) } }
        return variantsWithoutPictures.flatMap { images(pictures[$0.product] ?? [], of: $0.id) }
            + (withoutPictures.map { ($0, []) } + inherited).map { (CatalogRecords.exchangePictures, ["product": .string($0.0), "names": $0.1]) }
    }

    /// The records that an event brings, in the order of their references. What has no place here is noted in the report.
    func records(of event: CommerceMLEvent, into report: inout ImportReport, file: String) -> [(RecordKind, JSONObject)] {
        switch event {
        case .header(let header):
            asOf = header.formed.flatMap { moment($0) }.map { .string($0.text) }
            return []
        case .section(let section):
            if section.kind == .catalog { isWhole = section.changesOnly == false }
            return []
        case .unit, .counterparty: return []
        case .owner(let owner): return legalEntity(owner).map { [(CustomerRecords.legalEntities, $0)] } ?? []
        case .group(let group):
            var item: JSONObject = ["external_id": .string(group.id), "name": .string(group.name.isEmpty ? group.id : group.name)]
            if let parent = group.parentID { item["parent"] = .string(parent) }
            return [(CatalogRecords.categories, item)]
        case .property(let property):
            dictionaries[property.id, default: [:]].merge(property.values.map { ($0.key, $0.value) }) { $1 }
            let type = property.values.isEmpty ? (property.type == "Число" ? "number" : "text") : "choice"
            return [(CatalogRecords.parameters, [
                "external_id": .string(property.id), "code": .string(property.id), "name": .string(property.name.isEmpty ? property.id : property.name),
                "type": .string(type),
            ])]
        case .priceType(let type):
            var item: JSONObject = ["external_id": .string(type.id), "name": .string(type.name.isEmpty ? type.id : type.name)]
            if let currency = type.currency.flatMap({ Currency($0) }) { item["currency"] = .string(currency.code) }
            if let included = type.vatIncluded { item["vat_included"] = .bool(included) }
            return [(ERPKinds.priceLists, item)]
        case .warehouse(let warehouse): return [(StockRecords.warehouses, self.warehouse(warehouse.id, warehouse.name, address: warehouse.address))]
        case .product(let product): return self.product(product, into: &report)
        case .offer(let offer): return self.offer(offer, into: &report)
        case .problem(let problem):
            report.add(ImportReport.Problem(
                file: file, kind: problem.element, line: problem.line, label: problem.text, problems: [Refusal.Problem("", .validation, "commerceml_\(problem.what)")]))
            return []
        case .account(let account):
            for (path, count) in account.ignored.sorted(by: { $0.key < $1.key }) { report.ignore(path, count: count) }
            for kind in [CommerceMLAccount.Kind.unit, .counterparty] where account.count(kind) > 0 { report.ignore(kind.rawValue, count: account.count(kind)) }
            return []
        }
    }

    /// A short sign that tells one identifier from others, the same at every import (FNV-1a, 32 bits, in base 36).
    static func sign(of id: String) -> String {
        String(id.utf8.reduce(2_166_136_261 as UInt32) { ($0 ^ UInt32($1)) &* 16_777_619 }, radix: 36)
    }

    private func legalEntity(_ owner: CommerceMLOwner) -> JSONObject? {
        guard let id = owner.id, let name = owner.officialName ?? owner.name, self.owner != id else { return nil }
        self.owner = id
        var item: JSONObject = ["external_id": .string(id), "name": .string(name)]
        if let inn = owner.inn.flatMap({ INN($0) }) { item["inn"] = .string(inn.text) }
        if let kpp = owner.kpp.flatMap({ KPP($0) }) { item["kpp"] = .string(kpp.text) }
        return item
    }

    private func warehouse(_ id: String, _ name: String, address: String? = nil) -> JSONObject {
        if !warehouses.contains(id) { warehouses.append(id) }
        var item: JSONObject = ["external_id": .string(id), "name": .string(name.isEmpty ? id : name)]
        if let address { item["address"] = .string(String(address.prefix(1000))) }
        return item
    }

    private func product(_ product: CommerceMLProduct, into report: inout ImportReport) -> [(RecordKind, JSONObject)] {
        let id = product.characteristicID.map { "\(product.id)#\($0)" } ?? product.id
        var records: [(RecordKind, JSONObject)] = []
        var item: JSONObject = ["external_id": .string(id)]
        let article = product.article ?? product.requisites.first { $0.key == "Код" }?.value ?? "1C-\(Self.sign(of: id))"
        item["article"] = .string(String(article.prefix(100)))
        item["name"] = .string(String((product.name ?? article).prefix(500)))
        if let group = product.groupIDs.first { item["category"] = .string(group) }
        if product.groupIDs.count > 1 { report.ignore("Товар/Группы/Ид[2…]", count: product.groupIDs.count - 1) }
        if let unit = product.unit?.unit { item["unit"] = .string(unit.code) }
        if let brand = product.brand ?? product.manufacturer {
            let key = "brand:\(brand.folded)"
            if brands.insert(key).inserted { records.append((CatalogRecords.brands, ["external_id": .string(key), "name": .string(brand)])) }
            item["brand"] = .string(key)
        }
        if let vatClass = product.vatRate?.productClass { item["vat_class"] = .string(vatClass.rawValue) }
        if let country = product.country { item["country"] = .string(String(country.prefix(100))) }
        if let description = product.description { item["description"] = .string(String(description.prefix(20_000))) }
        if let packagings = packagings(of: product.unit) { item["packagings"] = packagings }
        item["parameters"] = .object(parameters(product.properties))
        item["barcodes"] = barcodes(product.barcodes, into: &report)
        item["status"] = product.deleted ? "discontinued" : "active"
        for requisite in product.requisites where requisite.key != "Код" { report.ignore("Товар/ЗначенияРеквизитов/\(requisite.key)", count: 1) }
        let names = product.pictures.compactMap { keptFileName($0.trimmed) }.filter { Self.isPicture($0) && isBeside($0) }
        if names.count < product.pictures.count { report.ignore("Товар/Картинка", count: product.pictures.count - names.count) }
        if product.characteristicID == nil {
            var kept = item
            kept["external_id"] = nil
            goods[product.id] = kept
            if !names.isEmpty { pictures[product.id] = names }
        }
        records.append((CatalogRecords.products, item))
        records += images(names, of: id)
        if product.statesPictures {
            namesPictures = true
            let all = JSON.array(product.pictures.compactMap { keptFileName($0.trimmed) }.filter(Self.isPicture).map { .string($0) })
            if product.characteristicID == nil { named[product.id] = all }
            records.append((CatalogRecords.exchangePictures, ["product": .string(id), "names": all]))
        } else if product.characteristicID == nil { withoutPictures.append(id) } else { variantsWithoutPictures.append((id, product.id)) }
        return records
    }

    private func images(_ names: [String], of id: String) -> [(RecordKind, JSONObject)] {
        names.map { (CatalogRecords.images, ["product": .string(id), "file": .string($0)]) }
    }

    /// 1C puts papers into the same elements: told apart by the ending.
    private static func isPicture(_ name: String) -> Bool { ["jpg", "jpeg", "png", "gif", "webp"].contains(URL(fileURLWithPath: name).pathExtension.lowercased()) }

    private func offer(_ offer: CommerceMLOffer, into report: inout ImportReport) -> [(RecordKind, JSONObject)] {
        var records: [(RecordKind, JSONObject)] = []
        let id = offer.characteristicID.map { "\(offer.productID)#\($0)" } ?? offer.productID
        // Files of prices or stock alone name variants without describing them.
        if offer.characteristicID != nil, offer.name != nil || offer.article != nil || !offer.characteristics.isEmpty { records += variant(offer, id: id, into: &report) }
        var prices: [String: JSONObject] = [:]
        for price in offer.prices {
            guard let unitPrice = unitPrice(price), unitPrice.units > 0 else { report.ignore("Цена (0)", count: 1); continue }
            let from = price.minQuantity.flatMap { Quantity($0) }.flatMap { $0 > .zero ? $0 : nil }
            var item: JSONObject = ["price_list": .string(price.priceTypeID), "product": .string(id), "unit_price": .string(unitPrice.decimal)]
            if let from { item["min_quantity"] = .string(from.decimal) }
            // Two prices of one type: the later one counts, as in 1C.
            prices["\(price.priceTypeID) \(from?.decimal ?? "")"] = item
        }
        records += prices.sorted { $0.key < $1.key }.map { (ERPKinds.prices, $0.value) }
        return records + stock(offer, id: id)
    }

    /// An offer with a characteristic is a product of its own; the product it belongs to stands only for its variants.
    private func variant(_ offer: CommerceMLOffer, id: String, into report: inout ImportReport) -> [(RecordKind, JSONObject)] {
        var records: [(RecordKind, JSONObject)] = []
        let parent = goods[offer.productID]
        if parent != nil, withVariants.insert(offer.productID).inserted {
            records.append((CatalogRecords.products, ["external_id": .string(offer.productID), "has_variants": true]))
        }
        var item = parent ?? JSONObject()
        item["external_id"] = .string(id)
        let base = offer.article ?? parent?["article"]?.string ?? "1C-\(Self.sign(of: offer.productID))"
        item["article"] = .string("\(base.prefix(80))/\(suffix(of: offer))")
        item["cross_numbers"] = .array([.string(base)])
        if let name = offer.name ?? parent?["name"]?.string { item["name"] = .string(String(name.prefix(500))) }
        if let unit = offer.unit?.unit { item["unit"] = .string(unit.code) }
        if !offer.properties.isEmpty {
            var parameters = parent?["parameters"]?.object ?? JSONObject()
            for (code, value) in self.parameters(offer.properties).entries { parameters[code] = value }
            item["parameters"] = .object(parameters)
        }
        if !offer.barcodes.isEmpty { item["barcodes"] = barcodes(offer.barcodes, into: &report) }
        item["status"] = offer.deleted ? "discontinued" : "active"
        records.append((CatalogRecords.products, item))
        records += images(pictures[offer.productID] ?? [], of: id)
        if let all = named[offer.productID] { records.append((CatalogRecords.exchangePictures, ["product": .string(id), "names": all])) }
        return records
    }

    /// `38` of "Сапоги (38)" where that is short; a sign of the characteristic elsewhere.
    private func suffix(of offer: CommerceMLOffer) -> String {
        if let name = offer.name, name.hasSuffix(")"), let open = name.lastIndex(of: "(") {
            let text = name[name.index(after: open)...].dropLast()
            if (1...12).contains(text.count), !text.contains(where: { $0.isWhitespace || $0 == "/" || $0 == "," }) { return String(text) }
        }
        return Self.sign(of: offer.characteristicID ?? offer.id)
    }

    private func stock(_ offer: CommerceMLOffer, id: String) -> [(RecordKind, JSONObject)] {
        guard offer.quantity != nil || !offer.balances.isEmpty else { return [] }
        var records: [(RecordKind, JSONObject)] = []
        func tell(_ warehouse: String, _ quantity: String) {
            var item: JSONObject = ["warehouse": .string(warehouse), "product": .string(id), "quantity": .string(quantity)]
            if let asOf { item["as_of"] = asOf }
            records.append((StockKinds.stock, item))
        }
        if warehouses.filter({ $0 != Self.onlyWarehouse }).isEmpty, offer.balances.isEmpty {
            if !warehouses.contains(Self.onlyWarehouse) { records.append((StockRecords.warehouses, warehouse(Self.onlyWarehouse, "Основной склад"))) }
            tell(Self.onlyWarehouse, offer.quantity ?? "0")
            return records
        }
        // What is not told of a warehouse of the exchange is nothing there.
        let told = Dictionary(offer.balances.map { ($0.warehouseID, $0.quantity) }, uniquingKeysWith: { $1 })
        for warehouse in warehouses where warehouse != Self.onlyWarehouse && told[warehouse] == nil { tell(warehouse, "0") }
        for (warehouse, quantity) in told.sorted(by: { $0.key < $1.key }) { tell(warehouse, quantity) }
        return records
    }

    /// Price of one base unit to four places: the price divided by how many base units it is for.
    private func unitPrice(_ price: CommerceMLPrice) -> UnitPrice? {
        guard let value = DecimalText.parse(digits(price.price, places: 8), scale: 8, limit: Int64.max / 10) else { return nil }
        let factor = price.unitCoefficient.flatMap { Quantity($0) }.flatMap { $0 > .zero ? $0 : nil } ?? .one
        return Rounding.halfUp(Int128(value) * 1000, over: Int128(factor.thousandths) * 10_000).flatMap { UnitPrice(units: $0) }
    }

    /// A number cut after so many places.
    private func digits(_ text: String, places: Int) -> String {
        guard let point = text.firstIndex(of: ".") else { return text }
        return String(text[..<point]) + String(text[point...].prefix(places + 1))
    }

    private func parameters(_ values: [CommerceMLEntry]) -> JSONObject {
        var parameters = JSONObject()
        for entry in values { parameters[entry.key] = .string(String((dictionaries[entry.key]?[entry.value] ?? entry.value).prefix(1000))) }
        return parameters
    }

    private func packagings(of unit: CommerceMLBaseUnit?) -> JSON? {
        let items = (unit?.conversions ?? []).compactMap { conversion -> JSON? in
            guard let pack = Unit(code: conversion.key), pack != unit?.unit, let quantity = Quantity(conversion.value), quantity > .zero else { return nil }
            return ["unit": .string(pack.code), "quantity": .string(quantity.decimal)]
        }
        return items.isEmpty ? nil : .array(items)
    }

    private func barcodes(_ codes: [String], into report: inout ImportReport) -> JSON {
        let sound = codes.filter { (1...80).contains($0.utf8.count) && $0.utf8.allSatisfy { (33...126).contains($0) } }
        if sound.count < codes.count { report.ignore("Штрихкод (?)", count: codes.count - sound.count) }
        return .array(sound.map { .string($0) })
    }

    /// The export's own clock has no zone: taken as Moscow's, where most 1C servers stand.
    private func moment(_ text: String) -> Instant? { Instant(text + "+03:00") ?? Day(String(text.prefix(10))).flatMap { Instant("\($0)T00:00:00+03:00") } }
}

extension VATRate {
    /// How the tax code treats a product that was sold at this rate. The rate on a card may be stale; the class is not.
    fileprivate var productClass: VATClass? {
        switch self {
        case .vat18, .vat20, .vat22: .standard
        case .vat10: .reduced
        case .vat0: .zero
        case .none: .exempt
        case .vat5, .vat7: nil
        }
    }
}

import Customers
import Formats
import Kernel
import Localization
import Pricing
import Stock
import Storefront

/// One product of a price file.
struct PriceFileRow {
    let product: StoreProduct
    let brand: String?
    let category: Storefront.Named<Category>?
    /// Nil: price on request.
    let price: OwnPrice?
    /// The base price where it is above the own one and the house shows it.
    let base: UnitPrice?
    let breaks: [(from: Quantity, price: UnitPrice)]
    /// Nil when the viewer may not see stock.
    let availability: [Availability]?

    var free: Quantity? { availability.map { $0.reduce(.zero) { $0 + $1.free } } }
    var expected: (day: Day, quantity: Quantity)? { availability?.flatMap(\.expected).min { $0.day < $1.day } }
}

extension PriceFile {
    /// Nil for what has run out for good.
    func row(_ product: StoreProduct) -> PriceFileRow? {
        let availability = shelf.viewer.rights.contains(.seeStock) ? shelf.availability(product) : nil
        if product.isDiscontinued, availability?.contains(where: { $0.free > .zero }) != true { return nil }
        var price: OwnPrice?
        if case .success(let own)? = shelf.price(product, for: product.leastOrder) { price = own }
        let breaks = price == nil ? [] : shelf.breaks(product)
        return PriceFileRow(
            product: product, brand: product.brand.flatMap { shelf.storefront.brands[$0]?.name }, category: product.category.flatMap { shelf.storefront.categories[$0] },
            price: price, base: showsBasePrice ? price.flatMap { shelf.basePrice(of: product, for: product.leastOrder, above: $0) } : nil, breaks: breaks.count > 1 ? breaks : [], availability: availability)
    }

    var titles: [(title: String, width: Double)] {
        var columns: [(String, Double)] = [
            ("article", 18), ("name", 60), ("brand", 16), ("category", 24), ("unit", 8), ("price", 12), ("currency", 8), ("vat", 10), ("vat_included", 12), ("basis", 10),
            ("breaks", 30), ("multiple", 10), ("minimum", 10), ("packagings", 30), ("barcodes", 18),
        ]
        if showsBasePrice { columns.insert(("base_price", 12), at: 6) }
        if shelf.viewer.rights.contains(.seeStock) { columns += [("free", 12), ("expected", 12), ("expected_on", 12)] }
        return columns.map { (texts("price_file.\($0.0)"), $0.1) }
    }

    func cells(_ row: PriceFileRow) -> [SheetCell] {
        let product = row.product
        var cells: [SheetCell] = [
            .text(product.article), .text(product.name), .given(row.brand), .given(row.category?.name), .text(product.unit.name(in: texts.language)),
            row.price.map { .number($0.unitPrice.decimal) } ?? .text(texts("price_file.on_request")), .given(row.price?.contract.currency.code),
            row.price.map { $0.rate.percent.map { .number(String($0)) } ?? .text(texts("price_file.no_vat")) } ?? .empty,
            row.price.map { .text(texts($0.vatIncluded ? "price_file.yes" : "price_file.no")) } ?? .empty, .number(product.priceBasis.decimal),
            .given(row.breaks.map { texts("price_file.break", ["quantity": .quantity($0.from), "price": .text($0.price.decimal)]) }.joined(separator: "; ")),
            .number(product.orderMultiple.decimal), .number(product.leastOrder.decimal),
            .given(product.packagings.map { "\($0.unit.name(in: texts.language)) — \($0.quantity.decimal)" }.joined(separator: "; ")),
            .given(product.barcodes.joined(separator: " ")),
        ]
        if showsBasePrice { cells.insert(row.base.map { .number($0.decimal) } ?? .empty, at: 6) }
        if row.availability != nil {
            cells.append(.number((row.free ?? .zero).decimal))
            cells.append(row.expected.map { .number($0.quantity.decimal) } ?? .empty)
            cells.append(row.expected.map { .text(texts.day($0.day)) } ?? .empty)
        }
        return cells
    }

    func json(_ row: PriceFileRow) -> JSONObject {
        let product = row.product
        var object: JSONObject = [
            "article": .string(product.article), "name": .string(product.name), "brand": .text(row.brand), "category": .text(row.category?.name),
            "unit": .string(product.unit.code), "price_basis": .string(product.priceBasis.decimal), "order_multiple": .string(product.orderMultiple.decimal),
            "order_minimum": .string(product.leastOrder.decimal), "barcodes": .array(product.barcodes.map(JSON.string)),
            "packagings": .array(product.packagings.map { ["unit": .string($0.unit.code), "quantity": .string($0.quantity.decimal), "barcode": .text($0.barcode)] }),
            "price": .null, "breaks": .array(row.breaks.map { ["from": .string($0.from.decimal), "unit_price": .string($0.price.decimal)] }),
        ]
        if let price = row.price {
            object["price"] = [
                "unit_price": .string(price.unitPrice.decimal), "currency": .string(price.contract.currency.code), "vat_rate": .text(price.rate.percent.map { String($0) }),
                "vat_included": .bool(price.vatIncluded),
            ]
        }
        if showsBasePrice { object["base_price"] = .text(row.base?.decimal) }
        if let availability = row.availability {
            object["availability"] = .array(availability.map { place in
                [
                    "warehouse": .string(place.warehouse.name), "free": .string(place.free.decimal), "as_of": .text(place.asOf?.text),
                    "expected": .array(place.expected.map { ["date": .string($0.day.description), "quantity": .string($0.quantity.decimal)] }),
                ]
            })
        }
        return object
    }

    /// The head of a YML file: the shop, the currency, the tree of categories with parents before their children.
    func ymlHead() -> YMLWriter {
        let categories = shelf.categories.values.sorted { $0.id < $1.id }
        let known = Set(categories.map(\.id))
        return YMLWriter(
            time: shelf.now.localText(in: timeZone) + zoneOffset, shop: house, url: baseURL, currency: shelf.viewer.contracts.first?.currency.code ?? "RUB",
            categories: categories.map { ($0.id.rawValue, $0.parent.flatMap { known.contains($0) ? $0.rawValue : nil }, $0.name) })
    }

    /// Nil without a price: YML has none on request. The price is for one unit with VAT.
    func offer(_ row: PriceFileRow) -> YMLWriter.Offer? {
        let product = row.product
        guard let price = row.price, let unit = try? price.amounts(for: .one, basis: product.priceBasis).gross else { return nil }
        return YMLWriter.Offer(
            id: String(product.id.rawValue), isAvailable: (row.free ?? .one) > .zero, url: product.article.allSatisfy { $0 == "." } ? nil : baseURL + "/products/" + encoded(product.article),
            price: unit.decimal, currency: price.contract.currency.code, category: row.category?.id.rawValue, name: product.name, vendor: row.brand, article: product.article,
            barcodes: product.barcodes, count: row.free.map { $0.thousandths / 1000 }, minimum: product.leastOrder == .one ? nil : product.leastOrder.decimal,
            step: product.orderMultiple == .one ? nil : product.orderMultiple.decimal,
            parameters: [(texts("price_file.unit"), product.unit.name(in: texts.language))]
                + product.packagings.map { (texts("price_file.packaging"), "\($0.unit.name(in: texts.language)) — \($0.quantity.decimal)") })
    }

    /// Percent-encoding of everything but the unreserved characters of RFC 3986.
    private func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x2D, 0x2E, 0x5F, 0x7E:
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

extension SheetCell {
    fileprivate static func given(_ text: String?) -> SheetCell { text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .empty }
}

extension Unit {
    fileprivate func name(in language: Language) -> String { language == .ru ? short : english }
}

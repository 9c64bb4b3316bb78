import Catalog
import Customers
import Files
import HTTP
import Kernel
import Localization
import Pricing
import Stock
import Storefront

extension Shelf {
    /// A product as lists show it.
    func json(_ product: StoreProduct) -> JSONObject {
        let brand = product.brand.flatMap { storefront.brands[$0] }
        let category = product.category.flatMap { storefront.categories[$0] }
        let price = priceJSON(product)
        return [
            "article": .string(product.article), "own_articles": .array(ownArticles(of: product).map(JSON.string)), "name": .string(product.name),
            "brand": .text(brand?.name), "brand_id": .text(brand?.externalID), "category": .text(category?.name),
            "category_id": .text(category?.externalID),
            "unit": .string(product.unit.code), "unit_name": .string(product.unit.short),
            "order_multiple": .string(product.orderMultiple.decimal), "order_minimum": .string(product.orderMinimum.decimal),
            "price_basis": .string(product.priceBasis.decimal), "packagings": .array(product.packagings.map(\.json)),
            "barcodes": .array(product.barcodes.map(JSON.string)), "parameters": .object(JSONObject(product.parameters.map { ($0.code, $0.json) })),
            "status": product.isDiscontinued ? "discontinued" : "active", "price": price, "price_on_request": .bool(price == .null && viewer.rights.contains(.seePrices)), "availability": availabilityJSON(product),
        ]
    }

    /// A product with everything.
    /// - Parameter description: not kept in memory (`Reader.description`).
    func fullJSON(_ product: StoreProduct, description: String?, at baseURL: BaseURL) -> JSONObject {
        var json = json(product)
        json["description"] = .text(description)
        json["country"] = .text(product.country)
        json["marked"] = .bool(product.isMarked)
        json["manufacturer_number"] = .text(product.manufacturerNumber)
        json["cross_numbers"] = .array(product.crossNumbers.map(JSON.string))
        json["price_breaks"] = .array(breaks(product).map { ["from": .string($0.from.decimal), "unit_price": .string($0.price.decimal)] })
        let related = relations(of: product)
        json["relations"] = .object(JSONObject(ProductRelation.Kind.allCases.map { kind in
            (kind.plural, .array(related.filter { $0.kind == kind }.map { .string($0.product.article) }))
        }))
        json["relation_details"] = .array(related.map {
            [
                "kind": .string($0.kind.rawValue), "article": .string($0.product.article), "name": .string($0.product.name), "ratio": .string($0.ratio.decimal),
                "note": .text($0.note),
            ]
        })
        for (name, role) in [("images", ProductFile.Role.image), ("certificates", .certificate)] {
            json[name] = .array(files(of: product).filter { $0.role == role }.map { fileJSON($0, of: product, at: baseURL) })
        }
        json["files"] = .array(keptFiles(of: product).map { file, type, name in
            [
                "name": .string(name), "media_type": .string(type.rawValue), "size": .number(String(file.size)), "sha256": .string(file.hash),
                "url": .string(address(of: file, product, baseURL)),
            ]
        })
        return json
    }

    private func fileJSON(_ file: ProductFile, of product: StoreProduct, at baseURL: BaseURL) -> JSON {
        var json: JSONObject = [
            "kind": .string(file.kind), "number": .text(file.number), "from": .text(file.from == .first ? nil : file.from.description),
            "to": .text(file.to == .last ? nil : file.to.description), "expired": .bool(isExpired(file)),
        ]
        switch file.content {
        case .kept(let stored, _, let name):
            json["file"] = .string(name)
            json["url"] = .string(address(of: stored, product, baseURL))
        case .elsewhere(let url):
            json["file"] = .null
            json["url"] = .string(url)
        }
        return .object(json)
    }

    private func address(of file: StoredFile, _ product: StoreProduct, _ baseURL: BaseURL) -> String {
        "\(baseURL)\(API.prefix)/products/\(PercentEncoding.encode(product.article))/files/\(file.hash)"
    }

    /// The own price for the least order; null where there is none or it may not be seen.
    private func priceJSON(_ product: StoreProduct) -> JSON {
        guard case .success(let price)? = price(product, for: product.leastOrder, explained: false) else { return .null }
        return [
            "unit_price": .string(price.unitPrice.decimal), "currency": .string(price.contract.currency.code), "vat_rate": price.rate.json,
            "vat_included": .bool(price.vatIncluded), "contract": .string(price.contract.externalID),
        ]
    }

    func availabilityJSON(_ product: StoreProduct) -> JSON {
        .array(
            availability(product).map { place in
                [
                    "warehouse": .string(place.warehouse.externalID), "free": .string(place.free.decimal),
                    "expected": .array(place.expected.map { ["date": .string($0.day.description), "quantity": .string($0.quantity.decimal)] }),
                    "as_of": .text(place.asOf?.text),
                ]
            })
    }
}

extension ProductRelation.Kind {
    /// The list of the card that such products stand in.
    fileprivate var plural: String {
        switch self {
        case .replacement: "replacements"
        case .analogue: "analogues"
        case .mandatory: "mandatory_accessories"
        case .accessory: "accessories"
        case .consumable: "consumables"
        case .compatible: "compatible"
        }
    }
}

extension StoreProduct.ParameterValue {
    /// A number is a decimal string, by whatever door it came.
    fileprivate var json: JSON {
        guard case .number(let text) = value else { return value }
        return .string(DecimalText.parse(text, scale: 9, limit: Int64.max / 10).map { DecimalText.write($0, scale: 9, places: 0) } ?? text)
    }
}

extension StoreProduct.Packaging {
    fileprivate var json: JSON {
        [
            "unit": .string(unit.code), "quantity": .string(quantity.decimal), "barcode": .text(barcode), "weight_kg": .text(weightKilograms),
            "volume_m3": .text(volumeCubicMetres), "length_m": .text(size?.length), "width_m": .text(size?.width), "height_m": .text(size?.height),
        ]
    }
}

extension VATRate {
    /// Per cent as a decimal string, null for «без НДС».
    var json: JSON { .text(percent.map { String($0) }) }
}

extension Facet {
    var json: JSON {
        var json: JSONObject = [
            "code": .string(code), "name": .string(name), "unit": .text(unit ?? currency?.code),
            "values": .array(values.map { ["value": .string($0.value), "name": .string($0.name), "count": .number(String($0.count))] }),
        ]
        if let range {
            json["min"] = .string(range.least.decimal)
            json["max"] = .string(range.most.decimal)
        }
        if let numbers {
            json["min"] = .string(numbers.least)
            json["max"] = .string(numbers.most)
        }
        return .object(json)
    }
}

extension Schema {
    static let vatRate = Schema.decimal(places: 0, example: "22").orNull.described(
        "Per cent; null for a sale without VAT («без НДС»), which is not 0 %.")
    static let availability = Schema.list(
        .object([
            "warehouse": .text, "free": .quantity, "expected": .list(.object(["date": .day, "quantity": .quantity])),
            "as_of": Schema.instant.orNull.described("When the figure was taken; null when none was told."),
        ])
    ).described("Empty for a key without the scope `stock`.")

    static let product = Schema.object([
        "article": .text, "own_articles": Schema.list(.text).described("The client's own numbers for it."), "name": .text, "brand": .text.orNull, "brand_id": .text.orNull, "category": .text.orNull, "category_id": .text.orNull,
        "unit": Schema.text.described("OKEI code"), "unit_name": .text, "order_multiple": .quantity, "order_minimum": .quantity,
        "price_basis": Schema.quantity.described("How many units the unit price is for."),
        "packagings": .list(
            .object(["unit": .text, "quantity": .quantity, "barcode": .text.orNull, "weight_kg": .text.orNull, "volume_m3": Schema.text.orNull.described("As told; else what length, width and height make."), "length_m": .text.orNull, "width_m": .text.orNull, "height_m": .text.orNull])),
        "barcodes": .list(.text), "parameters": Schema(["type": "object", "additionalProperties": true]).described("By code; numbers are decimal strings."),
        "status": .choice(["active", "discontinued"]),
        "price": Schema.object(["unit_price": .unitPrice, "currency": .currency, "vat_rate": .vatRate, "vat_included": .flag, "contract": .text])
            .orNull
            .described("Own price for the least order; null is a price on request, or a key without the scope `prices`."),
        "price_on_request": Schema.flag.described("There is no price: ask for one by `POST /price-requests`."),
        "availability": .availability,
    ]).called("Product")

    static let fullProduct = Schema(
        [
            "allOf": [
                product.json,
                Schema.object([
                    "description": .text.orNull, "country": .text.orNull, "marked": .flag, "manufacturer_number": .text.orNull,
                    "cross_numbers": .list(.text),
                    "price_breaks": .list(.object(["from": .quantity, "unit_price": .unitPrice])),
                    "relations": .object([
                        "analogues": .list(.text), "replacements": .list(.text), "mandatory_accessories": .list(.text), "accessories": .list(.text), "consumables": .list(.text),
                        "compatible": .list(.text),
                    ]),
                    "relation_details": .list(
                        .object([
                            "kind": .choice(ProductRelation.Kind.allCases.map(\.rawValue)), "article": .text, "name": .text,
                            "ratio": Schema.quantity.described("Units of the other product for one unit of this."), "note": .text.orNull,
                        ])).described("The same products, with how many take the place of one, and why."),
                    "images": .list(.productFile), "certificates": .list(.productFile),
                    "files": Schema.list(
                        .object(["name": .text, "media_type": .text, "size": .integer(), "sha256": .text, "url": .text])
                    ).described("Every file of the two lists above that is kept here, each once."),
                ]).json,
            ]
        ], named: product.named.merging(productFile.named) { first, _ in first }
    ).called("ProductCard")

    static let productFile = Schema.object([
        "kind": .text, "number": .text.orNull, "from": .day.orNull, "to": .day.orNull, "expired": Schema.flag.described("Whether its last day has passed."),
        "file": Schema.text.orNull.described("The name it came by; null for an address elsewhere."),
        "url": Schema.text.described("Of a kept file a call of this API, else where the distributor's system says it is."),
    ]).called("ProductFile")

    static let facet = Schema.object([
        "code": .text, "name": .text, "unit": .text.orNull, "values": .list(.object(["value": .text, "name": .text, "count": .integer()])),
        "min": Schema.decimal(places: 6, example: "10").optional.described("Of `price` the lowest own price in the result, of a number the least value."),
        "max": Schema.decimal(places: 6, example: "250.50").optional,
    ]).called("Facet")
}

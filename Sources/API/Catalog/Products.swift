import Catalog
import Customers
import Database
import Files
import HTTP
import HTTPTypes
import Kernel
import Localization
import Pictures
import Storefront

extension Endpoint {
    static let listProducts = Endpoint(
        .get, "/products", id: "listProducts", tag: .catalogue, "Products with own prices and stock",
        details: "Relevance without a query is the order of articles. Products without an own price come last in both orders of price.",
        scope: .catalog,
        parameters: [
            .query("query", .text(max: 200), "Words of the name, an article or a part of it, a barcode, a manufacturer's number."),
            .query("category", .text(max: 200), "External id; everything below it counts."),
            .repeated("brand", .text(max: 200), 0...100, "External id or name; any of them."),
            .query("in_stock", .flag, "Only what can be had at once."),
            .family(
                "param.CODE", .text,
                "By the parameter whose code stands for CODE: `V`, any of `V,V`, or a number within `min..max`; either end may be left out, and a unit of the parameter's kind may stand behind a number. A backslash before a comma or a point makes it a part of the value."),
            .query(
                "price", Schema(["type": "string", "pattern": "^[0-9.]*\\.\\.[0-9.]*$", "examples": ["100..250.50"]]),
                "Own unit price within `min..max`."),
            .query("sort", .choice(ProductQuery.Sort.allCases.map(\.rawValue)), "`relevance` when left out. `stock`: the most that is free first; for keys that have the scope `stock` too."),
            .query("facets", .flag, "Whether counts by property are wanted."), .limit, .cursor,
        ],
        answer: Answer("A page of products.", .page(of: .product, with: ["total": .integer(), "facets": .list(.facet).optional])),
        handle: { api, request in
            let shelf = api.shelf(for: request)
            let (query, wantsFacets) = try request.productQuery(on: shelf)
            if query.sort == .stock, !request.viewer.rights.contains(.seeStock) { throw Refusal(.forbidden, "scope_missing", ["scope": .text(Scope.stock.rawValue)]) }
            let page = try request.page(api.cursors)
            let cursor = try page.position.map { parts in
                guard let cursor = ProductCursor(parts: parts) else { throw Paging.unreadable }
                return cursor
            }
            let start = ContinuousClock.now
            let found = shelf.products(query, after: cursor, limit: page.limit, facets: wantsFacets)
            let timing = serverTiming("catalogue", .now - start)
            var answer: JSONObject = [
                "items": .array(found.items.map { .object(shelf.json($0)) }), "next_cursor": page.next(found.next?.parts),
                "total": .number(String(found.total)),
            ]
            if wantsFacets { answer["facets"] = .array(found.facets.map(\.json)) }
            return APIAnswer(.object(answer), headers: timing)
        })

    static let getProduct = Endpoint(
        .get, "/products/{article}", id: "getProduct", tag: .catalogue, "One product with everything", scope: .catalog,
        parameters: [.path("article", .text(max: 200), "Article; a barcode or a manufacturer's number does too where only one product bears it.")],
        answer: Answer("The product.", .fullProduct),
        handle: { api, request in
            let shelf = api.shelf(for: request)
            guard let product = shelf.product(try request.pathValue("article")) else { throw Refusal.notFound }
            let description = try await api.database.read { try $0.ask(productDescription(of: product.id, inEnglish: request.texts.language == .en)) }
            return APIAnswer(.object(shelf.fullJSON(product, description: description, at: api.baseURL)))
        })

    static let getProductFile = Endpoint(
        .get, "/products/{article}/files/{sha256}", id: "getProductFile", tag: .catalogue, "A picture or paper of a product, as it was told",
        details: "The card's `url` leads here. `ETag` is the hash: `If-None-Match` is answered with 304. With `size` a picture is answered as pages show it: a WebP, upright, without what the camera wrote, within a square of 96, 480 or 1600 pixels.",
        scope: .catalog,
        parameters: [
            .path("article", .text(max: 200), "As for the product."), .path("sha256", Schema(["type": "string", "pattern": "^[0-9a-f]{64}$"]), "The hash that the card tells."),
            .query("size", .choice(PictureSize.allCases.map(\.rawValue)), "Of a picture, instead of the file as it came."),
        ],
        answer: .file("The bytes of the file."),
        handle: { api, request in
            let shelf = api.shelf(for: request)
            guard let product = shelf.product(try request.pathValue("article")), let found = shelf.file(try request.pathValue("sha256"), of: product) else { throw Refusal.notFound }
            let size: PictureSize? = try request.query { $0.optional("size", .choice) }
            if let size {
                guard let picture = shelf.picture(found.file.hash, of: product) else { throw Refusal.notFound }
                return APIAnswer(file: try await api.productFiles.answer(size, of: picture, to: request.headers))
            }
            let answer = FileAnswer(found.file, mediaType: found.type.rawValue, name: found.name, isShown: found.type.isImage)
            return APIAnswer(file: try await answer.response(to: request.headers, from: api.productFiles.originals))
        })

    static let listStock = Endpoint(
        .get, "/stock", id: "listStock", tag: .catalogue, "Free stock and expected receipts", details: "Articles that are not known are left out.",
        scope: .stock,
        parameters: [.repeated("article", .text(max: 200), 1...200, "Articles, each as a parameter of its own.")],
        answer: Answer(
            "Stock by warehouse.",
            .object(["items": .list(Schema.object(["article": .text, "unit": .text, "availability": .availability]).called("ProductStock"))])),
        handle: { api, request in
            let articles = try request.query { try $0.required("article", .list(of: .text(max: 200), 1...200)) }
            let shelf = api.shelf(for: request)
            var seen: Set<String> = []
            let products = articles.compactMap { shelf.product($0) }.filter { seen.insert($0.article).inserted }
            return APIAnswer([
                "items": .array(
                    products.map { ["article": .string($0.article), "unit": .string($0.unit.code), "availability": shelf.availabilityJSON($0)] })
            ])
        })
}

extension API {
    /// The catalogue as the caller sees it now.
    func shelf(for request: APIRequest) -> Shelf { Shelf(storefront.current, for: request.viewer, at: request.now) }
}

extension APIRequest {
    fileprivate func productQuery(on shelf: Shelf) throws -> (query: ProductQuery, wantsFacets: Bool) {
        var (query, wantsFacets) = try query { fields in
            var query = ProductQuery()
            query.text = fields.optional("query", .text(max: 200)) ?? ""
            query.category = fields.optional("category", .text(max: 200))
            query.brands = fields.optional("brand", .list(of: .text(max: 200), 0...100)) ?? []
            query.inStock = fields.optional("in_stock", .bool) ?? false
            query.sort = fields.optional("sort", .choice) ?? .relevance
            if let range = fields.optional("price", .parsed("not_a_range") { Self.priceRange($0) }) { (query.minPrice, query.maxPrice) = range }
            return (query, fields.optional("facets", .bool) ?? false)
        }
        var problems: [Refusal.Problem] = []
        for (code, value) in family("param.") {
            let pointer = "/" + "param.\(String(code.prefix(100)))".pointerToken
            // What only hidden goods bear is answered like what nothing bears.
            guard shelf.knowsParameter(code) else {
                problems.append(Refusal.Problem(pointer, .unknownField, nil, ["field": .text("param.\(String(code.prefix(100)))")]))
                continue
            }
            guard let ends = Self.ends(value) else {
                query.values[code] = Self.values(value).map { shelf.askedValue($0, of: code) }
                continue
            }
            let unit = shelf.parameter(code)?.unit
            func read(_ end: String?) -> String? {
                guard let end else { return nil }
                do throws(Measure.Problem) { return try Measure.decimal(end, in: unit) } catch {
                    problems.append(Self.problem(error, unit, pointer, end))
                    return nil
                }
            }
            query.ranges[code] = ProductQuery.Range(between: read(ends.min), and: read(ends.max))
        }
        guard problems.isEmpty else { throw Refusal(problems.allSatisfy { $0.code == .unknownField } ? .unknownField : .validation, "fields", problems: problems) }
        return (query, wantsFacets)
    }

    private static func problem(_ problem: Measure.Problem, _ unit: String?, _ pointer: String, _ text: String) -> Refusal.Problem {
        switch (problem, unit) {
        case (.otherUnit(let typed), let unit?): Refusal.Problem(pointer, .validation, "parameter_other_unit", ["value": .text(typed), "unit": .text(unit)])
        case (.otherUnit, nil), (.notANumber, _): Refusal.Problem(pointer, .validation, "parameter_not_a_number", ["value": .text(String(text.prefix(100)))])
        }
    }

    /// The values between commas; a backslash keeps what follows it from dividing.
    private static func values(_ text: String) -> [String] {
        var values = [""]
        var isKept = false
        for letter in text {
            switch letter {
            case "\\" where !isKept: isKept = true
            case "," where !isKept: values.append("")
            default:
                values[values.count - 1].append(letter)
                isKept = false
            }
        }
        return values.map(\.trimmed).filter { !$0.isEmpty }
    }

    /// Both ends of `min..max`, either of which may be missing; nil for anything else.
    private static func ends(_ text: String) -> (min: String?, max: String?)? {
        guard let dots = text.firstRange(of: "..") else { return nil }
        func end(_ part: Substring) -> String? { part.trimmed.isEmpty ? nil : part.trimmed }
        return (end(text[..<dots.lowerBound]), end(text[dots.upperBound...]))
    }

    private static func priceRange(_ text: String) -> (min: UnitPrice?, max: UnitPrice?)? {
        guard let (low, high) = ends(text) else { return nil }
        let prices = (low.map { UnitPrice($0) }, high.map { UnitPrice($0) })
        if case .some(.none) = prices.0 { return nil }
        if case .some(.none) = prices.1 { return nil }
        return (prices.0 ?? nil, prices.1 ?? nil)
    }
}

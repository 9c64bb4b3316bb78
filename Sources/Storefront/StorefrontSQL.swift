import Catalog
package import Customers
package import Database
import Dispatch
import Foundation
package import Kernel
import Pricing
import Search
import Stock

extension Storefront {
    /// The whole catalogue as this snapshot of the database shows it.
    package init(loadedFrom reader: any Reader) throws {
        self.init()
        try loadTerms(from: reader)
        var ids: [ID<Product>] = []
        try reader.forEach("SELECT id FROM products ORDER BY id") { ids.append(try $0.get("id")) }
        for chunk in ids.chunks(of: 20_000) {
            guard let first = chunk.first, let last = chunk.last else { continue }
            for product in try reader.storeProducts(.between(first, last)) { put(product) }
        }
        searchLog.noteEverything()
        // What is found by words depends on none of the rest, and takes a core as long as the rest takes another.
        let found = self
        let indexing = DispatchGroup()
        DispatchQueue.global(qos: .userInitiated).async(group: indexing) { _ = found.searchKeeper.index(for: found) }
        defer { indexing.wait() }
        for chunk in ids.chunks(of: 20_000) {
            guard let first = chunk.first, let last = chunk.last else { continue }
            try loadCircumstances(.between(first, last), from: reader)
        }
        try loadPrices(from: reader)
        sort()
    }

    /// What is read at every start: names, terms of prices, policies, clients' own numbers. All but the products and what belongs to each of them.
    mutating func loadTerms(from reader: any Reader) throws {
        try reloadNames(from: reader)
        replacePriceLists(by: try reader.priceLists())
        rates = try reader.currencyRates()
        floors = try reader.priceFloors()
        discountBook.replace([], by: try reader.discounts())
        assortments = try reader.assortments()
        clientArticles = try reader.clientArticles()
        agreedPrices = try reader.agreedPrices()
        try reloadSynonyms(from: reader)
    }

    private mutating func reloadSynonyms(from reader: any Reader) throws {
        synonyms = HouseSynonyms(try reader.synonyms().map { ($0.word, $0.other, $0.isMutual) })
        synonymGeneration += 1
    }

    /// The rows of all price lists, a million after another.
    private mutating func loadPrices(from reader: any Reader) throws {
        guard let last: Int64 = try reader.row("SELECT MAX(id) AS id FROM prices")?.find("id") else { return }
        var loader = PriceRows.Loader(prices)
        let step: Int64 = 1_000_000
        for first in stride(from: 1, through: last, by: Int64.Stride(step)) {
            try reader.forEach("""
                SELECT product_id, price_list_id, min_quantity, from_day, to_day, unit_price FROM prices
                WHERE id BETWEEN \(first) AND \(first + step - 1) ORDER BY id
                """) { row in if let place = places[try row.get("product_id")] { loader.add(try row.priceLine(), to: place) } }
        }
        prices = loader.finish()
    }

    /// How products of a span hang together, their files, and what there is of them.
    private mutating func loadCircumstances(_ span: ProductSpan, from reader: any Reader) throws {
        try reader.productRelations(where: span.filter(on: "product_id")) { product, relation in if let place = places[product] { relations[place].append(relation) } }
        try reader.productFiles(where: span.filter(on: "product_id")) { product, file in if let place = places[product] { files[place].append(file) } }
        for (product, supply) in try reader.supplies(of: span) { if let place = places[product] { put(supply, at: place) } }
    }

    /// Reads again what the journal named. A kind the storefront does not keep is passed over.
    /// - Parameter parts: the same by what it stands in, where that is known (`JournalChanges.parts`).
    package mutating func apply(_ changes: [String: Set<Int64>], parts: [String: [[Int64]: Set<Int64>]] = [:], from reader: any Reader) throws {
        generation += 1
        if !Set(changes.keys).isDisjoint(with: ["categories", "price-lists", "rates", "price-floors", "legal-entities"]) {
            priceLog.noteEverything(at: generation)
        }
        if !Set(changes.keys).isDisjoint(with: ["brands", "categories", "parameters", "warehouses"]) {
            let before = labels
            try reloadNames(from: reader)
            namesGeneration += 1
            if productCount > 0, labels != before { searchLog.noteEverything() }
        }
        if changes["price-lists"] != nil { replacePriceLists(by: try reader.priceLists()) }
        if changes["synonyms"] != nil { try reloadSynonyms(from: reader) }
        if changes["rates"] != nil { rates = try reader.currencyRates() }
        if changes["price-floors"] != nil { floors = try reader.priceFloors() }
        for chunk in Array(changes["discounts"] ?? []).chunks(of: 5000) {
            let ids = chunk.map { ID<Discount>($0) }
            priceLog.note(discountBook.replace(ids, by: try reader.discounts(ids)), at: generation)
        }
        try applyAssortments(changes, from: reader)
        if let ids = changes["products"], !ids.isEmpty {
            for chunk in Array(ids).chunks(of: 5000) { for product in try reader.storeProducts(.these(chunk.map { ID($0) })) { put(product) } }
            sort(again: ids.compactMap { places[ID($0)] })
            searchLog.note(ids.compactMap { places[ID($0)] })
            priceLog.note(ids.compactMap { places[ID($0)] }, at: generation)
        }
        if let ids = changes["prices"] { try replacePrices(ids, parts: parts["prices"] ?? [:], from: reader) }
        try applyRelations(changes, from: reader)
        // A contract that changes its currency ends its agreed prices.
        if changes["contracts"] != nil {
            replaceAgreedPrices(of: nil, by: try reader.agreedPrices())
        } else if let ids = changes["price-agreements"], !ids.isEmpty {
            replaceAgreedPrices(of: Set(ids.map { ID($0) }), by: try reader.agreedPrices(ofAgreements: ids.map { ID($0) }))
        }
        for chunk in Array(changes["stock"] ?? []).chunks(of: 5000) {
            let products = chunk.map { ID<Product>($0) }
            let fresh = try reader.supplies(of: .these(products))
            for product in products { if let place = places[product] { put(fresh[product] ?? ProductSupply(), at: place) } }
        }
    }

    /// Reads rows of these products again: of the lists that have changed alone, where the changes are in few of them.
    private mutating func replacePrices(_ ids: Set<Int64>, parts: [[Int64]: Set<Int64>], from reader: any Reader) throws {
        priceLog.note(ids.compactMap { places[ID($0)] }, at: generation)
        let isNarrow = !parts.isEmpty && parts.count <= 8 && parts.keys.allSatisfy { (1...8).contains($0.count) }
        for (numbers, ids) in isNarrow ? parts : [[]: ids] {
            let lists = isNarrow ? numbers.map { ID<PriceList>($0) } : nil
            for chunk in ids.sorted().chunks(of: 5000) {
                let products = chunk.map { ID<Product>($0) }
                let lines = try reader.priceLines(of: products, in: lists)
                let fresh = products.compactMap { product in places[product].map { ($0, lines[product] ?? []) } }
                prices.replace(Dictionary(fresh) { $1 }, in: lists)
            }
        }
    }

    /// Reads again the policies that changed, and whose they are.
    private mutating func applyAssortments(_ changes: [String: Set<Int64>], from reader: any Reader) throws {
        for chunk in Array(changes["assortments"] ?? []).chunks(of: 5000) {
            let fresh = try reader.assortmentPolicies(chunk.map { ID($0) })
            for id in chunk { assortments.policies[ID(id)] = fresh[ID(id)] }
            assortmentGeneration += 1
        }
        for chunk in Array(changes["clients"] ?? []).chunks(of: 5000) {
            let ids = chunk.map { ID<Client>($0) }
            let fresh = try reader.assortmentsOfClients(ids)
            for id in ids { assortments.ofClients[id] = fresh[id] }
        }
        for chunk in Array(changes["contracts"] ?? []).chunks(of: 5000) {
            let ids = chunk.map { ID<Contract>($0) }
            let fresh = try reader.assortmentsOfContracts(ids)
            for id in ids { assortments.ofContracts[id] = fresh[id] }
        }
    }

    /// Reads again how products hang together, their files, and clients' own numbers.
    private mutating func applyRelations(_ changes: [String: Set<Int64>], from reader: any Reader) throws {
        for chunk in Array(changes["relations"] ?? []).chunks(of: 5000) {
            let products = chunk.map { ID<Product>($0) }
            var fresh: [ID<Product>: [ProductRelation]] = [:]
            try reader.productRelations(where: "product_id \(in: products)") { fresh[$0, default: []].append($1) }
            for product in products { if let place = places[product] { relations[place] = fresh[product] ?? [] } }
        }
        for chunk in Array((changes["images"] ?? []).union(changes["certificates"] ?? [])).chunks(of: 5000) {
            let products = chunk.map { ID<Product>($0) }
            var fresh: [ID<Product>: [ProductFile]] = [:]
            try reader.productFiles(where: "product_id \(in: products)") { fresh[$0, default: []].append($1) }
            for product in products { if let place = places[product] { files[place] = fresh[product] ?? [] } }
        }
        for chunk in Array(changes["client-articles"] ?? []).chunks(of: 1000) {
            let clients = chunk.map { ID<Client>($0) }
            let fresh = try reader.clientArticles(clients)
            for client in clients { clientArticles[client] = fresh[client] }
        }
    }

    /// Puts these in the place of the agreements named, or of all; what has changed is computed again.
    private mutating func replaceAgreedPrices(of agreements: Set<ID<PriceAgreement>>?, by fresh: [ID<Contract>: [ID<Product>: [ProjectPrice]]]) {
        var touched: Set<ID<Product>> = []
        for (contract, products) in agreedPrices {
            for (product, prices) in products where agreements == nil || prices.contains(where: { agreements?.contains($0.agreement) ?? true }) {
                touched.insert(product)
                let others = prices.filter { price in agreements.map { !$0.contains(price.agreement) } ?? false }
                agreedPrices[contract]?[product] = others.isEmpty ? nil : others
            }
            if agreedPrices[contract]?.isEmpty ?? false { agreedPrices[contract] = nil }
        }
        for (contract, products) in fresh {
            for (product, prices) in products {
                touched.insert(product)
                agreedPrices[contract, default: [:]][product, default: []] += prices
            }
        }
        priceLog.note(touched.compactMap { places[$0] }, at: generation)
    }

    /// What products are found by beside their own texts.
    var labels: [[String]] {
        func texts<Entity>(_ named: [ID<Entity>: Named<Entity>]) -> [String] { named.values.sorted { $0.id < $1.id }.map { "\($0.id) \($0.name) \($0.parent.map { "\($0)" } ?? "")" } }
        return [texts(brands), texts(categories), parameters.values.sorted { $0.code < $1.code }.map { "\($0.code) \($0.unit ?? "")" }]
    }

    private mutating func reloadNames(from reader: any Reader) throws {
        brands = try reader.named("brands")
        categories = try reader.named("categories")
        walkCategories()
        warehouses = try reader.warehouses()
        parameters = [:]
        for row in try reader.rows("SELECT code, name, type, unit FROM parameters ORDER BY id LIMIT 100000") {
            let code: String = try row.get("code")
            parameters[code] = ParameterCard(code: code, name: try row.get("name"), type: try row.get("type"), unit: try row.find("unit"))
        }
    }
}

extension Reader {
    fileprivate func named<Entity>(_ table: StaticString) throws -> [ID<Entity>: Storefront.Named<Entity>] {
        var found: [ID<Entity>: Storefront.Named<Entity>] = [:]
        try forEach(SQL(stringLiteral: "SELECT id, external_id, name, parent_id FROM \(table) ORDER BY id")) { row in
            let id: ID<Entity> = try row.get("id")
            found[id] = Storefront.Named(id: id, externalID: try row.get("external_id"), name: try row.get("name"), parent: try row.find("parent_id"))
        }
        return found
    }

    /// These products with their codes.
    fileprivate func storeProducts(_ span: ProductSpan) throws -> [StoreProduct] {
        let barcodes = try texts("product_barcodes", "barcode", of: span)
        let crossNumbers = try texts("product_cross_numbers", "number", of: span)
        var products: [StoreProduct] = []
        var values: [String: [String: StoreProduct.ParameterValue]] = [:]
        func shared(_ code: String, _ value: JSON) -> StoreProduct.ParameterValue {
            let text = value.text
            if let known = values[code]?[text] { return known }
            let fresh = StoreProduct.ParameterValue(code: code, value: value)
            values[code, default: [:]][text] = fresh
            return fresh
        }
        try forEach("""
            SELECT id, external_id, article, name, brand_id, category_id, unit, vat_class, order_multiple, order_minimum, price_basis, packagings, parameters,
                manufacturer_number, country, marked, has_variants, withdrawn, status, successor_id, own_parameters
            FROM products LEFT JOIN portal_products ON portal_products.product_id = products.id WHERE \(span.filter(on: "id")) ORDER BY id
            """) { row in
                let id: ID<Product> = try row.get("id")
                let erps = try JSON(parsing: Array(try row.get("parameters", as: String.self).utf8)).object ?? [:]
                let own = try row.find("own_parameters", as: String.self).flatMap { try JSON(parsing: Array($0.utf8)).object }
                let parameters = PortalContents.parameters(own ?? [:], over: erps)
                products.append(StoreProduct(
                    id: id, externalID: try row.get("external_id"), article: try row.get("article"), name: try row.get("name"), brand: try row.find("brand_id"),
                    category: try row.find("category_id"), unit: Unit(code: try row.get("unit", as: String.self)) ?? .piece, vatClass: try row.get("vat_class"),
                    orderMultiple: try row.get("order_multiple"), orderMinimum: try row.get("order_minimum"), priceBasis: try row.get("price_basis"),
                    packagings: try packagings(try row.get("packagings")), barcodes: barcodes[id] ?? [], manufacturerNumber: try row.find("manufacturer_number"),
                    crossNumbers: crossNumbers[id] ?? [], parameters: parameters.map { shared($0.code, $0.value) },
                    country: try row.find("country"), isMarked: try row.get("marked"), isDiscontinued: try row.get("status", as: String.self) == "discontinued",
                    isOffSale: try row.get("has_variants", as: Bool.self) || row.get("withdrawn", as: Bool.self), successor: try row.find("successor_id")))
            }
        return products
    }

    private func texts(_ table: StaticString, _ column: StaticString, of span: ProductSpan) throws -> [ID<Product>: [String]] {
        var found: [ID<Product>: [String]] = [:]
        try forEach(SQL(stringLiteral: "SELECT product_id, \(column) AS item FROM \(table) WHERE ") + span.filter(on: "product_id") + " ORDER BY product_id, position") { row in
            found[try row.get("product_id"), default: []].append(try row.get("item"))
        }
        return found
    }
}

/// Packagings from their stored JSON; those that cannot be read are left out.
private func packagings(_ text: String) throws -> [StoreProduct.Packaging] {
    func numeral(_ value: JSON?) -> String? {
        switch value {
        case .string(let text), .number(let text): text
        default: nil
        }
    }
    return (try JSON(parsing: Array(text.utf8)).array ?? []).compactMap { item in
        guard let unit = item["unit"]?.string.flatMap({ Unit(code: $0) }), let quantity = numeral(item["quantity"]).flatMap({ Quantity($0) }) else { return nil }
        let size = [item["length_m"], item["width_m"], item["height_m"]].compactMap(numeral)
        let told = size.count == 3 ? StoreProduct.Packaging.Size(length: size[0], width: size[1], height: size[2]) : nil
        return StoreProduct.Packaging(
            unit: unit, quantity: quantity, barcode: item["barcode"]?.string, weightKilograms: numeral(item["weight_kg"]),
            volumeCubicMetres: numeral(item["volume_m3"]) ?? told?.volume, size: told)
    }
}

extension Array {
    /// The elements in runs of at most `size`.
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}

extension Storefront {
    /// A storefront of these products only, straight from the database: what the placing transaction computes with. A constant number of queries.
    /// - Parameters:
    ///   - contracts: of one client; under them prices will be asked.
    ///   - forUpdate: keeps the rows of stock and receipts until the transaction ends.
    package init(of products: [ID<Product>], under contracts: [ContractTerms], at now: Instant, forUpdate: Bool, from reader: any Reader) throws {
        self.init()
        warehouses = try reader.warehouses()
        replacePriceLists(by: try reader.priceListsAndCosts(Array(Set(contracts.flatMap(\.priceLists))).sorted()))
        for product in try reader.storeProducts(.these(products)) { put(product) }
        categoryPaths = try reader.categoryPaths(of: Set(products.compactMap { anyProduct($0)?.category }).sorted())
        if let client = contracts.first?.client {
            assortments = try reader.assortments(of: client, contracts: contracts.map(\.id))
            let query = DiscountQuery(
                client: client, contracts: contracts.map(\.id), segments: contracts.first?.segments ?? [], products: products)
            discountBook.replace([], by: try reader.discounts(query))
        }
        floors = try reader.priceFloors()
        // Rules look back to the first of the month at most; a list with one in it is read with the rate before.
        let earliest = contracts.map { $0.today(at: now).adding(days: -1) }.min().map { $0.adding(days: 1 - $0.parts.day) }
        rates = try reader.currencyRates(since: earliest)
        let supplies = try reader.supplies(of: .these(products), locked: forUpdate)
        let lines = try reader.priceLines(of: products, in: Array(priceLists.keys))
        agreedPrices = try reader.agreedPrices(ofProducts: products, locked: forUpdate)
        for product in products {
            guard let place = places[product] else { continue }
            prices[place] = lines[product] ?? []
            put(supplies[product] ?? ProductSupply(), at: place)
        }
    }
}

extension Reader {
    /// These categories, each with those above it, from itself on.
    fileprivate func categoryPaths(of categories: [ID<Category>]) throws -> [ID<Category>: [ID<Category>]] {
        var paths: [ID<Category>: [ID<Category>]] = [:]
        for row in try rows("""
            WITH RECURSIVE up (leaf, id, parent_id, depth) AS (
                SELECT c.id, c.id, c.parent_id, 0 FROM categories AS c WHERE c.id \(in: categories)
                UNION ALL SELECT up.leaf, c.id, c.parent_id, up.depth + 1 FROM categories AS c JOIN up ON c.id = up.parent_id WHERE up.depth < 99
            )
            SELECT leaf, id FROM up ORDER BY leaf, depth
            """)
        {
            paths[try row.get("leaf"), default: []].append(try row.get("id"))
        }
        return paths
    }
}

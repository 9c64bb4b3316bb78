import Catalog
package import Kernel
package import Pricing
import Search
package import Stock

/// The catalogue in memory, as of one place in the journal. A value: a request takes the current one and keeps it to its end.
package struct Storefront: Sendable {
    /// A named thing that products refer to.
    package struct Named<Entity>: Sendable {
        package let id: ID<Entity>
        package let externalID: String
        package let name: String
        package let parent: ID<Entity>?
        let folded: String

        init(id: ID<Entity>, externalID: String, name: String, parent: ID<Entity>?) {
            self.id = id
            self.externalID = externalID
            self.name = name
            self.parent = parent
            folded = name.folded
        }
    }

    /// A typed parameter of products.
    package struct ParameterCard: Sendable {
        package let code: String
        package let name: String
        package let type: String
        package let unit: String?
    }

    package internal(set) var brands: [ID<Brand>: Named<Brand>] = [:]
    package internal(set) var categories: [ID<Category>: Named<Category>] = [:]
    package internal(set) var parameters: [String: ParameterCard] = [:]
    package internal(set) var warehouses: [ID<Warehouse>: WarehouseCard] = [:]
    package private(set) var priceLists: [ID<PriceList>: PriceListTerms] = [:]
    package internal(set) var rates = CurrencyRates()
    package internal(set) var floors: [PriceFloorTerms] = []
    var discountBook = DiscountBook()
    /// The lists that tell costs.
    private(set) var costs: [PriceListTerms] = []
    /// Each category with those above it, from itself on.
    var categoryPaths: [ID<Category>: [ID<Category>]] = [:]

    /// Policies of what is shown, and whose they are; counted up with whatever they look at.
    var assortments = Assortments()
    var assortmentGeneration = 1
    let masks = AssortmentMasks()

    /// What products have to do with each other, by place.
    var relations = PagedArray<[ProductRelation]>()
    /// Their images and certificates, by place.
    var files = PagedArray<[ProductFile]>()
    /// Clients' own numbers.
    var clientArticles: [ID<Client>: ClientArticles] = [:]

    /// Products, their price lines and their stock, by place.
    var products = PagedArray<StoreProduct>()
    var prices = PriceRows()
    var supplies = PagedArray<ProductSupply>()
    /// By warehouse the places of what is free there, so that all of it can be counted.
    private(set) var stocked: [ID<Warehouse>: PlaceSet] = [:]
    /// Agreed prices of projects; few contracts and products have any.
    var agreedPrices: [ID<Contract>: [ID<Product>: [ProjectPrice]]] = [:]
    var places: [ID<Product>: Int] = [:]
    /// Folded code → places of the products that answer to it.
    var codes = CodeBook()
    /// Places in the order of article and of name.
    var byArticle: [Int] = []
    var byName: [Int] = []
    /// The place of each product in the order of articles and of names, by place; `Int32.max` for what is not sold itself.
    var articleRanks: [Int32] = []
    /// Those that are sold.
    private(set) var sold = PlaceSet()
    var nameRanks: [Int32] = []
    /// The places of a category's own products.
    var placesByCategory: [ID<Category>: [Int]] = [:]

    /// What prices depend on in products, close together: a pass over the whole catalogue must not touch every product.
    var priceFacts = PagedArray<PriceFacts>()
    var families = ProductFamilies()
    var traits = ProductTraits()

    /// The search index, shared by all versions; what it does not know yet.
    let searchKeeper = SearchKeeper()
    var searchLog = SearchLog()
    /// The house's own words for one another, and how often they have changed.
    var synonyms = HouseSynonyms.none
    var synonymGeneration = 1

    /// Own prices of the whole catalogue, shared by all versions; what changed since when.
    let columns = PriceColumns()
    let keptUnits = KeptUnits()
    let keptChoices = KeptChoices()
    let shownParameters = ShownParameters()
    let keptTallies = KeptTallies()
    /// Counted up with what brands, categories and parameters are called.
    var namesGeneration = 1
    let keptAnswers = KeptAnswers()
    var generation = 1
    var priceLog = PriceLog()

    package init() {}

    package var productCount: Int { products.count }

    /// A product whoever asks: for staff's own pages and for what is stored with an order. What a client may see of it is told by `Shelf.product`.
    package func anyProduct(_ id: ID<Product>) -> StoreProduct? { places[id].map { products[$0] } }

    package func priceLines(of id: ID<Product>) -> [PriceLine] { places[id].map { prices[$0] } ?? [] }

    /// The rows of those lists alone that are marked in `wanted` (`PriceRows.wanted`).
    func priceLines(of id: ID<Product>, _ wanted: [Bool]) -> [PriceLine] {
        var lines: [PriceLine] = []
        if let place = places[id] { prices.collect(place, wanted, into: &lines) }
        return lines
    }

    package func supply(of id: ID<Product>) -> ProductSupply { places[id].map { supplies[$0] } ?? ProductSupply() }

    /// Products that answer to a code exactly, of those that are shown: the article before barcodes and other numbers.
    func products(withCode code: String, where isShown: (Int) -> Bool) -> [StoreProduct] {
        let found = codes[code.codeFolded].filter(isShown).map { products[$0] }
        let exact = found.filter { $0.article == code }
        if !exact.isEmpty { return exact }
        let byArticle = found.filter { $0.article.codeFolded == code.codeFolded }
        return byArticle.isEmpty ? found : byArticle
    }

    mutating func put(_ product: StoreProduct) {
        let facts = PriceFacts(product: product.id, family: families.number(of: product), leastOrder: product.leastOrder, basis: product.priceBasis)
        if let place = places[product.id] {
            for code in products[place].codes { codes.remove(place, from: code) }
            if products[place].category != product.category {
                if let category = products[place].category { placesByCategory[category]?.removeAll { $0 == place } }
                if let category = product.category { placesByCategory[category, default: []].append(place) }
            }
            products[place] = product
            priceFacts[place] = facts
            traits.put(product.parameters, of: facts.family, at: place)
            for code in product.codes { codes.add(place, to: code) }
        } else {
            let place = products.count
            products.append(product)
            priceFacts.append(facts)
            traits.put(product.parameters, of: facts.family, at: place)
            prices.appendProduct()
            relations.append([])
            files.append([])
            supplies.append(ProductSupply())
            places[product.id] = place
            if let category = product.category { placesByCategory[category, default: []].append(place) }
            for code in product.codes { codes.add(place, to: code) }
        }
    }

    mutating func put(_ supply: ProductSupply, at place: Int) {
        for cell in supplies[place].cells { stocked[cell.warehouse]?.set(place, false) }
        supplies[place] = supply
        noteStock(supply, at: place)
    }

    /// Of a place at which nothing was noted so far.
    mutating func noteStock(_ supply: ProductSupply, at place: Int) {
        for cell in supply.cells where cell.free > .zero { stocked[cell.warehouse, default: PlaceSet()].set(place, true) }
    }

    /// Call after a series of `put`.
    /// - Parameter changed: the places that were put, when all others are sorted; nil when nothing is.
    mutating func sort(again changed: [Int]? = nil) {
        byArticle = sorted(byArticle, again: changed) { $0.article }
        articleRanks = ranks(byArticle)
        byName = sorted(byName, again: changed) { $0.nameKey }
        nameRanks = ranks(byName)
        countSold()
        assortmentGeneration += 1
    }

    /// Takes both orders as they were kept.
    mutating func takeOrders(byArticle articles: [Int], byName names: [Int]) {
        byArticle = articles
        articleRanks = ranks(byArticle)
        byName = names
        nameRanks = ranks(byName)
        countSold()
        assortmentGeneration += 1
    }

    private mutating func countSold() { sold = PlaceSet(count: articleRanks.count) { articleRanks[$0] != .max } }

    /// Places of what is sold itself in the order of a text, then of numbers.
    private func sorted(_ order: [Int], again changed: [Int]?, by key: (StoreProduct) -> String) -> [Int] {
        func entries(_ places: some Sequence<Int>) -> [(key: String, id: ID<Product>, place: Int)] {
            places.filter { !products[$0].isOffSale }.map { (key(products[$0]), products[$0].id, $0) }.sorted { ($0.key, $0.id) < ($1.key, $1.id) }
        }
        guard let changed, changed.count < products.count / 8 else { return entries(0..<products.count).map(\.place) }
        let touched = Set(changed)
        let rest = order.filter { !touched.contains($0) }
        var merged: [Int] = []
        merged.reserveCapacity(rest.count + touched.count)
        var done = 0
        for entry in entries(touched) {
            var (low, high) = (done, rest.count)
            while low < high {
                let middle = (low + high) / 2
                let product = products[rest[middle]]
                if (key(product), product.id) < (entry.key, entry.id) { low = middle + 1 } else { high = middle }
            }
            merged += rest[done..<low]
            merged.append(entry.place)
            done = low
        }
        return merged + rest[done...]
    }

    private func ranks(_ order: [Int]) -> [Int32] {
        var ranks = Array(repeating: Int32.max, count: products.count)
        for (rank, place) in order.enumerated() { ranks[place] = Int32(clamping: rank) }
        return ranks
    }

    mutating func replacePriceLists(by lists: [ID<PriceList>: PriceListTerms]) {
        priceLists = lists
        costs = lists.values.filter(\.isCost).sorted { $0.id < $1.id }
    }

    /// Call after categories have changed.
    mutating func walkCategories() {
        categoryPaths = [:]
        for category in categories.keys {
            var path: [ID<Category>] = []
            var step: ID<Category>? = category
            while let id = step, path.count < 100 {
                path.append(id)
                step = categories[id]?.parent
            }
            categoryPaths[category] = path
        }
        assortmentGeneration += 1
    }

    /// The category and everything below it.
    func subtree(of root: ID<Category>) -> Set<ID<Category>> {
        var children: [ID<Category>: [ID<Category>]] = [:]
        for category in categories.values { if let parent = category.parent { children[parent, default: []].append(category.id) } }
        var found: Set = [root]
        var next = [root]
        while let category = next.popLast() {
            for child in children[category] ?? [] where found.insert(child).inserted { next.append(child) }
        }
        return found
    }
}

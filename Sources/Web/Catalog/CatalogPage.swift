import Kernel

/// What a catalogue page was asked for; the address holds all of it.
struct CatalogQuery: Hashable, Sendable {
    enum Sort: String, Sendable, CaseIterable {
        case relevance, article, name, price
        case priceDown = "-price"
    }

    var text = ""
    var category: String?
    var brand: String?
    /// Nil: by relevance in a search, by article otherwise.
    var sort: Sort?
    var inStockOnly = false
    /// Bounds of the own price as they were typed.
    var minPrice = ""
    var maxPrice = ""
    var page = 1

    init(text: String = "", category: String? = nil, brand: String? = nil, sort: Sort? = nil, inStockOnly: Bool = false, page: Int = 1) {
        self.text = text
        self.category = category
        self.brand = brand
        self.sort = sort
        self.inStockOnly = inStockOnly
        self.page = page
    }

    /// Reads the parameters of `/catalog`; what makes no sense there is passed over.
    init(_ parameter: (String) -> String?) {
        text = (parameter("query") ?? "").trimmed
        category = parameter("category").flatMap { $0.isEmpty ? nil : $0 }
        brand = parameter("brand").flatMap { $0.isEmpty ? nil : $0 }
        sort = parameter("sort").flatMap(Sort.init)
        inStockOnly = parameter("in_stock") == "1"
        minPrice = String((parameter("price_from") ?? "").trimmed.prefix(20))
        maxPrice = String((parameter("price_to") ?? "").trimmed.prefix(20))
        page = parameter("page").flatMap { Int($0) }.map { min(1_000_000, max(1, $0)) } ?? 1
    }

    /// The bounds of the own price, in their order; what is no number bounds nothing.
    var priceBounds: (min: UnitPrice?, max: UnitPrice?) {
        let (low, high) = (typedPrice(minPrice), typedPrice(maxPrice))
        if let low, let high, high < low { return (high, low) }
        return (low, high)
    }

    var hasPriceBounds: Bool { !minPrice.isEmpty || !maxPrice.isEmpty }

    /// The sort that the rows really have.
    var effectiveSort: Sort { sort ?? (text.isEmpty ? .article : .relevance) }

    /// The same question with something changed, from its first page on.
    func with(_ change: (inout CatalogQuery) -> Void) -> CatalogQuery {
        var copy = self
        copy.page = 1
        change(&copy)
        return copy
    }
}

/// A page of the catalogue with the client's own prices.
struct CatalogPage: Sendable {
    /// A branch of the category tree; only open branches carry their children.
    struct Category: Sendable {
        var key: String
        var name: String
        /// How many products the client sees in it; nil to leave the number out.
        var count: Int?
        var isCurrent = false
        var children: [Category] = []
    }

    struct Row: Sendable {
        var article: String
        var name: String
        var brand: String?
        var unit: String
        var price: PriceCell
        var stock: [StockFigure]
        /// Nil for one.
        var multiple: Quantity?
        var minimum: Quantity?
        /// What the cart already holds of it.
        var inCart: Quantity?
        var isDiscontinued = false
    }

    /// The filter by own price.
    struct PriceFilter: Sendable {
        struct Bucket: Sendable {
            var from: UnitPrice?
            var to: UnitPrice?
            var count: Int
        }

        /// "RUB, with VAT": what the prices of the contract are; nil where contracts differ.
        var terms: String?
        var currency: Currency?
        var least: UnitPrice?
        var most: UnitPrice?
        var buckets: [Bucket] = []
        var problems: [FieldProblem] = []
    }

    var query: CatalogQuery
    /// Nil for those who may not see prices.
    var prices: PriceFilter?
    /// From the root to the current category.
    var trail: [Choice] = []
    var categories: [Category] = []
    /// The name of the brand that `query.brand` asks for.
    var brandName: String?
    var rows: [Row]
    var total: Int
    var pageSize = 50
    /// Another spelling that would find something.
    var suggestion: String?
    /// False for those who may look but not order: no quantity fields.
    var canOrder = true
    /// False for those who may not see prices: there is nothing to switch.
    var showsPrices = true
    /// Whether a price that there is none of may be asked for.
    var canAskPrices = false
    /// The newest `as_of` of the stock shown, to say how fresh it is.
    var stockAsOf: Instant?
}

import HTTP
import Kernel

/// What a catalogue page was asked for; the address holds all of it.
struct CatalogQuery: Hashable, Sendable {
    enum Sort: String, Sendable, CaseIterable {
        case relevance, article, name, stock, price
        case priceDown = "-price"
    }

    /// Bounds of a number, both inclusive, as they were typed.
    struct Bounds: Hashable, Sendable {
        var min = ""
        var max = ""
    }

    var text = ""
    var category: String?
    /// External ids or names.
    var brands: [String] = []
    /// Nil: by relevance in a search, by article otherwise.
    var sort: Sort?
    var inStockOnly = false
    /// Nothing but what the client has bought before.
    var boughtOnly = false
    /// Of the own price.
    var price = Bounds()
    /// How the bounds of the price are meant and prices shown; nil: as the person sees prices anyway. Without bounds it has no meaning.
    var vat: VATView?
    /// By code of a parameter: any of these values, as the API has them.
    var values: [String: [String]] = [:]
    /// By code of a parameter.
    var bounds: [String: Bounds] = [:]
    /// The parameter whose values are all shown; empty for the brands.
    var openFacet: String?
    /// Whether all parameters are offered, not only the most useful.
    var showsAllFacets = false
    var page = 1

    init(text: String = "", category: String? = nil, brands: [String] = [], sort: Sort? = nil, inStockOnly: Bool = false, page: Int = 1) {
        self.text = text
        self.category = category
        self.brands = brands
        self.sort = sort
        self.inStockOnly = inStockOnly
        self.page = page
    }

    /// Reads the parameters of `/catalog`; what makes no sense there is passed over.
    init(_ form: Form) {
        func chosen(_ name: String) -> String? { form[name].flatMap { $0.isEmpty ? nil : $0 } }
        func typed(_ text: String) -> String { String(text.trimmed.prefix(Self.typedLimit)) }
        text = (form["query"] ?? "").trimmed
        category = chosen("category")
        for brand in form.all("brand") where !brand.isEmpty && !brands.contains(brand) && brands.count < Self.limit { brands.append(brand) }
        sort = form["sort"].flatMap(Sort.init)
        inStockOnly = form["in_stock"] == "1"
        boughtOnly = form["bought"] == "1"
        price = Bounds(min: typed(form["price_from"] ?? ""), max: typed(form["price_to"] ?? ""))
        if !price.isEmpty { vat = form["vat"].flatMap { VATView(rawValue: $0) } }
        for (code, value) in Field.values(Field.parameter, in: form.values) where !value.isEmpty && (values[code] != nil || values.count < Self.limit) {
            if values[code, default: []].count < Self.limit, !(values[code]?.contains(value) ?? false) { values[code, default: []].append(value) }
        }
        for (prefix, end) in [(Field.least, \Bounds.min), (Field.most, \Bounds.max)] {
            for (code, text) in Field.values(prefix, in: form.values) where !typed(text).isEmpty && (bounds[code] != nil || bounds.count < Self.limit) {
                bounds[code, default: Bounds()][keyPath: end] = typed(text)
            }
        }
        openFacet = form["open"]
        showsAllFacets = form["all"] == "1"
        page = form["page"].flatMap { Int($0) }.map { min(1_000_000, max(1, $0)) } ?? 1
    }

    /// Of brands, of parameters, and of the values of each.
    private static let limit = 100
    private static let typedLimit = 40

    /// The bounds of the own price, in their order; what is no number bounds nothing.
    var priceBounds: (min: UnitPrice?, max: UnitPrice?) {
        let (low, high) = (typedPrice(price.min), typedPrice(price.max))
        if let low, let high, high < low { return (high, low) }
        return (low, high)
    }

    /// Whether more than a text and a category narrow the list.
    var isFiltered: Bool { !brands.isEmpty || inStockOnly || boughtOnly || !price.isEmpty || !values.isEmpty || !bounds.isEmpty }

    /// The same text and category without what narrows them.
    var unfiltered: CatalogQuery { CatalogQuery(text: text, category: category, sort: sort) }

    /// The sort that the rows really have.
    var effectiveSort: Sort { sort ?? (text.isEmpty ? .article : .relevance) }

    /// The same question with something changed, from its first page on.
    func with(_ change: (inout CatalogQuery) -> Void) -> CatalogQuery {
        var copy = self
        copy.page = 1
        change(&copy)
        return copy
    }

    /// Asks for a value of a parameter no longer.
    mutating func drop(_ value: String, of code: String) {
        values[code]?.removeAll { $0 == value }
        if values[code]?.isEmpty ?? false { values[code] = nil }
    }
}

extension CatalogQuery.Bounds {
    var isEmpty: Bool { min.isEmpty && max.isEmpty }
}

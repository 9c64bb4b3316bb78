import HTML
import HTTP
import Hummingbird
import Kernel
import Localization
import Storefront

extension Site {
    /// What the search field opens below itself while somebody types: a part of a page, asked for by `kontor.js`.
    @Sendable func suggestions(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await looking(request, context)
        let parameters = try request.query
        let found = visit.shelf.suggestions(for: String((parameters["query"] ?? "").prefix(200)), limit: 8)
        let view = priceView(request, context)
        let prices = found.products.map { PriceCell(visit.shelf.price($0, for: $0.leastOrder, explained: false), of: $0, view) }
        return page(suggestionList(found, visit.showsPrices ? prices : [], found.products.map { visit.shelf.thumbnail(of: $0) }, context.texts), request)
    }
}

/// The options of a list box: products with own prices, then categories and brands.
/// - Parameters:
///   - prices: of the products in their order; empty for those who see none.
///   - pictures: where theirs are, in the same order; their places are kept where one of them has one.
func suggestionList(_ found: Suggestions, _ prices: [PriceCell], _ pictures: [String?], _ t: Texts) -> HTML {
    func more(_ name: String, _ kind: String, _ address: String) -> HTML {
        "<a role=\"option\" tabindex=\"-1\" href=\"\(address)\"><span class=\"meant\">\(name)</span><span class=\"faint\">\(t(kind))</span></a>"
    }
    let products = found.products.enumerated().map { place, product -> HTML in
        var price: HTML?
        if prices.indices.contains(place), case .own(let own) = prices[place] { price = "<span class=\"number\">\(t.unitPrice(own.unitPrice, own.currency))</span>" }
        let image: HTML? = pictures.indices.contains(place) ? pictures[place].map { "<img src=\"\($0)\" alt=\"\" width=\"32\" height=\"32\">" } : nil
        let picture: HTML? = pictures.contains { $0 != nil } ? "<span class=\"picture\">\(image)</span>" : nil
        return """
            <a role="option" tabindex="-1" href="\(Address.product(product.article))">\(picture)<span class="meant"><b>\(product.article)</b> \(product.name)</span>\(price)</a>
            """
    }
    let categories = found.categories.prefix(4).map { more($0.name, "search.in_category", Address.catalog(CatalogQuery(category: $0.externalID))) }
    let brands = found.brands.prefix(4).map { more($0.name, "search.in_brand", Address.catalog(CatalogQuery(brands: [$0.externalID]))) }
    return "\(products)\(Array(categories))\(Array(brands))"
}

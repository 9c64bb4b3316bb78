import Customers
import Kernel

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

    /// Whether the person keeps a product.
    struct Kept: Sendable {
        var isFavourite = false
        var isCompared = false
    }

    struct Row: Sendable {
        var article: String
        /// The client's own numbers for it.
        var ownArticles: [String] = []
        var name: String
        /// The address of its small picture.
        var picture: String?
        var brand: String?
        var unit: String
        var price: PriceCell
        var stock: [StockFigure]
        /// Nil for one.
        var multiple: Quantity?
        var minimum: Quantity?
        /// What the cart already holds of it.
        var inCart: Quantity?
        /// When the client last bought it, and how much.
        var bought: (day: Day, quantity: Quantity)?
        var isDiscontinued = false
        /// Nil for those who keep nothing.
        var kept: Kept?
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

    /// A parameter or the brand to choose by.
    struct Filter: Sendable {
        struct Value: Sendable {
            /// As the address has it.
            var key: String
            var title: String
            var count: Int
            var isChosen = false
        }

        /// Of a parameter; nil for the brand.
        var code: String?
        var name: String
        var unit: String?
        var values: [Value] = []
        /// How many values are not told here.
        var hidden = 0
        /// Of numbers: the ends of what there is, as decimal texts; nil for what is no number.
        var ends: (least: String, most: String)?
        var typed = CatalogQuery.Bounds()
        /// What is wrong with each end.
        var problems = CatalogQuery.Bounds()
    }

    var query: CatalogQuery
    /// What the list can be narrowed by, the most useful first.
    var filters: [Filter] = []
    /// How many parameters are not offered here.
    var hiddenFacets = 0
    /// How many can be had at once; nil where that is not known.
    var inStock: Int?
    /// Whether the list can be narrowed to what was bought before.
    var knowsPurchases = false
    /// What has been chosen, with the question that goes without it.
    var chosen: [(title: String, without: CatalogQuery)] = []
    /// Nil for those who may not see prices.
    var prices: PriceFilter?
    /// From the root to the current category.
    var trail: [Choice] = []
    var categories: [Category] = []
    /// The name of the only brand asked for.
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
    /// Nothing is sorted by stock whose figures are not seen.
    var stock = StockForVisitors.figures
    /// The way in for a visitor, back to this page; nil for everybody else.
    var signIn: String?
    /// Whether a price that there is none of may be asked for.
    var canAskPrices = false
    /// The newest `as_of` of the stock shown, to say how fresh it is.
    var stockAsOf: Instant?
    /// The column of stock stands for everybody but a visitor who is told nothing of it.
    var hasStock: Bool { stock != .none || signIn == nil }
    /// A column for pictures stands only where there are some.
    var hasPictures: Bool { rows.contains { $0.picture != nil } }
}

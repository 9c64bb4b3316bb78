import Customers
import Integrations
import Kernel

/// The card of a product, made for work.
struct ProductPage: Sendable {
    /// A typed technical parameter: name, value as text, unit.
    struct Parameter: Sendable {
        var name: String
        var value: String
        var unit: String?
    }

    struct Packaging: Sendable {
        var unit: String
        /// How many base units it holds.
        var quantity: Quantity
        var barcode: String?
        /// Kilograms, cubic metres, as decimal text ready to show.
        var weight: String?
        var volume: String?
        /// Length, width and height, in millimetres, or in metres where it is large.
        var size: String?
    }

    struct Break: Sendable {
        var from: Quantity
        var unitPrice: UnitPrice
    }

    /// Something of another product: an analogue, a replacement, an accessory.
    struct Relation: Sendable {
        var kind: String
        var article: String
        var name: String
        var note: String?
        /// How many take the place of one; nil for one.
        var ratio: String?
    }

    /// A picture that is kept here, or an address elsewhere.
    struct Picture: Sendable {
        var address: String
        /// Where it is seen large; nil for one elsewhere.
        var large: String?
        /// What it shows, where somebody has said so; else it goes by the product's name.
        var shows: String?
    }

    /// A certificate or another paper.
    struct Paper: Sendable {
        var kind: String
        var number: String?
        /// Nil where the validity is open.
        var from: Day?
        var to: Day?
        var isExpired: Bool
        var address: String
        /// What is behind the address: the kind of file and its size, or the host.
        var note: String
        var isElsewhere: Bool
    }

    /// What is told of the stock.
    var showsStock = StockForVisitors.figures
    /// The way in for a visitor, back to this page; nil for everybody else.
    var signIn: String?
    var article: String
    /// The client's own numbers for it.
    var ownArticles: [String] = []
    var name: String
    var brand: String?
    var brandKey: String?
    var trail: [Choice] = []
    var description: String?
    var unit: String
    var manufacturerNumber: String?
    var country: String?
    var isMarked = false
    var isDiscontinued = false
    /// The article that follows a discontinued one.
    var successor: String?
    var multiple: Quantity?
    var minimum: Quantity?
    var parameters: [Parameter] = []
    var packagings: [Packaging] = []
    var barcodes: [String] = []
    var relations: [Relation] = []
    var pictures: [Picture] = []
    var papers: [Paper] = []

    var price: PriceCell
    var breaks: [Break] = []
    var why: WhyPrice?
    /// Nil for those who may not see prices.
    var question: PriceQuestion?
    var stock: [StockFigure]
    /// When the client last bought it, and how much.
    var bought: (day: Day, quantity: Quantity)?
    /// Nil for those who keep nothing.
    var kept: CatalogPage.Kept?
    /// Whether the person is told when it can be had again; nil where there is nothing to wait for.
    var isAwaited: Bool?
    var inCart: Quantity?
    var canOrder = true
    /// Whether a price that there is none of may be asked for.
    var canAskPrice = false
    /// Whether a question about it can be sent to the distributor.
    var canAsk = false
    /// Whether the person may write over what the ERP says of it.
    var canEdit = false
    /// For staff: the prices of all lists. Never sent to a client.
    var staffPrices: [KeptPrice] = []
}

import Kernel

/// The client's own price of one product.
struct PriceFigure: Sendable {
    var unitPrice: UnitPrice
    var currency: Currency
    /// The amount that the price is for: 1, 100, 1000.
    var basis = Quantity.one
    var unit: String
    var vatMode: VATMode
    var vatRate: VATRate
    /// The base price, where it is to be seen crossed out; in the same terms.
    var listPrice: UnitPrice?
}

/// How a person wants to see prices: as the contract states them, or always with the tax, or always without.
enum VATView: String, Sendable, CaseIterable { case contract, included, excluded }

/// What stands in the place of a price.
enum PriceCell: Sendable {
    case own(PriceFigure)
    /// No list answers: "price on request".
    case onRequest
    /// The person has no right to see prices.
    case hidden
}

/// Stock of a product in one warehouse, and what is on its way there.
struct StockFigure: Sendable {
    struct Receipt: Sendable {
        var day: Day
        var quantity: Quantity
    }

    var warehouse: String
    var free: Quantity
    /// By day.
    var expected: [Receipt] = []
    var asOf: Instant?
}

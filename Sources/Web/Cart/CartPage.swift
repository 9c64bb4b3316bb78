import Kernel

/// The cart with everything that placing it needs, or given back after a refusal as it was typed.
struct CartPage: Sendable {
    struct Line: Sendable {
        /// Names the line in forms.
        var key: String
        var article: String
        /// The client's own numbers for it.
        var ownArticles: [String] = []
        var name: String
        /// The address of its small picture.
        var picture: String?
        var unit: String
        /// As typed: a number that could not be read comes back as it was.
        var quantity: String
        var multiple: Quantity?
        var minimum: Quantity?
        var price: PriceCell
        var amounts: LineAmounts?
        /// "120 from the main warehouse, 30 on 12.12".
        var promise: String?
        var problems: [Problem] = []
        /// What could be taken instead, where the line is short or is not to be had.
        var offers: [Offer] = []
        /// What it must have beside it and the cart lacks.
        var requirements: [Requirement] = []
        /// What goes with it, by article and name.
        var companions: [(article: String, name: String)] = []
        /// Nil for those who may not see prices.
        var why: WhyPrice?
    }

    /// A product that stands for another one in the cart: becomes a button.
    struct Offer: Sendable {
        /// Names it in forms.
        var key: String
        /// Of the relation.
        var kind: String
        var article: String
        var name: String
        var price: PriceCell
        /// What of it is free; nil for those who may not see stock.
        var free: Quantity?
        var ratio: String?
        /// Why it stands for the other one.
        var note: String?
        /// How many take the line's place.
        var quantity: Quantity
        var unit: String
    }

    /// A mandatory accessory that the cart lacks: becomes a button.
    struct Requirement: Sendable {
        /// Names it in forms.
        var key: String
        var article: String
        var name: String
        var ratio: String?
        var note: String?
        var quantity: Quantity
        var unit: String
    }

    struct Problem: Sendable {
        enum Weight: String, Sendable { case note, obstacle }
        /// An obstacle forbids placing.
        var weight = Weight.obstacle
        var text: String
        /// A quantity that would repair it: becomes a button.
        var repair: Quantity?
    }

    /// The sums under one contract.
    struct Total: Sendable {
        var contract: String
        /// Names the contract in `expected_total-{key}`.
        var contractKey: String
        var seller: String?
        var amounts: LineAmounts
        /// What is left of the limit before this order and after it; nil when the person may not see it or there is no limit.
        var available: Money?
        /// When several totals draw on one limit, after those before it too.
        var availableAfter: Money?
        /// How the contract stands, and why it is not free.
        var state = "ok"
        var reasons: [AccountPage.Reason] = []
    }

    /// A line that is not to be had any more: how it was called when it was put in, and nothing else.
    struct Gone: Sendable {
        var key: String
        var article: String
        var offers: [Offer] = []
    }

    var lines: [Line]
    /// A column for pictures stands only where there are some.
    var hasPictures: Bool { lines.contains { $0.picture != nil } }
    var gone: [Gone] = []
    var canAskPrices = false
    /// The client may order nothing for the time being.
    var isBlocked = false
    /// How many lines have no price, and the site whose prices were looked for.
    var unpriced = 0
    var site: String?
    var totals: [Total]
    var sites: [Choice] = []
    /// On credit or in advance.
    var payments: [Choice] = []
    var reference = ""
    var comment = ""
    /// As typed, `YYYY-MM-DD`.
    var requestedDate = ""
    var earliestDate: Day?
    var idempotencyKey: String
    /// False when the person may not order or an obstacle stands.
    var canPlace = true
    /// Why the order cannot be placed, or was not; shown on top.
    var refusal: String?
    var problems: [FieldProblem] = []
}

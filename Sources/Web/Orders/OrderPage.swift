import Kernel
import Suppliers

/// One order from end to end.
struct OrderPage: Sendable {
    struct Event: Sendable {
        var at: Instant
        /// A state of the order, or nil for something else that happened.
        var status: String?
        var text: String?
        var person: String?
    }

    struct Line: Sendable {
        var article: String
        var name: String
        var unit: String
        var quantity: Quantity
        /// What the seller has said he will supply.
        var confirmed: Quantity?
        /// Nil when the person may not see prices.
        var price: PriceFigure?
        var amounts: LineAmounts?
        var note: String?
        /// Where a small picture of the product is.
        var picture: String?
    }

    struct Shipment: Sendable {
        struct Line: Sendable {
            var article: String
            var name: String
            var quantity: Quantity
            var unit: String
        }

        var number: String
        var warehouse: String
        /// One of the API's shipment states.
        var status: String
        var site: String?
        var planned: Day?
        var actual: Day?
        var tracking: String?
        /// Only `https`.
        var trackingAddress: String?
        var lines: [Line]
        /// Whether the reader may hand it over to be gathered.
        var canRelease = false
    }

    var number: String
    /// The number in the seller's accounting.
    var erpNumber: String?
    var status: String
    var placedAt: Instant
    var placedBy: String
    /// The manager, when he placed it for the client.
    var onBehalfBy: String?
    /// Shown to staff.
    var client: String?
    /// Of staff: the client may order nothing for the time being, and the order waits for a decision.
    var isClientBlocked = false
    /// For staff: what suppliers are asked for it.
    var supply: [SupplyLine] = []
    var linksSuppliers = false
    var seller: String
    var contract: String
    var reference: String?
    var comment: String?
    var site: String?
    var requestedDate: Day?
    /// One of the API's payment states; nil as long as no payment has been told.
    var payment: String?
    /// How it is to be paid, in words.
    var paymentTerms: String?
    /// In words, with what lifts each.
    var holdReasons: [String] = []
    /// Oldest first.
    var history: [Event]
    var lines: [Line]
    var amounts: LineAmounts?
    var shipments: [Shipment]
    /// What the accounting has told of it.
    var documents: [DocumentsPage.Row] = []
    var linksContracts = false
    /// Who decided on its approval, and why he refused.
    var decidedBy: String?
    var decisionReason: String?
    /// Whether the reader may approve or refuse it.
    var canDecide = false
    /// What was wrong with a refusal as typed.
    var refusal: String?
    var isJustPlaced = false
    var canCancel = false
    /// A client's person may ask about it.
    var canAsk = false
    var canRepeat = false
}

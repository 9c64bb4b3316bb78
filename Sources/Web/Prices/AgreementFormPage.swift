import Kernel

/// The form by which special prices are asked for, or other terms are proposed.
struct AgreementFormPage: Sendable {
    struct Row: Sendable {
        var article = ""
        var name: String?
        var unit: String?
        var quantity = ""
        var price = ""
        /// The price without the agreement.
        var ownPrice: String?
    }

    /// Nil for a new request.
    var number: String?
    var revision = 0
    var title = ""
    var reason = ""
    var from = ""
    var to = ""
    var earliest: Day?
    var sites: [Choice] = []
    var contracts: [Choice] = []
    /// "RUB, с НДС".
    var pricesAre = ""
    var rows: [Row]
    var canTakeCart = false
    /// Begun from goods without a price: there is nothing to be wished for, the distributor names the price.
    var isOnRequest = false
    var refusal: String?
    var problems: [FieldProblem] = []
}

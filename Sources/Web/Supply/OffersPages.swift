import Kernel
import Suppliers

/// A supplier's products with its offers: for itself, or for staff.
struct OffersPage: Sendable {
    /// Nil for the supplier's own people.
    var supplier: (id: Int64, name: String)?
    var rows: [Offer]
    var text = ""
    /// Of `OfferFilter.State`; empty for all.
    var state = ""
    var products: Int
    var offered: Int
    /// By which it is told what is over.
    var today: Day
    var isFirst = true
    var next: String?

    var base: String { supplier.map { Address.supplier($0.id) + "/offers" } ?? Address.supplyOffers }
}

/// One product and what the supplier says of it.
struct OfferPage: Sendable {
    var offer: Offer
    /// The one that the form was filled from.
    var revision: Int64
    var typed: TypedOffer
    var refusal: String?
    var problems: [FieldProblem] = []
}

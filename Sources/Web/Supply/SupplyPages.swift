import Kernel
import Suppliers

/// What is awaited of a supplier: for itself, or for staff.
struct SupplyLinesPage: Sendable {
    /// Nil for the supplier's own people.
    var supplier: (id: Int64, name: String)?
    var rows: [SupplyLine]
    var text = ""
    /// Of `SupplyFilter.Show`; empty for all.
    var show = ""
    /// Within how many hours it is to answer.
    var hours: Int64
    var now: Instant
    /// The orders that staff may open; nil for the supplier's own people.
    var linksOrders = false
    var isFirst = true
    var next: String?

    var base: String { supplier.map { Address.supplier($0.id) + "/orders" } ?? Address.supplyOrders }
}

/// One line and the answer to it.
struct SupplyLinePage: Sendable {
    var line: SupplyLine
    var hours: Int64
    var now: Instant
    var revision: Int64
    var canAnswer: Bool
    var today: Day
    var day = ""
    var quantity = ""
    var reason = ""
    var refusal: String?
    var problems: [FieldProblem] = []
}

/// How a supplier keeps its word.
struct SupplyFiguresPage: Sendable {
    var supplier: (id: Int64, name: String)?
    var figures: SupplyFigures
    var quotes: QuoteFigures
    var hours: Int64
}

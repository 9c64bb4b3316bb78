package import Customers
package import Kernel

/// Goods that an order waits for and that a supplier is asked for. It says nothing of the client: neither the name nor the price.
package struct SupplyLine: Sendable {
    package enum State: String, Sendable, CaseIterable { case asked, confirmed, declined, covered, cancelled }

    package let id: ID<SupplyLine>
    package let supplier: SupplierCard
    package let article: String
    /// How the supplier calls it.
    package let ownArticle: String?
    package let name: String
    package let unit: Unit
    package let quantity: Quantity
    package let warehouse: String
    package let wantedDay: Day?
    package let askedAt: Instant
    package let state: State
    package let answeredAt: Instant?
    package let answeredBy: String?
    package let promisedDay: Day?
    package let firstDay: Day?
    package let promisedQuantity: Quantity?
    /// What has come of it while the rest is awaited.
    package let received: Quantity
    package let reason: String?
    package let endedAt: Instant?
    package let revision: Int64
    /// For staff alone.
    package let order: ID<Order>?

    /// Whether the supplier may answer, or answer anew.
    package var isOpen: Bool { state == .asked || state == .confirmed }

    /// Whether it was answered within the house's hours; nil while there is time.
    package func isInTime(hours: Int64, at now: Instant) -> Bool? {
        let bound = askedAt.adding(seconds: hours * 3600)
        if let answeredAt { return answeredAt <= bound }
        return now > bound ? false : nil
    }
}

/// Which lines a list shows.
package struct SupplyFilter: Sendable {
    /// A state, or what a figure counts.
    package enum Show: String, Sendable, CaseIterable {
        case asked, confirmed, declined, covered, cancelled
        /// What `SupplyFigures` counts.
        case inTime = "in_time"
        case late
        case inFull = "in_full"
        case inPart = "in_part"
        case onDay = "on_day"
        case afterDay = "after_day"
    }

    package var show: Show?
    package var text = ""

    package init() {}
}

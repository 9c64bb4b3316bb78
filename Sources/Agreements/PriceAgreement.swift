package import Customers
package import Kernel

/// What stands of a price agreement, in the words of `price-agreements`.
package enum AgreementStatus: String, Sendable, CaseIterable {
    /// Waits for approvals.
    case requested
    /// Two people approved it, or the ERP brought it.
    case approved
    case refused, withdrawn
    /// Its last day came before it was decided.
    case expired
    /// Ended before its day, by hand or by the ERP.
    case closed
}

/// What a client, or a manager for it, asks for: special prices for a site or project, with quantities and a reason.
package struct AgreementRequest: Sendable {
    package struct Line: Hashable, Sendable {
        package let product: ID<Product>
        package let quantity: Quantity
        /// In the contract's currency and VAT mode, for one price basis of the product; nil asks the distributor to name one.
        package let price: UnitPrice?

        package init(product: ID<Product>, quantity: Quantity, price: UnitPrice?) {
            self.product = product
            self.quantity = quantity
            self.price = price
        }
    }

    /// External ids; without a contract the only or first one.
    package var contract: String?
    package var site: String?
    package var title: String
    package var reason: String
    package var from: Day
    package var to: Day
    package var lines: [Line]

    package init(contract: String?, site: String?, title: String, reason: String, from: Day, to: Day, lines: [Line]) {
        self.contract = contract
        self.site = site
        self.title = title
        self.reason = reason
        self.from = from
        self.to = to
        self.lines = lines
    }
}

/// A price agreement in a list.
package struct AgreementCard: Sendable {
    package let id: ID<PriceAgreement>
    /// Its name outside: `S000012`, or the ERP's own external id.
    package let number: String
    package let title: String
    package let reason: String
    package let client: ClientCard
    package let contract: ID<Contract>
    package let contractExternalID: String
    package let contractNumber: String
    package let currency: Currency
    package let vatMode: VATMode
    package let site: (externalID: String, name: String)?
    package let status: AgreementStatus
    package let isERPs: Bool
    package let from: Day
    package let to: Day
    package let revision: Int
    package let requestedBy: String
    package let requestedByName: String
    package let requestedAt: Instant
    package let updatedAt: Instant
    package let lineCount: Int
    /// Whether orders have used all of it.
    package let isUsedUp: Bool
    /// Valid approvals of the present revision.
    package let approvals: [Approval]

    package struct Approval: Sendable {
        package let by: String
        package let name: String
        package let at: Instant
    }

    /// The state that people read: an approved agreement ends by itself, with its last day or its quantities.
    package func state(on today: Day) -> String {
        guard status == .approved else { return status == .requested && to < today ? "expired" : status == .requested && approvals.count == 1 ? "approved_once" : status.rawValue }
        if to < today { return "ended" }
        if isUsedUp { return "used_up" }
        return from > today ? "coming" : "in_force"
    }
}

/// A price agreement with its lines and everything that happened to it.
package struct AgreementDetails: Sendable {
    package struct Line: Sendable {
        package let id: ID<AgreedLine>
        package let product: ID<Product>
        package let quantity: Quantity
        /// Nil as long as the distributor has not named the price that was asked for.
        package let price: UnitPrice?
        /// The client's price when it was asked for; nil when there was none.
        package let ownPrice: UnitPrice?
        package let used: Quantity
        /// False for a line that a later revision dropped after orders had used it.
        package let isOpen: Bool
    }

    package struct Event: Sendable {
        package let at: Instant
        /// `requested`, `changed`, `approved_once`, `approved`, `refused`, `withdrawn`, `expired`, `closed`.
        package let kind: String
        package let revision: Int
        package let actorName: String
        package let note: String?
    }

    /// An order that took from it.
    /// What can still be ordered at these prices, by lines.
    package var left: [(product: ID<Product>, quantity: Quantity)] {
        lines.filter { $0.isOpen && $0.used < $0.quantity }.map { ($0.product, $0.quantity - $0.used) }
    }

    package struct Use: Sendable {
        package let order: ID<Order>
        package let quantity: Quantity
        package let returned: Quantity
        package let product: ID<Product>
    }

    package let card: AgreementCard
    package let lines: [Line]
    package let events: [Event]
    package let uses: [Use]
    /// The actors who may not decide: who asked and who proposed the present terms.
    package let proposedBy: String
}

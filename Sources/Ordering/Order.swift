package import Kernel
package import Receivables

/// The scale of an order's states, in the words of the API.
package enum OrderStatus: String, Sendable, CaseIterable {
    case placed, approval, processing, reserved, picking, shipped, delivered, closed, refused, cancelled
    case onHold = "on_hold"
    case partlyShipped = "partly_shipped"
    case inTransit = "in_transit"

    /// Nothing more will come of it.
    package var isEnded: Bool { self == .closed || self == .refused || self == .cancelled }
    package var isCancellable: Bool { [.placed, .approval, .onHold, .processing, .reserved].contains(self) }
}

/// The states of a shipment, in the words of the API.
package enum ShipmentStatus: String, Sendable, CaseIterable {
    case planned, reserved, picking, ready, shipped, delivered, closed, cancelled
    case onHold = "on_hold"
    case inTransit = "in_transit"

    /// Nobody has begun to gather its goods.
    package var isCancellable: Bool { [.planned, .onHold, .reserved, .cancelled].contains(self) }
    /// Its goods have left the warehouse.
    package var isShipped: Bool { [.shipped, .inTransit, .delivered, .closed].contains(self) }
}

/// An order's number outside: never used twice, because the row's number never is.
package enum OrderNumber {
    package static func text(_ id: ID<Order>) -> String {
        let digits = String(id.rawValue)
        return "K" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    package static func id(_ text: String) -> ID<Order>? {
        guard text.hasPrefix("K"), text.count >= 7, let number = Int64(text.dropFirst()), number > 0, Self.text(ID(number)) == text else { return nil }
        return ID(number)
    }
}

/// An order with everything that its page, the API and 1C show of it.
package struct OrderDetails: Sendable {
    package struct Line: Sendable {
        package let position: Int
        package let productExternalID: String
        package let article: String
        package let name: String
        package let unit: Unit
        package let quantity: Quantity
        package let priceBasis: Quantity
        package let unitPrice: UnitPrice
        /// Before discounts.
        package let listPrice: UnitPrice
        package let rate: VATRate
        package let net: Money
        package let vat: Money
        package let gross: Money
        package let contract: String
        package let note: String?
        package let costCentre: String?
        /// What the seller's system says will be supplied; nil as long as it has said nothing.
        package let confirmed: Quantity?

        /// Per cent off the list's price.
        package var discount: Percent { unitPrice.discount(from: listPrice) }
    }

    /// What one seller supplies under one contract.
    package struct Part: Sendable {
        package let contract: String
        package let contractNumber: String
        package let seller: String
        package let buyer: Buyer
        package let vatMode: VATMode
        package let currency: Currency
        package let net: Money
        package let vat: Money
        package let gross: Money
        package let holdReason: String?
    }

    /// The client's legal entity as it stands on documents.
    package struct Buyer: Sendable {
        package let externalID: String
        package let name: String
        package let inn: String?
        package let kpp: String?
        package let address: String?
    }

    package struct Shipment: Sendable {
        package let number: String
        package let contract: String
        package let warehouse: String
        package let warehouseName: String
        package let status: ShipmentStatus
        package let plannedDay: Day?
        /// When it left, or where it has arrived: when that was.
        package let actualDay: Day?
        package let tracking: String?
        /// Where it goes, by external id and in words.
        package let site: String?
        package let siteName: String?
        package let siteAddress: String?
        /// Position of the order's line, how many, and whether nothing known covers it yet.
        package let lines: [(position: Int, quantity: Quantity, isBackorder: Bool)]
    }

    package struct Event: Sendable {
        package let at: Instant
        package let status: OrderStatus
        package let actorName: String
    }

    package let id: ID<Order>
    package let client: ID<Client>
    package let clientName: String
    package let isClientBlocked: Bool
    package let status: OrderStatus
    package let reference: String?
    package let note: String?
    package let payment: OrderRequest.Payment
    package let site: String?
    package let siteName: String?
    package let siteAddress: String?
    package let requestedDay: Day?
    package let deliveryMethod: String?
    /// As the journal names him: `person:12`.
    package let placedBy: String
    package let placedByName: String
    package let placedAt: Instant
    package let approval: Approval
    /// Who approved or refused it, and why he refused.
    package let decidedByName: String?
    package let decisionReason: String?
    package let version: Int64
    /// When the seller's system took it over.
    package let acknowledgedAt: Instant?
    /// Its number there.
    package let erpNumber: String?
    package let parts: [Part]
    package let lines: [Line]
    package let shipments: [Shipment]
    package let history: [Event]
    /// What the accounting has told of it, the oldest first; empty for those who may not see documents.
    package let documents: [ClientDocument]

    package var number: String { OrderNumber.text(id) }
    /// Whether nobody has begun to gather its goods.
    package var isCancellable: Bool { status.isCancellable && shipments.allSatisfy(\.status.isCancellable) }
}

/// An order in a list.
package struct OrderSummary: Sendable {
    package let id: ID<Order>
    package let clientName: String
    package let isClientBlocked: Bool
    package let status: OrderStatus
    package let reference: String?
    package let placedByName: String
    package let placedAt: Instant
    package let lineCount: Int
    /// By currency.
    package let totals: [Money]
    /// Where it is delivered to, as the client calls the place.
    package let site: String?

    package var number: String { OrderNumber.text(id) }
}

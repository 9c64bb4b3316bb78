package import Kernel

/// What happened between a client and a seller, in the words of the API.
package enum LedgerKind: String, Sendable, CaseIterable {
    /// What was owed when the contract came to the portal; below zero for an advance.
    case opening
    /// A demand. For a delivery that is known by its order or shipment it is never a second debt beside the shipment.
    case invoice
    /// Goods handed over: a debt.
    case shipment
    case payment
    case `return`
    /// Either sign. What was told wrong is corrected by another entry, never by changing one.
    case correction
}

/// One entry of a contract's ledger, as it was told. Never changed.
package struct LedgerEntry: Sendable {
    package let id: Int64
    package let externalID: String
    package let kind: LedgerKind
    package let number: String?
    package let date: Day
    /// Of payments and returns: their date.
    package let due: Day
    /// In minor units, as told: above zero except for openings and corrections.
    package let amount: Int64
    package let currency: Currency
    package let order: String?
    package let shipment: String?
    /// To which entries (by external id) a payment was told to belong.
    package let allocated: [Allocated]
    package let receivedAt: Instant

    package struct Allocated: Hashable, Sendable {
        package let entry: String
        package let amount: Int64
        package init(entry: String, amount: Int64) {
            self.entry = entry
            self.amount = amount
        }
    }

    package init(
        id: Int64, externalID: String, kind: LedgerKind, number: String? = nil, date: Day, due: Day, amount: Int64, currency: Currency = .rub,
        order: String? = nil, shipment: String? = nil, allocated: [Allocated] = [], receivedAt: Instant = Instant(milliseconds: 0)
    ) {
        self.id = id
        self.externalID = externalID
        self.kind = kind
        self.number = number
        self.date = date
        self.due = due
        self.amount = amount
        self.currency = currency
        self.order = order
        self.shipment = shipment
        self.allocated = allocated
        self.receivedAt = receivedAt
    }

    /// The delivery it is about: its order, also when only a shipment `K000012-1` of it was named; else the foreign shipment; nil for none.
    package var delivery: String? {
        if let order { return order }
        guard let shipment else { return nil }
        let parts = shipment.split(separator: "-", omittingEmptySubsequences: false)
        if parts.count == 2, parts[0].hasPrefix("K"), !parts[1].isEmpty, parts.allSatisfy({ $0.drop(while: { $0 == "K" }).utf8.allSatisfy { (48...57).contains($0) } }) {
            return String(parts[0])
        }
        return "shipment " + shipment
    }

    /// What it adds to the balance by itself, before deliveries are looked at.
    var signed: Int64 {
        switch kind {
        case .payment, .return: -amount
        case .opening, .invoice, .shipment, .correction: amount
        }
    }
}

/// What the ledger needs to know of an order's part under the contract.
package struct OrderPart: Hashable, Sendable {
    package let isPrepaid: Bool
    /// In minor units.
    package let gross: Int64

    package init(isPrepaid: Bool, gross: Int64) {
        self.isPrepaid = isPrepaid
        self.gross = gross
    }
}

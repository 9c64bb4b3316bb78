package import Foundation
package import Kernel

/// A warehouse as allocation and pages see it.
package struct WarehouseCard: Sendable {
    package let id: ID<Warehouse>
    package let externalID: String
    package let name: String
    /// The seller whose goods lie there; nil where every seller's do.
    package let seller: ID<LegalEntity>?
    /// Lower goes first.
    package let priority: Int
    package let zone: TimeZone

    package init(id: ID<Warehouse>, externalID: String, name: String, seller: ID<LegalEntity>?, priority: Int, zone: TimeZone) {
        self.id = id
        self.externalID = externalID
        self.name = name
        self.seller = seller
        self.priority = priority
        self.zone = zone
    }
}

/// What lies in one warehouse of one product.
package struct StockCell: Hashable, Sendable {
    /// The row's number.
    package let id: Int64
    package let warehouse: ID<Warehouse>
    package let quantity: Quantity
    package let reserved: Quantity
    package let asOf: Instant

    package init(id: Int64, warehouse: ID<Warehouse>, quantity: Quantity, reserved: Quantity, asOf: Instant) {
        self.id = id
        self.warehouse = warehouse
        self.quantity = quantity
        self.reserved = reserved
        self.asOf = asOf
    }

    /// What may still be promised; never below nothing.
    package var free: Quantity { max(.zero, quantity - reserved) }
}

/// What is expected at one warehouse of one product.
package struct ReceiptCell: Hashable, Sendable {
    package let id: ID<Receipt>
    package let warehouse: ID<Warehouse>
    package let quantity: Quantity
    package let reserved: Quantity
    package let expected: Day

    package init(id: ID<Receipt>, warehouse: ID<Warehouse>, quantity: Quantity, reserved: Quantity, expected: Day) {
        self.id = id
        self.warehouse = warehouse
        self.quantity = quantity
        self.reserved = reserved
        self.expected = expected
    }

    package var free: Quantity { max(.zero, quantity - reserved) }
}

/// Everything there is and will be of one product.
package struct ProductSupply: Hashable, Sendable {
    package var cells: [StockCell] = []
    /// By expected day.
    package var receipts: [ReceiptCell] = []

    package init() {}
}

package import Kernel

/// A line that wants goods.
package struct Demand: Sendable {
    package let product: ID<Product>
    package let quantity: Quantity
    /// A warehouse gives whole multiples where more than one has to.
    package let multiple: Quantity

    package init(product: ID<Product>, quantity: Quantity, multiple: Quantity) {
        self.product = product
        self.quantity = quantity
        self.multiple = multiple
    }
}

/// Where a part of a line comes from.
package struct Allocated: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        case stock(Int64)
        case receipt(ID<Receipt>, Day)
        /// Nothing known covers it yet.
        case backorder
    }

    package let source: Source
    package let warehouse: ID<Warehouse>
    package let quantity: Quantity
}

/// Spreads demands over warehouses: the first by priority that has all of a line, else as much as each has in that order, then expected receipts by
/// their day, then a back-order at the first warehouse. Several lines of one product share its goods in their order.
/// - Parameter warehouses: those that may supply, by priority.
/// - Returns: for each demand its parts; they sum up to the demand when there is any warehouse at all.
package func allocate(_ demands: [Demand], from supplies: [ID<Product>: ProductSupply], warehouses: [WarehouseCard]) -> [[Allocated]] {
    var taken: [Int64: Quantity] = [:]
    var takenReceipts: [ID<Receipt>: Quantity] = [:]
    return demands.map { demand in
        let supply = supplies[demand.product] ?? ProductSupply()
        var rest = demand.quantity
        var parts: [Allocated] = []
        let cells = warehouses.compactMap { warehouse in supply.cells.first { $0.warehouse == warehouse.id } }
        func free(_ cell: StockCell) -> Quantity { max(.zero, cell.free - (taken[cell.id] ?? .zero)) }
        func give(_ quantity: Quantity, _ cell: StockCell) {
            parts.append(Allocated(source: .stock(cell.id), warehouse: cell.warehouse, quantity: quantity))
            taken[cell.id, default: .zero] += quantity
            rest -= quantity
        }
        if let whole = cells.first(where: { free($0) >= rest }) {
            give(rest, whole)
        } else {
            for cell in cells where rest > .zero {
                let share = free(cell).roundedDown(to: demand.multiple)
                if share > .zero { give(min(share, rest), cell) }
            }
        }
        let allowed = Set(warehouses.map(\.id))
        for receipt in supply.receipts where rest > .zero && allowed.contains(receipt.warehouse) {
            let share = min(rest, max(.zero, receipt.free - (takenReceipts[receipt.id] ?? .zero)).roundedDown(to: demand.multiple))
            guard share > .zero else { continue }
            parts.append(Allocated(source: .receipt(receipt.id, receipt.expected), warehouse: receipt.warehouse, quantity: share))
            takenReceipts[receipt.id, default: .zero] += share
            rest -= share
        }
        if rest > .zero, let first = warehouses.first { parts.append(Allocated(source: .backorder, warehouse: first.id, quantity: rest)) }
        return parts
    }
}

extension Quantity {
    /// The largest multiple of `multiple` that is not above this quantity.
    func roundedDown(to multiple: Quantity) -> Quantity {
        guard multiple.thousandths > 0, thousandths > 0 else { return self }
        return Quantity(thousandths: thousandths - thousandths % multiple.thousandths) ?? self
    }
}

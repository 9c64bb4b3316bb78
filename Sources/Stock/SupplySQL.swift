package import Database
import Foundation
package import Kernel

/// Which products a statement reads.
package enum ProductSpan {
    case these([ID<Product>])
    /// Both inclusive. A whole catalogue is read in spans: each statement has its deadline, and millions of rows take longer.
    case between(ID<Product>, ID<Product>)

    /// The condition on the column that holds the product's number.
    package func filter(on column: SQL) -> SQL {
        switch self {
        case .these(let products): "\(column) \(in: products)"
        case .between(let first, let last): "\(column) BETWEEN \(first) AND \(last)"
        }
    }
}

extension Reader {
    /// All warehouses by number.
    package func warehouses() throws -> [ID<Warehouse>: WarehouseCard] {
        var cards: [ID<Warehouse>: WarehouseCard] = [:]
        for row in try rows("SELECT id, external_id, name, legal_entity_id, priority, time_zone FROM warehouses ORDER BY id LIMIT 100000") {
            let id: ID<Warehouse> = try row.get("id")
            cards[id] = WarehouseCard(
                id: id, externalID: try row.get("external_id"), name: try row.get("name"), seller: try row.find("legal_entity_id"),
                priority: try row.get("priority"), zone: TimeZone(identifier: try row.get("time_zone")) ?? .gmt)
        }
        return cards
    }

    /// Stock and receipts of these products. `locked` keeps the rows until the transaction ends, in the order of their numbers.
    package func supplies(of products: ProductSpan, locked: Bool = false) throws -> [ID<Product>: ProductSupply] {
        let filter = products.filter(on: "product_id")
        let lock: SQL = locked ? "\(.forUpdate)" : ""
        var supplies: [ID<Product>: ProductSupply] = [:]
        try forEach("SELECT id, warehouse_id, product_id, quantity, reserved, as_of FROM stock WHERE \(filter) ORDER BY id \(lock)") { row in
            supplies[try row.get("product_id"), default: ProductSupply()].cells.append(StockCell(
                id: try row.get("id"), warehouse: try row.get("warehouse_id"), quantity: try row.get("quantity"), reserved: try row.get("reserved"),
                asOf: try row.get("as_of")))
        }
        try forEach("SELECT id, warehouse_id, product_id, quantity, reserved, expected FROM receipts WHERE \(filter) ORDER BY id \(lock)") { row in
            supplies[try row.get("product_id"), default: ProductSupply()].receipts.append(ReceiptCell(
                id: try row.get("id"), warehouse: try row.get("warehouse_id"), quantity: try row.get("quantity"), reserved: try row.get("reserved"),
                expected: try row.get("expected")))
        }
        for product in supplies.keys { supplies[product]?.receipts.sort { ($0.expected, $0.id) < ($1.expected, $1.id) } }
        return supplies
    }
}

extension Reader {
    /// The latest moment for which stock was told; nil when it never was.
    package func stockAsOf() throws -> Instant? { try row("SELECT MAX(as_of) AS as_of FROM stock")?.find("as_of") }
}

extension Writer {
    /// Promises quantities of stock rows and receipts by number, each only if it is still free.
    ///
    /// The statement carries the condition, so that it holds against any race and any mistake above it. Throws `short` when one of them is not free:
    /// the transaction must then be given up.
    package func reserve(stock: [Int64: Quantity], receipts: [ID<Receipt>: Quantity]) throws {
        try take(stock.map { ($0.key, $0.value) }, from: "stock")
        try take(receipts.map { ($0.key.rawValue, $0.value) }, from: "receipts")
    }

    private func take(_ amounts: [(id: Int64, quantity: Quantity)], from name: StaticString) throws {
        guard !amounts.isEmpty else { return }
        var table = ValueTable([("id", .integer), ("q", .integer)])
        for (id, quantity) in amounts.sorted(by: { $0.id < $1.id }) { table.append([.integer(id), quantity.sqlValue]) }
        let relation = SQL(stringLiteral: "\(name)")
        let taken = try run("""
            UPDATE \(relation) SET reserved = \(relation).reserved + v.q FROM \(table: table) AS v
            WHERE \(relation).id = v.id AND v.q > 0 AND \(relation).quantity - \(relation).reserved >= v.q
            """)
        guard taken == amounts.count else { throw Refusal(.short) }
    }
}

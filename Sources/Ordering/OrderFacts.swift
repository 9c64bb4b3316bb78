package import Kernel

/// What the seller's system tells of an order: facts, which are stored whatever rules, limits and blocks say. What is not told stays.
package struct OrderFacts: Sendable {
    package struct Shipment: Sendable {
        /// As `GET /erp/orders` gives it: `K000123-1`.
        package let number: String
        package let status: ShipmentStatus?
        package let planned: Stated<Day>
        package let actual: Stated<Day>
        package let tracking: Stated<String>

        package init(number: String, status: ShipmentStatus?, planned: Stated<Day>, actual: Stated<Day>, tracking: Stated<String>) {
            self.number = number
            self.status = status
            self.planned = planned
            self.actual = actual
            self.tracking = tracking
        }
    }

    /// How much of a line will be supplied.
    package struct Line: Sendable {
        package let position: Int
        package let confirmed: Quantity

        package init(position: Int, confirmed: Quantity) {
            self.position = position
            self.confirmed = confirmed
        }
    }

    package var isAcknowledged = false
    package var erpNumber: Stated<String> = .unstated
    package var status: OrderStatus?
    package var lines: [Line] = []
    package var shipments: [Shipment] = []
    /// The version that the teller has seen; nil for whatever there is.
    package var version: Int64?

    package init() {}
}

/// Where an order stands by its shipments; `known` while they say nothing of it.
func status(of shipments: [ShipmentStatus], known: OrderStatus) -> OrderStatus {
    let alive = shipments.filter { $0 != .cancelled }
    guard !alive.isEmpty, known != .onHold, known != .approval else { return known }
    if alive.allSatisfy({ $0 == .closed }) { return .closed }
    if alive.allSatisfy({ $0 == .delivered || $0 == .closed }) { return .delivered }
    if alive.allSatisfy(\.isShipped) { return alive.contains(.shipped) ? .shipped : .inTransit }
    if alive.contains(where: \.isShipped) { return .partlyShipped }
    if alive.contains(where: { $0 == .picking || $0 == .ready }) { return .picking }
    return known
}

extension OrderStatus {
    /// What every shipment of an order is at least, when the order is said to be in this state.
    var ofShipments: ShipmentStatus? {
        switch self {
        case .reserved: .reserved
        case .picking: .picking
        case .shipped: .shipped
        case .inTransit: .inTransit
        case .delivered: .delivered
        case .closed: .closed
        case .placed, .approval, .processing, .refused, .cancelled, .onHold, .partlyShipped: nil
        }
    }
}

extension ShipmentStatus {
    /// The order of the states on the way; nil for what is beside it.
    var rank: Int? { [.planned, .reserved, .picking, .ready, .shipped, .inTransit, .delivered, .closed].firstIndex(of: self) }
}

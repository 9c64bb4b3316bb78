package import Customers
package import Database
import Formats
import Foundation
package import Kernel
import Ordering

/// The orders that 1C does not have as they are now, as a CommerceML document: one `Документ` for each shipment, because 1C takes one organisation and
/// one warehouse per document (`domain/commerceml.md` 6).
/// - Parameter version: what 1C said it understands; from 3.1 on documents stand in a `Контейнер`.
package func ordersDocument(session: String, version: String?, for viewer: Viewer, at now: Instant, in database: any Database) async throws -> [UInt8] {
    let orders = try await database.write { try ordersToExport(session: session, for: viewer, at: now, in: $0) }
    let clock = LocalClock(now)
    return CommerceMLOrders.write(
        try orders.flatMap { try documents(of: $0) }, formed: clock.text, version: version?.hasPrefix("3") ?? false ? .v3_1 : .v2_09)
}

/// 1C has saved what the session was given.
/// - Returns: how many orders were confirmed.
@discardableResult
package func confirmOrders(session: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> Int {
    try confirmExport(session: session, for: viewer, at: now, in: writer)
}

private func documents(of order: OrderDetails) throws -> [CommerceMLOrder] {
    let placed = LocalClock(order.placedAt)
    let shares = try lineShares(of: order)
    return try order.shipments.enumerated().compactMap { index, shipment -> CommerceMLOrder? in
        guard let part = order.parts.first(where: { $0.contract == shipment.contract }) else { return nil }
        let lines = shipment.lines.compactMap { place in
            order.lines.first { $0.position == place.position }.flatMap { line in
                shares[Place(line: line.position, shipment: index)].map { documentLine($0, of: line, quantity: place.quantity, in: part) }
            }
        }
        var sum = Money.zero(part.currency)
        for line in lines { sum = try sum.adding(line.vatIncluded ? line.sum : try line.sum.adding(line.vat)) }
        var document = CommerceMLOrder(
            id: shipment.number, number: shipment.number, day: placed.day, time: placed.time, sum: sum,
            buyer: CommerceMLOrder.Buyer(
                id: part.buyer.externalID, name: part.buyer.name, inn: part.buyer.inn, kpp: part.buyer.kpp, legalAddress: part.buyer.address),
            sellerName: part.seller, warehouseID: shipment.warehouse, warehouseName: shipment.warehouseName, contract: part.contractNumber, lines: lines)
        document.comment = [order.reference.map { "№ \($0)" }, order.note].compactMap { $0 }.joined(separator: ". ")
        document.deliveryAddress = shipment.siteAddress ?? shipment.siteName
        document.requisites = requisites(of: order, shipment, part)
        return document
    }
}

private func requisites(of order: OrderDetails, _ shipment: OrderDetails.Shipment, _ part: OrderDetails.Part) -> [CommerceMLEntry] {
    let changed = LocalClock(order.history.last?.at ?? order.placedAt)
    var requisites = [
        CommerceMLEntry("Статус заказа", "[\(order.status.rawValue)] \(order.status.rawValue)"), CommerceMLEntry("Статуса заказа ИД", order.status.rawValue),
        CommerceMLEntry("Дата изменения статуса", "\(changed.day) \(changed.time)"),
        CommerceMLEntry("Метод оплаты", order.payment == .prepaid ? "Предоплата" : "Безналичный расчет"), CommerceMLEntry("Заказ оплачен", "false"),
        // A held part must not leave the warehouse.
        CommerceMLEntry("Доставка разрешена", part.holdReason == nil ? "true" : "false"),
        CommerceMLEntry("Отменен", order.status == .cancelled ? "true" : "false"), CommerceMLEntry("Финальный статус", "false"),
        CommerceMLEntry("Заказ клиента", order.number),
    ]
    if let day = shipment.plannedDay { requisites.append(CommerceMLEntry("Дата отгрузки", "\(day)")) }
    return requisites
}

private func documentLine(_ share: LineShare, of line: OrderDetails.Line, quantity: Quantity, in part: OrderDetails.Part) -> CommerceMLOrder.Line {
    let isIncluded = part.vatMode == .included
    // 1C's price is for one base unit.
    let price = Rounding.halfUp(Int128(line.unitPrice.units) * 1000, over: Int128(max(1, line.priceBasis.thousandths))).flatMap { UnitPrice(units: $0) }
    return CommerceMLOrder.Line(
        id: line.productExternalID, article: line.article, name: line.name, unit: line.unit, vatRate: line.rate, unitPrice: price ?? line.unitPrice,
        quantity: quantity, sum: isIncluded ? share.gross : share.net, vat: share.vat, vatIncluded: isIncluded)
}

/// A line's place in one shipment.
private struct Place: Hashable {
    let line: Int
    let shipment: Int
}

/// The part of a line's sums that falls to one shipment.
private struct LineShare {
    let net: Money
    let vat: Money
    let gross: Money
}

/// Spreads each line's sums over the shipments it travels in, so that the documents add up to the order to the kopeck.
private func lineShares(of order: OrderDetails) throws -> [Place: LineShare] {
    var shares: [Place: LineShare] = [:]
    for line in order.lines {
        let places = order.shipments.enumerated().flatMap { index, shipment in shipment.lines.filter { $0.position == line.position }.map { (index, $0.quantity) } }
        let weights = places.map { $0.1.thousandths }
        for ((index, _), (net, vat)) in zip(places, zip(line.net.spread(over: weights), line.vat.spread(over: weights))) {
            shares[Place(line: line.position, shipment: index)] = LineShare(net: net, vat: vat, gross: try net.adding(vat))
        }
    }
    return shares
}

/// The day and time that a clock in Moscow shows: documents of 1C carry no zone.
private struct LocalClock {
    /// `2026-11-23T18:30:00`
    let text: String
    let day: Day
    /// `18:30:00`
    var time: String { String(text.suffix(8)) }

    init(_ instant: Instant) {
        let zone = TimeZone(identifier: "Europe/Moscow") ?? .gmt
        text = instant.localText(in: zone)
        day = Day(of: instant, in: zone)
    }
}

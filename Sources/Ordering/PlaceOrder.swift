package import Customers
package import Database
import Foundation
import Journal
package import Kernel
import Pricing
import Receivables
import Stock
import Storefront

/// Places an order in the caller's transaction: priced from the database as it stands, goods promised, credit taken, or nothing at all.
///
/// Locks stock rows, then receipts, then agreed prices, then credit accounts, each in the order of their numbers. Goods, agreed quantities and credit are taken by statements that carry their
/// own condition. Costs a constant number of statements, whatever the number of lines.
/// - Throws: `blocked` for a client that is blocked; `Refusal` with the problems of the lines: `short` where `partial` is false, `price_changed` when the expected totals differ,
///   `credit_limit_exceeded` or `prepayment_required` by the policy of the account, and what the rules of products say.
package func placeOrder(_ request: OrderRequest, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> ID<Order> {
    try viewer.demand(.order)
    let client = try viewer.demandClient()
    try writer.demandOrdersTaken(of: client.id)
    guard !request.lines.isEmpty else { throw Refusal(.validation, "order_is_empty", problems: [Refusal.Problem("/lines", .validation, "order_is_empty")]) }
    guard request.lines.count <= 10_000 else { throw Refusal(.payloadTooLarge, "too_many_lines", ["limit": .integer(10_000)]) }
    try checkDays(of: request, at: now)
    let sites = try writer.sites(of: request, client: client.id)
    let viewer = try writer.renewed(viewer, at: now)
    let products = Array(Set(request.lines.map(\.product))).sorted()
    let shelf = Shelf(try Storefront(of: products, under: viewer.contracts, at: now, forUpdate: true, from: writer), for: viewer, at: now)
    let order: PricedOrder
    switch try price(request, on: shelf) {
    case .success(let priced): order = priced
    case .failure(let problems): throw problems.refusal
    }
    try checkExpectedTotals(request, order)
    try checkAllocation(request, order)
    let waits = try writer.needsApproval(order, by: viewer, client: client.id)
    let decisions = try takeCredit(for: order.wantedCredit, request.payment, waits: waits, at: now, in: writer)
    try writer.reserve(stock: order.stockTaken, receipts: order.receiptsTaken)
    let id = try writer.insertOrder(request, order, decisions, waits: waits, sites: sites, client: client.id, viewer: viewer, at: now)
    try writer.takeAgreedQuantities(for: order, id, client: client.id, by: viewer.actor, at: now)
    try settleNamed(id, of: order.parts.map(\.contract.id), by: viewer.actor, at: now, in: writer)
    try writer.record(JournalEntry("orders", "placed", ids: [id.rawValue], client: client.id, by: viewer.actor), at: now)
    try writer.record(JournalEntry("stock", "reserved", ids: products.map(\.rawValue), client: client.id, by: viewer.actor), at: now)
    return id
}

/// What became of the credit of one part.
struct CreditDecision {
    let taken: Money
    let isOnHold: Bool
}

/// The credit that one part wants.
struct WantedCredit {
    let contract: ID<Contract>
    let number: String
    let account: ID<CreditAccount>?
    let amount: Money
}

/// Nothing can be wanted for yesterday; a day's grace lets every time zone pass.
private func checkDays(of request: OrderRequest, at now: Instant) throws {
    let earliest = Day(of: now, in: .gmt).adding(days: -1)
    let days: [(pointer: String, day: Day?)] =
        [("/requested_date", request.requestedDay)] + request.lines.enumerated().map { ("/lines/\($0)/requested_date", $1.requestedDay) }
    let problems = days.compactMap { pointer, day in
        day.flatMap { $0 < earliest ? Refusal.Problem(pointer, .validation, "day_in_the_past", ["day": .day($0)]) : nil }
    }
    guard problems.isEmpty else { throw Refusal(.validation, "day_in_the_past", ["day": problems.first?.arguments["day"] ?? .text("")], problems: problems) }
}

private func checkExpectedTotals(_ request: OrderRequest, _ order: PricedOrder) throws {
    for expected in request.expectedTotals {
        let actual = order.parts.first { $0.contract.externalID == expected.contract }?.gross
        guard actual == expected.total else {
            throw Refusal(.priceChanged, nil, [
                "contract": .text(expected.contract), "expected": .money(expected.total), "actual": .money(actual ?? .zero(expected.total.currency)),
            ])
        }
    }
}

/// Without partial supply everything comes from free stock; and goods that no warehouse can supply are nobody's promise.
private func checkAllocation(_ request: OrderRequest, _ order: PricedOrder) throws {
    var problems: [Refusal.Problem] = []
    for (position, line) in order.lines.enumerated() {
        if line.parts.isEmpty {
            problems.append(Refusal.Problem("/lines/\(position)", .short, "no_warehouse"))
        } else if !request.partial, line.fromStock < line.line.quantity {
            problems.append(Refusal.Problem("/lines/\(position)", .short, nil, ["free": .quantity(line.fromStock), "wanted": .quantity(line.line.quantity)]))
        }
    }
    guard problems.isEmpty else { throw Refusal(.short, "order_lines", ["count": .integer(Int64(problems.count))], problems: problems) }
}

/// Takes the credit of each part, account by account in the order of their numbers; what an account does not bear follows its policy.
///
/// A contract that is blocked takes no orders at all; one that stands at prepayment takes prepaid ones; where shipments are on hold, so is the order.
///
/// - Parameter waits: the order waits for an approval: what is taken counts as being in approval.
func takeCredit(
    for parts: [WantedCredit], _ payment: OrderRequest.Payment, waits: Bool, at now: Instant, in writer: any Writer
) throws -> [ID<Contract>: CreditDecision] {
    var decisions: [ID<Contract>: CreditDecision] = [:]
    let byAccount = parts.sorted { ($0.account?.rawValue ?? 0, $0.contract) < ($1.account?.rawValue ?? 0, $1.contract) }
    let states = payment == .prepaid ? [:] : try writer.creditStates(of: byAccount.compactMap(\.account), locked: true)
    let standings = try writer.standings(of: parts.map(\.contract), at: now)
    for part in byAccount {
        let nothing = Money.zero(part.amount.currency)
        let standing = standings[part.contract]?.forOrders ?? .ok
        if standing == .blocked { throw Refusal(.blocked, nil, ["contract": .text(part.number)]) }
        if payment == .credit, standing == .prepayOnly { throw Refusal(.prepaymentRequired, nil, try missing(part.amount, part.account.flatMap { states[$0] })) }
        if payment == .credit, standing == .holdShipment {
            decisions[part.contract] = CreditDecision(taken: nothing, isOnHold: true)
            continue
        }
        guard payment == .credit, let account = part.account else {
            decisions[part.contract] = CreditDecision(taken: nothing, isOnHold: false)
            continue
        }
        if try writer.takeCredit(part.amount, on: account, waiting: waits) {
            decisions[part.contract] = CreditDecision(taken: part.amount, isOnHold: false)
            continue
        }
        switch states[account]?.policy ?? .hold {
        case .hold: decisions[part.contract] = CreditDecision(taken: nothing, isOnHold: true)
        case .prepay: throw Refusal(.prepaymentRequired, nil, try missing(part.amount, states[account]))
        case .refuse: throw Refusal(.creditLimitExceeded, nil, try missing(part.amount, states[account]))
        }
    }
    return decisions
}

private func missing(_ wanted: Money, _ state: CreditState?) throws -> [String: Refusal.Argument] {
    let available = state?.available ?? .zero(wanted.currency)
    return ["missing": .money(try wanted.subtracting(available)), "available": .money(available)]
}

extension PricedOrder {
    fileprivate var wantedCredit: [WantedCredit] {
        parts.map { WantedCredit(contract: $0.contract.id, number: $0.contract.number, account: $0.contract.creditAccount, amount: $0.gross) }
    }

    fileprivate var stockTaken: [Int64: Quantity] {
        lines.flatMap(\.parts).reduce(into: [:]) { taken, part in if case .stock(let id) = part.source { taken[id, default: .zero] += part.quantity } }
    }

    fileprivate var receiptsTaken: [ID<Receipt>: Quantity] {
        lines.flatMap(\.parts).reduce(into: [:]) { taken, part in if case .receipt(let id, _) = part.source { taken[id, default: .zero] += part.quantity } }
    }
}

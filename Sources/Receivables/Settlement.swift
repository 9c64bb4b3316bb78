package import Kernel

/// What follows from the entries of one contract: a pure function of the entries and of the orders they name, whatever the order of their arrival.
package struct Settlement: Sendable, Equatable {
    /// Owed, less what was paid in advance.
    package internal(set) var balance: Int64 = 0
    /// By entry: above zero what is still to pay of a document, below zero what is left of a payment or return. They add up to `balance`.
    package internal(set) var open: [Int64: Int64] = [:]
    /// By delivery: how much of it is counted as debt.
    package internal(set) var delivered: [String: Int64] = [:]
    /// Paid in advance for prepaid orders that have not been delivered: nobody else's credit.
    package internal(set) var prepaymentHeld: Int64 = 0
    package internal(set) var allocations: [Allocation] = []
    package internal(set) var issues: [Issue] = []

    /// So much of a payment (or return) went to so much of a document.
    package struct Allocation: Sendable, Equatable {
        package let credit: Int64
        package let document: Int64
        package let amount: Int64
    }

    /// A fact that is stored although something about it is odd.
    package struct Issue: Sendable, Hashable {
        package let entry: Int64
        /// `other_currency`, `unknown_allocation`, `possible_duplicate`; `unknown_order`, `foreign_order` and `closed_period` come from outside.
        package let code: String
        package let detail: String
        package init(entry: Int64, code: String, detail: String) {
            self.entry = entry
            self.code = code
            self.detail = detail
        }
    }

    package var debt: Int64 { open.values.reduce(0) { $1 > 0 ? $0.plus($1) : $0 } }
    package var advance: Int64 { open.values.reduce(0) { $1 < 0 ? $0.plus(-$1) : $0 } }
}

/// Settles a contract.
///
/// 1. Invoices and shipments of one delivery are one debt: the greatest of what was invoiced, what was shipped, and the sum over its shipments of the
///    greater of both. An entry counts by what it adds to that. Of a prepaid order only what was shipped is a debt.
/// 2. Payments, returns and corrections below zero go to the entries they name, then to documents of the delivery they name.
/// 3. A payment for a prepaid order waits for its goods, up to what is not delivered.
/// 4. What is left goes to the oldest due date first; what is left then is an advance.
///
/// - Parameters:
///   - entries: of the contract, in any order; their numbers are in the order of arrival.
///   - orders: by delivery, those that are known to belong to this contract.
package func settle(_ entries: [LedgerEntry], currency: Currency, orders: [String: OrderPart]) -> Settlement {
    var settlement = Settlement()
    let arrived = entries.sorted { $0.id < $1.id }
    settlement.issues = oddities(arrived, currency)
    var documents: [OpenDebt] = []
    var credits: [OpenCredit] = []
    let (amounts, deliveries) = count(arrived, currency, orders)
    for (entry, counted) in zip(arrived, amounts) {
        settlement.balance = settlement.balance.plus(counted)
        if counted > 0 { documents.append(OpenDebt(entry, counted)) } else if counted < 0 { credits.append(OpenCredit(entry, -counted)) }
    }
    settlement.delivered = deliveries.mapValues(\.counted)
    documents.sort { ($0.entry.due, $0.entry.date, $0.entry.id) < ($1.entry.due, $1.entry.date, $1.entry.id) }
    credits.sort { ($0.entry.date, $0.entry.id) < ($1.entry.date, $1.entry.id) }
    allocate(&credits, to: &documents, &settlement, entries: arrived, orders: orders)
    for document in documents where document.left > 0 { settlement.open[document.entry.id] = document.left }
    for credit in credits where credit.left > 0 || credit.held > 0 { settlement.open[credit.entry.id] = -credit.left.plus(credit.held) }
    return settlement
}

/// What each entry adds to the balance, by its number: nothing where its delivery is counted already, or in another currency. They add up to the balance.
package func countedAmounts(_ entries: [LedgerEntry], currency: Currency, orders: [String: OrderPart]) -> [Int64: Int64] {
    let arrived = entries.sorted { $0.id < $1.id }
    return Dictionary(zip(arrived.map(\.id), count(arrived, currency, orders).amounts), uniquingKeysWith: { first, _ in first })
}

/// Rule 1, over entries in the order of their arrival.
private func count(_ arrived: [LedgerEntry], _ currency: Currency, _ orders: [String: OrderPart]) -> (amounts: [Int64], deliveries: [String: Delivery]) {
    var deliveries: [String: Delivery] = [:]
    let amounts = arrived.map { entry -> Int64 in
        guard entry.currency == currency else { return 0 }
        guard let key = entry.delivery, entry.kind == .invoice || entry.kind == .shipment else { return entry.signed }
        return deliveries[key, default: Delivery()].count(entry, isPrepaid: orders[key]?.isPrepaid ?? false)
    }
    return (amounts, deliveries)
}

/// What is known of one delivery.
private struct Delivery {
    private var invoiced: Int64 = 0
    private var shipped: Int64 = 0
    private var byShipment: [String: (invoiced: Int64, shipped: Int64)] = [:]
    private var sumOfShipments: Int64 = 0
    private(set) var counted: Int64 = 0

    /// - Returns: what the entry adds to the debt.
    mutating func count(_ entry: LedgerEntry, isPrepaid: Bool) -> Int64 {
        if entry.kind == .invoice { invoiced = invoiced.plus(entry.amount) } else { shipped = shipped.plus(entry.amount) }
        if let shipment = entry.shipment {
            var own = byShipment[shipment] ?? (0, 0)
            let before = max(own.invoiced, own.shipped)
            if entry.kind == .invoice { own.invoiced = own.invoiced.plus(entry.amount) } else { own.shipped = own.shipped.plus(entry.amount) }
            byShipment[shipment] = own
            sumOfShipments = sumOfShipments.plus(max(own.invoiced, own.shipped) - before)
        }
        let before = counted
        counted = isPrepaid ? shipped : max(invoiced, shipped, sumOfShipments)
        return counted - before
    }
}

private struct OpenDebt {
    let entry: LedgerEntry
    let delivery: String?
    var left: Int64

    init(_ entry: LedgerEntry, _ left: Int64) {
        self.entry = entry
        delivery = entry.delivery
        self.left = left
    }
}

private struct OpenCredit {
    let entry: LedgerEntry
    let delivery: String?
    var left: Int64
    var held: Int64 = 0

    init(_ entry: LedgerEntry, _ left: Int64) {
        self.entry = entry
        delivery = entry.delivery
        self.left = left
    }
}

private func allocate(
    _ credits: inout [OpenCredit], to documents: inout [OpenDebt], _ settlement: inout Settlement, entries: [LedgerEntry], orders: [String: OrderPart]
) {
    func give(_ credit: Int, _ document: Int, atMost: Int64 = .max) -> Int64 {
        let amount = min(credits[credit].left, documents[document].left, atMost)
        guard amount > 0 else { return 0 }
        credits[credit].left -= amount
        documents[document].left -= amount
        settlement.allocations.append(
            Settlement.Allocation(credit: credits[credit].entry.id, document: documents[document].entry.id, amount: amount))
        return amount
    }
    var byDelivery: [String: [Int]] = [:]
    for (index, document) in documents.enumerated() { if let delivery = document.delivery { byDelivery[delivery, default: []].append(index) } }
    if credits.contains(where: { !$0.entry.allocated.isEmpty }) {
        let positions = Dictionary(documents.enumerated().map { ($1.entry.externalID, $0) }, uniquingKeysWith: { first, _ in first })
        let named = Dictionary(entries.map { ($0.externalID, $0) }, uniquingKeysWith: { first, _ in first })
        for credit in credits.indices {
            for wanted in credits[credit].entry.allocated {
                guard let target = named[wanted.entry] else {
                    settlement.issues.append(Settlement.Issue(entry: credits[credit].entry.id, code: "unknown_allocation", detail: wanted.entry))
                    continue
                }
                var left = wanted.amount
                if let position = positions[wanted.entry] { left -= give(credit, position, atMost: left) }
                // The document named may be the second paper of a delivery that another one counts for.
                for position in target.delivery.flatMap({ byDelivery[$0] }) ?? [] where left > 0 { left -= give(credit, position, atMost: left) }
            }
        }
    }
    for credit in credits.indices {
        guard credits[credit].left > 0, let delivery = credits[credit].delivery, let positions = byDelivery[delivery] else { continue }
        if let shipment = credits[credit].entry.shipment {
            for position in positions where documents[position].entry.shipment == shipment { _ = give(credit, position) }
        }
        for position in positions { _ = give(credit, position) }
    }
    var undelivered: [String: Int64] = [:]
    for (delivery, part) in orders where part.isPrepaid { undelivered[delivery] = max(0, part.gross - (settlement.delivered[delivery] ?? 0)) }
    for credit in credits.indices where credits[credit].entry.kind == .payment {
        guard let delivery = credits[credit].delivery, let need = undelivered[delivery], need > 0 else { continue }
        let held = min(need, credits[credit].left)
        credits[credit].held = held
        credits[credit].left -= held
        undelivered[delivery] = need - held
        settlement.prepaymentHeld = settlement.prepaymentHeld.plus(held)
    }
    var position = 0
    for credit in credits.indices {
        while credits[credit].left > 0, position < documents.count {
            _ = give(credit, position)
            if documents[position].left == 0 { position += 1 }
        }
    }
}

/// Entries in a currency that is not the contract's, and what looks like the same document told twice under two external ids.
private func oddities(_ entries: [LedgerEntry], _ currency: Currency) -> [Settlement.Issue] {
    struct Paper: Hashable {
        let kind: LedgerKind
        let number: String
        let date: Day
        let amount: Int64
    }
    var seen: [Paper: String] = [:]
    var issues: [Settlement.Issue] = []
    for entry in entries {
        if entry.currency != currency { issues.append(Settlement.Issue(entry: entry.id, code: "other_currency", detail: entry.currency.code)) }
        guard let number = entry.number else { continue }
        let paper = Paper(kind: entry.kind, number: number, date: entry.date, amount: entry.amount)
        if let first = seen[paper] {
            issues.append(Settlement.Issue(entry: entry.id, code: "possible_duplicate", detail: first))
        } else {
            seen[paper] = entry.externalID
        }
    }
    return issues
}

extension Int64 {
    /// The sum, stopping at the ends of 64 bits: a ledger beyond them is nonsense, but must not stop the program.
    func plus(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max / 2 : .min / 2) : sum
    }
}

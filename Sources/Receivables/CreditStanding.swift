package import Kernel

/// What a contract may do, in the words of the API, from free to stopped.
package enum BlockState: String, Sendable, CaseIterable, Comparable {
    case ok, warn, blocked
    case holdShipment = "hold_shipment"
    case prepayOnly = "prepay_only"

    private var rank: Int {
        switch self {
        case .ok: 0
        case .warn: 1
        case .holdShipment: 2
        case .prepayOnly: 3
        case .blocked: 4
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// From which value of a measure on a contract is in a state.
package struct CreditRule: Hashable, Sendable {
    package enum Measure: String, Sendable, CaseIterable {
        /// Days that the oldest unpaid document is overdue.
        case overdueDays = "overdue_days"
        /// Overdue in all, in minor units.
        case overdueSum = "overdue_sum"
        /// Exposure as a share of the limit, in percent.
        case limitShare = "limit_share"
        /// Days that the oldest document without the client's signature has waited for it, from its date.
        case missingDocuments = "missing_documents"
    }

    package let measure: Measure
    /// Days, minor units or percent; reached means in the state.
    package let threshold: Int64
    package let state: BlockState

    package init(_ measure: Measure, _ threshold: Int64, _ state: BlockState) {
        self.measure = measure
        self.threshold = threshold
        self.state = state
    }

    /// The rules where the distributor has made none.
    package static let standard = [
        CreditRule(.overdueDays, 1, .warn), CreditRule(.overdueDays, 8, .holdShipment), CreditRule(.overdueDays, 15, .prepayOnly),
        CreditRule(.overdueDays, 31, .blocked), CreditRule(.limitShare, 90, .warn),
    ]
}

/// A document with something still to pay, or a payment with something left (`amount` below zero).
package struct OpenDocument: Sendable, Hashable {
    package let entry: Int64
    package let externalID: String
    package let contract: ID<Contract>
    package let kind: LedgerKind
    package let number: String?
    package let date: Day
    package let due: Day
    /// As told.
    package let total: Money
    /// Still to pay; below zero what is left of a payment or return.
    package let left: Money
    package let order: String?

    package init(
        entry: Int64, externalID: String, contract: ID<Contract>, kind: LedgerKind, number: String?, date: Day, due: Day, total: Money, left: Money, order: String?
    ) {
        self.entry = entry
        self.externalID = externalID
        self.contract = contract
        self.kind = kind
        self.number = number
        self.date = date
        self.due = due
        self.total = total
        self.left = left
        self.order = order
    }

    /// Zero for what is not due yet: it may be paid on its day.
    package func overdueDays(on today: Day) -> Int { left.minorUnits > 0 ? max(0, Int(today.number) - Int(due.number)) : 0 }
}

/// A block that somebody set by hand.
package struct ManualBlock: Sendable, Hashable {
    package let id: Int64
    package let state: BlockState
    package let reason: String
    /// The last day it holds; nil until somebody lifts it.
    package let until: Day?
    package let madeByName: String
    package let madeAt: Instant

    package init(id: Int64, state: BlockState, reason: String, until: Day?, madeByName: String, madeAt: Instant) {
        self.id = id
        self.state = state
        self.reason = reason
        self.until = until
        self.madeByName = madeByName
        self.madeAt = madeAt
    }
}

/// What is known of a contract when it is judged.
package struct CreditFigures: Sendable {
    package var today: Day
    /// Overdue documents, any order.
    package var overdue: [OpenDocument] = []
    package var account: CreditState?
    package var manual: [ManualBlock] = []
    /// The last day of an approved override of the rules; nil without one.
    package var overriddenUntil: Day?
    /// Documents that lack the client's signature, any order.
    package var unsigned: [UnsignedDocument] = []

    package init(today: Day) { self.today = today }
}

/// A text by key with its arguments, put into words by whoever shows it.
package struct Sentence: Sendable, Hashable {
    package let key: String
    package let arguments: [String: Refusal.Argument]

    package init(_ key: String, _ arguments: [String: Refusal.Argument] = [:]) {
        self.key = key
        self.arguments = arguments
    }
}

/// Why a contract is in a state, and what exactly ends it.
package struct CreditReason: Sendable, Hashable {
    /// `overdue_days`, `overdue_sum`, `limit_share`, `limit_reached`, `missing_documents`, `manual`.
    package let code: String
    package let state: BlockState
    package let detail: Sentence
    /// Each of them must come true; shown joined.
    package let liftsWhen: [Sentence]
    /// What is to be paid for it to end, when paying ends it.
    package let toPay: Money?
}

/// How a contract stands: the strictest of its reasons.
package struct CreditStanding: Sendable {
    package let reasons: [CreditReason]
    /// The last day of an approved override: until then nothing is stricter than a warning.
    package let overriddenUntil: Day?

    package static let free = CreditStanding(reasons: [], overriddenUntil: nil)

    /// What is shown.
    package var state: BlockState { limited(reasons.map(\.state).max() ?? .ok) }
    /// What new orders and shipments meet: the limit itself is held by the statement that takes credit.
    package var forOrders: BlockState { limited(reasons.filter { $0.code != "limit_reached" }.map(\.state).max() ?? .ok) }

    private func limited(_ state: BlockState) -> BlockState { overriddenUntil == nil ? state : min(state, .warn) }
}

/// Judges a contract by its rules. Pure: what is no longer so is gone by itself.
package func judge(_ figures: CreditFigures, by rules: [CreditRule]) -> CreditStanding {
    var reasons: [CreditReason] = []
    for measure in CreditRule.Measure.allCases {
        let reached = rules.filter { $0.measure == measure && figures.reaches($0) }
        // Of the strictest state the lowest threshold: only below that one the state ends.
        if let rule = reached.max(by: { ($0.state, -$0.threshold) < ($1.state, -$1.threshold) }), let reason = figures.reason(for: rule) { reasons.append(reason) }
    }
    if let reason = figures.limitReason { reasons.append(reason) }
    for block in figures.manual where block.until.map({ figures.today <= $0 }) ?? true {
        reasons.append(CreditReason(
            code: "manual", state: block.state, detail: Sentence("credit_reason.manual", ["reason": .text(block.reason)]),
            liftsWhen: [block.until.map { Sentence("credit_lift.until", ["day": .day($0)]) } ?? Sentence("credit_lift.by_hand")], toPay: nil))
    }
    return CreditStanding(reasons: reasons.sorted { $0.state > $1.state }, overriddenUntil: figures.overriddenUntil.flatMap { figures.today <= $0 ? $0 : nil })
}

extension CreditFigures {
    private var oldestFirst: [OpenDocument] { overdue.filter { $0.overdueDays(on: today) > 0 }.sorted { ($0.due, $0.date, $0.entry) < ($1.due, $1.date, $1.entry) } }
    private var currency: Currency { overdue.first?.left.currency ?? account?.currency ?? .rub }
    private var overdueSum: Int64 { overdue.reduce(0) { $0.plus($1.overdueDays(on: today) > 0 ? $1.left.minorUnits : 0) } }

    fileprivate func reaches(_ rule: CreditRule) -> Bool {
        switch rule.measure {
        case .overdueDays: overdue.contains { Int64($0.overdueDays(on: today)) >= rule.threshold }
        case .overdueSum: overdueSum >= rule.threshold
        case .limitShare:
            account.map { account in (account.limit?.minorUnits ?? 0) > 0 && account.exposure.minorUnits >= share(rule, of: account) } ?? false
        case .missingDocuments: unsigned.contains { Int64($0.days(on: today)) >= rule.threshold }
        }
    }

    /// The smallest exposure that the rule catches.
    private func share(_ rule: CreditRule, of account: CreditState) -> Int64 {
        let product = Int128(account.limit?.minorUnits ?? 0) * Int128(rule.threshold)
        return Int64(clamping: (product + 99) / 100)
    }

    fileprivate func reason(for rule: CreditRule) -> CreditReason? {
        switch rule.measure {
        case .overdueDays:
            let documents = oldestFirst.filter { Int64($0.overdueDays(on: today)) >= rule.threshold }
            let sum = Money(clamping: documents.reduce(0) { $0.plus($1.left.minorUnits) }, currency)
            return CreditReason(
                code: rule.measure.rawValue, state: rule.state,
                detail: Sentence("credit_reason.overdue_days", [
                    "days": .integer(Int64(documents.first?.overdueDays(on: today) ?? 0)), "amount": .money(sum), "count": .integer(Int64(documents.count)),
                ]),
                liftsWhen: documents.count > 5 ? [Sentence("credit_lift.pay_documents", ["count": .integer(Int64(documents.count)), "amount": .money(sum), "due": .day(documents.last?.due ?? today)])] : documents.map(\.payment),
                toPay: sum)
        case .overdueSum:
            let sum = Money(clamping: overdueSum - rule.threshold + 1, currency)
            return CreditReason(
                code: rule.measure.rawValue, state: rule.state, detail: Sentence("credit_reason.overdue_sum", ["amount": .money(Money(clamping: overdueSum, currency))]),
                liftsWhen: [Sentence("credit_lift.pay_overdue", ["amount": .money(sum)])], toPay: sum)
        case .limitShare:
            guard let account else { return nil }
            let sum = Money(clamping: account.exposure.minorUnits - share(rule, of: account) + 1, account.currency)
            return CreditReason(
                code: rule.measure.rawValue, state: rule.state,
                detail: Sentence("credit_reason.limit_share", ["percent": .integer(rule.threshold), "limit": .money(account.limit ?? .zero(account.currency))]),
                liftsWhen: [Sentence("credit_lift.pay_sum", ["amount": .money(sum)])], toPay: sum)
        case .missingDocuments:
            let documents = unsigned.filter { Int64($0.days(on: today)) >= rule.threshold }.sorted { ($0.date, $0.id) < ($1.date, $1.id) }
            let count = Refusal.Argument.integer(Int64(documents.count))
            return CreditReason(
                code: rule.measure.rawValue, state: rule.state,
                detail: Sentence("credit_reason.missing_documents", ["days": .integer(Int64(documents.first?.days(on: today) ?? 0)), "count": count]),
                liftsWhen: documents.count > 5
                    ? [Sentence("credit_lift.sign_documents", ["count": count, "date": .day(documents.last?.date ?? today)])] : documents.map(\.signing),
                toPay: nil)
        }
    }

    /// Nothing is left of the limit: a warning where orders are held, prepayment elsewhere.
    fileprivate var limitReason: CreditReason? {
        guard let account, let limit = account.limit, let available = account.available, available.minorUnits <= 0 else { return nil }
        let state: BlockState = account.policy == .hold ? .warn : .prepayOnly
        if limit.minorUnits == 0, account.exposure.minorUnits <= 0 {
            return CreditReason(
                code: "limit_reached", state: state, detail: Sentence("credit_reason.no_limit"), liftsWhen: [Sentence("credit_lift.agree_limit")], toPay: nil)
        }
        let over = Money(clamping: -available.minorUnits, account.currency)
        let sum = Money(clamping: 1 - available.minorUnits, account.currency)
        return CreditReason(
            code: "limit_reached", state: state,
            detail: over.minorUnits == 0
                ? Sentence("credit_reason.limit_reached", ["limit": .money(limit)]) : Sentence("credit_reason.limit_exceeded", ["limit": .money(limit), "over": .money(over)]),
            liftsWhen: [Sentence("credit_lift.pay_sum", ["amount": .money(sum)])], toPay: sum)
    }
}

extension OpenDocument {
    /// "оплатить счёт 1204 от 12.11.2026 на 56 300,00 ₽".
    package var payment: Sentence {
        Sentence("credit_lift.pay.\(kind.rawValue)", ["number": .text(number ?? externalID), "date": .day(date), "amount": .money(left)])
    }
}

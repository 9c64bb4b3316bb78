import Kernel
import Localization
import Ordering
import Receivables

// What the use cases answer, as the pages show it.

extension AccountPage.Reason {
    init(_ reason: CreditReason, _ t: Texts) {
        text = t(reason.detail.key, reason.detail.arguments)
        liftsWhen = reason.liftsWhen.isEmpty ? nil : reason.liftsWhen.map { t($0.key, $0.arguments) }.joined(separator: "; ")
    }
}

extension AccountPage.Contract {
    init(_ account: AccountOverview.ContractAccount, sharedWith: [String] = [], showsEntity: Bool = false, _ t: Texts) {
        let card = account.contract
        self.init(
            key: card.externalID, number: card.shownNumber, seller: card.sellerName, limit: account.limit, debt: account.debt, advance: account.advance,
            overdue: account.overdue, inOrders: account.inOrders, inApproval: account.credit?.inApproval ?? .zero(card.currency), onHold: account.onHold,
            available: account.available, state: account.standing.state.rawValue)
        entity = showsEntity ? card.entityName : nil
        overdueDays = account.overdueDays
        reasons = account.standing.reasons.map { AccountPage.Reason($0, t) }
        overriddenUntil = account.standing.overriddenUntil
        self.sharedWith = sharedWith
        paymentDays = card.paymentDays
        isBanking = card.isBanking
        isOver = !card.isActive
        asOf = account.asOf
    }
}

extension ContractCard {
    /// Its number, or what the accounting calls it by where it has none.
    var shownNumber: String { number.isEmpty ? externalID : number }
}

extension AccountPage {
    init(_ overview: AccountOverview, _ t: Texts) {
        let numbers = Dictionary(grouping: overview.contracts.filter { $0.contract.account != nil }) { $0.contract.account }
        let showsEntities = Set(overview.contracts.map(\.contract.entity)).count > 1
        contracts = overview.contracts.map { account in
            let shared = numbers[account.contract.account, default: []].filter { account.contract.account != nil && $0.contract.id != account.contract.id }
            return Contract(account, sharedWith: shared.map(\.contract.shownNumber), showsEntity: showsEntities, t)
        }
        asOf = overview.asOf
        guard overview.contracts.count > 1 else { return }
        totals = (showsEntities ? overview.entities.map { Total($0, name: $0.entityName) } : []) + overview.totals.map { Total($0, name: nil) }
    }
}

extension AccountPage.Total {
    fileprivate init(_ total: AccountOverview.Total, name: String?) {
        self.init(
            name: name, debt: total.debt, advance: total.advance, overdue: total.overdue, inOrders: total.inOrders, onHold: total.onHold, limit: total.limit,
            available: total.available)
    }
}

extension ContractPage {
    /// - Parameter sees: whether the viewer sees orders, whose numbers then are links.
    init(_ statement: ContractStatement, _ t: Texts) {
        contract = AccountPage.Contract(statement.account, sharedWith: statement.sharedWith, showsEntity: true, t)
        let today = statement.account.contract.today
        documents = statement.documents.map { document in
            Document(
                kind: document.kind.rawValue, number: document.number ?? document.externalID, date: document.date, due: document.due,
                overdueDays: document.overdueDays(on: today), total: document.total, left: document.left, order: document.order.flatMap(Self.ourOrder))
        }
        orders = statement.orders.map { Order($0) }
        lines = statement.lines.map { Line($0, t) }
        next = nil
    }

    /// A number of ours, as it is written on pages.
    fileprivate static func ourOrder(_ text: String) -> String? { OrderNumber.id(text).map(OrderNumber.text) }
}

extension ContractPage.Order {
    init(_ order: OrderOnCredit) {
        self.init(
            number: order.number, reference: order.reference, placedAt: order.placedAt, status: order.status.rawValue, gross: order.gross, taken: order.taken,
            isOnHold: order.isOnHold, heldUntil: order.heldUntil)
    }
}

extension ContractPage.Line {
    fileprivate init(_ line: ContractStatement.Line, _ t: Texts) {
        let entry = line.told.entry
        let isCredit = entry.kind == .payment || entry.kind == .return
        self.init(
            kind: entry.kind.rawValue, number: entry.number ?? entry.externalID, date: entry.date, due: isCredit || entry.due == entry.date ? nil : entry.due,
            order: entry.order.flatMap(ContractPage.ourOrder),
            told: isCredit ? (try? Money.zero(line.told.amount.currency).subtracting(line.told.amount)) ?? line.told.amount : line.told.amount,
            counted: line.counted, balance: line.balance, open: line.told.open)
        allocations = line.allocations.map { Allocation(document: t("ledger_kind.\($0.kind.rawValue)") + " " + $0.number, date: $0.date, amount: $0.amount) }
        note = line.told.note
        issues = line.told.issues.map { t("ledger_issue.\($0.code)", ["value": .text($0.detail)]) }
    }
}

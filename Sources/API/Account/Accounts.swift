import Customers
import Database
import HTTPTypes
import Kernel
import Localization
import Receivables

extension Endpoint {
    static let listAccounts = Endpoint(
        .get, "/account", id: "listAccounts", tag: .account, "Limit, debt, what is overdue and what is available, by contract", scope: .account,
        answer: Answer("The key's contracts in force.", .object(["items": .list(.account)])),
        handle: { api, request in
            let (viewer, now, texts) = (request.viewer, request.now, request.texts)
            let states = try await api.database.read { try accounts(of: viewer, at: now, in: $0) }
            return APIAnswer(["items": .array(states.map { $0.json(texts) })])
        })
}

extension AccountState {
    fileprivate func json(_ texts: Texts) -> JSON {
        let zero = Money.zero(contract.currency)
        return [
            "contract": .string(contract.externalID), "currency": .string(contract.currency.code), "limit": .text(credit?.limit?.decimal),
            "debt": .string((account?.debt ?? zero).decimal), "advance": .string((account?.advance ?? zero).decimal),
            "overdue": .string((account?.overdue ?? zero).decimal), "in_orders": .string((account?.inOrders ?? zero).decimal),
            "in_approval": .text(credit?.inApproval.decimal), "available": .text(credit?.available?.decimal), "state": .string((account?.standing.state ?? .ok).rawValue),
            "reasons": .array((account?.standing.reasons ?? []).map { $0.json(texts) }), "as_of": .text(account?.asOf?.text),
        ]
    }
}

extension CreditReason {
    fileprivate func json(_ texts: Texts) -> JSON {
        [
            "code": .string(code), "detail": .string(texts(detail.key, detail.arguments)),
            "lifts_when": .string(liftsWhen.map { texts($0.key, $0.arguments) }.joined(separator: "; ")),
        ]
    }
}

extension Schema {
    static let account = Schema.object([
        "contract": .text, "currency": .currency, "limit": Schema.money.orNull.described("Null when no limit was agreed."),
        "debt": Schema.money.described("Unpaid documents of the contract."), "advance": Schema.money.described("Paid and not yet spent on documents."),
        "overdue": .money, "in_orders": Schema.money.described("Released orders that are not in the ledger yet."),
        "in_approval": Schema.money.orNull.described("Orders that wait for an approval, of the credit account; null without one."),
        "available": Schema.money.orNull.described("Of the credit account, which several contracts may share; below zero when facts went over the limit."),
        "state": .choice(BlockState.allCases.map(\.rawValue)),
        "reasons": .list(.object(["code": .text, "detail": .text, "lifts_when": Schema.text.described("What exactly ends it.")])),
        "as_of": Schema.instant.orNull.described("Up to when the ERP has told; null when it never has."),
    ]).called("Account")
}

import Customers
import Database
import HTTPTypes
import Kernel
import Receivables

extension Endpoint {
    static let listAccounts = Endpoint(
        .get, "/account", id: "listAccounts", tag: .account, "Limit, debt and what is available, by contract", scope: .account,
        answer: Answer("The key's contracts in force.", .object(["items": .list(.account)])),
        handle: { api, request in
            let viewer = request.viewer
            return APIAnswer(["items": .array(try await api.database.read { try accounts(of: viewer, in: $0).map(\.json) })])
        })
}

extension AccountState {
    fileprivate var json: JSON {
        let zero = Money.zero(contract.currency)
        return [
            "contract": .string(contract.externalID), "currency": .string(contract.currency.code), "limit": .text(credit?.limit?.decimal),
            "debt": .string((credit?.debt ?? zero).decimal), "overdue": .string(zero.decimal),
            "in_orders": .string((credit?.inOrders ?? zero).decimal),
            "available": .text(credit?.available?.decimal), "state": .string(credit?.state ?? "ok"), "reasons": [],
        ]
    }
}

extension Schema {
    static let account = Schema.object([
        "contract": .text, "currency": .currency, "limit": Schema.money.orNull.described("Null when no limit was agreed."), "debt": .money,
        "overdue": .money,
        "in_orders": Schema.money.described("Released orders that are not in the ledger yet."), "available": .money.orNull,
        "state": .choice(["ok", "warn", "hold_shipment", "prepay_only", "blocked"]),
        "reasons": .list(.object(["code": .text, "detail": .text, "lifts_when": .text.orNull])),
    ]).called("Account")
}

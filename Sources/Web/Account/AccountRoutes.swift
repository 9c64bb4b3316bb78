import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Kernel
import Receivables

extension Site {
    @Sendable func account(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let moment = now()
        let states = try await database.read { try accounts(of: visit.viewer, at: moment, in: $0) }
        let contracts = states.map { account in
            let nothing = Money.zero(account.contract.currency)
            return AccountPage.Contract(
                number: account.contract.number, seller: account.contract.seller.name, limit: account.credit?.limit, debt: account.credit?.debt ?? nothing,
                overdue: nothing, inOrders: account.credit?.inOrders ?? nothing, available: account.credit?.available, state: account.credit?.state ?? "ok",
                paymentDays: account.contract.paymentDays)
        }
        return page(accountPage(AccountPage(contracts: contracts), in: shell(visit, request, context, .account)).text, request)
    }
}

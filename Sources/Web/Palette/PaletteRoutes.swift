import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization
import Ordering
import Storefront

extension Site {
    /// The quick way: what a person who types may want to go to. Asked for by `palette.js`; each answer obeys the rights of who asks.
    @Sendable func palette(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let viewer = visit.viewer
        let typed = String((try request.query["query"] ?? "").trimmed.prefix(200))
        var found = PaletteFound(places: PaletteFound.places(matching: typed, for: visit, context.texts))
        found.actions = PaletteAction.offered(to: visit, in: shell(visit, request, context), matching: typed)
        if typed.count >= 2 || Int64(typed) != nil {
            let (orders, clients) = try await database.read { reader in
                (try Ordering.orders(meant: typed, limit: 5, for: viewer, in: reader),
                    viewer.isStaff && viewer.rights.contains(.seeClients) ? try Customers.clients(matching: typed, limit: 5, for: viewer, in: reader) : [])
            }
            found.orders = orders.map {
                PaletteFound.Order(number: $0.number, client: viewer.isStaff ? $0.clientName : nil, reference: $0.reference, status: $0.status.rawValue)
            }
            found.clients = clients.map { PaletteFound.Client(key: $0.externalID, name: $0.name, inn: $0.inn) }
            found.products = visit.shelf.suggestions(for: typed, limit: 6).products.map { PaletteFound.Product(article: $0.article, name: $0.name) }
        }
        return page(paletteOptions(found, context.texts), request)
    }
}

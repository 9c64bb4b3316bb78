import API
import Customers
import Database
import Files
import Foundation
import HTTP
import Hummingbird
import Kernel
import Pictures
import PriceFiles
import Storefront
import Web

/// A route as `kontor routes` tells it.
struct RouteEntry {
    let method: String
    let path: String
    let who: String
}

/// All routes by address, with who may use them: a key's scope for the API, kinds of people for the pages.
func routeList() -> [RouteEntry] {
    let (database, now) = (NoDatabase(), { @Sendable in Instant(Date()) })
    let (storefront, cursors) = (LiveStorefront(database), CursorSigner(secret: [UInt8](repeating: 0, count: 32)))
    let site = Site(
        database: database, storefront: storefront, now: now, isSecure: true, cursors: cursors, vault: Vault(secret: [UInt8](repeating: 0, count: 32)), passkeys: nil, hasMail: false,
        priceFiles: PriceFileHouse(scratch: "", baseURL: "", prepared: ContentStore(folder: nil)), productFiles: ProductFileStore(ContentStore(folder: nil), mill: .here))
    guard let address = BaseURL("https://portal.example") else { return [] }
    let frame = PortalFrame(baseURL: address, metrics: Metrics(), page: site.errorPage)
    let router = frame.router()
    site.addRoutes(to: router)
    let pages = Set(router.routes.map(\.path.description))
    API(database: database, storefront: storefront, now: now, cursors: cursors, baseURL: address, productFiles: ProductFileStore(ContentStore(folder: nil), mill: .here)).addRoutes(to: router)
    let scopes = Dictionary(API.calls.map { ("\($0.method) \($0.path)", $0.scope) }, uniquingKeysWith: { first, _ in first })
    // HEAD is answered wherever GET is.
    let served = router.routes.filter { $0.method != .head }.map { route in
        let (method, path) = ("\(route.method)", route.path.description)
        return RouteEntry(
            method: method, path: path,
            who: scopes["\(method) \(path)"].map { "key with \($0)" } ?? (pages.contains(path) ? person(path) : program(path)))
    }
    let watch = ["/livez", "/readyz", "/metrics"].map { RouteEntry(method: "GET", path: $0, who: $0 == "/metrics" ? "private addresses" : "anyone") }
    return (served + watch).sorted { ($0.path, $0.method) < ($1.path, $1.method) }
}

/// Who may see a page. The handlers decide by the viewer's rights; this only tells it.
private func person(_ path: String) -> String {
    switch path {
    case "/", "/sign-in", "/sign-in/passkey", "/sign-in/passkey/challenge", "/sign-in/code", "/sign-out", "/preferences", "/lost-password", "/registration", "/assets/{name}", "/robots.txt": "anyone"
    case "/sign-in/code/passkey", "/sign-in/code/passkey/challenge", "/privacy", "/consent-texts/{purpose}", "/api/problems/{code}": "anyone"
    case "/catalog", "/suggestions", "/products/{article}", "/files/{article}/{hash}", "/files/{article}/{hash}/{size}": "signed in; anyone where the catalogue is open"
    case "/access/{token}", "/email/{token}", "/email/{token}/cancellation", "/price-files/{token}": "holder of the link"
    case "/company": "a client's people"
    case "/clients", "/clients.csv", "/clients.xlsx", "/assortments", "/exchange": "staff"
    case "/exchange/imports/{id}", "/exchange/imports/{id}/problems.csv": "staff"
    case _ where path.hasPrefix("/exchange/"): "staff who write records"
    case _ where path == "/house" || path.hasPrefix("/house/"): "staff who manage the house"
    case "/people", "/people.csv", "/people.xlsx", "/departments": "who manages people"
    case _ where path.hasPrefix("/people/") || path.hasPrefix("/departments/"): "who manages people"
    case _ where path == "/suppliers" || path.hasPrefix("/suppliers/"): "staff who manage suppliers"
    case _ where path == "/supply" || path.hasPrefix("/supply/"): "a supplier's people"
    case _ where path.hasPrefix("/registrations"): "staff who manage people"
    case "/roles", "/roles/{role}", "/roles/{role}/removal": "who manages people or the house"
    case "/journal", "/journal.csv", "/journal.xlsx": "who sees the log"
    default: "signed in"
    }
}

private func program(_ path: String) -> String {
    switch path {
    case "/api/openapi.json", "/api/problems/{code}": "anyone"
    case "/oauth/token", "/api/v1/oauth/token": "key with its secret"
    default: "distributor's key"
    }
}

/// Stands where routes are only listed: nothing is asked of it.
private struct NoDatabase: Database {
    let dialect = Dialect.sqlite

    func read<T: Sendable>(_ body: @escaping @Sendable (any Reader) throws -> T) async throws -> T { throw Refusal(.unavailable) }
    func write<T: Sendable>(_ body: @escaping @Sendable (any Writer) throws -> T) async throws -> T { throw Refusal(.unavailable) }
    func close() async throws {}
}

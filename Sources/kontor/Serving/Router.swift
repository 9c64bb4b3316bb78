import API
import Database
import Foundation
import HTTP
import Hummingbird
import Kernel
import Storefront
import Web

/// The map of the server: what answers which address. The rooms hang their routes up here.
/// - Parameter house: whose portal it is.
func makeRouter(_ portal: Portal, house: House) -> PortalRouter {
    let configuration = portal.configuration
    let cursors = CursorSigner(secret: portal.secret)
    let site = Site(
        database: portal.database, storefront: portal.storefront, now: portal.now, house: house.name, timeZone: house.timeZone,
        isSecure: configuration.baseURL.isSecure, cursors: cursors, priceFiles: portal.priceFiles(house))
    let api = API(database: portal.database, storefront: portal.storefront, now: portal.now, cursors: cursors, baseURL: configuration.baseURL)
    let frame = PortalFrame(
        baseURL: configuration.baseURL, trustedProxies: configuration.trustedProxies, metrics: portal.metrics, page: site.errorPage)
    let router = frame.router()
    site.addRoutes(to: router)
    api.addRoutes(to: router)
    frame.close(router, ready: portal.obstacles)
    return router
}

/// The distributor as its pages are headed: its first legal entity.
struct House: Sendable {
    let name: String
    let timeZone: TimeZone

    static func load(_ database: any Database) async throws -> House {
        let row = try await database.read { try $0.row("SELECT name, time_zone FROM legal_entities ORDER BY id LIMIT 1") }
        let zone = try row.flatMap { TimeZone(identifier: try $0.get("time_zone")) } ?? TimeZone(identifier: "Europe/Moscow") ?? .gmt
        return House(name: try row?.get("name") ?? "Kontor", timeZone: zone)
    }
}

import API
import Customers
import HTTP
import Hummingbird
import Jobs
import Storefront
import Web

/// The map of the server: what answers which address. The rooms hang their routes up here.
/// - Parameter house: how it is named in files that programs fetch; pages read it with every request.
func makeRouter(_ portal: Portal, house: HouseSettings) -> PortalRouter {
    let configuration = portal.configuration
    let cursors = CursorSigner(secret: portal.secret)
    let site = Site(
        database: portal.database, storefront: portal.storefront, now: portal.now, isSecure: configuration.baseURL.isSecure, cursors: cursors,
        vault: Vault(secret: portal.secret), passkeys: RelyingParty(baseURL: configuration.baseURL.description), hasMail: configuration.smtp != nil, priceFiles: portal.priceFiles, productFiles: portal.productFiles, fetchesRates: configuration.ratesURL != nil,
        exports: portal.exports, wakeJobs: portal.jobs.wake)
    let api = API(database: portal.database, storefront: portal.storefront, now: portal.now, cursors: cursors, baseURL: configuration.baseURL, productFiles: portal.productFiles)
    let frame = PortalFrame(
        baseURL: configuration.baseURL, trustedProxies: configuration.trustedProxies, metrics: portal.metrics, page: site.errorPage)
    let router = frame.router()
    site.addRoutes(to: router)
    api.addRoutes(to: router)
    frame.close(router, ready: portal.obstacles, notes: portal.notes)
    return router
}

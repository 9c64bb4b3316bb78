import HTTP
import Hummingbird

/// The map of the server: what answers which address. The rooms hang their routes up here.
func makeRouter(_ portal: Portal) -> PortalRouter {
    let frame = PortalFrame(baseURL: portal.configuration.baseURL, trustedProxies: portal.configuration.trustedProxies, metrics: portal.metrics) { failure, _, _ in
        .html("<!doctype html><title>\(failure.title)</title>", status: failure.status)
    }
    let router = frame.router()
    frame.close(router, ready: portal.obstacles)
    return router
}

/// A route as `kontor routes` tells it.
struct RouteEntry {
    let method: String
    let path: String
    let who: String
}

/// All routes by address.
func routeList() -> [RouteEntry] {
    let health = ["/livez", "/readyz", "/metrics"].map { RouteEntry(method: "GET", path: $0, who: "the machine's keeper") }
    return health.sorted { ($0.path, $0.method) < ($1.path, $1.method) }
}

import HTTPTypes
package import Hummingbird
import Kernel

/// The shared frame of both doors: what every request passes on its way in and every answer on its way out.
///
/// ```
/// let frame = PortalFrame(baseURL: …, metrics: metrics, page: errorPage)
/// let router = frame.router()
/// addAPI(to: router); addPages(to: router)
/// frame.close(router, ready: { … })
/// ```
package struct PortalFrame: Sendable {
    /// Renders a failure as a page; `web` supplies it.
    package typealias ErrorPage = @Sendable (_ failure: Failure, _ request: Request, _ context: PortalContext) -> Response
    /// What stands in the way of serving; empty when ready. Never shown to strangers beyond these words.
    package typealias Readiness = @Sendable () async -> [String]

    package let baseURL: BaseURL
    package let trustedProxies: TrustedProxies
    package let metrics: Metrics
    /// Paths under these answer failures as problem+json.
    package let programDoors: [String]
    /// Paths under these are never opened by a browser's cookie, so that the origin of a request does not matter there.
    package let originExempt: [String]
    let page: ErrorPage

    package init(
        baseURL: BaseURL, trustedProxies: TrustedProxies = .none, metrics: Metrics, programDoors: [String] = ["/api", "/oauth", "/erp"],
        originExempt: [String] = ["/api", "/oauth", "/erp"], page: @escaping ErrorPage
    ) {
        self.baseURL = baseURL
        self.trustedProxies = trustedProxies
        self.metrics = metrics
        self.programDoors = programDoors
        self.originExempt = originExempt
        self.page = page
    }

    /// A router in which every route added later is framed.
    package func router() -> PortalRouter {
        let router = PortalRouter(context: PortalContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: Arrival(trustedProxies: trustedProxies))
        router.add(middleware: RequestRecord(metrics: metrics))
        router.add(middleware: AnswerHeaders(isSecure: baseURL.isSecure, programDoors: programDoors))
        router.add(middleware: Packing(programDoors: programDoors))
        router.add(middleware: ErrorAnswers(baseURL: baseURL, programDoors: programDoors, page: page))
        router.add(middleware: HeadLength())
        router.add(middleware: OriginCheck(baseURL: baseURL, exempt: originExempt))
        return router
    }

    /// Adds `/livez`, `/readyz` and `/metrics`, and answers methods that a known path does not take. Call it after all routes.
    /// - Parameter notes: what is amiss without standing in the way of serving; asked when nothing does.
    package func close(_ router: PortalRouter, ready: @escaping Readiness, notes: @escaping Readiness = { [] }) {
        router.get("/livez") { _, _ in Response("ok\n", type: "text/plain; charset=utf-8") }
        router.get("/readyz") { _, _ in
            let obstacles = await ready()
            let lines = obstacles.isEmpty ? ["ok"] + (await notes()) : obstacles
            let text = lines.joined(separator: "\n") + "\n"
            return Response(text, type: "text/plain; charset=utf-8", status: obstacles.isEmpty ? .ok : .serviceUnavailable)
        }
        router.get("/metrics") { [metrics] _, context in
            // Figures of the business are nobody's on the open internet.
            guard context.remoteAddress?.isPrivate ?? true else { throw Refusal.notFound }
            return Response(await metrics.text(), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        refuseOtherMethods(router)
    }

    private func refuseOtherMethods(_ router: PortalRouter) {
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        for (path, routes) in Dictionary(grouping: router.routes, by: \.path.description) {
            var known = Set(routes.map(\.method))
            if known.contains(.get) { known.insert(.head) }
            let allowed = methods.filter(known.contains).map(\.rawValue).joined(separator: ", ")
            for method in methods where !known.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in throw HTTPError(.methodNotAllowed, headers: [.allow: allowed]) }
            }
        }
    }
}

/// The public address of the portal: scheme, host and port. A path prefix is not supported.
package struct BaseURL: Sendable, CustomStringConvertible {
    /// `https://portal.example`, lower case, without the scheme's usual port and without a trailing slash.
    package let description: String
    package let isSecure: Bool

    /// Nil unless `http` or `https` with a host and nothing behind it.
    package init?(_ text: String) {
        var text = text.trimmed.lowercased()
        while text.hasSuffix("/") { text.removeLast() }
        let scheme = text.hasPrefix("https://") ? "https://" : "http://"
        guard text.hasPrefix(scheme) else { return nil }
        let usualPort = scheme == "https://" ? ":443" : ":80"
        if text.hasSuffix(usualPort) { text.removeLast(usualPort.count) }
        let host = text.dropFirst(scheme.count)
        guard !host.isEmpty, !host.contains(where: { "/?#@ \\".contains($0) }) else { return nil }
        description = text
        isSecure = scheme == "https://"
    }
}

func isUnder(_ doors: [String], _ path: String) -> Bool { doors.contains { path == $0 || path.hasPrefix($0 + "/") } }

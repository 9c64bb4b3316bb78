import Customers
package import Database
package import HTTP
import HTTPTypes
import Hummingbird
import Journal
package import Kernel
import Localization
package import Pictures
package import Storefront

/// The door for programs. Built once by the assembly; `addRoutes` puts it into the router.
package struct API: Sendable {
    let database: any Database
    let storefront: LiveStorefront
    let now: @Sendable () -> Instant
    let cursors: CursorSigner
    let baseURL: BaseURL
    let productFiles: ProductFileStore
    /// Requests of one key.
    let rate: RateLimiter
    /// Whose tokens they are, as last read.
    let viewers = KeptViewers()
    /// Attempts to get a token from one address.
    let tokenRate = RateLimiter(rate: 50, burst: 500)

    package init(
        database: any Database, storefront: LiveStorefront, now: @escaping @Sendable () -> Instant, cursors: CursorSigner, baseURL: BaseURL, productFiles: ProductFileStore,
        rate: RateLimiter = RateLimiter(rate: 5_000, burst: 10_000)
    ) {
        self.database = database
        self.storefront = storefront
        self.now = now
        self.cursors = cursors
        self.baseURL = baseURL
        self.productFiles = productFiles
        self.rate = rate
    }

    package static let prefix = "/api/v1"

    /// Every call for a list of routes: method, path, and the scope that a key needs.
    package static var calls: [(method: String, path: String, scope: String)] {
        Endpoint.all.map { ($0.method.rawValue, prefix + $0.path, $0.scope.rawValue) }
    }

    /// Every call, the token endpoint and the description.
    package func addRoutes(to router: PortalRouter) {
        for endpoint in Endpoint.all {
            router.on(RouterPath(Self.prefix + endpoint.path), method: endpoint.method) { request, context in
                try await serve(endpoint, request, context)
            }
        }
        addOneCRoutes(to: router)
        let description = Response.json(OpenAPI.document(of: Endpoint.all, at: baseURL))
        router.get("/api/openapi.json") { _, _ in description }
        router.get("/api/problems/{code}") { _, context in
            // What `type` of a problem answer leads to.
            guard let code = Refusal.Code(rawValue: try context.pathValue("code")) else { throw Refusal.notFound }
            let texts = context.texts
            return Response("\(texts.title(code))\n\n\(texts.text(Refusal(code)))\n", type: "text/plain; charset=utf-8")
        }
        for path in ["/oauth/token", Self.prefix + "/oauth/token"] {
            router.post(RouterPath(path)) { request, context in await token(request, context) }
        }
    }

    /// Who asks, whether it may and how often; only then what it asks.
    private func serve(_ endpoint: Endpoint, _ request: Request, _ context: PortalContext) async throws -> Response {
        let now = now()
        let viewer = try await viewer(of: request, at: now)
        let allowance = rate.take(viewer.actor.text, now: now)
        do {
            guard allowance.isAllowed else { throw Refusal(.tooManyRequests, nil, ["retry_after": .integer(allowance.reset)]) }
            guard endpoint.scope.rights.isSubset(of: viewer.rights) else {
                throw Refusal(.forbidden, "scope_missing", ["scope": .text(endpoint.scope.rawValue)])
            }
            let answer = try await endpoint.handle(self, try await APIRequest(request, context, endpoint, viewer, at: now))
            var headers = answer.headers
            headers.append(contentsOf: rate.headers(allowance))
            if var file = answer.file {
                file.headers.append(contentsOf: headers)
                return file
            }
            return Response(answer.text, type: "application/json", status: answer.status, headers: headers)
        } catch {
            throw ErrorWithHeaders(error, rate.headers(allowance))
        }
    }

    /// The holder of the bearer token (RFC 6750). Throws `unauthenticated` without one that is known.
    private func viewer(of request: Request, at now: Instant) async throws -> Viewer {
        guard let field = request.headers[.authorization] else { throw Refusal(.unauthenticated, "token_required") }
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw Refusal(.unauthenticated, "token_required") }
        let token = parts[1].trimmed
        guard (1...512).contains(token.utf8.count), let viewer = try await database.read({ [viewers] in try $0.viewer(accessToken: token, at: now, kept: viewers) }) else {
            throw Refusal(.unauthenticated, "invalid_token")
        }
        return viewer
    }
}

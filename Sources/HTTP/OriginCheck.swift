import HTTPTypes
import Hummingbird
import Kernel

/// Refuses changes that another site makes with a visitor's cookie.
///
/// Browsers say where a request comes from (`Sec-Fetch-Site`, older ones `Origin`); a program says neither and has no foreign cookie to abuse.
struct OriginCheck: RouterMiddleware {
    typealias Context = PortalContext

    let baseURL: BaseURL
    let exempt: [String]

    private static let safe: Set<HTTPRequest.Method> = [.get, .head, .options]

    func handle(_ request: Request, context: PortalContext, next: (Request, PortalContext) async throws -> Response) async throws -> Response {
        guard Self.safe.contains(request.method) || isUnder(exempt, request.uri.path) || isOurs(request, context) else {
            throw Refusal(.forbidden, "foreign_origin")
        }
        return try await next(request, context)
    }

    private func isOurs(_ request: Request, _ context: PortalContext) -> Bool {
        if let site = request.headers[.secFetchSite] { return site == "same-origin" || site == "none" }
        guard let origin = request.headers[.origin] else { return true }
        guard let origin = BaseURL(origin) else { return false }
        if origin.description == baseURL.description { return true }
        // Behind another name than the public one, such as on a developer's machine.
        let scheme = context.isSecure ? "https://" : "http://"
        return request.head.authority.flatMap { BaseURL(scheme + $0) }?.description == origin.description
    }
}

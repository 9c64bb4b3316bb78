import HTTPTypes
import Hummingbird
import Kernel

/// Refuses changes that another site makes with a visitor's cookie.
///
/// Browsers say where a request comes from (`Sec-Fetch-Site`, older ones `Origin`, the oldest `Referer` alone). A program says nothing and has no foreign cookie to abuse: who comes
/// with a session's cookie and does not tell from where is refused.
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
        if let origin = request.headers[.origin] { return isOurs(origin, request, context) }
        if let referer = request.headers[.referer] { return isOurs(Self.origin(of: referer), request, context) }
        return !hasSession(request)
    }

    private func isOurs(_ origin: String, _ request: Request, _ context: PortalContext) -> Bool {
        guard let origin = BaseURL(origin) else { return false }
        if origin.description == baseURL.description { return true }
        // Behind another name than the public one, such as on a developer's machine.
        let scheme = context.isSecure ? "https://" : "http://"
        return request.head.authority.flatMap { BaseURL(scheme + $0) }?.description == origin.description
    }

    /// An address without what stands behind its host.
    private static func origin(of address: String) -> String {
        guard let start = address.firstRange(of: "://")?.upperBound else { return address }
        return String(address[..<(address[start...].firstIndex { "/?#".contains($0) } ?? address.endIndex)])
    }

    /// The cookie that a sign-in gives, by either of its names.
    private func hasSession(_ request: Request) -> Bool {
        request.headers[values: .cookie].contains { line in
            line.split(separator: ";").contains { cookie in
                let name = cookie.prefix { $0 != "=" }.drop { $0 == " " }
                return name == "kontor" || name == "__Host-kontor"
            }
        }
    }
}

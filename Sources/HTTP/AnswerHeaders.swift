import HTTPTypes
import Hummingbird

/// What every answer carries: the browser runs and shows only what comes from here, and keeps nothing that is not marked as keepable.
///
/// A route that needs another value sets it; only missing fields are filled.
struct AnswerHeaders: RouterMiddleware {
    typealias Context = PortalContext

    let isSecure: Bool
    let programDoors: [String]

    static let pagePolicy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    static let dataPolicy = "default-src 'none'; frame-ancestors 'none'"

    func handle(_ request: Request, context: PortalContext, next: (Request, PortalContext) async throws -> Response) async throws -> Response {
        var response = try await next(request, context)
        func fill(_ name: HTTPField.Name, _ value: String) {
            if response.headers[name] == nil { response.headers[name] = value }
        }
        fill(.contentSecurityPolicy, isUnder(programDoors, request.uri.path) ? Self.dataPolicy : Self.pagePolicy)
        fill(.xContentTypeOptions, "nosniff")
        fill(.referrerPolicy, "same-origin")
        fill(.frameOptions, "DENY")
        fill(.crossOriginOpenerPolicy, "same-origin")
        fill(.crossOriginResourcePolicy, "same-origin")
        fill(.permissionsPolicy, "camera=(self), geolocation=(), microphone=(), payment=(), usb=()")
        fill(.cacheControl, "no-store")
        fill(.robotsTag, "noindex, nofollow")
        // Whoever refuses knows how long; a page that takes the refusal up need not.
        if response.status == .tooManyRequests { fill(.retryAfter, "60") }
        if isSecure { fill(.strictTransportSecurity, "max-age=31536000") }
        return response
    }
}

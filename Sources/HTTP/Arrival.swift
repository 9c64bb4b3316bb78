package import HTTPTypes
import Hummingbird
import Localization
import Logging

/// Gives each request its number, its language and its true sender.
struct Arrival: RouterMiddleware {
    typealias Context = PortalContext

    let trustedProxies: TrustedProxies

    func handle(_ request: Request, context: PortalContext, next: (Request, PortalContext) async throws -> Response) async throws -> Response {
        var context = context
        context.requestID = request.headers[.requestID].flatMap(sane) ?? Self.newRequestID()
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request_id"] = .string(context.requestID)
        context.language =
            request.cookies["language"].flatMap { Language(rawValue: $0.value) } ?? Language(acceptLanguage: request.headers[.acceptLanguage])

        let peer = context.remoteAddress
        context.remoteAddress = trustedProxies.client(peer: peer, forwarded: request.headers[.forwardedFor])
        context.isSecure = trustedProxies.trust(peer) && request.headers[.forwardedProto]?.lowercased() == "https"

        var response = try await next(request, context)
        response.headers[.requestID] = context.requestID
        return response
    }

    /// A number that may stand in logs and headers as it is.
    private func sane(_ number: String) -> String? {
        let allowed = number.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return allowed && (8...64).contains(number.utf8.count) ? number : nil
    }

    private static func newRequestID() -> String {
        let number = UInt128.random(in: UInt128(1) << 124 ... .max)
        return String(number, radix: 16)
    }
}

extension HTTPField.Name {
    private static func known(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .server }

    static let requestID = known("X-Request-Id")
    static let forwardedFor = known("X-Forwarded-For")
    static let forwardedProto = known("X-Forwarded-Proto")
    static let rateLimit = known("RateLimit")
    static let rateLimitPolicy = known("RateLimit-Policy")
    static let secFetchSite = known("Sec-Fetch-Site")
    static let referrerPolicy = known("Referrer-Policy")
    static let permissionsPolicy = known("Permissions-Policy")
    static let crossOriginOpenerPolicy = known("Cross-Origin-Opener-Policy")
    /// What search engines may keep of an answer.
    package static let robotsTag = known("X-Robots-Tag")
    static let frameOptions = known("X-Frame-Options")
}

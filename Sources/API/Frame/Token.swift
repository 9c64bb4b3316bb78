import Customers
import Database
import Foundation
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Logging

extension API {
    /// `POST /oauth/token`: client credentials for a token of an hour (RFC 6749, 4.4 and 5). Its errors have the form of that document.
    func token(_ request: Request, _ context: PortalContext) async -> Response {
        do {
            let now = now()
            let allowance = tokenRate.take(context.remoteAddress?.description ?? "", now: now)
            guard allowance.isAllowed else {
                return Self.tokenError("temporarily_unavailable", .tooManyRequests, context, headers: [.retryAfter: String(allowance.reset)])
            }
            let form = try await request.form(upTo: 16_384)
            guard let grant = form["grant_type"] else { return Self.tokenError("invalid_request", .badRequest, context) }
            guard grant == "client_credentials" else { return Self.tokenError("unsupported_grant_type", .badRequest, context) }
            guard let credentials = Self.basic(request.headers[.authorization]) ?? Self.posted(form) else {
                return Self.tokenError("invalid_client", .unauthorized, context)
            }
            let scope = form["scope"]
            let token = try await database.write { writer in
                try issueToken(clientID: credentials.id, clientSecret: credentials.secret, scope: scope, at: now, in: writer)
            }
            return Response.json([
                "access_token": .string(token.accessToken), "token_type": "Bearer", "expires_in": .number(String(token.expiresIn)),
                "scope": .string(token.scope),
            ])
        } catch let refusal as Refusal {
            switch refusal.code {
            case .unauthenticated: return Self.tokenError("invalid_client", .unauthorized, context)
            case .payloadTooLarge: return Self.tokenError("invalid_request", .contentTooLarge, context)
            default: return Self.tokenError(refusal.reason.contains("scope") ? "invalid_scope" : "invalid_request", .badRequest, context)
            }
        } catch {
            context.logger.error("Token not issued", metadata: ["error": .string("\(type(of: error)): \(error)")])
            return Self.tokenError("server_error", .internalServerError, context)
        }
    }

    private static func tokenError(_ code: String, _ status: HTTPResponse.Status, _ context: PortalContext, headers: HTTPFields = [:]) -> Response {
        var response = Response.json(["error": .string(code), "request_id": .string(context.requestID)], status: status)
        response.headers.append(contentsOf: headers)
        if status == .unauthorized { response.headers[.wwwAuthenticate] = #"Basic realm="kontor""# }
        return response
    }

    /// HTTP Basic; both parts are form-encoded before they are joined (RFC 6749, 2.3.1).
    static func basic(_ field: String?) -> (id: String, secret: String)? {
        guard let parts = field?.split(separator: " ", maxSplits: 1), parts.count == 2, parts[0].lowercased() == "basic",
            let bytes = Data(base64Encoded: parts[1].trimmed), let text = String(validating: bytes, as: UTF8.self),
            let colon = text.firstIndex(of: ":"),
            let id = PercentEncoding.decode(text[..<colon], form: true),
            let secret = PercentEncoding.decode(text[text.index(after: colon)...], form: true)
        else { return nil }
        return (id, secret)
    }

    private static func posted(_ form: Form) -> (id: String, secret: String)? {
        guard let id = form["client_id"], let secret = form["client_secret"] else { return nil }
        return (id, secret)
    }
}

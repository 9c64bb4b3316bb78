import Customers
import Database
import Foundation
import HTTP
import HTTPTypes
import Hummingbird
import Integrations
import Journal
import Kernel
import Localization
import Logging

/// The door of 1C: «Обмен с сайтом» (`domain/commerceml.md` 1). One address, commands in its query; answers in plain text with a keyword on the first line.
extension API {
    static let oneCPath = "/1c_exchange"
    /// What 1C sends back as its cookie.
    private static let cookie = "kontor_exchange"

    func addOneCRoutes(to router: PortalRouter) {
        router.get(RouterPath(Self.oneCPath)) { request, context in await oneC(request, context) }
        router.post(RouterPath(Self.oneCPath)) { request, context in await oneC(request, context) }
    }

    private func oneC(_ request: Request, _ context: PortalContext) async -> Response {
        do {
            let parameters = try request.query
            let (type, mode) = (parameters["type"] ?? "", parameters["mode"] ?? "")
            if mode == "checkauth" { return try await checkAuth(request) }
            let session = try await exchangeSession(request)
            try session.viewer.demand(.writeRecords)
            switch (type, mode) {
            case ("sale", "init"), ("catalog", "init"):
                return keyword("zip=no\nfile_limit=0\nversion=2.09")
            case ("sale", "query"):
                let document = try await ordersDocument(
                    session: session.name, version: parameters["version"], for: session.viewer, at: now(), in: database)
                return Response(
                    status: .ok, headers: [.contentType: "application/xml; charset=utf-8"], body: ResponseBody(byteBuffer: ByteBuffer(bytes: document)))
            case ("sale", "success"):
                let (name, viewer, moment) = (session.name, session.viewer, now())
                try await database.write { _ = try confirmOrders(session: name, for: viewer, at: moment, in: $0) }
                return keyword("success")
            default: throw Refusal(.validation, "exchange_mode_unknown", ["type": .text(String(type.prefix(40))), "mode": .text(String(mode.prefix(40)))])
            }
        } catch let refusal as Refusal {
            let status: HTTPResponse.Status = refusal.code == .unauthenticated ? .unauthorized : .ok
            var answer = keyword("failure\n" + context.texts.text(refusal), status: status)
            if status == .unauthorized { answer.headers[.wwwAuthenticate] = #"Basic realm="kontor""# }
            return answer
        } catch {
            context.logger.error("Exchange with 1C failed", metadata: ["error": .string("\(type(of: error)): \(error)")])
            return keyword("failure\n" + context.texts.text(Refusal(.unavailable)))
        }
    }

    /// Opens a session: the cookie that 1C sends back is a token of the key, good for an hour.
    private func checkAuth(_ request: Request) async throws -> Response {
        guard let credentials = Self.basic(request.headers[.authorization]) else { throw Refusal(.unauthenticated, "invalid_client") }
        let moment = now()
        let token = try await database.write { writer in
            guard let viewer = try viewer(keyID: credentials.id, secret: credentials.secret, at: moment, in: writer) else {
                throw Refusal(.unauthenticated, "invalid_client")
            }
            try viewer.demand(.writeRecords)
            return try issueToken(clientID: credentials.id, clientSecret: credentials.secret, scope: nil, at: moment, in: writer)
        }
        return keyword("success\n\(Self.cookie)\n\(token.accessToken)\ntimestamp=\(moment.milliseconds / 1000)")
    }

    /// By the cookie of `checkauth`, or by Basic on each request, as many configurations of 1C do.
    private func exchangeSession(_ request: Request) async throws -> (viewer: Viewer, name: String) {
        let moment = now()
        if let token = request.cookies[Self.cookie]?.value, let viewer = try await database.read({ try $0.viewer(accessToken: token, at: moment) }) {
            return (viewer, Secret.digest(token))
        }
        guard let credentials = Self.basic(request.headers[.authorization]) else { throw Refusal(.unauthenticated, "invalid_client") }
        let known = try await database.read { try viewer(keyID: credentials.id, secret: credentials.secret, at: moment, in: $0) }
        guard let known else { throw Refusal(.unauthenticated, "invalid_client") }
        return (known, known.actor.text)
    }

    private func keyword(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(text, type: "text/plain; charset=utf-8", status: status, headers: [.cacheControl: "no-store"])
    }
}

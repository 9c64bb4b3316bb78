import Foundation
package import HTTP
package import HTTPTypes
import Hummingbird
package import Kernel
package import Logging
import NIOCore
import NIOEmbedded

/// Asks the router as a browser or a program would, without a socket: everything from the frame inwards runs, the sender's address is given.
package struct PortalClient: Sendable {
    private let responder: RouterResponder<PortalContext>
    private let address: String?
    private let logger: Logger

    /// `address` is the other end of the connection; nil as on a unix socket.
    package init(_ router: PortalRouter, address: String? = nil, logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) {
        responder = router.buildResponder()
        self.address = address
        self.logger = logger
    }

    package func get(_ path: String, headers: HTTPFields = [:]) async throws -> PortalAnswer { try await send(.get, path, headers: headers) }

    package func post(_ path: String, headers: HTTPFields = [:], json: JSON) async throws -> PortalAnswer {
        var headers = headers
        headers[.contentType] = "application/json"
        return try await send(.post, path, headers: headers, body: json.bytes)
    }

    /// As a browser posts a form of this site.
    package func post(_ path: String, headers: HTTPFields = [:], form: [(String, String)]) async throws -> PortalAnswer {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        let text = form.map { PercentEncoding.encode($0) + "=" + PercentEncoding.encode($1) }.joined(separator: "&")
        return try await send(.post, path, headers: headers, body: Array(text.utf8))
    }

    /// - Parameter tellsOrigin: as a browser does that comes with a cookie and is told nothing else.
    package func send(_ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: [UInt8] = [], tellsOrigin: Bool = true) async throws -> PortalAnswer {
        var headers = headers
        if tellsOrigin, headers[.cookie] != nil, headers[.origin] == nil, headers[.referer] == nil, let site = HTTPField.Name("Sec-Fetch-Site"), headers[site] == nil {
            headers[site] = "same-origin"
        }
        let head = HTTPRequest(method: method, scheme: "http", authority: "portal.test", path: path, headerFields: headers)
        // In pieces, as they come from a socket.
        let pieces = stride(from: 0, to: body.count, by: 16_384).map { ByteBuffer(bytes: body[$0..<min(body.count, $0 + 16_384)]) }
        let stream = AsyncStream { continuation in
            for piece in pieces { continuation.yield(piece) }
            continuation.finish()
        }
        let channel = NIOAsyncTestingChannel()
        channel.remoteAddress = try address.map { try SocketAddress(ipAddress: $0, port: 40_000) }
        var logger = logger
        logger[metadataKey: "hb.request.id"] = "0"
        let context = PortalContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        let response = try await responder.respond(to: Request(head: head, body: RequestBody(asyncSequence: stream)), context: context)
        let writer = Collected()
        try await response.body.write(writer)
        return PortalAnswer(status: response.status, headers: response.headers, body: writer.bytes)
    }

    private final class Collected: ResponseBodyWriter {
        var bytes: [UInt8] = []
        func write(_ buffer: ByteBuffer) async throws { bytes.append(contentsOf: buffer.readableBytesView) }
        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

package struct PortalAnswer: Sendable {
    package let status: HTTPResponse.Status
    package let headers: HTTPFields
    package let body: [UInt8]

    package init(status: HTTPResponse.Status, headers: HTTPFields, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var text: String { String(decoding: body, as: UTF8.self) }
    /// The body, null when it is no JSON.
    package var json: JSON { (try? JSON(parsing: body)) ?? .null }

    package func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import kontor

@Suite("Answers to HEAD on the line")
struct HeadAnswersTests {
    private func line() throws -> EmbeddedChannel {
        let line = EmbeddedChannel(handler: HeadAnswers())
        try line.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return line
    }

    private func ask(_ method: HTTPRequest.Method, _ line: EmbeddedChannel) throws {
        try line.writeInbound(HTTPRequestPart.head(HTTPRequest(method: method, scheme: "http", authority: "portal.test", path: "/")))
        try line.writeInbound(HTTPRequestPart.end(nil))
    }

    private func answer(_ line: EmbeddedChannel, _ status: HTTPResponse.Status = .ok, length: String?) throws {
        var headers: HTTPFields = [:]
        headers[.contentLength] = length
        line.write(HTTPResponsePart.head(HTTPResponse(status: status, headerFields: headers)), promise: nil)
        line.write(HTTPResponsePart.body(ByteBuffer(string: "12345")), promise: nil)
        line.write(HTTPResponsePart.end(nil), promise: nil)
        line.flush()
        line.embeddedEventLoop.run()
    }

    /// What came out: `head`, with `close` where it says so, `body`, `end`.
    private func parts(_ line: EmbeddedChannel) throws -> [String] {
        var parts: [String] = []
        while let part = try line.readOutbound(as: HTTPResponsePart.self) {
            switch part {
            case .head(let head): parts.append(head.headerFields[.connection] ?? "head")
            case .body: parts.append("body")
            case .end: parts.append("end")
            }
        }
        return parts
    }

    @Test("an answer of a known length has no body, and the line stays")
    func counted() throws {
        let line = try line()
        try ask(.head, line)
        try ask(.get, line)
        try answer(line, length: "5")
        #expect(try parts(line) == ["head", "end"])
        #expect(line.isActive)
        try answer(line, length: nil)
        #expect(try parts(line) == ["head", "body", "end"])
        #expect(line.isActive)
    }

    @Test("one of an unknown length ends the line with its head")
    func uncounted() throws {
        let line = try line()
        try ask(.get, line)
        try answer(line, length: nil)
        #expect(try parts(line) == ["head", "body", "end"])
        try ask(.head, line)
        try answer(line, length: nil)
        #expect(try parts(line) == ["close"])
        #expect(!line.isActive)
    }

    @Test("what has no body anyway, and what is said meanwhile, ends nothing")
    func interim() throws {
        let line = try line()
        try ask(.head, line)
        line.write(HTTPResponsePart.head(HTTPResponse(status: .continue)), promise: nil)
        try answer(line, .notModified, length: nil)
        #expect(try parts(line) == ["head", "head", "end"])
        #expect(line.isActive)
    }
}

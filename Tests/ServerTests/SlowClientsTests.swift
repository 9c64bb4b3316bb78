import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import kontor

@Suite("Lines that go on for ever")
struct SlowClientsTests {
    private let head = HTTPRequestPart.head(HTTPRequest(method: .post, scheme: "http", authority: "portal.test", path: "/"))

    private func line() throws -> EmbeddedChannel {
        let line = EmbeddedChannel(handler: SlowClients())
        try line.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return line
    }

    /// Pieces of a body, one a second, each asked for; how many seconds the line lived.
    private func drip(_ line: EmbeddedChannel, _ bytes: Int, seconds: Int, isAsked: Bool = true) throws -> Int {
        for second in 0..<seconds {
            guard line.isActive else { return second }
            if isAsked { line.read() }
            try line.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 97, count: bytes)))
            if isAsked { line.read() }
            line.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        return seconds
    }

    @Test("a head that does not come ends the line")
    func silence() throws {
        let line = try line()
        line.embeddedEventLoop.advanceTime(by: .seconds(9))
        #expect(line.isActive)
        line.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!line.isActive)
    }

    @Test("a body drop by drop is cut off, one that comes at a kilobyte a second is not")
    func drops() throws {
        let slow = try line()
        try slow.writeInbound(head)
        #expect(try drip(slow, 1, seconds: 100) <= 21)
        let honest = try line()
        try honest.writeInbound(head)
        #expect(try drip(honest, 1000, seconds: 100) == 100)
        try honest.writeInbound(HTTPRequestPart.end(nil))
        // And the answer takes its time.
        honest.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(honest.isActive)
    }

    @Test("who was quick enough on the whole may pause, for less than half a minute")
    func pauses() throws {
        // 45 KB in fifteen seconds are enough for more than a minute; the second span has nothing at all.
        let quick = try line()
        try quick.writeInbound(head)
        #expect(try drip(quick, 3000, seconds: 15) == 15)
        quick.embeddedEventLoop.advanceTime(by: .seconds(28))
        #expect(quick.isActive)
        #expect(try drip(quick, 3000, seconds: 15) == 15)
        // Who has given just enough until then owes what he does not send.
        let close = try line()
        try close.writeInbound(head)
        #expect(try drip(close, 600, seconds: 19) == 19)
        close.embeddedEventLoop.advanceTime(by: .seconds(22))
        #expect(!close.isActive)
        // However much has come: nobody is waited for longer than the idle timeout waits.
        let gone = try line()
        try gone.writeInbound(head)
        #expect(try drip(gone, 1 << 20, seconds: 5) == 5)
        gone.embeddedEventLoop.advanceTime(by: .seconds(36))
        #expect(!gone.isActive)
        // What came of one body is no merit of the next.
        let next = try line()
        try next.writeInbound(head)
        #expect(try drip(next, 1 << 20, seconds: 2) == 2)
        try next.writeInbound(HTTPRequestPart.end(nil))
        try next.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try next.writeOutbound(HTTPResponsePart.end(nil))
        try next.writeInbound(head)
        #expect(try drip(next, 1, seconds: 100) <= 21)
    }

    @Test("what the server does not ask for need not come")
    func notAsked() throws {
        let line = try line()
        try line.writeInbound(head)
        #expect(try drip(line, 1, seconds: 100, isAsked: false) == 100)
    }

    @Test("no request takes longer than ten minutes to come")
    func whole() throws {
        let line = try line()
        try line.writeInbound(head)
        let seconds = try drip(line, 1000, seconds: 700)
        #expect(seconds > 590)
        #expect(seconds <= 601)
    }

    @Test("what has been answered is not taken without end")
    func unwanted() throws {
        let line = try line()
        try line.writeInbound(head)
        try line.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .notFound)))
        try line.writeOutbound(HTTPResponsePart.end(nil))
        var taken = 0
        while line.isActive, taken < 200 {
            try line.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 97, count: 1 << 20)))
            taken += 1
        }
        #expect(taken == 65)
        // Whoever sends all before he reads is answered, and may ask again.
        let usual = try self.line()
        for _ in 0..<3 {
            try usual.writeInbound(head)
            try usual.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .notFound)))
            try usual.writeOutbound(HTTPResponsePart.end(nil))
            for _ in 0..<30 { try usual.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 97, count: 1 << 20))) }
            try usual.writeInbound(HTTPRequestPart.end(nil))
        }
        #expect(usual.isActive)
    }
}

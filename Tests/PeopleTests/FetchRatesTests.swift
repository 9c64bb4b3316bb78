import Customers
import Database
import Fetch
import Foundation
import Integrations
import Jobs
import Kernel
import Logging
import NIOCore
import NIOPosix
import Pricing
import Testing
import TestSupport

@testable import kontor

@Suite("Fetching the Central Bank's rates")
struct FetchRatesTests {
    private static let now = Instant("2026-11-24T15:00:00Z")!
    private static let good = #"<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="25.11.2026" name="Foreign Currency Market"><Valute ID="R01235"><NumCode>840</NumCode><CharCode>USD</CharCode><Nominal>1</Nominal><Name>%</Name><Value>82,9977</Value></Valute></ValCurs>"#

    /// The file with a name in windows-1251, as the bank sends it.
    private static var bytes: [UInt8] { good.utf8.flatMap { $0 == UInt8(ascii: "%") ? [0xC4, 0xEE, 0xEB, 0xEB, 0xE0, 0xF0] : [$0] } }

    private static func answer(_ body: [UInt8], status: String = "200 OK", length: Int? = nil) -> [UInt8] {
        Array("HTTP/1.1 \(status)\r\nContent-Type: application/xml\r\nContent-Length: \(length ?? body.count)\r\nConnection: close\r\n\r\n".utf8) + body
    }

    /// What servers do: the answer, whether the connection is kept open after it, and the word in the reason.
    private static let bad: [(name: String, answer: [UInt8], hangs: Bool, reason: String)] = [
        ("500", answer(Array("oops".utf8), status: "500 Internal Server Error"), false, "HTTP 500"),
        ("cut", answer(Array(bytes.prefix(150)), length: bytes.count), false, "unreachable"),
        ("truncated", answer(Array(bytes.prefix(150))), false, "not the Central Bank's daily file"),
        ("a page", answer(Array("<html><body>Технические работы</body></html>".utf8)), false, "not the Central Bank's daily file"),
        ("empty", answer([]), false, "not the Central Bank's daily file"),
        // Declares UTF-8 and sends windows-1251.
        ("encoding", answer(Array(String(decoding: bytes.prefix(19), as: UTF8.self).utf8) + Array(#" encoding="utf-8"?>"#.utf8) + Array(bytes.drop { $0 != 0x3E }.dropFirst())), false, "not the Central Bank's daily file"),
        ("huge", answer([UInt8](repeating: 0x20, count: 400_000)), false, "too_large"),
        ("endless", Array("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8) + [UInt8](repeating: 0x20, count: 400_000), true, "too_large"),
        ("hanging", answer(Array(bytes.prefix(50)), length: bytes.count), true, "too_slow"),
        ("silent", [], true, "too_slow"),
    ]

    /// Runs a server on the loopback that gives each caller the answer that is current.
    private func serve<T: Sendable>(_ answer: @escaping @Sendable () -> (bytes: [UInt8], hangs: Bool), _ body: (String) async throws -> T) async throws -> T {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Answering(answer)) }
            }.bind(host: "127.0.0.1", port: 0).get()
        let address = "http://127.0.0.1:\(server.localAddress?.port ?? 0)/scripts/XML_daily.asp"
        do {
            let value = try await body(address)
            try await server.close()
            return value
        } catch {
            try? await server.close()
            throw error
        }
    }

    @Test("an answer of the bank is taken, whatever is wrong is told within bounds of bytes and time, and nothing of it is kept")
    func answers() async throws {
        try await withDatabase(.sqlite, migrations: schema) { database in
            let client = WebClient(limit: 100_000, seconds: 1)
            for (name, bytes, hangs, reason) in Self.bad {
                let start = ContinuousClock.now
                let problem = try await serve({ (bytes, hangs) }) { address in
                    do {
                        _ = try await fetchCentralBankRates(by: { try await client.get(address) }, at: Self.now, in: database)
                        return ""
                    } catch { return "\(error)" }
                }
                #expect(problem.contains(reason), "\(name): \(problem)")
                #expect(ContinuousClock.now - start < .seconds(6), "\(name)")
            }
            let kept = try await database.read { try $0.row("SELECT COUNT(*) AS n FROM currency_rates")?.get("n", as: Int.self) }
            #expect(kept == 0)
            let taken = try await serve({ (Self.answer(Self.bytes), false) }) { address in
                try await fetchCentralBankRates(by: { try await client.get(address) }, at: Self.now, in: database)
            }
            #expect(taken.changed == 1 && taken.day.description == "2026-11-25")
            await #expect(throws: WebProblem.self) { _ = try await client.get("file:///etc/passwd") }
            await #expect(throws: WebProblem.self) { _ = try await client.get("http://127.0.0.1:9/") }
        }
    }

    @Test("the job fails while the bank does, shows why, tries again and then has the rates", arguments: Engine.allCases)
    func job(engine: Engine) async throws {
        try await withDatabase(engine, migrations: schema) { database in
            let mode = Mode()
            try await serve({ mode.answer() }) { address in
                let client = WebClient(limit: 100_000, seconds: 2)
                let clock = Clock(Self.now)
                let handler = JobHandler(ratesJob) { _ in _ = try await fetchCentralBankRates(by: { try await client.get(address) }, at: clock.now, in: database) }
                let worker = JobWorker(
                    database, handlers: [handler], schedules: [Schedule(ratesJob, every: 21_600)], log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { clock.now },
                    chance: { 0 })
                mode.set(Self.answer(Array("busy".utf8), status: "503 Service Unavailable"))
                await worker.drain()
                var state = try #require(try await database.read { try $0.latestJobs(of: ratesJob).first })
                #expect(state.state == "waiting" && state.attempts == 1)
                #expect(state.lastError?.contains("HTTP 503") ?? false)
                mode.set(Self.answer(Self.bytes))
                clock.advance(10)
                await worker.drain()
                state = try #require(try await database.read { try $0.latestJobs(of: ratesJob).first })
                #expect(state.state == "done")
                // Once a period, however often the queue is looked at.
                await worker.drain()
                #expect(try await database.read { try $0.latestJobs(of: ratesJob, limit: 10).count } == 1)
                clock.advance(21_600)
                await worker.drain()
                #expect(try await database.read { try $0.latestJobs(of: ratesJob, limit: 10).count } == 2)
            }
        }
    }
}

private final class Answering: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let answer: @Sendable () -> (bytes: [UInt8], hangs: Bool)
    private var isDone = false

    init(_ answer: @escaping @Sendable () -> (bytes: [UInt8], hangs: Bool)) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDone else { return }
        isDone = true
        let (bytes, hangs) = answer()
        let written = context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)))
        if !hangs {
            let channel = context.channel
            written.whenComplete { _ in channel.close(promise: nil) }
        }
    }
}

private final class Mode: @unchecked Sendable {
    private let lock = NSLock()
    private var bytes: [UInt8] = []
    func set(_ bytes: [UInt8]) { lock.withLock { self.bytes = bytes } }
    func answer() -> (bytes: [UInt8], hangs: Bool) { lock.withLock { (bytes, false) } }
}

private final class Clock: @unchecked Sendable {
    private let lock = NSLock()
    private var moment: Instant
    init(_ moment: Instant) { self.moment = moment }
    var now: Instant { lock.withLock { moment } }
    func advance(_ seconds: Int64) { lock.withLock { moment = moment.adding(seconds: seconds) } }
}

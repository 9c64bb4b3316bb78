import CFetch
import Foundation
import Synchronization

/// Lines to a server that stay open between requests, one for each thread that has a request under way.
final class BucketLines: Sendable {
    private struct Line: @unchecked Sendable { let pointer: UnsafeMutableRawPointer }

    private let idle = Mutex<[Line]>([])

    deinit { idle.withLock { lines in for line in lines { kontor_line_close(line.pointer) } } }

    /// One request and its answer.
    func exchange(_ asked: BucketRequest) -> BucketAnswer {
        guard let line = idle.withLock({ $0.popLast() }) ?? kontor_line_open().map(Line.init) else { return BucketAnswer(failure: "no memory") }
        defer { idle.withLock { $0.append(line) } }
        var exchange = kontor_exchange()
        exchange.direct = asked.isDirect ? 1 : 0
        exchange.source = asked.source?.descriptor ?? -1
        exchange.source_size = asked.source?.size ?? 0
        exchange.target = asked.target ?? -1
        exchange.limit = asked.limit
        exchange.seconds = asked.seconds
        exchange.connect_seconds = min(3, asked.seconds)
        let headers = asked.headers.sorted { $0.key < $1.key }.map { strdup("\($0.key): \($0.value)") }
        defer { for header in headers { free(header) } }
        let authorities = asked.authorities.map { strdup($0) } ?? nil
        defer { free(authorities) }
        exchange.authorities = UnsafePointer(authorities)
        let code = asked.method.withCString { method in
            asked.url.withCString { url in
                (headers.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { list in
                    exchange.method = method
                    exchange.url = url
                    exchange.headers = list.baseAddress
                    defer {
                        exchange.method = nil
                        exchange.url = nil
                        exchange.headers = nil
                    }
                    return kontor_line_exchange(line.pointer, &exchange)
                }
            }
        }
        defer { kontor_fetch_free(exchange.bytes) }
        let words = withUnsafeBytes(of: exchange.error) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return BucketAnswer(
            failure: code == 0 ? nil : words, fault: BucketAnswer.Fault(rawValue: exchange.fault), isLate: kontor_fetch_end(code) == 1, status: exchange.status, bytes: Array(UnsafeBufferPointer(start: exchange.bytes, count: exchange.bytes == nil ? 0 : exchange.length)),
            written: exchange.written, modified: exchange.modified < 0 ? nil : exchange.modified, retryAfter: exchange.retry_after)
    }
}

/// What is asked of a server, signed.
struct BucketRequest {
    var method: String
    var url: String
    var headers: [String: String]
    /// An open file to be sent.
    var source: (descriptor: Int32, size: Int64)?
    /// An open file that takes the body of a good answer.
    var target: Int32?
    /// The most bytes of an answer.
    var limit: Int64
    var seconds: Int
    var isDirect: Bool
    var authorities: String?
}

/// What a server answered, or what hindered it.
struct BucketAnswer {
    /// What was amiss on this side of the line.
    enum Fault: Int32 { case cannotWrite = 1, noRoom, cannotRead, tooLarge, noMemory }

    var failure: String?
    var fault: Fault?
    /// Whether it was the time.
    var isLate = false
    var status = 0
    var bytes: [UInt8] = []
    /// What went into the file.
    var written: Int64 = 0
    /// Seconds since 1970.
    var modified: Int64?
    /// Seconds.
    var retryAfter: Int64 = 0
}

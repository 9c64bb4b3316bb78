import CZlib
package import HTTPTypes
import Hummingbird
import NIOCore

/// Sends texts packed to whoever takes them so (RFC 9110, 8.4.1.3): a page weighs a sixth of what it did.
///
/// Only answers to GET, and to HEAD as to GET: what is shown once, such as a new key, answers a POST, and packed beside something that a stranger chose its size would tell of it.
struct Packing: RouterMiddleware {
    typealias Context = PortalContext

    /// Programs get what they ask for as it is.
    let programDoors: [String]

    /// Below it the head weighs more than what is saved, above it an answer is a file.
    static let sizes = 1024...(4 << 20)

    func handle(_ request: Request, context: PortalContext, next: (Request, PortalContext) async throws -> Response) async throws -> Response {
        var response = try await next(request, context)
        // An entity tag is of the bytes as they are.
        guard [.get, .head].contains(request.method), isText(response.headers[.contentType] ?? ""), response.headers[.contentEncoding] == nil, response.headers[.eTag] == nil,
            !isUnder(programDoors, request.uri.path)
        else { return response }
        response.headers[.vary] = response.headers[.vary].map { "\($0), Accept-Encoding" } ?? "Accept-Encoding"
        guard takesGzip(request.headers), let length = response.body.contentLength, Self.sizes.contains(length) else { return response }
        let whole = Whole()
        try await response.body.write(whole)
        if let packed = whole.buffer.withUnsafeReadableBytes({ gzip($0, level: 4) }) {
            response.headers[.contentEncoding] = "gzip"
            response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: packed))
        } else {
            response.body = ResponseBody(byteBuffer: whole.buffer)
        }
        return response
    }

    private func isText(_ type: String) -> Bool { type.hasPrefix("text/") || type.hasPrefix("application/json") || type.hasPrefix("image/svg") }

    private final class Whole: ResponseBodyWriter {
        var buffer = ByteBuffer()
        func write(_ part: ByteBuffer) async throws { buffer.writeImmutableBuffer(part) }
        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

/// Whether whoever asks takes answers packed by gzip.
package func takesGzip(_ asked: HTTPFields) -> Bool {
    let codings = (asked[.acceptEncoding] ?? "").lowercased().split(separator: ",").map { coding in
        coding.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
    }
    func isTaken(_ name: String) -> Bool? {
        guard let coding = codings.first(where: { $0.first == name }) else { return nil }
        let weight = coding.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
        return (weight ?? 1) > 0
    }
    return isTaken("gzip") ?? isTaken("*") ?? false
}

/// The bytes in gzip's format (RFC 1952); nil when zlib cannot.
/// - Parameter level: from 1, which is quick, to 9.
package func gzip(_ bytes: UnsafeRawBufferPointer, level: Int32) -> [UInt8]? {
    var stream = z_stream()
    // 16 more: in gzip's format instead of zlib's.
    guard deflateInit2_(&stream, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    guard let size = uInt(exactly: bytes.count), let room = uInt(exactly: deflateBound(&stream, uLong(bytes.count))) else { return nil }
    var outcome = Z_OK
    let packed = [UInt8](unsafeUninitializedCapacity: Int(room)) { target, count in
        stream.next_in = bytes.bindMemory(to: UInt8.self).baseAddress.map { UnsafeMutablePointer(mutating: $0) }
        stream.avail_in = size
        stream.next_out = target.baseAddress
        stream.avail_out = room
        outcome = deflate(&stream, Z_FINISH)
        count = Int(room - stream.avail_out)
    }
    return outcome == Z_STREAM_END ? packed : nil
}

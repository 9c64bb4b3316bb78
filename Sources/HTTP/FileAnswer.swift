package import Files
import Foundation
package import HTTPTypes
package import Hummingbird
import Kernel
import NIOCore

/// A kept file on its way to a browser or a program.
package struct FileAnswer: Sendable {
    let file: StoredFile
    let mediaType: String
    let name: String
    /// Shown in a page instead of being saved. Only for what no browser runs.
    let isShown: Bool

    /// - Parameter name: how whoever saves it will find it; only the last part of a path counts.
    package init(_ file: StoredFile, mediaType: String, name: String, isShown: Bool) {
        self.file = file
        self.mediaType = mediaType
        self.name = name.split(separator: "/").last.map(String.init) ?? file.hash
        self.isShown = isShown
    }

    /// The file from its store, or 304 for whoever has it already.
    /// - Parameter asked: the headers of the request.
    /// - Throws: `unavailable` when the store does not have it here.
    package func response(to asked: HTTPFields, from store: ContentStore) async throws -> Response {
        let tag = "\"\(file.hash)\""
        var headers: HTTPFields = [
            // Each time it is asked whether the right to see it still stands.
            .eTag: tag, .cacheControl: "private, no-cache", .contentSecurityPolicy: "default-src 'none'; sandbox", .xContentTypeOptions: "nosniff",
        ]
        if isHeld(tag, asked) {
            return Response(status: .notModified, headers: headers)
        }
        guard let handle = try await store.aside({ [file] in $0.open(file) }) else { throw Refusal(.unavailable) }
        headers[.contentType] = mediaType
        headers[.contentDisposition] = disposition
        return Response(status: .ok, headers: headers, body: ResponseBody(contentLength: Int(file.size)) { writer in
            defer { try? handle.close() }
            while let piece = try handle.read(upToCount: 1 << 18), !piece.isEmpty { try await writer.write(ByteBuffer(bytes: piece)) }
            try await writer.finish(nil)
        })
    }

    /// With the name in ASCII for old programs and whole for others (RFC 6266, 4.3).
    private var disposition: String {
        let plain = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._- ".contains($0)) ? $0 : "_" })
        return "\(isShown ? "inline" : "attachment"); filename=\"\(plain)\"; filename*=UTF-8''\(PercentEncoding.encode(name))"
    }
}

/// Whether whoever asks has what the tag names.
func isHeld(_ tag: String, _ asked: HTTPFields) -> Bool {
    asked[.ifNoneMatch]?.split(separator: ",").contains { [tag, "W/\(tag)", "*"].contains($0.trimmed) } ?? false
}

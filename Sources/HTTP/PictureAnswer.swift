package import Files
package import HTTPTypes
package import Hummingbird
import Kernel
import NIOCore
package import Pictures

extension ProductFileStore {
    /// A picture as pages show it, or 304 for whoever has it already. What a browser holds it need not ask for again: its address tells its content, and
    /// another session has a copy of its own.
    /// - Parameter asked: the headers of the request.
    /// - Throws: `not_found` for what cannot be shown, `unavailable` for what cannot be made now.
    package func answer(_ size: PictureSize, of file: StoredFile, to asked: HTTPFields) async throws -> Response {
        let tag = "\"\(file.hash)-\(Self.name(size))\""
        var headers: HTTPFields = [
            .eTag: tag, .cacheControl: "private, max-age=604800, immutable", .vary: "Authorization, Cookie", .contentSecurityPolicy: "default-src 'none'; sandbox",
            .xContentTypeOptions: "nosniff",
        ]
        if isHeld(tag, asked) { return Response(status: .notModified, headers: headers) }
        do {
            let picture = try await picture(size, of: file)
            headers[.contentType] = "image/webp"
            headers[.contentDisposition] = "inline"
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: picture)))
        } catch let fault as PictureFault { throw fault == .failed ? Refusal(.unavailable) : Refusal.notFound }
    }
}

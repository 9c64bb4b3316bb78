import HTTPTypes
package import Hummingbird
import NIOCore

/// Tells in answers to HEAD how long the answer to GET would be, also where nobody has counted it before (RFC 9110, 9.3.2): the body is made, and left out. What fails by
/// that is answered as it would be to GET. Of an `unmade` body nobody is told the length.
struct HeadLength: RouterMiddleware {
    typealias Context = PortalContext

    func handle(_ request: Request, context: PortalContext, next: (Request, PortalContext) async throws -> Response) async throws -> Response {
        var response = try await next(request, context)
        guard request.method == .head, response.body.contentLength == nil else { return response }
        let counter = Counter()
        do { try await response.body.write(counter) } catch is ResponseBody.Unmade {
            response.body = ResponseBody { try await $0.finish(nil) }
            return response
        }
        // Of the body it is said as before that nobody knows its length, so that it is not packed.
        response.body = ResponseBody { try await $0.finish(nil) }
        response.headers[.contentLength] = String(counter.length)
        return response
    }

    private final class Counter: ResponseBodyWriter {
        var length = 0
        func write(_ part: ByteBuffer) async throws { length += part.readableBytes }
        func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

extension ResponseBody {
    fileprivate struct Unmade: Error {}

    /// In an answer to HEAD: a body that is too much work to be made for its length alone. Only of routes that answer HEAD by themselves, for others are told a length.
    package static var unmade: ResponseBody { ResponseBody { _ in throw Unmade() } }
}

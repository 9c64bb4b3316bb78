package import Hummingbird
import Kernel
package import Localization

/// What the frame knows of a request before anybody looks at who asks. Lives as long as the request.
package struct PortalContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// In every log line, on the answer as `X-Request-Id`, and in what a visitor is shown when something breaks.
    package internal(set) var requestID = ""
    /// The person's choice (cookie `language`), else Accept-Language, else Russian.
    package var language = Language.ru
    /// The other end of the connection, or the client that a trusted proxy names. Nil on a unix socket and in tests.
    package internal(set) var remoteAddress: IPAddress?
    /// Whether the client speaks TLS, to us or to a trusted proxy.
    package internal(set) var isSecure = false

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
    }

    package var texts: Texts { Texts(language) }

    /// A parameter of the route, percent-decoded. What cannot be decoded names nothing: `not_found`.
    package func pathValue(_ name: String) throws -> String {
        guard let raw = parameters.get(name), let value = PercentEncoding.decode(raw), !value.isEmpty, !value.utf8.contains(0) else {
            throw Refusal.notFound
        }
        return value
    }
}

/// The routes of both doors stand in one router.
package typealias PortalRouter = Router<PortalContext>
package typealias PortalRoutes = RouterGroup<PortalContext>

import HTTPTypes
import Hummingbird
import Logging
import Synchronization

/// One line in the log and one measurement for each request, by route and never by raw path, which may hold what is private.
struct RequestRecord: RouterMiddleware {
    typealias Context = PortalContext

    private let requests: Metrics.Counter
    private let duration: Metrics.Histogram
    private let active = Active()

    private final class Active: Sendable {
        let count = Atomic<Int>(0)
    }

    init(metrics: Metrics) {
        requests = metrics.counter("http_server_requests_total", "Answered requests.")
        // Without the status: buckets times statuses would make too many series.
        duration = metrics.histogram("http_server_request_duration_seconds", "Time to the answer.", buckets: Metrics.durations)
        metrics.gauge("http_server_active_requests", "Requests in progress.") { [active] in
            [Metrics.Sample(Double(active.count.load(ordering: .relaxed)))]
        }
    }

    func handle(_ request: Request, context: PortalContext, next: (Request, PortalContext) async throws -> Response) async throws -> Response {
        let start = ContinuousClock.now
        active.count.wrappingAdd(1, ordering: .relaxed)
        defer { active.count.wrappingSubtract(1, ordering: .relaxed) }
        let response = try await next(request, context)
        let taken = (ContinuousClock.now - start) / .seconds(1)

        let path = context.endpointPath ?? Self.unmatched
        let route = path == "NotFound" ? Self.unmatched : path
        let method = Self.methods.contains(request.method) ? request.method.rawValue : "_OTHER"
        requests.add(1, [("http_request_method", method), ("http_response_status_code", String(response.status.code)), ("http_route", route)])
        duration.observe(taken, [("http_request_method", method), ("http_route", route)])

        context.logger.log(
            level: Self.quiet.contains(route) ? .debug : .info, "Request",
            metadata: [
                "method": .string(method), "route": .string(route), "status": .stringConvertible(response.status.code),
                "ms": .stringConvertible((taken * 10_000).rounded() / 10), "address": .string(context.remoteAddress?.description ?? ""),
            ])
        return response
    }

    private static let unmatched = "unmatched"
    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
    /// Asked every few seconds by machines.
    private static let quiet: Set<String> = ["/livez", "/readyz", "/metrics"]
}

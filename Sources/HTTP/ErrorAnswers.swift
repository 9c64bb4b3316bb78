import HTTPTypes
import Hummingbird
import Kernel
import Logging

/// Turns whatever a route throws into an answer: problem+json for programs, a page for people.
struct ErrorAnswers: RouterMiddleware {
    typealias Context = PortalContext

    let baseURL: BaseURL
    let programDoors: [String]
    let page: PortalFrame.ErrorPage

    func handle(_ request: Request, context: PortalContext, next: (Request, PortalContext) async throws -> Response) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let caught {
            let carrier = caught as? ErrorWithHeaders
            let error = carrier?.error ?? caught
            var failure = Failure(error, context)
            if let carrier { failure.headers.append(contentsOf: carrier.headers) }
            if failure.status.code == 500 {
                context.logger.error("Request failed", metadata: ["error": .string("\(type(of: error)): \(error)")])
            } else if failure.status == .serviceUnavailable {
                context.logger.warning("Request refused as unavailable", metadata: ["error": .string("\(type(of: error)): \(error)")])
            }
            guard !isUnder(programDoors, request.uri.path) else { return failure.problem(baseURL: baseURL.description) }
            var response = page(failure, request, context)
            for field in failure.headers where response.headers[field.name] == nil { response.headers.append(field) }
            return response
        }
    }
}

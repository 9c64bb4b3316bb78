import Database
package import HTTPTypes
package import Hummingbird
import Kernel
package import Localization
import NIOCore
import NIOHTTP1

/// A refusal or a breakdown as it is told to the outside, in the reader's language. Carries no internal text.
package struct Failure: Sendable {
    package struct Problem: Sendable {
        package let pointer: String
        package let code: String
        package let detail: String
    }

    package let status: HTTPResponse.Status
    /// Stable: a code of the API contract, or `method_not_allowed`, `unsupported_media_type`, `bad_request`, `internal`.
    package let code: String
    /// Which text it is; nil for what the server itself says.
    package let reason: String?
    package let title: String
    package let detail: String
    package let problems: [Problem]
    package let requestID: String
    package let language: Language
    /// `Retry-After`, `WWW-Authenticate`, `Allow`.
    package var headers: HTTPFields = [:]

    init(_ refusal: Refusal, _ context: PortalContext) {
        let texts = context.texts
        status = refusal.code.status
        code = refusal.code.rawValue
        reason = refusal.reason
        title = texts.title(refusal.code)
        detail = texts.text(refusal)
        problems = refusal.problems.map { Problem(pointer: $0.pointer, code: $0.code.rawValue, detail: texts.text($0)) }
        requestID = context.requestID
        language = context.language
        if let seconds = refusal.retryAfter { headers[.retryAfter] = String(max(1, seconds)) }
    }

    /// What the server itself says, without a refusal of the trade.
    private init(
        _ status: HTTPResponse.Status, _ code: String, _ title: (ru: String, en: String), _ detail: (ru: String, en: String), _ context: PortalContext
    ) {
        self.status = status
        self.code = code
        reason = nil
        self.title = context.language == .ru ? title.ru : title.en
        self.detail = context.language == .ru ? detail.ru : detail.en
        problems = []
        requestID = context.requestID
        language = context.language
    }

    /// Whatever a route threw. Anything unexpected is `internal`; its own words go to the log alone.
    init(_ error: any Error, _ context: PortalContext) {
        switch error {
        case let refusal as Refusal: self.init(refusal, context)
        case is NIOTooManyBytesError: self.init(Refusal(.payloadTooLarge), context)
        case let error as DatabaseProblem where [.unavailable, .timeout, .conflict].contains(error.kind): self.init(Refusal(.unavailable), context)
        // A body that is no HTTP: pieces without a length, trailers without end.
        case is HTTPParserError: self.init(.badRequest, context)
        case is CancellationError: self.init(Refusal(.unavailable), context)
        case let error as any HTTPResponseError: self.init(error.status, context, headers: (error as? HTTPError)?.headers ?? [:])
        default: self.init(.internalServerError, context)
        }
    }

    /// A bare status, as Hummingbird throws it.
    init(_ status: HTTPResponse.Status, _ context: PortalContext, headers: HTTPFields = [:]) {
        switch status.code {
        case 401: self.init(Refusal(.unauthenticated), context)
        case 403: self.init(Refusal(.forbidden), context)
        case 404: self.init(Refusal.notFound, context)
        case 405:
            self.init(
                status, "method_not_allowed", ("Метод не поддерживается", "Method not allowed"),
                ("По этому адресу такой запрос не выполняется.", "This address does not take such a request."), context)
        case 412: self.init(Refusal(.staleRevision), context)
        case 413: self.init(Refusal(.payloadTooLarge), context)
        case 415:
            self.init(
                status, "unsupported_media_type", ("Формат не поддерживается", "Unsupported media type"),
                ("Тело запроса в таком формате здесь не принимается.", "The body of the request is in a format that is not taken here."), context)
        case 422: self.init(Refusal(.validation), context)
        case 429: self.init(Refusal(.tooManyRequests), context)
        case 503: self.init(Refusal(.unavailable), context)
        case 400..<500:
            self.init(
                status, "bad_request", ("Неверный запрос", "Bad request"), ("Запрос не удалось прочитать.", "The request could not be read."), context
            )
        default:
            self.init(
                .internalServerError, "internal", ("Внутренняя ошибка", "Internal error"),
                (
                    "На нашей стороне произошла ошибка. Если она повторяется, сообщите номер запроса \(context.requestID).",
                    "Something went wrong on our side. If it happens again, please tell us the request number \(context.requestID)."
                ), context)
        }
        self.headers.append(contentsOf: headers)
    }

    /// RFC 9457 `application/problem+json`. `type` is an address under `baseURL`.
    package func problem(baseURL: String) -> Response {
        var body: JSONObject = [
            "type": .string("\(baseURL)/api/problems/\(code)"), "title": .string(title), "status": .number(String(status.code)),
            "detail": .string(detail),
            "code": .string(code),
        ]
        if !problems.isEmpty {
            body["errors"] = .array(problems.map { ["pointer": .string($0.pointer), "code": .string($0.code), "detail": .string($0.detail)] })
        }
        body["request_id"] = .string(requestID)
        var response = Response.json(.object(body), status: status, type: "application/problem+json")
        response.headers.append(contentsOf: headers)
        response.headers[.contentLanguage] = language.rawValue
        if status == .unauthorized, response.headers[.wwwAuthenticate] == nil { response.headers[.wwwAuthenticate] = #"Bearer realm="kontor""# }
        return response
    }
}

/// An error on its way out whose answer carries these fields too, such as what is left of a quota.
package struct ErrorWithHeaders: Error {
    let error: any Error
    let headers: HTTPFields

    package init(_ error: any Error, _ headers: HTTPFields) {
        self.error = error
        self.headers = headers
    }
}

import Customers
import HTTP
import HTTPTypes
import Kernel

/// The description of the API (OpenAPI 3.1), made from the values that serve it.
enum OpenAPI {
    static func document(of endpoints: [Endpoint], at baseURL: BaseURL) -> JSON {
        var paths = JSONObject()
        var schemas: [String: JSON] = ["Problem": problem]
        for endpoint in endpoints {
            var item = paths[endpoint.path]?.object ?? [:]
            item[endpoint.method.rawValue.lowercased()] = operation(endpoint)
            paths[endpoint.path] = .object(item)
            for schema in [endpoint.body?.schema, endpoint.answer.schema].compactMap({ $0 }) + endpoint.parameters.map(\.schema) {
                schemas.merge(schema.named) { first, _ in first }
            }
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Kontor", "version": "1.0.0",
                "description": """
                Prices, stock, orders and accounts of one distributor, for the systems of its clients and for its own. Sums, prices and quantities are \
                decimal strings. Unknown fields in a request are refused. What a key may not see is answered like what does not exist. Members may be \
                added to answers at any time. `Accept-Language: ru` or `en` chooses the language of refusals.
                """,
            ],
            "servers": [["url": .string(baseURL.description + API.prefix)]],
            "tags": .array(Endpoint.Tag.allCases.map { ["name": .string($0.rawValue)] }),
            "paths": .object(paths),
            "components": [
                "schemas": .object(JSONObject(schemas.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })),
                "headers": .object(headers),
                "securitySchemes": securitySchemes(baseURL),
            ],
        ]
    }

    private static func operation(_ endpoint: Endpoint) -> JSON {
        var operation: JSONObject = [
            "operationId": .string(endpoint.id), "tags": [.string(endpoint.tag.rawValue)], "summary": .string(endpoint.summary),
            "description": .string([endpoint.details, "Needs the scope `\(endpoint.scope.rawValue)`."].compactMap { $0 }.joined(separator: "\n\n")),
            "security": [["oauth2": [.string(endpoint.scope.rawValue)]], ["bearer": []]],
        ]
        if !endpoint.parameters.isEmpty { operation["parameters"] = .array(endpoint.parameters.map(parameter)) }
        if let body = endpoint.body {
            operation["requestBody"] = ["required": true, "content": ["application/json": ["schema": body.schema.json]]]
        }
        operation["responses"] = responses(endpoint)
        return .object(operation)
    }

    private static func parameter(_ parameter: Parameter) -> JSON {
        var object: JSONObject = [
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue), "required": .bool(parameter.isRequired),
            "description": .string(parameter.description), "schema": parameter.schema.json,
        ]
        if parameter.isRepeated {
            object["style"] = "form"
            object["explode"] = true
        }
        return .object(object)
    }

    private static func responses(_ endpoint: Endpoint) -> JSON {
        var responses = JSONObject()
        let limits: JSON = [
            "RateLimit": ["$ref": "#/components/headers/RateLimit"], "RateLimit-Policy": ["$ref": "#/components/headers/RateLimit-Policy"],
        ]
        responses[String(endpoint.answer.status.code)] = [
            "description": .string(endpoint.answer.description), "headers": limits,
            "content": .object([endpoint.answer.mediaType: ["schema": endpoint.answer.schema.json]]),
        ]
        var always: [Refusal.Code] = [.unauthenticated, .forbidden, .unknownField, .validation, .tooManyRequests, .unavailable]
        if endpoint.parameters.contains(where: { $0.place == .path }) { always.append(.notFound) }
        if endpoint.body != nil { always.append(.payloadTooLarge) }
        if endpoint.parameters.contains(where: { $0.name == Parameter.idempotencyKey.name }) { always += [.idempotencyConflict, .inProgress] }
        let byStatus = Dictionary(grouping: always + endpoint.refusals, by: \.status.code)
        for (status, codes) in byStatus.sorted(by: { $0.key < $1.key }) {
            let words = Array(Set(codes.map(\.rawValue))).sorted().map { "`\($0)`" }.joined(separator: ", ")
            responses[String(status)] = refusal("Refused with \(words).", retry: status == 429 || status == 503)
        }
        if endpoint.body != nil { responses["415"] = refusal("The body is not JSON.", retry: false) }
        responses["default"] = refusal("Something went wrong; `request_id` names the case.", retry: false)
        return .object(responses)
    }

    private static func refusal(_ description: String, retry: Bool) -> JSON {
        var response: JSONObject = [
            "description": .string(description), "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
        if retry { response["headers"] = ["Retry-After": ["$ref": "#/components/headers/Retry-After"]] }
        return .object(response)
    }

    /// RFC 9457, with the members that the contract adds.
    private static let problem: JSON = Schema.object([
        "type": Schema(["type": "string", "format": "uri"]), "title": .text, "status": .integer(400...599), "detail": .text,
        "code": Schema.text.described("Stable: programs decide by it."),
        "errors": Schema.list(
            .object(["pointer": Schema.text.described("RFC 6901, into the body or to a parameter by its name."), "code": .text, "detail": .text])
        )
        .optional,
        "request_id": .text,
    ]).json

    private static let headers: JSONObject = [
        "RateLimit": ["description": "What is left of the quota, and the seconds until it is full again.", "schema": ["type": "string"]],
        "RateLimit-Policy": ["description": "The quota and its window in seconds.", "schema": ["type": "string"]],
        "Retry-After": ["description": "Seconds after which another try makes sense.", "schema": ["type": "integer"]],
    ]

    private static func securitySchemes(_ baseURL: BaseURL) -> JSON {
        let scopes = JSONObject(Scope.allCases.map { ($0.rawValue, JSON.string(explanation(of: $0))) })
        return [
            "oauth2": [
                "type": "oauth2",
                "flows": ["clientCredentials": ["tokenUrl": .string("\(baseURL)/oauth/token"), "scopes": .object(scopes)]],
            ],
            "bearer": ["type": "http", "scheme": "bearer", "description": "The access token that is shown once when a key is made."],
        ]
    }

    private static func explanation(of scope: Scope) -> String {
        switch scope {
        case .catalog: "Products, categories, brands"
        case .prices: "Own prices"
        case .stock: "Free stock and expected receipts"
        case .ordersRead: "Read orders"
        case .ordersWrite: "Place and cancel orders"
        case .account: "Limits, debts and what is available"
        case .documents: "Invoices, acts and their files"
        case .webhooks: "Endpoints that are told of changes"
        case .erpRead: "Read what the distributor's systems own"
        case .erpWrite: "Write what the distributor's systems own"
        }
    }
}

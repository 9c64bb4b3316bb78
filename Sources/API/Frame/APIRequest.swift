import Customers
import HTTP
import HTTPTypes
import Hummingbird
import Journal
import Kernel
import Localization

/// A call by a known key, with its values checked against the endpoint's description.
struct APIRequest: Sendable {
    let endpoint: Endpoint
    let viewer: Viewer
    let now: Instant
    let texts: Texts
    let headers: HTTPFields
    /// The values of the address by name: texts, lists of texts for what may be repeated.
    private let values: JSONObject
    /// The body; null when the endpoint takes none.
    let body: JSON
    /// The body's bytes as they came.
    let bytes: [UInt8]
    private let path: String
    private let context: PortalContext

    /// Reads and checks what came. Throws `unknown_field` for parameters that are not described, `validation` for repeated or unreadable ones and for a
    /// body that is no JSON, `payload_too_large` beyond the endpoint's limit.
    init(_ request: Request, _ context: PortalContext, _ endpoint: Endpoint, _ viewer: Viewer, at now: Instant) async throws {
        self.endpoint = endpoint
        self.viewer = viewer
        self.now = now
        self.context = context
        texts = context.texts
        headers = request.headers
        path = request.uri.path
        values = try Self.values(try request.query, endpoint.parameters.filter { $0.place == .query })
        guard let expected = endpoint.body else {
            body = .null
            bytes = []
            return
        }
        if let type = request.mediaType, type != "application/json", !type.hasSuffix("+json") { throw HTTPError(.unsupportedMediaType) }
        bytes = try await request.bytes(upTo: expected.limit)
        do {
            body = try JSON(parsing: bytes)
        } catch let problem as JSONProblem {
            throw Refusal(
                .validation, "json_invalid",
                ["line": .integer(Int64(problem.line)), "column": .integer(Int64(problem.column)), "what": .text(problem.what)])
        }
    }

    private static func values(_ query: Form, _ parameters: [Parameter]) throws -> JSONObject {
        var values = JSONObject()
        var problems: [Refusal.Problem] = []
        for (name, value) in query.values {
            let pointer = "/" + String(name.prefix(100)).pointerToken
            guard let parameter = parameters.first(where: { $0.covers(name) }) else {
                problems.append(Refusal.Problem(pointer, .unknownField, nil, ["field": .text(String(name.prefix(100)))]))
                continue
            }
            if parameter.isRepeated {
                values[name] = .array((values[name]?.array ?? []) + [.string(value)])
            } else if values[name] != nil {
                problems.append(Refusal.Problem(pointer, .validation, "parameter_repeated"))
            } else {
                values[name] = .string(value)
            }
        }
        guard problems.isEmpty else {
            let codes = Set(problems.map(\.code))
            throw Refusal(codes == [.unknownField] ? .unknownField : .validation, "fields", problems: problems)
        }
        return values
    }

    /// A parameter of the path, decoded.
    func pathValue(_ name: String) throws -> String { try context.pathValue(name) }

    /// Reads the address's values. Parameters of paging and families are passed over: `page` and `family` read them.
    func query<Value>(_ body: @escaping (Fields) throws -> Value) throws -> Value {
        var own = values
        for parameter in endpoint.parameters where Self.paging.contains(parameter.name) { own[parameter.name] = nil }
        for (name, _) in values.entries where endpoint.parameters.contains(where: { $0.isFamily && $0.covers(name) }) { own[name] = nil }
        return try Fields.read(.object(own), textual: true, body)
    }

    /// The values of a family by what stands behind the stem: `param.color=red` is `("color", "red")`.
    func family(_ stem: String) -> [(code: String, value: String)] {
        values.entries.compactMap { name, value in
            name.hasPrefix(stem) ? value.string.map { (String(name.dropFirst(stem.count)), $0) } : nil
        }
    }

    private static let paging: Set<String> = ["limit", "cursor", "count"]

    /// How many items, after which place, and whether a total is wanted.
    func page(_ cursors: CursorSigner) throws -> Paging {
        var own = JSONObject()
        for name in Self.paging { own[name] = values[name] }
        let (limit, cursor, count) = try Fields.read(.object(own), textual: true) { fields in
            (
                fields.optional("limit", .integer(1...1000)) ?? 50, fields.optional("cursor", .text(max: 4096)),
                fields.optional("count", .bool) ?? false
            )
        }
        return Paging(limit: limit, position: try cursor.map { try cursors.open($0, for: list) }, isCounted: count, list: list, signer: cursors)
    }

    /// What a cursor belongs to: the call, its filters and whose eyes see it.
    private var list: String {
        let filters = values.entries.filter { !Self.paging.contains($0.key) }.sorted { $0.key < $1.key }
        let owner = viewer.client.map { "client \($0.id)" } ?? "house"
        return "\(endpoint.id) \(owner) " + JSON.object(JSONObject(filters.map { ($0.key, $0.value) })).text
    }

    /// The key under which this request has one effect; nil when the caller gave none.
    func idempotencyKey() throws -> IdempotencyKey? {
        guard let name = HTTPField.Name("Idempotency-Key"), let key = headers[name] else { return nil }
        let owner = viewer.client.map { IdempotencyKey.scope(of: $0.id) } ?? viewer.actor.text
        return try IdempotencyKey(key, scope: owner, request: Array("\(endpoint.method.rawValue) \(path)\n".utf8) + bytes)
    }
}

/// One page of a list.
struct Paging: Sendable {
    let limit: Int
    /// The sort keys of the last item of the page before.
    let position: [String]?
    let isCounted: Bool
    fileprivate let list: String
    fileprivate let signer: CursorSigner

    /// The cursor of the next page, null when this is the last.
    func next(_ position: [String]?) -> JSON { .text(position.map { signer.sign($0, for: list) }) }

    fileprivate init(limit: Int, position: [String]?, isCounted: Bool, list: String, signer: CursorSigner) {
        self.limit = limit
        self.position = position
        self.isCounted = isCounted
        self.list = list
        self.signer = signer
    }

    /// What a signed cursor of an older version may hold and this one does not understand.
    static let unreadable = Refusal(.validation, "cursor_invalid", problems: [Refusal.Problem("/cursor", .validation, "cursor_invalid")])
}

/// What a call answers: JSON text with a status.
struct APIAnswer: Sendable {
    let status: HTTPResponse.Status
    let text: String
    var headers: HTTPFields
    /// A file instead of the text.
    var file: Response?

    init(_ json: JSON, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        self.init(text: json.text, status: status, headers: headers)
    }

    init(file: Response) {
        self.init(text: "", status: file.status)
        self.file = file
    }

    init(text: String, status: HTTPResponse.Status, headers: HTTPFields = [:]) {
        self.status = status
        self.text = text
        self.headers = headers
    }
}

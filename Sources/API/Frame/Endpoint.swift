import Customers
import HTTPTypes
import Kernel

/// One call of the API: what serves it and what documents it are the same value.
struct Endpoint: Sendable {
    let method: HTTPRequest.Method
    /// Below `/api/v1`, with parameters in braces: `/orders/{number}`.
    let path: String
    /// `operationId` of the description: stable, made into a method's name by generators.
    let id: String
    let tag: Tag
    let summary: String
    let details: String?
    /// What a key must have been given.
    let scope: Scope
    let parameters: [Parameter]
    let body: Body?
    let answer: Answer
    /// Codes that this call refuses with beyond those that every call may.
    let refusals: [Refusal.Code]
    let handle: @Sendable (API, APIRequest) async throws -> APIAnswer

    enum Tag: String, CaseIterable { case catalogue, orders, account, erp }

    struct Body: Sendable {
        let schema: Schema
        /// Bytes.
        let limit: Int

        init(_ schema: Schema, limit: Int = 2 << 20) {
            self.schema = schema
            self.limit = limit
        }
    }

    struct Answer: Sendable {
        let status: HTTPResponse.Status
        let description: String
        let schema: Schema
        var mediaType = "application/json"

        /// The bytes of a file.
        static func file(_ description: String) -> Answer {
            var answer = Answer(description, Schema(["type": "string", "format": "binary"]))
            answer.mediaType = "*/*"
            return answer
        }

        init(_ description: String, _ schema: Schema, status: HTTPResponse.Status = .ok) {
            self.status = status
            self.description = description
            self.schema = schema
        }
    }

    init(
        _ method: HTTPRequest.Method, _ path: String, id: String, tag: Tag, _ summary: String, details: String? = nil, scope: Scope,
        parameters: [Parameter] = [], body: Body? = nil, answer: Answer, refusals: [Refusal.Code] = [],
        handle: @escaping @Sendable (API, APIRequest) async throws -> APIAnswer
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.tag = tag
        self.summary = summary
        self.details = details
        self.scope = scope
        self.parameters = parameters
        self.body = body
        self.answer = answer
        self.refusals = refusals
        self.handle = handle
    }
}

/// A value that stands outside the body.
struct Parameter: Sendable {
    enum Place: String { case path, query, header }

    let name: String
    let place: Place
    let schema: Schema
    let description: String
    var isRequired = false
    /// May stand several times.
    var isRepeated = false
    /// Names a family: `param.CODE` stands for every name that begins with `param.`.
    var isFamily = false

    static func path(_ name: String, _ schema: Schema, _ description: String) -> Parameter {
        Parameter(name: name, place: .path, schema: schema, description: description, isRequired: true)
    }

    static func query(_ name: String, _ schema: Schema, _ description: String) -> Parameter {
        Parameter(name: name, place: .query, schema: schema, description: description)
    }

    static func repeated(_ name: String, _ element: Schema, _ counts: ClosedRange<Int>, _ description: String) -> Parameter {
        Parameter(
            name: name, place: .query, schema: .list(element, counts), description: description, isRequired: counts.lowerBound > 0, isRepeated: true)
    }

    static func family(_ name: String, _ schema: Schema, _ description: String) -> Parameter {
        Parameter(name: name, place: .query, schema: schema, description: description, isFamily: true)
    }

    static let limit = query("limit", .integer(1...1000), "How many items a page holds; 50 when left out.")
    static let cursor = query("cursor", .text, "`next_cursor` of the page before.")
    static let count = query("count", .flag, "Whether `total` is wanted; it stops at 10,000.")
    static let updatedSince = query("updated_since", .instant, "Only what has changed at or after this moment.")
    static let idempotencyKey = Parameter(
        name: "Idempotency-Key", place: .header, schema: Schema(["type": "string", "pattern": "^[\\x21-\\x7E]{1,255}$"]),
        description: "A name of your own for this intent. For 24 hours the same request under it is answered again without a second effect.")

    /// Whether the name of a value in an address is this parameter's.
    func covers(_ name: String) -> Bool {
        guard isFamily, let stem = self.name.firstIndex(of: ".").map({ self.name[...$0] }) else { return self.name == name }
        return name.hasPrefix(stem) && name.count > stem.count
    }
}

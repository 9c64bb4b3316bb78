import Kernel

/// A JSON Schema (2020-12) as OpenAPI 3.1 holds it, with the named schemas that it refers to.
struct Schema: Sendable {
    private(set) var json: JSON
    /// Component schemas by name.
    private(set) var named: [String: JSON]
    /// Whether a member of this schema may be left out.
    private(set) var isOptional = false

    init(_ json: JSON, named: [String: JSON] = [:]) {
        self.json = json
        self.named = named
    }

    static let text = Schema(["type": "string"])
    static let flag = Schema(["type": "boolean"])
    static let day = Schema(["type": "string", "format": "date"])
    static let instant = Schema(["type": "string", "format": "date-time"])
    static let anything = Schema([:])

    static func text(max: Int) -> Schema { Schema(["type": "string", "minLength": 1, "maxLength": .number(String(max))]) }

    static func integer(_ range: ClosedRange<Int>? = nil) -> Schema {
        var schema: JSONObject = ["type": "integer"]
        if let range {
            schema["minimum"] = .number(String(range.lowerBound))
            schema["maximum"] = .number(String(range.upperBound))
        }
        return Schema(.object(schema))
    }

    static func choice(_ words: [String]) -> Schema { Schema(["type": "string", "enum": .array(words.map(JSON.string))]) }

    /// A decimal fraction as text.
    static func decimal(places: Int, example: String, signed: Bool = false) -> Schema {
        let fraction = places > 0 ? "(\\.[0-9]{1,\(places)})?" : ""
        return Schema(["type": "string", "pattern": .string("^\(signed ? "-?" : "")[0-9]+\(fraction)$"), "examples": [.string(example)]])
    }

    static let quantity = decimal(places: 3, example: "12.5")
    static let unitPrice = decimal(places: 4, example: "19.9900")
    static let money = decimal(places: 2, example: "1234.50", signed: true)
    static let currency = Schema(["type": "string", "pattern": "^[A-Z]{3}$", "examples": ["RUB"]])

    static func list(_ element: Schema, _ counts: ClosedRange<Int>? = nil) -> Schema {
        var schema: JSONObject = ["type": "array", "items": element.json]
        if let counts {
            schema["minItems"] = .number(String(counts.lowerBound))
            schema["maxItems"] = .number(String(counts.upperBound))
        }
        return Schema(.object(schema), named: element.named)
    }

    /// An object of an answer: members may be added later, so a reader passes over what it does not know.
    static func object(_ members: KeyValuePairs<String, Schema>) -> Schema { object(members, isClosed: false) }

    /// An object of a request: unknown members are refused.
    static func input(_ members: KeyValuePairs<String, Schema>) -> Schema { object(members, isClosed: true) }

    private static func object(_ members: KeyValuePairs<String, Schema>, isClosed: Bool) -> Schema {
        var schema: JSONObject = ["type": "object", "properties": .object(JSONObject(members.map { ($0.key, $0.value.json) }))]
        let required = members.filter { !$0.value.isOptional }.map { JSON.string($0.key) }
        if !required.isEmpty { schema["required"] = .array(required) }
        if isClosed { schema["additionalProperties"] = false }
        return Schema(.object(schema), named: members.reduce(into: [:]) { $0.merge($1.value.named) { first, _ in first } })
    }

    /// A list answer with its cursor.
    static func page(of element: Schema, with extra: KeyValuePairs<String, Schema> = [:]) -> Schema {
        var members: [(String, Schema)] = [
            ("items", .list(element)), ("next_cursor", Schema.text.orNull.described("Pass it as `cursor` for the next page; null on the last.")),
        ]
        members += extra.map { ($0.key, $0.value) }
        var schema: JSONObject = ["type": "object", "properties": .object(JSONObject(members.map { ($0.0, $0.1.json) }))]
        schema["required"] = .array(members.filter { !$0.1.isOptional }.map { .string($0.0) })
        return Schema(.object(schema), named: members.reduce(into: [:]) { $0.merge($1.1.named) { first, _ in first } })
    }

    /// Stands among the components under this name, referred to from everywhere else.
    func called(_ name: String) -> Schema {
        var named = named
        named[name] = json
        return Schema(["$ref": .string("#/components/schemas/\(name)")], named: named)
    }

    var orNull: Schema {
        guard var object = json.object, let type = object["type"], object["enum"] == nil else {
            return Schema(["anyOf": [json, ["type": "null"]]], named: named)
        }
        object["type"] = .array([type, "null"])
        return Schema(.object(object), named: named)
    }

    var optional: Schema {
        var schema = self
        schema.isOptional = true
        return schema
    }

    func described(_ text: String) -> Schema {
        var schema = self
        guard var object = json.object else { return self }
        object["description"] = .string(text)
        schema.json = .object(object)
        return schema
    }
}

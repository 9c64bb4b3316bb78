/// The members of one JSON object from outside, read strictly and by name: every problem is collected with its RFC 6901 pointer, and a member
/// that nobody asked for is refused, so that the reading itself says which members there are.
///
/// ```
/// let order = try Fields.read(json) { order in
///     OrderRequest(reference: try order.required("reference", .text(max: 100)), lines: try order.required("lines", .list(of: .object(line), 1...10_000)))
/// }
/// ```
/// A wrong value yields a stand-in so that the reading goes on; `read` throws in the end and no stand-in leaves it. Ask for every member before
/// returning: one that was not asked for counts as unknown.
package final class Fields {
    /// Where the object stands in the input; empty for the whole.
    package let pointer: String
    private let object: JSONObject
    private let problems: Problems
    private var asked: Set<String> = []

    fileprivate init(_ object: JSONObject, at pointer: String, _ problems: Problems) {
        self.object = object
        self.pointer = pointer
        self.problems = problems
    }

    /// Reads the whole input. With `textual`, as for the cells of a CSV, numbers and truth may be written as text.
    ///
    /// Throws `validation`, or the code of the problems where all have the same, with all problems (at most a thousand).
    package static func read<Value>(_ json: JSON, at pointer: String = "", textual: Bool = false, _ body: @escaping (Fields) throws -> Value) throws
        -> Value
    {
        let problems = Problems(textual: textual)
        let value = FieldKind.object(body).read(json, pointer, problems)
        guard problems.found.isEmpty, let value else { throw Refusal(Self.code(of: problems.found), "fields", problems: problems.found) }
        return value
    }

    private static func code(of problems: [Refusal.Problem]) -> Refusal.Code {
        guard let first = problems.first?.code, problems.allSatisfy({ $0.code == first }) else { return .validation }
        return first
    }

    /// A member that must be there and not null.
    package func required<Value>(_ name: String, _ kind: FieldKind<Value>) throws -> Value {
        let place = pointer(to: name)
        asked.insert(name)
        if let json = object[name] {
            if let value = kind.read(json, place, problems) { return value }
        } else {
            problems.add(place, "field_required")
        }
        guard let standIn = kind.standIn else { throw ProblemsFound() }
        return standIn
    }

    /// A member that may be missing or null.
    package func optional<Value>(_ name: String, _ kind: FieldKind<Value>) -> Value? { stated(name, kind).value }

    /// A member of an update: left out, cleared or given.
    package func stated<Value>(_ name: String, _ kind: FieldKind<Value>) -> Stated<Value> {
        asked.insert(name)
        guard let json = object[name] else { return .unstated }
        if json.isNull { return .cleared }
        return kind.read(json, pointer(to: name), problems).map(Stated.given) ?? .unstated
    }

    /// Whether the member is written at all.
    package func has(_ name: String) -> Bool { object[name] != nil }

    /// Records a problem that only the reader of the whole object can see, such as two members that exclude each other.
    package func refuse(_ name: String, _ reason: String, _ arguments: [String: Refusal.Argument] = [:], code: Refusal.Code = .validation) {
        problems.add(pointer(to: name), reason, arguments, code: code)
    }

    private func pointer(to name: String) -> String { pointer + "/" + name.pointerToken }

    fileprivate func refuseUnknown() {
        for (key, _) in object.entries where !asked.contains(key) {
            problems.add(pointer(to: key), "unknown_field", ["field": .text(key)], code: .unknownField)
        }
    }
}

/// What an update says about one field: nothing (it stays), null (it is cleared), or a value.
package enum Stated<Value> {
    case unstated, cleared
    case given(Value)

    package var value: Value? { if case .given(let value) = self { value } else { nil } }

    /// The new value of a field that had `old`.
    package func over(_ old: Value?) -> Value? {
        switch self {
        case .unstated: old
        case .cleared: nil
        case .given(let value): value
        }
    }
}

extension Stated: Equatable where Value: Equatable {}
extension Stated: Sendable where Value: Sendable {}

/// The problem was recorded; the object that misses the value is given up.
private struct ProblemsFound: Error {}

/// The problems of one input so far.
package final class Problems {
    fileprivate(set) var found: [Refusal.Problem] = []
    let textual: Bool
    private static let limit = 1000

    init(textual: Bool) { self.textual = textual }

    /// `json` is the value that stood there, told to the reader.
    func add(
        _ pointer: String, _ reason: String, _ arguments: [String: Refusal.Argument] = [:], of json: JSON? = nil, code: Refusal.Code = .validation
    ) {
        guard found.count < Self.limit else { return }
        var arguments = arguments
        if let json { arguments["value"] = .text(String(json.plainText.prefix(100))) }
        found.append(Refusal.Problem(pointer, code, reason, arguments))
    }

    func add(_ refusal: Refusal, at pointer: String) {
        if refusal.problems.isEmpty { add(pointer, refusal.reason, refusal.arguments, code: refusal.code) }
        for problem in refusal.problems { add(pointer + problem.pointer, problem.reason, problem.arguments, code: problem.code) }
    }
}

extension FieldKind {
    /// A nested object, read by `body` under the same rules.
    package static func object(_ body: @escaping (Fields) throws -> Value) -> FieldKind {
        FieldKind(standIn: nil) { json, pointer, problems in
            guard let object = json.object else {
                problems.add(pointer, "not_an_object")
                return nil
            }
            let fields = Fields(object, at: pointer, problems)
            let before = problems.found.count
            defer { fields.refuseUnknown() }
            do {
                return try body(fields)
            } catch is ProblemsFound {
                return nil
            } catch {
                // A value made of stand-ins may be refused too; only what is wrong by itself is told.
                if problems.found.count == before { problems.add(error as? Refusal ?? Refusal(.validation, "not_valid_here"), at: pointer) }
                return nil
            }
        }
    }

    /// A list whose elements are all read, so that each wrong one is named.
    package static func list<Element>(of element: FieldKind<Element>, _ counts: ClosedRange<Int> = 0...1000) -> FieldKind where Value == [Element] {
        FieldKind(standIn: []) { json, pointer, problems in
            guard let values = json.array else {
                problems.add(pointer, "not_a_list")
                return nil
            }
            guard values.count >= counts.lowerBound else {
                problems.add(pointer, "list_too_short", ["limit": .integer(Int64(counts.lowerBound))])
                return nil
            }
            guard values.count <= counts.upperBound else {
                problems.add(pointer, "list_too_long", ["limit": .integer(Int64(counts.upperBound))])
                return nil
            }
            return values.enumerated().compactMap { index, value in element.read(value, pointer + "/" + String(index), problems) }
        }
    }
}

extension JSON {
    /// The text itself, or the JSON of anything else.
    fileprivate var plainText: String { string ?? text }
}

extension String {
    /// One reference token of a JSON pointer (RFC 6901, section 3).
    package var pointerToken: String {
        guard utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return self }
        return reduce(into: "") { text, character in
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.append(character)
            }
        }
    }
}

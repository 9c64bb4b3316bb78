import Kernel
import Testing

@Suite("Fields of a JSON object")
struct FieldsTests {
    struct Line: Equatable {
        let code: String
        let quantity: Quantity
    }

    struct Order: Equatable {
        let reference: String
        let day: Day?
        let lines: [Line]
    }

    func read(_ text: String) throws -> Order {
        try Fields.read(JSON(parsing: Array(text.utf8))) { order in
            Order(
                reference: try order.required("reference", .text(max: 5)),
                day: order.optional("day", .day),
                lines: try order.required("lines", .list(of: .object { line in
                    Line(code: try line.required("code", .text()), quantity: try line.required("quantity", .quantity()))
                }, 1...3)))
        }
    }

    func problems(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch let refusal as Refusal {
            return refusal.problems.map { "\($0.pointer) \($0.code.rawValue) \($0.reason)" }
        } catch {
            return ["\(error)"]
        }
    }

    @Test("a right object is read, a decimal keeps its digits whether written as text or number")
    func right() throws {
        let order = try read(#"{"lines":[{"code":"А-1","quantity":"2.5"},{"quantity":0.125,"code":"B"}],"reference":"r","day":null}"#)
        let quantities = try [#require(Quantity("2.5")), #require(Quantity("0.125"))]
        #expect(order == Order(reference: "r", day: nil, lines: [Line(code: "А-1", quantity: quantities[0]), Line(code: "B", quantity: quantities[1])]))
    }

    @Test("every wrong place is told at once, with its pointer", arguments: [
        (#"{}"#, ["/reference validation field_required", "/lines validation field_required"]),
        (#"{"reference":"123456","lines":[]}"#, ["/reference validation text_too_long", "/lines validation list_too_short"]),
        (#"{"reference":null,"lines":[1,{"code":" "},{"code":"x","quantity":"1.2345"}],"a/b~":1}"#, [
            "/reference validation not_a_text", "/lines/0 validation not_an_object", "/lines/1/code validation field_required",
            "/lines/1/quantity validation field_required", "/lines/2/quantity validation not_a_quantity", "/a~1b~0 unknown_field unknown_field",
        ]),
        (#"{"reference":"r","lines":[{"code":"x","quantity":"0","price":1}],"day":"2026-02-30"}"#, [
            "/day validation not_a_day", "/lines/0/quantity validation not_positive", "/lines/0/price unknown_field unknown_field",
        ]),
        (#"{"reference":"a\u0000b","lines":[{"code":"a\nb","quantity":"1"}]}"#, [
            "/reference validation control_characters", "/lines/0/code validation control_characters",
        ]),
        ("[]", [" validation not_an_object"]),
    ])
    func wrong(text: String, expected: [String]) { #expect(problems(text) == expected) }

    @Test("an unknown member alone is refused by its own code")
    func unknownCode() {
        #expect(throws: Refusal(.unknownField, "fields", problems: [Refusal.Problem("/x", .unknownField, nil, ["field": .text("x")])])) {
            try read(#"{"reference":"r","lines":[{"code":"x","quantity":"1"}],"x":1}"#)
        }
    }

    @Test("an update tells a left out field from a cleared one")
    func stated() throws {
        let json: JSON = ["cleared": nil, "given": "x"]
        let fields = try Fields.read(json) { f in [f.stated("cleared", .text()), f.stated("given", .text()), f.stated("absent", .text())] }
        #expect(fields == [.cleared, .given("x"), .unstated])
        #expect(fields.map { $0.over("old") } == [nil, "x", "old"])
    }

    @Test("a refusal of a value made of right fields points at its object, one made of stand-ins is not told")
    func nestedRefusal() throws {
        func read(_ json: JSON) throws {
            _ = try Fields.read(json) { f in
                try f.required("period", .object { period -> Period in
                    guard let value = Period(from: try period.required("from", .day), to: period.optional("to", .day)) else {
                        throw Refusal(.validation, "period_reversed")
                    }
                    return value
                })
            }
        }
        try read(["period": ["from": "2026-01-01"]])
        #expect(throws: Refusal(.validation, "fields", problems: [Refusal.Problem("/period", .validation, "period_reversed")])) {
            try read(["period": ["from": "2026-01-02", "to": "2026-01-01"]])
        }
        #expect(throws: Refusal(.validation, "fields", problems: [Refusal.Problem("/period/from", .validation, "not_a_day", ["value": .text("x")])])) {
            try read(["period": ["from": "x", "to": "1960-01-01"]])
        }
    }

    @Test("cells of a table may write numbers and truth as text, JSON may not")
    func textual() throws {
        let json: JSON = ["days": "14", "marked": "1"]
        func read(textual: Bool) throws -> [Int] {
            try Fields.read(json, textual: textual) { f in [try f.required("days", .integer()), try f.required("marked", .bool) ? 1 : 0] }
        }
        #expect(try read(textual: true) == [14, 1])
        #expect(throws: Refusal.self) { try read(textual: false) }
    }

    @Test("a number beyond 64 bits is refused, not wrapped")
    func large() {
        #expect(throws: Refusal.self) {
            try Fields.read(["n": .number("99999999999999999999")]) { f in try f.required("n", .integer()) }
        }
    }
}

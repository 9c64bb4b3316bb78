import Kernel
import Testing

@Suite("JSON")
struct JSONTests {
    @Test("numbers keep their literal, members their order, surrogate pairs become one letter")
    func parses() throws {
        let json = try JSON(
            parsing: #" {"b": [1, -0.50, 1e400, 12345678901234567890], "a": {"t": true, "n": null}, "s": "\u0416\ud83d\ude00\n\/х"} "#)
        #expect(json["b"]?.array == [.number("1"), .number("-0.50"), .number("1e400"), .number("12345678901234567890")])
        #expect(json.object?.entries.map(\.key) == ["b", "a", "s"])
        #expect(json["s"]?.string == "Ж😀\n/х")
        #expect(json["a"]?["t"]?.bool == true)
        #expect(json["a"]?["n"]?.isNull == true)
        #expect(json["b"]?.array?.first?.int == 1)
        #expect(json["b"]?.array?.last?.int == nil)
        #expect(json.text == #"{"b":[1,-0.50,1e400,12345678901234567890],"a":{"t":true,"n":null},"s":"Ж😀\n/х"}"#)
    }

    @Test(
        "a broken text is refused with its place",
        arguments: [
            ("", 1, 1, "unexpected_end"), ("[1,]", 1, 4, "unexpected_character"), ("[1 2]", 1, 4, "unexpected_character"),
            ("{\n\"a\" 1}", 2, 5, "unexpected_character"),
            ("01", 1, 2, "bad_number"), ("1.", 1, 3, "bad_number"), ("-", 1, 2, "bad_number"), ("1e", 1, 3, "bad_number"),
            ("+1", 1, 1, "unexpected_character"),
            (".5", 1, 1, "unexpected_character"), ("NaN", 1, 1, "unexpected_character"), ("\"ж\t\"", 1, 3, "control_character"),
            ("\"\\x\"", 1, 2, "bad_escape"),
            ("\"\\u12G4\"", 1, 6, "bad_escape"), ("\"\\ud800\"", 1, 2, "lone_surrogate"), ("\"\\ud800\\u0041\"", 1, 2, "lone_surrogate"),
            ("\"\\udc00\"", 1, 2, "lone_surrogate"), ("\"abc", 1, 5, "unexpected_end"), ("\"a\\", 1, 4, "unexpected_end"),
            ("{\"a\":1,\n \"a\":2}", 2, 2, "duplicate_key"),
            ("{\"a\":1,\"\\u0061\":2}", 1, 8, "duplicate_key"), ("null null", 1, 6, "trailing_text"), ("tru", 1, 4, "unexpected_end"),
            ("{\"a\":1", 1, 7, "unexpected_end"),
            ("{1:2}", 1, 2, "unexpected_character"), ("{\"a\":1,}", 1, 8, "unexpected_character"), ("[", 1, 2, "unexpected_end"),
            ("'a'", 1, 1, "unexpected_character"),
            ("[1]\u{A0}", 1, 4, "trailing_text"),
        ])
    func refuses(text: String, line: Int, column: Int, what: String) {
        let problem = #expect(throws: JSONProblem.self) { try JSON(parsing: text) }
        #expect(problem?.line == line)
        #expect(problem?.column == column)
        #expect(problem?.what == what)
    }

    @Test(
        "bytes that are no UTF-8 are refused",
        arguments: [[0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98]] as [[UInt8]])
    func refusesBadBytes(bytes: [UInt8]) {
        let problem = #expect(throws: JSONProblem.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
        #expect(problem?.what == "bad_utf8")
    }

    @Test("sixty-four levels are read, sixty-five are not, nor a hundred thousand")
    func depth() throws {
        func nested(_ count: Int) -> String { String(repeating: "[", count: count) + String(repeating: "]", count: count) }
        #expect(try JSON(parsing: nested(64)).text == nested(64))
        for count in [65, 100_000] {
            let problem = #expect(throws: JSONProblem.self) { try JSON(parsing: nested(count)) }
            #expect(problem?.what == "too_deep")
        }
    }

    @Test("a byte order mark is skipped")
    func byteOrderMark() throws { #expect(try JSON(parsing: [0xEF, 0xBB, 0xBF, 0x31]) == 1) }

    @Test("members can be set, replaced and removed in small and in large objects")
    func members() throws {
        var object: JSONObject = [:]
        for number in 0..<40 { object["key\(number)"] = .number(String(number)) }
        for number in stride(from: 0, to: 40, by: 2) { object["key\(number)"] = nil }
        object["key1"] = nil
        object["key3"] = "three"
        object["key5"] = .null
        object["new"] = true
        #expect(object.entries.map(\.key) == (1..<20).map { "key\($0 * 2 + 1)" } + ["new"])
        #expect(object["key3"] == "three")
        #expect(object["key5"] == JSON.null)
        #expect(object["key39"] == 39)
        #expect(object["key0"] == nil)
        #expect(try JSON(parsing: JSON.object(object).text) == .object(object))
        #expect(["a": 1, "b": 2] as JSON == ["b": 2, "a": 1] as JSON)
        #expect(["a": 1, "b": 2] as JSON != ["b": 2, "a": 2] as JSON)
    }

    @Test("whatever is written is read back equal, and no cut or changed text traps")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 20_261_124)
        for _ in 0..<600 {
            let json = randomJSON(depth: 4, &random)
            var bytes = json.bytes
            #expect(try JSON(parsing: bytes) == json, "\(random.note)")
            for _ in 0..<3 {
                if let place = bytes.indices.randomElement(using: &random) { bytes[place] = UInt8.random(in: 0...255, using: &random) }
                if let parsed = try? JSON(parsing: bytes) { #expect(try JSON(parsing: parsed.bytes) == parsed, "\(random.note)") }
                bytes.removeLast(Int.random(in: 0...min(2, bytes.count), using: &random))
            }
        }
    }

    private func randomJSON(depth: Int, _ random: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<(depth == 0 ? 4 : 7), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .number(String(Int64.random(in: .min...(.max), using: &random)))
        case 3: return .string(random.text(upTo: 12))
        case 4: return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in randomJSON(depth: depth - 1, &random) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...20, using: &random) { object[random.text(upTo: 5)] = randomJSON(depth: depth - 1, &random) }
            return .object(object)
        }
    }
}

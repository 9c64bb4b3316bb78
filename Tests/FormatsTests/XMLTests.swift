import Formats
import Testing

@Suite("XML")
struct XMLTests {
    struct Stop: Error {}

    private func events(_ bytes: [UInt8], piece: Int = 5, budget: XMLBudget = XMLBudget()) -> (events: [XMLEvent], problem: XMLProblem?) {
        var events: [XMLEvent] = []
        do {
            try XMLReader(budget: budget).read(MemorySource(bytes, piece: piece)) { event, _ in events.append(event) }
            return (events, nil)
        } catch { return (events, error as? XMLProblem) }
    }

    private func problem(_ text: String, budget: XMLBudget = XMLBudget()) -> XMLProblem? {
        events(Array(text.utf8), piece: 1 << 14, budget: budget).problem
    }

    @Test("local names, attributes, entities of XML, CDATA and comments", arguments: [1, 2, 7, 1000])
    func reads(piece: Int) {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">
            <ns:a xmlns:ns="urn:x" ns:k="1 &amp; &#x416;" k2='"'> <!-- c --> <Ж>х &lt; <![CDATA[<y> & ]]>&#1105;</Ж><b/>
            </ns:a>
            """
        let (events, problem) = events(Array(text.utf8), piece: piece)
        let expected: [XMLEvent] = [
            .start(name: "a", attributes: ["k": "1 & Ж", "k2": "\""]), .start(name: "Ж", attributes: [:]), .text("х < <y> & ё"), .end(name: "Ж"),
            .start(name: "b", attributes: [:]), .end(name: "b"), .end(name: "a"),
        ]
        #expect(problem == nil)
        #expect(events == expected)
    }

    @Test("encodings by mark, by declaration and by look", arguments: [1, 4, 1000])
    func encodings(piece: Int) {
        let expected: [XMLEvent] = [.start(name: "Имя", attributes: [:]), .text("Болт"), .end(name: "Имя")]
        let body: [UInt8] = [0x3C, 0xC8, 0xEC, 0xFF, 0x3E, 0xC1, 0xEE, 0xEB, 0xF2, 0x3C, 0x2F, 0xC8, 0xEC, 0xFF, 0x3E]
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let cyrillic = Array("<?xml version=\"1.0\" encoding=\"windows-1251\"?>\n".utf8)
        let unicode = Array("<?xml version='1.0' encoding='utf-8'?>".utf8)
        let text = Array("<Имя>Болт</Имя>".utf8)
        let wide = Array("<?xml version=\"1.0\" encoding=\"UTF-16\"?><Имя>Болт</Имя>".utf16)
        let littleEndian: [UInt8] = wide.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let bigEndian: [UInt8] = wide.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        let samples: [(String, [UInt8])] = [
            ("declared windows-1251", cyrillic + body), ("declared windows-1251 behind a wrong mark", mark + cyrillic + body),
            ("undeclared windows-1251", body),
            ("UTF-8 with a stale declaration and a mark", mark + cyrillic + text), ("UTF-8", unicode + text),
            ("UTF-8 with a mark", mark + unicode + text), ("bare UTF-8", text),
            ("UTF-16 with a mark", [0xFF, 0xFE] + littleEndian), ("UTF-16 without", bigEndian),
        ]
        for (name, bytes) in samples {
            let result = events(bytes, piece: piece)
            #expect(result.events == expected, "\(name)")
            #expect(result.problem == nil, "\(name)")
        }
    }

    @Test(
        "declarations of any kind are refused",
        arguments: [
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<!DOCTYPE a [ ]><a/>",
            "<!DOCTYPE a SYSTEM \"file:///etc/passwd\" [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]><a/>",
            "<!DOCTYPE a [<!ELEMENT a ANY><!ATTLIST a b (c|d) \"c\">]><a/>",
            "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY l2 \"&lol;&lol;\">]><lolz>&l2;</lolz>",
        ])
    func declarations(text: String) {
        let result = events(Array(text.utf8))
        #expect(result.problem?.what == .declarations)
        #expect(result.events.isEmpty)
    }

    @Test("what is broken is told with its line", arguments: brokenTexts)
    func broken(text: String, line: Int, what: XMLProblem.What) {
        let found = problem(text)
        #expect(found?.what == what, "\(String(describing: found))")
        #expect(found?.line == line, "\(String(describing: found))")
    }

    @Test("bytes that are no UTF-8 are refused where UTF-8 is declared")
    func badBytes() {
        let found = events(Array("<?xml version='1.0' encoding='UTF-8'?>\n<a>".utf8) + [0xC1, 0xEE, 0xEB] + Array("</a>".utf8)).problem
        #expect(found?.what == .badEncoding, "\(String(describing: found))")
        #expect(found?.line == 2)
    }

    @Test("budgets of depth, text and markup hold")
    func budgets() {
        func nested(_ depth: Int) -> String { String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth) }
        func many(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
        #expect(problem(nested(64)) == nil)
        #expect(problem(nested(65))?.what == .tooDeep)
        #expect(problem(nested(100_000))?.what == .tooDeep)
        var budget = XMLBudget()
        budget.textBytes = 1000
        budget.markupBytes = 40_000
        #expect(problem("<a>\(many("x", 1000))</a>", budget: budget) == nil)
        #expect(problem("<a>\(many("x", 1001))</a>", budget: budget)?.what == .textTooLong)
        #expect(problem("<a>\(many("<![CDATA[xxxxxxxxxx]]>", 200))</a>", budget: budget)?.what == .textTooLong)
        for text in ["<a b='\(many("x", 100_000))'/>", "<a><!--\(many("x", 100_000))--></a>", "<a \(many("x='1' ", 20_000))/>"] {
            #expect(problem(text, budget: budget)?.what == .markupTooLong)
        }
        #expect(problem("<a>\(many("<b>xx</b> <!-- c -->", 20_000))</a>", budget: budget) == nil)
    }

    @Test(
        "more names than any format has are refused before they cost much",
        arguments: ["<x#/>", "<x y#='1'/>", "<p#:x xmlns:p#='u'/>", "<x xmlns='u#'/>", "<?p# i?>", "<x p#:y='1'/>"])
    func manyNames(pattern: String) {
        func many(_ count: Int) -> String { "<a>" + (0..<count).map { pattern.replacing("#", with: String($0)) }.joined() + "</a>" }
        #expect(problem(many(5000)) == nil)
        #expect(problem(many(25_000))?.what == .malformed)
    }

    @Test("the good part of a cut file is delivered, wherever the cut is")
    func cuts() {
        let text = Array("<a><b k=\"1\">один</b><b>два</b>\n<c/></a>".utf8)
        let whole = events(text).events
        for length in 0..<text.count {
            let result = events(Array(text[..<length]), piece: 3)
            #expect(result.problem != nil, "cut at \(length)")
            #expect(whole.starts(with: result.events), "cut at \(length)")
        }
        #expect(events(text.dropLast()).events == whole.dropLast())
    }

    @Test("whoever takes the events may stop")
    func stopping() {
        var count = 0
        #expect(throws: Stop.self) {
            try XMLReader().read(MemorySource("<a><b/><c/></a>")) { _, _ in
                count += 1
                if count == 3 { throw Stop() }
            }
        }
        #expect(count == 3)
    }

    @Test("changed bytes never trap")
    func fuzz() {
        var random = SeededGenerator(seed: 2914)
        let text = Array("<?xml version=\"1.0\"?><!DOCTYPE a SYSTEM 'x'><a k='v &amp; w'><b>тест &#1105;</b><![CDATA[x]]><!-- c --><?p i?></a>".utf8)
        let marks = Array("<>&;[]!'\"/=%".utf8)
        for _ in 0..<5000 {
            var bytes = text
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                guard let place = bytes.indices.randomElement(using: &random) else { continue }
                bytes[place] = Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : marks.randomElement(using: &random) ?? 0
            }
            _ = events(bytes, piece: Int.random(in: 1...40, using: &random))
        }
    }
}

private let brokenTexts: [(String, Int, XMLProblem.What)] = [
    ("", 1, .empty), ("\n\n<a>\n<b></a>", 4, .malformed), ("<a>\n&nbsp;</a>", 2, .undeclaredEntity), ("<a b='1' b='2'/>", 1, .malformed),
    ("<a>\n<b", 2, .unexpectedEnd),
    ("<a>\ntext", 2, .unexpectedEnd), ("<a/><b/>", 1, .malformed), ("<a b=&lt;/>", 1, .malformed), ("<not valid xml!!!", 1, .unexpectedEnd),
    ("plain text", 1, .empty),
    ("<?xml version='1.0' encoding='ebcdic-cp-be'?><a/>", 1, .unknownEncoding), ("<!DOCTYPE a SYSTEM 'x'><a>&nbsp;</a>", 1, .undeclaredEntity),
    ("<!DOCTYPE a SYSTEM 'x'><a b='&nbsp;'/>", 1, .undeclaredEntity), ("<a>\u{1}</a>", 1, .malformed),
]

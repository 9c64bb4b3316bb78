import Foundation
import Kernel
import Testing

@Suite("texts")
struct TextTests {
    @Test(
        "folding",
        arguments: [
            ("  Ёлка\u{A0}\u{2009} НОВАЯ\t\n", "елка новая"), ("е\u{308}ж", "еж"), ("Й и\u{306}", "й й"), ("", ""),
            ("\u{FEFF}a\u{AD}b\u{200B}c", "abc"), ("STRASSE Straße", "strasse straße"),
            ("Болт М8х40 (DIN 933)", "болт м8х40 (din 933)"), ("\u{A0}", ""), ("ЇҐ", "їґ"),
        ])
    func folding(text: String, folded: String) { #expect(text.folded == folded) }

    @Test(
        "articles that look alike are equal",
        arguments: [
            ("М8х40", "M8x40"), ("М8х40", "m 8×40"), ("DIN933-M8x30", "din 933 м8х30"), ("А/12.3-4", "A1234"), ("ВК–1—2−3", "BK123"), ("Ёж.1", "ЕЖ1"),
            ("7X", "7Х"), ("\u{A0}а б\u{AD}в", "AбB"),
        ])
    func articles(left: String, right: String) { #expect(left.codeFolded == right.codeFolded) }

    @Test("different articles stay different", arguments: [("М8х40", "М8х41"), ("3А", "ЗА"), ("БП1", "BП1"), ("A_1", "A1")])
    func differentArticles(left: String, right: String) { #expect(left.codeFolded != right.codeFolded) }

    @Test("codes of ASCII alone are folded as those with other letters in them")
    func plainCodes() {
        var random = SeededGenerator(seed: 43)
        for _ in 0..<5000 {
            let text = String(String.UnicodeScalarView((0..<Int.random(in: 0...12, using: &random)).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x7F, using: &random)) }))
            #expect((text + "Ж").codeFolded == text.codeFolded + "Ж", "\(random.note) \(text)")
        }
    }

    @Test("folding twice is folding once, and keeps no outer blank")
    func properties() {
        var random = SeededGenerator(seed: 42)
        for _ in 0..<5000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &random)) { text.append(scalar) }
            }
            let folded = String(text).folded
            let code = String(text).codeFolded
            #expect(folded.folded.unicodeScalars.elementsEqual(folded.unicodeScalars), "\(random.note) \(text)")
            #expect(folded.trimmed.unicodeScalars.elementsEqual(folded.unicodeScalars), "\(random.note) \(text)")
            #expect(code.codeFolded.unicodeScalars.elementsEqual(code.unicodeScalars), "\(random.note) \(text)")
        }
    }

    @Test("blanks are what Unicode calls so")
    func blanks() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isDropped = String(scalar).trimmed.isEmpty
            if isDropped != (scalar.properties.isWhitespace || value == 0xFEFF) { Issue.record("U+\(String(value, radix: 16))") }
        }
    }

    @Test("zone names", arguments: [("Europe/Moscow", 10800), ("Asia/Yekaterinburg", 18000), ("UTC", 0)])
    func zones(name: String, offset: Int) { #expect(TimeZone(name: name)?.secondsFromGMT() == offset) }

    @Test(
        "what is no zone name is refused",
        arguments: ["", "MSK+3", "GMT+99:99", "../../etc/passwd", "Europe/Москва", "\u{0}", "Europe/../Europe/Moscow", "europe/moscow"])
    func noZones(name: String) { #expect(TimeZone(name: name) == nil) }
}

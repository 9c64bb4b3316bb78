import Formats
import Testing

@Suite("CSV")
struct CSVTests {
    private func rows(_ bytes: [UInt8], piece: Int = 7, separator: CSVSeparator? = nil, budget: RowBudget = RowBudget()) throws -> [ParsedRow<
        [String]
    >] {
        var reader = CSVReader(MemorySource(bytes, piece: piece), separator: separator, budget: budget)
        var rows: [ParsedRow<[String]>] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    private func fields(_ text: String, piece: Int = 7) throws -> [[String]] {
        try rows(Array(text.utf8), piece: piece).compactMap { if case .row(_, let fields) = $0 { fields } else { nil } }
    }

    @Test("quotes, separators and line ends", arguments: layouts)
    func reads(text: String, expected: [[String]]) throws {
        for piece in [1, 2, 3, 1000] { #expect(try fields(text, piece: piece) == expected, "pieces of \(piece)") }
    }

    @Test("lines are counted as an editor counts them")
    func lines() throws {
        let found = try rows(Array("a,b\r\n\r\n\"x\ny\",1\nlast,2".utf8))
        #expect(found == [.row(line: 1, ["a", "b"]), .row(line: 3, ["x\ny", "1"]), .row(line: 5, ["last", "2"])])
    }

    @Test("UTF-8 with and without mark, UTF-16 of both orders and windows-1251 say the same", arguments: [1, 2, 3, 1 << 16])
    func encodings(piece: Int) throws {
        let text = "Артикул;Цена\nБолт М8х40 №5;1,50 €\n"
        let expected = [ParsedRow.row(line: 1, ["Артикул", "Цена"]), .row(line: 2, ["Болт М8х40 №5", "1,50 €"])]
        let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        let cyrillic = text.unicodeScalars.map { scalar -> UInt8 in
            switch scalar {
            case "№": 0xB9
            case "€": 0x88
            default: scalar.isASCII ? UInt8(scalar.value) : UInt8(scalar.value - 0x410 + 0xC0)
            }
        }
        let samples: [[UInt8]] = [Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, cyrillic]
        for bytes in samples { #expect(try rows(bytes, piece: piece) == expected) }
    }

    @Test("a file whose first Cyrillic letter comes late is still recognised")
    func lateLetters() throws {
        let plain = String(repeating: "a;b\n", count: 50_000)
        let found = try rows(Array(plain.utf8) + [0xC1, 0xEE, 0xEB, 0xF2, 0x3B, 0x31, 0x0A], piece: 4096)
        #expect(found.last == .row(line: 50_001, ["Болт", "1"]))
    }

    @Test("a row beyond the budget is reported and the rows after it are read")
    func budget() throws {
        let budget = RowBudget(rowBytes: 100, fields: 4)
        let long = String(repeating: "x", count: 300)
        let found = try rows(Array("a,b\n\(long),1\n1,2,3,4,5\nlast,1\n".utf8), separator: .comma, budget: budget)
        #expect(
            found == [
                .row(line: 1, ["a", "b"]), .broken(line: 2, column: 0, what: "row_too_long"), .broken(line: 3, column: 0, what: "too_many_fields"),
                .row(line: 4, ["last", "1"]),
            ])
    }

    @Test("an unclosed quote costs the rows within the budget, not the whole file")
    func unclosedQuote() throws {
        let budget = RowBudget(rowBytes: 100, fields: 4)
        let found = try rows(Array("a,b\n1,\"open\n\(String(repeating: "x,y\n", count: 60))z,1\n".utf8), separator: .comma, budget: budget)
        #expect(found.first == .row(line: 1, ["a", "b"]))
        #expect(found.dropFirst().first == .broken(line: 2, column: 0, what: "row_too_long"))
        #expect(found.last == .row(line: 63, ["z", "1"]))
        #expect(try rows(Array("a,b\n1,\"open".utf8)).last == .broken(line: 2, column: 0, what: "unclosed_quote"))
        let lineBreaks = try rows(Array("a,\"\(String(repeating: "\n", count: 1000))".utf8), separator: .comma, budget: budget)
        #expect(lineBreaks.first == .broken(line: 1, column: 0, what: "row_too_long"))
    }

    @Test("no bytes make it trap, no row is larger than its budget, and pieces change nothing")
    func fuzz() throws {
        let letters: [UInt8] = [0x22, 0x2C, 0x3B, 0x09, 0x0A, 0x0D, 0x61, 0xD0, 0x90, 0x00, 0xFF, 0xFE, 0xEF, 0xBB, 0xBF]
        var random = SeededGenerator(seed: 4180)
        for run in 0..<3000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in letters.randomElement(using: &random) ?? 0 }
            let budget = RowBudget(rowBytes: 20, fields: 5)
            let whole = try rows(bytes, piece: 1000, separator: .comma, budget: budget)
            for case .row(_, let fields) in whole { #expect(fields.count <= 5, "seed 4180, run \(run)") }
            if bytes.allSatisfy({ $0 < 0x80 && $0 > 0 }) {
                #expect(try rows(bytes, piece: 1, separator: .comma, budget: budget) == whole, "seed 4180, run \(run)")
            }
        }
    }

    @Test("a real shop export and a real price list", .enabled(if: RealFiles.areHere))
    func realFiles() throws {
        var shop = CSVReader(try RealFiles.source("xlsx-csv/woo-export-blinds.csv"))
        var count = 0
        while let row = try shop.next() {
            guard case .row(let line, let fields) = row else {
                Issue.record("\(row)")
                continue
            }
            #expect(fields.count == 64, "line \(line)")
            count += 1
        }
        #expect(count == 934)
        #expect(shop.separator == .comma)
        var supplements = CSVReader(try RealFiles.source("xlsx-csv/supplements-price-cp1251.csv"))
        var names: [String] = []
        while case .row(_, let fields)? = try supplements.next() {
            #expect(fields.count == 3)
            names.append(fields[0])
        }
        #expect(names.count == 63)
        #expect(supplements.separator == .semicolon)
        #expect(names.contains { $0.contains("капс") })
    }
}

private let layouts: [(String, [[String]])] = [
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]), ("a;b\r\n1,5;2,5\r\n", [["a", "b"], ["1,5", "2,5"]]),
    ("a\tb;c\r1\t2;3", [["a", "b;c"], ["1", "2;3"]]),
    ("\"a \"\"x\"\"\",\"b\nc\"\n,\n", [["a \"x\"", "b\nc"], ["", ""]]), ("5\" pipe,2\n", [["5\" pipe", "2"]]), ("\n\n a ,\"\"\n\n", [[" a ", ""]]),
    ("sep=;\nа,б;в\n", [["а,б", "в"]]), ("one\ntwo\n", [["one"], ["two"]]), ("", []), ("\"x\"y,z", [["xy", "z"]]),
    ("a,b\r\n\"1\r\n2\",3", [["a", "b"], ["1\r\n2", "3"]]),
]

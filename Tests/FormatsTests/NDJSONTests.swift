import Formats
import Kernel
import Testing

@Suite("NDJSON")
struct NDJSONTests {
    private func rows(_ text: String, piece: Int, budget: RowBudget = RowBudget()) throws -> [ParsedRow<JSON>] {
        var reader = NDJSONReader(MemorySource(Array(text.utf8), piece: piece), budget: budget)
        var rows: [ParsedRow<JSON>] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    @Test("a broken line is told with its place, the others go on", arguments: [1, 3, 1000])
    func brokenLines(piece: Int) throws {
        let text = "\u{FEFF}{\"a\":1}\r\n\n{\"a\":\n  \n[1,2]\n{\"ё\" x}\n\"\(String(repeating: "x", count: 100))\"\ntrue"
        let expected: [ParsedRow<JSON>] = [
            .row(line: 1, ["a": 1]), .broken(line: 3, column: 6, what: "unexpected_end"), .row(line: 5, [1, 2]),
            .broken(line: 6, column: 6, what: "unexpected_character"),
            .broken(line: 7, column: 0, what: "row_too_long"), .row(line: 8, true),
        ]
        #expect(try rows(text, piece: piece, budget: RowBudget(rowBytes: 50)) == expected)
    }

    @Test("nothing gives no lines")
    func empty() throws {
        #expect(try rows("", piece: 1).isEmpty)
        #expect(try rows("\n\r\n", piece: 1).isEmpty)
    }
}

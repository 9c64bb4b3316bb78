import Formats
import Testing

@Suite("Writing CSV")
struct CSVWriterTests {
    private func written(_ row: [CSVWriter.Cell]) -> String {
        var sheet = CSVWriter()
        sheet.append(row)
        return String(decoding: sheet.bytes.dropFirst(3), as: UTF8.self)
    }

    @Test("a text that a spreadsheet would run is disarmed", arguments: ["=1+1", "+7 495", "-2", "@SUM(A1)", "\tx", "\rx", "＝1"])
    func formulas(text: String) { #expect(written([.text(text)]).drop { $0 == "\"" }.hasPrefix("'" + text.prefix(1))) }

    @Test("plain text and numbers stay as they are")
    func plain() {
        #expect(written([.text("ООО «А»"), .number("-12,50"), .text("")]) == "ООО «А»;-12,50;\r\n")
        #expect(CSVWriter().bytes == [0xEF, 0xBB, 0xBF])
    }

    @Test("what was written is read again", arguments: ["a;b", "say \"да\"", "две\nстроки", "\r\n", "'", "x"])
    func roundTrip(text: String) throws {
        var sheet = CSVWriter()
        sheet.append([.text("имя"), .text("текст")])
        sheet.append([.text("x"), .text(text)])
        var reader = CSVReader(MemorySource(sheet.bytes), separator: .semicolon)
        _ = try reader.next()
        guard case .row(_, let fields)? = try reader.next() else { return #expect(Bool(false), "no row") }
        #expect(fields.last == text || fields.last == "'" + text)
    }
}

import Foundation
import Kernel
import Testing
import TestSupport

@testable import Formats

@Suite("Reading workbooks and archives")
struct XLSXReaderTests {
    /// An archive of stored files.
    private func archive(_ files: [(name: String, text: String)], method: UInt8 = 0, flags: UInt8 = 0, unpacked: Int? = nil) -> [UInt8] {
        var archive = StoredZIP()
        for (name, text) in files { archive.add(name, Array(text.utf8), method: method, flags: flags, unpacked: unpacked) }
        return archive.bytes
    }

    private func workbook(_ sheet: String, strings: String? = nil, styles: String? = nil, book: String = "<workbook><sheets><sheet name=\"1\" r:id=\"a\" xmlns:r=\"r\"/></sheets></workbook>") -> [UInt8] {
        archive([("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"a\" Target=\"worksheets/sheet1.xml\"/></Relationships>"), ("xl/worksheets/sheet1.xml", sheet)]
            + [strings.map { ("xl/sharedStrings.xml", $0) }, styles.map { ("xl/styles.xml", $0) }].compactMap(\.self))
    }

    private func rows(_ bytes: [UInt8], budget: XLSXBudget = XLSXBudget()) throws -> [[String]] {
        var rows: [[String]] = []
        try XLSXReader(bytes, budget: budget).forEachRow { line, cells in rows.append([String(line)] + cells) }
        return rows
    }

    @Test("cells of every kind come as texts: shared, inline, numbers, dates, truth, gaps")
    func cells() throws {
        let sheet = """
            <worksheet><sheetData><row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2"><v>12.300000000000001</v></c><c r="D2" s="1"><v>46357</v></c></row>\
            <row r="5"><c r="B5" t="inlineStr"><is><r><t>Бо</t></r><r><t>лт</t></r></is></c><c r="C5" t="b"><v>1</v></c><c r="D5" t="e"><v>#N/A</v></c><c r="E5" t="str"><f>A1</f><v>итог</v></c></row>\
            <row r="6"><c r="A6"><v>1.5E-3</v></c><c r="B6"><v>100000</v></c><c r="C6" t="s"><v>99</v></c></row><row r="7"></row></sheetData></worksheet>
            """
        let strings = "<sst><si><t>нулевой</t></si><si><r><t>Гай</t></r><r><t>ка</t></r><rPh><t>x</t></rPh></si></sst>"
        let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
        #expect(try rows(workbook(sheet, strings: strings, styles: styles)) == [["2", "Гайка", "", "12.3", "2026-12-01"], ["5", "", "Болт", "true", "#N/A", "итог"], ["6", "0.0015", "100000"]])
    }

    @Test("a hidden sheet is passed over")
    func hidden() throws {
        let book = "<workbook><sheets><sheet name=\"h\" state=\"hidden\" r:id=\"z\" xmlns:r=\"r\"/><sheet name=\"1\" r:id=\"a\" xmlns:r=\"r\"/></sheets></workbook>"
        #expect(try rows(workbook("<worksheet><sheetData><row><c t=\"str\"><v>да</v></c></row></sheetData></worksheet>", book: book)) == [["1", "да"]])
    }

    @Test("hostile and broken workbooks are refused with a reason")
    func hostile() {
        let fine = "<worksheet><sheetData><row r=\"1\"><c><v>1</v></c></row></sheetData></worksheet>"
        let cases: [(String, [UInt8], String)] = [
            ("not an archive", Array("hello".utf8), "not_a_workbook"), ("an archive of something else", archive([("a.txt", "x")]), "not_a_workbook"),
            ("cut", Array(workbook(fine).dropLast(40)), "workbook_broken"),
            ("entities", workbook("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><worksheet><sheetData><row r=\"1\"><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>"), "workbook_broken"),
            ("broken sheet", workbook("<worksheet><sheetData><row r=\"1\"><c><v>1</v>"), "workbook_broken"),
            ("rows that go back", workbook("<worksheet><sheetData><row r=\"5\"/><row r=\"2\"/></sheetData></worksheet>"), "workbook_broken"),
            ("a row beyond the end", workbook("<worksheet><sheetData><row r=\"99999999\"/></sheetData></worksheet>"), "workbook_too_large"),
            ("said to be enormous", archive([("xl/workbook.xml", "<workbook/>"), ("xl/worksheets/sheet1.xml", fine)], unpacked: 0x7FFF_FFFF), "workbook_too_large"),
            ("encrypted", archive([("xl/workbook.xml", "<workbook/>")], flags: 1), "workbook_broken"), ("of an unknown method", archive([("xl/workbook.xml", "<workbook/>")], method: 99), "workbook_broken"),
            ("the same file twice", archive([("xl/workbook.xml", "<workbook/>"), ("xl/workbook.xml", "<workbook/>")]), "workbook_broken"),
        ]
        for (name, bytes, reason) in cases {
            do {
                _ = try rows(bytes)
                Issue.record("\(name) was read")
            } catch let problem as SheetProblem { #expect(problem.reason == reason, "\(name)") } catch { Issue.record("\(name): \(error)") }
        }
    }

    @Test("a bomb of zeros ends at the budget, long before it is unpacked")
    func bomb() throws {
        // 300 MB of blanks by libxlsxwriter's own zlib would take long: the budget is set down instead.
        let path = NSTemporaryDirectory() + "kontor-\(UUID().uuidString).xlsx"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let writer = try XLSXWriter(path: path, sheet: "1", columns: [("a", 5)])
        for _ in 0..<20_000 { try writer.write([.text("один и тот же текст")]) }
        try writer.finish()
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(try rows(bytes).count == 20_001)
        var budget = XLSXBudget()
        budget.archive.entryBytes = 100_000
        #expect(throws: SheetProblem("workbook_too_large")) { _ = try rows(bytes, budget: budget) }
    }

    @Test("any cut and any changed byte is an answer, never a crash")
    func mutated() {
        let whole = workbook("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>")
        var random = SystemRandomNumberGenerator()
        for length in stride(from: 0, to: whole.count, by: 7) { _ = try? rows(Array(whole.prefix(length))) }
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) { bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
            _ = try? rows(bytes)
        }
    }

    @Test("numbers are told by the digits that a spreadsheet shows", arguments: [
        ("0.30000000000000004", "0.3"), ("1234.5", "1234.5"), ("-7.1000000000000005", "-7.1"), ("1E3", "1000"), ("2.5E-4", "0.00025"), ("0", "0"), ("123456789012.34999", "123456789012.35"),
    ])
    func numbers(stored: String, shown: String) throws { #expect(decimalText(try #require(Double(stored)), as: stored) == shown) }
}

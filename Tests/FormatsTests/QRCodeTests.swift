import Formats
import Testing

@Suite("QR codes")
struct QRCodeTests {
    @Test("a code has its three corners, grows with the text and is the same every time")
    func shape() throws {
        let short = try #require(QRCode("otpauth://totp/x"))
        #expect(short.side == 25, "version 2: 17 + 4 × 2")
        for (top, left) in [(0, 0), (0, 18), (18, 0)] {
            let corner = (0..<7).map { row in (0..<7).map { short.isDark(row: top + row, column: left + $0) ? "#" : "." }.joined() }
            #expect(corner == ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"])
        }
        #expect(!short.isDark(row: 7, column: 0) && !short.isDark(row: -1, column: 0) && !short.isDark(row: 0, column: 25), "light around")
        let long = try #require(QRCode(String(repeating: "я", count: 300)))
        #expect(long.side > short.side)
        #expect(QRCode("otpauth://totp/x") == short)
    }

    @Test("runs cover exactly the dark squares")
    func runs() throws {
        let code = try #require(QRCode("Привет"))
        var covered: Set<Int> = []
        for run in code.runs {
            for column in run.column..<run.column + run.length { #expect(covered.insert(run.row * code.side + column).inserted) }
        }
        for row in 0..<code.side {
            for column in 0..<code.side { #expect(covered.contains(row * code.side + column) == code.isDark(row: row, column: column)) }
        }
    }

    @Test("nothing, and more than a code holds, is no code")
    func limits() {
        #expect(QRCode("") == nil)
        #expect(QRCode(String(repeating: "x", count: 2_331))?.side == 177)
        #expect(QRCode(String(repeating: "x", count: 2_332)) == nil)
    }
}

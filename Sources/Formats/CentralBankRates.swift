/// The Central Bank's daily rates, `XML_daily.asp` (`domain/tax-money.md` 6): windows-1251, a decimal comma, a rate for so many units of each currency.
package struct CentralBankRates: Sendable {
    package struct Rate: Sendable, Equatable {
        package let line: Int
        /// As it stands in the file, `USD`.
        package let code: String
        /// Texts as they stand; the value with a point for its comma.
        package let nominal: String
        package let value: String
    }

    /// The first day on which they are in force, `YYYY-MM-DD`, or as it stands in the file when it is no such date.
    package private(set) var day = ""
    package private(set) var rates: [Rate] = []

    /// Throws `XMLProblem` for a broken file and for one that is something else.
    package init(_ source: some ByteSource) throws {
        var path: [String] = []
        var fields: [String: String] = [:]
        var first = 0
        var isOurs = false
        var day = ""
        var rates: [Rate] = []
        try XMLReader().read(source) { event, line in
            switch event {
            case .start(let name, let attributes):
                if path.isEmpty {
                    guard name == "ValCurs" else { throw XMLProblem(line: line, .malformed, detail: "\(name) instead of ValCurs") }
                    isOurs = true
                    day = Self.day(attributes["Date"] ?? "")
                }
                if name == "Valute" { (fields, first) = ([:], line) }
                path.append(name)
            case .text(let text): if path.count == 3, let field = path.last { fields[field, default: ""] += text }
            case .end(let name):
                path.removeLast()
                guard name == "Valute" else { return }
                func text(_ field: String) -> String { (fields[field] ?? "").filter { !$0.isWhitespace } }
                rates.append(Rate(
                    line: first, code: text("CharCode"), nominal: text("Nominal").isEmpty ? "1" : text("Nominal"),
                    value: text("Value").replacing(",", with: ".")))
            }
        }
        guard isOurs else { throw XMLProblem(line: 1, .empty) }
        (self.day, self.rates) = (day, rates)
    }

    /// `12.09.2026` as `2026-09-12`; the archive writes `12/09/2026` too.
    private static func day(_ text: String) -> String {
        let parts = text.split { $0 == "." || $0 == "/" }
        guard parts.count == 3, parts[0].count <= 2, parts[1].count <= 2, parts[2].count == 4 else { return text }
        func pair(_ part: Substring) -> String { part.count == 1 ? "0\(part)" : String(part) }
        return "\(parts[2])-\(pair(parts[1]))-\(pair(parts[0]))"
    }

    /// Whether a file that begins like this is one.
    package static func isBeginning(_ bytes: some Sequence<UInt8>) -> Bool { String(decoding: Array(bytes).prefix(1000), as: UTF8.self).contains("<ValCurs") }
}

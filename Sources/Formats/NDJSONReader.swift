package import Kernel

/// Reads newline-delimited JSON line by line, in the memory of one line. Blank lines are skipped.
package struct NDJSONReader<Source: ByteSource> {
    private var source: Source
    private let budget: RowBudget
    private var chunk: [UInt8] = []
    private var place = 0
    private var line = 0

    package init(_ source: Source, budget: RowBudget = RowBudget()) {
        self.source = source
        self.budget = budget
    }

    /// The next line: its value, or `broken` with the problem of its JSON, or `row_too_long`. Nil at the end. Throws only what the source throws.
    package mutating func next() throws -> ParsedRow<JSON>? { try next { try JSON(parsing: $0) } }

    /// The next line as `parse` reads it; the `JSONProblem` that it throws makes the row `broken`.
    package mutating func next<Value: Sendable>(_ parse: ([UInt8]) throws -> Value) throws -> ParsedRow<Value>? {
        while let (bytes, tooLong) = try nextLine() {
            if tooLong { return .broken(line: line, column: 0, what: "row_too_long") }
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            do { return .row(line: line, try parse(bytes)) } catch let problem as JSONProblem {
                return .broken(line: line, column: problem.column, what: problem.what)
            }
        }
        return nil
    }

    private mutating func nextLine() throws -> (bytes: [UInt8], tooLong: Bool)? {
        var bytes: [UInt8] = []
        var tooLong = false
        var any = false
        while try fill() {
            any = true
            let end = chunk[place...].firstIndex(of: 0x0A)
            let piece = chunk[place..<(end ?? chunk.count)]
            if bytes.count + piece.count > budget.rowBytes { tooLong = true } else if !tooLong { bytes.append(contentsOf: piece) }
            place = end.map { $0 + 1 } ?? chunk.count
            if end != nil { break }
        }
        guard any else { return nil }
        line += 1
        return (bytes, tooLong)
    }

    private mutating func fill() throws -> Bool {
        if place < chunk.count { return true }
        guard let next = try source.next() else { return false }
        (chunk, place) = (next, 0)
        return true
    }
}

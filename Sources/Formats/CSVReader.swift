/// Reads comma-separated values (RFC 4180 and what Excel makes of it) row by row, in the memory of one row.
///
/// The separator (comma, semicolon, tab) is guessed from the beginning unless given; UTF-8, UTF-16 and windows-1251 are recognised. Rows end with LF,
/// CRLF or CR; a quote in the middle of a field is a letter; blank rows are skipped.
package struct CSVReader<Source: ByteSource> {
    private var source: TextSource<Source>
    private let budget: RowBudget
    private var bytes: [UInt8] = []
    private var place = 0
    private var line = 1
    private var started = false
    private var ended = false
    /// The separator in use; nil before the first row.
    package private(set) var separator: CSVSeparator?

    package init(_ source: Source, separator: CSVSeparator? = nil, budget: RowBudget = RowBudget()) {
        self.source = TextSource(source)
        self.separator = separator
        self.budget = budget
    }

    /// The next row's fields, untrimmed; or `broken` with `row_too_long`, `too_many_fields`, `unclosed_quote`. Nil at the end. Throws only what the
    /// source throws.
    package mutating func next() throws -> ParsedRow<[String]>? {
        try start()
        while true {
            guard let row = try nextRow() else { return nil }
            if case .row(_, let fields) = row, fields.count == 1, fields[0].isEmpty { continue }
            return row
        }
    }

    private mutating func start() throws {
        guard !started else { return }
        started = true
        while bytes.count < 1 << 16, try fill() {}
        if let declared = CSVSeparator(declaredIn: bytes) {
            separator = declared
            while let byte = try peek(), byte != 0x0A { place += 1 }
            if try peek() != nil { place += 1 }
            line = 2
        }
        if separator == nil { separator = CSVSeparator(guessedFrom: bytes) }
    }

    private mutating func fill() throws -> Bool {
        guard !ended, let more = try source.next() else {
            ended = true
            return false
        }
        if place > 0 {
            bytes.removeFirst(place)
            place = 0
        }
        bytes.append(contentsOf: more)
        return true
    }

    private mutating func peek() throws -> UInt8? {
        if place < bytes.count { return bytes[place] }
        return try fill() ? bytes[place] : nil
    }

    private mutating func nextRow() throws -> ParsedRow<[String]>? {
        guard try peek() != nil else { return nil }
        let (first, mark) = (line, (separator ?? .comma).rawValue)
        var fields: [String] = []
        var field: [UInt8] = []
        var size = 0
        var quoted = false
        var fresh = true
        var problem: String?
        func end(field bytes: inout [UInt8]) {
            if fields.count < budget.fields { fields.append(String(decoding: bytes, as: UTF8.self)) } else { problem = problem ?? "too_many_fields" }
            bytes.removeAll(keepingCapacity: true)
        }
        while let byte = try peek() {
            place += 1
            if byte == 0x0A || byte == 0x0D {
                if byte == 0x0D, try peek() == 0x0A {
                    // Inside quotes both stay part of the value.
                    place += 1
                    if quoted { field.append(byte) }
                }
                line += 1
                guard quoted else { return finish() }
                field.append(0x0A)
            } else if quoted {
                if byte != 0x22 {
                    field.append(byte)
                } else if try peek() == 0x22 {
                    place += 1
                    field.append(byte)
                } else {
                    quoted = false
                }
            } else if byte == mark {
                end(field: &field)
                fresh = true
                size += 1
                continue
            } else if byte == 0x22, fresh {
                quoted = true
            } else {
                field.append(byte)
            }
            fresh = false
            size += 1
            if size > budget.rowBytes {
                // Leave the quotes: what follows an unclosed one is read as rows again from the next line on.
                quoted = false
                problem = "row_too_long"
                field.removeAll(keepingCapacity: true)
            }
        }
        if quoted { problem = problem ?? "unclosed_quote" }
        return finish()

        func finish() -> ParsedRow<[String]> {
            end(field: &field)
            return problem.map { .broken(line: first, column: 0, what: $0) } ?? .row(line: first, fields)
        }
    }
}

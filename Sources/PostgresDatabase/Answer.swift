import CPostgres
import Database

/// A result that libpq holds, decoded row by row. Whoever made it clears it.
struct Answer {
    private let result: OpaquePointer
    private let columns: Row.Columns
    private let types: [UInt32]
    let count: Int

    init(_ result: OpaquePointer) {
        self.result = result
        let width = PQnfields(result)
        columns = Row.Columns((0..<width).map { PQfname(result, $0).map { String(cString: $0) } ?? "" })
        types = (0..<width).map { PQftype(result, $0) }
        count = Int(PQntuples(result))
    }

    var rows: [Row] { get throws { try (0..<count).map(row) } }

    func row(_ index: Int) throws -> Row {
        let line = Int32(clamping: index)
        var values: [SQLValue] = []
        values.reserveCapacity(types.count)
        for (position, type) in types.enumerated() { values.append(try value(line, Int32(clamping: position), type)) }
        return Row(columns, values)
    }

    private func value(_ line: Int32, _ column: Int32, _ type: UInt32) throws -> SQLValue {
        guard PQgetisnull(result, line, column) == 0, let start = PQgetvalue(result, line, column) else { return .null }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, line, column)))
        switch type {
        // int8, int2, int4, oid
        case 20, 21, 23, 26:
            guard let number = Int64(String(decoding: bytes, as: UTF8.self)) else { throw unreadable(column, "not a 64-bit number") }
            return .integer(number)
        case 16: return .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
        case 17: return .bytes(try unhex(bytes, column))
        case 700, 701: throw unreadable(column, "a floating-point number: cast it to BIGINT or TEXT")
        case 1700: throw unreadable(column, "NUMERIC, as sums are: cast it to BIGINT")
        default: return .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    private func unhex(_ text: UnsafeRawBufferPointer, _ column: Int32) throws -> [UInt8] {
        guard text.count % 2 == 0, text.count >= 2 else { throw unreadable(column, "not a byte string") }
        return stride(from: 2, to: text.count, by: 2).map { digit(text[$0]) << 4 | digit(text[$0 + 1]) }
    }

    private func digit(_ byte: UInt8) -> UInt8 { byte <= UInt8(ascii: "9") ? byte &- UInt8(ascii: "0") : (byte | 0x20) &- UInt8(ascii: "a") &+ 10 }

    private func unreadable(_ column: Int32, _ what: String) -> DatabaseProblem {
        DatabaseProblem(.invalidValue, "column \(columns.names[Int(column)]) is \(what)")
    }
}

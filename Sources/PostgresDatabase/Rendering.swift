import Database

/// A statement as PostgreSQL reads it: text with `$1`, and the parameters behind one another in one buffer, each ending with a NUL.
struct RenderedSQL {
    /// Object identifiers of PostgreSQL's types (`src/include/catalog/pg_type.dat`).
    enum TypeNumber {
        static let bytes: UInt32 = 17, integer: UInt32 = 20, text: UInt32 = 25, integers: UInt32 = 1016, texts: UInt32 = 1009
    }

    private(set) var text = ""
    private(set) var types: [UInt32] = []
    private(set) var offsets: [Int] = []
    private(set) var lengths: [Int32] = []
    /// 0 for text, 1 for binary.
    private(set) var formats: [Int32] = []
    private(set) var buffer: [UInt8] = []

    init(_ sql: SQL) throws {
        for piece in sql.pieces {
            switch piece {
            case .text(let part): text += part
            case .dialect(let part): text += part.text(in: .postgres)
            // NULL is written out: it has no type of its own, and PostgreSQL asks a parameter for one.
            case .value(.null): text += "NULL"
            case .value(.integer(let number)): bind(TypeNumber.integer) { $0 += Array(String(number).utf8) }
            case .value(.text(let value)):
                _ = try SQLValue.text(value).checked()
                bind(TypeNumber.text) { $0 += Array(value.utf8) }
            case .value(.bytes(let bytes)): bind(TypeNumber.bytes, format: 1) { $0 += bytes }
            case .anyOf(let list):
                for value in list.values { _ = try value.checked() }
                // An empty list has no type of its own; this literal takes the one it is compared with.
                guard let type = try list.elementType() else { text += list.values.isEmpty ? "= ANY('{}')" : "= ANY('{NULL}')"; continue }
                text += "= ANY("
                bind(type == .integer ? TypeNumber.integers : TypeNumber.texts) { Self.appendArray(list.values, to: &$0) }
                text += ")"
            case .table(let table): try bind(table)
            }
        }
    }

    /// Calls the body with the number of parameters and where they begin, valid during the call.
    func withParameters<T>(_ body: (Int32, [UnsafePointer<CChar>?]) -> T) -> T {
        buffer.withUnsafeBytes { bytes in
            // A statement without parameters has an empty buffer, which may have no address.
            let places = offsets.map { offset in bytes.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) } }
            return body(Int32(clamping: places.count), places)
        }
    }

    mutating func put(_ beginning: String) { text = beginning + text }

    /// A derived table over one array per column. The engine's own order of bytes for texts, as everywhere else.
    private mutating func bind(_ table: ValueTable) throws {
        try table.checked()
        text += "(SELECT " + table.columns.map { $0.type == .text ? "\($0.name) COLLATE \"C\" AS \($0.name)" : $0.name }.joined(separator: ", ") + " FROM unnest("
        for (index, column) in table.columns.enumerated() {
            if index > 0 { text += ", " }
            bind(column.type == .integer ? TypeNumber.integers : TypeNumber.texts) { buffer in
                Self.appendArray(table.rows.lazy.map { $0.indices.contains(index) ? $0[index] : .null }, to: &buffer)
            }
        }
        text += ") AS given(\(table.columns.map(\.name).joined(separator: ", "))))"
    }

    private mutating func bind(_ type: UInt32, format: Int32 = 0, _ append: (inout [UInt8]) -> Void) {
        let start = buffer.count
        append(&buffer)
        types.append(type)
        offsets.append(start)
        lengths.append(Int32(clamping: buffer.count - start))
        formats.append(format)
        buffer.append(0)
        text += "$\(types.count)"
    }

    /// PostgreSQL's text form of an array: `{1,NULL,2}`, `{"a","b\"c"}`.
    private static func appendArray(_ values: some Sequence<SQLValue>, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "{"))
        var isFirst = true
        for value in values {
            if !isFirst { buffer.append(UInt8(ascii: ",")) }
            isFirst = false
            switch value {
            case .null, .bytes: buffer += "NULL".utf8
            case .integer(let number): buffer += String(number).utf8
            case .text(let text):
                buffer.append(UInt8(ascii: "\""))
                for byte in text.utf8 {
                    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { buffer.append(UInt8(ascii: "\\")) }
                    buffer.append(byte)
                }
                buffer.append(UInt8(ascii: "\""))
            }
        }
        buffer.append(UInt8(ascii: "}"))
    }
}

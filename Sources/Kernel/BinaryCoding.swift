/// Puts values one after another into bytes that only this program reads again: whole numbers by seven bits a byte, texts with their length before them.
package struct BinaryWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func put(_ number: Int64) {
        // The sign goes last, so that small negative numbers are short too.
        var rest = UInt64(bitPattern: number &<< 1 ^ number &>> 63)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func put(_ number: Int) { put(Int64(number)) }
    package mutating func put(_ number: Int32) { put(Int64(number)) }
    package mutating func put(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    package mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            put(utf8.count)
            bytes.append(contentsOf: utf8)
        }
    }

    package mutating func put(_ text: String?) {
        put(text != nil)
        if let text { put(text) }
    }

    package mutating func put<Entity>(_ id: ID<Entity>) { put(id.rawValue) }

    /// Nil is told from every number there is.
    package mutating func put<Entity>(_ id: ID<Entity>?) {
        put(id != nil)
        if let id { put(id.rawValue) }
    }

    /// How many there are, then each by `body`.
    package mutating func put<Items: Collection>(all items: Items, _ body: (inout BinaryWriter, Items.Element) -> Void) {
        put(items.count)
        for item in items { body(&self, item) }
    }

    /// Numbers of a fixed width as they lie in memory.
    package mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(raw numbers: [Number]) {
        put(numbers.count)
        numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}

/// Reads what a `BinaryWriter` wrote, in the same order. Bytes that end too early or make no sense are an error, whatever is in them.
package struct BinaryReader: Sendable {
    /// The bytes are not what was written.
    package struct Damage: Error { package init() {} }

    private let bytes: [UInt8]
    private var at = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { at == bytes.count }

    package mutating func int64() throws -> Int64 {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while true {
            guard at < bytes.count, shift < 64 else { throw Damage() }
            let byte = bytes[at]
            at += 1
            value |= UInt64(byte & 0x7F) &<< shift
            if byte < 0x80 { break }
            shift += 7
        }
        return Int64(bitPattern: value &>> 1) ^ -Int64(bitPattern: value & 1)
    }

    package mutating func int() throws -> Int { Int(try int64()) }

    package mutating func int32() throws -> Int32 {
        guard let number = Int32(exactly: try int64()) else { throw Damage() }
        return number
    }

    package mutating func bool() throws -> Bool {
        guard at < bytes.count, bytes[at] <= 1 else { throw Damage() }
        at += 1
        return bytes[at - 1] == 1
    }

    package mutating func text() throws -> String {
        let count = try length(of: 1)
        defer { at += count }
        return bytes.withUnsafeBufferPointer { String(decoding: $0[at..<at + count], as: UTF8.self) }
    }

    package mutating func optionalText() throws -> String? { try bool() ? try text() : nil }

    package mutating func id<Entity>() throws -> ID<Entity> { ID(try int64()) }

    package mutating func optionalID<Entity>() throws -> ID<Entity>? { try bool() ? try id() : nil }

    /// What `put(all:)` wrote.
    package mutating func all<Item>(_ body: (inout BinaryReader) throws -> Item) throws -> [Item] {
        // Each takes a byte at least, so that a wrong number asks for no memory.
        let count = try length(of: 0)
        guard count <= bytes.count - at else { throw Damage() }
        var items: [Item] = []
        items.reserveCapacity(count)
        for _ in 0..<count { items.append(try body(&self)) }
        return items
    }

    package mutating func raw<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type = Number.self) throws -> [Number] {
        let width = MemoryLayout<Number>.stride
        let count = try length(of: width)
        defer { at += count * width }
        return [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
            bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[at..<at + count * width])) }
            initialized = count
        }
    }

    /// A count of things of that many bytes each, all of which are there.
    private mutating func length(of width: Int) throws -> Int {
        let count = try int()
        guard count >= 0, width == 0 || count <= (bytes.count - at) / width else { throw Damage() }
        return count
    }
}

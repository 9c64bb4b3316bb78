/// A ZIP archive of files that are stored as they are, or claim to be something else.
package struct StoredZIP {
    private var content: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    package init() {}

    /// - Parameter unpacked: the size that the archive claims; nil for the true one.
    package mutating func add(_ name: String, _ body: [UInt8], method: UInt8 = 0, flags: UInt8 = 0, unpacked: Int? = nil) {
        let title = Array(name.utf8)
        let sizes = Self.four(Int(Self.checksum(body))) + Self.four(body.count) + Self.four(unpacked ?? body.count)
        let common: [UInt8] = [20, 0, flags, 0, method, 0, 0, 0, 0, 0] + sizes + Self.two(title.count) + [0, 0]
        directory += [0x50, 0x4B, 1, 2, 20, 0] + common + Array(repeating: 0, count: 10) + Self.four(content.count) + title
        content += [0x50, 0x4B, 3, 4] + common + title + body
        count += 1
    }

    package var bytes: [UInt8] {
        content + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + Self.two(count) + Self.two(count) + Self.four(directory.count) + Self.four(content.count) + [0, 0]
    }

    private static func two(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
    private static func four(_ value: Int) -> [UInt8] { two(value & 0xFFFF) + two(value >> 16 & 0xFFFF) }

    /// CRC-32, bit by bit.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}

import Foundation

/// Pictures that others would bring.
enum Sample {
    /// 40 by 20 pixels, red on the left and blue on the right, to be turned by a quarter; from a camera that tells its maker and where it stood.
    static let turned = bytes(
        """
        /9j/4QEGRXhpZgAASUkqAAgAAAAIAA8BAgAHAAAAfgAAABIBAwABAAAABgAAABoBBQABAAAAbgAAABsBBQABAAAAdgAAACgBAwABAAAAAgAAABMCAwABAAAAAQAAAGmHBAABAAAAhgAA\
        ACWIBAABAAAA1AAAAAAAAAA4YwAA6AMAADhjAADoAwAAU3B5Y2FtAAAGAACQBwAEAAAAMDIxMAGRBwAEAAAAAQIDAACgBwAEAAAAMDEwMAGgAwABAAAA//8AAAKgBAABAAAAKAAAAAOg\
        BAABAAAAFAAAAAAAAAABAAIABQADAAAA5gAAAAAAAAA3AAAAAQAAAC0AAAABAAAAAAAAAAEAAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwc\
        KDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjL/wAARCAAUACgDASIAAhEB\
        AxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJico\
        KSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx\
        8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl\
        8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk\
        5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDlqKKK8M/VDN1X/lj+P9Kzq0dV/wCWP4/0rOr9U4b/AORXS/7e/wDSmfm2f/8AIxqfL/0lBRRRXuHjnR0UUV+Hn7CZuq/8sfx/pWdR\
        RX6pw3/yK6X/AG9/6Uz82z//AJGNT5f+koKKKK9w8c//2Q==
        """)
    /// 40 by 20 pixels that can be seen through.
    static let clear = bytes(
        """
        iVBORw0KGgoAAAANSUhEUgAAACgAAAAUCAYAAAD/Rn+7AAAACXBIWXMAAAPoAAAD6AG1e1JrAAAALklEQVRIx+3OMREAAAgEIJN8MLMbxhJOHgM7NUlfSuZUCQoKCgoKCgoKCgp+Di6A\
        24R9u7q+GAAAAABJRU5ErkJggg==
        """)
    static let gif = bytes("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")

    private static func bytes(_ text: String) -> [UInt8] { Array(Data(base64Encoded: text) ?? Data()) }

    /// The clear picture, said to be of another size, with the sum that its head needs.
    static func clear(width: UInt32, height: UInt32) -> [UInt8] {
        func big(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
        let head = Array("IHDR".utf8) + big(width) + big(height) + clear[24..<29]
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in head {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return clear[..<12] + head + big(~sum) + clear[33...]
    }
}

/// What a WebP says of itself (RFC 9649).
struct WebP {
    let chunks: [String]
    let width: Int
    let height: Int
    var isClear: Bool { chunks.contains("ALPH") || chunks.contains("VP8L") }

    init?(_ bytes: [UInt8]) {
        func little(_ place: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) } }
        guard bytes.count > 30, bytes.starts(with: Array("RIFF".utf8)), little(4, 4) == bytes.count - 8 else { return nil }
        var chunks: [String] = []
        var size = (0, 0)
        var place = 12
        while place + 8 <= bytes.count {
            let name = String(decoding: bytes[place..<place + 4], as: UTF8.self)
            chunks.append(name)
            if name == "VP8 " { size = (little(place + 14, 2), little(place + 16, 2)) }
            if name == "VP8L" { size = (little(place + 9, 4) & 0x3FFF + 1, little(place + 9, 4) >> 14 & 0x3FFF + 1) }
            place += 8 + (little(place + 4, 4) + 1) / 2 * 2
        }
        self.chunks = chunks
        (width, height) = size
    }
}

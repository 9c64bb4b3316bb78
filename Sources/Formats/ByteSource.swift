import Foundation

/// Bytes that come in chunks: a file, an upload, memory. Readers of formats hold one chunk at a time, whatever the size of the whole.
package protocol ByteSource {
    /// The next bytes, never an empty chunk; nil at the end.
    mutating func next() throws -> [UInt8]?
}

/// Bytes in memory, handed out in pieces.
package struct MemorySource: ByteSource {
    private let bytes: [UInt8]
    private let piece: Int
    private var place = 0

    package init(_ bytes: [UInt8], piece: Int = 1 << 18) {
        self.bytes = bytes
        self.piece = max(1, piece)
    }

    package init(_ text: String) { self.init(Array(text.utf8)) }

    package mutating func next() -> [UInt8]? {
        guard place < bytes.count else { return nil }
        let end = min(bytes.count, place + piece)
        defer { place = end }
        return Array(bytes[place..<end])
    }
}

/// A file, read in pieces of `piece` bytes (64 KiB to 1 MiB make sense).
package struct FileSource: ByteSource {
    private let file: FileHandle
    private let piece: Int

    /// Throws when the file cannot be opened.
    package init(path: String, piece: Int = 1 << 18) throws {
        file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        self.piece = max(1, piece)
    }

    package mutating func next() throws -> [UInt8]? {
        guard let data = try file.read(upToCount: piece), !data.isEmpty else { return nil }
        return [UInt8](data)
    }
}

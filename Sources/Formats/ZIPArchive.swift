import CZlib
import Foundation

/// How much of a hostile archive is unpacked before it is refused.
package struct ZIPBudget: Sendable {
    package var entries = 2000
    /// Unpacked bytes of one entry.
    package var entryBytes = 512 << 20
    /// Unpacked bytes for each packed one, beyond the first megabyte: texts reach about 100.
    package var ratio = 250
    package init() {}
}

/// Why an archive, or a file in it, cannot be read.
package struct ZIPProblem: Error, Hashable, Sendable {
    package enum What: String, Sendable {
        case notAnArchive = "not_an_archive"
        /// Cut off, or changed since it was packed.
        case broken = "archive_broken"
        case encrypted = "archive_encrypted"
        /// Packed by a method other than "deflated" and "stored".
        case unknownMethod = "archive_method"
        case tooLarge = "archive_too_large"
    }

    package let what: What
    package init(_ what: What) { self.what = what }
}

/// A ZIP archive in memory (PKWARE's APPNOTE 6.3): its list of files, each unpacked in pieces when it is read. No ZIP64: four gigabytes are not taken anyway.
package struct ZIPArchive: Sendable {
    package struct Entry: Sendable {
        package let name: String
        let packed: Int
        /// What the archive says it holds; what holds more is refused when it is read.
        package let unpacked: Int
        let checksum: UInt32
        let method: Int
        let flags: Int
        let header: Int
    }

    /// In the order of the archive; folders are left out.
    package let entries: [Entry]
    private let bytes: [UInt8]
    private let budget: ZIPBudget

    package static func isBeginning(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4B, 3, 4]) }

    /// Reads the list of files. Throws `ZIPProblem`.
    package init(_ bytes: [UInt8], budget: ZIPBudget = ZIPBudget()) throws {
        guard Self.isBeginning(bytes) else { throw ZIPProblem(.notAnArchive) }
        // The end record stands in the last 64 KiB, behind it only a comment.
        var end: Int?
        var place = bytes.count - 22
        while place >= max(0, bytes.count - 65_557) {
            if bytes[place] == 0x50, bytes[place + 1] == 0x4B, bytes[place + 2] == 5, bytes[place + 3] == 6 { end = place; break }
            place -= 1
        }
        guard let end else { throw ZIPProblem(.broken) }
        let count = bytes.small(end + 10)
        guard count <= budget.entries else { throw ZIPProblem(.tooLarge) }
        var entries: [Entry] = []
        var names: Set<String> = []
        var next = bytes.large(end + 16)
        for _ in 0..<count {
            guard next + 46 <= end, bytes.large(next) == 0x0201_4B50 else { throw ZIPProblem(.broken) }
            let (nameLength, extra, comment) = (bytes.small(next + 28), bytes.small(next + 30), bytes.small(next + 32))
            guard next + 46 + nameLength <= end else { throw ZIPProblem(.broken) }
            let name = Self.name(bytes[(next + 46)..<(next + 46 + nameLength)])
            if !name.hasSuffix("/") {
                // The same name twice is a trick: one program would read the first, another the last.
                guard names.insert(name).inserted else { throw ZIPProblem(.broken) }
                entries.append(Entry(
                    name: name, packed: bytes.large(next + 20), unpacked: bytes.large(next + 24), checksum: UInt32(truncatingIfNeeded: bytes.large(next + 16)),
                    method: bytes.small(next + 10), flags: bytes.small(next + 8), header: bytes.large(next + 42)))
            }
            next += 46 + nameLength + extra + comment
        }
        self.entries = entries
        self.bytes = bytes
        self.budget = budget
    }

    /// UTF-8, or what Windows writes in Russia: code page 866.
    private static func name(_ bytes: ArraySlice<UInt8>) -> String {
        if let name = String(validating: bytes, as: UTF8.self) { return name }
        return String(String.UnicodeScalarView(bytes.map { byte in
            switch byte {
            case 0..<0x80: Unicode.Scalar(byte)
            case 0x80..<0xB0: Unicode.Scalar(0x0410 + UInt32(byte - 0x80)) ?? "?"
            case 0xE0..<0xF0: Unicode.Scalar(0x0440 + UInt32(byte - 0xE0)) ?? "?"
            case 0xF0: "Ё"
            case 0xF1: "ё"
            case 0xFC: "№"
            default: "?"
            }
        }))
    }

    package func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }

    /// The unpacked bytes of a file, in pieces. What is refused on the way is thrown by its `next`.
    package func source(_ entry: Entry) throws -> ZIPSource {
        guard entry.flags & 1 == 0 else { throw ZIPProblem(.encrypted) }
        guard entry.method == 0 || entry.method == 8 else { throw ZIPProblem(.unknownMethod) }
        let header = entry.header
        guard header + 30 <= bytes.count, bytes.large(header) == 0x0403_4B50 else { throw ZIPProblem(.broken) }
        let start = header + 30 + bytes.small(header + 26) + bytes.small(header + 28)
        guard start <= bytes.count, entry.packed <= bytes.count - start else { throw ZIPProblem(.broken) }
        let limit = min(budget.entryBytes, max(1 << 20, min(entry.packed, budget.entryBytes) * budget.ratio))
        guard entry.unpacked <= limit else { throw ZIPProblem(.tooLarge) }
        return ZIPSource(Inflation(bytes, start..<(start + entry.packed), entry, limit: limit))
    }
}

extension [UInt8] {
    /// Little-endian numbers of two and four bytes; zero beyond the end.
    fileprivate func small(_ place: Int) -> Int { place >= 0 && place + 2 <= count ? Int(self[place]) | Int(self[place + 1]) << 8 : 0 }
    fileprivate func large(_ place: Int) -> Int { small(place) | small(place + 2) << 16 }
}

/// The bytes of one file of an archive.
package struct ZIPSource: ByteSource {
    private let inflation: Inflation
    fileprivate init(_ inflation: Inflation) { self.inflation = inflation }
    package mutating func next() throws -> [UInt8]? { try inflation.next() }
}

/// Owns zlib's state, which nothing else sees.
private final class Inflation {
    private let bytes: [UInt8]
    private let range: Range<Int>
    private let entry: ZIPArchive.Entry
    private let limit: Int
    private var place: Int
    private var written = 0
    private var checksum: UInt = 0
    private var stream = z_stream()
    private var isOpen = false
    private var isAtEnd = false

    init(_ bytes: [UInt8], _ range: Range<Int>, _ entry: ZIPArchive.Entry, limit: Int) {
        self.bytes = bytes
        self.range = range
        self.entry = entry
        self.limit = limit
        place = range.lowerBound
    }

    deinit { if isOpen { inflateEnd(&stream) } }

    func next() throws -> [UInt8]? {
        guard !isAtEnd else { return nil }
        let piece = entry.method == 0 ? stored() : try inflated()
        written += piece.count
        guard written <= limit, written <= max(entry.unpacked, 0) else { throw ZIPProblem(written > limit ? .tooLarge : .broken) }
        checksum = piece.withUnsafeBufferPointer { UInt(crc32(uLong(checksum), $0.baseAddress, uInt($0.count))) }
        if isAtEnd {
            guard written == entry.unpacked, UInt32(truncatingIfNeeded: checksum) == entry.checksum else { throw ZIPProblem(.broken) }
        }
        return piece.isEmpty ? nil : piece
    }

    private func stored() -> [UInt8] {
        let end = min(range.upperBound, place + 1 << 18)
        defer { (place, isAtEnd) = (end, end == range.upperBound) }
        return Array(bytes[place..<end])
    }

    private func inflated() throws -> [UInt8] {
        if !isOpen {
            // Negative: without the head of a zlib stream, as archives have it.
            guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { throw ZIPProblem(.broken) }
            isOpen = true
        }
        let room = 1 << 18
        let size = min(range.upperBound - place, 1 << 18)
        var taken = 0
        var outcome = Z_OK
        let piece = bytes.withUnsafeBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: room) { target, count in
                stream.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0 + place) }
                stream.avail_in = uInt(size)
                stream.next_out = target.baseAddress
                stream.avail_out = uInt(room)
                outcome = inflate(&stream, Z_NO_FLUSH)
                taken = size - Int(stream.avail_in)
                count = room - Int(stream.avail_out)
            }
        }
        place += taken
        if outcome == Z_STREAM_END { isAtEnd = true } else if outcome != Z_OK || (piece.isEmpty && taken == 0) { throw ZIPProblem(.broken) }
        return piece
    }
}

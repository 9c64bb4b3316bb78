import Glibc
package import Kernel

/// A file of pieces of bytes, each with a sum that tells whether it is still what was written. Pieces are read in any order, from several threads.
///
/// The pieces one after another, a list of their places, lengths and sums, and an end of fixed size that tells where the list is.
package enum PieceFile {
    /// The file is not whole, or not one of these.
    package typealias Damage = BinaryReader.Damage
    /// Something the system refused, by its number.
    package struct Failure: Error {
        package let number: Int32
    }

    fileprivate static let mark: UInt64 = 0x4B4F_4E54_4F52_0001
    fileprivate static let endLength = 32

    /// Tells damage by accident; it is no proof against somebody who writes such files.
    fileprivate static func sum(_ bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBytes { raw in
            var sum = UInt64(truncatingIfNeeded: raw.count) ^ 0x9E37_79B9_7F4A_7C15
            func mix(_ word: UInt64) {
                sum = (sum ^ word) &* 0xD6E8_FEB8_6659_FD93
                sum ^= sum &>> 32
            }
            let words = raw.count / 8
            for index in 0..<words { mix(raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) }
            for byte in raw[(words * 8)...] { mix(UInt64(byte)) }
            return sum
        }
    }

    /// Writes beside the file's place and puts it there when it is whole.
    package final class Writer {
        private let path: String
        private let draft: String
        private var descriptor: Int32
        private var place = 0
        private var list = BinaryWriter()
        package private(set) var count = 0

        /// - Throws: `Failure`.
        package init(path: String) throws {
            self.path = path
            draft = path + ".new"
            descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw Failure(number: errno) }
        }

        deinit { abandon() }

        /// - Returns: the piece's number, from 0.
        @discardableResult
        package func add(_ bytes: [UInt8]) throws -> Int {
            list.put(place)
            list.put(bytes.count)
            list.put(Int64(bitPattern: PieceFile.sum(bytes)))
            try write(bytes)
            count += 1
            return count - 1
        }

        /// Makes the file whole and puts it in its place.
        package func finish() throws {
            let start = place
            try write(list.bytes)
            let numbers = [UInt64(start), UInt64(list.bytes.count), PieceFile.sum(list.bytes), PieceFile.mark]
            try write(numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number &>> (8 * UInt64($0))) } })
            guard fsync(descriptor) == 0 else { throw Failure(number: errno) }
            close(descriptor)
            descriptor = -1
            guard rename(draft, path) == 0 else { throw Failure(number: errno) }
        }

        /// Leaves nothing behind, unless it is finished.
        package func abandon() {
            guard descriptor >= 0 else { return }
            close(descriptor)
            descriptor = -1
            unlink(draft)
        }

        private func write(_ bytes: [UInt8]) throws {
            try bytes.withUnsafeBytes { raw in
                var done = 0
                while done < raw.count {
                    let step = Glibc.write(descriptor, raw.baseAddress.map { $0 + done }, raw.count - done)
                    if step < 0 && errno == EINTR { continue }
                    guard step > 0 else { throw Failure(number: errno) }
                    done += step
                }
            }
            place += bytes.count
        }
    }

    package final class Reader: Sendable {
        private struct Piece {
            let place: Int
            let length: Int
            let sum: UInt64
        }

        private let descriptor: Int32
        private let pieces: [Piece]
        /// In bytes.
        package let size: Int

        /// - Throws: `Failure` when it cannot be opened, `Damage` when it is not whole.
        package init(path: String) throws {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Failure(number: errno) }
            do {
                var about = stat()
                guard fstat(descriptor, &about) == 0 else { throw Failure(number: errno) }
                size = Int(about.st_size)
                guard size >= PieceFile.endLength else { throw Damage() }
                let end = try Self.bytes(descriptor, size - PieceFile.endLength, PieceFile.endLength)
                let numbers = (0..<4).map { word in (0..<8).reduce(UInt64(0)) { $0 | UInt64(end[word * 8 + $1]) &<< (8 * UInt64($1)) } }
                guard numbers[3] == PieceFile.mark, let place = Int(exactly: numbers[0]), let length = Int(exactly: numbers[1]), place <= size, length <= size - place
                else { throw Damage() }
                let list = try Self.bytes(descriptor, place, length)
                guard PieceFile.sum(list) == numbers[2] else { throw Damage() }
                var reader = BinaryReader(list)
                var pieces: [Piece] = []
                while !reader.isAtEnd {
                    let piece = Piece(place: try reader.int(), length: try reader.int(), sum: UInt64(bitPattern: try reader.int64()))
                    guard piece.place >= 0, piece.length >= 0, piece.place <= place, piece.length <= place - piece.place else { throw Damage() }
                    pieces.append(piece)
                }
                self.pieces = pieces
            } catch {
                close(descriptor)
                throw error
            }
        }

        deinit { close(descriptor) }

        package var count: Int { pieces.count }

        /// A piece by its number.
        /// - Throws: `Damage` when there is none, or it is not what was written.
        package func piece(_ number: Int) throws -> [UInt8] {
            guard pieces.indices.contains(number) else { throw Damage() }
            let bytes = try Self.bytes(descriptor, pieces[number].place, pieces[number].length)
            guard PieceFile.sum(bytes) == pieces[number].sum else { throw Damage() }
            return bytes
        }

        private static func bytes(_ descriptor: Int32, _ place: Int, _ length: Int) throws -> [UInt8] {
            try [UInt8](unsafeUninitializedCapacity: length) { buffer, done in
                while done < length {
                    let step = pread(descriptor, buffer.baseAddress.map { $0 + done }, length - done, off_t(place + done))
                    if step < 0 && errno == EINTR { continue }
                    guard step >= 0 else { throw Failure(number: errno) }
                    guard step > 0 else { throw Damage() }
                    done += step
                }
            }
        }
    }
}

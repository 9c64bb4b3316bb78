import Crypto
import Foundation
import Glibc

/// The key that signs cursors and encrypts kept secrets.
enum KeptSecret {
    /// The key of a secret as somebody gave it: hexadecimal digits or any text of at least 32 bytes as it stands; a shorter text is stretched to 32 bytes
    /// by SHA-256, which makes it long, not strong (`doctor` says so).
    static func key(_ text: String) -> [UInt8]? {
        if text.isEmpty { return nil }
        return bytes(text) ?? (text.utf8.count >= 32 ? Array(text.utf8) : Array(SHA256.hash(data: Data(text.utf8))))
    }

    /// At least 32 bytes from hexadecimal digits.
    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count >= 64, digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digit(digits[index]), let low = digit(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// The key kept in the data folder; made there the first time. The folder's lock is held.
    static func kept(in folder: String) throws -> [UInt8] {
        let path = folder + "/secret"
        if let contents = FileManager.default.contents(atPath: path) {
            let text = String(decoding: contents, as: UTF8.self).filter { !$0.isWhitespace }
            guard let bytes = bytes(text) else { throw Trouble("\(path) does not hold 64 hexadecimal digits: restore it from a backup.") }
            return bytes
        }
        guard access(path, F_OK) != 0 else { throw Trouble("\(path) cannot be read.") }
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        let text = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + "\n"
        try write(Array(text.utf8), to: path, in: folder)
        return bytes
    }

    /// Written, synced and only then named, so that a power cut leaves the whole key or none.
    private static func write(_ bytes: [UInt8], to path: String, in folder: String) throws {
        let draft = path + ".new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Trouble("\(draft) cannot be written: \(lastProblem()).") }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let synced = fsync(descriptor)
        close(descriptor)
        guard written == bytes.count, synced == 0, rename(draft, path) == 0 else { throw Trouble("\(path) cannot be written: \(lastProblem()).") }
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory >= 0 {
            fsync(directory)
            close(directory)
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// The operating system's words for what just failed.
func lastProblem() -> String { String(cString: strerror(errno)) }

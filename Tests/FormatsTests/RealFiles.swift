import Formats
import Foundation

/// Files that other people's systems wrote. They lie outside of the repository: in the folder named by `KONTOR_SHARED`, beside the package by
/// default.
enum RealFiles {
    static let folder: String = {
        if let named = ProcessInfo.processInfo.environment["KONTOR_SHARED"] { return named + "/real" }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
            + "/shared/real"
    }()

    /// Suites that need the files are skipped where there are none.
    static var areHere: Bool { FileManager.default.fileExists(atPath: folder + "/README.md") }

    static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))) }
    static func source(_ name: String, piece: Int = 1 << 16) throws -> FileSource { try FileSource(path: folder + "/" + name, piece: piece) }
}

/// SplitMix64: the same run for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

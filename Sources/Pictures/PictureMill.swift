import CPictures
import Foundation

/// The sizes in which pages show pictures. No others are made.
package enum PictureSize: String, Sendable, CaseIterable {
    /// In rows of lists.
    case small
    /// In the card, and where products stand beside each other.
    case medium
    /// Opened from the card.
    case large

    /// The side of the square that the picture fits into, in pixels: twice what pages give to the first two.
    package var side: Int32 {
        switch self {
        case .small: 96
        case .medium: 480
        case .large: 1600
        }
    }
}

/// Why a picture cannot be shown; the raw value is the reason of a refused row.
package enum PictureFault: String, Error {
    case cut = "picture_cut"
    case unreadable = "picture_unreadable"
    /// More pixels than `PictureMill.pixels`.
    case tooLarge = "picture_too_large"
    /// More memory or time than one picture is given, or none to be had now.
    case failed = "picture_failed"

    fileprivate init(code: Int32) {
        switch Int(code) {
        case KONTOR_PICTURE_CUT: self = .cut
        case KONTOR_PICTURE_UNREADABLE: self = .unreadable
        case KONTOR_PICTURE_TOO_LARGE: self = .tooLarge
        default: self = .failed
        }
    }
}

/// Decodes pictures of others and makes those that pages show: WebP, upright, without a word of what the camera wrote.
///
/// Two at once in the whole process, away from the threads that serve requests.
package struct PictureMill: Sendable {
    /// The most pixels of a picture.
    package static let pixels = Int(KONTOR_PICTURE_PIXELS)
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.name = "kontor.pictures"
        queue.maxConcurrentOperationCount = 2
        return queue
    }()
    /// What a process that decodes is told to do.
    package static let argument = "picture"
    /// The most milliseconds of one picture.
    private static let patience: Int32 = 30_000

    /// Nil: decoded in this process.
    private let program: String?

    /// For tests: a picture that breaks the decoder breaks this process.
    package static let here = PictureMill(program: nil)

    /// Decodes in a process of its own that has limits, inherits no file and no secret, and may break without harm.
    /// - Parameter program: what `PictureMill.argument` and a size make serve one picture (`servePicture`).
    package init(program: String?) { self.program = program }

    /// - Parameter bytes: called where the work is done.
    /// - Throws: `PictureFault`, or what `bytes` throws.
    package func picture(_ size: PictureSize, of bytes: @escaping @Sendable () throws -> [UInt8]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            Self.queue.addOperation { continuation.resume(with: Result { try make(size, of: try bytes()) }) }
        }
    }

    /// The same for a thread of one's own, which waits.
    package func pictureNow(_ size: PictureSize, of bytes: [UInt8]) throws -> [UInt8] {
        let box = OutcomeBox()
        Self.queue.addOperations([BlockOperation { box.outcome = Result { try make(size, of: bytes) } }], waitUntilFinished: true)
        guard let outcome = box.outcome else { throw PictureFault.failed }
        return try outcome.get()
    }

    private func make(_ size: PictureSize, of bytes: [UInt8]) throws -> [UInt8] {
        var made: UnsafeMutablePointer<UInt8>?
        var length = 0
        let code =
            if let program {
                kontor_picture_ask(program, Self.argument, bytes, bytes.count, size.side, Self.patience, &made, &length)
            } else {
                kontor_picture_make(bytes, bytes.count, size.side, &made, &length)
            }
        defer { kontor_picture_free(made) }
        guard code == 0 else { throw PictureFault(code: code) }
        return Array(UnsafeBufferPointer(start: made, count: length))
    }
}

/// What the process that `PictureMill` starts does: one picture from standard input to standard output.
/// - Returns: the exit code.
package func servePicture(side: Int) -> Int32 { kontor_picture_serve(Int32(clamping: side)) }

/// Carries an outcome to the thread that waits for it; the queue orders the two.
private final class OutcomeBox: @unchecked Sendable { var outcome: Result<[UInt8], any Error>? }

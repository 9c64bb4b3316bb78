import Foundation
package import Kernel

/// Where a store keeps its files: a folder of this machine, or a bucket. What it does waits for the disk or the network.
///
/// A file's name is its hash behind the first two digits of it, `ab/ab12…`; what has been made of it has a name of its own behind a point.
protocol FilePlace: Sendable {
    /// A folder of this machine for what is being written.
    var drafts: String { get }
    /// Whether it waits for other machines, which threads that serve requests may not.
    var isFar: Bool { get }
    /// Gives a finished draft its name. Who does it at the same time puts the same there.
    func put(_ draft: String, _ content: StoredFile, as name: String) throws
    /// - Parameter content: what it must be; nil for what is made anew when it is lost.
    /// - Returns: nil when it is not here or not whole.
    func open(_ name: String, _ content: StoredFile?) throws -> FileHandle?
    /// Copies a file to a path of this machine, past any cache.
    /// - Returns: false when it is not here or not whole.
    func copy(_ name: String, _ content: StoredFile, to path: String) throws -> Bool
    func obstacle() -> ContentStore.Obstacle?
    /// Some of what lies here, in the order of the names.
    /// - Parameter mark: what the page before gave; nil for the first.
    func page(after mark: String?) throws -> FilePage
    /// Removes a file unless it was written again since a moment.
    func remove(_ name: String, before moment: Instant) throws
}

/// Some of what lies in a place.
struct FilePage: Sendable {
    struct Entry: Sendable {
        let name: String
        let size: Int64
        let written: Instant
    }

    let entries: [Entry]
    /// For the next page; nil after the last.
    let mark: String?
}

/// Makes a folder for its owner alone.
/// - Throws: `CocoaError` when it cannot be made.
func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
}

extension ContentStore.Obstacle {
    /// What hinders writing into a folder of this machine.
    init?(in folder: String) {
        guard (try? makeFolder(folder)) != nil, access(folder, W_OK | X_OK) == 0 else {
            self = .noFolder
            return
        }
        var disk = statvfs()
        guard statvfs(folder, &disk) == 0, UInt64(disk.f_bavail) * UInt64(disk.f_frsize) >= 1 << 20 else {
            self = .diskFull
            return
        }
        return nil
    }
}

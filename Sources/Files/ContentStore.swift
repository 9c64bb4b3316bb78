import Crypto
package import Foundation
package import Kernel

/// A file as the database knows it.
package struct StoredFile: Sendable, Hashable {
    /// SHA-256 of its bytes in hexadecimal digits.
    package let hash: String
    /// In bytes.
    package let size: Int64

    package init(hash: String, size: Int64) {
        self.hash = hash
        self.size = size
    }

    /// What these bytes would be called in a store.
    package init(naming bytes: [UInt8]) { self.init(hash: SHA256.hash(data: bytes).hexadecimal, size: Int64(bytes.count)) }
}

/// The one place for files: each lies under its hash, in a folder. Nodes that share the folder give each other's files.
package struct ContentStore: Sendable {
    /// Nil where no folder is set up.
    package let folder: String?

    package init(folder: String?) { self.folder = folder }

    /// Why nothing can be kept.
    package enum Obstacle: Sendable { case noFolder, diskFull }

    /// Keeps what `body` hands to its sink: written beside, synced, and only then put under its hash.
    /// - Throws: `CocoaError` when the folder or the file cannot be written; nothing is left of it then.
    package func keep(_ body: (_ sink: (consuming [UInt8]) throws -> Void) async throws -> Void) async throws -> StoredFile {
        let draft = try draft()
        do {
            try await body { try draft.write($0) }
            return try put(draft)
        } catch {
            draft.abandon()
            throw error
        }
    }

    /// The same for a file in memory.
    package func keep(_ bytes: [UInt8]) throws -> StoredFile {
        let draft = try draft()
        do {
            try draft.write(bytes)
            return try put(draft)
        } catch {
            draft.abandon()
            throw error
        }
    }

    /// The whole file, opened for reading; nil when it is not here or not whole.
    package func open(_ file: StoredFile) -> FileHandle? {
        guard let folder, let handle = FileHandle(forReadingAtPath: path(of: file.hash, in: folder)) else { return nil }
        guard let size = try? handle.seekToEnd(), size == UInt64(file.size), (try? handle.seek(toOffset: 0)) != nil else {
            try? handle.close()
            return nil
        }
        return handle
    }

    /// What has been made of a kept file and lies beside it under a name, such as a smaller picture; nil where it has not been made.
    package func made(_ name: String, of file: StoredFile) -> [UInt8]? {
        folder.flatMap { FileManager.default.contents(atPath: "\(path(of: file.hash, in: $0)).\(name)") }.map(Array.init)
    }

    /// Keeps what has been made of a file and may be made again. Who makes it at the same time puts the same there.
    /// - Throws: `CocoaError` when it cannot be written.
    package func keep(_ bytes: [UInt8], madeOf file: StoredFile, as name: String) throws {
        let draft = try draft()
        do {
            if !bytes.isEmpty { try draft.write(bytes) }
            _ = try draft.finish()
            guard let folder else { throw CocoaError(.fileNoSuchFile) }
            try makeFolder(folder + "/" + file.hash.prefix(2))
            guard rename(draft.path, "\(path(of: file.hash, in: folder)).\(name)") == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            draft.abandon()
            throw error
        }
    }

    /// Whether a file could be kept now, or why not.
    package func obstacle() -> Obstacle? {
        guard let folder, (try? makeFolder(folder)) != nil, access(folder, W_OK | X_OK) == 0 else { return .noFolder }
        var disk = statvfs()
        guard statvfs(folder, &disk) == 0, UInt64(disk.f_bavail) * UInt64(disk.f_frsize) >= 1 << 20 else { return .diskFull }
        return nil
    }

    /// Removes what has lain here since before a moment and is not needed: files that nobody names, and drafts that a crash has left.
    /// - Parameters:
    ///   - made: the names under which something is still made of files; what lies under others goes, as it does with its file.
    ///   - named: which of these hashes the database knows.
    package func collect(before moment: Instant, made: Set<String> = [], named: ([String]) async throws -> Set<String>) async throws {
        guard let folder else { return }
        removeOldFiles(in: folder, before: moment) { $0.hasSuffix(".part") }
        for part in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where part.count == 2 {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? []
            let hashes = Set(names.map { String($0.prefix { $0 != "." }) }.filter { $0.count == 64 })
            guard !hashes.isEmpty else { continue }
            let kept = try await named(hashes.sorted())
            removeOldFiles(in: "\(folder)/\(part)", before: moment) { name in
                let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                return !kept.contains(parts[0]) || parts.count > 1 && !made.contains(parts[1])
            }
        }
    }

    private func draft() throws -> Draft {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        try makeFolder(folder)
        return try Draft(path: "\(folder)/\(UUID().uuidString).part")
    }

    private func put(_ draft: Draft) throws -> StoredFile {
        let file = try draft.finish()
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        try makeFolder(folder + "/" + file.hash.prefix(2))
        guard rename(draft.path, path(of: file.hash, in: folder)) == 0 else { throw CocoaError(.fileWriteUnknown) }
        return file
    }

    private func path(of hash: String, in folder: String) -> String { "\(folder)/\(hash.prefix(2))/\(hash)" }

    private func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}

/// A file that is being written beside the others.
private final class Draft {
    let path: String
    private let handle: FileHandle
    private var hasher = SHA256()
    private var size: Int64 = 0

    init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]), let handle = FileHandle(forWritingAtPath: path) else {
            throw CocoaError(.fileWriteUnknown)
        }
        self.path = path
        self.handle = handle
    }

    func write(_ piece: [UInt8]) throws {
        hasher.update(data: piece)
        size += Int64(piece.count)
        try handle.write(contentsOf: piece)
    }

    func finish() throws -> StoredFile {
        try handle.synchronize()
        try handle.close()
        return StoredFile(hash: hasher.finalize().hexadecimal, size: size)
    }

    func abandon() {
        try? handle.close()
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// Removes files of a folder that were last written before a moment.
package func removeOldFiles(in folder: String, before moment: Instant, _ isMeant: (String) -> Bool) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] where isMeant(name) {
        let path = "\(folder)/\(name)"
        guard let written = (try? files.attributesOfItem(atPath: path))?[.modificationDate] as? Date, Instant(written) < moment else { continue }
        try? files.removeItem(atPath: path)
    }
}

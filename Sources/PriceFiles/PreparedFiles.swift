import Crypto
package import Foundation
package import Kernel

/// A prepared file as the database knows it.
package struct PreparedFile: Sendable, Hashable {
    /// SHA-256 of its bytes in hexadecimal digits.
    package let hash: String
    /// In bytes.
    package let size: Int64
}

/// The place of prepared files: a folder in which each lies under its hash. Nodes that share the folder give each other's files; whatever is missing here
/// is made anew by whoever is asked for it.
package struct PreparedFiles: Sendable {
    /// Nil where no folder is set up.
    package let folder: String?

    package init(folder: String?) { self.folder = folder }

    /// Keeps what `body` hands to its sink: written beside, synced, and only then put under its hash.
    /// - Throws: `CocoaError` when the folder or the file cannot be written; nothing is left of it then.
    package func keep(_ body: (_ sink: (consuming [UInt8]) throws -> Void) async throws -> Void) async throws -> PreparedFile {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        try makeFolder(folder)
        let draft = "\(folder)/\(UUID().uuidString).part"
        guard FileManager.default.createFile(atPath: draft, contents: nil, attributes: [.posixPermissions: 0o600]), let handle = FileHandle(forWritingAtPath: draft) else {
            throw CocoaError(.fileWriteUnknown)
        }
        do {
            var hasher = SHA256()
            var size: Int64 = 0
            try await body { piece in
                hasher.update(data: piece)
                size += Int64(piece.count)
                try handle.write(contentsOf: piece)
            }
            try handle.synchronize()
            try handle.close()
            let file = PreparedFile(hash: hasher.finalize().map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined(), size: size)
            try makeFolder(folder + "/" + file.hash.prefix(2))
            guard rename(draft, path(of: file.hash, in: folder)) == 0 else { throw CocoaError(.fileWriteUnknown) }
            return file
        } catch {
            try? handle.close()
            try? FileManager.default.removeItem(atPath: draft)
            throw error
        }
    }

    /// The whole file, opened for reading; nil when it is not here or not whole.
    package func open(_ file: PreparedFile) -> FileHandle? {
        guard let folder, let handle = FileHandle(forReadingAtPath: path(of: file.hash, in: folder)) else { return nil }
        guard let size = try? handle.seekToEnd(), size == UInt64(file.size), (try? handle.seek(toOffset: 0)) != nil else {
            try? handle.close()
            return nil
        }
        return handle
    }

    /// Whether a file could be kept now, or why not.
    package func obstacle() -> PriceFileProblem? {
        guard let folder, (try? makeFolder(folder)) != nil, access(folder, W_OK | X_OK) == 0 else { return .noFolder }
        var disk = statvfs()
        guard statvfs(folder, &disk) == 0, UInt64(disk.f_bavail) * UInt64(disk.f_frsize) >= 1 << 20 else { return .diskFull }
        return nil
    }

    /// Removes what has lain here since before a moment and is not needed: files that nobody names, and drafts that a crash has left.
    /// - Parameter named: which of these hashes the database knows.
    package func collect(before moment: Instant, named: ([String]) async throws -> Set<String>) async throws {
        guard let folder else { return }
        removeOld(in: folder, before: moment) { $0.hasSuffix(".part") }
        for part in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where part.count == 2 {
            let hashes = ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? []).filter { $0.count == 64 }
            guard !hashes.isEmpty else { continue }
            let kept = try await named(hashes)
            removeOld(in: "\(folder)/\(part)", before: moment) { !kept.contains($0) }
        }
    }

    private func path(of hash: String, in folder: String) -> String { "\(folder)/\(hash.prefix(2))/\(hash)" }

    private func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}

/// Removes files of a folder that were last written before a moment.
func removeOld(in folder: String, before moment: Instant, _ isMeant: (String) -> Bool) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] where isMeant(name) {
        let path = "\(folder)/\(name)"
        guard let written = (try? files.attributesOfItem(atPath: path))?[.modificationDate] as? Date, Instant(written) < moment else { continue }
        try? files.removeItem(atPath: path)
    }
}

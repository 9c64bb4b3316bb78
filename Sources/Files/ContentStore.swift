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

    /// Where it lies.
    var name: String { "\(hash.prefix(2))/\(hash)" }

    /// Reads what lies at a path to its end: whether it is what its name tells.
    func isWhole(at path: String) throws -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? handle.close() }
        var hasher = SHA256()
        while let piece = try handle.read(upToCount: 1 << 18), !piece.isEmpty { hasher.update(data: piece) }
        return hasher.finalize().hexadecimal == hash
    }
}

/// The one place for files: each lies under its hash, in a folder or a bucket. Nodes that share it give each other's files.
///
/// What does not bear `async` waits for the disk, or for the bucket: threads that serve requests do it by way of `aside`.
package struct ContentStore: Sendable {
    private let place: (any FilePlace)?

    /// - Parameter folder: nil where none is set up.
    package init(folder: String?) { place = folder.map { FolderPlace(folder: $0) } }

    /// - Parameters:
    ///   - name: of this store among those of the bucket.
    ///   - cache: a folder of this machine for what has been read.
    ///   - limit: how many bytes of it are kept there.
    package init(_ bucket: Bucket, name: String, cache: String, limit: Int64) { place = BucketPlace(bucket: bucket, name: name, cache: FileCache(folder: cache, limit: limit)) }

    /// The folder, where it is one of this machine.
    package var folder: String? { (place as? FolderPlace)?.folder }

    /// Whether one is set up.
    package var isSetUp: Bool { place != nil }

    /// Why nothing can be kept.
    package enum Obstacle: Sendable {
        /// No folder is set up, or it cannot be written.
        case noFolder
        case diskFull
        /// The bucket does not answer now.
        case away
        /// The bucket does not take it: the key, the bucket's name or the rights are wrong.
        case refused

        /// The reason of a row or a form that brought a file.
        package var reason: String {
            switch self {
            case .noFolder: "no_file_store"
            case .diskFull: "file_store_full"
            case .away: "file_store_away"
            case .refused: "file_store_refuses"
            }
        }
    }

    /// Runs what waits for the store where it holds up nobody.
    package func aside<T: Sendable>(_ body: @escaping @Sendable (ContentStore) throws -> T) async throws -> T {
        guard place?.isFar == true else { return try body(self) }
        return try await withCheckedThrowingContinuation { continuation in
            waitingThreads.addOperation { continuation.resume(with: Result { try body(self) }) }
        }
    }

    /// Keeps what `body` hands to its sink: written beside, synced, and only then put under its hash.
    /// - Throws: `CocoaError` when the folder or the file cannot be written, `BucketProblem`; nothing is left of it then.
    package func keep(_ body: (_ sink: (consuming [UInt8]) throws -> Void) async throws -> Void) async throws -> StoredFile {
        let draft = try draft()
        do {
            try await body { try draft.write($0) }
            let (file, path) = (try draft.finish(), draft.path)
            try await aside { try $0.put(path, file, as: file.name) }
            return file
        } catch {
            draft.abandon()
            throw error
        }
    }

    /// The same for a file in memory.
    package func keep(_ bytes: [UInt8]) throws -> StoredFile {
        let draft = try draft()
        do {
            if !bytes.isEmpty { try draft.write(bytes) }
            let file = try draft.finish()
            try put(draft.path, file, as: file.name)
            return file
        } catch {
            draft.abandon()
            throw error
        }
    }

    /// The whole file, opened for reading; nil when it is not to be had here or not whole.
    package func open(_ file: StoredFile) -> FileHandle? { try? place?.open(file.name, file) }

    /// What has been made of a kept file and lies beside it under a name, such as a smaller picture; nil where it has not been made.
    /// - Throws: `BucketProblem` when that cannot be told now.
    package func made(_ name: String, of file: StoredFile) throws -> [UInt8]? {
        guard let handle = try place?.open("\(file.name).\(name)", nil) else { return nil }
        defer { try? handle.close() }
        return Array(try handle.readToEnd() ?? Data())
    }

    /// Keeps what has been made of a file and may be made again. Who makes it at the same time puts the same there.
    /// - Throws: `CocoaError` when it cannot be written, `BucketProblem`.
    package func keep(_ bytes: [UInt8], madeOf file: StoredFile, as name: String) throws {
        let draft = try draft()
        do {
            if !bytes.isEmpty { try draft.write(bytes) }
            try put(draft.path, try draft.finish(), as: "\(file.name).\(name)")
        } catch {
            draft.abandon()
            throw error
        }
    }

    /// Whether a file could be kept now, or why not.
    package func obstacle() -> Obstacle? { place.map { $0.obstacle() } ?? .noFolder }

    /// Why a file was not kept, as far as its error or the store tells.
    package func obstacle(behind error: any Error) -> Obstacle? {
        if let problem = error as? BucketProblem { return problem.kind == .away ? .away : .refused }
        if (error as? CocoaError)?.code == .fileWriteOutOfSpace { return .diskFull }
        guard let place else { return .noFolder }
        return Obstacle(in: place.drafts)
    }

    /// Removes what has lain here since before a moment and is not needed: files that nobody names, and drafts that a crash has left.
    /// - Parameters:
    ///   - made: the names under which something is still made of files; what lies under others goes, as it does with its file.
    ///   - named: which of these hashes the database knows.
    package func collect(before moment: Instant, made: Set<String> = [], named: ([String]) async throws -> Set<String>) async throws {
        guard let place else { return }
        removeOldFiles(in: place.drafts, before: moment) { $0.hasSuffix(".part") }
        try await eachPage { entries in
            let hashes = Set(entries.compactMap { $0.parts?.hash })
            guard !hashes.isEmpty else { return }
            let kept = try await named(hashes.sorted())
            let idle = entries.filter { entry in
                guard let (hash, name) = entry.parts else { return false }
                return entry.written < moment && (!kept.contains(hash) || name.map { !made.contains($0) } ?? false)
            }
            guard !idle.isEmpty else { return }
            try await aside { _ in for entry in idle { try place.remove(entry.name, before: moment) } }
        }
    }

    /// Copies all that lies here, without what has been made of it, into a folder of the same shape.
    /// - Returns: how many files, and which of them are not whole here.
    package func copyAll(into folder: String) async throws -> (count: Int, broken: [String]) {
        guard let place else { return (0, []) }
        var (count, broken) = (0, [String]())
        try await eachPage { entries in
            try await inParallel(entries.compactMap(\.original)) { file in
                try makeFolder("\(folder)/\(file.hash.prefix(2))")
                return try place.copy(file.name, file, to: "\(folder)/\(file.name)") ? nil : file.hash
            } each: { missing in
                count += 1
                if let missing { broken.append(missing) }
            }
        }
        return (count, broken)
    }

    /// Keeps all files of a folder of the same shape, without what has been made of them; they leave it.
    /// - Returns: how many, and which of them are not whole there: those are left.
    package func takeAll(from folder: String) async throws -> (count: Int, broken: [String]) {
        guard let place else { throw CocoaError(.fileNoSuchFile) }
        try makeFolder(place.drafts)
        let source = FolderPlace(folder: folder)
        var (count, broken, mark) = (0, [String](), String?.none)
        repeat {
            let page = source.page(after: mark)
            try await inParallel(page.entries.compactMap(\.original)) { file in
                let path = "\(folder)/\(file.name)"
                guard (try? file.isWhole(at: path)) == true else { return file.hash }
                try place.put(path, file, as: file.name)
                return nil
            } each: { bad in
                if let bad { broken.append(bad) } else { count += 1 }
            }
            mark = page.mark
        } while mark != nil
        return (count, broken)
    }

    /// Eight at once.
    private func inParallel(_ files: [StoredFile], _ body: @escaping @Sendable (StoredFile) throws -> String?, each: (String?) -> Void) async throws {
        try await withThrowingTaskGroup(of: String?.self) { group in
            for (number, file) in files.enumerated() {
                if number >= 8, let outcome = try await group.next() { each(outcome) }
                group.addTask { try await aside { _ in try body(file) } }
            }
            for try await outcome in group { each(outcome) }
        }
    }

    private func eachPage(_ body: ([FilePage.Entry]) async throws -> Void) async throws {
        guard let place else { return }
        var mark: String?
        repeat {
            let page = try await aside { [mark] _ in try place.page(after: mark) }
            try await body(page.entries)
            mark = page.mark
        } while mark != nil
    }

    private func draft() throws -> Draft {
        guard let place else { throw CocoaError(.fileNoSuchFile) }
        try makeFolder(place.drafts)
        return try Draft(path: "\(place.drafts)/\(UUID().uuidString).part")
    }

    private func put(_ draft: String, _ content: StoredFile, as name: String) throws {
        guard let place else { throw CocoaError(.fileNoSuchFile) }
        try place.put(draft, content, as: name)
    }
}

/// Threads that wait for buckets.
private let waitingThreads: OperationQueue = {
    let queue = OperationQueue()
    queue.name = "kontor.files"
    queue.maxConcurrentOperationCount = 32
    return queue
}()

extension FilePage.Entry {
    /// The file's hash, and the name of what has been made of it; nil for what is none of the store's names.
    fileprivate var parts: (hash: String, made: String?)? {
        let parts = name.dropFirst(3).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let hash = parts.first, hash.utf8.count == 64, hash.utf8.allSatisfy({ 48...57 ~= $0 || 97...102 ~= $0 }), name.hasPrefix("\(hash.prefix(2))/") else { return nil }
        return (hash, parts.count > 1 ? parts[1] : nil)
    }

    /// The file, unless it is something that has been made of one.
    fileprivate var original: StoredFile? {
        guard let (hash, made) = parts, made == nil else { return nil }
        return StoredFile(hash: hash, size: size)
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

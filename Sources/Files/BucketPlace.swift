import Foundation
import Kernel

/// A bucket, with a cache on this machine: a file never changes under its name, so that what was read once is right for good.
struct BucketPlace: FilePlace {
    private let bucket: Bucket
    /// What the keys of its objects begin with.
    private let start: String
    private let cache: FileCache

    init(bucket: Bucket, name: String, cache: FileCache) {
        self.bucket = bucket
        start = bucket.address.prefix + name + "/"
        self.cache = cache
    }

    var drafts: String { cache.folder }
    var isFar: Bool { true }

    /// Written whenever it is asked for: that makes a lost or damaged object whole again, and young for `collect`.
    func put(_ draft: String, _ content: StoredFile, as name: String) throws {
        try bucket.put(start + name, from: draft, content)
        cache.take(draft, content, as: name)
    }

    func open(_ name: String, _ content: StoredFile?) throws -> FileHandle? {
        if let handle = cache.open(name, content) {
            // An empty file says something here; the bucket's word counts, not that of a disk that may have lost its power.
            if content != nil || ((try? handle.seekToEnd()) ?? 0) > 0, (try? handle.seek(toOffset: 0)) != nil { return handle }
            try? handle.close()
        }
        try makeFolder(cache.folder)
        let draft = "\(cache.folder)/\(UUID().uuidString).part"
        do {
            guard let size = try bucket.get(start + name, into: draft, size: content?.size), try content.map({ try $0.isWhole(at: draft) }) ?? true,
                let handle = FileHandle(forReadingAtPath: draft)
            else {
                unlink(draft)
                return nil
            }
            // Opened before: it may go from the cache at once.
            cache.take(draft, content ?? StoredFile(hash: "", size: size), as: name)
            return handle
        } catch {
            unlink(draft)
            throw error
        }
    }

    func copy(_ name: String, _ content: StoredFile, to path: String) throws -> Bool {
        guard try bucket.get(start + name, into: path, size: content.size) != nil, try content.isWhole(at: path) else {
            unlink(path)
            return false
        }
        return true
    }

    func obstacle() -> ContentStore.Obstacle? {
        if let problem = bucket.trouble() { return problem.kind == .away ? .away : .refused }
        return ContentStore.Obstacle(in: cache.folder)
    }

    func page(after mark: String?) throws -> FilePage {
        let listing = try bucket.list(start, after: mark)
        return FilePage(
            entries: listing.objects.filter { $0.key.hasPrefix(start) }.map { FilePage.Entry(name: String($0.key.dropFirst(start.count)), size: $0.size, written: $0.written) },
            mark: try listing.next(after: mark))
    }

    func remove(_ name: String, before moment: Instant) throws {
        guard let written = try bucket.written(start + name), written < moment else { return }
        try bucket.delete(start + name)
    }
}

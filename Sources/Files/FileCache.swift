import Foundation
import Kernel
import Synchronization

/// A folder of this machine with what has been read from far away: of bounded size, the longest unread goes first. It may be deleted at any time.
final class FileCache: Sendable {
    let folder: String
    /// In bytes.
    private let limit: Int64
    private let place: FolderPlace
    /// Bytes that came since it was last looked through; at first as if it were full.
    private let added: Mutex<Int64>

    init(folder: String, limit: Int64) {
        self.folder = folder
        self.limit = max(0, limit)
        place = FolderPlace(folder: folder)
        added = Mutex(.max / 2)
    }

    /// What is here, with the note that it was read; nil when it is not, or not whole.
    func open(_ name: String, _ content: StoredFile?) -> FileHandle? {
        guard let handle = place.open(name, content) else { return nil }
        var about = stat()
        // Once in ten minutes is enough to tell what is read from what is not.
        if fstat(handle.fileDescriptor, &about) == 0, about.st_mtim.tv_sec < time(nil) - 600 { _ = futimens(handle.fileDescriptor, nil) }
        return handle
    }

    /// Takes a draft in, or removes it where there is no room.
    func take(_ draft: String, _ content: StoredFile, as name: String) {
        guard Self.isSynced(draft), (try? place.put(draft, content, as: name)) != nil else {
            unlink(draft)
            return
        }
        makeRoom(for: content.size)
    }

    /// Whether it is on the disk for good: a name must never stand for less than all of it.
    private static func isSynced(_ path: String) -> Bool {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    /// A tenth of the limit may come before the folder is looked through again.
    private func makeRoom(for size: Int64) {
        let isDue = added.withLock { added in
            added += size
            guard added > limit / 10 else { return false }
            added = 0
            return true
        }
        guard isDue else { return }
        // What a crash has left.
        removeOldFiles(in: folder, before: Instant(Date(timeIntervalSinceNow: -3600))) { $0.hasSuffix(".part") }
        var all: [FilePage.Entry] = []
        var mark: String?
        repeat {
            let page = place.page(after: mark)
            all += page.entries
            mark = page.mark
        } while mark != nil
        var total = all.reduce(0) { $0 + $1.size }
        for entry in all.sorted(by: { ($0.written, $0.name) < ($1.written, $1.name) }) where total > limit - limit / 10 {
            unlink("\(folder)/\(entry.name)")
            total -= entry.size
        }
    }
}

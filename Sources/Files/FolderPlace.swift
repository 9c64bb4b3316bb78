import Foundation
import Kernel

/// A folder, which several nodes may share.
struct FolderPlace: FilePlace {
    let folder: String

    var drafts: String { folder }
    var isFar: Bool { false }

    func put(_ draft: String, _ content: StoredFile, as name: String) throws {
        try makeFolder(folder + "/" + name.prefix(2))
        guard rename(draft, "\(folder)/\(name)") == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    func open(_ name: String, _ content: StoredFile?) -> FileHandle? {
        guard let handle = FileHandle(forReadingAtPath: "\(folder)/\(name)") else { return nil }
        guard let content else { return handle }
        guard let size = try? handle.seekToEnd(), size == UInt64(content.size), (try? handle.seek(toOffset: 0)) != nil else {
            try? handle.close()
            return nil
        }
        return handle
    }

    func copy(_ name: String, _ content: StoredFile, to path: String) throws -> Bool {
        guard let handle = open(name, content) else { return false }
        try? handle.close()
        try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: path)
        return true
    }

    func obstacle() -> ContentStore.Obstacle? { ContentStore.Obstacle(in: folder) }

    /// One folder of two digits a page.
    func page(after mark: String?) -> FilePage {
        let files = FileManager.default
        let parts = ((try? files.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.count == 2 && $0 > mark ?? "" }.sorted()
        guard let part = parts.first else { return FilePage(entries: [], mark: nil) }
        let names = (try? files.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? []
        let entries = names.sorted().compactMap { name -> FilePage.Entry? in
            guard let facts = try? files.attributesOfItem(atPath: "\(folder)/\(part)/\(name)"), let written = facts[.modificationDate] as? Date, let size = facts[.size] as? Int64 else { return nil }
            return FilePage.Entry(name: "\(part)/\(name)", size: size, written: Instant(written))
        }
        return FilePage(entries: entries, mark: parts.count > 1 ? part : nil)
    }

    func remove(_ name: String, before moment: Instant) {
        let path = "\(folder)/\(name)"
        guard let written = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date, Instant(written) < moment else { return }
        try? FileManager.default.removeItem(atPath: path)
    }
}

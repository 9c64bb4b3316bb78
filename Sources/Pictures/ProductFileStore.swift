package import Files
import Foundation
import Synchronization

/// Files of products, with what has been made of their pictures beside them.
package struct ProductFileStore: Sendable {
    /// What was brought, as it came.
    package let originals: ContentStore
    private let mill: PictureMill
    private let underWay = UnderWay()

    package init(_ originals: ContentStore, mill: PictureMill) {
        self.originals = originals
        self.mill = mill
    }

    /// Changes with what the mill makes: pictures of an earlier recipe are made anew and collected.
    private static let recipe = 1

    /// What a picture of a size is called beside its original.
    package static func name(_ size: PictureSize) -> String { "\(size.rawValue)-\(recipe).webp" }

    /// A picture as pages show it, made when it is asked for the first time and kept from then on. Those who ask at the same time get the same.
    /// - Throws: `PictureFault`; `failed` when the original is not here.
    package func picture(_ size: PictureSize, of file: StoredFile) async throws -> [UInt8] {
        if let made = try await originals.aside({ [self] _ in try made(size, of: file) }) { return made }
        return try await underWay.join("\(file.hash).\(size.rawValue)") { try await make(size, of: file) }.value
    }

    /// Checks that a picture can be read to its end. With `keeps` what lists show of it is kept, for that is made in passing.
    /// - Throws: `PictureFault`. Waits; only for threads of one's own.
    package func prove(_ file: StoredFile, _ bytes: [UInt8], keeps: Bool) throws {
        if let made = try? originals.made(Self.name(.small), of: file), !made.isEmpty { return }
        let small = try mill.pictureNow(.small, of: bytes)
        if keeps { try? originals.keep(small, madeOf: file, as: Self.name(.small)) }
    }

    /// Nothing where it has not been made; what cannot be made is kept as an empty file, so that nobody tries twice.
    private func made(_ size: PictureSize, of file: StoredFile) throws -> [UInt8]? {
        let found: [UInt8]?
        do { found = try originals.made(Self.name(size), of: file) } catch { throw PictureFault.failed }
        guard let bytes = found else { return nil }
        guard !bytes.isEmpty else { throw PictureFault.unreadable }
        return bytes
    }

    private func make(_ size: PictureSize, of file: StoredFile) async throws -> [UInt8] {
        do {
            let original = try await originals.aside { store in
                guard let handle = store.open(file) else { throw PictureFault.failed }
                return handle
            }
            let made = try await mill.picture(size) { Array(try original.readToEnd() ?? Data()) }
            // On a full disk it is shown all the same.
            try? await originals.aside { try $0.keep(made, madeOf: file, as: Self.name(size)) }
            return made
        } catch let fault as PictureFault where fault != .failed {
            try? await originals.aside { try $0.keep([], madeOf: file, as: Self.name(size)) }
            throw fault
        }
    }
}

/// What is being made, each thing once.
private final class UnderWay: Sendable {
    private let tasks = Mutex<[String: Task<[UInt8], any Error>]>([:])

    func join(_ name: String, _ body: @escaping @Sendable () async throws -> [UInt8]) -> Task<[UInt8], any Error> {
        tasks.withLock { tasks in
            if let task = tasks[name] { return task }
            let task = Task {
                defer { forget(name) }
                return try await body()
            }
            tasks[name] = task
            return task
        }
    }

    private func forget(_ name: String) { tasks.withLock { $0[name] = nil } }
}

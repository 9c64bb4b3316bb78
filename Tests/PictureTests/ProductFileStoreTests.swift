import Files
import Foundation
import Kernel
import Pictures
import Testing

@Suite("What has been made of pictures lies beside them")
struct ProductFileStoreTests {
    private static func open(_ body: (ProductFileStore, _ folder: String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "kontor-pictures-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(ProductFileStore(ContentStore(folder: folder), mill: .here), folder)
    }

    private static func names(in folder: String) -> [String] {
        (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).filter { $0.count > 60 }.map { String($0.dropFirst(3)) }.sorted()
    }

    @Test("it is made once for all who ask at the same time, kept, and made anew when it has gone")
    func kept() async throws {
        try await Self.open { store, folder in
            let file = try store.originals.keep(Sample.turned)
            let made = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<20 { group.addTask { try await store.picture(.medium, of: file) } }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            #expect(made.count == 1)
            let name = "\(file.hash).\(ProductFileStore.name(.medium))"
            #expect(Self.names(in: folder) == [file.hash, name])
            let path = "\(folder)/\(file.hash.prefix(2))/\(name)"
            try Data("kept".utf8).write(to: URL(fileURLWithPath: path))
            #expect(try await store.picture(.medium, of: file) == Array("kept".utf8))
            try FileManager.default.removeItem(atPath: path)
            #expect(try await store.picture(.medium, of: file) == made.first)
        }
    }

    @Test("what was taken before it was checked and cannot be read is tried once")
    func hopeless() async throws {
        try await Self.open { store, folder in
            let file = try store.originals.keep(Array(Sample.turned.prefix(900)))
            for _ in 0..<2 {
                let fault = await #expect(throws: PictureFault.self) { try await store.picture(.large, of: file) }
                #expect(fault != .failed)
            }
            #expect(Self.names(in: folder).count == 2)
            #expect(throws: PictureFault.cut) { try store.prove(file, Array(Sample.turned.prefix(900)), keeps: true) }
            let missing = StoredFile(naming: Sample.turned)
            let fault = await #expect(throws: PictureFault.self) { try await store.picture(.small, of: missing) }
            #expect(fault == .failed && Self.names(in: folder).count == 2)
        }
    }

    @Test("the check keeps what lists show, but not in a rehearsal")
    func proof() async throws {
        try await Self.open { store, folder in
            let file = StoredFile(naming: Sample.turned)
            try store.prove(file, Sample.turned, keeps: false)
            #expect(Self.names(in: folder) == [])
            _ = try store.originals.keep(Sample.turned)
            try store.prove(file, Sample.turned, keeps: true)
            #expect(Self.names(in: folder) == [file.hash, "\(file.hash).\(ProductFileStore.name(.small))"])
        }
    }

    @Test("it goes with its original, and when it is made by another name now")
    func collected() async throws {
        try await Self.open { store, folder in
            let (kept, gone) = (try store.originals.keep(Sample.turned), try store.originals.keep(Sample.clear))
            for file in [kept, gone] {
                _ = try await store.picture(.small, of: file)
                try store.originals.keep([1], madeOf: file, as: "small-0.webp")
            }
            let names = Set(PictureSize.allCases.map(ProductFileStore.name))
            try await store.originals.collect(before: Instant(milliseconds: 0), made: names) { _ in [] }
            #expect(Self.names(in: folder).count == 6)
            try await store.originals.collect(before: Instant(milliseconds: .max), made: names) { hashes in
                #expect(Set(hashes).isSubset(of: [kept.hash, gone.hash]) && Set(hashes).count == hashes.count)
                return [kept.hash]
            }
            #expect(Self.names(in: folder) == [kept.hash, "\(kept.hash).\(ProductFileStore.name(.small))"])
        }
    }
}

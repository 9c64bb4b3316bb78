import Foundation
import Pictures
import Testing

@Suite("Pictures as pages show them")
struct PictureMillTests {
    /// In this process, and in one of its own: the same program that serves.
    static let mills = [
        PictureMill.here,
        PictureMill(program: URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("kontor").path),
    ]

    private func fault(_ mill: PictureMill, _ bytes: [UInt8], _ size: PictureSize = .small) -> PictureFault? {
        do {
            _ = try mill.pictureNow(size, of: bytes)
            return nil
        } catch { return error as? PictureFault }
    }

    @Test("a picture comes out upright, and without a word of what the camera wrote", arguments: mills.indices)
    func turned(_ mill: Int) async throws {
        #expect(Sample.turned.firstRange(of: "Spycam".utf8) != nil)
        let bytes = try await Self.mills[mill].picture(.medium) { Sample.turned }
        let picture = try #require(WebP(bytes))
        #expect((picture.width, picture.height) == (20, 40))
        #expect(picture.chunks == ["VP8 "])
        #expect(bytes.firstRange(of: "Spycam".utf8) == nil && bytes.firstRange(of: "Exif".utf8) == nil)
    }

    @Test("what could be seen through still can be", arguments: mills.indices)
    func clear(_ mill: Int) throws {
        let picture = try #require(WebP(Self.mills[mill].pictureNow(.large, of: Sample.clear)))
        #expect(picture.isClear && (picture.width, picture.height) == (40, 20))
        #expect(!picture.chunks.contains("EXIF") && !picture.chunks.contains("ICCP"))
        #expect(try #require(WebP(Self.mills[mill].pictureNow(.large, of: Sample.turned))).isClear == false)
    }

    @Test("a picture fits the square of its size and is never enlarged")
    func sizes() throws {
        for size in PictureSize.allCases {
            let large = Sample.clear(width: 40, height: 20)
            #expect(large == Sample.clear)
            let picture = try #require(WebP(PictureMill.here.pictureNow(size, of: large)))
            #expect(picture.width == min(40, Int(size.side)))
        }
        #expect(PictureSize.allCases.map(\.side) == [96, 480, 1600])
    }

    @Test("more pixels than there may be are refused by the head alone", arguments: mills.indices)
    func bomb(_ mill: Int) {
        let begin = ContinuousClock.now
        #expect(fault(Self.mills[mill], Sample.clear(width: 30_000, height: 30_000)) == .tooLarge)
        #expect(fault(Self.mills[mill], Sample.clear(width: 2_000_000, height: 2_000)) != nil)
        #expect(ContinuousClock.now - begin < .seconds(10))
        // As large as it may be, but with less in it: it is cut.
        #expect(fault(Self.mills[mill], Sample.clear(width: 500, height: 400)) == .cut)
    }

    @Test("a file without its end is told apart from one that is no picture", arguments: mills.indices)
    func cut(_ mill: Int) throws {
        let mill = Self.mills[mill]
        let webp = try mill.pictureNow(.large, of: Sample.clear)
        for (name, whole) in [("jpeg", Sample.turned), ("png", Sample.clear), ("webp", webp), ("gif", Sample.gif)] {
            #expect(fault(mill, whole) == nil, "\(name)")
            for share in [40, 60, 80, 90] { #expect(fault(mill, Array(whole.prefix(whole.count * share / 100))) == .cut, "\(name) of \(share)%") }
        }
        for text in ["<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "%PDF-1.4 %%EOF", "II*\u{0}\u{8}\u{0}\u{0}\u{0}", "no picture", ""] {
            #expect(fault(mill, Array(text.utf8)) == .unreadable, "\(text)")
        }
    }

    @Test("a process that breaks, or that is none, costs its own picture alone")
    func broken() {
        #expect(fault(PictureMill(program: "/bin/false"), Sample.turned) == .failed)
        #expect(fault(PictureMill(program: "/nowhere/kontor"), Sample.turned) == .failed)
        #expect(fault(PictureMill.here, Sample.turned) == nil)
    }
}

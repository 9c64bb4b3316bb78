import Kernel
import Synchronization

/// The large part of an index as pieces of bytes, so that a start need not read a million names again.
extension SearchIndex {
    private static let portion = 100_000

    /// Gives the pieces one after another; `init(pieces:_:)` wants them in this order.
    package func encode(_ sink: ([UInt8]) throws -> Void) rethrows {
        let (terms, articles) = (base.sorted.count, base.articles.count)
        var head = BinaryWriter()
        head.put(terms)
        head.put(articles)
        head.put(raw: base.byArticle)
        head.put(raw: base.places.map { Int32(clamping: $0) })
        head.put(raw: base.firstTerms)
        head.put(raw: base.lengths)
        head.put(raw: base.postings.first)
        head.put(raw: base.postings.rest)
        try sink(head.bytes)
        var more = BinaryWriter()
        more.put(all: base.postings.more) { $0.put(raw: $1) }
        try sink(more.bytes)
        var fragments = BinaryWriter()
        fragments.put(all: base.fragments.sorted { $0.key < $1.key }) { writer, entry in
            writer.put(Int64(entry.key))
            writer.put(raw: entry.value)
        }
        try sink(fragments.bytes)
        for start in stride(from: 0, to: terms, by: Self.portion) {
            var piece = BinaryWriter()
            piece.put(all: base.sorted[start..<min(terms, start + Self.portion)]) { writer, entry in
                writer.put(entry.text)
                writer.put(entry.number)
            }
            try sink(piece.bytes)
        }
        for start in stride(from: 0, to: articles, by: Self.portion) {
            var piece = BinaryWriter()
            piece.put(all: base.articles[start..<min(articles, start + Self.portion)]) { $0.put($1) }
            try sink(piece.bytes)
        }
    }

    /// - Parameters:
    ///   - count: of pieces.
    ///   - piece: gives one by its number; asked from several threads.
    ///   - inParallel: does that many things on all cores.
    /// - Throws: `BinaryReader.Damage` when they are not what `encode` gave.
    package init(pieces count: Int, _ piece: @escaping @Sendable (Int) throws -> [UInt8], inParallel: (_ count: Int, _ body: @Sendable (Int) throws -> Void) throws -> Void) throws {
        guard count >= 3 else { throw BinaryReader.Damage() }
        var head = BinaryReader(try piece(0))
        let (terms, articles) = (try head.int(), try head.int())
        let parts = { @Sendable (all: Int) in (max(0, all) + Self.portion - 1) / Self.portion }
        guard terms >= 0, articles >= 0, count == 3 + parts(terms) + parts(articles) else { throw BinaryReader.Damage() }
        let byArticle: [Int32] = try head.raw(), places: [Int32] = try head.raw(), firstTerms: [Int32] = try head.raw()
        let lengths: [UInt8] = try head.raw(), first: [UInt32] = try head.raw(), rest: [Int32] = try head.raw()

        let found = Found()
        try inParallel(count - 1) { number in
            var reader = BinaryReader(try piece(number + 1))
            switch number {
            case 0:
                let more = try reader.all { try $0.raw(UInt32.self) }
                found.more.withLock { $0 = more }
            case 1:
                let fragments = try reader.all { reader in
                    guard let key = UInt32(exactly: try reader.int64()) else { throw BinaryReader.Damage() }
                    return (key, try reader.raw(Int32.self))
                }
                found.fragments.withLock { $0 = Dictionary(fragments) { first, _ in first } }
            case ..<(2 + parts(terms)):
                let portion = try reader.all { (text: try $0.text(), number: try $0.int32()) }
                found.terms.withLock { $0[number] = portion }
            default:
                let portion = try reader.all { try $0.text() }
                found.articles.withLock { $0[number] = portion }
            }
        }
        let sorted = found.terms.withLock { portions in portions.sorted { $0.key < $1.key }.flatMap(\.value) }
        let texts = found.articles.withLock { portions in portions.sorted { $0.key < $1.key }.flatMap(\.value) }
        let fragments = found.fragments.withLock(\.self)
        guard let postings = Postings(first: first, rest: rest, more: found.more.withLock(\.self)), sorted.count == terms, first.count == terms, texts.count == articles,
            places.count == articles, firstTerms.count == articles, lengths.count == articles, sorted.allSatisfy({ (0..<Int32(clamping: terms)).contains($0.number) }),
            byArticle.allSatisfy({ (0..<Int32(clamping: articles)).contains($0) }),
            fragments.values.allSatisfy({ $0.allSatisfy { (0..<Int32(clamping: articles)).contains($0) } })
        else { throw BinaryReader.Damage() }
        self.init(base: Segment(
            sorted: sorted, postings: postings, fragments: fragments, articles: texts, byArticle: byArticle, places: places.map { Int($0) }, firstTerms: firstTerms, lengths: lengths))
    }

    private final class Found: Sendable {
        let more = Mutex<[[UInt32]]>([])
        let fragments = Mutex<[UInt32: [Int32]]>([:])
        let terms = Mutex<[Int: [(text: String, number: Int32)]]>([:])
        let articles = Mutex<[Int: [String]]>([:])
    }
}

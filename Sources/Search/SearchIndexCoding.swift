import Kernel
import Synchronization

/// An index as pieces of bytes, so that a start need not read a million names again.
extension SearchIndex {
    /// Gives the pieces one after another; `init(pieces:_:)` wants them in this order.
    package func encode(_ sink: ([UInt8]) throws -> Void) rethrows {
        var head = BinaryWriter()
        head.put(all: parts) { $0.put($1.segment.pieceCount) }
        try sink(head.bytes)
        for part in parts { try part.segment.encode(sink) }
    }

    /// - Parameters:
    ///   - count: of pieces.
    ///   - piece: gives one by its number; asked from several threads.
    ///   - inParallel: does that many things on all cores.
    /// - Throws: `BinaryReader.Damage` when they are not what `encode` gave.
    package init(pieces count: Int, _ piece: @escaping @Sendable (Int) throws -> [UInt8], inParallel: (_ count: Int, _ body: @Sendable (Int) throws -> Void) throws -> Void) throws {
        guard count >= 1 else { throw BinaryReader.Damage() }
        var head = BinaryReader(try piece(0))
        let counts = try head.all { try $0.int() }
        guard counts.allSatisfy({ $0 >= 0 && $0 <= count }), counts.reduce(1, +) == count else { throw BinaryReader.Damage() }
        var segments: [Segment] = []
        var start = 1
        for own in counts {
            let first = start
            segments.append(try Segment(pieces: own, { try piece(first + $0) }, inParallel: inParallel))
            start += own
        }
        self.init(parts: segments)
    }
}

extension Segment {
    private static let portion = 100_000
    private static func portions(_ all: Int) -> Int { (max(0, all) + portion - 1) / portion }

    fileprivate var pieceCount: Int { 3 + Self.portions(sorted.count) + Self.portions(articles.count) }

    fileprivate func encode(_ sink: ([UInt8]) throws -> Void) rethrows {
        let (terms, articles) = (sorted.count, self.articles.count)
        var head = BinaryWriter()
        head.put(terms)
        head.put(articles)
        head.put(raw: byArticle)
        head.put(raw: places.map { Int32(clamping: $0) })
        head.put(raw: heads)
        head.put(raw: postings.first)
        head.put(raw: postings.rest)
        try sink(head.bytes)
        var more = BinaryWriter()
        more.put(all: postings.more) { $0.put(raw: $1) }
        try sink(more.bytes)
        var fragments = BinaryWriter()
        fragments.put(all: self.fragments.sorted { $0.key < $1.key }) { writer, entry in
            writer.put(Int64(entry.key))
            writer.put(raw: entry.value)
        }
        try sink(fragments.bytes)
        for start in stride(from: 0, to: terms, by: Self.portion) {
            var piece = BinaryWriter()
            piece.put(all: sorted[start..<min(terms, start + Self.portion)]) { writer, entry in
                writer.put(entry.text)
                writer.put(entry.number)
            }
            try sink(piece.bytes)
        }
        for start in stride(from: 0, to: articles, by: Self.portion) {
            var piece = BinaryWriter()
            piece.put(all: self.articles[start..<min(articles, start + Self.portion)]) { $0.put($1) }
            try sink(piece.bytes)
        }
    }

    fileprivate convenience init(
        pieces count: Int, _ piece: @escaping @Sendable (Int) throws -> [UInt8], inParallel: (_ count: Int, _ body: @Sendable (Int) throws -> Void) throws -> Void
    ) throws {
        guard count >= 3 else { throw BinaryReader.Damage() }
        var head = BinaryReader(try piece(0))
        let (terms, articles) = (try head.int(), try head.int())
        guard terms >= 0, articles >= 0, count == 3 + Self.portions(terms) + Self.portions(articles) else { throw BinaryReader.Damage() }
        let byArticle: [Int32] = try head.raw(), places: [Int32] = try head.raw(), heads: [UInt32] = try head.raw()
        let first: [UInt32] = try head.raw(), rest: [Int32] = try head.raw()

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
            case ..<(2 + Self.portions(terms)):
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
            places.count == articles, places.allSatisfy({ $0 >= 0 }), zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }), heads.count == articles, sorted.allSatisfy({ (0..<Int32(clamping: terms)).contains($0.number) }),
            byArticle.allSatisfy({ (0..<Int32(clamping: articles)).contains($0) }),
            fragments.values.allSatisfy({ $0.allSatisfy { (0..<Int32(clamping: articles)).contains($0) } })
        else { throw BinaryReader.Damage() }
        self.init(
            sorted: sorted, postings: postings, fragments: fragments, articles: texts, byArticle: byArticle, places: places.map { Int($0) }, heads: heads)
    }

    private final class Found: Sendable {
        let more = Mutex<[[UInt32]]>([])
        let fragments = Mutex<[UInt32: [Int32]]>([:])
        let terms = Mutex<[Int: [(text: String, number: Int32)]]>([:])
        let articles = Mutex<[Int: [String]]>([:])
    }
}

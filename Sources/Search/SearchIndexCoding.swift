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
    /// Places, postings, fragments, terms, articles; what follows is the rest of the postings.
    private static let fixedPieces = 5
    /// Numbers in one piece of that rest, so that no piece is more than a few megabytes.
    private static let portion = 500_000

    fileprivate var pieceCount: Int { Self.fixedPieces + portionsOfMore.count }

    /// Of the lists of postings those that go into one piece.
    private var portionsOfMore: [Range<Int>] {
        var (portions, start, size): ([Range<Int>], Int, Int) = ([], 0, 0)
        for (number, list) in postings.more.enumerated() {
            size += list.count + 1
            guard size >= Self.portion || number == postings.more.count - 1 else { continue }
            portions.append(start..<number + 1)
            (start, size) = (number + 1, 0)
        }
        return portions
    }

    fileprivate func encode(_ sink: ([UInt8]) throws -> Void) rethrows {
        func piece(_ body: (inout BinaryWriter) -> Void) -> [UInt8] {
            var piece = BinaryWriter()
            body(&piece)
            return piece.bytes
        }
        try sink(
            piece {
                $0.put(raw: byArticle)
                $0.put(raw: places.map { Int32(clamping: $0) })
                $0.put(raw: heads)
            })
        try sink(
            piece {
                $0.put(raw: postings.first)
                $0.put(raw: postings.rest)
                $0.put(raw: numbers)
            })
        try sink(
            piece {
                $0.put(all: fragments.sorted { $0.key < $1.key }) { piece, entry in
                    piece.put(Int64(entry.key))
                    piece.put(raw: entry.value)
                }
            })
        for texts in [terms, articles] {
            try sink(
                piece {
                    $0.put(raw: texts.bytes)
                    $0.put(raw: texts.ends)
                })
        }
        for portion in portionsOfMore { try sink(piece { $0.put(all: postings.more[portion]) { $0.put(raw: $1) } }) }
    }

    fileprivate convenience init(
        pieces count: Int, _ piece: @escaping @Sendable (Int) throws -> [UInt8], inParallel: (_ count: Int, _ body: @Sendable (Int) throws -> Void) throws -> Void
    ) throws {
        guard count >= Self.fixedPieces else { throw BinaryReader.Damage() }
        let found = Found()
        try inParallel(count) { number in
            var reader = BinaryReader(try piece(number))
            switch number {
            case 0: try found.put(byArticle: reader.raw(), places: reader.raw(), heads: reader.raw())
            case 1: try found.put(first: reader.raw(), rest: reader.raw(), numbers: reader.raw())
            case 2:
                let fragments = try reader.all { reader in
                    guard let key = UInt32(exactly: try reader.int64()) else { throw BinaryReader.Damage() }
                    return (key, try reader.raw(Int32.self))
                }
                found.kept.withLock { $0.fragments = Dictionary(fragments) { first, _ in first } }
            case 3, 4:
                guard let texts = Texts(bytes: try reader.raw(), ends: try reader.raw()) else { throw BinaryReader.Damage() }
                found.kept.withLock { $0.texts[number] = texts }
            default:
                let more = try reader.all { try $0.raw(UInt32.self) }
                found.kept.withLock { $0.more[number] = more }
            }
        }
        let kept = found.kept.withLock(\.self)
        let (byArticle, places, heads, numbers, fragments) = (kept.byArticle, kept.places, kept.heads, kept.numbers, kept.fragments)
        let more = (Self.fixedPieces..<count).flatMap { kept.more[$0] ?? [] }
        guard let terms = kept.texts[3], let articles = kept.texts[4], let postings = Postings(first: kept.first, rest: kept.rest, more: more),
            kept.first.count == terms.count, numbers.count == terms.count, numbers.allSatisfy({ (0..<Int32(clamping: terms.count)).contains($0) }),
            places.count == articles.count, places.allSatisfy({ $0 >= 0 }), zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }), heads.count == articles.count,
            byArticle.allSatisfy({ (0..<Int32(clamping: articles.count)).contains($0) }),
            fragments.values.allSatisfy({ $0.allSatisfy { (0..<Int32(clamping: articles.count)).contains($0) } })
        else { throw BinaryReader.Damage() }
        self.init(
            terms: terms, numbers: numbers, postings: postings, fragments: fragments, articles: articles, byArticle: byArticle, places: places.map { Int($0) }, heads: heads)
    }

    /// What the pieces held, read on several cores.
    private final class Found: Sendable {
        struct Kept {
            var byArticle: [Int32] = [], places: [Int32] = [], heads: [UInt32] = []
            var first: [UInt32] = [], rest: [Int32] = [], numbers: [Int32] = []
            var fragments: [UInt32: [Int32]] = [:]
            /// By the piece's number: terms, articles.
            var texts: [Int: Texts] = [:]
            /// By the piece's number.
            var more: [Int: [[UInt32]]] = [:]
        }

        let kept = Mutex(Kept())

        func put(byArticle: [Int32], places: [Int32], heads: [UInt32]) { kept.withLock { ($0.byArticle, $0.places, $0.heads) = (byArticle, places, heads) } }
        func put(first: [UInt32], rest: [Int32], numbers: [Int32]) { kept.withLock { ($0.first, $0.rest, $0.numbers) = (first, rest, numbers) } }
    }
}

import Kernel

/// A page of a bucket's list, as `ListObjectsV2` answers it.
struct BucketListing {
    struct Object {
        let key: String
        let size: Int64
        let written: Instant
    }

    let objects: [Object]
    /// Whether there are more.
    let isCut: Bool
    /// Whether every object of it could be read.
    let isWhole: Bool

    /// Nil for what is no list.
    init?(_ bytes: [UInt8]) {
        guard let cut = Self.texts(of: "IsTruncated", in: bytes[...]).first else { return nil }
        isCut = cut == "true"
        let pieces = Self.pieces(of: "Contents", in: bytes[...])
        objects = pieces.compactMap { piece in
            guard let key = Self.texts(of: "Key", in: piece).first, let size = Self.texts(of: "Size", in: piece).first.flatMap({ Int64($0) }), size >= 0,
                let written = Self.texts(of: "LastModified", in: piece).first.flatMap({ Instant($0) })
            else { return nil }
            return Object(key: key, size: size, written: written)
        }
        isWhole = objects.count == pieces.count && !(pieces.last.map { bytes[$0.endIndex...] } ?? bytes[...]).contains("<Contents>".utf8)
    }

    /// Where the next page goes on; nil after the last.
    /// - Parameter mark: where this one went on.
    /// - Throws: `BucketProblem` when the pages do not lead through all there is.
    func next(after mark: String?) throws -> String? {
        guard isWhole else { throw BucketProblem(kind: .refused, description: "its list holds objects that cannot be read") }
        guard isCut else { return nil }
        guard let last = objects.last?.key, mark.map({ $0.utf8.lexicographicallyPrecedes(last.utf8) }) ?? true else {
            throw BucketProblem(kind: .refused, description: "its list does not go on after a key")
        }
        return last
    }

    /// What stands in the elements of a name. Keys of ours hold nothing that XML would write otherwise.
    static func texts(of name: String, in bytes: ArraySlice<UInt8>) -> [String] { pieces(of: name, in: bytes).map { String(decoding: $0, as: UTF8.self) } }

    private static func pieces(of name: String, in bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        let (open, close) = (Array("<\(name)>".utf8), Array("</\(name)>".utf8))
        var rest = bytes
        var pieces: [ArraySlice<UInt8>] = []
        while let start = rest.firstRange(of: open), let end = rest[start.upperBound...].firstRange(of: close) {
            pieces.append(rest[start.upperBound..<end.lowerBound])
            rest = rest[end.upperBound...]
        }
        return pieces
    }
}

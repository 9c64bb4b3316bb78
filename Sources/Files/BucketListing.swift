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

    /// Nil for what is no list. Objects with names or times that are not ours to read are passed over.
    init?(_ bytes: [UInt8]) {
        guard let cut = Self.texts(of: "IsTruncated", in: bytes[...]).first else { return nil }
        isCut = cut == "true"
        objects = Self.pieces(of: "Contents", in: bytes[...]).compactMap { piece in
            guard let key = Self.texts(of: "Key", in: piece).first, let size = Self.texts(of: "Size", in: piece).first.flatMap({ Int64($0) }), size >= 0,
                let written = Self.texts(of: "LastModified", in: piece).first.flatMap({ Instant($0) })
            else { return nil }
            return Object(key: key, size: size, written: written)
        }
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

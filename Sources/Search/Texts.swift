import Glibc
import Kernel

/// Many short texts, one behind the other in one run of bytes, each by its number: millions of them take no object of their own, and looking into all of them costs
/// no more than reading that memory.
struct Texts: Sendable {
    /// UTF-8, a zero behind each text.
    private(set) var bytes: [UInt8] = []
    /// By number where the zero behind it stands.
    private(set) var ends: [UInt32] = []

    init() {}

    init(_ texts: some Sequence<String>) { for text in texts { append(text) } }

    /// As they were kept; nil when they do not belong together.
    init?(bytes: [UInt8], ends: [UInt32]) {
        guard (ends.last.map { Int($0) + 1 } ?? 0) == bytes.count, zip(ends, ends.dropFirst()).allSatisfy(<), ends.allSatisfy({ bytes[Int($0)] == 0 }) else { return nil }
        self.bytes = bytes
        self.ends = ends
    }

    var count: Int { ends.count }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        ends.append(UInt32(clamping: bytes.count))
        bytes.append(0)
    }

    subscript(number: Int) -> String { String(decoding: bytes[range(number)], as: UTF8.self) }

    /// How many bytes a text has.
    func size(_ number: Int) -> Int { range(number).count }

    private func range(_ number: Int) -> Range<Int> { (number > 0 ? Int(ends[number - 1]) + 1 : 0)..<Int(ends[number]) }

    /// Does something with the bytes of a text.
    func with<Answer>(_ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Answer) -> Answer {
        let range = range(number)
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    func isEqual(_ number: Int, to text: [UInt8]) -> Bool { with(number) { $0.elementsEqual(text) } }

    func begins(_ number: Int, with text: [UInt8]) -> Bool { with(number) { $0.starts(with: text) } }

    /// Whether it stands before another in the order of bytes.
    func precedes(_ number: Int, _ text: [UInt8]) -> Bool {
        with(number) { own in
            text.withUnsafeBufferPointer { other in
                guard let left = own.baseAddress, let right = other.baseAddress else { return own.isEmpty && !other.isEmpty }
                let order = memcmp(left, right, min(own.count, other.count))
                return order == 0 ? own.count < other.count : order < 0
            }
        }
    }

    func contains(_ number: Int, _ piece: [UInt8]) -> Bool {
        let range = range(number)
        return next(piece, from: range.lowerBound, to: range.upperBound) != nil
    }

    /// The texts that have a piece in them, of some; none for an empty one or for one with a zero.
    func numbers(containing piece: [UInt8], in numbers: Range<Int>) -> [Int] {
        guard !numbers.isEmpty, !piece.isEmpty, !piece.contains(0) else { return [] }
        var found: [Int] = []
        var (number, place) = (numbers.lowerBound, range(numbers.lowerBound).lowerBound)
        let end = range(numbers.upperBound - 1).upperBound
        while let hit = next(piece, from: place, to: end) {
            number = ends.place(notBelow: UInt32(clamping: hit), from: number)
            found.append(number)
            place = Int(ends[number]) + 1
        }
        return found
    }

    /// Where a piece begins the next time, before `end`.
    private func next(_ piece: [UInt8], from start: Int, to end: Int) -> Int? {
        guard let first = piece.first, let last = piece.last else { return nil }
        let beyond = end - piece.count + 1
        return bytes.withUnsafeBufferPointer { bytes in
            piece.withUnsafeBufferPointer { piece in
                guard let all = bytes.baseAddress, let wanted = piece.baseAddress, start < beyond else { return nil }
                let raw = UnsafeRawPointer(all)
                let (firsts, lasts) = (SIMD32<UInt8>(repeating: first), SIMD32<UInt8>(repeating: last))
                var place = start
                while place < beyond {
                    // Thirty-two places at once: where the first and the last byte fit.
                    if place + 32 <= beyond {
                        let fits = (raw.loadUnaligned(fromByteOffset: place, as: SIMD32<UInt8>.self) .== firsts)
                            .& (raw.loadUnaligned(fromByteOffset: place + piece.count - 1, as: SIMD32<UInt8>.self) .== lasts)
                        if !any(fits) {
                            place += 32
                            continue
                        }
                    }
                    for place in place..<min(place + 32, beyond) where all[place] == first && all[place + piece.count - 1] == last {
                        if memcmp(all + place, wanted, piece.count) == 0 { return place }
                    }
                    place += 32
                }
                return nil
            }
        }
    }
}

extension [UInt32] {
    /// Where in ascending numbers the first stands that is not below a bound, from a place on: by steps of growing width, then within the last of them.
    fileprivate func place(notBelow bound: UInt32, from start: Int) -> Int {
        var (low, step) = (start, 1)
        while low + step < count, self[low + step] < bound {
            low += step
            step *= 2
        }
        var high = Swift.min(count, low + step + 1)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The products that answer all words of a question, or all but some, found chunk by chunk.
struct Intersection: Sendable {
    let words: [WordPostings]
    /// How many words a product may lack.
    let mayMiss: Int
    /// Nil for all.
    let shown: PlaceSet?

    /// Room for the costs of a chunk, a row for each word, kept from one chunk to the next.
    final class Room {
        fileprivate var costs: [UInt8]
        init(words: Int) { costs = Array(repeating: Cost.none, count: words * WordPostings.chunk) }
    }

    /// The products of a chunk by ascending place; their ranks are the sums of what the words cost.
    func found(_ chunk: Int, _ room: Room) -> [SearchMatch] {
        let parts = words.map { $0.part(chunk) }
        guard parts.count(where: { $0.count == 0 }) <= mayMiss, room.costs.count >= parts.count * WordPostings.chunk else { return [] }
        // Whoever answers has one of any `mayMiss + 1` words: the rarest of them.
        let rarest = parts.indices.sorted { parts[$0].count < parts[$1].count }.prefix(mayMiss + 1)
        let start = chunk * WordPostings.chunk
        return room.costs.withUnsafeMutableBufferPointer { costs in
            let rows = parts.indices.map { UnsafeMutableBufferPointer(rebasing: costs[$0 * WordPostings.chunk..<($0 + 1) * WordPostings.chunk]) }
            let only = mayMiss == 0 ? rarest.first.flatMap { parts[$0].only } : nil
            for (number, part) in parts.enumerated() where part.count > 0 && (only == nil || number != rarest.first) {
                rows[number].update(repeating: Cost.none)
                part.mark(rows[number])
            }
            for (number, part) in parts.enumerated() where part.count == 0 { rows[number].update(repeating: Cost.none) }
            if let only {
                return found(only.postings, only.costs, parts.indices.filter { $0 != rarest.first }, of: costs, start)
            }
            let most = min(WordPostings.chunk, rarest.reduce(0) { $0 + parts[$1].count })
            return found(Array(rarest), of: UnsafeMutableBufferPointer(rebasing: costs[..<(parts.count * WordPostings.chunk)]), start, atMost: most)
        }
    }

    /// Of a list those that all other words find too.
    /// - Parameters:
    ///   - others: their numbers.
    ///   - costs: a row for each word.
    private func found(_ postings: ArraySlice<UInt32>, _ byField: SIMD4<UInt8>, _ others: [Int], of costs: UnsafeMutableBufferPointer<UInt8>, _ start: Int) -> [SearchMatch] {
        [SearchMatch](unsafeUninitializedCapacity: postings.count) { buffer, count in
            for posting in postings {
                let place = Int(posting >> 2)
                guard shown?.contains(place) ?? true else { continue }
                var match = SearchMatch(place: place, rank: Int64(byField[Int(posting & 3)]))
                var isFound = true
                for other in others {
                    let cost = costs[other * WordPostings.chunk + place - start]
                    isFound = isFound && cost != Cost.none
                    match.add(cost)
                }
                guard isFound else { continue }
                buffer.initializeElement(at: count, to: match)
                count += 1
            }
        }
    }

    /// Looks at the costs of some words eight products at a time, and at the costs of all words where one has something.
    /// - Parameter costs: a row for each word.
    private func found(_ some: [Int], of costs: UnsafeMutableBufferPointer<UInt8>, _ start: Int, atMost: Int) -> [SearchMatch] {
        [SearchMatch](unsafeUninitializedCapacity: atMost) { buffer, count in
            let (chunk, step, bytes) = (WordPostings.chunk, MemoryLayout<UInt64>.size, UnsafeRawBufferPointer(costs))
            let low7 = UInt64(0x7F7F_7F7F_7F7F_7F7F)
            for first in stride(from: 0, to: chunk, by: step) {
                var eight = UInt64.max
                for word in some { eight &= bytes.loadUnaligned(fromByteOffset: word * chunk + first, as: UInt64.self) }
                // The highest bit of each byte that is not `Cost.none`: a byte of the complement that has any bit carries into its highest one.
                let other = ~eight
                var bits = (other & low7 &+ low7 | other) & ~low7
                while bits != 0 {
                    let place = first + bits.trailingZeroBitCount >> 3
                    bits &= bits &- 1
                    guard shown?.contains(start + place) ?? true, count < buffer.count else { continue }
                    var match = SearchMatch(place: start + place, rank: 0)
                    var missing = 0
                    for row in stride(from: place, to: costs.count, by: chunk) {
                        let cost = costs[row]
                        missing += cost == Cost.none ? 1 : 0
                        match.add(cost == Cost.none ? Cost.missing : cost)
                    }
                    guard missing <= mayMiss else { continue }
                    buffer.initializeElement(at: count, to: match)
                    count += 1
                }
            }
        }
    }
}

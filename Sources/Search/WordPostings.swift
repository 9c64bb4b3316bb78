/// What answers one word of a question: long lists as they lie in the index, and all that stands in short ones, in chunks of so many places that the costs of one lie
/// in the nearest cache.
struct WordPostings: Sendable {
    /// A term's products.
    struct List: Sendable {
        /// Place × 4 + field, ascending.
        let postings: [UInt32]
        /// By number of the field.
        let costs: SIMD4<UInt8>
        /// Those that another part of the index answers for.
        let except: PlaceSet
    }

    static let chunk = 1 << 16
    /// A shorter list is not worth looking for the places of a chunk in.
    private static let short = 256

    private(set) var lists: [List] = []
    /// By number of the chunk: the place within it × 256 + the cost.
    private var few: [[UInt32]]
    /// How many there are; one that stands in several lists counts for each.
    private(set) var count = 0

    /// - Parameter places: one more than the highest one.
    init(places: Int) { few = Array(repeating: [], count: Self.chunks(places)) }

    static func chunks(_ places: Int) -> Int { (max(0, places) + chunk - 1) / chunk }

    mutating func add(_ place: Int, _ cost: UInt8) {
        guard few.indices.contains(place / Self.chunk) else { return }
        few[place / Self.chunk].append(UInt32(place % Self.chunk) << 8 | UInt32(cost))
        count += 1
    }

    mutating func add(_ postings: [UInt32], _ costs: SIMD4<UInt8>, except: PlaceSet) {
        if postings.count >= Self.short {
            lists.append(List(postings: postings, costs: costs, except: except))
            count += postings.count
        } else {
            for posting in postings where !except.contains(Int(posting >> 2)) { add(Int(posting >> 2), costs[Int(posting & 3)]) }
        }
    }

    /// Whether some product is among those.
    func meets(_ shown: PlaceSet?) -> Bool {
        for (number, entries) in few.enumerated() where entries.contains(where: { shown?.contains(number * Self.chunk + Int($0 >> 8)) ?? true }) { return true }
        return lists.contains { list in list.postings.contains { !list.except.contains(Int($0 >> 2)) && shown?.contains(Int($0 >> 2)) ?? true } }
    }

    /// What of it lies in one chunk.
    func part(_ number: Int) -> Part {
        let (start, end) = (UInt32(clamping: number * Self.chunk) << 2, UInt32(clamping: (number + 1) * Self.chunk) << 2)
        let ranges = lists.map { list in
            let low = list.postings.first(notBelow: start, from: 0)
            return low..<list.postings.first(notBelow: end, from: low)
        }
        return Part(word: self, ranges: ranges, few: few.indices.contains(number) ? few[number] : [])
    }

    /// What answers a word in one chunk.
    struct Part {
        fileprivate let word: WordPostings
        fileprivate let ranges: [Range<Int>]
        fileprivate let few: [UInt32]

        var count: Int { ranges.reduce(few.count) { $0 + $1.count } }

        /// The only list there is, whose products are in their order; nil where there are several.
        var only: (postings: ArraySlice<UInt32>, costs: SIMD4<UInt8>)? {
            guard few.isEmpty, let number = ranges.firstIndex(where: { !$0.isEmpty }), ranges.lastIndex(where: { !$0.isEmpty }) == number, word.lists[number].except.isEmpty
            else { return nil }
            return (word.lists[number].postings[ranges[number]], word.lists[number].costs)
        }

        /// Puts the cheapest way in which each product answers where its place is, counted from the chunk's first.
        /// - Parameter costs: of a chunk; what does not answer stays as it was, which is `Cost.none`.
        func mark(_ costs: UnsafeMutableBufferPointer<UInt8>) {
            for entry in few {
                let place = Int(entry >> 8)
                costs[place] = min(costs[place], UInt8(truncatingIfNeeded: entry))
            }
            for (list, range) in zip(word.lists, ranges) where !range.isEmpty {
                let isWhole = list.except.isEmpty
                list.postings.withUnsafeBufferPointer { postings in
                    for index in range {
                        let posting = postings[index]
                        guard isWhole || !list.except.contains(Int(posting >> 2)) else { continue }
                        let place = Int(posting >> 2) % WordPostings.chunk
                        costs[place] = min(costs[place], list.costs[Int(posting & 3)])
                    }
                }
            }
        }
    }
}

extension [UInt32] {
    /// Where in ascending numbers the first stands that is not below a bound, from a place on.
    fileprivate func first(notBelow bound: UInt32, from start: Int) -> Int {
        var (low, high) = (start, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

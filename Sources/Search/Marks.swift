/// The cheapest way in which each product answers one word.
struct Marks {
    private(set) var costs: [UInt8]
    private(set) var places: [Int] = []
    private var isAscending = true

    init(count: Int) { costs = [UInt8](repeating: Cost.none, count: count) }

    /// `places` in ascending order: as they are when one list gave them all, sorted when they are few, else by a look at all costs, eight at a time.
    var inOrder: [Int] {
        if isAscending { return places }
        if places.count < costs.count / 128 { return places.sorted() }
        var found: [Int] = []
        found.reserveCapacity(places.count)
        costs.withUnsafeBytes { bytes in
            let whole = bytes.count / 8 * 8
            for start in stride(from: 0, to: whole, by: 8) where bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self) != .max {
                for place in start..<start + 8 where bytes[place] != Cost.none { found.append(place) }
            }
            for place in whole..<bytes.count where bytes[place] != Cost.none { found.append(place) }
        }
        return found
    }

    mutating func mark(_ place: Int, _ cost: UInt8) {
        guard place < costs.count else { return }
        if costs[place] == Cost.none {
            if let last = places.last, place < last { isAscending = false }
            places.append(place)
        }
        if cost < costs[place] { costs[place] = cost }
    }

    /// Many at once.
    /// - Parameters:
    ///   - postings: place × 4 + field.
    ///   - byField: the costs by number of the field.
    mutating func mark(_ postings: [UInt32], _ byField: SIMD4<UInt8>, _ except: PlaceSet) {
        var (found, ascends, last) = (places, isAscending, places.last ?? -1)
        places = []
        if postings.count > 1000 { found.reserveCapacity(found.count + postings.count) }
        let isWhole = except.isEmpty
        costs.withUnsafeMutableBufferPointer { costs in
            for posting in postings {
                let place = Int(posting >> 2)
                guard place < costs.count, isWhole || !except.contains(place) else { continue }
                let (old, new) = (costs[place], byField[Int(posting & 3)])
                if old == Cost.none {
                    if place < last { ascends = false }
                    last = place
                    found.append(place)
                }
                if new < old { costs[place] = new }
            }
        }
        (places, isAscending) = (found, ascends)
    }
}

/// Places of products, a bit for each.
package struct PlaceSet: Sendable {
    private var words: [UInt64] = []
    package private(set) var count = 0

    package init() {}

    /// Of the first places those for which something holds.
    package init(count: Int, _ contains: (Int) -> Bool) {
        words = Array(repeating: 0, count: (max(0, count) + 63) / 64)
        for place in 0..<max(0, count) where contains(place) { put(place) }
    }

    var isEmpty: Bool { count == 0 }

    /// Bytes that it takes.
    package var size: Int { words.count * 8 }

    package func contains(_ place: Int) -> Bool { place >= 0 && place >> 6 < words.count && words[place >> 6] & (1 << UInt64(place & 63)) != 0 }

    /// None of them negative.
    mutating func insert(_ places: some Sequence<Int>) {
        for place in places where !contains(place) {
            if place >> 6 >= words.count { words += repeatElement(0, count: (place >> 6) + 1 - words.count) }
            put(place)
        }
    }

    /// Puts a place in or takes it out; not a negative one.
    package mutating func set(_ place: Int, _ isIn: Bool) {
        guard place >= 0, contains(place) != isIn else { return }
        if isIn { return insert(CollectionOfOne(place)) }
        words[place >> 6] &= ~(1 << UInt64(place & 63))
        count -= 1
    }

    /// How many of the places are in at least one of some sets.
    package func count(inAnyOf sets: [PlaceSet]) -> Int {
        var found = 0
        for word in words.indices {
            var any: UInt64 = 0
            for set in sets where word < set.words.count { any |= set.words[word] }
            found += (any & words[word]).nonzeroBitCount
        }
        return found
    }

    private mutating func put(_ place: Int) {
        words[place >> 6] |= 1 << UInt64(place & 63)
        count += 1
    }
}

/// Places of products, a bit for each.
struct PlaceSet: Sendable {
    private var words: [UInt64] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    func contains(_ place: Int) -> Bool { place >> 6 < words.count && words[place >> 6] & (1 << UInt64(place & 63)) != 0 }

    /// None of them negative.
    mutating func insert(_ places: some Sequence<Int>) {
        for place in places where !contains(place) {
            if place >> 6 >= words.count { words += repeatElement(0, count: (place >> 6) + 1 - words.count) }
            words[place >> 6] |= 1 << UInt64(place & 63)
            count += 1
        }
    }
}

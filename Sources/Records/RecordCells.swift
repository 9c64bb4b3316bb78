/// What an item said, by field position: a place for each field of its kind, most of them empty.
package struct RecordCells: Sendable, Sequence {
    private var places: [RecordCell?]

    init(fields: Int) { places = Array(repeating: nil, count: fields) }

    package subscript(position: Int) -> RecordCell? {
        get { places.indices.contains(position) ? places[position] : nil }
        set { if places.indices.contains(position) { places[position] = newValue } }
    }

    /// The stated fields in their order.
    package func makeIterator() -> AnyIterator<(Int, RecordCell)> {
        var next = 0
        let places = places
        return AnyIterator {
            while next < places.count {
                defer { next += 1 }
                if let cell = places[next] { return (next, cell) }
            }
            return nil
        }
    }
}

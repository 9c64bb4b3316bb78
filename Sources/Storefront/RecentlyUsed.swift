/// Values in use within a bound of cells: the least lately used goes, but one may always stay.
struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let cells: Int
        var used: UInt64
    }

    private var entries: [Key: Entry] = [:]
    private var clock: UInt64 = 0
    private var cells = 0
    private let limit: Int

    /// - Parameter limit: in cells.
    init(limit: Int) { self.limit = limit }

    var count: Int { entries.count }

    mutating func find(_ key: Key) -> Value? {
        clock += 1
        entries[key]?.used = clock
        return entries[key]?.value
    }

    mutating func keep(_ value: Value, of size: Int, for key: Key) {
        clock += 1
        cells += size - (entries[key]?.cells ?? 0)
        entries[key] = Entry(value: value, cells: size, used: clock)
        while cells > limit, entries.count > 1, let oldest = entries.min(by: { $0.value.used < $1.value.used }) {
            cells -= oldest.value.cells
            entries[oldest.key] = nil
        }
    }
}

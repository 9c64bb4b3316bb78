package import Kernel

/// How own prices lie in the result of a query: what a filter by price offers, with what each of its choices would leave.
package struct PriceSpread: Sendable {
    /// A range with both ends inclusive, as the query takes it; nil for an open end.
    package struct Bucket: Hashable, Sendable {
        package let from: UnitPrice?
        package let to: UnitPrice?
        package let count: Int
    }

    package let least: UnitPrice
    package let most: UnitPrice
    /// From low to high; a price on an edge belongs to both neighbours, as it does in the query. Empty where there is nothing to choose from.
    package let buckets: [Bucket]

    /// Nil without prices.
    init?(_ units: [Int64]) {
        let sorted = units.sorted()
        guard let least = sorted.first.flatMap({ UnitPrice(units: $0) }), let most = sorted.last.flatMap({ UnitPrice(units: $0) }) else { return nil }
        self.least = least
        self.most = most
        var edges: [Int64] = []
        for fifth in 1...4 {
            let edge = round(sorted[sorted.count * fifth / 5])
            if least.units < edge, edge < most.units, edges.last.map({ $0 < edge }) ?? true { edges.append(edge) }
        }
        let ends = [nil] + edges.map { Optional($0) } + [nil]
        buckets = edges.isEmpty ? [] : zip(ends, ends.dropFirst()).compactMap { from, to in
            let count = sorted.place(after: to ?? .max) - sorted.place(of: from ?? .min)
            return count == 0 ? nil : Bucket(from: from.flatMap { UnitPrice(units: $0) }, to: to.flatMap { UnitPrice(units: $0) }, count: count)
        }
    }
}

/// The nearest of 1, 1.5, 2, 3, 5 and 7 times a power of ten: numbers that people choose by. In units of prices.
private func round(_ units: Int64) -> Int64 {
    var power: Int64 = 1
    while power <= units / 100 { power *= 10 }
    let steps = [10, 15, 20, 30, 50, 70, 100].map { $0 * power }
    return steps.min { abs($0 - units) < abs($1 - units) } ?? units
}

extension [Int64] {
    /// How many elements of the sorted array are below `value`.
    fileprivate func place(of value: Int64) -> Int { search { $0 < value } }
    /// How many are not above it.
    fileprivate func place(after value: Int64) -> Int { search { $0 <= value } }

    private func search(_ isBefore: (Int64) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

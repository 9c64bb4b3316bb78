/// Spreads `total` over `weights` in whole units so that the parts add up to it exactly, by the largest remainder; of equal remainders the first
/// gets the unit.
///
/// Weights below zero count as zero; when all are zero, the parts are as equal as they can be. Without weights there are no parts.
package func largestRemainder(_ total: Int64, over weights: [Int64]) -> [Int64] {
    let size = Int128(total.magnitude)
    var shares = weights.map { Int128(max(0, $0)) }
    if shares.allSatisfy({ $0 == 0 }) { shares = weights.map { _ in 1 } }
    let sum = shares.reduce(0, +)
    guard sum > 0 else { return [] }
    var parts = shares.map { size * $0 / sum }
    let remainders = shares.map { size * $0 % sum }
    let missing = Int(size - parts.reduce(0, +))
    let order = remainders.indices.sorted { remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1 }
    for index in order.prefix(missing) { parts[index] += 1 }
    return parts.map { Int64(truncatingIfNeeded: total < 0 ? -$0 : $0) }
}

extension Money {
    /// This sum spread over `weights`, kopeck by kopeck, by the largest remainder.
    package func spread(over weights: [Int64]) -> [Money] {
        largestRemainder(minorUnits, over: weights).map { Money(minorUnits: $0, currency: currency) ?? .zero(currency) }
    }
}

import Kernel

/// A value of a parameter, as products have it.
struct Trait: Hashable, Sendable {
    let code: String
    /// `JSON.plainText` of the value.
    let value: String
}

/// The values of parameters by place of the product, as numbers: what lists are narrowed and counted by.
struct ProductTraits: Sendable {
    /// By number, in the order they were met. None is ever taken out.
    private(set) var all: [Trait] = []
    private var numbers: [Trait: Int32] = [:]
    private var rows = PagedArray<[Int32]>()

    /// The numbers of one product's values.
    subscript(place: Int) -> [Int32] { rows[place] }

    /// Puts a product's values at a place, which is one that is known or the next one.
    mutating func put(_ parameters: [(code: String, value: JSON)], at place: Int) {
        let own = parameters.map { number(of: Trait(code: $0.code, value: $0.value.plainText)) }
        if place < rows.count { rows[place] = own } else { rows.append(own) }
    }

    private mutating func number(of trait: Trait) -> Int32 {
        if let number = numbers[trait] { return number }
        let number = Int32(clamping: all.count)
        numbers[trait] = number
        all.append(trait)
        return number
    }
}

/// The values that a query asks for, marked by number. A product fits when it has one of each parameter asked for.
struct WantedTraits {
    private let marks: [Bool]
    private let parameters: Int

    /// Nil when nothing is asked for.
    init?(_ query: ProductQuery, _ traits: ProductTraits) {
        let codes = Set(query.values.keys).union(query.ranges.keys)
        guard !codes.isEmpty else { return nil }
        parameters = codes.count
        let values = query.values.mapValues { Set($0) }
        marks = traits.all.map { trait in
            guard codes.contains(trait.code) else { return false }
            if let values = values[trait.code], !values.contains(trait.value) { return false }
            return query.ranges[trait.code]?.contains(trait.value) ?? true
        }
    }

    /// A product has a parameter once.
    func fit(_ traits: [Int32]) -> Bool {
        var found = 0
        for trait in traits where marks[Int(trait)] { found += 1 }
        return found == parameters
    }
}

extension ProductQuery.Range {
    /// Compares as decimal fractions of up to six places.
    fileprivate func contains(_ text: String) -> Bool {
        guard let value = Decimals.number(text) else { return false }
        if let min, let least = Decimals.number(min), value < least { return false }
        if let max, let most = Decimals.number(max), most < value { return false }
        return true
    }
}

/// Numbers of parameters, to six places.
enum Decimals {
    static func number(_ text: String) -> Int64? { DecimalText.parse(text, scale: 6, limit: Int64.max / 10) }
}

extension JSON {
    /// A plain value as text: `true`, `10`, `красный`.
    package var plainText: String { string ?? text }
}

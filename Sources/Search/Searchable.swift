/// What a product is found by.
package struct Searchable: Hashable, Sendable {
    package let name: String
    package let article: String
    /// Manufacturer's and cross numbers.
    package let numbers: [String]
    /// Names of its brand and categories.
    package let labels: [String]
    /// Values of its parameters with their units, its country.
    package let extras: [String]

    package init(name: String, article: String, numbers: [String] = [], labels: [String] = [], extras: [String] = []) {
        self.name = name
        self.article = article
        self.numbers = numbers
        self.labels = labels
        self.extras = extras
    }
}

/// A product that answers a question: by its place, the better the lower its rank. Eight bytes, for there are many.
package struct SearchMatch: Hashable, Sendable {
    private let number: UInt32
    private var worth: Int32

    package var place: Int { Int(number) }

    package var rank: Int64 {
        get { Int64(worth) }
        set { worth = Int32(clamping: newValue) }
    }

    package init(place: Int, rank: Int64) {
        number = UInt32(clamping: place)
        worth = Int32(clamping: rank)
    }

    /// What one more word adds to the rank: at most 255.
    mutating func add(_ cost: UInt8) { worth &+= Int32(cost) }
}

/// How far a word of a question is from what it found: the sum over its words orders the answer.
enum Cost {
    static let none = UInt8.max
    /// By where the word stands: in the name or article, in a label, elsewhere; and whether it is whole or only begins so.
    static func of(_ field: Field, isWhole: Bool) -> UInt8 {
        switch field {
        case .name: isWhole ? 0 : 1
        case .label: isWhole ? 2 : 3
        case .extra: isWhole ? 3 : 4
        }
    }
    /// By number of a field, with what another name costs more.
    static func byField(isWhole: Bool, _ extra: UInt8) -> SIMD4<UInt8> {
        let (name, label, other) = (of(.name, isWhole: isWhole) + extra, of(.label, isWhole: isWhole) + extra, of(.extra, isWhole: isWhole) + extra)
        return SIMD4(name, label, other, other)
    }
    static let fragment: UInt8 = 2
    static let typo: UInt8 = 6
    static let missing: UInt8 = 20
}

enum Field: UInt32, Sendable {
    case name, label, extra
}

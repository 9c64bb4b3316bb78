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
    /// The parameters by number; of each the numbers of its values; and the number of the parameter by number of a value.
    private(set) var codes: [String] = []
    private(set) var ofCode: [[Int32]] = []
    private(set) var codeOf: [Int32] = []
    private var numbers: [Trait: Int32] = [:]
    private var codeNumbers: [String: Int] = [:]
    /// By number of a value what it is as a number, nil where it is none.
    private(set) var asNumber: [Int64?] = []
    /// By place the numbers of a product's values, labelled with its family: who counts by the ones counts by the other.
    private(set) var rows = PagedLists()

    /// The numbers of one product's values.
    subscript(place: Int) -> PagedLists.List { rows[place] }

    /// The number of one product's family.
    func family(_ place: Int) -> Int { Int(rows.label(place)) }

    /// The number of a parameter that some product has had.
    func number(ofCode code: String) -> Int? { codeNumbers[code] }

    /// Puts a product's values at a place, which is one that is known or the next one.
    mutating func put(_ parameters: [StoreProduct.ParameterValue], of family: Int32, at place: Int) {
        put(parameters.map { number(of: $0) }, of: family, at: place)
    }

    /// The same by the numbers of the values.
    mutating func put(_ own: [Int32], of family: Int32, at place: Int) {
        if place < rows.count { rows.replace(at: place, by: family, own) } else { rows.append(family, own) }
    }

    /// The number of a value, a new one if need be.
    mutating func number(of parameter: StoreProduct.ParameterValue) -> Int32 {
        let trait = Trait(code: parameter.code, value: parameter.value.plainText)
        if let number = numbers[trait] { return number }
        let number = Int32(clamping: all.count)
        numbers[trait] = number
        all.append(trait)
        asNumber.append(Decimals.number(trait.value))
        let code = codeNumbers[trait.code] ?? codes.count
        if code == codes.count {
            codes.append(trait.code)
            ofCode.append([])
            codeNumbers[trait.code] = code
        }
        codeOf.append(Int32(clamping: code))
        ofCode[code].append(number)
        return number
    }
}

/// The values that a query asks for, marked by number. A product fits when it has one of each parameter asked for.
struct WantedTraits {
    /// The parameters asked for.
    let codes: [String]
    /// By number of a value the place of its parameter in `codes` when it is asked for, else -1.
    private let marks: [Int32]
    /// Of all places in `codes`.
    private let sum: Int

    /// Nil when nothing is asked for.
    init?(_ query: ProductQuery, _ traits: ProductTraits) {
        codes = query.parameters
        guard !codes.isEmpty else { return nil }
        sum = codes.indices.reduce(0, +)
        var marks = Array(repeating: Int32(-1), count: traits.all.count)
        for (place, code) in codes.enumerated() {
            let values = query.values[code].map { Set($0) }
            let range = query.ranges[code]
            for trait in traits.number(ofCode: code).map({ traits.ofCode[$0] }) ?? [] {
                let value = traits.all[Int(trait)].value
                if values?.contains(value) ?? true, range?.contains(value) ?? true { marks[Int(trait)] = Int32(clamping: place) }
            }
        }
        self.marks = marks
    }

    /// What a product with these values lacks, as it has a parameter once: nothing, one parameter by its place in `codes`, or more than that.
    func lack(_ traits: PagedLists.List) -> Lack? {
        var (found, places) = (0, 0)
        for trait in traits where marks[Int(trait)] >= 0 {
            found += 1
            places += Int(marks[Int(trait)])
        }
        if found == codes.count { return .nothing }
        return found == codes.count - 1 ? .parameter(sum - places) : nil
    }
}

/// The one thing that keeps a product out of a result, if any.
enum Lack: Hashable, Sendable {
    case nothing, brand
    /// By its place in `WantedTraits.codes`.
    case parameter(Int)
}

extension ProductQuery.Range {
    /// Compares as decimal fractions of up to six places.
    func contains(_ text: String) -> Bool {
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

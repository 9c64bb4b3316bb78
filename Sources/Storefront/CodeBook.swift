/// Which products answer to a code. Nearly every code is one product's: only the others take a list.
struct CodeBook: Sendable {
    private var first: [String: Int32] = [:]
    /// Those beside the first, of codes that several products bear.
    private var others: [String: [Int32]] = [:]

    init() {}

    /// - Parameter codes: of each product by its place.
    init(_ codes: some Sequence<[String]>) {
        let codes = Array(codes)
        first.reserveCapacity(codes.reduce(0) { $0 + $1.count })
        for (place, own) in codes.enumerated() { for code in own { add(place, to: code) } }
    }

    /// Places of the products that answer to a folded code, in the order they came.
    subscript(code: String) -> [Int] {
        guard let one = first[code] else { return [] }
        return [Int(one)] + (others[code] ?? []).map(Int.init)
    }

    /// A product that has the code already has it once.
    mutating func add(_ place: Int, to code: String) {
        let place = Int32(clamping: place)
        guard let one = first[code] else {
            first[code] = place
            return
        }
        if one != place, !(others[code]?.contains(place) ?? false) { others[code, default: []].append(place) }
    }

    mutating func remove(_ place: Int, from code: String) {
        let place = Int32(clamping: place)
        var rest = others.removeValue(forKey: code) ?? []
        rest.removeAll { $0 == place }
        if first[code] == place { first[code] = rest.isEmpty ? nil : rest.removeFirst() }
        if !rest.isEmpty { others[code] = rest }
    }
}

/// Which products have a term, and in which field. Most terms are codes of a single product: only the others take a list.
struct Postings: Sendable {
    /// Place × 4 + field.
    private(set) var first: [UInt32] = []
    /// By term where in `more` the rest of its postings stand, ascending; -1 where there is no rest.
    private(set) var rest: [Int32] = []
    private(set) var more: [[UInt32]] = []

    init() {}

    /// - Parameters: as they were kept; nil when they do not belong together.
    init?(first: [UInt32], rest: [Int32], more: [[UInt32]]) {
        guard first.count == rest.count, rest.allSatisfy({ $0 < more.count && $0 >= -1 }) else { return nil }
        self.first = first
        self.rest = rest
        self.more = more
    }

    /// - Parameter term: one that is known, or the next one.
    mutating func add(_ place: UInt32, _ field: Field, to term: Int) {
        let posting = place << 2 | field.rawValue
        guard term < first.count else {
            first.append(posting)
            rest.append(-1)
            return
        }
        // Fields come in the order of their worth: the first stays.
        guard rest[term] >= 0 else {
            guard first[term] >> 2 != place else { return }
            rest[term] = Int32(clamping: more.count)
            more.append([posting])
            return
        }
        if let last = more[Int(rest[term])].last, last >> 2 == place { return }
        more[Int(rest[term])].append(posting)
    }

    func count(of term: Int) -> Int { 1 + (rest[term] < 0 ? 0 : more[Int(rest[term])].count) }

    /// Finds the products of a term.
    /// - Parameter costs: by number of the field.
    func find(_ term: Int, _ costs: SIMD4<UInt8>, into word: inout WordPostings, except: PlaceSet) {
        let first = first[term]
        if !except.contains(Int(first >> 2)) { word.add(Int(first >> 2), costs[Int(first & 3)]) }
        if rest[term] >= 0 { word.add(more[Int(rest[term])], costs, except: except) }
    }
}

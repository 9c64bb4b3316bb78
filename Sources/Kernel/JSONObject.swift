/// The members of a JSON object in their order, each key once. Two objects are equal when they have the same members, in whatever order.
package struct JSONObject: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    package private(set) var entries: [(key: String, value: JSON)] = []
    /// Places by key, kept only for large objects: a scan is faster for the usual few members.
    private var places: [String: Int]?

    private static let few = 16

    package init() {}

    /// Of several values for one key the last stays.
    package init(_ members: some Sequence<(String, JSON)>) {
        for (key, value) in members { self[key] = value }
    }

    package init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }

    /// The member's value. Setting nil removes the member, `.null` keeps it with a null.
    package subscript(key: String) -> JSON? {
        get { place(of: key).map { entries[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): entries[place].value = value
            case (let place?, nil):
                entries.remove(at: place)
                places = nil
                indexIfLarge()
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    /// Adds a member; false when the key is taken.
    mutating func add(_ key: String, _ value: JSON) -> Bool {
        guard place(of: key) == nil else { return false }
        append(key, value)
        return true
    }

    private func place(of key: String) -> Int? {
        if let places { return places[key] }
        return entries.firstIndex { $0.key == key }
    }

    private mutating func append(_ key: String, _ value: JSON) {
        places?[key] = entries.count
        entries.append((key, value))
        if places == nil { indexIfLarge() }
    }

    private mutating func indexIfLarge() {
        guard entries.count > Self.few else { return }
        places = Dictionary(entries.enumerated().map { ($1.key, $0) }) { first, _ in first }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.entries.count == right.entries.count && left.entries.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        // Independent of the order, as equality is.
        hasher.combine(entries.reduce(0) { sum, entry in sum ^ entry.key.hashValue })
    }
}

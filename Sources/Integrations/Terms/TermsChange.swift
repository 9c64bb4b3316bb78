package import Kernel

package enum TermsStatus: String, Sendable, CaseIterable { case waiting, approved, refused, withdrawn }

/// A change of terms as lists show it.
package struct TermsChange: Sendable {
    package let id: Int64
    package let number: String
    package let kind: TermsKind
    /// External id of what is changed; of a price list for `prices`.
    package let subject: String
    package let title: String
    package let reason: String
    /// The client that alone it concerns.
    package let client: String?
    package let itemCount: Int
    package let status: TermsStatus
    /// `person:12`.
    package let proposedBy: String
    package let proposedByName: String
    package let proposedAt: Instant
    package let decidedByName: String?
    package let decidedAt: Instant?
    /// Why it was refused, or taken back.
    package let note: String?
}

/// One record of a change: what it is to become, and what it was when the change was proposed.
package struct TermsItem: Sendable {
    /// The key of the record and the fields that change, in canonical form.
    package let item: JSONObject
    /// The fields of the record that are not its key; nil where there was none.
    package let before: JSONObject?

    package init(item: JSONObject, before: JSONObject?) {
        self.item = item
        self.before = before
    }

    /// What changes: each field with its value before and after. A new record has nothing before.
    package func fields(key: [String]) -> [(name: String, before: JSON?, after: JSON)] {
        item.entries.compactMap { name, after in
            guard !key.contains(name) else { return nil }
            let old = before?[name]
            if old == after || old == nil && after == .null { return nil }
            return (name, old == .null ? nil : old, after)
        }
    }

    /// `[item, before]`, as it is stored.
    var json: JSON { .array([.object(item), before.map { .object($0) } ?? .null]) }

    init?(_ json: JSON) {
        guard let parts = json.array, parts.count == 2, let item = parts[0].object else { return nil }
        self.item = item
        before = parts[1].object
    }
}

/// One change with a page of its items.
package struct TermsDetails: Sendable {
    package let change: TermsChange
    package let items: [TermsItem]
    /// Places of items on this page whose records have been changed since: such a change is not carried out.
    package let stale: Set<Int>
    /// Where the next page of items begins.
    package let next: Int?
    /// The names of the records that the items refer to.
    package let names: TermsNames
}

/// Names by table and external id.
package struct TermsNames: Sendable {
    package var byTable: [String: [String: String]] = [:]
    package var products: [String: ID<Product>] = [:]

    package init() {}

    package func name(_ externalID: String, in table: String) -> String? { byTable[table]?[externalID] }
}

/// The portal's own numbers of changes: never used twice, because the row's number never is.
package enum TermsNumber {
    package static func text(_ id: Int64) -> String {
        let digits = String(id)
        return "T" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    static func id(_ text: String) -> Int64? {
        guard text.hasPrefix("T"), let id = Int64(text.dropFirst()), self.text(id) == text else { return nil }
        return id
    }
}

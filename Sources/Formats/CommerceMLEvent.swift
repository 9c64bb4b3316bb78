/// What a catalogue file of CommerceML 2.03 to 3.1 says, in the order of the file. Texts are trimmed, empty ones nil; numbers are exact text with a
/// point.
package enum CommerceMLEvent: Sendable, Equatable {
    case header(CommerceMLHeader)
    /// A classifier, catalogue, package of offers or list of counterparties begins.
    case section(CommerceMLSection)
    case owner(CommerceMLOwner)
    /// Parents come before their children.
    case group(CommerceMLGroup)
    case property(CommerceMLProperty)
    case priceType(CommerceMLPriceType)
    case warehouse(CommerceMLWarehouse)
    case unit(CommerceMLUnit)
    case product(CommerceMLProduct)
    case offer(CommerceMLOffer)
    case counterparty(CommerceMLCounterparty)
    /// One record, or one number of it, could not be used; the file goes on.
    case problem(CommerceMLProblem)
    /// The last event, also of a file that breaks off.
    case account(CommerceMLAccount)
}

package struct CommerceMLHeader: Sendable, Equatable {
    /// `2.07`; nil in some old exports.
    package let schemaVersion: String?
    /// `2026-11-02T10:15:00`, local time of the 1C server.
    package let formed: String?
}

package struct CommerceMLSection: Sendable, Equatable {
    package enum Kind: String, Sendable { case classifier, catalog, package, counterparties }

    package let kind: Kind
    package var id: String?
    package var name: String?
    package var catalogID: String?
    package var classifierID: String?
    /// `СодержитТолькоИзменения`: what is missing was not deleted. Nil when the file does not say. A "full" file may still be a filtered part.
    package var changesOnly: Bool?
}

package struct CommerceMLProblem: Sendable, Equatable {
    package let line: Int
    /// `Товар/Ид`
    package let element: String
    /// `missing_id` or `bad_number`.
    package let what: String
    package let text: String?
}

/// What was taken from a file and what was not.
package struct CommerceMLAccount: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case group, property, priceType = "price_type", warehouse, unit, product, offer, price, balance, counterparty
    }

    package internal(set) var taken: [Kind: Int] = [:]
    /// By path of elements, attributes with `@`: how often something stood there that nobody used.
    package internal(set) var ignored: [String: Int] = [:]
    package internal(set) var problems = 0

    /// Hostile files have more paths than memory: the rest is counted together under `…`.
    private static let mostPaths = 500

    package func count(_ kind: Kind) -> Int { taken[kind] ?? 0 }

    mutating func add(_ kind: Kind, _ number: Int = 1) { taken[kind, default: 0] += number }

    mutating func ignore(_ path: String) {
        let key = ignored[path] != nil || ignored.count < Self.mostPaths ? path : "…"
        ignored[key, default: 0] += 1
    }
}

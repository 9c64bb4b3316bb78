import Catalog
import Customers
import Database
import Kernel
import Pricing
package import Records

/// What a change of terms is about. Its items are those of the record kind of that name, kept by the same code as the ERP's.
package enum TermsKind: String, Sendable, CaseIterable {
    /// Rows of one price list of the portal's.
    case prices
    /// A price list of the portal's.
    case priceLists = "price-lists"
    case discounts
    case floors = "price-floors"
    /// A contract that the portal made.
    case contracts
    /// The portal's own lists that stand before the chain of any contract.
    case chains = "contract-lists"

    package var record: RecordKind {
        switch self {
        case .prices: Self.pricesKind
        case .priceLists: Self.listsKind
        case .discounts: Self.discountsKind
        case .floors: Self.floorsKind
        case .contracts: Self.contractsKind
        case .chains: Self.chainsKind
        }
    }

    /// Whether a change may make a new one.
    package var canBegin: Bool { self != .prices && self != .chains }

    private static let pricesKind = PricingRecords.prices.brought(by: .portal, through: "price_list")
    private static let listsKind = PricingRecords.priceLists.brought(by: .portal)
    private static let discountsKind = PricingRecords.discounts.brought(by: .portal)
    private static let floorsKind = PricingRecords.floors.brought(by: .portal)
    private static let contractsKind = CreditKinds.contracts.brought(by: .portal)
    private static let chainsKind = RecordKind(
        "contract-lists", table: "contracts",
        [
            .externalID,
            RecordField("portal_lists", .references(table: "price_lists", child: .init("contract_portal_lists", owner: "contract_id", column: "price_list_id"))),
        ],
        subject: ("contracts", "id"), complete: { try completeChains(&$0, in: $1) })
}

/// Only the portal's lists are put before a chain, and only of contracts that are there: the ERP's lists are given by the ERP.
private func completeChains(_ drafts: inout [RecordDraft], in reader: any Reader) throws {
    for index in drafts.indices {
        if drafts[index].isNew, drafts[index].problems.isEmpty {
            drafts[index].problems.append(Refusal.Problem("/external_id", .validation, "unknown_reference", ["value": .text(drafts[index].label ?? "")]))
        }
        guard let position = drafts[index].kind.position(of: "portal_lists"), case .list(let lists) = drafts[index].cells[position] else { continue }
        let numbers = lists.compactMap { if case .integer(let number) = $0 { number } else { nil } }
        let own = try Set(reader.rows("SELECT id FROM price_lists WHERE source = 'portal' AND cost = 0 AND id \(in: numbers)").map { try $0.get("id", as: Int64.self) })
        for (place, number) in numbers.enumerated() where !own.contains(number) {
            drafts[index].problems.append(Refusal.Problem("/portal_lists/\(place)", .validation, "list_not_portals"))
        }
    }
}

import Catalog
import Kernel
import Localization

extension Texts {
    /// How many of what a product is related to: «2 шт за 1 шт» of what stands in its place, «2 шт на 1 шт» of what goes with it. Nil for one to one.
    func ratio(_ ratio: Quantity, of kind: ProductRelation.Kind, _ unit: String, own: String) -> String? {
        guard ratio != .one else { return nil }
        let arguments: [String: Refusal.Argument] = ["quantity": .quantity(ratio), "unit": .text(unit), "own": .text(own)]
        switch kind {
        case .analogue, .replacement: return self("relation.ratio", arguments)
        case .mandatory, .accessory, .consumable, .compatible: return self("relation.ratio_beside", arguments)
        }
    }
}

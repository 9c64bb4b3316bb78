package import Kernel

/// What another product is to a product.
package struct ProductRelation: Hashable, Sendable {
    /// In the order in which they are shown.
    package enum Kind: String, Sendable, CaseIterable {
        case replacement, analogue
        /// An accessory without which the product is of no use: the cart asks for it.
        case mandatory = "mandatory_accessory"
        case accessory, consumable, compatible
    }

    package let kind: Kind
    package let target: ID<Product>
    /// Units of the target for one unit of the product.
    package let ratio: Quantity
    /// Why, or on which condition.
    package let note: String?

    package init(kind: Kind, target: ID<Product>, ratio: Quantity, note: String?) {
        self.kind = kind
        self.target = target
        self.ratio = ratio
        self.note = note
    }
}

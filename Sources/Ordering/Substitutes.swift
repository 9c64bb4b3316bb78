import Catalog
package import Customers
package import Database
package import Kernel
package import Storefront

/// What may be ordered in the place of so much of a product: its successor, another replacement or an analogue.
package struct Substitute: Sendable {
    package let relation: RelatedProduct
    /// By the ratio of the relation, up to the next multiple and not below the minimum of what is taken instead.
    package let quantity: Quantity

    package var product: StoreProduct { relation.product }
}

extension Shelf {
    /// What the viewer is shown and could order in the place of so much of a product; replacements before analogues. The product itself may be hidden: of it
    /// nothing is told but what is shown anyway.
    /// - Parameter inStockOnly: of what the viewer sees as free; means nothing for those who may not see stock.
    package func substitutes(for product: ID<Product>, quantity: Quantity, inStockOnly: Bool = false) -> [Substitute] {
        guard let replaced = storefront.anyProduct(product) else { return [] }
        var seen: Set<ID<Product>> = [product]
        return relations(of: replaced).compactMap { relation in
            guard [.replacement, .analogue].contains(relation.kind), seen.insert(relation.product.id).inserted,
                let quantity = orderable(quantity, ratio: relation.ratio, of: relation.product), ruleProblem(of: relation.product, quantity: quantity) == nil
            else { return nil }
            if inStockOnly, viewer.rights.contains(.seeStock), free(relation.product) <= .zero { return nil }
            return Substitute(relation: relation, quantity: quantity)
        }
    }

    /// What goes with a product and may be ordered: accessories, then consumables. What it must have is asked for in another place (`requirements`).
    package func companions(of product: StoreProduct) -> [StoreProduct] {
        let relations = relations(of: product)
        var seen = Set(relations.filter { $0.kind == .mandatory }.map(\.product.id))
        seen.insert(product.id)
        return relations.filter { [.accessory, .consumable].contains($0.kind) && !$0.product.isDiscontinued && seen.insert($0.product.id).inserted }.map(\.product)
    }

    /// Nil for more than can be ordered at all.
    func orderable(_ quantity: Quantity, ratio: Quantity, of product: StoreProduct) -> Quantity? {
        let exact = Int128(quantity.thousandths) * Int128(ratio.thousandths)
        guard exact > 0, let whole = Int64(exactly: (exact + 999) / 1000), let wanted = Quantity(thousandths: whole) else { return nil }
        return wanted < product.orderMinimum ? product.leastOrder : wanted.roundedUp(to: product.orderMultiple)
    }
}

/// Puts a substitute into the viewer's cart and takes out what it stands for, in the caller's transaction.
package func replaceInCart(_ product: ID<Product>, by substitute: Substitute, for viewer: Viewer, in writer: any Writer) throws {
    // Pressed twice it is replaced once.
    guard try setInCart(product, quantity: .zero, for: viewer, in: writer) else { return }
    try addToCart(substitute.product.id, quantity: substitute.quantity, for: viewer, in: writer)
}

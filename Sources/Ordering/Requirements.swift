import Catalog
package import Kernel
package import Storefront

/// What a line of the cart must have beside it and the cart lacks.
package struct Requirement: Sendable {
    /// Whose it is: the first line that asks for it.
    package let line: ID<Product>
    package let relation: RelatedProduct
    /// How many more have to lie in the cart, by the ratios of all lines that ask for it and by the rules of the accessory.
    package let quantity: Quantity

    package var product: StoreProduct { relation.product }
}

extension Shelf {
    /// The mandatory accessories that a cart lacks, of those that the viewer is shown and could order; in the order of its lines. Nobody is kept from ordering
    /// without them: who has them already needs none.
    package func requirements(of lines: [(product: ID<Product>, quantity: Quantity)]) -> [Requirement] {
        let held = Dictionary(lines.map { ($0.product, $0.quantity) }) { $0 + $1 }
        var places: [ID<Product>: Int] = [:]
        var asked: [(line: ID<Product>, relation: RelatedProduct, thousandths: Int128)] = []
        for line in lines {
            guard let product = product(line.product) else { continue }
            for relation in relations(of: product) where relation.kind == .mandatory {
                let exact = Int128(line.quantity.thousandths) * Int128(relation.ratio.thousandths)
                if let place = places[relation.product.id] {
                    asked[place].thousandths += exact
                } else {
                    places[relation.product.id] = asked.count
                    asked.append((line.product, relation, exact))
                }
            }
        }
        return asked.compactMap { line, relation, exact in
            let held = held[relation.product.id] ?? .zero
            guard let needed = Int64(exactly: (exact + 999) / 1000).flatMap({ Quantity(thousandths: $0) }), held < needed,
                let whole = orderable(needed, ratio: .one, of: relation.product), ruleProblem(of: relation.product, quantity: whole) == nil
            else { return nil }
            return Requirement(line: line, relation: relation, quantity: whole - held)
        }
    }
}

package import Catalog
package import Kernel

extension Storefront {
    /// Whether a product is shown to a client under a contract, or without one, and what decides; a visitor asks without a client.
    package func decision(on product: StoreProduct, for client: ID<Client>?, under contract: ID<Contract>? = nil) -> AssortmentDecision {
        let view = if let client { assortments.view(of: client, under: contract) } else { assortments.visitorView }
        guard let view else { return .everything }
        return assortments.decision(on: assortedGoods(product.id, brand: product.brand, category: product.category), view)
    }

    /// The external id of a policy.
    package func assortmentName(_ id: ID<Assortment>) -> String? { assortments.policies[id]?.externalID }
}

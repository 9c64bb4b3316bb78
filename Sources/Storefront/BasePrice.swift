import Customers
package import Kernel
import Pricing

extension Shelf {
    /// The price of the base list under the contract that answered, where it is above the own one: what a house may show crossed out beside it.
    ///
    /// The base is the last list of the contract's chain that has a row for the product: it is the viewer's own list, and no other is looked at.
    package func basePrice(of product: StoreProduct, for quantity: Quantity, above own: OwnPrice) -> UnitPrice? {
        guard viewer.rights.contains(.seePrices), let offer = offers.first(where: { $0.contract.id == own.contract.id }) else { return nil }
        let goods = storefront.goods(product, soldBy: offer.contract.seller, on: offer.terms.day)
        guard let base = PriceBook.base(storefront.priceLines(of: product.id), of: goods, for: quantity, under: offer.terms), own.unitPrice < base else { return nil }
        return base
    }
}

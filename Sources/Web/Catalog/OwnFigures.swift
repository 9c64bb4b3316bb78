import Customers
import Kernel
import Localization
import Pricing
import Stock
import Storefront

extension PriceCell {
    /// An own price as a page shows it; nil stands for one that may not be seen.
    init(_ price: Result<OwnPrice, NoPrice>?, of product: StoreProduct, _ language: Language) {
        switch price {
        case .success(let own)?:
            self = .own(PriceFigure(
                unitPrice: own.unitPrice, currency: own.contract.currency, basis: product.priceBasis, unit: product.unit.name(in: language),
                vatMode: own.contract.vatMode, vatRate: own.rate))
        case .failure?: self = .onRequest
        case nil: self = .hidden
        }
    }
}

extension Shelf {
    /// Stock by warehouse as pages show it: places with nothing and nothing coming are left out.
    func stockFigures(_ product: StoreProduct) -> [StockFigure] {
        availability(product).compactMap { place in
            guard place.free > .zero || !place.expected.isEmpty || place.asOf != nil else { return nil }
            return StockFigure(
                warehouse: place.warehouse.name, free: place.free, expected: place.expected.map { StockFigure.Receipt(day: $0.day, quantity: $0.quantity) },
                asOf: place.asOf)
        }
    }
}

extension Unit {
    func name(in language: Language) -> String { language == .ru ? short : english }
}

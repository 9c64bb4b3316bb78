import Customers
import HTTP
import Hummingbird
import Kernel
import Localization
import Pricing
import Stock
import Storefront

extension PriceCell {
    /// An own price as a page shows it; nil stands for one that may not be seen.
    /// - Parameter base: the base price where it is to be seen, in the terms of the own one.
    init(_ price: Result<OwnPrice, NoPrice>?, of product: StoreProduct, base: UnitPrice? = nil, _ view: PriceView) {
        switch price {
        case .success(let own)?:
            self = .own(PriceFigure(
                unitPrice: view.shown(own.unitPrice, own), currency: own.contract.currency, basis: product.priceBasis,
                unit: product.unit.name(in: view.language), vatMode: view.mode(of: own.contract), vatRate: own.rate,
                listPrice: base.map { view.shown($0, own) }))
        case .failure?: self = .onRequest
        case nil: self = .hidden
        }
    }
}

/// How prices are shown to a person.
struct PriceView: Sendable {
    let language: Language
    var vat: VATView
    /// Whether the base price stands crossed out beside a lower own one.
    let showsBasePrice: Bool

    /// The base price to be shown beside an own one.
    func base(_ price: Result<OwnPrice, NoPrice>?, of product: StoreProduct, for quantity: Quantity, on shelf: Shelf) -> UnitPrice? {
        guard showsBasePrice, case .success(let own)? = price else { return nil }
        return shelf.basePrice(of: product, for: quantity, above: own)
    }

    /// A price in the terms of `own` as it is to be seen.
    func shown(_ price: UnitPrice, _ own: OwnPrice) -> UnitPrice {
        guard vat != .contract, own.contract.vatMode != .none else { return price }
        return (try? price.converted(including: vat == .included, from: own.vatIncluded, rate: own.rate)) ?? price
    }

    func mode(of contract: ContractTerms) -> VATMode {
        guard vat != .contract, contract.vatMode != .none else { return contract.vatMode }
        return vat == .included ? .included : .onTop
    }
}

extension Site {
    func priceView(_ request: Request, _ context: PortalContext) -> PriceView {
        PriceView(language: context.language, vat: vatView(request), showsBasePrice: sign.settings.showsBasePrice)
    }

    func vatView(_ request: Request) -> VATView { request.cookies["vat"].flatMap { VATView(rawValue: $0.value) } ?? .contract }
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

package import Database
package import Kernel

/// Whose discounts, floors and rates are read, for whom and for which goods.
package struct DiscountQuery: Sendable {
    package let client: ID<Client>
    package let contracts: [ID<Contract>]
    package let segments: [ID<Segment>]
    package let products: [ID<Product>]

    package init(client: ID<Client>, contracts: [ID<Contract>], segments: [ID<Segment>], products: [ID<Product>]) {
        self.client = client
        self.contracts = contracts
        self.segments = segments
        self.products = products
    }
}

extension Reader {
    /// All discounts, or those with these numbers.
    package func discounts(_ ids: [ID<Discount>]? = nil) throws -> [DiscountTerms] {
        try discounts(where: ids.map { "id \(in: $0)" } ?? "1 = 1")
    }

    /// The discounts that may concern these goods for a client: one query over the indexes of the targets.
    package func discounts(_ query: DiscountQuery) throws -> [DiscountTerms] {
        let goods: SQL = "(product_id IS NULL OR product_id \(in: query.products))"
        return try discounts(where: """
            id IN (
                SELECT id FROM discounts WHERE client_id = \(query.client) AND \(goods)
                UNION ALL SELECT id FROM discounts WHERE contract_id \(in: query.contracts) AND \(goods)
                UNION ALL SELECT id FROM discounts WHERE segment_id \(in: query.segments) AND \(goods)
                UNION ALL SELECT id FROM discounts WHERE client_id IS NULL AND contract_id IS NULL AND segment_id IS NULL AND \(goods)
            )
            """)
    }

    private func discounts(where condition: SQL) throws -> [DiscountTerms] {
        var found: [DiscountTerms] = []
        try forEach("""
            SELECT id, external_id, name, client_id, contract_id, segment_id, product_id, category_id, brand_id, percent, fixed_price, markup, currency,
                vat_included, min_quantity, min_amount, priority, mode, from_day, to_day
            FROM discounts WHERE \(condition) ORDER BY id
            """) { found.append(try $0.discount()) }
        return found
    }

    /// Every floor of discounts.
    package func priceFloors() throws -> [PriceFloorTerms] {
        try rows("""
            SELECT id, name, product_id, category_id, brand_id, margin, price, currency, vat_included, from_day, to_day FROM price_floors
            ORDER BY id LIMIT 100000
            """).map { row in
                let limit: PriceFloorTerms.Limit =
                    if let margin = try row.find("margin").flatMap({ Percent(millionths: $0) }) { .margin(margin) } else {
                        .price(try row.get("price"), try row.get("currency"), vatIncluded: try row.get("vat_included"))
                    }
                return PriceFloorTerms(
                    id: try row.get("id"), name: try row.get("name"), scope: try row.goodsScope(), limit: limit, from: try row.get("from_day"),
                    to: try row.get("to_day"))
            }
    }

    /// The rates of currencies.
    /// - Parameters:
    ///   - currencies: all when nil.
    ///   - since: with the one that was in force on this day; nil for all there are.
    package func currencyRates(of currencies: [Currency]? = nil, since day: Day? = nil) throws -> CurrencyRates {
        var condition: SQL = "1 = 1"
        if let currencies { condition = condition + " AND r.currency \(in: currencies)" }
        if let day {
            condition = condition
                + " AND r.day >= COALESCE((SELECT MAX(o.day) FROM currency_rates AS o WHERE o.currency = r.currency AND o.day <= \(day)), \(Day.first))"
        }
        var rates: [CurrencyRate] = []
        try forEach("SELECT r.currency, r.day, r.nominal, r.rate FROM currency_rates AS r WHERE \(condition) ORDER BY r.currency, r.day") { row in
            if let rate = CurrencyRate(
                currency: try row.get("currency"), day: try row.get("day"), nominal: try row.get("nominal"), millionths: try row.get("rate"))
            { rates.append(rate) }
        }
        return CurrencyRates(rates)
    }
}

extension Row {
    fileprivate func goodsScope() throws -> GoodsScope {
        if let product: ID<Product> = try find("product_id") { return .product(product) }
        if let category: ID<Category> = try find("category_id") { return .category(category) }
        if let brand: ID<Brand> = try find("brand_id") { return .brand(brand) }
        return .all
    }

    fileprivate func discountTarget() throws -> DiscountTarget {
        if let client: ID<Client> = try find("client_id") { return .client(client) }
        if let contract: ID<Contract> = try find("contract_id") { return .contract(contract) }
        if let segment: ID<Segment> = try find("segment_id") { return .segment(segment) }
        return .all
    }

    fileprivate func discount() throws -> DiscountTerms {
        let currency: Currency = try get("currency")
        let effect: DiscountTerms.Effect =
            if let percent = try find("percent").flatMap({ Percent(millionths: $0) }) { .percent(percent) } else if let price: UnitPrice = try find("fixed_price") {
                .fixed(price, currency, vatIncluded: try get("vat_included"))
            } else { .markup(try find("markup").flatMap { Percent(millionths: $0) } ?? .zero) }
        let externalID: String = try get("external_id")
        let least = try find("min_amount").flatMap { Money(minorUnits: $0, currency: currency) }
        return DiscountTerms(
            id: try get("id"), externalID: externalID, name: try find("name") ?? externalID, target: try discountTarget(), scope: try goodsScope(),
            effect: effect, minQuantity: try get("min_quantity"), minAmount: least.flatMap { $0.minorUnits > 0 ? $0 : nil },
            priority: try get("priority"), mode: try get("mode"), from: try get("from_day"), to: try get("to_day"))
    }
}

extension DiscountTerms.Mode: SQLBindable {}

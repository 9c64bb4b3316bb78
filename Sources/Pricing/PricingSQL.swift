package import Database
package import Kernel

extension Reader {
    /// Price lists by number, with their periods; those named, or all.
    package func priceLists(_ ids: [ID<PriceList>]? = nil) throws -> [ID<PriceList>: PriceListTerms] {
        try priceLists(where: ids.map { "id \(in: $0)" } ?? "1 = 1")
    }

    /// These price lists, and those that tell costs.
    package func priceListsAndCosts(_ ids: [ID<PriceList>]) throws -> [ID<PriceList>: PriceListTerms] {
        try priceLists(where: "id \(in: ids) OR cost = 1")
    }

    private func priceLists(where condition: SQL) throws -> [ID<PriceList>: PriceListTerms] {
        var lists: [ID<PriceList>: PriceListTerms] = [:]
        try forEach("""
            SELECT id, name, currency, vat_included, net, cost, legal_entity_id, from_day, to_day FROM price_lists WHERE \(condition) ORDER BY id
            """) { row in
                let id: ID<PriceList> = try row.get("id")
                lists[id] = PriceListTerms(
                    id: id, name: try row.get("name"), currency: try row.get("currency"), vatIncluded: try row.get("vat_included"),
                    period: Period(from: try row.get("from_day"), to: try row.get("to_day")) ?? .always, isNet: try row.get("net"),
                    isCost: try row.get("cost"), seller: try row.find("legal_entity_id"))
            }
        return lists
    }

    /// The rows of these products in these lists; in all of them when there is none to choose by.
    package func priceLines(of products: [ID<Product>], in lists: [ID<PriceList>]?) throws -> [ID<Product>: [PriceLine]] {
        var lines: [ID<Product>: [PriceLine]] = [:]
        var source: SQL = "prices AS t WHERE t.product_id \(in: products)"
        if let lists {
            // Told in pairs: of a condition on lists alone an engine may think that all their rows are soon read.
            var pairs = ValueTable([("product_id", .integer), ("price_list_id", .integer)])
            for product in products { for list in lists { pairs.append([product.sqlValue, list.sqlValue]) } }
            source = "\(table: pairs) AS k JOIN prices AS t ON t.product_id = k.product_id AND t.price_list_id = k.price_list_id"
        }
        try forEach("""
            SELECT t.product_id, t.price_list_id, t.min_quantity, t.from_day, t.to_day, t.unit_price FROM \(source)
            ORDER BY t.product_id, t.price_list_id, t.min_quantity, t.from_day
            """) { lines[try $0.get("product_id"), default: []].append(try $0.priceLine()) }
        return lines
    }
}

extension Row {
    /// A row of `prices`.
    package func priceLine() throws -> PriceLine {
        PriceLine(
            list: try get("price_list_id"), minQuantity: try get("min_quantity"), from: try get("from_day"), to: try get("to_day"), price: try get("unit_price"))
    }
}

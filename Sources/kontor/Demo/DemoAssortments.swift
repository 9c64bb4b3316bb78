import Kernel

/// What products of the demo are to each other, what clients call them, and who is shown what.
extension DemoWorld {
    /// Replacements of what is discontinued, breakers of another brand with the same figures, and what tools need.
    var relations: [JSON] {
        var relations: [JSON] = []
        func relate(_ product: DemoProduct, _ kind: String, _ target: DemoProduct, ratio: String = "1", _ note: String? = nil) {
            relations.append(["product": .string(product.id), "kind": .string(kind), "target": .string(target.id), "ratio": .string(ratio), "note": .text(note)])
        }
        for (product, next) in zip(products, products.dropFirst()) where product.isDiscontinued && !next.isDiscontinued && next.family.article == product.family.article {
            relate(product, "replacement", next, "Снят производителем, подходит следующий типоразмер")
        }
        let figures = { (product: DemoProduct) in product.values.map { "\($0.parameter.rawValue)=\($0.value)" } }
        let others = Dictionary(products.filter { $0.family.article == "VL-MX" }.map { (figures($0), $0) }) { first, _ in first }
        for product in products where product.family.article == "EP-VA47" {
            if let other = others[figures(product)] { relate(product, "analogue", other, "Отключающая способность 6 кА вместо 4,5 кА") }
        }
        let bits = products.filter { $0.category == "demo-bits-sds" }.prefix(4)
        for drill in products where drill.category == "demo-hammer-drills" { for bit in bits { relate(drill, "accessory", bit) } }
        let discs = products.filter { $0.family.article == "KL-DO" }.prefix(3)
        for grinder in products where grinder.category == "demo-grinders" { for disc in discs { relate(grinder, "consumable", disc, ratio: "25", "В среднем на месяц работы") } }
        return relations
    }

    /// The first client's own numbers, some of them of whole packs.
    var clientArticles: [JSON] {
        products.filter { $0.number % 7 == 0 && !$0.isDiscontinued }.prefix(60).enumerated().map { number, product in
            let isPack = product.family.pack > 1 && product.family.unit != "778" && number % 2 == 1
            return [
                "client": "demo-stroygrad", "code": .string("СГ-\(10_000 + number)"), "product": .string(product.id), "unit": isPack ? "778" : .null, "ratio": "1",
            ]
        }
    }

    var assortments: [JSON] {
        func rule(_ allow: Bool, _ scope: String, _ target: String) -> JSON { ["allow": .bool(allow), "scope": .string(scope), "target": .string(target)] }
        return [
            [
                "external_id": "demo-industry", "default": "visible", "visitor": false,
                "rules": [rule(false, "category", "demo-light"), rule(false, "brand", "demo-tehnolux")],
            ],
            [
                "external_id": "demo-shop", "default": "hidden", "visitor": false,
                "rules": [rule(true, "category", "demo-fasteners"), rule(true, "category", "demo-tools"), rule(false, "category", "demo-hammer-drills")],
            ],
            ["external_id": "demo-showcase", "default": "visible", "visitor": true, "rules": [rule(false, "brand", "demo-kitano")]],
        ]
    }

    /// Whose they are: told after the orders, so that old ones hold what is hidden by now.
    var assortedClients: [JSON] {
        [("demo-uralmash", "demo-industry"), ("demo-domovoy", "demo-shop")].map { ["external_id": .string($0.0), "assortment": .string($0.1)] }
    }
}

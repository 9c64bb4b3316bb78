import Kernel

/// What products of the demo are to each other, what clients call them, and who is shown what.
extension DemoWorld {
    /// Replacements of what is discontinued, breakers of another brand with the same figures, and what tools need.
    var relations: [JSON] {
        var relations: [JSON] = []
        func relate(_ product: DemoProduct, _ kind: String, _ target: DemoProduct, _ ratio: String, _ note: String?) {
            relations.append(["product": .string(product.id), "kind": .string(kind), "target": .string(target.id), "ratio": .string(ratio), "note": .text(note)])
        }
        for (product, heir) in heirs { relate(product, "replacement", heir, "1", "Снят производителем, все рабочие параметры те же") }
        let figures = { (product: DemoProduct) in product.values.map { "\($0.parameter.rawValue)=\($0.value)" } }
        let others = Dictionary(products.filter { $0.family.article == "VL-MX" }.map { (figures($0), $0) }) { first, _ in first }
        for product in products where product.family.article == "EP-VA47" {
            if let other = others[figures(product)] { relate(product, "analogue", other, "1", "Отключающая способность 6 кА вместо 4,5 кА") }
        }
        let bits = products.filter { $0.category == "demo-bits-sds" }.prefix(4)
        for drill in products where drill.category == "demo-hammer-drills" { for bit in bits { relate(drill, "accessory", bit, "1", nil) } }
        let discs = products.filter { $0.family.article == "KL-DO" }.prefix(3)
        for grinder in products where grinder.category == "demo-grinders" { for disc in discs { relate(grinder, "consumable", disc, "25", "В среднем на месяц работы") } }
        relateLight(relate)
        let relays = Dictionary(products.filter { $0.family.article == "VL-RT" }.map { ($0.value(.current), $0) }) { first, _ in first }
        for contactor in products where contactor.family.article == "VL-KM" {
            if let relay = relays[contactor.value(.current)] { relate(contactor, "compatible", relay, "1", "Реле на тот же номинальный ток") }
        }
        return relations
    }

    /// What light is of no use without: a strip its power supply, a luminaire its lamp.
    private func relateLight(_ relate: (DemoProduct, String, DemoProduct, String, String?) -> Void) {
        let supplies = products.filter { $0.family.article == "IS-BP" && !$0.isDiscontinued }
        for strip in products where strip.family.article == "IS-LS" {
            // Five metres, with a fifth to spare.
            let needed = 6 * (Double(strip.value(.power) ?? "") ?? 0)
            let cover = strip.value(.protection) == "IP20" ? "IP20" : "IP67"
            let fitting = supplies.filter { $0.value(.coil) == strip.value(.coil) && $0.value(.protection) == cover && Double($0.value(.power) ?? "") ?? 0 >= needed }
            if let supply = fitting.first { relate(strip, "mandatory_accessory", supply, "1", "Того же напряжения, с запасом мощности на 5 м ленты") }
        }
        let lamps = products.filter { $0.family.article == "IS-GU" && !$0.isDiscontinued && $0.value(.power) == "5" && $0.value(.temperature) == "4000" }
        for luminaire in products where luminaire.family.article == "IS-DL" {
            if let lamp = lamps.first(where: { $0.value(.base) == luminaire.value(.base) }) { relate(luminaire, "mandatory_accessory", lamp, "1", "Лампа в комплект не входит") }
        }
    }

    /// What takes the place of goods that are discontinued: only what works alike. Another look, another shade of light or a higher breaking capacity are no matter; ratings,
    /// sizes, poles, sensitivity, types and colours that mean something are.
    var heirs: [(product: DemoProduct, heir: DemoProduct)] {
        let families = Dictionary(grouping: products.filter { !$0.isDiscontinued }) { $0.family.article }
        return products.filter(\.isDiscontinued).compactMap { product in
            families[product.family.article]?.first { $0.worksLike(product) }.map { (product, $0) }
        }
    }

    /// The same as the ERP tells it of the discontinued ones.
    var successors: [JSON] { heirs.map { ["external_id": .string($0.product.id), "successor": .string($0.heir.id)] } }

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

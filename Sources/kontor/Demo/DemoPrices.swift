import Kernel

extension DemoWorld {
    private static let electrical: Set<String> = Set(
        DemoCategory.all.filter { ["demo-electrical", "demo-cable", "demo-light"].contains($0.parent) }.map(\.id))
    private static let fasteners: Set<String> = Set(DemoCategory.all.filter { $0.parent == "demo-fasteners" }.map(\.id))

    var priceLists: [JSON] {
        [
            list("demo-base", "Базовый прайс", vat: true), list("demo-wholesale", "Оптовый прайс", vat: true),
            list("demo-electro", "Электрика для монтажников", vat: true), list("demo-fasteners-bulk", "Крепёж от коробки", vat: true),
            list("demo-industry-net", "Промышленный, без НДС", vat: false),
            list("demo-stroygrad", "Спецификация «Стройград-Монтаж»", vat: true, net: true),
            list("demo-action", "Акция месяца", vat: true, from: today.adding(days: -10), to: today.adding(days: 20)),
            list("demo-cost", "Закупочные цены", vat: false, cost: true),
        ]
    }

    /// Matrices: who × what, with breaks by quantity and by amount.
    var discounts: [JSON] {
        func discount(_ id: String, _ name: String, _ target: JSON, _ scope: JSON, _ rest: JSONObject) -> JSON {
            var item: JSONObject = ["external_id": .string("demo-\(id)"), "name": .string(name), "target": target, "scope": scope]
            for (key, value) in rest.entries { item[key] = value }
            return .object(item)
        }
        return [
            discount("kitano", "Монтажникам на Kitano", ["segment": "demo-installers"], ["brand": "demo-kitano"], ["percent": "4"]),
            discount(
                "kitano-10", "Монтажникам на Kitano от 10", ["segment": "demo-installers"], ["brand": "demo-kitano"], ["percent": "7", "min_quantity": "10"]),
            discount(
                "hartmeister", "Неделя Hartmeister", ["all": true], ["brand": "demo-hartmeister"],
                ["percent": "5", "from": .string(today.adding(days: -2).description), "to": .string(today.adding(days: 5).description)]),
            discount("amount", "За объём заказа", ["segment": "demo-shops"], ["all": true], ["percent": "2", "min_amount": "100000.00", "mode": "add"]),
        ]
    }

    var priceFloors: [JSON] {
        [["external_id": "demo-margin", "name": "Маржа не ниже 12 %", "scope": ["all": true], "margin": "12"]]
    }

    /// As the Central Bank might set them.
    var rates: [JSON] {
        [("EUR", "1", "96.4127"), ("USD", "1", "82.9977"), ("CNY", "1", "11.6543")].flatMap { currency, nominal, rate in
            [-30, -1, 0].map { days -> JSON in
                ["currency": .string(currency), "nominal": .string(nominal), "rate": .string(rate), "day": .string(today.adding(days: days).description)]
            }
        }
    }

    private func list(_ id: String, _ name: String, vat: Bool, net: Bool = false, cost: Bool = false, from: Day? = nil, to: Day? = nil) -> JSON {
        [
            "external_id": .string(id), "name": .string(name), "currency": "RUB", "vat_included": .bool(vat), "net": .bool(net), "cost": .bool(cost),
            "from": .text(from?.description),
            "to": .text(to?.description),
        ]
    }

    /// A base price for everything, wholesale breaks for most, and lists that answer for a part only: the next list of a chain answers for the rest.
    var prices: [JSON] {
        products.flatMap { product -> [JSON] in
            let base = Double(product.kopecks)
            let (id, multiple, pack) = (product.id, product.multiple, max(product.multiple, product.family.pack))
            let chance = demoChance(product.article)
            var rows: [JSON] = []
            func row(_ list: String, _ kopecks: Double, from quantity: Int? = nil) {
                rows.append([
                    "price_list": .string(list), "product": .string(id), "unit_price": demoPrice(kopecks),
                    "min_quantity": .text(quantity.map(String.init)),
                ])
            }
            // A few goods have no price anywhere: price on request.
            guard product.number % 131 != 130 else { return [] }
            row("demo-base", base)
            row("demo-cost", base / 1.22 * 0.58)
            row("demo-wholesale", base * 0.91)
            row("demo-wholesale", base * 0.87, from: pack * 5)
            if chance < 0.6 { row("demo-wholesale", base * 0.83, from: pack * 20) }
            if Self.electrical.contains(product.category), chance < 0.7 {
                row("demo-electro", base * (0.80 + chance * 0.05))
                row("demo-electro", base * 0.77, from: pack * 10)
            }
            if Self.fasteners.contains(product.category) {
                row("demo-fasteners-bulk", base * 0.72, from: pack)
                row("demo-fasteners-bulk", base * 0.66, from: pack * 10)
            }
            if chance > 0.25 {
                row("demo-industry-net", base / 1.22 * 0.86)
                row("demo-industry-net", base / 1.22 * 0.81, from: multiple * 50)
            }
            if product.number % 17 == 3 { row("demo-stroygrad", base * 0.70) }
            if product.number % 23 == 5 { row("demo-action", base * 0.75) }
            return rows
        }
    }
}

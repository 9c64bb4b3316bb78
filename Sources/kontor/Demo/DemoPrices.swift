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
        ]
    }

    private func list(_ id: String, _ name: String, vat: Bool, net: Bool = false, from: Day? = nil, to: Day? = nil) -> JSON {
        [
            "external_id": .string(id), "name": .string(name), "currency": "RUB", "vat_included": .bool(vat), "net": .bool(net),
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

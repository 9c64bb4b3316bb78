import Kernel

/// A legal entity of the demo's distributor.
struct DemoSeller {
    let id: String
    let name: String
    let inn: String
    let kpp: String
    let address: String
    let zone: String

    static let centre = DemoSeller(
        id: "demo-centre", name: "ООО «Электроснаб Центр»", inn: demoINN(770_412_345), kpp: "770401001", address: "119002, Москва, Арбатский пер., 4",
        zone: "Europe/Moscow")
    static let ural = DemoSeller(
        id: "demo-ural", name: "ООО «Электроснаб Урал»", inn: demoINN(665_801_234), kpp: "665801001",
        address: "620014, Екатеринбург, ул. Складская, 17",
        zone: "Asia/Yekaterinburg")
    static let all = [centre, ural]

    var json: JSON {
        [
            "external_id": .string(id), "name": .string(name), "inn": .string(inn), "kpp": .string(kpp), "address": .string(address),
            "tax_regime": "general",
            "time_zone": .string(zone),
        ]
    }
}

struct DemoWarehouse {
    let id: String
    let code: String
    let name: String
    let seller: DemoSeller
    let zone: String
    /// Whether its figures are what is free instead of what lies there.
    let isFree: Bool
    /// How full it is, against the central one.
    let share: Double

    static let all = [
        DemoWarehouse(id: "demo-msk", code: "МСК", name: "Москва, Подольск", seller: .centre, zone: "Europe/Moscow", isFree: false, share: 1),
        DemoWarehouse(
            id: "demo-spb", code: "СПБ", name: "Санкт-Петербург, Шушары", seller: .centre, zone: "Europe/Moscow", isFree: false, share: 0.5),
        DemoWarehouse(id: "demo-kzn", code: "КЗН", name: "Казань", seller: .centre, zone: "Europe/Moscow", isFree: true, share: 0.3),
        DemoWarehouse(id: "demo-ekb", code: "ЕКБ", name: "Екатеринбург", seller: .ural, zone: "Asia/Yekaterinburg", isFree: false, share: 0.7),
        DemoWarehouse(id: "demo-nsk", code: "НСК", name: "Новосибирск", seller: .ural, zone: "Asia/Novosibirsk", isFree: false, share: 0.4),
    ]

    var json: JSON {
        [
            "external_id": .string(id), "code": .string(code), "name": .string(name), "address": .string(name), "legal_entity": .string(seller.id),
            "stock_basis": isFree ? "free" : "on_hand", "time_zone": .string(zone),
            "priority": .string("\((Self.all.firstIndex { $0.id == id } ?? 0) * 10 + 10)"),
        ]
    }
}

extension DemoWorld {
    /// Every product in most warehouses, a tenth of them nowhere.
    var stock: [JSON] {
        products.flatMap { product in
            DemoWarehouse.all.map { warehouse in
                let chance = demoChance("\(product.article) in \(warehouse.id)")
                let empty = demoChance(product.article) < 0.1 || chance < 0.25
                let packs = empty ? 0 : Int(chance * chance * 60 * warehouse.share) + 1
                let quantity = product.isDiscontinued ? min(packs, 3) * product.multiple : packs * max(product.multiple, product.family.pack)
                return [
                    "warehouse": .string(warehouse.id), "product": .string(product.id), "quantity": .string("\(quantity)"),
                    "as_of": .string(now.adding(seconds: -900).text),
                ]
            }
        }
    }

    /// Every fifth product is on its way to one warehouse.
    var receipts: [JSON] {
        products.filter { $0.number % 5 == 2 && !$0.isDiscontinued }.map { product in
            let chance = demoChance("receipt of \(product.article)")
            let warehouse = DemoWarehouse.all[Int(chance * Double(DemoWarehouse.all.count))]
            return [
                "external_id": .string("demo-receipt-\(product.article)"), "warehouse": .string(warehouse.id), "product": .string(product.id),
                "quantity": .string("\(Int(5 + chance * 40) * max(product.multiple, product.family.pack))"),
                "expected": .string(today.adding(days: 3 + Int(chance * 35)).description),
            ]
        }
    }
}

/// A tax number of a company from nine digits: the tenth checks them (ФНС, order MM-7-6/435, weights 2 4 10 3 5 9 4 6 8).
func demoINN(_ digits: Int) -> String {
    let text = String(digits)
    let sum = zip(text.utf8, [2, 4, 10, 3, 5, 9, 4, 6, 8]).reduce(0) { $0 + Int($1.0 - 48) * $1.1 }
    return text + String(sum % 11 % 10)
}

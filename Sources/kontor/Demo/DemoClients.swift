import Kernel

/// A client of the demo with its contracts.
struct DemoClient {
    let id: String
    let name: String
    /// Nine digits; the tenth is computed.
    let inn: Int
    let segment: String
    let manager: String
    /// Roubles.
    let limit: Int
    var policy = "hold"
    let days: Int
    /// The chain of price lists under each seller; no chain, no contract.
    var centre: [String] = []
    var ural: [String] = []
    var vatMode = "included"
    let city: String
    let siteNames: [String]

    static let all = [
        DemoClient(
            id: "demo-stroygrad", name: "ООО «Стройград-Монтаж»", inn: 771_534_201, segment: "demo-installers", manager: "Ольга Ветрова",
            limit: 3_000_000, days: 30,
            centre: ["demo-stroygrad", "demo-action", "demo-electro", "demo-wholesale", "demo-base"], ural: ["demo-wholesale", "demo-base"],
            city: "Москва",
            siteNames: ["ЖК «Лесной», корпус 3", "Школа № 1204", "Склад на Каширском шоссе"]),
        DemoClient(
            id: "demo-energo", name: "АО «Энергомонтаж-Север»", inn: 780_211_954, segment: "demo-installers", manager: "Ольга Ветрова",
            limit: 5_000_000, days: 45,
            centre: ["demo-electro", "demo-wholesale", "demo-base"], city: "Санкт-Петербург", siteNames: ["Подстанция «Южная»", "База в Шушарах"]),
        DemoClient(
            id: "demo-master", name: "ООО «Сеть магазинов “Мастеровой”»", inn: 165_502_318, segment: "demo-shops", manager: "Игорь Лапин",
            limit: 1_500_000, days: 21,
            centre: ["demo-action", "demo-fasteners-bulk", "demo-wholesale", "demo-base"], city: "Казань",
            siteNames: ["Магазин на Декабристов", "Магазин на Победы", "Магазин в Зеленодольске", "Распределительный склад"]),
        DemoClient(
            id: "demo-uralmash", name: "АО «Уралтяжпромсервис»", inn: 667_320_145, segment: "demo-industry", manager: "Пётр Зимин", limit: 8_000_000,
            days: 60,
            ural: ["demo-industry-net", "demo-base"], vatMode: "on_top", city: "Екатеринбург",
            siteNames: ["Цех № 4", "Центральный склад", "Ремонтная база"]),
        DemoClient(
            id: "demo-sibir", name: "ООО «Сибирские электросети»", inn: 540_612_387, segment: "demo-industry", manager: "Пётр Зимин",
            limit: 2_000_000, policy: "refuse",
            days: 30, centre: ["demo-wholesale", "demo-base"], ural: ["demo-electro", "demo-wholesale", "demo-base"], city: "Новосибирск",
            siteNames: ["РЭС Левобережный", "РЭС Правобережный"]),
        DemoClient(
            id: "demo-domovoy", name: "ООО «Домовой»", inn: 770_923_415, segment: "demo-shops", manager: "Игорь Лапин", limit: 400_000, days: 14,
            centre: ["demo-action", "demo-wholesale", "demo-base"], city: "Подольск", siteNames: ["Магазин на Кирова"]),
        DemoClient(
            id: "demo-svet", name: "ООО «Светотехника-Плюс»", inn: 502_410_793, segment: "demo-installers", manager: "Ольга Ветрова", limit: 700_000,
            days: 30,
            centre: ["demo-electro", "demo-base"], city: "Красногорск", siteNames: ["Офис и склад", "ТЦ «Павшино»"]),
        DemoClient(
            id: "demo-agro", name: "АО «Агрокомплекс “Волжский”»", inn: 344_508_126, segment: "demo-industry", manager: "Пётр Зимин",
            limit: 1_000_000, days: 30,
            centre: ["demo-industry-net", "demo-base"], vatMode: "on_top", city: "Волгоград",
            siteNames: ["Элеватор", "Тепличный комбинат", "Мехдвор"]),
        DemoClient(
            id: "demo-krepmarket", name: "ООО «Крепмаркет»", inn: 662_305_847, segment: "demo-shops", manager: "Игорь Лапин", limit: 900_000,
            days: 21,
            ural: ["demo-fasteners-bulk", "demo-wholesale", "demo-base"], city: "Нижний Тагил", siteNames: ["Магазин на Ленина", "Оптовый склад"]),
        DemoClient(
            id: "demo-teplo", name: "МУП «Тепловые сети»", inn: 594_201_736, segment: "demo-industry", manager: "Пётр Зимин", limit: 0,
            policy: "prepay", days: 0,
            centre: ["demo-base"], ural: ["demo-base"], city: "Пермь", siteNames: ["Котельная № 12"]),
        DemoClient(
            id: "demo-remont", name: "ООО «Ремонт и сервис»", inn: 772_814_509, segment: "demo-installers", manager: "Ольга Ветрова", limit: 250_000,
            days: 7,
            centre: ["demo-wholesale", "demo-base"], city: "Москва", siteNames: ["Мастерская на Электрозаводской"]),
        DemoClient(
            id: "demo-vostok", name: "ООО «Монтажспецстрой-Восток»", inn: 540_733_812, segment: "demo-installers", manager: "Пётр Зимин",
            limit: 1_800_000, days: 30,
            ural: ["demo-electro", "demo-fasteners-bulk", "demo-wholesale", "demo-base"], city: "Новосибирск",
            siteNames: ["Метро «Спортивная»", "Технопарк", "База на Станционной"]),
    ]

    var card: JSON { ["external_id": .string(id), "name": .string(name), "segment": .string(segment), "manager": .string(manager)] }

    var entity: JSON {
        [
            "external_id": .string(id + "-entity"), "client": .string(id), "name": .string(name), "inn": .string(demoINN(inn)),
            "kpp": .string("\(inn / 100_000)01001"), "address": .string("г. \(city), ул. Промышленная, \(inn % 90 + 1)"),
        ]
    }

    var creditAccount: JSON {
        [
            "external_id": .string(id + "-credit"), "client": .string(id), "currency": "RUB", "limit": .string("\(limit).00"),
            "policy": .string(policy),
        ]
    }

    var contracts: [JSON] {
        [(DemoSeller.centre, centre), (DemoSeller.ural, ural)].filter { !$0.1.isEmpty }.map { seller, lists in
            [
                "external_id": .string("\(id)-\(seller.id.dropFirst("demo-".count))"), "client": .string(id),
                "client_entity": .string(id + "-entity"),
                "legal_entity": .string(seller.id), "number": .string("\(seller.id == DemoSeller.centre.id ? "Ц" : "У")-\(inn % 10_000)/26"),
                "from": "2026-01-01",
                "currency": "RUB", "vat_mode": .string(vatMode), "price_lists": .array(lists.map(JSON.string)),
                "credit_account": .string(id + "-credit"),
                "payment_days": .number("\(days)"), "payment_calendar": "calendar", "status": "active",
            ]
        }
    }

    var sites: [JSON] {
        siteNames.enumerated().map { number, name in
            [
                "external_id": .string("\(id)-site-\(number + 1)"), "client": .string(id), "name": .string(name),
                "address": .string("г. \(city), \(name)"),
            ]
        }
    }
}

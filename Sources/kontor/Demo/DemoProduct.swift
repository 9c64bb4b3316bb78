import Foundation
import Kernel

/// A product of the demo's catalogue.
struct DemoProduct {
    let number: Int
    let family: DemoFamily
    let article: String
    let name: String
    let values: [(parameter: DemoParameter, value: String)]
    let kopecks: Int64
    let grams: Int64

    var id: String { "demo-\(article)" }
    var category: String { family.category }
    var multiple: Int { family.multiple }
    /// Whether it is sold to the end and not bought again.
    var isDiscontinued: Bool { number % 89 == 88 }

    /// Cables and wires bear the state's mark.
    var isMarked: Bool { ["demo-power-cable", "demo-wire", "demo-data-cable"].contains(category) }

    func value(_ parameter: DemoParameter) -> String? { values.first { $0.parameter == parameter }?.value }

    /// Whether it does what another product of its family does in every respect that matters to who builds it in.
    func worksLike(_ other: DemoProduct) -> Bool {
        guard family.article == other.family.article, article != other.article else { return false }
        return zip(values, other.values).allSatisfy { own, others in
            if own.parameter != others.parameter { return false }
            if own.value == others.value { return true }
            switch own.parameter {
            case .colour: return ["demo-sockets", "demo-switches", "demo-luminaires", "demo-self-tapping"].contains(category)
            case .temperature: return true
            case .breaking: return Double(own.value) ?? 0 >= Double(others.value) ?? 0
            default: return false
            }
        }
    }

    /// New ones come at the end: what the demo tells of a product goes by its number.
    private static let families = demoElectrical + demoFasteners + demoTools + demoCables + demoInstallation + demoMetalware + demoWorkshop

    static let all: [DemoProduct] = families.flatMap { family in family.members.map { (family, $0) } }
        .enumerated().map { number, pair in
            DemoProduct(
                number: number, family: pair.0, article: pair.1.article, name: pair.1.name, values: pair.1.values, kopecks: pair.1.kopecks,
                grams: pair.1.grams)
        }

    var json: JSON {
        var parameters = JSONObject()
        for (parameter, value) in values { parameters[parameter.rawValue] = parameter.type == "flag" ? .bool(value == "true") : .string(value) }
        let details = values.filter { $0.parameter.type != "flag" }.map { parameter, value in
            let unit = parameter.unit.map { " \($0)" } ?? ""
            return "\(parameter.name.lowercased()): \(parameter.type == "number" ? value.replacing(".", with: ",") : value)\(unit)"
        }
        return [
            "external_id": .string(id), "article": .string(article), "name": .string(name), "brand": .string(family.brand),
            "category": .string(category),
            "unit": .string(family.unit), "vat_class": "standard", "order_multiple": .string("\(multiple)"), "order_minimum": .string("\(multiple)"),
            "packagings": .array(packagings), "barcodes": [.string(barcode(1))], "parameters": .object(parameters),
            "manufacturer_number": .string(article.replacing("-", with: "")), "description": .string(description(details)),
            "country": .string(family.country), "marked": .bool(isMarked),
            "status": isDiscontinued ? "discontinued" : "active",
        ]
    }

    /// A pack, and a crate of ten with its sides where a person can lift it.
    private var packagings: [JSON] {
        guard family.pack > 1, family.unit != "778" else { return [] }
        let pack: JSON = [
            "unit": "778", "quantity": .string("\(family.pack)"), "barcode": .string(barcode(2)),
            "weight_kg": .string(DecimalText.write(grams * Int64(family.pack), scale: 3, places: 3)),
        ]
        let whole = grams * Int64(family.pack) * 10
        guard family.unit == "796", whole <= 30_000 else { return [pack] }
        // Two litres for a kilogram; the sides in millimetres.
        let side = max(60, pow(Double(whole) * 2_000, 1 / 3))
        func metres(_ millimetres: Double) -> JSON { .string(DecimalText.write(Int64(millimetres.rounded()), scale: 3, places: 3)) }
        return [
            pack,
            [
                "unit": "812", "quantity": .string("\(family.pack * 10)"), "barcode": .string(barcode(3)), "weight_kg": .string(DecimalText.write(whole, scale: 3, places: 3)),
                "length_m": metres(side * 1.4), "width_m": metres(side), "height_m": metres(side / 1.4),
            ],
        ]
    }

    private func description(_ details: [String]) -> String {
        let list = details.joined(separator: "; ")
        return (family.note.isEmpty ? "" : family.note + " ") + list.prefix(1).uppercased() + list.dropFirst() + "."
    }

    /// EAN-13 from the range for use within a company.
    private func barcode(_ level: Int) -> String {
        let digits = "20\(level)" + String(repeating: "0", count: max(0, 9 - String(number + 1).count)) + String(number + 1)
        let sum = digits.utf8.enumerated().reduce(0) { $0 + Int($1.element - 48) * ($1.offset.isMultiple(of: 2) ? 1 : 3) }
        return digits + String((10 - sum % 10) % 10)
    }
}

/// A node of the demo's catalogue tree.
struct DemoCategory {
    let id: String
    let parent: String?
    let name: String

    static let all: [DemoCategory] = [
        group(
            "demo-electrical", "Электрика",
            [
                ("demo-breakers", "Автоматические выключатели"), ("demo-rcd", "УЗО и дифференциальные автоматы"), ("demo-contactors", "Контакторы"),
                ("demo-sockets", "Розетки"), ("demo-switches", "Выключатели"), ("demo-boards", "Щиты"), ("demo-terminals", "Наконечники"),
                ("demo-ties", "Стяжки и изолента"), ("demo-relays", "Реле и счётчики"), ("demo-buttons", "Кнопки и сигнальные лампы"),
            ]),
        group(
            "demo-cable", "Кабель и провод", [("demo-power-cable", "Силовой кабель"), ("demo-wire", "Провод"), ("demo-duct", "Трубы для прокладки"),
                ("demo-data-cable", "Слаботочный кабель"), ("demo-trunking", "Кабель-каналы и лотки"),
            ]),
        group("demo-light", "Свет", [("demo-lamps", "Лампы"), ("demo-luminaires", "Светильники и прожекторы"), ("demo-strip", "Лента и блоки питания")]),
        group(
            "demo-fasteners", "Крепёж",
            [
                ("demo-bolts", "Болты"), ("demo-screws", "Винты"), ("demo-nuts", "Гайки"), ("demo-washers", "Шайбы"),
                ("demo-self-tapping", "Саморезы"),
                ("demo-anchors", "Анкеры и дюбели"), ("demo-rods", "Шпильки"), ("demo-rivets", "Заклёпки и гвозди"),
                ("demo-perforated", "Перфорированный крепёж и хомуты"),
            ]),
        group(
            "demo-tools", "Инструмент",
            [
                ("demo-drills", "Свёрла"), ("demo-bits-sds", "Буры"), ("demo-discs", "Диски"), ("demo-screwdrivers", "Отвёртки"),
                ("demo-wrenches", "Ключи"),
                ("demo-pliers", "Губцевый инструмент"), ("demo-hammer-drills", "Перфораторы"), ("demo-cordless", "Шуруповёрты"),
                ("demo-grinders", "Углошлифовальные машины"), ("demo-measuring", "Измерительный инструмент"), ("demo-striking", "Ударный и слесарный инструмент"),
                ("demo-protective", "Средства защиты"),
            ]),
    ].flatMap { $0 }

    private static func group(_ id: String, _ name: String, _ children: [(String, String)]) -> [DemoCategory] {
        [DemoCategory(id: id, parent: nil, name: name)] + children.map { DemoCategory(id: $0.0, parent: id, name: $0.1) }
    }
}

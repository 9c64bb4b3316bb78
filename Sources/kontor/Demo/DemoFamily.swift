import Kernel

/// A family of goods that differ in a few parameters: every combination of its axes is a product.
struct DemoFamily {
    /// A parameter and the values it takes here.
    struct Axis {
        let parameter: DemoParameter
        let values: [String]

        init(_ parameter: DemoParameter, _ values: [String]) {
            self.parameter = parameter
            self.values = values
        }
    }

    /// The category's external id.
    let category: String
    /// The brand's external id.
    let brand: String
    /// The beginning of the articles: `EP-VA47`.
    let article: String
    /// The name, with `{code}` where a value stands.
    let name: String
    let axes: [Axis]
    /// The price in kopecks with tax, from the axes' values read as numbers (1 for what is no number).
    let price: @Sendable ([Double]) -> Double
    /// OKEI.
    var unit = "796"
    var multiple = 1
    /// Units in a packaging; 1 for none.
    var pack = 1
    /// The weight of a unit in grams, from the axes like the price.
    var weight: @Sendable ([Double]) -> Double = { _ in 100 }
    var country = "Россия"
    var note = ""
    /// Which combinations exist, from the axes read as numbers.
    var allows: @Sendable ([Double]) -> Bool = { _ in true }
}

/// A parameter of the demo's goods.
enum DemoParameter: String, CaseIterable {
    case current, poles, curve, leakage, coil, posts, keys, colour, protection, modules, mounting, cores, section, power, temperature, base, thread,
        length
    case strength, coating, diameter, steel, thickness, size, tip, voltage, standard, width, insulated
    case kind, kit, range, pipe, volume, mass, energy, capacity, bore, pitch, metres, cut, fit, grade, height, depth, breaking, pairs, grit, teeth, drive, accuracy,
        shrunk

    var name: String {
        switch self {
        case .current: "Номинальный ток"
        case .poles: "Число полюсов"
        case .curve: "Характеристика расцепления"
        case .leakage: "Ток утечки"
        case .coil: "Напряжение катушки"
        case .posts: "Число постов"
        case .keys: "Число клавиш"
        case .colour: "Цвет"
        case .protection: "Степень защиты"
        case .modules: "Число модулей"
        case .mounting: "Монтаж"
        case .cores: "Число жил"
        case .section: "Сечение"
        case .power: "Мощность"
        case .temperature: "Цветовая температура"
        case .base: "Цоколь"
        case .thread: "Диаметр резьбы"
        case .length: "Длина"
        case .strength: "Класс прочности"
        case .coating: "Покрытие"
        case .diameter: "Диаметр"
        case .steel: "Материал"
        case .thickness: "Толщина"
        case .size: "Размер"
        case .tip: "Шлиц"
        case .voltage: "Напряжение"
        case .standard: "Стандарт"
        case .width: "Ширина"
        case .insulated: "Изоляция 1000 В"
        case .kind: "Вид"
        case .kit: "Комплект"
        case .range: "Диапазон"
        case .pipe: "Труба, дюймы"
        case .volume: "Объём"
        case .mass: "Масса головки"
        case .energy: "Энергия удара"
        case .capacity: "Ёмкость"
        case .bore: "Посадочный диаметр"
        case .pitch: "Шаг резьбы"
        case .metres: "Длина изделия"
        case .cut: "Номер"
        case .fit: "Размер одежды"
        case .grade: "Исполнение"
        case .height: "Высота"
        case .depth: "Глубина"
        case .breaking: "Отключающая способность"
        case .pairs: "Число пар"
        case .grit: "Зернистость"
        case .teeth: "Число зубьев"
        case .drive: "Хвостовик или квадрат"
        case .accuracy: "Цена деления"
        case .shrunk: "Диаметр после усадки"
        }
    }

    var unit: String? {
        switch self {
        case .current: "А"
        case .leakage: "мА"
        case .coil, .voltage: "В"
        case .section: "мм²"
        case .power: "Вт"
        case .temperature: "К"
        case .thread, .length, .diameter, .thickness, .size, .width, .bore, .pitch, .height, .depth, .accuracy, .shrunk: "мм"
        case .volume: "мл"
        case .mass: "г"
        case .energy: "Дж"
        case .capacity: "А·ч"
        case .metres: "м"
        case .breaking: "кА"
        default: nil
        }
    }

    var type: String {
        switch self {
        case .curve, .colour, .protection, .mounting, .base, .strength, .coating, .steel, .tip, .standard, .kind, .kit, .range, .pipe, .fit, .grade,
            .drive:
            "choice"
        case .insulated: "flag"
        default: "number"
        }
    }
}

extension DemoFamily {
    /// A product with the values of its axes.
    struct Member {
        let article: String
        let name: String
        let values: [(parameter: DemoParameter, value: String)]
        let kopecks: Int64
        let grams: Int64
    }

    /// Every combination, the last axis fastest.
    var members: [Member] {
        var combinations: [[String]] = [[]]
        for axis in axes { combinations = combinations.flatMap { head in axis.values.map { head + [$0] } } }
        return combinations.compactMap { values in
            let numbers = values.map { Double($0) ?? 1 }
            guard allows(numbers) else { return nil }
            var title = name
            for (axis, value) in zip(axes, values) {
                title = title.replacing(
                    "{\(axis.parameter.rawValue)}", with: axis.parameter.type == "number" ? value.replacing(".", with: ",") : value)
            }
            let tail = zip(axes, values).map { axis, value in axis.parameter.mark(value, among: axis.values) }
            return Member(
                article: ([article] + tail.filter { !$0.isEmpty }).joined(separator: "-"), name: title,
                values: Array(zip(axes.map(\.parameter), values)), kopecks: max(10, Int64(price(numbers).rounded())),
                grams: max(1, Int64(weight(numbers).rounded())))
        }
    }
}

extension DemoParameter {
    /// A value as it stands in an article: digits and Latin letters only.
    fileprivate func mark(_ value: String, among values: [String]) -> String {
        if type == "flag" { return "" }
        if value.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 46 }) {
            let bare = value.replacing(".", with: "")
            // 2.5 and 25 side by side: the point stays visible.
            return bare != value && values.contains(bare) ? value.replacing(".", with: "P") : bare
        }
        return "K\((values.firstIndex(of: value) ?? 0) + 1)"
    }
}

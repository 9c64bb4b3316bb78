/// Reads numbers with units as people type them.
package enum Measure {
    package enum Problem: Error, Hashable, Sendable {
        case notANumber
        /// The unit that was typed, which the number cannot be told in.
        case otherUnit(String)
    }

    /// A number with a decimal comma or point, spaces between thousands, and perhaps a unit of the same kind behind it: `0,75 кВт` of what is told in `Вт` is 750.
    /// - Parameter unit: what the number is told in.
    /// - Returns: a decimal text of up to six places.
    package static func decimal(_ text: String, in unit: String?) throws(Problem) -> String {
        var number = ""
        var tail = Substring(text.trimmed)
        while let next = tail.first, next.isNumeral || next.isWhitespace || (number.isEmpty && "+-−".contains(next)) {
            if next == "," || next == "." { number += number.last?.isWholeNumber ?? false ? "." : "0." } else if "-−".contains(next) { number = "-" } else if next.isWholeNumber { number.append(next) }
            tail.removeFirst()
        }
        guard text.utf8.count <= 100, let value = DecimalText.parse(number, scale: 6, limit: Int64.max / 10) else { throw .notANumber }
        let typed = tail.trimmed
        guard !typed.isEmpty, key(typed) != unit.map(key) else { return DecimalText.write(value, scale: 6, places: 0) }
        guard let unit, let shift = shift(from: typed, to: unit) else { throw .otherUnit(String(typed.prefix(20))) }
        guard let shifted = value.shifted(by: shift) else { throw .notANumber }
        return DecimalText.write(shifted, scale: 6, places: 0)
    }

    /// Whether what is told in a unit is never below nothing: a weight, an area, a resistance. Voltages and temperatures may be; so may lengths, of which some are deviations.
    package static func isNeverNegative(_ unit: String?) -> Bool {
        guard let unit = unit.map(key) else { return false }
        return kinds.enumerated().contains { $1[unit] != nil && neverNegative.contains($0) }
    }

    /// Whether a unit is one of length.
    package static func isLength(_ unit: String?) -> Bool { unit.map(key).map { kinds[0][$0] != nil } ?? false }

    /// Of `kinds`: areas, volumes, weights, resistances, frequencies, capacities, inductances, light, data.
    private static let neverNegative: Set<Int> = {
        let samples = ["м2", "м3", "кг", "Ом", "Гц", "Ач", "Втч", "Ф", "Гн", "лм", "бит/с"]
        return Set(kinds.indices.filter { place in samples.contains { kinds[place][$0] != nil } })
    }()

    /// The power of ten from one unit to another of its kind; nil for units of different kinds and for a spelling that may mean two (`мвт`).
    private static func shift(from typed: String, to unit: String) -> Int? {
        let (typed, unit) = (key(typed), key(unit))
        for kind in kinds {
            guard let to = kind[unit] else { continue }
            if let from = kind[typed] { return from - to }
            let powers = Set(kind.filter { $0.key.lowercased() == typed.lowercased() }.values)
            if let from = powers.first, powers.count == 1 { return from - to }
        }
        return nil
    }

    /// The same quantity in the other units of its kind, where no more than three decimals are left.
    /// - Parameters:
    ///   - number: a decimal with a point.
    ///   - unit: in its exact spelling.
    package static func others(_ number: String, _ unit: String) -> [(number: String, unit: String)] {
        guard let value = DecimalText.parse(number, scale: 6, limit: Int64.max / 10) else { return [] }
        let unit = key(unit)
        guard let kind = kinds.first(where: { $0[unit] != nil }), let power = kind[unit] else { return [] }
        return kind.filter { $0.key != unit }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.compactMap { other, to in
            guard let shifted = value.shifted(by: power - to), shifted % 1000 == 0 else { return nil }
            return (DecimalText.write(shifted, scale: 6, places: 0), other)
        }
    }

    /// A unit without what is spelled now so, now otherwise: blanks, dots, raised digits.
    private static func key(_ unit: some StringProtocol) -> String {
        String(unit.compactMap { $0 == "²" ? "2" : $0 == "³" ? "3" : $0.isWhitespace || ".·⋅*^".contains($0) ? nil : $0 == "µ" || $0 == "μ" ? "u" : $0 })
    }

    /// By kind the units and their powers of ten.
    private static let kinds: [[String: Int]] = [
        ["мкм": -6, "мм": -3, "см": -2, "дм": -1, "м": 0, "км": 3, "um": -6, "mm": -3, "cm": -2, "dm": -1, "m": 0, "km": 3],
        ["мм2": -6, "см2": -4, "дм2": -2, "м2": 0, "mm2": -6, "cm2": -4, "m2": 0],
        ["мм3": -9, "см3": -6, "мл": -6, "дм3": -3, "л": -3, "м3": 0, "mm3": -9, "cm3": -6, "ml": -6, "l": -3, "m3": 0],
        ["мг": -6, "г": -3, "кг": 0, "ц": 2, "т": 3, "mg": -6, "g": -3, "kg": 0, "t": 3],
        prefixed("Вт", "W"), prefixed("ВА", "VA"), prefixed("вар", "var"), prefixed("А", "A"), prefixed("В", "V"), prefixed("Ом", "Ohm"), prefixed("Гц", "Hz"),
        prefixed("Дж", "J"), prefixed("Втч", "Wh"), prefixed("Ач", "Ah"), prefixed("Ф", "F"), prefixed("Гн", "H"), prefixed("Н", "N"), prefixed("Нм", "Nm"),
        prefixed("лм", "lm"), prefixed("с", "s"), prefixed("бит/с", "bit/s"),
        prefixed("Па", "Pa").merging(["бар": 5, "мбар": 2, "bar": 5, "mbar": 2]) { known, _ in known },
    ]

    private static func prefixed(_ russian: String, _ latin: String) -> [String: Int] {
        var kind = [russian: 0, latin: 0]
        for (prefix, power) in [("п", -12), ("н", -9), ("мк", -6), ("м", -3), ("к", 3), ("М", 6), ("Г", 9)] { kind[prefix + russian] = power }
        for (prefix, power) in [("p", -12), ("n", -9), ("u", -6), ("m", -3), ("k", 3), ("M", 6), ("G", 9)] { kind[prefix + latin] = power }
        return kind
    }
}

extension Character {
    fileprivate var isNumeral: Bool { ("0"..."9").contains(self) || self == "," || self == "." }
}

extension Int64 {
    /// Times a power of ten; nil where it overflows or where digits would be lost.
    fileprivate func shifted(by power: Int) -> Int64? {
        var value = self
        for _ in 0..<abs(power) {
            if power > 0 {
                let (tenfold, isTooBig) = value.multipliedReportingOverflow(by: 10)
                guard !isTooBig else { return nil }
                value = tenfold
            } else {
                guard value.isMultiple(of: 10) else { return nil }
                value /= 10
            }
        }
        return value
    }
}

package import Kernel

/// What may stand in a parameter of a product: the one rule at every door, for what people type and for what systems send.
package struct ParameterRule: Hashable, Sendable {
    package let name: String
    /// `number`, `text`, `choice`, `flag`.
    package let type: String
    package let unit: String?

    package init(name: String, type: String, unit: String?) { (self.name, self.type, self.unit) = (name, type, unit) }

    /// Why a value cannot stand here.
    package struct Unreadable: Error {
        package let reason: String
        package let arguments: [String: Refusal.Argument]

        package init(reason: String, arguments: [String: Refusal.Argument]) { (self.reason, self.arguments) = (reason, arguments) }
    }

    private static let textLimit = 1000
    private static let choiceLimit = 200

    /// Reads what somebody typed; nil for nothing.
    /// - Parameter choices: the values that products have; a choice that is spelled otherwise becomes one of them, a new one is taken as it is typed.
    package func value(typed text: String, choices: [String] = []) throws(Unreadable) -> JSON? {
        let text = text.trimmed
        guard !text.isEmpty else { return nil }
        switch type {
        case "number":
            let number: String
            do { number = try Measure.decimal(text, in: unit) } catch {
                switch error {
                case .notANumber: throw unreadable("parameter_not_a_number", text)
                case .otherUnit(let typed): throw Unreadable(reason: "parameter_other_unit", arguments: ["value": .text(typed), "unit": .text(unit ?? "—")])
                }
            }
            try demandPossible(number)
            return .number(number)
        case "flag":
            switch text.folded {
            case "true", "да", "yes", "истина", "есть", "1", "+": return .bool(true)
            case "false", "нет", "no", "ложь", "0", "-": return .bool(false)
            default: throw unreadable("typed_not_a_flag", text)
            }
        case "choice":
            try demand(text, Self.choiceLimit)
            let folded = text.folded
            return .string(choices.first { $0 == text } ?? choices.first { $0.folded == folded } ?? text)
        default:
            try demand(text, Self.textLimit)
            return .string(text)
        }
    }

    /// Reads what a system sent: what can stand here as it came stays letter by letter, what people would type is read like that; nil for nothing.
    package func value(sent value: JSON) throws(Unreadable) -> JSON? {
        switch (type, value) {
        case (_, .null): return nil
        case (_, .array), (_, .object): throw unreadable("parameter_not_plain", value.text)
        case ("number", .number(let text)):
            try demandPossible(text)
            return value
        case ("number", .string(let text)):
            // More places than are compared, and powers of ten, are numbers all the same.
            let isNumber = if DecimalText.parse(text, scale: 6, limit: Int64.max / 10) != nil { true } else if case .number? = try? JSON(parsing: Array(text.utf8)) { true } else { false }
            guard isNumber else { return try self.value(typed: text) }
            try demandPossible(text)
            return value
        case ("number", .bool(let flag)): throw unreadable("parameter_not_a_number", String(flag))
        case ("flag", .bool): return value
        case (_, .string(let text)):
            guard type != "flag", !text.trimmed.isEmpty else { return try self.value(typed: text) }
            try demand(text, type == "choice" ? Self.choiceLimit : Self.textLimit)
            return value
        case ("flag", .number(let text)): return try self.value(typed: text)
        default: return value
        }
    }

    private func demandPossible(_ number: String) throws(Unreadable) {
        guard number.hasPrefix("-"), number.contains(where: { ("1"..."9").contains($0) }), Measure.isNeverNegative(unit) || Measure.isLength(unit), !mayLieBelow else { return }
        throw unreadable("parameter_negative", [number, unit].compactMap(\.self).joined(separator: " "))
    }

    /// A deviation, a place or a curve, which may lie on either side.
    private var mayLieBelow: Bool {
        let name = name.folded
        return [
            "отклон", "допуск", "смещ", "вылет", "отметк", "уровен", "сдвиг", "координат", "фокус", "кривизн", "перепад", "разниц", "погрешн", "изменен", "дрейф", "offset", "toleranc",
            "deviation", "level", "coordinate", "focal", "curvature", "difference", "error", "drift",
        ].contains { name.contains($0) }
    }

    private func demand(_ text: String, _ limit: Int) throws(Unreadable) {
        guard text.unicodeScalars.count <= limit else { throw Unreadable(reason: "text_too_long", arguments: ["limit": .integer(Int64(limit))]) }
    }

    private func unreadable(_ reason: String, _ value: String) -> Unreadable { Unreadable(reason: reason, arguments: ["value": .text(String(value.prefix(40)))]) }
}

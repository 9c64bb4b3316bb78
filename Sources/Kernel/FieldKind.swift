/// How the value of one member is read: what may stand there, and which problem is recorded when something else does.
package struct FieldKind<Value> {
    /// Returned in place of a wrong value while further problems are collected; nil when there is no harmless one.
    let standIn: Value?
    /// Nil after a problem was recorded.
    let read: (_ json: JSON, _ pointer: String, _ problems: Problems) -> Value?

    init(standIn: Value?, read: @escaping (JSON, String, Problems) -> Value?) {
        self.standIn = standIn
        self.read = read
    }

    /// A value written as text; `parse` answers nil for what is none. `reason` is the key of the text told then.
    package static func parsed(_ reason: String, standIn: Value? = nil, _ parse: @escaping (String) -> Value?) -> FieldKind {
        FieldKind(standIn: standIn) { json, pointer, problems in
            guard let text = json.string else {
                problems.add(pointer, "not_a_text", of: json)
                return nil
            }
            guard let value = parse(text) else {
                problems.add(pointer, reason, of: json)
                return nil
            }
            return value
        }
    }

    /// A decimal string; a JSON number is taken by its literal text, so that nothing is rounded.
    fileprivate static func decimal(_ reason: String, standIn: Value?, _ parse: @escaping (String) -> Value?) -> FieldKind {
        FieldKind(standIn: standIn) { json, pointer, problems in
            let text: String? = if case .number(let literal) = json { literal } else { json.string }
            guard let value = text.flatMap(parse) else {
                problems.add(pointer, reason, of: json)
                return nil
            }
            return value
        }
    }
}

extension FieldKind where Value == String {
    /// Text of `min` to `max` characters, not blank unless `min` is 0, without control characters; line breaks and tabs only where `multiline`.
    package static func text(min: Int = 1, max: Int = 1000, multiline: Bool = false) -> FieldKind {
        FieldKind(standIn: "") { json, pointer, problems in
            guard let text = json.string else {
                problems.add(pointer, "not_a_text", of: json)
                return nil
            }
            guard text.unicodeScalars.count <= max else {
                problems.add(pointer, "text_too_long", ["limit": .integer(Int64(max))])
                return nil
            }
            guard min == 0 || text.unicodeScalars.count >= min && !text.trimmed.isEmpty else {
                problems.add(pointer, "field_required")
                return nil
            }
            let allowed: Set<Unicode.Scalar> = multiline ? ["\n", "\r", "\t"] : []
            guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control || allowed.contains($0) }) else {
                problems.add(pointer, "control_characters")
                return nil
            }
            return text
        }
    }
}

extension FieldKind where Value == Quantity {
    /// Up to three places; above zero unless `signed`.
    package static func quantity(signed: Bool = false) -> FieldKind {
        FieldKind(standIn: .one) { json, pointer, problems in
            guard let value = FieldKind.decimal("not_a_quantity", standIn: nil, { Quantity($0) }).read(json, pointer, problems) else { return nil }
            guard signed || value > .zero else {
                problems.add(pointer, "not_positive")
                return nil
            }
            return value
        }
    }
}

extension FieldKind where Value == UnitPrice {
    /// Up to four places, never negative.
    package static var unitPrice: FieldKind { decimal("not_a_price", standIn: UnitPrice(units: 0)) { UnitPrice($0) } }
}

extension FieldKind where Value == Money {
    /// A sum of the given currency, up to two places, of either sign.
    package static func money(_ currency: Currency) -> FieldKind { decimal("not_a_sum", standIn: .zero(currency)) { Money($0, currency: currency) } }
}

extension FieldKind where Value == Int64 {
    /// A fixed-point number in units of 10^-`scale`, such as a percentage.
    package static func decimal(scale: Int, _ range: ClosedRange<Int64>) -> FieldKind {
        decimal("not_a_number", standIn: range.lowerBound) { text in
            DecimalText.parse(text, scale: scale, limit: .max).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension FieldKind where Value == Int {
    /// A whole JSON number.
    package static func integer(_ range: ClosedRange<Int> = 0...Int(Int32.max)) -> FieldKind {
        FieldKind(standIn: range.lowerBound) { json, pointer, problems in
            guard let number = json.int.flatMap({ Int(exactly: $0) }) ?? (problems.textual ? json.string.flatMap { Int($0) } : nil) else {
                problems.add(
                    pointer, "not_an_integer", ["from": .integer(Int64(range.lowerBound)), "to": .integer(Int64(range.upperBound))], of: json)
                return nil
            }
            guard range.contains(number) else {
                problems.add(pointer, "out_of_range", ["from": .integer(Int64(range.lowerBound)), "to": .integer(Int64(range.upperBound))], of: json)
                return nil
            }
            return number
        }
    }
}

extension FieldKind where Value == Bool {
    /// `true` or `false`; in textual input also `1` and `0`.
    package static var bool: FieldKind {
        FieldKind(standIn: false) { json, pointer, problems in
            if let value = json.bool { return value }
            if problems.textual, let text = json.string {
                if ["true", "1"].contains(text) { return true }
                if ["false", "0"].contains(text) { return false }
            }
            problems.add(pointer, "not_a_flag", of: json)
            return nil
        }
    }
}

extension FieldKind where Value == Day {
    /// `YYYY-MM-DD`.
    package static var day: FieldKind { parsed("not_a_day", standIn: Day(number: 0)) { Day($0) } }
}

extension FieldKind where Value == Instant {
    /// RFC 3339 with a zone.
    package static var instant: FieldKind { parsed("not_an_instant", standIn: Instant(milliseconds: 0)) { Instant($0) } }
}

extension FieldKind where Value == Currency {
    package static var currency: FieldKind { parsed("not_a_currency", standIn: .rub) { Currency($0) } }
}

extension FieldKind where Value == JSON {
    /// Whatever stands there.
    package static var any: FieldKind { FieldKind(standIn: .null) { json, _, _ in json } }
}

extension FieldKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words of an enumeration.
    package static var choice: FieldKind { choice(Array(Value.allCases)) }
}

extension FieldKind where Value: RawRepresentable, Value.RawValue == String {
    /// One of these words.
    package static func choice(_ allowed: [Value]) -> FieldKind {
        FieldKind(standIn: allowed.first) { json, pointer, problems in
            guard let value = allowed.first(where: { $0.rawValue == json.string }) else {
                problems.add(pointer, "not_in_list", ["allowed": .text(allowed.map(\.rawValue).joined(separator: ", "))], of: json)
                return nil
            }
            return value
        }
    }
}

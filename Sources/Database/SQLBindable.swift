package import Kernel

/// What can be bound to a statement and read from a row.
package protocol SQLBindable: Sendable {
    var sqlValue: SQLValue { get }
    /// Nil when the stored value is not one of this type.
    init?(sqlValue: SQLValue)
}

extension Int64: SQLBindable {
    package var sqlValue: SQLValue { .integer(self) }
    package init?(sqlValue: SQLValue) { if case .integer(let value) = sqlValue { self = value } else { return nil } }
}

extension Int: SQLBindable {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
    package init?(sqlValue: SQLValue) { if case .integer(let value) = sqlValue { self = Int(value) } else { return nil } }
}

extension Bool: SQLBindable {
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    package init?(sqlValue: SQLValue) { if case .integer(let value) = sqlValue { self = value != 0 } else { return nil } }
}

extension String: SQLBindable {
    package var sqlValue: SQLValue { .text(self) }
    package init?(sqlValue: SQLValue) { if case .text(let value) = sqlValue { self = value } else { return nil } }
}

extension [UInt8]: SQLBindable {
    package var sqlValue: SQLValue { .bytes(self) }
    package init?(sqlValue: SQLValue) { if case .bytes(let value) = sqlValue { self = value } else { return nil } }
}

extension ID: SQLBindable {
    package var sqlValue: SQLValue { .integer(rawValue) }
    package init?(sqlValue: SQLValue) { if case .integer(let value) = sqlValue { self.init(value) } else { return nil } }
}

extension Instant: SQLBindable {
    package var sqlValue: SQLValue { .integer(milliseconds) }
    package init?(sqlValue: SQLValue) { if case .integer(let value) = sqlValue { self.init(milliseconds: value) } else { return nil } }
}

extension Day: SQLBindable {
    package var sqlValue: SQLValue { .integer(Int64(number)) }
    package init?(sqlValue: SQLValue) { if case .integer(let value) = sqlValue { self.init(number: value) } else { return nil } }
}

extension Quantity: SQLBindable {
    package var sqlValue: SQLValue { .integer(thousandths) }
    package init?(sqlValue: SQLValue) { if case .integer(let value) = sqlValue { self.init(thousandths: value) } else { return nil } }
}

extension UnitPrice: SQLBindable {
    package var sqlValue: SQLValue { .integer(units) }
    package init?(sqlValue: SQLValue) { if case .integer(let value) = sqlValue { self.init(units: value) } else { return nil } }
}

extension Currency: SQLBindable {
    package var sqlValue: SQLValue { .text(code) }
    package init?(sqlValue: SQLValue) { if case .text(let value) = sqlValue { self.init(value) } else { return nil } }
}

extension SQLBindable where Self: RawRepresentable, RawValue == String {
    package var sqlValue: SQLValue { .text(rawValue) }
    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self.init(rawValue: text)
    }
}

extension VATRate: SQLBindable {}
extension VATClass: SQLBindable {}
extension VATMode: SQLBindable {}
extension TaxRegime: SQLBindable {}
extension RateRule.RateDay: SQLBindable {}

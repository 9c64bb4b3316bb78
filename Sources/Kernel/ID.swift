/// The number of one entity in the database, typed by what it numbers: an `ID<Order>` is never taken for an `ID<Client>`.
package struct ID<Entity>: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    package var description: String { String(rawValue) }
}

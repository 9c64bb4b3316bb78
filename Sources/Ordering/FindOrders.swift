package import Customers
package import Database
package import Kernel

/// The orders that somebody means who types a number: `K000123`, `123`, the Latin letter or the Cyrillic one; for a client's people its own reference too.
/// Asked with every key that is pressed: of staff no text is looked for, for they have every client's orders.
package func orders(meant text: String, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> [OrderSummary] {
    guard viewer.rights.contains(.seeOrders) || viewer.rights.contains(.order), viewer.isStaff || viewer.client != nil else { return [] }
    if viewer.isStaff, viewer.client == nil, !viewer.rights.contains(.seeClients) { return [] }
    var filter = OrderFilter()
    let typed = text.trimmed
    if let id = OrderNumber.meant(typed) { filter.id = id } else if !viewer.isStaff, typed.count >= 2 { filter.text = typed } else { return [] }
    return try orders(filter, limit: limit, for: viewer, in: reader)
}

extension OrderNumber {
    /// The order of a number as people type it: the letter in either alphabet or left out, with or without the zeros.
    static func meant(_ text: String) -> ID<Order>? {
        var digits = Substring(text)
        if let letter = digits.first, "KkКк".contains(letter) { digits = digits.dropFirst() }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int64(digits), number > 0 else { return nil }
        return ID(number)
    }
}

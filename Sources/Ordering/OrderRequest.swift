import Customers
package import Kernel
package import Storefront

/// An order as a buyer asks for it, before it is priced and promised.
package struct OrderRequest: Sendable {
    package enum Payment: String, Sendable { case credit, prepaid }

    package struct Line: Sendable {
        package let product: ID<Product>
        /// In the product's own unit.
        package let quantity: Quantity
        package let note: String?
        package let costCentre: String?
        /// Where and when this line is wanted, if elsewhere or at another time than the order.
        package let site: String?
        package let requestedDay: Day?

        package init(
            product: ID<Product>, quantity: Quantity, note: String? = nil, costCentre: String? = nil, site: String? = nil, requestedDay: Day? = nil
        ) {
            self.product = product
            self.quantity = quantity
            self.note = note
            self.costCentre = costCentre
            self.site = site
            self.requestedDay = requestedDay
        }
    }

    /// The client's own number for it.
    package var reference: String?
    package var note: String?
    /// External ids.
    package var contract: String?
    package var site: String?
    package var requestedDay: Day?
    package var deliveryMethod: String?
    /// The hours in which it may be delivered, as the buyer says it.
    package var deliveryWindow: String?
    /// False: what is not in free stock is refused. True: it becomes a back-order.
    package var partial = true
    package var payment = Payment.credit
    package var lines: [Line] = []
    /// Sums that the buyer saw, by contract: another sum is refused with `price_changed`.
    package var expectedTotals: [(contract: String, total: Money)] = []

    package init() {}
}

/// A line as somebody types it: a code and a quantity in some unit.
package struct TypedLine: Sendable {
    /// Article, barcode, manufacturer's number.
    package let code: String
    package let quantity: Quantity
    /// An OKEI code or a short name; nil for the product's own unit.
    package let unit: String?

    package init(code: String, quantity: Quantity, unit: String?) {
        self.code = code
        self.quantity = quantity
        self.unit = unit
    }
}

/// What a typed line stands for.
package struct ResolvedLine: Sendable {
    package let product: StoreProduct
    package let quantity: Quantity
}

/// Finds the product of a code and the quantity in its own unit. What is not the viewer's is unknown.
/// - Throws: `Refusal.Problem` codes `unknown`, `ambiguous`, `validation` as a `LineProblem`.
package func resolve(_ line: TypedLine, on shelf: Shelf) throws(LineProblem) -> ResolvedLine {
    let found = shelf.products(withCode: line.code)
    guard let product = found.first else { throw LineProblem(.unknown, "unknown_code", ["code": .text(String(line.code.prefix(100)))]) }
    guard found.count == 1 else {
        throw LineProblem(.ambiguous, "ambiguous_code", ["articles": .text(found.prefix(5).map(\.article).joined(separator: ", "))])
    }
    var (quantity, unit) = (line.quantity, product.unit)
    if let typed = line.unit?.trimmed, !typed.isEmpty {
        guard let known = Unit(code: typed) ?? Unit(short: typed) else { throw notSold(product, in: typed) }
        unit = known
    } else if let measure = shelf.measure(ofCode: line.code, for: product) {
        guard let counted = quantity.times(measure.ratio) else { throw LineProblem(.validation, "number_too_large") }
        (quantity, unit) = (counted, measure.unit ?? product.unit)
    }
    if unit == product.unit { return ResolvedLine(product: product, quantity: quantity) }
    guard let packaging = product.packagings.first(where: { $0.unit == unit }), let counted = quantity.times(packaging.quantity) else {
        throw notSold(product, in: unit.short)
    }
    return ResolvedLine(product: product, quantity: counted)
}

private func notSold(_ product: StoreProduct, in unit: String) -> LineProblem {
    LineProblem(.validation, "unit_not_of_product", ["unit": .text(String(unit.prefix(40))), "own": .text(product.unit.short)])
}

/// What is wrong with one line; where it stands is added by the caller.
package struct LineProblem: Error, Hashable, Sendable {
    package let code: Refusal.Code
    package let reason: String
    package let arguments: [String: Refusal.Argument]

    package init(_ code: Refusal.Code, _ reason: String? = nil, _ arguments: [String: Refusal.Argument] = [:]) {
        self.code = code
        self.reason = reason ?? code.rawValue
        self.arguments = arguments
    }

    package func problem(at pointer: String) -> Refusal.Problem { Refusal.Problem(pointer, code, reason, arguments) }
}

extension Quantity {
    /// So many packagings of so many units; nil beyond the limit.
    func times(_ other: Quantity) -> Quantity? {
        Rounding.halfUp(Int128(thousandths) * Int128(other.thousandths), over: 1000).flatMap { Quantity(thousandths: $0) }
    }
}

/// What the rules of a product say about an ordered quantity; nil when nothing is wrong.
package func ruleProblem(of product: StoreProduct, quantity: Quantity) -> LineProblem? {
    if quantity <= .zero { return LineProblem(.validation, "quantity_not_positive") }
    if product.isDiscontinued { return LineProblem(.discontinued) }
    if quantity < product.orderMinimum {
        return LineProblem(.belowMinimum, nil, ["minimum": .quantity(product.orderMinimum), "proposed": .quantity(product.leastOrder)])
    }
    if !quantity.isMultiple(of: product.orderMultiple) {
        return LineProblem(.notMultiple, nil, ["multiple": .quantity(product.orderMultiple), "proposed": .quantity(quantity.roundedUp(to: product.orderMultiple))])
    }
    return nil
}

package import Kernel

/// What lines of one order have already been given of agreed quantities, so that two lines do not use the same.
package struct AgreedUse: Sendable {
    private var quantities: [ID<AgreedLine>: Quantity] = [:]
    /// Whether agreed prices are left out of account altogether.
    let isExhausted: Bool

    package init() { isExhausted = false }
    private init(exhausted: Bool) { isExhausted = exhausted }

    /// For the price without any agreement.
    package static let exhausted = AgreedUse(exhausted: true)

    package func left(of price: ProjectPrice) -> Quantity { price.left - (quantities[price.line] ?? .zero) }

    package mutating func add(_ quantity: Quantity, of line: ID<AgreedLine>) { quantities[line, default: .zero] += quantity }
}

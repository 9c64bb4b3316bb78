import HTML
import Kernel
import Localization

/// "with VAT 22 %", "plus VAT 22 %", "without VAT".
func vatNote(_ mode: VATMode, _ rate: VATRate, _ t: Texts) -> String {
    guard mode != .none, let percent = rate.percent else { return t("vat.none") }
    return t(mode == .included ? "vat.included" : "vat.on_top", ["rate": .integer(percent)])
}

/// The rate alone, for a column of a document.
func vatRate(_ rate: VATRate, _ t: Texts) -> String { rate.percent.map { t("vat.rate", ["rate": .integer($0)]) } ?? t("vat.none") }

/// What the price is for: a piece, 100 pieces.
func perUnit(_ price: PriceFigure, _ t: Texts) -> String {
    price.basis == .one ? t("price.per", ["unit": .text(price.unit)]) : t("price.per_many", ["basis": .quantity(price.basis), "unit": .text(price.unit)])
}

func priceCell(_ cell: PriceCell, in shell: Shell) -> HTML {
    let t = shell.t
    switch cell {
    case .own(let price):
        return "<b>\(t.unitPrice(price.unitPrice, price.currency))</b><small>\(perUnit(price, t)), \(vatNote(price.vatMode, price.vatRate, t))</small>"
    case .onRequest: return "<span class=\"faint\">\(t("price.on_request"))</span>"
    case .hidden: return "<span class=\"faint\">\(t("price.hidden"))</span>"
    }
}

/// "multiple of 10, at least 50"; nil for what is sold by one.
func orderRule(multiple: Quantity?, minimum: Quantity?, in shell: Shell) -> HTML? {
    let t = shell.t
    let parts = [
        multiple.map { t("goods.multiple", ["quantity": .quantity($0)]) },
        minimum.flatMap { $0 == multiple ? nil : t("goods.minimum", ["quantity": .quantity($0)]) },
    ].compactMap(\.self)
    return parts.isEmpty ? nil : "<span>\(parts.joined(separator: ", "))</span>"
}

/// Stock on one line: the warehouses that have something, then what comes next.
func stockSummary(_ stock: [StockFigure], in shell: Shell) -> HTML {
    let t = shell.t
    let shown = 3
    let present = stock.filter { $0.free > .zero }
    let next = stock.compactMap { figure in figure.expected.first.map { (figure.warehouse, $0) } }.min { $0.1.day < $1.1.day }
    let lines: HTML =
        present.isEmpty
        ? "<span class=\"none\">\(t("stock.none"))</span>"
        : "\(present.prefix(shown).map { "<span class=\"wh\">\($0.warehouse) <b>\(t.quantity($0.free))</b></span>" as HTML })"
    let more: HTML? = present.count > shown ? "<span class=\"faint\">\(t("stock.more", ["count": .integer(Int64(present.count - shown))]))</span>" : nil
    let coming: HTML? = next.map { warehouse, receipt in
        "<small title=\"\(warehouse)\">\(t("stock.expected", ["quantity": .quantity(receipt.quantity), "day": .day(receipt.day)]))</small>"
    }
    return "\(lines)\(more)\(coming)"
}

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
    price.basis == .one
        ? t("price.per", ["unit": .text(price.unit)]) : t("price.per_many", ["basis": .quantity(price.basis), "unit": .text(price.unit)])
}

func priceCell(_ cell: PriceCell, in shell: Shell) -> HTML {
    let t = shell.t
    switch cell {
    case .own(let price):
        let list: HTML? = price.listPrice.map { "<s><span class=\"unseen\">\(t("price.before_discounts")) </span>\(t.unitPrice($0, price.currency))</s>" }
        return
            "<b>\(t.unitPrice(price.unitPrice, price.currency))</b>\(list)<small>\(perUnit(price, t)), \(vatNote(price.vatMode, price.vatRate, t))</small>"
    case .onRequest: return "<span class=\"faint\">\(t("price.on_request"))</span>"
    case .hidden: return "<span class=\"faint\">\(t("price.hidden"))</span>"
    }
}

/// The way to ask for a price where there is none, with the product and the quantity filled in.
func askLink(_ cell: PriceCell, _ article: String, _ quantity: Quantity, in shell: Shell) -> HTML? {
    guard case .onRequest = cell else { return nil }
    return """
        <a class="ask-price" href="\(Address.newAgreement(article: article, quantity: quantity))">\(shell.t("price.ask_for"))<span class="unseen"> \(article)</span></a>
        """
}

/// "multiple of 10, at least 50"; nil for what is sold by one.
func orderRule(multiple: Quantity?, minimum: Quantity?, in shell: Shell) -> HTML? {
    let t = shell.t
    let least = minimum == multiple ? nil : minimum
    switch (multiple, least) {
    case (let multiple?, let least?):
        return "<span>\(t("goods.multiple", ["quantity": .quantity(multiple)])), \(t("goods.minimum", ["quantity": .quantity(least)]))</span>"
    case (let multiple?, nil): return "<span>\(t("goods.multiple", ["quantity": .quantity(multiple)]))</span>"
    case (nil, let least?): return "<span>\(t("goods.minimum", ["quantity": .quantity(least)]))</span>"
    case (nil, nil): return nil
    }
}

/// Stock on one line: the first warehouses that have something, then what comes next.
func stockSummary(_ stock: [StockFigure], in shell: Shell) -> HTML {
    let t = shell.t
    let shown = 3
    var present = 0
    var next: (warehouse: String, receipt: StockFigure.Receipt)?
    var summary: HTML = ""
    for figure in stock {
        if figure.free > .zero {
            present += 1
            if present <= shown { summary += "<span class=\"wh\" title=\"\(figure.warehouse)\"><span>\(figure.warehouse)</span> <b>\(t.quantity(figure.free))</b></span>" }
        }
        if let receipt = figure.expected.first, next.map({ receipt.day < $0.receipt.day }) ?? true { next = (figure.warehouse, receipt) }
    }
    if present == 0 { summary += "<span class=\"none\">\(t("stock.none"))</span>" }
    if present > shown { summary += "<span class=\"faint\">\(t("stock.more", ["count": .integer(Int64(present - shown))]))</span>" }
    if let next {
        let text = t("stock.expected", ["quantity": .quantity(next.receipt.quantity), "day": .day(next.receipt.day)])
        summary += "<small title=\"\(next.warehouse)\">\(text)</small>"
    }
    return summary
}

/// Whether there is some, and else when more comes; without quantities and warehouses.
func stockInWords(_ stock: [StockFigure], in shell: Shell) -> HTML {
    let t = shell.t
    if stock.contains(where: { $0.free > .zero }) { return "<b>\(t("stock.some"))</b>" }
    let next = stock.compactMap { $0.expected.first?.day }.min()
    return next.map { "<span>\(t("stock.coming_on", ["day": .day($0)]))</span>" } ?? "<span class=\"none\">\(t("stock.none"))</span>"
}

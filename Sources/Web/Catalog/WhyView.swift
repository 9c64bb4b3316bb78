import HTML
import Kernel
import Localization

/// The steps of a price behind "why this price"; nothing for a price that nothing is known of.
func whyPrice(_ why: WhyPrice?, isOpen: Bool = false, in shell: Shell) -> HTML? {
    guard let why, !why.isEmpty else { return nil }
    let t = shell.t
    let steps = why.steps.map { step -> HTML in
        let notes = [step.source, step.detail].compactMap(\.self).joined(separator: " · ")
        return "<li><span>\(step.title)</span><b>\(t.unitPrice(step.value, step.currency))</b><small>\(notes)</small></li>"
    }
    let obstacle: HTML? = why.obstacle.map { "<p>\($0)</p>" }
    let passed: HTML? =
        why.passed.isEmpty
        ? nil
        : """
        <p class="faint">\(t("price.passed"))</p><ul class="passed">\(why.passed.map { "<li>\($0.source.isEmpty ? "" : "\($0.source): ")\($0.reason)</li>" as HTML })</ul>
        """
    let list: HTML? = steps.isEmpty ? nil : "<ol>\(steps)</ol>"
    let terms: HTML? = steps.isEmpty ? nil : why.terms.map { "<p class=\"faint\">\(t("price.why_terms", ["terms": .text($0)]))</p>" }
    return """
        <details class="why"\(attributes: [("open", isOpen ? "" : nil)])><summary>\(t("price.why"))</summary>\(terms)\(list)\(obstacle)\(passed)\(costs(why, in: shell))</details>
        """
}

/// What the goods cost and what is earned, for staff.
private func costs(_ why: WhyPrice, in shell: Shell) -> HTML? {
    guard let cost = why.cost else { return nil }
    let t = shell.t
    let margin: HTML? = why.margin.map { margin in
        let percent = (margin < 0 ? "−" : "") + t.percent(Percent(millionths: min(Percent.limit, Int64(clamping: margin.magnitude) * 100)) ?? .zero)
        return "<div\(attributes: [("class", margin < 0 ? "bad" : nil)])><dt>\(t("price.margin"))</dt><dd>\(percent)</dd></div>"
    }
    return "<dl class=\"totals\"><div><dt>\(t("price.cost"))</dt><dd>\(t.unitPrice(cost, why.currency))</dd></div>\(margin)</dl>"
}

/// "What would it be on that day, for that quantity": asked by the address, answered below.
func priceQuestion(_ question: PriceQuestion, of article: String, unit: String, in shell: Shell) -> HTML {
    let t = shell.t
    let quantity = FormField(
        name: "price-quantity", label: "\(t("goods.quantity")), \(unit)", value: question.quantity,
        control: .input(type: "text", [("inputmode", "decimal"), ("autocomplete", "off"), ("maxlength", "14")]))
    let day = FormField(name: "price-day", label: t("price.on_day"), value: question.day, control: .input(type: "date", []))
    let answer: HTML? = question.answer.map { answer in
        let sum: HTML? = answer.amounts.map { amounts in
            "<p>\(t("sum.total")) <b>\(t.money(amounts.gross))</b> <small>\(amounts.vat.minorUnits == 0 ? "" : t("sum.including_vat", ["vat": .money(amounts.vat)]))</small></p>"
        }
        return """
            <div class="asked" id="asked" role="status"><p class="faint">\(answer.title)</p><div class="big-price">\(priceCell(answer.price, in: shell))</div>\(sum)
            \(whyPrice(answer.why, isOpen: true, in: shell))</div>
            """
    }
    return """
        <details class="ask"\(attributes: [("open", question.answer == nil && question.problems.isEmpty ? nil : "")])><summary>\(t("price.ask"))</summary>
        <form method="get" action="\(Address.product(article))#asked">
        \(quantity.html(question.problems))\(day.html(question.problems))<button>\(t("price.calculate"))</button>
        </form>\(answer)</details>
        """
}

/// Prices with the tax or without it, whatever the contract says: buttons of a form that leads back here.
func vatSwitch(returning path: String, in shell: Shell) -> HTML {
    let t = shell.t
    let choices = VATView.allCases.map { view -> HTML in
        "<button class=\"quiet\" name=\"vat\" value=\"\(view.rawValue)\" aria-pressed=\"\(view == shell.vat ? "true" : "false")\">\(t("price.vat.\(view.rawValue)"))</button>"
    }
    return """
        <form class="vat-switch" method="post" action="\(Address.preferences)"><input type="hidden" name="return" value="\(path)">\
        <fieldset class="segments"><legend class="unseen">\(t("price.vat"))</legend>\(choices)</fieldset></form>
        """
}

import HTML
import Kernel
import Localization

/// One order: where it stands and why, what is in it, how it travels, who did what when.
func orderPage(_ page: OrderPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title = t("order.title", ["number": .text(page.number)])
    let holds: HTML? =
        page.holdReasons.isEmpty
        ? nil : "<div class=\"flash notice\"><b>\(t("order.held"))</b><ul>\(page.holdReasons.map { "<li>\($0)</li>" as HTML })</ul></div>"
    let placed: HTML? =
        page.isJustPlaced
        ? "<div class=\"flash good\" role=\"status\"><b>\(t("order.just_placed", ["number": .text(page.number)]))</b> \(t("order.just_placed.text"))</div>"
        : nil
    return document(
        title, in: shell,
        """
        \(crumbs([(t("section.orders"), Address.orders)], in: shell))
        <div class="titlebar"><h1>\(title)</h1>\(badge(t("order_status.\(page.status)"), Tone(orderState: page.status)))\(actions(page, in: shell))</div>
        \(placed)\(page.isClientBlocked ? "<p class=\"flash notice\"><b>\(t("client.is_blocked"))</b> \(t("order.client_blocked"))</p>" as HTML : nil)\(holds)\(decision(page, in: shell))\(progress(page, in: shell))
        \(orderFacts(page, in: shell))
        <div class="order">
        <div class="order-main">
        \(lines(page, in: shell))
        \(shipments(page, in: shell))
        \(supplyOfOrder(page.supply, linksSuppliers: page.linksSuppliers, in: shell))
        \(page.documents.isEmpty ? nil : "<section id=\"documents\"><h2>\(t("section.documents")) <span class=\"count\">\(t.number(page.documents.count))</span></h2>\(documentsListing(nil, showsClients: false, linksContracts: page.linksContracts, showsOrders: false, in: shell).table(page.documents, in: shell))</section>" as HTML)
        </div>
        \(history(page, in: shell))
        </div>
        """)
}

/// How far the order has come; nothing for one that will not be delivered.
private func progress(_ page: OrderPage, in shell: Shell) -> HTML? {
    let t = shell.t
    let steps = ["placed", "processing", "in_transit", "delivered"]
    let current: Int
    switch page.status {
    case "placed", "approval", "on_hold": current = 0
    case "processing", "reserved", "picking": current = 1
    case "partly_shipped", "shipped", "in_transit": current = 2
    case "delivered": current = 3
    case "closed": current = 4
    default: return nil
    }
    return stepper(steps.map { t("order_status.\($0)") }, current: current, title: t("order.progress"), in: shell)
}

/// The approver's two ways; nothing for everybody else.
private func decision(_ page: OrderPage, in shell: Shell) -> HTML? {
    guard page.canDecide else { return nil }
    let t = shell.t
    let problems = page.refusal.map { [FieldProblem(field: "reason", text: $0)] } ?? []
    return """
        <section class="card narrow" id="decision"><h2>\(t("order.decide"))</h2><p>\(t("order.decide.text", ["person": .text(page.placedBy)]))</p>\(problemSummary(nil, problems, in: shell))
        <form method="post" action="\(Address.decision(onOrder: page.number, approve: true))"><button class="primary">\(t("order.approve"))</button></form>
        <form method="post" action="\(Address.decision(onOrder: page.number, approve: false))">\(FormField(name: "reason", label: t("order.refuse.reason"), control: .area(rows: 2, limit: 1000)).html(problems))\
        <button class="danger">\(t("order.refuse"))</button></form></section>
        """
}

private func actions(_ page: OrderPage, in shell: Shell) -> HTML? {
    guard page.canRepeat || page.canCancel || page.canAsk else { return nil }
    let t = shell.t
    let again: HTML? =
        page.canRepeat
        ? "<form method=\"post\" action=\"\(Address.repetition(ofOrder: page.number))\"><button>\(t("order.repeat"))</button></form>" : nil
    let ask: HTML? = page.canAsk ? "<a class=\"button\" href=\"\(Address.newSupport(order: page.number))\">\(t("support.about_order"))</a>" : nil
    let cancel: HTML? =
        page.canCancel
        ? """
        <details class="confirm"><summary>\(t("order.cancel"))</summary><form method="post" action="\(Address.cancellation(ofOrder: page.number))">\
        <p>\(t("order.cancel.text"))</p><button class="danger">\(t("order.cancel.sure"))</button></form></details>
        """ : nil
    return "<div class=\"actions\">\(ask)\(again)\(cancel)</div>"
}

private func orderFacts(_ page: OrderPage, in shell: Shell) -> HTML {
    let t = shell.t
    let person = page.onBehalfBy.map { "\(page.placedBy) (\(t("order.on_behalf", ["person": .text($0)])))" } ?? page.placedBy
    return """
        <div class="card">\(facts([
            (t("order.placed_at"), timeTag(page.placedAt, in: shell)), (t("order.placed_by"), fact(person)), (t("orders.client"), fact(page.client)),
            (t("order.seller"), fact(page.seller)), (t("order.contract"), fact(page.contract)), (t("orders.site"), fact(page.site)),
            (t("cart.requested_date"), page.requestedDate.map { dayTag($0, in: shell) }), (t(shell.isStaff ? "orders.client_reference" : "cart.reference"), fact(page.reference)),
            (t("order.erp_number"), fact(page.erpNumber)), (t("order.decided_by"), fact(page.decidedBy)), (t("order.refuse.reason"), fact(page.decisionReason)),
            (t("order.payment"), page.payment.map { badge(t("payment_state.\($0)"), Tone(paymentState: $0)) } ?? fact(page.paymentTerms)), (t("cart.comment"), fact(page.comment)),
        ]))</div>
        """
}

/// Columns that nobody may see or that are empty throughout are left out.
private func lines(_ page: OrderPage, in shell: Shell) -> HTML {
    let t = shell.t
    let showsConfirmed = page.lines.contains { $0.confirmed != nil }
    let showsPrices = page.lines.contains { $0.amounts != nil }
    let figures =
        [t("goods.quantity")] + (showsConfirmed ? [t("order.confirmed")] : [])
        + (showsPrices ? [t("goods.price"), t("sum.net"), t("sum.rate"), t("sum.vat"), t("sum.total")] : [])
    let hasPictures = page.lines.contains { $0.picture != nil }
    let rows = page.lines.enumerated().map { index, line -> HTML in
        let picture: HTML? = hasPictures ? "<td class=\"picture\">\(thumbnail(line.picture, of: line.article))</td>" : nil
        let values: [HTML] =
            ["<span>\(t.quantity(line.quantity)) <span class=\"unit\">\(line.unit)</span></span>"]
            + (showsConfirmed ? ["\(line.confirmed.map { t.quantity($0) } ?? "—")"] : [])
            + (showsPrices ? prices(line, in: shell) : [])
        let note: HTML? = line.note.map { "<small>\($0)</small>" }
        return """
            <tr><td class="figure faint" data-label="№">\(index + 1)</td>\(picture)<td class="article"><a href="\(Address.product(line.article))">\(line.article)</a></td>\
            <th scope="row" class="name">\(line.name)\(note)</th>\
            \(zip(figures, values).map { "<td class=\"figure\" data-label=\"\($0)\">\($1)</td>" as HTML })</tr>

            """
    }
    return """
        <section><h2>\(t("order.lines")) <span class="count">\(t.number(page.lines.count))</span></h2>
        <table class="lines stacked"><thead><tr><th scope="col" class="figure">№</th>\(hasPictures ? "<td class=\"picture\"></td>" as HTML : nil)<th scope="col">\(t("goods.article"))</th><th scope="col">\(t("goods.name"))</th>\
        \(figures.map { "<th scope=\"col\" class=\"figure\">\($0)</th>" as HTML })</tr></thead><tbody>
        \(rows)
        </tbody></table>
        \(page.amounts.map { totals($0, in: shell) })</section>
        """
}

/// Price, sum without tax, rate, tax, sum.
private func prices(_ line: OrderPage.Line, in shell: Shell) -> [HTML] {
    let t = shell.t
    let basis: HTML? = line.price.flatMap { $0.basis == .one ? nil : "<small>\(perUnit($0, t))</small>" }
    func sum(_ part: KeyPath<LineAmounts, Money>) -> String { line.amounts.map { t.money($0[keyPath: part]) } ?? "—" }
    return [
        "<span>\(line.price.map { t.unitPrice($0.unitPrice, $0.currency) } ?? "—")\(basis)</span>", "\(sum(\.net))",
        "\(line.price.map { vatRate($0.vatRate, t) } ?? "—")",
        "\(sum(\.vat))", "<b>\(sum(\.gross))</b>",
    ]
}

private func totals(_ amounts: LineAmounts, in shell: Shell) -> HTML {
    let t = shell.t
    return """
        <dl class="totals end"><div><dt>\(t("sum.net"))</dt><dd>\(t.money(amounts.net))</dd></div><div><dt>\(t("sum.vat"))</dt><dd>\(t.money(amounts.vat))</dd></div>\
        <div class="grand"><dt>\(t("sum.total"))</dt><dd>\(t.money(amounts.gross))</dd></div></dl>
        """
}

private func shipments(_ page: OrderPage, in shell: Shell) -> HTML? {
    guard !page.shipments.isEmpty else { return nil }
    let t = shell.t
    let blocks = page.shipments.map { shipment -> HTML in
        let track: HTML? = shipment.tracking.map { number in
            shipment.trackingAddress.flatMap { $0.hasPrefix("https://") ? "<a href=\"\($0)\" rel=\"noreferrer\">\(number)</a>" : nil }
                ?? HTML(escaping: number)
        }
        return """
            <article class="card shipment"><h3>\(t("shipment.title", ["number": .text(shipment.number)])) \
            \(badge(t("shipment_status.\(shipment.status)"), Tone(orderState: shipment.status)))</h3>
            \(facts([
                (t("shipment.warehouse"), fact(shipment.warehouse)), (t("orders.site"), fact(shipment.site)),
                (t("shipment.planned"), shipment.planned.map { dayTag($0, in: shell) }), (t("shipment.actual"), shipment.actual.map { dayTag($0, in: shell) }),
                (t("shipment.tracking"), track),
            ]))\(shipment.canRelease ? release(shipment, in: shell) : nil)
            <table class="lines"><thead><tr><th scope="col">\(t("goods.article"))</th><th scope="col">\(t("goods.name"))</th>\
            <th scope="col" class="figure">\(t("goods.quantity"))</th></tr></thead><tbody>\(shipment.lines.map { line -> HTML in
                """
                <tr><td class="article">\(line.article)</td><th scope="row" class="name">\(line.name)</th>\
                <td class="figure">\(t.quantity(line.quantity)) <span class="unit">\(line.unit)</span></td></tr>
                """
            })</tbody></table></article>
            """
    }
    return "<section><h2>\(t("order.shipments"))</h2>\(blocks)</section>"
}

private func release(_ shipment: OrderPage.Shipment, in shell: Shell) -> HTML {
    "<form method=\"post\" action=\"\(Address.release(ofShipment: shipment.number))\"><button>\(shell.t("shipment.release"))</button></form>"
}

private func history(_ page: OrderPage, in shell: Shell) -> HTML {
    let t = shell.t
    let events = page.history.map { event -> HTML in
        let state: HTML? = event.status.map { "<b>\(t("order_status.\($0)"))</b>" }
        let text: HTML? = event.text.map { "<span>\($0)</span>" }
        let person: HTML? = event.person.map { "<span>\($0)</span>" }
        return "<li>\(state)\(text)<small>\(timeTag(event.at, in: shell))\(person)</small></li>"
    }
    return "<section class=\"history\"><h2>\(t("order.history"))</h2><ol>\(events)</ol></section>"
}

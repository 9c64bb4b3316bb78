import HTML
import Kernel
import Localization

/// What is owed, what is left, and what to do where something is stopped; contract by contract.
func accountPage(_ page: AccountPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("section.account"), in: shell,
        """
        <div class="titlebar"><h1>\(t("section.account"))</h1></div>
        \(page.contracts.isEmpty ? emptyState(t("account.empty"), t("account.empty.text")) : "\(page.contracts.map { contract($0, in: shell) })")
        """)
}

private func contract(_ contract: AccountPage.Contract, in shell: Shell) -> HTML {
    let t = shell.t
    let reasons: HTML? =
        contract.reasons.isEmpty
        ? nil
        : "<ul class=\"reasons\">\(contract.reasons.map { reason -> HTML in "<li>\(reason.text)\(reason.liftsWhen.map { "<small>\($0)</small>" as HTML })</li>" })</ul>"
    let days: HTML? = contract.paymentDays.map { "<span>\(t.plural("account.payment_days", $0))</span>" }
    let asOf: HTML? = contract.asOf.map { "<span>\(t("account.as_of")) \(timeTag($0, in: shell))</span>" }
    func figure(_ name: String, _ sum: Money?, _ kind: String = "", none: String = "—") -> HTML {
        "<div class=\"\(kind)\"><dt>\(name)</dt><dd>\(sum.map { t.money($0) } ?? none)</dd></div>"
    }
    return """
        <section class="card account"><header><h2>\(t("shell.contract", ["number": .text(contract.number)]))</h2>\
        \(badge(t("credit_state.\(contract.state)"), Tone(creditState: contract.state)))<span class="faint">\(contract.seller)</span></header>
        \(reasons)
        <dl class="figures">\(figure(t("account.limit"), contract.limit, none: t("account.no_limit")))\(figure(t("account.debt"), contract.debt))\
        \(figure(t("account.overdue"), contract.overdue, contract.overdue.minorUnits > 0 ? "bad" : ""))\(figure(t("account.in_orders"), contract.inOrders))\
        \(figure(t("account.available"), contract.available, (contract.available?.minorUnits ?? 0) < 0 ? "strong bad" : "strong", none: t("account.no_limit")))</dl>
        \(meter(contract, in: shell))
        <p class="faint spread">\(days)\(asOf)</p></section>
        """
}

/// How much of the limit is used, drawn.
private func meter(_ contract: AccountPage.Contract, in shell: Shell) -> HTML? {
    guard let limit = contract.limit, limit.minorUnits > 0, let available = contract.available else { return nil }
    let used = min(100, max(0, 100 - Int(available.minorUnits.clamped(to: limit) * 100 / limit.minorUnits)))
    let text = shell.t("account.used", ["percent": .integer(Int64(used))])
    return """
        <div class="usage"><svg viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="\(text)"><rect class="track" width="100" height="4"/>\
        <rect class="\(used >= 100 ? "used bad" : used >= 80 ? "used warn" : "used")" width="\(used)" height="4"/></svg><small>\(text)</small></div>
        """
}

extension Int64 {
    /// Within zero and the limit, so that a percentage of it cannot overflow.
    fileprivate func clamped(to limit: Money) -> Int64 { Swift.min(limit.minorUnits, Swift.max(0, self)) }
}

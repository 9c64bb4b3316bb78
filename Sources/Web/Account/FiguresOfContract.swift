import HTML
import Kernel
import Localization

/// The figures of a contract, each leading to the documents behind it on the page at `address` (empty: this one).
func contractFigures(_ contract: AccountPage.Contract, at address: String, in shell: Shell) -> HTML {
    let t = shell.t
    let zero = Money.zero(contract.debt.currency)
    func figure(_ name: String, _ sum: Money?, to part: String?, _ kind: String = "", none: String = "—", note: String? = nil) -> HTML {
        let text = sum.map { t.money($0) } ?? none
        let value: HTML = part.map { "<a href=\"\(address)#\($0)\">\(text)</a>" } ?? HTML(escaping: text)
        return "<div\(attributes: [("class", kind.isEmpty ? nil : kind)])><dt>\(name)</dt><dd>\(value)\(note.map { "<small>\($0)</small>" as HTML })</dd></div>"
    }
    let isOverdue = contract.overdue.minorUnits > 0
    let rare: [HTML] = [
        contract.advance == zero ? nil : figure(t("account.advance"), contract.advance, to: "documents"),
        contract.inApproval == zero ? nil : figure(t("account.in_approval"), contract.inApproval, to: "orders"),
        contract.onHold == zero ? nil : figure(t("account.on_hold"), contract.onHold, to: "orders", note: t("account.on_hold.note")),
    ].compactMap(\.self)
    return """
        <dl class="figures">\(figure(t("account.limit"), contract.limit, to: nil, none: t("account.no_limit")))\(figure(t("account.debt"), contract.debt, to: "documents"))\
        \(figure(t("account.overdue"), contract.overdue, to: "documents", isOverdue ? "bad" : "", note: isOverdue ? t.plural("account.days", contract.overdueDays) : nil))\
        \(figure(t("account.in_orders"), contract.inOrders, to: "orders"))\(rare)\
        \(figure(t("account.available"), contract.available, to: nil, (contract.available?.minorUnits ?? 0) < 0 ? "strong bad" : "strong", none: t("account.no_limit")))</dl>
        \(meter(contract, in: shell))
        """
}

/// Why something is stopped, and what ends it.
func standing(_ contract: AccountPage.Contract, in shell: Shell) -> HTML? {
    let t = shell.t
    let overridden: HTML? = contract.overriddenUntil.map { "<li>\(t("account.overridden", ["day": .day($0)]))</li>" }
    guard !contract.reasons.isEmpty || overridden != nil else { return nil }
    return "<ul class=\"reasons\">\(overridden)\(reasonItems(contract.reasons, in: shell))</ul>"
}

/// A reason and, below it, what lifts it.
func reasonItems(_ reasons: [AccountPage.Reason], in shell: Shell) -> [HTML] {
    reasons.map { reason in
        let lift: HTML? = reason.liftsWhen.map { "<small>\(shell.t("account.lifts_when")) \($0)</small>" }
        return "<li>\(reason.text)\(lift)</li>"
    }
}

/// What stands below the figures: with whom the limit is shared, when to pay, how fresh it is.
func terms(_ contract: AccountPage.Contract, in shell: Shell) -> HTML? {
    let t = shell.t
    let shared: HTML? = contract.sharedWith.isEmpty ? nil : "<span>\(t("account.shared", ["numbers": .text(contract.sharedWith.joined(separator: ", "))]))</span>"
    let days: HTML? = contract.paymentDays.map { "<span>\(t.plural(contract.isBanking ? "account.payment_banking_days" : "account.payment_days", $0))</span>" }
    let asOf: HTML = contract.asOf.map { "<span>\(t("account.as_of")) \(timeTag($0, in: shell))</span>" } ?? "<span>\(t("account.never_told"))</span>"
    return "<p class=\"faint spread\">\(shared)\(days)\(asOf)</p>"
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

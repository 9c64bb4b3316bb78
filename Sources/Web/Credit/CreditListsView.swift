import HTML
import Kernel
import Localization

func blockedPage(_ page: BlockedPage, in shell: Shell) -> HTML {
    let t = shell.t
    let states = [Choice(key: "", title: t("credit.any_state"))] + page.states.map { Choice(key: $0, title: t("credit_state.\($0)"), isChosen: $0 == page.state) }
    let rows = page.rows.map { row -> HTML in
        let overridden: HTML? = row.overriddenUntil.map { "<li>\(t("account.overridden", ["day": .day($0)]))</li>" }
        return """
            <tr><th scope="row" class="lead name"><a href="\(Address.creditClient(row.clientKey))">\(row.client)</a></th>\
            <td data-label="\(t("order.contract"))"><span><a href="\(Address.creditContract(row.contractKey))">\(row.contract)</a><small>\(row.seller)</small></span></td>\
            <td data-label="\(t("clients.state"))">\(badge(t("credit_state.\(row.state)"), Tone(creditState: row.state)))</td>\
            <td data-label="\(t("credit.since"))">\(row.since.map { timeTag($0, in: shell) })</td>\
            <td class="wide" data-label="\(t("credit.why"))"><ul class="why-list">\(overridden)\(reasonItems(row.reasons, in: shell))</ul></td></tr>

            """
    }
    let table: HTML = """
        <table class="lines stacked"><caption class="unseen">\(t("credit.blocked"))</caption><thead><tr><th scope="col">\(t("orders.client"))</th><th scope="col">\(t("order.contract"))</th>\
        <th scope="col">\(t("clients.state"))</th><th scope="col">\(t("credit.since"))</th><th scope="col">\(t("credit.why"))</th></tr></thead><tbody>
        \(rows)</tbody></table>
        """
    return document(
        t("credit.blocked"), in: shell,
        """
        \(creditHead(t("credit.blocked"), page.tabs, in: shell))
        <form class="filters" action="\(Address.creditBlocked)" data-submit-on-change>\(select("state", t("clients.state"), states))<button>\(t("search.find"))</button></form>
        \(page.rows.isEmpty ? emptyState(t("credit.none_blocked"), t("credit.none_blocked.text")) : table)
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.creditBlocked(state: page.state, cursor: $0) })
        """)
}

func holdsPage(_ page: HoldsPage, in shell: Shell) -> HTML {
    let t = shell.t
    return document(
        t("credit.holds"), in: shell,
        """
        \(creditHead(t("credit.holds"), page.tabs, in: shell))
        \(problemSummary(page.refusal, [], in: shell))
        \(page.rows.isEmpty ? emptyState(t("credit.no_holds"), t("credit.no_holds.text")) : holds(page, in: shell))
        \(pager(isFirst: page.cursor == nil, next: page.next, in: shell) { Address.creditHolds(cursor: $0) })
        """)
}

private func holds(_ page: HoldsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.rows.map { row -> HTML in
        let missing: HTML? = row.missing.map { "<small class=\"bad\">\(t("credit.missing", ["amount": .money($0)]))</small>" }
        let stopped: HTML? = row.state == "ok" ? nil : "\(badge(t("credit_state.\(row.state)"), Tone(creditState: row.state)))<ul class=\"why-list\">\(reasonItems(row.reasons, in: shell))</ul>"
        let goods: HTML = row.heldUntil.map { "\(timeTag($0, in: shell))" } ?? "<span class=\"bad\">\(t("account.goods_returned"))</span>"
        let cursor: HTML? = page.cursor.map { "<input type=\"hidden\" name=\"cursor\" value=\"\($0)\">" }
        let release: HTML = """
            <form method="post" action="\(Address.release(ofOrder: row.number))">\(cursor)<button class="small\(row.fits ? " primary" : "")">\(t("credit.release"))\
            <span class="unseen"> \(row.number)</span></button></form>
            """
        let ask: HTML =
            row.isAskedFor
            ? "<a href=\"\(Address.creditOverrides)\">\(t("credit.asked_for"))</a>"
            : row.fits ? "" : "<a href=\"\(Address.creditContract(row.contractKey, order: row.number))#override\">\(t("credit.ask_override"))</a>"
        return """
            <tr><th scope="row" class="lead"><a href="\(Address.order(row.number))">\(row.number)</a><small>\(timeTag(row.placedAt, in: shell))</small><small>\(row.placedBy)</small></th>\
            <td data-label="\(t("orders.client"))"><span><a href="\(Address.creditClient(row.clientKey))">\(row.client)</a> \(row.isClientBlocked ? badge(t("client.is_blocked"), .bad) : nil)<small>\
            <a href="\(Address.creditContract(row.contractKey))">\(row.contract)</a></small></span></td>\
            <td class="figure" data-label="\(t("sum.total"))"><b>\(t.money(row.gross))</b></td>\
            <td class="figure" data-label="\(t("account.available"))"><span>\(row.available.map { t.money($0) } ?? t("account.no_limit"))\(missing)</span></td>\
            <td class="wide" data-label="\(t("credit.why"))"><div>\(stopped)</div></td><td data-label="\(t("credit.goods_until"))">\(goods)</td>\
            <td class="act"><div class="acts">\(release)\(ask)</div></td></tr>

            """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("credit.holds"))</caption><thead><tr><th scope="col">\(t("orders.number"))</th><th scope="col">\(t("orders.client"))</th>\
        <th scope="col" class="figure">\(t("sum.total"))</th><th scope="col" class="figure">\(t("account.available"))</th><th scope="col">\(t("credit.why"))</th>\
        <th scope="col">\(t("credit.goods_until"))</th><th scope="col"><span class="unseen">\(t("credit.release"))</span></th></tr></thead><tbody>
        \(rows)</tbody></table>
        """
}

func overridesPage(_ page: OverridesPage, in shell: Shell) -> HTML {
    let t = shell.t
    let cursor: HTML? = page.cursor.map { "<input type=\"hidden\" name=\"cursor\" value=\"\($0)\">" }
    let rows = page.rows.map { row -> HTML in
        let what: HTML = row.order.map { "\(t("credit.override_of_order")) <a href=\"\(Address.order($0))\">\($0)</a>" } ?? HTML(escaping: t("credit.override_of_rules"))
        let decide: HTML =
            row.isOwn
            ? "<span class=\"faint\">\(t("credit.own_waits"))</span>"
            : """
            <div class="acts"><form method="post" action="\(Address.decision(onOverride: row.id, approve: true))">\(cursor)<button class="small primary">\(t("credit.approve"))\
            <span class="unseen"> \(row.client), \(row.contract)</span></button></form>\
            <form method="post" action="\(Address.decision(onOverride: row.id, approve: false))">\(cursor)<button class="small danger">\(t("credit.refuse"))\
            <span class="unseen"> \(row.client), \(row.contract)</span></button></form></div>
            """
        return """
            <tr><th scope="row" class="lead name"><a href="\(Address.creditClient(row.clientKey))">\(row.client)</a></th>\
            <td data-label="\(t("order.contract"))"><a href="\(Address.creditContract(row.contractKey))">\(row.contract)</a></td>\
            <td data-label="\(t("credit.override_what"))"><span>\(what)</span></td><td class="wide" data-label="\(t("credit.reason"))">\(row.reason)</td>\
            <td data-label="\(t("credit.until"))">\(dayTag(row.until, in: shell))</td>\
            <td data-label="\(t("credit.requested_by"))"><span>\(row.requestedBy)<small>\(timeTag(row.requestedAt, in: shell))</small></span></td><td class="act">\(decide)</td></tr>

            """
    }
    let table: HTML = """
        <table class="lines stacked"><caption class="unseen">\(t("credit.overrides"))</caption><thead><tr><th scope="col">\(t("orders.client"))</th><th scope="col">\(t("order.contract"))</th><th scope="col">\(t("credit.override_what"))</th>\
        <th scope="col">\(t("credit.reason"))</th><th scope="col">\(t("credit.until"))</th><th scope="col">\(t("credit.requested_by"))</th>\
        <th scope="col"><span class="unseen">\(t("credit.decision"))</span></th></tr></thead><tbody>
        \(rows)</tbody></table>
        """
    return document(
        t("credit.overrides"), in: shell,
        """
        \(creditHead(t("credit.overrides"), page.tabs, in: shell))
        \(problemSummary(page.refusal, [], in: shell))
        \(page.rows.isEmpty ? emptyState(t("credit.no_overrides"), t("credit.no_overrides.text")) : table)
        \(pager(isFirst: page.cursor == nil, next: page.next, in: shell) { Address.creditOverrides(cursor: $0) })
        """)
}

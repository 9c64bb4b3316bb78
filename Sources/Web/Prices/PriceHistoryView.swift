import HTML
import Integrations
import Kernel
import Localization

/// A product's prices over the lists, as they stand and as they were.
struct PriceHistoryPage: Sendable {
    var tabs: [PricesTab] = [.lists]
    var article: String
    var name: String
    var unit: String
    var current: [KeptPrice]
    var former: [KeptPrice]
    /// Only of this list.
    var list: String?
}

func priceHistoryPage(_ page: PriceHistoryPage, in shell: Shell) -> HTML {
    let t = shell.t
    let title = t("price_history.title", ["article": .text(page.article)])
    let all: HTML? = page.list == nil ? nil : "<p><a href=\"\(Address.priceHistory(page.article))\">\(t("price_history.all_lists"))</a></p>"
    let former = page.former.map { price -> HTML in
        let who = price.replacedBy ?? t("price_changes.system")
        let origin: HTML? = price.origin.map { "<small>\($0)</small>" }
        return """
            <tr><th scope="row" class="lead name">\(price.list.name)</th><td class="figure" data-label="\(t("price_lists.from_quantity"))">\(price.minQuantity == .zero ? "—" : t.quantity(price.minQuantity))</td>\
            <td class="figure" data-label="\(t("goods.price"))"><b>\(t.unitPrice(price.price, price.currency))</b></td><td data-label="\(t("price_history.stood"))">\(timeTag(price.since, in: shell)) — \(price.until.map { timeTag($0, in: shell) })</td>\
            <td data-label="\(t("price_history.replaced_by"))"><span>\(who)\(origin)</span></td></tr>

            """
    }
    return document(
        title, in: shell,
        """
        \(crumbs([(t("prices.tab.lists"), PricesTab.lists.address), (page.article, Address.product(page.article))], in: shell))
        \(pricesHead(title, tabs: page.tabs, current: .lists, in: shell))
        <p>\(page.name)</p>\(all)
        <section class="spaced"><h2>\(t("price_history.now"))</h2>\(page.current.isEmpty ? "<p class=\"faint\">\(t("price_history.none"))</p>" : pricesOverLists(page.current, of: page.article, in: shell))</section>
        <section><h2>\(t("price_history.before"))</h2>
        \(page.former.isEmpty ? "<p class=\"faint\">\(t("price_history.never_changed"))</p>" : """
            <table class="lines stacked"><caption class="unseen">\(t("price_history.before"))</caption><thead><tr><th scope="col">\(t("rates.list"))</th><th scope="col" class="figure">\(t("price_lists.from_quantity"))</th>\
            <th scope="col" class="figure">\(t("goods.price"))</th><th scope="col">\(t("price_history.stood"))</th><th scope="col">\(t("price_history.replaced_by"))</th></tr></thead><tbody>
            \(former)
            </tbody></table>
            """ as HTML)</section>
        """)
}

/// The prices that hold now or will, list by list; for staff.
func pricesOverLists(_ prices: [KeptPrice], of article: String, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = prices.map { price -> HTML in
        """
        <tr><th scope="row" class="lead name"><a href="\(Address.priceHistory(article, list: price.list.externalID))">\(price.list.name)</a> \(price.isCost ? badge(t("price_history.cost"), .quiet) : nil)</th>\
        <td class="figure" data-label="\(t("price_lists.from_quantity"))">\(price.minQuantity == .zero ? "—" : t.quantity(price.minQuantity))</td>\
        <td class="figure" data-label="\(t("goods.price"))"><b>\(t.unitPrice(price.price, price.currency))</b></td><td data-label="\(t("agreement.period"))">\(period(price.from, price.to, in: shell))</td>\
        <td data-label="\(t("price_lists.updated"))">\(timeTag(price.asOf ?? price.since, in: shell))</td></tr>

        """
    }
    return """
        <table class="lines stacked"><caption class="unseen">\(t("price_history.now"))</caption><thead><tr><th scope="col">\(t("rates.list"))</th><th scope="col" class="figure">\(t("price_lists.from_quantity"))</th>\
        <th scope="col" class="figure">\(t("goods.price"))</th><th scope="col">\(t("agreement.period"))</th><th scope="col">\(t("price_lists.updated"))</th></tr></thead><tbody>
        \(rows)
        </tbody></table>
        """
}

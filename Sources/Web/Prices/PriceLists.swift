import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Integrations
import Kernel
import Localization
import Storefront

/// Price lists, contracts with their chains and what changed, for staff; all of it is the accounting system's and read-only here.
struct PriceListsPage: Sendable {
    var tabs: [PricesTab] = [.lists]
    var lists: [PriceListCard]
    var changes: [PriceChange]
    var text = ""
    var manages = false
    var isFirst = true
    var next: String?
}

struct PriceListPage: Sendable {
    var tabs: [PricesTab] = [.lists]
    var list: PriceListCard
    var text = ""
    var prices: [ListedPrice]
    /// The person proposes changes of the portal's own terms.
    var manages = false
    var isFirst = true
    var next: String?
}

struct ContractsPage: Sendable {
    var tabs: [PricesTab] = [.contracts]
    var chains: [ContractChain]
    var manages = false
    var isFirst = true
    var next: String?
}

extension Site {
    func addPriceListRoutes(to router: Router<PortalContext>) {
        router.get("/prices/lists", use: priceLists)
        router.get("/prices/lists/{list}", use: priceList)
        router.get("/prices/contracts", use: contracts)
        router.get("/prices/tester", use: priceTester)
    }

    @Sendable private func priceLists(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try request.query
        let text = String((fields["query"] ?? "").trimmed.prefix(100))
        let cursor = try fields["cursor"].map { try cursors.open($0, for: "page/price-lists") }
        let place = cursor.flatMap { parts in parts.count == 2 ? Int64(parts[1]).map { (name: parts[0], id: $0) } : nil }
        let (found, changes) = try await database.read {
            (try priceListCards(matching: text, after: place, for: visit.viewer, in: $0), place == nil && text.isEmpty ? try priceChanges(for: visit.viewer, in: $0) : [])
        }
        var model = PriceListsPage(tabs: PricesTab.open(to: visit.viewer), lists: found.cards, changes: changes, text: text)
        model.manages = visit.viewer.rights.contains(.managePrices)
        model.isFirst = place == nil
        model.next = found.next.map { cursors.sign([$0.name, String($0.id)], for: "page/price-lists") }
        return page(priceListsPage(model, in: shell(visit, request, context, .prices)), request)
    }

    @Sendable private func priceList(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let key = try context.pathValue("list")
        let fields = try request.query
        let text = String((fields["query"] ?? "").trimmed.prefix(100))
        let after = try fields["cursor"].map { try cursors.open($0, for: "page/prices") }?.first.flatMap { Int64($0) }
        var wanted = ProductQuery()
        wanted.text = text
        let known = text.isEmpty ? [] : Shelf(storefront.current, for: visit.viewer, at: visit.now, showsHidden: true).products(wanted, limit: 200).items.map(\.id)
        let found = try await database.read { try listedPrices(ofList: key, matching: text, found: known, after: after ?? 0, for: visit.viewer, in: $0) }
        var model = PriceListPage(tabs: PricesTab.open(to: visit.viewer), list: found.list, text: text, prices: found.prices)
        model.manages = visit.viewer.rights.contains(.managePrices)
        model.isFirst = after == nil
        model.next = found.next.map { cursors.sign([String($0)], for: "page/prices") }
        return page(priceListPage(model, in: shell(visit, request, context, .prices)), request)
    }

    @Sendable private func contracts(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let after = try request.query["cursor"].map { try cursors.open($0, for: "page/contracts") }?.first.flatMap { Int64($0) }
        let found = try await database.read { try contractChains(ofClient: visit.viewer.client?.id, after: after ?? 0, for: visit.viewer, in: $0) }
        var model = ContractsPage(tabs: PricesTab.open(to: visit.viewer), chains: found.chains)
        model.manages = visit.viewer.rights.contains(.managePrices)
        model.isFirst = after == nil
        model.next = found.next.map { cursors.sign([String($0)], for: "page/contracts") }
        return page(contractsPage(model, in: shell(visit, request, context, .prices)), request)
    }
}

func priceListsPage(_ page: PriceListsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.lists.map { list -> HTML in
        """
        <tr><th scope="row" class="lead name"><a href="\(Address.priceList(list.externalID))">\(list.name)</a>\(list.isPortals ? "<small>\(t("terms.source.portal"))</small>" as HTML : HTML.empty)</th><td data-label="\(t("price_lists.terms"))">\(terms(list, t))</td>
        <td data-label="\(t("agreement.period"))">\(period(list.from, list.to, in: shell))</td><td class="figure" data-label="\(t("price_lists.prices"))">\(count(list, t))</td>
        <td class="figure" data-label="\(t("clients.contracts"))">\(t.number(list.contractCount))</td></tr>

        """
    }
    let changes = page.changes.map { change -> HTML in
        """
        <tr><th scope="row" class="lead">\(timeTag(change.at, in: shell))</th><td data-label="\(t("price_changes.what"))">\(t("price_changes.kind.\(change.kind)"))</td>
        <td data-label="\(t("price_changes.action"))">\(t.text("price_changes.action.\(change.action)") ?? t("price_changes.action.saved"))</td><td class="figure" data-label="\(t("price_changes.count"))">\(t.number(change.count))</td>
        <td data-label="\(t("price_changes.who"))">\(change.actor ?? t("price_changes.system"))</td></tr>

        """
    }
    return document(
        t("prices.tab.lists"), in: shell,
        """
        \(pricesHead(t("prices.tab.lists"), tabs: page.tabs, current: .lists, in: shell, actions: page.manages ? "<a class=\"button\" href=\"\(Address.newTerms("price-lists"))\">\(t("terms.new.price-lists"))</a>" : nil))
        <p class="faint">\(t("price_lists.owners"))</p>
        <form class="filters" action="\(PricesTab.lists.address)"><input type="search" name="query" value="\(page.text)" maxlength="100" aria-label="\(t("price_lists.find"))" \
        placeholder="\(t("price_lists.find"))"><button>\(t("search.find"))</button></form>
        \(page.lists.isEmpty ? (page.text.isEmpty ? emptyState(t("price_lists.empty"), t("price_lists.empty.text")) : emptyState(t("agreements.nothing"), t("agreements.nothing.text"))) : """
            <table class="lines stacked"><caption class="unseen">\(t("prices.tab.lists"))</caption><thead><tr><th scope="col">\(t("price_files.name"))</th><th scope="col">\(t("price_lists.terms"))</th>\
            <th scope="col">\(t("agreement.period"))</th><th scope="col" class="figure">\(t("price_lists.prices"))</th><th scope="col" class="figure">\(t("clients.contracts"))</th></tr></thead><tbody>
            \(rows)
            </tbody></table>
            """ as HTML)
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.with(PricesTab.lists.address, [("query", page.text.isEmpty ? nil : page.text), ("cursor", $0)]) })
        \(page.changes.isEmpty ? HTML.empty : """
        <section><h2>\(t("price_changes.title"))</h2>
        <table class="lines stacked"><caption class="unseen">\(t("price_changes.title"))</caption><thead><tr><th scope="col">\(t("price_changes.when"))</th><th scope="col">\(t("price_changes.what"))</th>\
        <th scope="col">\(t("price_changes.action"))</th><th scope="col" class="figure">\(t("price_changes.count"))</th><th scope="col">\(t("price_changes.who"))</th></tr></thead><tbody>
        \(changes)
        </tbody></table></section>
        """ as HTML)
        """)
}

/// How many rows a list has, as far as they are counted.
private func count(_ list: PriceListCard, _ t: Texts) -> String {
    list.priceCount < PriceListCard.countLimit ? t.number(list.priceCount) : t("price_lists.count_or_more", ["count": .integer(Int64(list.priceCount))])
}

func priceListPage(_ page: PriceListPage, in shell: Shell) -> HTML {
    let t = shell.t
    let isEditable = page.manages && page.list.isPortals
    let actions: HTML? =
        isEditable
        ? """
        <a class="button" href="\(Address.newTerms("price-lists", subject: page.list.externalID))">\(t("terms.change_list"))</a> \
        <a class="button primary" href="\(Address.newTerms("prices", subject: page.list.externalID))">\(t("terms.new.prices"))</a>
        """ : nil
    let rows = page.prices.map { price -> HTML in
        """
        <tr><td class="article"><a href="\(Address.product(price.article))">\(price.article)</a></td><th scope="row" class="name">\(price.name)</th>
        <td class="figure" data-label="\(t("price_lists.from_quantity"))">\(price.minQuantity == .zero ? "—" : t.quantity(price.minQuantity))</td>
        <td class="figure" data-label="\(t("goods.price"))"><a href="\(Address.priceHistory(price.article, list: page.list.externalID))"><b>\(t.unitPrice(price.price, page.list.currency))</b><span class="unseen"> \(t("price_history.link"))</span></a></td>
        <td data-label="\(t("agreement.period"))">\(period(price.from, price.to, in: shell))</td><td data-label="\(t("price_lists.updated"))">\(timeTag(price.asOf, in: shell))</td>\(isEditable ? "<td class=\"act\"><a class=\"button\" href=\"\(change(price, page.list.externalID))\">\(t("terms.change"))<span class=\"unseen\"> \(price.article)</span></a></td>" as HTML : HTML.empty)</tr>

        """
    }
    return document(
        page.list.name, in: shell,
        """
        \(crumbs([(t("prices.tab.lists"), PricesTab.lists.address)], in: shell))
        \(pricesHead(page.list.name, tabs: page.tabs, current: .lists, in: shell, actions: actions))
        <p class="faint">\(terms(page.list, t)) · \(t(page.list.isPortals ? "price_lists.portals" : "price_lists.read_only"))</p>
        <form class="filters" action="\(Address.priceList(page.list.externalID))"><input type="search" name="query" value="\(page.text)" maxlength="100" aria-label="\(t("price_lists.search"))" \
        placeholder="\(t("price_lists.search"))"><button>\(t("search.find"))</button></form>
        \(page.prices.isEmpty ? emptyState(t("agreements.nothing"), t("agreements.nothing.text")) : """
            <table class="lines stacked"><caption class="unseen">\(page.list.name)</caption><thead><tr><th scope="col">\(t("goods.article"))</th><th scope="col">\(t("goods.name"))</th>\
            <th scope="col" class="figure">\(t("price_lists.from_quantity"))</th><th scope="col" class="figure">\(t("goods.price"))</th><th scope="col">\(t("agreement.period"))</th>\
            <th scope="col">\(t("price_lists.updated"))</th>\(isEditable ? "<th scope=\"col\"><span class=\"unseen\">\(t("terms.change"))</span></th>" as HTML : HTML.empty)</tr></thead><tbody>
            \(rows)
            </tbody></table>
            """ as HTML)
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.priceList(page.list.externalID, text: page.text, cursor: $0) })
        """)
}

func contractsPage(_ page: ContractsPage, in shell: Shell) -> HTML {
    let t = shell.t
    let rows = page.chains.map { chain -> HTML in
        let lists = chain.lists.enumerated().map { place, list -> HTML in "\(place > 0 ? " → " : "")<a href=\"\(Address.priceList(list.externalID))\">\(list.name)</a>" }
        return """
            <tr><th scope="row" class="lead name">\(chain.number.isEmpty ? chain.externalID : chain.number)<small>\(chain.client)</small></th><td data-label="\(t("order.seller"))">\(chain.seller)</td>
            <td data-label="\(t("agreement.prices_are"))">\(chain.currency.code), \(t("vat_mode.\(chain.vatMode.rawValue)"))</td>
            <td data-label="\(t("orders.status"))">\(badge(t(chain.isActive ? "contracts.active" : "contracts.closed"), chain.isActive ? .good : .quiet))</td>
            <td data-label="\(t("contracts.rate_rule"))">\(rateRule(chain.rateRule, t))</td><td data-label="\(t("contracts.chain"))"><span>\(lists.isEmpty ? ["—"] : lists)</span></td>\(page.manages ? "<td class=\"act\"><a class=\"button\" href=\"\(Address.newTerms(chain.isPortals ? "contracts" : "contract-lists", subject: chain.externalID))\">\(t(chain.isPortals ? "terms.change" : "terms.add_lists"))<span class=\"unseen\"> \(chain.number)</span></a></td>" as HTML : HTML.empty)</tr>

            """
    }
    return document(
        t("prices.tab.contracts"), in: shell,
        """
        \(pricesHead(t("prices.tab.contracts"), tabs: page.tabs, current: .contracts, in: shell, actions: page.manages ? "<a class=\"button\" href=\"\(Address.newTerms("contracts"))\">\(t("terms.new.contracts"))</a>" : nil))
        <p class="faint">\(t("contracts.owners"))</p>
        <table class="lines stacked"><caption class="unseen">\(t("prices.tab.contracts"))</caption><thead><tr><th scope="col">\(t("contracts.number"))</th><th scope="col">\(t("order.seller"))</th>\
        <th scope="col">\(t("agreement.prices_are"))</th><th scope="col">\(t("orders.status"))</th><th scope="col">\(t("contracts.rate_rule"))</th><th scope="col">\(t("contracts.chain"))</th>\(page.manages ? "<th scope=\"col\"><span class=\"unseen\">\(t("terms.change"))</span></th>" as HTML : HTML.empty)</tr></thead><tbody>
        \(rows)
        </tbody></table>
        \(pager(isFirst: page.isFirst, next: page.next, in: shell) { Address.with(PricesTab.contracts.address, [("cursor", $0)]) })
        """)
}

/// Which day's rate converts prices of another currency, and what is put on top.
func rateRule(_ rule: RateRule, _ t: Texts) -> String {
    [t("rate_day.\(rule.day.rawValue)"), rule.markup == .zero ? nil : t("contracts.rate_markup", ["markup": .percent(rule.markup)])].compactMap(\.self).joined(separator: ", ")
}

/// The form with this row, to be changed or ended.
private func change(_ price: ListedPrice, _ list: String) -> String {
    func day(_ day: Day) -> String? { day.parts.year <= 1901 || day.parts.year >= 2999 ? nil : day.description }
    return Address.newPrice(list: list, [
        ("article", price.article), ("quantity", price.minQuantity == .zero ? nil : price.minQuantity.decimal), ("price", price.price.decimal), ("from", day(price.from)), ("to", day(price.to)),
    ])
}

private func terms(_ list: PriceListCard, _ t: Texts) -> String {
    [list.currency.code, t(list.vatIncluded ? "vat_mode.included" : "vat_mode.on_top"), list.isNet ? t("price_lists.net") : nil].compactMap(\.self).joined(separator: ", ")
}

/// Open ends are left open.
func period(_ from: Day, _ to: Day, in shell: Shell) -> HTML {
    let start: HTML = from.parts.year <= 1901 ? "…" : dayTag(from, in: shell)
    let end: HTML = to.parts.year >= 2999 ? "…" : dayTag(to, in: shell)
    return "\(start) — \(end)"
}

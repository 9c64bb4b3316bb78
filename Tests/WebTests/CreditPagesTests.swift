import Foundation
import HTML
import HTTP
import Kernel
import Localization
import Receivables
import Testing

@testable import Web

@Suite("Pages about money")
struct CreditPagesTests {
    private let samples = Samples()

    private func elements(_ html: String) -> [Markup.Element] { Markup(html).elements }

    @Test("the head names every limit, those that share one together, and counts them where they are many")
    func head() {
        let two = accountPage(samples.account, in: samples.shell("/account") { $0.limits = samples.limits }).text
        for text in ["Договоры № 14/2025-П, 15/2025-П", "1\u{A0}284\u{A0}500,40\u{A0}₽", "№ 7-К", "-9\u{A0}541,00\u{A0}₽"] { #expect(two.contains(text), "\(text)") }
        let many = accountPage(AccountPage(contracts: []), in: samples.shell("/account") { $0.limits = samples.manyLimits }).text
        #expect(many.contains("4 договора") && many.contains("Заказы остановлены"))
    }

    @Test("each figure of a contract leads to the documents behind it, on the page where they stand")
    func figures() {
        let glance = elements(homePage(samples.home, in: samples.shell("/")).text).compactMap { $0.attributes["href"] }
        for part in ["documents", "orders"] { #expect(glance.contains("/account/k2#\(part)")) }
        let page = elements(contractPage(samples.contract, in: samples.shell("/account/k2")).text)
        let ids = Set(page.compactMap { $0.attributes["id"] })
        for link in page.compactMap({ $0.attributes["href"] }) where link.hasPrefix("#") && link != "#main" { #expect(ids.contains(String(link.dropFirst()))) }
    }

    @Test("a stop tells its reason and what lifts it, to the client and to staff")
    func reasons() {
        for html in [accountPage(samples.account, in: samples.shell("/account")).text, blockedPage(samples.blocked, in: samples.shell("/credit")).text, cartPage(samples.readyCart, in: samples.shell("/cart")).text] {
            #expect(html.contains("Просрочка 9 дн.") && html.contains("Чтобы снять: оплатить счёт 118"))
        }
    }

    @Test("one's own request shows no buttons, an order that fits no way round the limit")
    func secondPerson() {
        let actions = elements(overridesPage(samples.waiting, in: samples.shell("/credit")).text).compactMap { $0.attributes["action"] }
        #expect(actions.contains("/credit/overrides/1/approval") && actions.contains("/credit/overrides/1/refusal"))
        #expect(!actions.contains { $0.hasPrefix("/credit/overrides/2/") })
        let links = elements(holdsPage(samples.holds, in: samples.shell("/credit")).text).compactMap { $0.attributes["href"] }
        #expect(links.filter { $0.hasPrefix("/credit/contracts/k2?order=") } == ["/credit/contracts/k2?order=K002420#override"])
    }

    @Test("who may not manage credit gets no form of it")
    func managers() {
        let seen = elements(creditContractPage(samples.seenContract, in: samples.shell("/credit")).text)
        #expect(!seen.contains { ($0.attributes["action"] ?? "").hasPrefix("/credit") })
        var rules = samples.creditRules
        rules.canManage = false
        #expect(!elements(creditRulesPage(rules, in: samples.shell("/credit")).text).contains { ($0.attributes["action"] ?? "").hasPrefix("/credit") })
        #expect(elements(creditContractPage(samples.creditContract, in: samples.shell("/credit")).text).contains { ($0.attributes["action"] ?? "").hasPrefix("/credit") })
    }

    @Test("a refused form comes back open, as it was typed, with its problems at the fields")
    func refused() {
        let markup = Markup(creditContractPage(samples.creditContract, in: samples.shell("/credit")).text)
        #expect(markup.elements.first { $0.attributes["id"] == "entry" }?.attributes["open"] != nil)
        #expect(markup.elements.first { $0.attributes["id"] == "block" }?.attributes["open"] == nil)
        let amount = markup.elements.first { $0.attributes["name"] == "entry_amount" }
        #expect(amount?.attributes["value"] == "сто рублей" && amount?.attributes["aria-invalid"] == "true")
        #expect(markup.elements.contains { $0.attributes["href"] == "#entry_amount" })
        #expect(markup.text.contains("наличными"))
    }

    @Test("an ageing query survives its address, and a changed order begins from the first page")
    func query() throws {
        let query = AgeingQuery().with {
            $0.text = "ООО «А» & Б"
            $0.manager = "Ольга Ветрова"
            $0.seller = "s/1"
            $0.state = .prepayOnly
            $0.onlyOverdue = true
            $0.order = .days
            $0.cursor = "c"
        }
        let parameters = try Form(parsing: String(try #require(Address.credit(query).split(separator: "?").last)))
        #expect(AgeingQuery { parameters[$0] } == query)
        #expect(!Address.ageingFile(query).contains("cursor"))
        let sorts = elements(ageingPage(samples.ageing, in: samples.shell("/credit")).text).compactMap { $0.attributes["href"] }.filter { $0.contains("sort=debt") }
        #expect(!sorts.isEmpty && sorts.allSatisfy { !$0.contains("cursor") })
        #expect(AgeingQuery { ["state": "stolen", "sort": "x", "overdue": "yes"][$0] } == AgeingQuery())
    }

    @Test("a table of rules says what it was filled from", arguments: [CreditRule.standard, [], [CreditRule(.overdueSum, 5_630_000, .blocked), CreditRule(.overdueSum, 150, .warn), CreditRule(.missingDocuments, 3, .prepayOnly)]])
    func rules(rules: [CreditRule]) {
        let (read, problems) = RulesForm(rules).rules(Texts(.ru))
        #expect(Set(read) == Set(rules) && problems.isEmpty)
    }

    @Test("a threshold that cannot be one is told at its cell", arguments: ["0", "-3", "много", "1,5", "99999999999999999999"])
    func thresholds(text: String) {
        var form = RulesForm()
        form.values = ["overdue_days-warn": text, "overdue_sum-warn": "56 300,50", "limit_share-warn": "90", "limit_share-blocked": "90"]
        let (rules, problems) = form.rules(Texts(.ru))
        #expect(problems.map(\.field) == ["rule-overdue_days-warn", "rule-limit_share-blocked"])
        #expect(rules.first { $0.measure == .overdueSum }?.threshold == 5_630_050)
    }

    @Test(
        "sums and days are read as people type them",
        arguments: [("56 300,00", "56300.00"), ("56\u{A0}300.5 ₽", "56300.50"), ("\u{2212}12", "-12.00"), ("1,234,5", nil), ("сто", nil), ("", nil)])
    func money(text: String, sum: String?) { #expect(typedMoney(text)?.decimal == sum) }

    @Test(
        "a day is read as browsers send it and as people type it",
        arguments: [("2026-11-24", "2026-11-24"), ("24.11.2026", "2026-11-24"), (" 1.2.2026 ", "2026-02-01"), ("31.02.2026", nil), ("24.11.26", nil), ("", nil)])
    func days(text: String, day: String?) { #expect(typedDay(text)?.description == day) }

    @Test("an entry cannot be of a kind that the portal does not make, and names all that cannot be read")
    func entry() {
        var form = EntryForm()
        form.kind = "opening"
        form.date = "вчера"
        form.amount = "сто"
        form.due = "потом"
        #expect(Set(form.item(contract: "D1", Texts(.ru)).problems.map(\.field)) == ["entry_kind", "entry_date", "entry_amount", "entry_due"])
        form = EntryForm()
        form.date = "24.11.2026"
        form.amount = "1 000,50"
        form.pays = "I1"
        let (item, problems) = form.item(contract: "D1", Texts(.ru))
        #expect(problems.isEmpty)
        #expect(JSON.object(item).text == #"{"contract":"D1","kind":"payment","date":"2026-11-24","amount":"1000.50","allocated":[{"entry":"I1","amount":"1000.50"}]}"#)
    }
}

import HTML
import Kernel

@testable import Web

/// Pages about changes of terms with believable content.
extension Samples {
    var termsList: TermsListPage {
        var page = TermsListPage(
            tabs: PricesTab.allCases, filter: "waiting", text: w("Осень"),
            rows: ["waiting", "approved", "refused", "withdrawn"].map { status in
                TermsListPage.Row(
                    number: w("T000012"), kind: "discounts", title: w("Осень для монтажников"), client: w("ООО «СтройМонтаж-Юг»"), count: 1, status: status, proposedBy: w("Елена Орлова"),
                    proposedAt: now, decidedBy: status == "waiting" ? nil : w("Павел Громов"), decidedAt: status == "waiting" ? nil : now, awaitsViewer: status == "waiting")
            })
        page.canPropose = true
        page.next = w("следующая")
        return page
    }

    private func change(_ kind: String) -> TermsPage {
        var page = TermsPage(
            number: w("T000012"), kind: kind, title: w("Осень для монтажников"), reason: w("Возвращаем объём"), proposedBy: w("Елена Орлова"), proposedAt: now, status: "waiting")
        page.tabs = PricesTab.allCases
        page.client = w("ООО «СтройМонтаж-Юг»")
        return page
    }

    var discountChange: TermsPage {
        var page = change("discounts")
        page.fields = [.init(label: w("Процент"), before: w("5 %"), after: w("7 %")), .init(label: w("По"), before: nil, after: w("31.12.2026"))]
        (page.products, page.clients, page.exampleClient) = (214, 12, w("ООО «СтройМонтаж-Юг»"))
        page.examples = [
            .init(article: w("БШ-8"), name: w("Болт"), before: w("100 ₽"), after: w("93 ₽"), cost: w("70 ₽"), marginBefore: w("30 %"), marginAfter: w("24,7 %")),
        ]
        page.canDecide = true
        page.tester = Address.with(PricesTab.tester.address, [("change", page.number)])
        page.problems = [FieldProblem(field: "reason", text: w("Поле обязательно."))]
        return page
    }

    var priceChange: TermsPage {
        var page = change("prices")
        page.rows = [
            .init(
                article: w("БШ-8"), name: w("Болт"), minQuantity: w("100"), period: w("с 1 дек."), before: w("100 ₽"), after: w("93 ₽"), difference: w("−7 %"), cost: w("70 ₽"), margin: w("24,7 %"),
                isStale: true),
            .init(article: w("БШ-9"), name: w("Болт 9"), minQuantity: "—", period: w("бессрочно"), before: nil, after: w("93 ₽")),
        ]
        (page.count, page.isStale, page.canWithdraw, page.isOwn, page.next) = (250, true, true, true, w("дальше"))
        page.subject = Address.priceList(w("portal-1"))
        page.again = Address.newTerms("prices", again: page.number)
        page.refusal = w("Записи изменились")
        return page
    }

    var discountsSample: DiscountsPage {
        func row(_ isPortals: Bool) -> DiscountsPage.Row {
            .init(
                id: w("portal-3"), name: w("Осень"), target: w("Сегмент: Монтажники"), scope: w("Бренд: Kitano"), effect: w("−7 %"), from: w("от 10"), rule: w("лучшая, приоритет 100"),
                period: w("бессрочно"), isPortals: isPortals, waiting: isPortals ? 1 : 0)
        }
        var page = DiscountsPage(
            tabs: PricesTab.allCases, filters: [("query", w("Название"), w("x")), ("client", w("Клиент"), w("Юг"))], rows: [row(true), row(false)], floors: [row(true), row(false)])
        (page.canPropose, page.isFiltered, page.isFirst) = (true, true, false)
        page.problems = [FieldProblem(field: "client", text: w("Подходит несколько"))]
        return page
    }

    var termsForm: TermsFormPage {
        var page = TermsFormPage(kind: "discounts", subject: w("portal-3"), title: w("Изменить скидку"), reason: w("Так решили"))
        page.fields = [
            .init(name: "name", label: w("Название"), value: w("Осень"), control: .text(limit: 500, isNumber: false, isRequired: true)),
            .init(name: "from", label: w("С"), value: "2026-12-01", control: .day),
            .init(name: "target", label: w("Кому"), value: "client", control: .select([Choice(key: w("all"), title: w("Всем")), Choice(key: w("client"), title: w("Клиенту"), isChosen: true)])),
            .init(name: "target-which", label: w("Кому именно"), value: w("Юг"), control: .pick(hint: w("часть названия"), choices: [Choice(key: w("c1"), title: w("Юг")), Choice(key: w("c2"), title: w("Юг-2"))], chosen: nil)),
            .init(name: "scope-which", label: w("На что"), value: w("Kitano"), control: .pick(hint: nil, choices: [], chosen: w("b1"))),
        ]
        page.problems = [FieldProblem(field: "target-which", text: w("Выберите"))]
        return page
    }

    var pricesForm: TermsFormPage {
        var page = TermsFormPage(kind: "prices", subject: w("portal-3"), title: w("Цены"))
        page.rows = [.init(article: w("БШ-8"), name: w("Болт"), quantity: w("10"), price: w("93"), from: "2026-12-01", to: "", before: w("100 ₽")), .init()]
        page.problems = [FieldProblem(field: "price-0", text: w("Строка 1: цена"))]
        return page
    }

    var termsPages: [(String, HTML)] {
        [
            ("terms", termsListPage(termsList, in: shell("/prices/changes", .prices, isStaff: true))),
            ("terms-empty", termsListPage(TermsListPage(rows: []), in: shell("/prices/changes", .prices, isStaff: true))),
            ("terms-discount", termsPage(discountChange, in: shell("/prices/changes/x", .prices, isStaff: true))),
            ("terms-prices", termsPage(priceChange, in: shell("/prices/changes/x", .prices, isStaff: true))),
            ("discounts", discountsPage(discountsSample, in: shell("/prices/discounts", .prices, isStaff: true))),
            ("terms-form", termsFormPage(termsForm, in: shell("/prices/changes/new", .prices, isStaff: true))),
            ("terms-form-prices", termsFormPage(pricesForm, in: shell("/prices/changes/new", .prices, isStaff: true))),
        ]
    }
}

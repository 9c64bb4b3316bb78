import Kernel
import Receivables

@testable import Web

/// Pages about money with believable content.
extension Samples {
    var limits: [Shell.Limit] {
        [
            Shell.Limit(contracts: [w("14/2025-П"), w("15/2025-П")], available: sum("1284500.40")),
            Shell.Limit(contracts: [w("7-К")], available: sum("-9541.00"), state: w("hold_shipment")),
        ]
    }

    var manyLimits: [Shell.Limit] { (1...4).map { Shell.Limit(contracts: [w("7-К/\($0)")], state: $0 == 3 ? w("blocked") : "ok") } }

    var reason: AccountPage.Reason {
        AccountPage.Reason(text: w("Просрочка 9 дн.: 120 400,00 ₽, документов 1"), liftsWhen: w("оплатить счёт 118 от 02.11.2026 на 120 400,00 ₽"))
    }

    private var stopped: AccountPage.Contract {
        var contract = AccountPage.Contract(
            key: w("k2"), number: w("7-К"), seller: w("ООО «Кабель-Юг»"), entity: w("ООО «СтройМонтаж-Юг»"), limit: sum("500000"), debt: sum("488200.00"), advance: sum("1200.00"),
            overdue: sum("120400.00"), overdueDays: 9, inOrders: sum("21341.00"), inApproval: sum("15000.00"), onHold: sum("38120.00"), available: sum("-9541.00"),
            state: w("hold_shipment"), reasons: [reason, AccountPage.Reason(text: w("Ограничено вручную: спор по акту"))])
        contract.overriddenUntil = day("2026-12-01")
        contract.sharedWith = [w("8-К"), w("9-К")]
        contract.paymentDays = 14
        contract.isBanking = true
        contract.isOver = true
        contract.asOf = now
        return contract
    }

    var account: AccountPage {
        let free = AccountPage.Contract(
            key: w("k1"), number: w("14/2025-П"), seller: w("ООО «Крепёж-Снаб»"), limit: sum("3000000"), debt: sum("1412300.20"), advance: .zero(.rub), overdue: .zero(.rub),
            inOrders: sum("303199.40"), inApproval: .zero(.rub), onHold: .zero(.rub), available: sum("1284500.40"), state: w("ok"), paymentDays: 21)
        func total(_ name: String?) -> AccountPage.Total {
            AccountPage.Total(
                name: name, debt: sum("1900500.20"), advance: sum("1200"), overdue: sum("120400"), inOrders: sum("324540.40"), onHold: sum("38120"), limit: name == nil ? nil : sum("3500000"),
                available: name == nil ? nil : sum("1274959.40"))
        }
        return AccountPage(contracts: [free, stopped], totals: [total(w("ООО «СтройМонтаж-Юг»")), total(w("ООО «СтройМонтаж-Дон»")), total(nil)], asOf: now)
    }

    var home: HomePage { HomePage(account: account, orders: Array(orders(isStaff: false).rows.prefix(5))) }

    var contract: ContractPage {
        ContractPage(
            contract: stopped,
            documents: [
                .init(
                    kind: w("invoice"), number: w("118"), date: day("2026-11-02"), due: day("2026-11-15"), overdueDays: 9, total: sum("156300"), left: sum("120400"), order: w("K002418")),
                .init(kind: w("payment"), number: w("77"), date: day("2026-11-20"), due: day("2026-11-20"), overdueDays: 0, total: sum("5000"), left: sum("-1200")),
            ],
            orders: creditOrders,
            lines: [
                .init(
                    kind: w("payment"), number: w("77"), date: day("2026-11-20"), due: nil, order: nil, told: sum("-5000"), counted: sum("-5000"), balance: sum("488200"), open: sum("-1200"),
                    allocations: [.init(document: w("Счёт 118"), date: day("2026-11-02"), amount: sum("3800"))], note: w("п/п 77"), issues: [w("Похоже на запись P-76, полученную раньше")]),
                .init(
                    kind: w("shipment"), number: w("РТ-12"), date: day("2026-11-03"), due: day("2026-11-17"), order: w("K002418"), told: sum("156300"), counted: .zero(.rub),
                    balance: sum("493200"), open: .zero(.rub)),
                .init(
                    kind: w("invoice"), number: w("118"), date: day("2026-11-02"), due: day("2026-11-15"), order: w("K002418"), told: sum("156300"), counted: sum("156300"),
                    balance: sum("493200"), open: sum("120400"), allocations: [.init(document: w("Оплата 77"), date: day("2026-11-20"), amount: sum("3800"))]),
            ], showsDocuments: true, isFirst: false, next: w("cursor"))
    }

    var documents: DocumentsPage {
        var query = DocumentsQuery()
        query.text = w("12")
        query.contract = w("k1")
        query.client = w("c1")
        query.order = w("K002418")
        query.from = w("2026-11-01")
        query.isUnsigned = true
        let rows = ["awaited", "signed", "refused", "not_needed"].map { signature in
            DocumentsPage.Row(
                kind: w("upd"), signature: w(signature), number: w("РТ-12/7"), date: day("2026-11-12"), signedOn: signature == "signed" ? day("2026-11-14") : nil,
                contractKey: w("k1"), contract: w("14/2025-П"), client: w("ООО «СтройМонтаж-Юг»"), order: w("K002418"), amount: signature == "not_needed" ? nil : sum("56300"))
        }
        var page = DocumentsPage(query: query, rows: rows, contracts: [Choice(key: w("k1"), title: w("14/2025-П"), isChosen: true)])
        page.linksContracts = true
        page.isFirst = false
        page.next = w("cursor")
        return page
    }

    private var creditOrders: [ContractPage.Order] {
        [
            .init(number: w("K002420"), reference: w("З-2312"), placedAt: now, status: w("on_hold"), gross: sum("38120"), taken: .zero(.rub), isOnHold: true, heldUntil: now),
            .init(number: w("K002419"), placedAt: now, status: w("on_hold"), gross: sum("9120"), taken: .zero(.rub), isOnHold: true),
            .init(number: w("K002418"), placedAt: now, status: w("processing"), gross: sum("21341"), taken: sum("21341"), isOnHold: false),
        ]
    }

    // MARK: - For the credit controller

    private func sums(_ debt: String) -> AgeingPage.Sums {
        AgeingPage.Sums(debt: sum(debt), buckets: [sum("100000"), sum("20400.50"), .zero(.rub), .zero(.rub), sum("1000")], advance: sum("300"))
    }

    var ageing: AgeingPage {
        AgeingPage(
            query: AgeingQuery().with { $0.text = w("монтаж"); $0.order = .days; $0.cursor = w("c") }, sellers: [Choice(key: w("s1"), title: w("ООО «Кабель-Юг»"), isChosen: true)],
            managers: [Choice(key: w("Марина Лебедева"), title: w("Марина Лебедева"))],
            rows: (1...3).map { number in
                .init(
                    client: w("ООО «СтройМонтаж-Юг»"), clientKey: w("c1"), contract: w("7-К/\(number)"), contractKey: w("k\(number)"), seller: w("ООО «Кабель-Юг»"), manager: w("Марина Лебедева"),
                    state: w("hold_shipment"), overdueDays: number * 9, sums: sums("\(121_400 * number).50"))
            }, totals: [.init(contracts: 214, sums: sums("98121400.50"))], tabs: CreditTabs(current: .ageing), next: w("n"))
    }

    var blocked: BlockedPage {
        BlockedPage(
            state: w("warn"), states: ["warn", "blocked"].map(w),
            rows: [
                .init(
                    client: w("ООО «СтройМонтаж-Юг»"), clientKey: w("c1"), contract: w("7-К"), contractKey: w("k2"), seller: w("ООО «Кабель-Юг»"), state: w("prepay_only"), since: now,
                    reasons: [reason, reason], overriddenUntil: day("2026-12-01"))
            ], tabs: CreditTabs(current: .blocked), isFirst: false, next: w("n"))
    }

    var holds: HoldsPage {
        func row(_ number: String, fits: Bool) -> HoldsPage.Row {
            .init(
                number: w(number), client: w("ООО «СтройМонтаж-Юг»"), clientKey: w("c1"), contract: w("7-К"), contractKey: w("k2"), gross: sum("38120"), available: sum("-9541"),
                missing: fits ? nil : sum("47661"), state: fits ? "ok" : w("hold_shipment"), reasons: fits ? [] : [reason], placedAt: now, placedBy: w("Олег Сорокин"),
                heldUntil: fits ? now : nil, isAskedFor: false, fits: fits)
        }
        var asked = row("K002421", fits: false)
        asked.isAskedFor = true
        return HoldsPage(
            rows: [row("K002419", fits: true), row("K002420", fits: false), asked], tabs: CreditTabs(current: .holds), refusal: w("Заказ K002420 не снят с ожидания."), cursor: w("c"), next: w("n"))
    }

    var waiting: OverridesPage {
        func row(_ id: Int64, isOwn: Bool) -> OverridesPage.Row {
            .init(
                id: id, client: w("ООО «СтройМонтаж-Юг»"), clientKey: w("c1"), contract: w("7-К"), contractKey: w("k2"), order: isOwn ? nil : w("K002420"),
                reason: w("Гарантийное письмо № 4"), until: day("2026-12-01"), requestedBy: w("Нина Белова"), requestedAt: now, isOwn: isOwn)
        }
        return OverridesPage(rows: [row(1, isOwn: false), row(2, isOwn: true)], tabs: CreditTabs(current: .overrides), refusal: w("Решение уже принято."), cursor: w("c"), next: w("n"))
    }

    private var block: CreditContractPage.Block {
        .init(id: 3, state: w("blocked"), reason: w("спор по акту"), until: nil, madeBy: w("Нина Белова"), madeAt: now)
    }

    private var override: CreditContractPage.Override {
        .init(order: w("K002418"), reason: w("Гарантийное письмо"), until: day("2026-12-01"), requestedBy: w("Нина Белова"), requestedAt: now, status: w("approved"), decidedBy: w("Елена Орлова"))
    }

    var creditContract: CreditContractPage {
        var page = CreditContractPage(
            statement: contract, client: w("ООО «СтройМонтаж-Юг»"), clientKey: w("c1"), currency: "RUB", blocks: [block], overrides: [override], hasOwnRules: true,
            rules: RulesForm(CreditRule.standard), canManage: true, closedTo: day("2026-10-31"), payable: [Choice(key: w("I118"), title: w("Счёт 118 от 02.11.2026"))], tabs: CreditTabs(),
            nonce: w("n"))
        page.open = .entry
        page.entry.amount = w("сто рублей")
        page.entry.date = w("32.13.2026")
        page.entry.note = w("наличными")
        page.entry.problems = [FieldProblem(field: "entry_amount", text: w("«сто рублей» не похоже на сумму.")), FieldProblem(field: "entry_date", text: w("Введите дату."))]
        return page
    }

    var seenContract: CreditContractPage {
        var page = creditContract
        page.canManage = false
        page.open = nil
        return page
    }

    var creditClient: CreditClientPage {
        CreditClientPage(
            client: w("ООО «СтройМонтаж-Юг»"), clientKey: w("c1"), account: account, ageing: [.init(contract: w("7-К"), contractKey: w("k2"), sums: sums("121400.50"))], orders: creditOrders,
            blocks: [.init(contract: w("7-К"), block: block)], overrides: [.init(contract: w("7-К"), override: override)],
            payments: [.init(kind: w("payment"), number: w("77"), date: day("2026-11-20"), contract: w("7-К"), contractKey: w("k2"), amount: sum("5000"))],
            events: [.init(at: now, text: w("Договор № 7-К: «Внимание» → «Отгрузка остановлена»")), .init(at: now, text: w("Исключение утверждено"), person: w("Елена Орлова"))],
            tabs: CreditTabs())
    }

    var creditRules: CreditRulesPage {
        var rules = RulesForm(CreditRule.standard)
        rules.values["overdue_sum-warn"] = w("много")
        rules.problems = [FieldProblem(field: Field.rule + "overdue_sum-warn", text: w("«много» не подходит."))]
        return CreditRulesPage(
            rules: rules, areOwn: true, holdHours: w("48"), books: [.init(key: w("s1"), name: w("ООО «Кабель-Юг»"), closedTo: day("2026-10-31")), .init(key: w("s2"), name: w("ООО «Крепёж-Снаб»"))],
            canManage: true, tabs: CreditTabs(current: .rules))
    }
}

import HTML
import Integrations
import Kernel
import Localization

@testable import Web

extension Samples {
    private var row: SupportPage.Row {
        SupportPage.Row(
            id: 17, subject: w("Сертификат на кабель"), topic: "documents", state: "open", client: w("ООО «СтройМонтаж-Юг»"), askedBy: w("Олег Сорокин"), createdAt: now, lastAt: now,
            waiting: 187_200, isOverdue: true, firstAnswer: 5400, keepers: [w("Марина Лебедева")])
    }

    /// Requests to support, the help, a client on one page.
    var supportPages: [(String, HTML)] {
        let problem = FieldProblem(field: "text", text: w("Напишите сообщение."))
        var queue = SupportPage(isStaff: true, rows: [row], state: "open", hours: 24, canAsk: false)
        queue.client = (w("c1"), w("ООО «СтройМонтаж-Юг»"))
        queue.times = SupportPage.Times(asked: 12, answered: 9, inTime: 7, mean: 9000)
        queue.next = w("n")
        let own = SupportPage(isStaff: false, rows: [row], state: "all", hours: 24, canAsk: true)
        let form = SupportForm(
            topic: "order", subject: w("Сертификат"), text: w("Нужен\nсрочно"), order: w("K000007"), article: w("БШ-8"), refusal: w("Слишком много."), problems: [problem])
        var thread = SupportThreadPage(
            row: row, isStaff: true, clientKey: w("c1"), order: w("K000007"), product: (w("БШ-8"), w("Болт")),
            messages: [
                .init(id: 1, author: w("Олег Сорокин"), isStaff: false, text: w("Нужен\nсрочно"), at: now), .init(id: 2, author: w("Марина Лебедева"), isStaff: true, text: w("Отправили"), at: now),
            ], hours: 24)
        thread.typed = w("Ещё")
        thread.problems = [problem]
        thread.refusal = w("Сначала ответьте.")
        let staff = shell("/support", .support, isStaff: true) { $0.waiting[.support] = 3 }
        return [
            ("support-queue", supportPage(queue, in: staff)), ("support-own", supportPage(own, in: shell("/support", .support) { $0.waiting[.support] = 1 })),
            ("support-none", supportPage(SupportPage(isStaff: false, rows: [], state: "all", hours: 24, canAsk: true), in: shell("/support", .support))),
            ("support-form", supportFormPage(form, in: shell("/support/new", .support))), ("support-thread", supportThreadPage(thread, in: staff)),
            ("help", helpPage(HelpPage(topics: HelpTopic.allCases, questions: ["no_price", "hold", "password"]), in: shell("/help") { $0.hasSingleKeys = false })),
            ("client", clientPage(client, in: shell("/clients/c1", .clients, isStaff: true))),
            ("client-bare", clientPage(ClientPage(key: w("c1"), name: w("Новый"), managers: []), in: shell("/clients/c1", .clients, isStaff: true))),
        ] + mergePages(in: shell("/clients", .clients, isStaff: true))
    }

    /// Two clients that may be one.
    private func mergePages(in staff: Shell) -> [(String, HTML)] {
        var choice = MergePage(client: Choice(key: w("c1"), title: w("ООО «СтройМонтаж-Юг»")), text: w("юг"), isSearch: true, refusal: w("Выберите другого."))
        choice.candidates = ["same_entity", "same_number", "other_branch", "same_name", "found"].map {
            .init(key: w("c2"), name: w("СтройМонтаж-Юг, ООО"), inn: w("6164298104"), kpp: w("616401001"), manager: w("Марина Лебедева"), likeness: $0)
        }
        func side(_ key: String) -> MergePreviewPage.Side {
            .init(key: w(key), name: w("ООО «СтройМонтаж-Юг»"), entities: [w("ООО «СтройМонтаж-Юг», 6164298104 / 616401001")], manager: w("Марина Лебедева"), segment: w("Стройка"), contracts: 2)
        }
        let waiting = WaitingMergeRow(staying: Choice(key: w("c1"), title: w("Юг")), leaving: Choice(key: w("c2"), title: w("Юг, ООО")), proposedBy: w("Анна Котова"), proposedAt: now)
        var preview = MergePreviewPage(
            staying: side("c1"), leaving: side("c2"), moves: movingKinds.map { ($0.kind, 3) }, debts: [sum("1204.50")], notes: [w("Лимиты не складываются.")], obstacles: [], needsSecond: true)
        preview.canMerge = true
        var obstructed = preview
        obstructed.obstacles = [w("Заказов ждёт согласования: 2.")]
        var proposed = preview
        (proposed.waiting, proposed.canConfirm, proposed.refusal) = (waiting, true, w("Уже решено."))
        let list = ClientsPage(rows: [ClientsPage.Row(key: w("c1"), name: w("Юг"), contracts: 1, mayBeDouble: true)], waiting: [waiting])
        return [
            ("merge-choice", mergePage(choice, in: staff)), ("merge-none", mergePage(MergePage(client: choice.client), in: staff)), ("merge", mergePreviewPage(preview, in: staff)),
            ("merge-obstructed", mergePreviewPage(obstructed, in: staff)), ("merge-proposed", mergePreviewPage(proposed, in: staff)), ("clients-doubles", clientsPage(list, in: staff)),
        ]
    }

    private var client: ClientPage {
        var page = ClientPage(key: w("c1"), name: w("ООО «СтройМонтаж-Юг»"), segment: w("Стройка"), assortment: w("Опт"), managers: [w("Марина Лебедева"), w("Пётр Зимин")])
        page.canOrder = true
        page.entities = [.init(name: w("ООО «СтройМонтаж-Юг»"), requisites: [("inn", w("6164298104")), ("bank", w("Банк «Дон»"))])]
        page.contracts = [
            .init(
                key: w("k1"), number: w("14/2025-П"), seller: w("ООО «Крепёж-Снаб»"), entity: w("ООО «СтройМонтаж-Юг»"), paymentDays: 21, isBanking: true, isActive: true, until: day("2027-12-31"),
                money: .init(limit: sum("3000000"), debt: sum("1900500.20"), overdue: sum("120000"), available: sum("-1274.40"), state: w("hold_shipment"), reasons: [w("Просрочка 12 дней")])),
            .init(key: w("k2"), number: w("7-К"), seller: w("ООО «Кабель-Юг»"), entity: w("ООО «СтройМонтаж-Юг»"), paymentDays: 1, isBanking: false, isActive: false),
        ]
        page.showsMoney = true
        page.sites = [(w("Склад"), w("Батайск"))]
        page.people = [.init(id: 7, name: w("Олег Сорокин"), email: w("oleg@example.com"), role: w("Закупщик"), status: "active", signedInAt: now)]
        page.managesPeople = true
        page.orders = orders(isStaff: false).rows
        (page.showsDocuments, page.showsSupport) = (true, true)
        return page
    }
}

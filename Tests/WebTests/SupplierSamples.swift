import Customers
import HTML
import Kernel
import Localization

@testable import Suppliers
@testable import Web

extension Samples {
    func supplierShell(_ path: String, _ section: Shell.Section) -> Shell {
        shell(path, section) {
            $0.client = nil
            $0.supplier = w("ООО «Дельта-Крепёж»")
            $0.limits = []
            $0.cart = nil
            $0.clients = []
            $0.menu = [.supplyOrders, .supplyRequests, .offers, .supplyFigures, .colleagues]
        }
    }

    /// Suppliers for staff, and what their own people see.
    var supplierPages: [(String, HTML)] {
        let card = SupplierCard(id: ID(3), externalID: w("d"), name: w("ООО «Дельта-Крепёж»"))
        let problem = FieldProblem(field: "name", text: w("Укажите название."))
        let rows = [
            SupplierRow(card: card, inn: w("7707083893"), isBlocked: false, people: 2, offers: 40), SupplierRow(card: card, inn: nil, isBlocked: true, people: 0, offers: 0),
        ]
        var draft = SupplierDraft()
        (draft.code, draft.name, draft.inn, draft.note, draft.articles) = (w("d"), w("Дельта"), w("77"), w("Звонить после 10"), w("БШ-8"))
        let brands = [Choice(key: w("b1"), title: w("Дельта"), isChosen: true), Choice(key: w("b2"), title: w("Гамма"))]
        var people = ColleaguesPage(
            base: "/suppliers/3/people",
            rows: [
                .init(id: 1, name: w("Роман Котов"), email: w("kotov@example.com"), role: "administrator", status: "active", signedInAt: now),
                .init(id: 2, name: w("Ирина Титова"), email: w("titova@example.com"), role: "employee", status: "invited"),
                .init(id: 3, name: w("Пётр Лис"), email: w("lis@example.com"), role: "employee", status: "blocked"),
            ], mayRelease: true, hasMail: false)
        (people.email, people.name, people.refusal, people.problems) = (w("x@example.com"), w("Имя"), w("Нельзя."), [FieldProblem(field: "email", text: w("Занят."))])
        var form = SupplierForm(id: 3, draft: draft, revision: 2, brands: brands)
        (form.refusal, form.problems) = (w("Изменено."), [problem])
        var own = people
        (own.base, own.mayRelease, own.problems, own.refusal, own.hasMail) = ("/supply/people", false, [], nil, true)
        own.rows[0].isSelf = true
        let terms = OfferTerms(article: w("D-8"), price: price("12.5"), quantity: amount("4000"), leadDays: 5, validUntil: day("2026-11-01"))
        let offer = Offer(product: ID(1), article: w("БШ-8"), name: w("Болт"), brand: w("Дельта"), unit: .piece, terms: terms, revision: 2, updatedAt: now)
        let bare = Offer(product: ID(2), article: w("БШ-9"), name: w("Болт 9"), brand: nil, unit: .piece, terms: OfferTerms(), revision: 0, updatedAt: nil)
        var offers = OffersPage(supplier: nil, rows: [offer, bare], text: w("болт"), state: "offered", products: 2, offered: 1, today: day("2026-11-24"))
        offers.next = w("n")
        var staffs = offers
        staffs.supplier = (3, w("Дельта"))
        var typed = TypedOffer()
        (typed.article, typed.price, typed.quantity, typed.leadDays) = (w("D-8"), w("x"), w("4 000"), w("5"))
        let page = OfferPage(offer: offer, revision: 2, typed: typed, refusal: w("Изменено."), problems: [FieldProblem(field: "price", text: w("Не цена."))])
        func line(_ state: SupplyLine.State, order: ID<Order>? = nil) -> SupplyLine {
            SupplyLine(
                id: ID(12), supplier: card, article: w("БШ-8"), ownArticle: w("D-8"), name: w("Болт"), unit: .piece, quantity: amount("400"), warehouse: w("Москва"), wantedDay: day("2026-12-01"),
                askedAt: now, state: state, answeredAt: state == .asked ? nil : now, answeredBy: w("Роман Котов"), promisedDay: state == .confirmed ? day("2026-12-03") : nil,
                firstDay: nil, promisedQuantity: state == .confirmed ? amount("300") : nil, received: amount("100"), reason: state == .declined ? w("Сняли с производства") : nil, endedAt: nil, revision: 1, order: order)
        }
        var lines = SupplyLinesPage(rows: SupplyLine.State.allCases.map { line($0) }, text: w("болт"), show: "asked", hours: 24, now: now.adding(seconds: 90_000))
        lines.next = w("n")
        var ofSupplier = SupplyLinesPage(rows: [line(.confirmed, order: ID(7))], hours: 24, now: now)
        (ofSupplier.supplier, ofSupplier.linksOrders) = ((3, w("Дельта")), true)
        var one = SupplyLinePage(line: line(.asked), hours: 24, now: now, revision: 1, canAnswer: true, today: day("2026-11-24"))
        (one.day, one.quantity, one.reason, one.refusal, one.problems) = ("2026-12-03", w("400"), w("Нет"), w("Изменено."), [FieldProblem(field: "quantity", text: w("Много."))])
        let figures = SupplyFigures(inTime: 7, late: 2, inFull: 5, inPart: 3, onDay: 4, afterDay: 1, median: 5400)
        let today = day("2026-11-24")
        let (staffRequests, ownShell) = (shell("/suppliers/requests", .quoteRequests, isStaff: true), supplierShell("/supply/requests", .supplyRequests))
        let row = QuoteRequestRow(id: ID(5), comment: w("Срочно"), wantedDay: day("2026-12-01"), askedAt: now, closedAt: nil, lines: 3, suppliers: 2, answered: 1, chosen: 1)
        let old = QuoteRequestRow(id: ID(4), comment: nil, wantedDay: day("2026-11-01"), askedAt: now, closedAt: nil, lines: 1, suppliers: 1, answered: 0, chosen: 0)
        var requests = QuotesPage(isOwn: false, rows: [row, old], show: "open", today: today)
        requests.next = w("n")
        let ownRequests = QuotesPage(isOwn: true, rows: [row, old], today: today, isFirst: false)
        var quoteDraft = QuoteDraft()
        (quoteDraft.goods, quoteDraft.others, quoteDraft.day, quoteDraft.comment) = (w("БШ-8 400"), w("Лоток; 40 шт"), "2026-12-01", w("Срочно"))
        let wrong = FieldProblem(field: "supplier", text: w("Отметьте."))
        let quoteForm = QuoteFormPage(draft: quoteDraft, suppliers: [Choice(key: "3", title: w("Дельта"), isChosen: true), Choice(key: "4", title: w("Гамма"))], earliest: today, problems: [wrong])
        let other = SupplierCard(id: ID(4), externalID: w("g"), name: w("ООО «Гамма»"))
        func asked(closed: Bool) -> QuoteRequest {
            func quote(_ line: Int64, _ supplier: Int64, _ price: String?, _ amount: String, reason: String? = nil, chosen: Bool = false, offered: Bool = false) -> Quote {
                Quote(
                    line: ID(line), supplier: ID(supplier), price: price.map { self.price($0) }, quantity: price == nil ? nil : self.amount(amount), leadDays: 5, validUntil: day("2026-12-31"), reason: reason,
                    answeredAt: now, isChosen: chosen, isOffered: offered)
            }
            let lines = [
                QuoteLine(id: ID(31), position: 1, product: ID(1), article: w("БШ-8"), name: w("Болт"), unit: .piece, quantity: amount("400"), isWithdrawn: false),
                QuoteLine(id: ID(32), position: 2, product: nil, article: nil, name: w("Лоток"), unit: .piece, quantity: amount("40"), isWithdrawn: false),
                QuoteLine(id: ID(33), position: 3, product: ID(2), article: w("БШ-9"), name: w("Болт 9"), unit: .piece, quantity: amount("4"), isWithdrawn: true),
            ]
            let suppliers = [
                QuoteSupplier(card: card, isBlocked: false, answeredAt: now, answeredBy: w("Роман Котов")), QuoteSupplier(card: other, isBlocked: false, answeredAt: now, answeredBy: w("Ирина")),
            ]
            return QuoteRequest(
                id: ID(5), comment: w("Срочно"), wantedDay: day("2026-12-01"), askedBy: w("Анна Седова"), askedAt: now, closedAt: closed ? now : nil, revision: 4, lines: lines, suppliers: suppliers,
                quotes: [
                    quote(31, 3, "12.5", "300", chosen: true), quote(31, 4, "13", "400"), quote(32, 3, nil, "", reason: w("Не возим")), quote(33, 4, "7", "4", chosen: closed, offered: closed),
                ])
        }
        let comparing = QuotePage(request: asked(closed: false), today: today, revision: 4, choice: [ID(31): ID(3)], refusal: w("Изменено."), problems: [FieldProblem(field: "line-31", text: w("Нельзя."))])
        let compared = QuotePage(request: asked(closed: true), today: today, revision: 5, choice: [ID(31): ID(3), ID(33): ID(4)])
        func answerRows(_ request: QuoteRequest) -> [QuoteAnswerPage.Row] {
            request.lines.map { line in
                var typed = TypedQuote()
                (typed.price, typed.quantity, typed.leadDays, typed.cannot, typed.reason) = (w("12,5"), w("300"), w("5"), line.position == 2, w("Не возим"))
                return QuoteAnswerPage.Row(line: line, typed: typed, quote: request.quote(line.id, of: ID(3)))
            }
        }
        let answering = QuoteAnswerPage(
            request: asked(closed: false), today: today, rows: answerRows(asked(closed: false)), validUntil: "2026-12-31", canAnswer: true, refusal: nil,
            problems: [FieldProblem(field: "price-31", text: w("Не цена."))])
        let answered = QuoteAnswerPage(request: asked(closed: true), today: today, rows: answerRows(asked(closed: true)), canAnswer: false)
        let supplierHome = supplierShell("/supply/orders", .supplyOrders)
        var clean = people
        (clean.refusal, clean.problems) = (nil, [])
        var cleanForm = form
        (cleanForm.refusal, cleanForm.problems) = (nil, [])
        let staff = shell("/suppliers", .suppliers, isStaff: true)
        let report = OfferSheetPage.Report(changed: 40, unchanged: 2, refused: 1, rows: [.init(line: 7, code: w("БШ-0"), reason: w("Нет такого."))])
        return [
            ("quotes", quotesPage(requests, in: staffRequests)), ("quotes-none", quotesPage(QuotesPage(isOwn: false, rows: [], today: today), in: staffRequests)),
            ("supply-requests", quotesPage(ownRequests, in: ownShell)), ("supply-requests-none", quotesPage(QuotesPage(isOwn: true, rows: [], today: today), in: ownShell)),
            ("quote-new", quoteFormPage(quoteForm, in: staffRequests)), ("quote-new-nobody", quoteFormPage(QuoteFormPage(draft: QuoteDraft(), suppliers: [], earliest: today), in: staffRequests)),
            ("quote", quotePage(comparing, in: staffRequests)), ("quote-closed", quotePage(compared, in: staffRequests)),
            ("supply-request", quoteAnswerPage(answering, in: ownShell)), ("supply-request-closed", quoteAnswerPage(answered, in: ownShell)),
            ("supply-sheet", offerSheetPage(OfferSheetPage(report: report, problems: [FieldProblem(field: "file", text: w("Пусто."))]), in: supplierShell("/supply/sheet", .offers))),
            ("supply-lines", supplyLinesPage(lines, in: supplierHome)), ("supply-line", supplyLinePage(one, in: supplierHome)),
            ("supply-lines-none", supplyLinesPage(SupplyLinesPage(rows: [], hours: 24, now: now), in: supplierHome)), ("supplier-lines", supplyLinesPage(ofSupplier, in: staff)),
            ("supply-figures", supplyFiguresPage(SupplyFiguresPage(supplier: nil, figures: figures, quotes: QuoteFigures(answered: 3, missed: 1, median: 7200), hours: 24), in: supplierHome)),
            ("suppliers", suppliersPage(SuppliersPage(rows: rows, text: w("дельта"), isFirst: false, next: w("n")), in: staff)),
            ("suppliers-none", suppliersPage(SuppliersPage(rows: []), in: staff)), ("supplier-new", newSupplierPage(SupplierForm(brands: brands), in: staff)),
            ("supplier", supplierPage(SupplierPage(name: w("Дельта"), isBlocked: false, form: form, products: 40, offered: 7, asked: 2, confirmed: 3, people: clean), in: staff)),
            ("supplier-inviting", supplierPage(SupplierPage(name: w("Дельта"), isBlocked: true, form: cleanForm, products: 0, offered: 0, asked: 0, confirmed: 0, people: people), in: staff)),
            ("supplier-offers", offersPage(staffs, in: staff)), ("supply-offers", offersPage(offers, in: supplierShell("/supply/offers", .offers))),
            ("supply-no-offers", offersPage(OffersPage(supplier: nil, rows: [], products: 0, offered: 0, today: day("2026-11-24")), in: supplierShell("/supply/offers", .offers))),
            ("supply-offer", offerPage(page, in: supplierShell("/supply/offers", .offers))), ("supply-people", colleaguesPage(own, in: supplierShell("/supply/people", .colleagues))),
        ]
    }
}

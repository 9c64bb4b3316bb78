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
            $0.menu = [.supplyOrders, .offers, .supplyFigures, .colleagues]
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
                firstDay: nil, promisedQuantity: state == .confirmed ? amount("300") : nil, reason: state == .declined ? w("Сняли с производства") : nil, endedAt: nil, revision: 1, order: order)
        }
        var lines = SupplyLinesPage(rows: SupplyLine.State.allCases.map { line($0) }, text: w("болт"), show: "asked", hours: 24, now: now.adding(seconds: 90_000))
        lines.next = w("n")
        var ofSupplier = SupplyLinesPage(rows: [line(.confirmed, order: ID(7))], hours: 24, now: now)
        (ofSupplier.supplier, ofSupplier.linksOrders) = ((3, w("Дельта")), true)
        var one = SupplyLinePage(line: line(.asked), hours: 24, now: now, revision: 1, canAnswer: true, today: day("2026-11-24"))
        (one.day, one.quantity, one.reason, one.refusal, one.problems) = ("2026-12-03", w("400"), w("Нет"), w("Изменено."), [FieldProblem(field: "quantity", text: w("Много."))])
        let figures = SupplyFigures(inTime: 7, late: 2, inFull: 5, inPart: 3, onDay: 4, afterDay: 1, median: 5400)
        let supplierHome = supplierShell("/supply/orders", .supplyOrders)
        var clean = people
        (clean.refusal, clean.problems) = (nil, [])
        var cleanForm = form
        (cleanForm.refusal, cleanForm.problems) = (nil, [])
        let staff = shell("/suppliers", .suppliers, isStaff: true)
        let report = OfferSheetPage.Report(changed: 40, unchanged: 2, refused: 1, rows: [.init(line: 7, code: w("БШ-0"), reason: w("Нет такого."))])
        return [
            ("supply-sheet", offerSheetPage(OfferSheetPage(report: report, problems: [FieldProblem(field: "file", text: w("Пусто."))]), in: supplierShell("/supply/sheet", .offers))),
            ("supply-lines", supplyLinesPage(lines, in: supplierHome)), ("supply-line", supplyLinePage(one, in: supplierHome)),
            ("supply-lines-none", supplyLinesPage(SupplyLinesPage(rows: [], hours: 24, now: now), in: supplierHome)), ("supplier-lines", supplyLinesPage(ofSupplier, in: staff)),
            ("supply-figures", supplyFiguresPage(SupplyFiguresPage(supplier: nil, figures: figures, hours: 24), in: supplierHome)),
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

import Foundation
import HTML
import Kernel
import Localization
import Pricing

@testable import Integrations
@testable import Jobs
@testable import Web

/// Rates, imports and the history of prices with believable content.
extension Samples {
    private var staff: Shell { shell("/prices/rates", .prices, isStaff: true) { $0.client = nil } }

    private func rate(_ code: String, _ day: String, _ millionths: Int64, _ source: CurrencyRate.Source) -> KeptRate {
        KeptRate(rate: CurrencyRate(currency: Currency(code)!, day: self.day(day), nominal: 1, millionths: millionths)!, source: source, updatedAt: now)
    }

    private func kept(_ text: String, until: Instant? = nil) -> KeptPrice {
        KeptPrice(
            list: (w("L1"), w("Опт")), currency: .rub, minQuantity: amount("10"), from: Day.first, to: day("2026-12-31"), price: price(text), since: now, asOf: nil, until: until,
            replacedBy: until.map { _ in w("Анна") }, origin: until.map { _ in w("цены.xlsx") }, isCost: false)
    }

    private func sheet(_ phase: String) -> RecordSheetPage {
        var page = RecordSheetPage(sheet: .init(id: 3, at: now, person: w("Анна"), name: w("остатки.xlsx"), subject: "stock", phase: phase))
        page.subjects = [Choice(key: "stock", title: w("Остатки"), isChosen: true)]
        page.columns = [.init(title: w("Артикул"), field: "article", sample: [w("B-1")]), .init(title: "", field: "")]
        page.fields = ["article", "quantity"]
        page.parameters = [Choice(key: "parameter.power", title: w("Мощность, Вт"))]
        page.makings = [Choice(key: "category", title: w("Завести категории"), isChosen: true)]
        page.made = [w("Будут заведены категории: 2")]
        page.warehouses = [Choice(key: w("W1"), title: w("Склад"), isChosen: true)]
        (page.total, page.done, page.created, page.updated, page.unchanged, page.refused) = (1200, 500, 1, 1, 300, 1)
        page.lines = ["created", "updated", "unchanged", "refused"].map { .init(line: 2, label: w("B-1"), status: $0, text: w("количество")) }
        page.refusals = [.init(place: w("остатки.xlsx: 4"), text: w("Товар не найден."))]
        if phase == "new" { page.problems = [FieldProblem(field: "subject", text: w("Укажите столбец."))] }
        if phase == "taken" { (page.takenAt, page.undoUntil) = (now, now.adding(seconds: 3600)) }
        if phase == "undone" { (page.takenAt, page.undoneAt, page.putBack, page.kept, page.keptRecords) = (now, now, 1, 1, [.init(label: w("B-1"), reason: w("изменена"))]) }
        if phase == "checked" { page.failure = w("Не вышло.") }
        return page
    }

    private var pictures: RecordSheetPage {
        var page = sheet("checked")
        page.sheet.subject = "pictures"
        (page.columns, page.isNamedPictures, page.failure) = ([], true, nil)
        return page
    }

    var pricePages: [(String, HTML)] {
        let usd = CurrencyState(
            currency: Currency("USD")!, now: rate("USD", "2026-11-24", 82_997_700, .centralBank), before: rate("USD", "2026-11-21", 83_100_000, .erp),
            next: rate("USD", "2026-11-25", 82_500_000, .hand), lists: 3, age: 0)
        let eur = CurrencyState(currency: Currency("EUR")!, now: nil, before: nil, next: nil, lists: 1, age: 0)
        let gap = RateGap(
            contract: w("Д-1"), client: w("ООО «Альфа»"), list: (w("LE"), w("Евро")), currency: Currency("EUR")!, contractCurrency: .rub, day: day("2026-11-23"))
        var rates = RatesPage(
            tabs: PricesTab.allCases, overview: RatesOverview(today: day("2026-11-24"), currencies: [usd, eur], gaps: [gap]), canManage: true, fetches: true,
            job: JobState(state: "waiting", attempts: 2, runAt: now, endedAt: nil, lastError: w("HTTP 503"), isRunning: false))
        rates.form.rate = w("нет")
        rates.problems = [FieldProblem(field: "rate", text: w("Курс неверен."))]
        rates.taken = RatesTaken(day: day("2026-11-24"), changed: 40, unchanged: 2, left: 1, refused: [(w("XX"), [Refusal.Problem("/currency", .validation, "unknown_currency", ["value": .text(w("XX"))])])])
        let quiet = RatesPage(tabs: [.rates], overview: RatesOverview(today: day("2026-11-24"), currencies: [], gaps: []))
        var history = RateHistoryPage(currency: Currency("USD")!, rates: [rate("USD", "2026-11-24", 82_997_700, .centralBank), rate("USD", "2026-11-01", 80_000_000, .hand)])
        history.next = w("n")
        let row = PriceImportsPage.Row(id: 7, at: now, person: w("Анна"), name: w("цены.xlsx"), state: "checked")
        var file = PriceImportPage(tabs: PricesTab.allCases, file: row)
        file.columns = [.init(title: w("Артикул"), field: "article", sample: [w("B-1")]), .init(title: w("Цена"), field: "unit_price", sample: [w("10")]), .init(title: "", field: "", sample: [w("x")])]
        file.lists = [Choice(key: w("L1"), title: w("Опт"), isChosen: true)]
        file.counts = [.init(kind: "prices", created: 5, updated: 3, unchanged: 1, refused: 2)]
        file.rows = [.init(place: w("цены.xlsx: 4"), text: w("Цена неверна."))]
        file.ignored = [w("лишнее")]
        file.checkedAt = now
        file.problems = [FieldProblem(field: "list", text: w("Выберите прайс-лист."))]
        var taken = PriceImportPage(file: PriceImportsPage.Row(id: 8, at: now, person: w("Анна"), name: w("мир.zip"), state: "taken"), isSheet: false)
        taken.counts = [.init(kind: "products", created: 5)]
        taken.takenAt = now
        let running = PriceImportPage(file: PriceImportsPage.Row(id: 9, at: now, person: w("Анна"), name: w("мир.zip"), state: "running"), isSheet: false)
        var failed = PriceImportPage(file: PriceImportsPage.Row(id: 9, at: now, person: w("Анна"), name: w("мир.zip"), state: "failed"), isSheet: false)
        failed.failure = w("Архив повреждён.")
        let prices = PriceHistoryPage(article: w("B-1"), name: w("Болт"), unit: w("шт"), current: [kept("10.5000")], former: [kept("9.0000", until: now)], list: w("L1"))
        return [
            ("rates", ratesPage(rates, in: staff)), ("rates-none", ratesPage(quiet, in: staff)), ("rates-of-currency", rateHistoryPage(history, in: staff)),
            ("imports", priceImportsPage(PriceImportsPage(uploads: [row], problems: [FieldProblem(field: "file", text: w("Пусто."))]), in: staff)),
            ("imports-none", priceImportsPage(PriceImportsPage(uploads: []), in: staff)), ("import", priceImportPage(file, in: staff)), ("import-taken", priceImportPage(taken, in: staff)),
            ("import-running", priceImportPage(running, in: staff)), ("import-failed", priceImportPage(failed, in: staff)), ("price-history", priceHistoryPage(prices, in: staff)),
            ("sheets", recordSheetsPage(RecordSheetsPage(sheets: [.init(id: 3, at: now, person: w("Анна"), name: w("товары.xlsx"), subject: "products", phase: "checked")], takesPictures: true, problems: [FieldProblem(field: "file", text: w("Пусто."))]), in: staff)),
            ("synonyms", synonymsPage(
                SynonymsPage(
                    rows: [.init(id: 1, word: w("болт"), other: w("винт"), isMutual: true), .init(id: 2, word: w("жучок"), other: w("предохранитель"), isMutual: false)],
                    directions: [Choice(key: "both", title: w("В обе стороны"), isChosen: true)], outcome: w("Взято: 2"), refused: [w("3: не слово")],
                    problems: [FieldProblem(field: "word", text: w("Одно слово."))]), in: staff)),
            ("synonyms-none", synonymsPage(SynonymsPage(rows: []), in: staff)),
            ("sheet-pictures", recordSheetPage(pictures, in: staff)), ("sheets-none", recordSheetsPage(RecordSheetsPage(sheets: []), in: staff)),
        ] + ["new", "checking", "checked", "taking", "taken", "undoing", "undone"].map { ("sheet-\($0)", recordSheetPage(sheet($0), in: staff)) } + [
            ("price-history-none", priceHistoryPage(PriceHistoryPage(article: w("B"), name: w("Б"), unit: w("шт"), current: [], former: []), in: staff)),
        ]
    }
}

import Customers
import Foundation
import HTML
import Kernel
import Localization

@testable import Web

/// Every page with believable content. `word` stands in for each text that comes from data, so that a test can put anything there.
struct Samples {
    var language = Language.ru
    var word: @Sendable (String) -> String = { $0 }

    func w(_ text: String) -> String { word(text) }
    func sum(_ text: String) -> Money { Money(text, currency: .rub) ?? .zero(.rub) }
    func amount(_ text: String) -> Quantity { Quantity(text) ?? .zero }
    func price(_ text: String) -> UnitPrice { UnitPrice(text) ?? UnitPrice(units: 0)! }
    func day(_ text: String) -> Day { Day(text)! }
    let now = Instant("2026-11-24T06:15:00Z")!

    func shell(_ path: String, _ section: Shell.Section? = nil, isStaff: Bool = false, change: (inout Shell) -> Void = { _ in }) -> Shell {
        var shell = Shell(texts: Texts(language), timeZone: TimeZone(identifier: "Europe/Moscow") ?? .gmt, house: w("Крепёж-Снаб"), path: path)
        shell.person = w(isStaff ? "Марина Лебедева" : "Олег Сорокин")
        shell.isStaff = isStaff
        shell.client = w("ООО «СтройМонтаж-Юг»")
        shell.limits = [Shell.Limit(contracts: [w("14/2025-П")], available: sum("1284500.40"))]
        shell.cart = Shell.Cart(lines: 12, total: sum("48310.55"))
        shell.menu = isStaff ? Shell.Section.allCases : [.catalog, .orders, .account]
        shell.current = section
        shell.clients = [Choice(key: w("c1"), title: w("ООО «СтройМонтаж-Юг»"), isChosen: true), Choice(key: w("c2"), title: w("АО «Донские сети»"))]
        change(&shell)
        return shell
    }

    var visitor: Shell {
        shell("/") {
            $0.person = nil
            $0.client = nil
            $0.limits = []
            $0.cart = nil
            $0.menu = []
        }
    }

    func own(_ text: String, unit: String = "шт", basis: String = "1", mode: VATMode = .included, rate: VATRate = .vat22) -> PriceFigure {
        PriceFigure(
            unitPrice: price(text), currency: .rub, basis: amount(basis), unit: w(unit), vatMode: mode, vatRate: rate, listPrice: price(text).raised(by: Percent("7")!))
    }

    func stock(_ main: String, _ second: String = "0", expected: String? = nil) -> [StockFigure] {
        [
            StockFigure(
                warehouse: w("Москва"), free: amount(main),
                expected: expected.map { [StockFigure.Receipt(day: day("2026-12-02"), quantity: amount($0))] } ?? [], asOf: now),
            StockFigure(warehouse: w("Ростов"), free: amount(second), asOf: now),
        ]
    }

    func amounts(_ gross: String, _ rate: VATRate = .vat22) -> LineAmounts { try! LineAmounts(sum(gross), rate: rate, mode: .included) }

    // MARK: - Catalogue

    private var goods:
        [(article: String, name: String, brand: String, unit: String, price: PriceCell, stock: [StockFigure], multiple: String?, minimum: String?)]
    {
        [
            (
                "БШ-8.40-ЦБ", "Болт с шестигранной головкой DIN 933 М8×40, класс прочности 8.8, цинк", "Северсталь-метиз", "шт", .own(own("9.8400")),
                stock("12400", "3150"), "50", nil
            ),
            (
                "БШ-8.60-ЦБ", "Болт с шестигранной головкой DIN 933 М8×60, класс прочности 8.8, цинк", "Северсталь-метиз", "шт", .own(own("12.1000")),
                stock("0", "240", expected: "10000"), "50", "100"
            ),
            (
                "БШ-10.80/Н", "Болт DIN 931 М10×80 с неполной резьбой, нержавеющая сталь А2", "Fischer", "шт", .own(own("64.9000")), stock("870"),
                "25", nil
            ),
            (
                "ГШ-8-ЦБ", "Гайка шестигранная DIN 934 М8, цинк", "Северсталь-метиз", "шт", .own(own("184.5000", basis: "100")),
                stock("68000", "41000"), "100", nil
            ),
            (
                "ШП-8-У", "Шайба плоская увеличенная DIN 9021 М8", "МеталлКрепТрейд", "шт", .own(own("0.9125")), stock("0", expected: "50000"), "500",
                nil
            ),
            (
                "ВВГ-3Х2.5", "Кабель ВВГнг(А)-LS 3×2,5 ок (N, PE) 0,66 кВ, бухта 100 м", "Конкорд", "м", .own(own("98.4700", unit: "м")),
                stock("4300", "1800.5"), "100", nil
            ),
            ("ВВГ-5Х6", "Кабель ВВГнг(А)-LS 5×6 мк (N, PE) 1 кВ", "Конкорд", "м", .onRequest, stock("0"), nil, nil),
            (
                "ДР-1000", "Дрель-шуруповёрт аккумуляторная бесщёточная 18 В, 2 АКБ 4 А·ч, кейс", "Интерскол", "шт", .own(own("14890.0000")),
                stock("6", "2"), nil, nil
            ),
            (
                "АН-12/100", "Анкерный болт с гайкой 12×100 мм", "Sormat", "шт", .own(own("38.2000", mode: .onTop)),
                stock("1500", "900", expected: "3000"), "20", nil
            ),
            ("ПЕН-750", "Пена монтажная профессиональная всесезонная 750 мл", "Профлайн", "шт", .own(own("329.9900")), stock("144", "36"), "12", nil),
            (
                "ПЕР-М", "Перчатки рабочие с латексным покрытием, размер 10", "Спец", "пар", .own(own("42.0000", unit: "пар", rate: .vat10)),
                stock("2600"), "10", "50"
            ),
            ("ЗН-0001", "Знак «Осторожно! Электрическое напряжение», плёнка 150 мм", "Спец", "шт", .hidden, stock("75"), nil, nil),
        ]
    }

    var catalog: CatalogPage {
        let rows = goods.enumerated().map { index, good in
            CatalogPage.Row(
                article: w(good.article), name: w(good.name), brand: w(good.brand), unit: w(good.unit), price: good.price, stock: good.stock,
                multiple: good.multiple.map(amount), minimum: good.minimum.map(amount), inCart: index == 1 ? amount("200") : nil,
                isDiscontinued: index == 8,
                kept: CatalogPage.Kept(isFavourite: index == 0, isCompared: index == 1))
        }
        let metric = CatalogPage.Category(
            key: w("metric"), name: w("Метрический крепёж"), count: 3412,
            children: [
                CatalogPage.Category(key: w("bolts"), name: w("Болты"), count: 1204, isCurrent: true),
                CatalogPage.Category(key: w("nuts"), name: w("Гайки"), count: 655),
                CatalogPage.Category(key: w("washers"), name: w("Шайбы"), count: 718),
            ])
        return CatalogPage(
            query: CatalogQuery(category: w("bolts"), page: 3), filters: filters, hiddenFacets: 4, inStock: 803,
            prices: CatalogPage.PriceFilter(
                terms: w("RUB, с НДС"), currency: .rub, least: UnitPrice("0.9"), most: UnitPrice("1289"),
                buckets: [.init(from: nil, to: UnitPrice("10"), count: 402), .init(from: UnitPrice("10"), to: nil, count: 802)]),
            trail: [Choice(key: w("metric"), title: w("Метрический крепёж")), Choice(key: w("bolts"), title: w("Болты"), isChosen: true)],
            categories: [
                metric, CatalogPage.Category(key: w("anchors"), name: w("Анкеры и дюбели"), count: 904),
                CatalogPage.Category(key: w("cable"), name: w("Кабель и провод"), count: 2810),
                CatalogPage.Category(key: w("tools"), name: w("Инструмент"), count: 1677),
                CatalogPage.Category(key: w("chem"), name: w("Строительная химия, клеи и герметики"), count: 540),
                CatalogPage.Category(key: w("ppe"), name: w("Средства защиты"), count: 388),
            ],
            rows: rows, total: 1204, stockAsOf: now)
    }

    /// A choice, a range with a wrong bound, a flag, and a long list of which a part is told.
    private var filters: [CatalogPage.Filter] {
        func values(_ titles: [String]) -> [CatalogPage.Filter.Value] {
            titles.enumerated().map { CatalogPage.Filter.Value(key: w($1), title: w($1), count: 1200 / ($0 + 1), isChosen: $0 == 1) }
        }
        return [
            CatalogPage.Filter(name: w("Бренд"), values: values(["Конкорд", "Sormat"])),
            CatalogPage.Filter(code: w("P1"), name: w("Покрытие"), values: values(["цинк", "без покрытия", "горячий цинк"])),
            CatalogPage.Filter(
                code: w("P2"), name: w("Длина"), unit: w("мм"), values: values((1...12).map { "\($0 * 10)" }), ends: ("10", "120"),
                typed: CatalogQuery.Bounds(min: w("сто"), max: "0,05 м"), problems: CatalogQuery.Bounds(min: w("Введите число, например 0,75."))),
            CatalogPage.Filter(code: w("P3"), name: w("Нержавеющая сталь"), values: values(["да", "нет"])),
            CatalogPage.Filter(code: w("P4"), name: w("Серия"), values: values((1...30).map { "С-\($0)" }), hidden: 112),
        ]
    }

    var openVisitor: Shell {
        var shell = visitor
        shell.isOpen = true
        return shell
    }

    func seenByVisitor(_ stock: StockForVisitors) -> CatalogPage {
        var page = catalog
        (page.canOrder, page.showsPrices, page.prices, page.stock, page.signIn) = (false, false, nil, stock, Address.signIn(returning: Address.catalog))
        page.stockAsOf = nil
        page.rows = page.rows.map { row in
            var row = row
            (row.kept, row.inCart, row.price) = (nil, nil, .hidden)
            return row
        }
        return page
    }

    var productSeenByVisitor: ProductPage {
        var page = product
        (page.canOrder, page.price, page.breaks, page.why, page.question, page.kept, page.inCart) = (false, .hidden, [], nil, nil, nil, nil)
        (page.showsStock, page.signIn) = (.word, Address.signIn(returning: Address.product(page.article)))
        return page
    }

    var search: CatalogPage {
        var page = catalog
        page.query = CatalogQuery(text: w("болт м8х40"), brands: [w("sm")], sort: .priceDown, inStockOnly: true)
        page.brandName = w("Северсталь-метиз")
        page.chosen = [(w("Северсталь-метиз"), CatalogQuery()), (w("Длина: от 10 мм"), CatalogQuery(text: w("болт")))]
        page.trail = []
        page.rows = Array(page.rows.prefix(3))
        page.total = 3
        return page
    }

    var nothing: CatalogPage { CatalogPage(query: CatalogQuery(text: w("ghbdtn"), inStockOnly: true), rows: [], total: 0, suggestion: w("привет")) }

    var product: ProductPage {
        var page = ProductPage(
            article: w("БШ-8.60/ЦБ"), name: w("Болт с шестигранной головкой DIN 933 М8×60, класс прочности 8.8, цинк"), unit: w("шт"),
            price: .own(own("12.1000")),
            stock: [
                StockFigure(
                    warehouse: w("Москва, Шоссейная"), free: amount("0"),
                    expected: [
                        StockFigure.Receipt(day: day("2026-12-02"), quantity: amount("10000")),
                        StockFigure.Receipt(day: day("2026-12-19"), quantity: amount("4000")),
                    ], asOf: now),
                StockFigure(warehouse: w("Ростов-на-Дону"), free: amount("240"), asOf: now),
                StockFigure(warehouse: w("Екатеринбург"), free: amount("1150"), asOf: now),
            ])
        page.brand = w("Северсталь-метиз")
        page.brandKey = w("sm")
        page.trail = [Choice(key: w("metric"), title: w("Метрический крепёж")), Choice(key: w("bolts"), title: w("Болты"))]
        page.description = w("Болт с полной резьбой для разъёмных соединений в машиностроении и строительстве. Покрытие: гальванический цинк 6 мкм.")
        page.manufacturerNumber = w("933-8-60-88Z")
        page.country = w("Россия")
        page.isMarked = true
        page.multiple = amount("50")
        page.minimum = amount("100")
        page.parameters = [
            .init(name: w("Диаметр резьбы"), value: w("8"), unit: w("мм")), .init(name: w("Длина"), value: w("60"), unit: w("мм")),
            .init(name: w("Класс прочности"), value: w("8.8"), unit: nil),
            .init(name: w("Покрытие"), value: w("цинк"), unit: nil), .init(name: w("Под ключ"), value: w("13"), unit: w("мм")),
        ]
        page.packagings = [
            .init(unit: w("шт"), quantity: .one, barcode: w("4607012345672"), weight: w("0,028"), volume: nil),
            .init(unit: w("упак"), quantity: amount("50"), barcode: w("4607012345689"), weight: w("1,42"), volume: w("0,0011")),
            .init(unit: w("кор"), quantity: amount("1000"), barcode: w("14607012345679"), weight: w("28,6"), volume: w("0,022")),
        ]
        page.barcodes = [w("4607012345672"), w("4607012345689")]
        page.relations = [
            .init(kind: w("analogue"), article: w("БШ-8.65-ЦБ"), name: w("Болт DIN 933 М8×65, цинк"), note: w("длиннее на 5 мм"), ratio: w("2 шт за 1 шт")),
            .init(kind: w("accessory"), article: w("ГШ-8-ЦБ"), name: w("Гайка шестигранная DIN 934 М8, цинк"), note: nil),
        ]
        page.breaks = [
            .init(from: amount("100"), unitPrice: price("12.1000")), .init(from: amount("1000"), unitPrice: price("11.4500")),
            .init(from: amount("10000"), unitPrice: price("10.9025")),
        ]
        var why = WhyPrice()
        why.terms = w("с НДС")
        why.steps = [
            .init(title: w("Прайс-лист"), source: w("Дилерский"), detail: w("с 01.10.2026"), value: price("13.0000"), currency: .rub),
            .init(title: w("Скидка"), source: w("Матрица «Стройка», категория «Болты»"), detail: w("7 % от цены прайс-листа"), value: price("12.1000"), currency: .rub),
        ]
        why.passed = [.init(source: w("Объём"), reason: w("действует от количества 1 000"))]
        why.cost = price("9.8000")
        why.margin = 1901
        page.why = why
        page.question = PriceQuestion(
            quantity: w("500"), day: w("2026-12-01"), problems: [FieldProblem(field: "price-day", text: w("Дата не похожа на дату."))],
            answer: .init(price: .own(own("11.9000")), amounts: amounts("5950.00"), why: why, title: w("500 шт, 01.12.2026")))
        page.inCart = amount("200")
        return page
    }

    // MARK: - Cart and orders

    var cart: CartPage {
        CartPage(
            lines: [
                .init(
                    key: w("1"), article: w("БШ-8.40-ЦБ"), name: w("Болт с шестигранной головкой DIN 933 М8×40, класс прочности 8.8, цинк"),
                    unit: w("шт"), quantity: w("500"), multiple: amount("50"), price: .own(own("9.8400")), amounts: amounts("4920.00"),
                    promise: w("500 шт с московского склада")),
                .init(
                    key: w("2"), article: w("БШ-8.60-ЦБ"), name: w("Болт с шестигранной головкой DIN 933 М8×60, класс прочности 8.8, цинк"),
                    unit: w("шт"), quantity: w("220"), multiple: amount("50"), minimum: amount("100"), price: .own(own("12.1000")),
                    amounts: amounts("2662.00"),
                    problems: [
                        .init(text: w("Продаётся упаковками по 50 шт."), repair: amount("250")),
                        .init(weight: .note, text: w("Сейчас есть 240 шт, остальное ждём 02.12.2026.")),
                    ]),
                .init(
                    key: w("3"), article: w("ВВГ-3Х2.5"), name: w("Кабель ВВГнг(А)-LS 3×2,5 ок (N, PE) 0,66 кВ, бухта 100 м"), unit: w("м"),
                    quantity: w("300"), multiple: amount("100"), price: .own(own("98.4700", unit: "м")), amounts: amounts("29541.00")),
                .init(
                    key: w("4"), article: w("ВВГ-5Х6"), name: w("Кабель ВВГнг(А)-LS 5×6 мк (N, PE) 1 кВ"), unit: w("м"), quantity: w("сто"),
                    price: .onRequest, problems: [.init(text: w("Цены нет в вашем договоре."), repair: .zero)]),
            ],
            totals: [
                .init(
                    contract: w("Договор № 14/2025-П"), contractKey: w("k1"), seller: w("ООО «Крепёж-Снаб»"), amounts: amounts("37123.00"),
                    available: sum("1284500.40"), availableAfter: sum("1247377.40"))
            ],
            sites: [
                Choice(key: w("s1"), title: w("Объект «Левобережный», Ростов-на-Дону, ул. Пойменная, 1"), isChosen: true),
                Choice(key: w("s2"), title: w("Склад, Батайск")),
            ],
            payments: [Choice(key: w("credit"), title: w("В счёт лимита"))], reference: w("З-2311"), comment: w("Позвонить за час до приезда.\nВъезд со двора."), requestedDate: w("2026-12-03"),
            earliestDate: day("2026-11-25"),
            idempotencyKey: w("0199b8f2-77aa-7c3e-9d55-0f6f2f1f8a10"), canPlace: false, refusal: w("Заказ не оформлен: исправьте две позиции."),
            problems: [FieldProblem(field: Field.quantity + w("4"), text: w("Количество «сто» не похоже на число. Введите, например, 10 или 2,5."))])
    }

    var readyCart: CartPage {
        var page = cart
        page.lines = [page.lines[0], page.lines[2]]
        page.refusal = nil
        page.problems = []
        page.canPlace = true
        let second = CartPage.Total(
            contract: w("Договор № 7-К"), contractKey: w("k2"), seller: w("ООО «Кабель-Юг»"), amounts: amounts("29541.00"),
            available: sum("20000.00"), availableAfter: sum("-9541.00"), state: w("hold_shipment"), reasons: [reason])
        page.totals.append(second)
        return page
    }

    var emptyCart: CartPage { CartPage(lines: [], totals: [], idempotencyKey: "k") }

    var order: OrderPage {
        let own = own
        func line(_ article: String, _ name: String, _ unit: String, _ quantity: String, _ price: String, _ gross: String, _ shipped: String?)
            -> OrderPage.Line
        {
            OrderPage.Line(
                article: w(article), name: w(name), unit: w(unit), quantity: amount(quantity), confirmed: shipped.map(amount),
                price: own(price, unit, "1", .included, .vat22), amounts: amounts(gross), note: shipped == nil ? w("для участка № 3") : nil)
        }
        return OrderPage(
            number: w("K-002418"), erpNumber: w("УТ-0009123"), status: w("partly_shipped"), placedAt: now, placedBy: w("Олег Сорокин"),
            onBehalfBy: w("Марина Лебедева"), client: w("ООО «СтройМонтаж-Юг»"),
            seller: w("ООО «Крепёж-Снаб»"), contract: w("14/2025-П от 12.01.2025"), reference: w("З-2311"),
            comment: w("Позвонить за час до приезда."), site: w("Объект «Левобережный»"), requestedDate: day("2026-12-03"),
            payment: w("partly_paid"),
            holdReasons: [w("Вторая отгрузка превышает доступный лимит на 9 541,00 ₽. Снимется после оплаты счёта № 118.")],
            history: [
                .init(at: now, status: w("placed"), text: nil, person: w("Марина Лебедева")),
                .init(at: now.adding(seconds: 900), status: w("processing"), text: w("Принят в учёте под № УТ-0009123"), person: nil),
                .init(at: now.adding(seconds: 86400), status: w("partly_shipped"), text: w("Отгрузка K-002418/1, накладная № 877"), person: nil),
            ],
            lines: [
                line("БШ-8.40-ЦБ", "Болт с шестигранной головкой DIN 933 М8×40, класс прочности 8.8, цинк", "шт", "500", "9.84", "4920.00", "500"),
                line("ВВГ-3Х2.5", "Кабель ВВГнг(А)-LS 3×2,5 ок (N, PE) 0,66 кВ, бухта 100 м", "м", "300", "98.47", "29541.00", nil),
            ],
            amounts: amounts("34461.00"),
            shipments: [
                .init(
                    number: w("K-002418/1"), warehouse: w("Москва, Шоссейная"), status: w("in_transit"), site: w("Объект «Левобережный»"),
                    planned: day("2026-12-01"), actual: day("2026-12-01"), tracking: w("10098765432"),
                    trackingAddress: word("https://carrier.example/track?n=10098765432"),
                    lines: [.init(article: w("БШ-8.40-ЦБ"), name: w("Болт DIN 933 М8×40"), quantity: amount("500"), unit: w("шт"))]),
                .init(
                    number: w("K-002418/2"), warehouse: w("Ростов-на-Дону"), status: w("on_hold"), planned: day("2026-12-05"),
                    lines: [.init(article: w("ВВГ-3Х2.5"), name: w("Кабель ВВГнг(А)-LS 3×2,5"), quantity: amount("300"), unit: w("м"))]),
            ],
            isJustPlaced: true, canCancel: true, canRepeat: true)
    }

    func orders(isStaff: Bool) -> OrdersPage {
        let states = ["placed", "on_hold", "processing", "in_transit", "delivered", "closed", "cancelled", "approval", "partly_shipped"]
        let rows = states.enumerated().map { index, state in
            OrdersPage.Row(
                number: w("K-00241\(8 - index % 9)"), placedAt: now.adding(seconds: Int64(-86400 * index)),
                client: isStaff ? w(index.isMultiple(of: 2) ? "ООО «СтройМонтаж-Юг»" : "АО «Донские электрические сети»") : nil,
                reference: index.isMultiple(of: 3) ? w("З-23\(11 + index)") : nil, site: w("Объект «Левобережный»"), status: w(state),
                lines: 3 + index * 7, total: sum("\(34461 + index * 118_204).50"))
        }
        return OrdersPage(
            query: OrdersQuery(text: w(""), status: isStaff ? nil : w("placed")), rows: rows, statuses: states.map(w),
            clientName: isStaff ? w("ООО «СтройМонтаж-Юг»") : nil, showsClients: isStaff, isFirst: false, next: w("abcdef"))
    }

    // MARK: - The rest

    var clients: ClientsPage {
        ClientsPage(
            rows: [
                .init(
                    key: w("c1"), name: w("ООО «СтройМонтаж-Юг»"), inn: w("6164298104"), contracts: 2, manager: w("Марина Лебедева"),
                    debt: sum("1900500.20"), available: sum("1274959.40"), state: w("hold_shipment"), isCurrent: true),
                .init(
                    key: w("c2"), name: w("АО «Донские электрические сети»"), inn: w("6165001234"), contracts: 1, manager: w("Марина Лебедева"),
                    debt: .zero(.rub), available: sum("5000000")),
                .init(
                    key: w("c3"), name: w("ИП Григорян Артём Самвелович"), inn: w("616400123456"), contracts: 1, manager: nil, debt: nil,
                    available: nil, state: w("warn")),
            ], showsCredit: true, canOrder: true, next: w("next"))
    }

    /// An import that can be undone, and one that has been.
    var imports: [(String, ImportPage)] {
        var open = ImportPage(id: 7, run: exchange.runs[1])
        open.undoUntil = now.adding(seconds: 3600)
        open.run.told = 5000
        var undone = ImportPage(id: 8, run: exchange.runs[2])
        (undone.undoneAt, undone.putBack, undone.kept) = (now, 4098, 2)
        undone.keptRecords = [.init(label: w("БШ-9"), reason: w("изменена кем-то после загрузки")), .init(label: w("C1/БШ-8"), reason: w("записи больше нет"))]
        var busy = ImportPage(id: 9, run: exchange.runs[2])
        busy.progress = (1200, 4100)
        return [("import", open), ("import-undone", undone), ("import-undoing", busy)]
    }

    var exchange: ExchangePage {
        ExchangePage(
            freshness: [
                .init(subject: w("Цены"), asOf: now), .init(subject: w("Остатки"), asOf: now.adding(seconds: -5400), isStale: true),
                .init(subject: w("Взаиморасчёты")),
            ],
            runs: [
                .init(startedAt: now, source: w("1С:УТ"), subject: w("offers0_1.xml"), state: w("running"), updated: 18240),
                .init(
                    startedAt: now.adding(seconds: -600), finishedAt: now.adding(seconds: -596), source: w("1С:УТ"), subject: w("import0_1.xml"),
                    state: w("done_with_problems"), created: 12, updated: 340, unchanged: 98211, refused: 2, ignored: 5,
                    problems: [
                        .init(place: w("import0_1.xml, 4711"), text: w("Неизвестная единица «бухта». Добавьте её в справочник.")),
                        .init(place: w("БШ-9"), text: w("Артикул занят другим товаром.")),
                    ]),
                .init(
                    startedAt: now.adding(seconds: -7200), finishedAt: now.adding(seconds: -7199), source: w("командная строка"),
                    subject: w("stock.csv"), state: w("done"), updated: 4100),
                .init(
                    startedAt: now.adding(seconds: -9200), finishedAt: now.adding(seconds: -9199), source: w("1С:УТ"), subject: w("rests.xml"),
                    state: w("failed")),
            ], next: w("n"))
    }

    // MARK: - People and the house

    var person: PeoplePage.Row {
        PeoplePage.Row(
            id: 7, name: w("Анна Соколова"), email: w("anna@example.com"), roles: [w("ООО «СтройМонтаж-Юг»: Закупщик, Снабжение")], status: "invited",
            hasSecondFactor: true, signedInAt: now)
    }

    var peoplePages: [(String, HTML)] {
        var list = PeoplePage(rows: [person, PeoplePage.Row(id: 8, name: w("Пётр"), email: w("p@example.com"), roles: [], status: "blocked", hasSecondFactor: false)])
        list.departments = [Choice(key: "1", title: w("Снабжение"))]
        list.hasMail = false
        list.next = w("n")
        var own = PersonPage(row: person, memberships: [.init(client: w("c1"), clientName: w("ООО «СтройМонтаж-Юг»"), role: "buyer", department: w("Снабжение"))])
        own.roles = [Choice(key: "buyer", title: w("Закупщик"), isChosen: true), Choice(key: w("own-1"), title: w("Снабженец"))]
        own.departments = [Choice(key: "1", title: w("Снабжение"))]
        own.isStaff = true
        own.isOfHouse = true
        own.clients = [Choice(key: w("c1"), title: w("АО «Донские сети»"))]
        own.clientsOfERP = [Choice(key: w("c2"), title: w("ООО «Домовой»"))]
        own.substitutes = [.init(id: 3, text: w("Пётр Зимин: 1 декабря"), canEnd: true)]
        own.problems = [FieldProblem(field: "role", text: w("Такой роли нет."))]
        (own.canBeMerged, own.alike) = (true, [Choice(key: w("anna@example.com"), title: w("Анна, anna@example.com"))])
        own.consents = consentFacts
        let invitation = InvitationPage(
            email: w("a@b"), name: w("Анна"), client: w("c1"), clientName: w("АО «Донские сети»"), isStaff: true, roles: own.roles, departments: own.departments,
            hasMail: false, refusal: w("Нельзя"), problems: [FieldProblem(field: "email", text: w("Адрес занят."))])
        let form = RoleForm(id: 3, name: w("Снабженец"), rights: [Choice(key: "order", title: w("заказывать"), isChosen: true)])
        let roles = RolesPage(
            isHouse: false, roles: [.init(id: 3, name: w("Снабженец"), rights: [w("заказывать")], people: 2), .init(name: w("Закупщик"), rights: [])],
            form: RoleForm(rights: form.rights, problems: [FieldProblem(field: "name", text: w("Укажите имя."))]))
        let journal = JournalPage(
            kinds: [Choice(key: "people", title: w("Сотрудник"))], actor: w("Анна"), client: w("c1"), from: "2026-11-01", until: "2026-11-30", isStaff: true,
            rows: [.init(at: now, actor: w("Анна"), action: w("вход"), subject: w("Сотрудник № 7"), client: w("c1"), details: [(w("place"), w("10.0.0.1")), (w("role"), w("buyer"))])], next: w("n"))
        return [
            ("people", peoplePage(list, in: shell("/people", .people))),
            ("people-none", peoplePage(PeoplePage(isStaff: true, rows: []), in: shell("/people", .people, isStaff: true))),
            ("invitation", invitationPage(invitation, in: shell("/people/new", .people, isStaff: true))),
            ("person", personPage(own, in: shell("/people/7", .people, isStaff: true))), ("roles", rolesPage(roles, in: shell("/roles", .people))),
            ("people-merge", peopleMergePage(PeopleMergePage(kept: person, gone: person, moves: [("memberships", 1), ("records", 2)]), in: shell("/people/7/merge", .people, isStaff: true))),
            ("people-merge-nothing", peopleMergePage(PeopleMergePage(kept: person, gone: person, moves: []), in: shell("/people/7/merge", .people, isStaff: true))),
            ("role", rolePage(form, in: shell("/roles/3", .people))), ("journal", journalPage(journal, in: shell("/journal", .journal, isStaff: true))),
            ("journal-empty", journalPage(JournalPage(kinds: [], rows: []), in: shell("/journal", .journal))),
        ]
    }

    var housePages: [(String, HTML)] {
        let house = HousePage(
            name: w("Крепёж"), usualName: w("ООО «Север»"), staffSecondFactor: true, mailSender: w("a@b"), hasMail: false, mailWaiting: 3, deadJobs: 1,
            problems: [FieldProblem(field: "mail_sender", text: w("Адрес неверен."))])
        let jobs = JobsPage(
            waiting: 3, dead: 1, oldest: 75, mailWaiting: 3, hasMail: false,
            rows: [.init(id: 5, kind: "mail", attempts: 48, error: w("550 no such mailbox"), createdAt: now, endedAt: now)])
        var signedIn = SignedInPage(rows: [.init(person: 7, name: w("Анна"), since: now, place: w("10.0.0.1"), agent: w("Firefox, Linux"), isCurrent: true)])
        (signedIn.isFirst, signedIn.next) = (false, w("further"))
        let registration = RegistrationsPage.Row(
            id: 4, company: w("ООО «Новый»"), inn: w("7707083893"), person: w("Иван"), email: w("i@example.com"), phone: w("+7 900"), note: w("Срочно"), state: "new",
            createdAt: now, known: [Choice(key: w("c1"), title: w("АО «Донские сети»"))],
            consents: [.init(purpose: .personalData, version: 2, givenAt: now, isOutdated: true), .init(purpose: .advertising, version: nil, givenAt: now)])
        var refused = registration
        (refused.id, refused.state, refused.reason) = (5, "refused", w("Не тот профиль"))
        return [
            ("house", housePage(house, in: shell("/house", .house, isStaff: true))), ("components", componentsPage(at: now, in: shell("/house/components", .house, isStaff: true))), ("jobs", jobsPage(jobs, in: shell("/house/jobs", .house, isStaff: true))),
            ("jobs-none", jobsPage(JobsPage(waiting: 0, dead: 0, oldest: 0, mailWaiting: 0, hasMail: true, rows: []), in: shell("/house/jobs", .house, isStaff: true))),
            ("signed-in", signedInPage(signedIn, in: shell("/house/sessions", .house, isStaff: true))),
            ("registration", registrationPage(
                RegistrationPage(
                    inn: w("77"), consents: [consentText(.personalData), consentText(.advertising)], agreed: [.advertising],
                    problems: [FieldProblem(field: "personal_data", text: w("Отметьте.")), FieldProblem(field: "inn", text: w("ИНН неверен."))]), in: visitor)),
            ("registration-sent", registrationPage(RegistrationPage(isSent: true), in: visitor)),
            ("registrations", registrationsPage(RegistrationsPage(rows: [registration, refused], refusal: w("Уже решено.")), in: shell("/registrations", .people, isStaff: true))),
        ]
    }

    private func consentText(_ purpose: ConsentPurpose, version: Int = 2) -> ConsentTextShown {
        ConsentTextShown(purpose: purpose, version: version, text: w("Согласен.\n\nОператор: ООО «Север»."), since: version == 0 ? nil : now)
    }

    private var consentFacts: [OwnConsentsPage.Fact] {
        [
            OwnConsentsPage.Fact(
                purpose: .personalData, version: 2, digest: String(repeating: "5f", count: 32), givenAt: now, channel: "sign_in", place: w("10.0.0.1"), agent: w("Firefox, Linux")),
            OwnConsentsPage.Fact(
                purpose: .advertising, digest: String(repeating: "7a", count: 32), givenAt: now, channel: "registration", place: w("10.0.0.1"), agent: "", withdrawnAt: now),
        ]
    }

    var consentPages: [(String, HTML)] {
        let held = OwnConsentsPage.Purpose(purpose: .personalData, text: consentText(.personalData), held: consentFacts[0], isOutdated: true, facts: consentFacts)
        let gone = OwnConsentsPage.Purpose(purpose: .personalData, text: consentText(.personalData, version: 0), erasedBy: now, facts: [consentFacts[1]])
        let none = OwnConsentsPage.Purpose(purpose: .advertising, text: consentText(.advertising), facts: [])
        let house = HouseConsentsPage(
            purposes: [.init(purpose: .personalData, text: consentText(.personalData), accepted: 7, inForce: 5), .init(purpose: .advertising)],
            erasures: [.init(person: 7, name: w("Анна"), withdrawnAt: now, dueAt: now, isOverdue: true)])
        let version = ConsentVersionsPage.Version(version: 2, russian: w("Согласен."), english: w("I agree."), since: now, publisher: w("Анна"), accepted: 7, inForce: 5)
        let versions = ConsentVersionsPage(
            purpose: .personalData, versions: [version], russian: w("Согласен."), english: "", known: 2, refusal: w("Уже опубликовано."),
            problems: [FieldProblem(field: "text_en", text: w("Заполните."))])
        let told = DataOperator(name: w("ООО «Север»"), inn: w("7707083893"), ogrn: w("1027700132195"), address: w("Москва"), mail: w("data@north.example"), number: w("77-24-1"))
        let policy = PolicyShown(version: 2, text: w("Храним имя и почту."), since: now)
        var acted = house
        acted.acts = [.init(id: 3, person: 7, at: now, reason: "request", eraser: w("Анна")), .init(id: 2, person: 6, at: now, reason: "withdrawal")]
        acted.policy = policy
        (acted.isFirst, acted.next) = (false, w("further"))
        var kept = PolicyKeepingPage(
            told: told, versions: [.init(version: 2, russian: w("Храним."), english: w("We keep."), since: now, publisher: w("Анна")), .init(version: 1, russian: "А", english: "B", since: now)],
            entities: [Choice(key: "", title: w("Первое")), Choice(key: w("s"), title: w("ООО «Север»"), isChosen: true)], mail: w("data@north.example"), number: w("77-24-1"), russian: w("Храним."),
            english: "", known: 2, missing: [w("Нет адреса.")], refusal: w("Уже опубликовано."))
        kept.problems = [FieldProblem(field: "text_en", text: w("Заполните."))]
        let act = ErasureActPage(
            number: 3, person: 7, at: now, eraser: w("Анна"), reason: "request", note: w("Письмо 17"), house: w("Крепёж"), told: told, categories: [("identity", 1), ("sessions", 4)])
        let renewal = ConsentRenewalPage(text: consentText(.personalData), former: 1, returnPath: w("/cart"), refusal: w("Отметьте."))
        return [
            ("consent-text", consentTextPage(consentText(.advertising), in: visitor)),
            ("own-consents", ownConsentsPage(OwnConsentsPage(purposes: [held, none], refusal: w("Изменился.")), in: shell("/security/consents"))),
            ("own-consents-withdrawn", ownConsentsPage(OwnConsentsPage(purposes: [gone]), in: shell("/security/consents"))),
            ("privacy", privacyPage(PrivacyPage(told: told, text: policy, current: 3, missing: [w("Нет адреса.")]), in: visitor)),
            ("privacy-none", privacyPage(PrivacyPage(told: DataOperator()), in: visitor)),
            ("policy", policyKeepingPage(kept, in: shell("/house/policy", .consents, isStaff: true))),
            ("erasure-act", erasureActPage(act, in: shell("/house/erasures/3", .consents, isStaff: true))),
            ("house-consents-acts", houseConsentsPage(acted, in: shell("/house/consents", .consents, isStaff: true))),
            ("consent-renewal", consentRenewalPage(renewal, in: shell("/sign-in/consent"))),
            ("house-consents", houseConsentsPage(house, in: shell("/house/consents", .consents, isStaff: true))),
            ("house-consents-none", houseConsentsPage(HouseConsentsPage(purposes: [], erasures: []), in: shell("/house/consents", .consents, isStaff: true))),
            ("consent-versions", consentVersionsPage(versions, in: shell("/house/consents/personal_data", .consents, isStaff: true))),
            ("consent-versions-none", consentVersionsPage(ConsentVersionsPage(purpose: .advertising, versions: []), in: shell("/house/consents/advertising", .consents, isStaff: true))),
        ]
    }

    var accessPages: [(String, HTML)] {
        var security = SecurityPage(
            email: w("a@b"), secondFactorSince: now, recoveryCodesLeft: 9,
            sessions: [.init(key: w("k1"), createdAt: now, place: w("10.0.0.1"), agent: w("Firefox"), isCurrent: true), .init(key: w("k2"), createdAt: now, place: w("10.0.0.2"), agent: w("Safari"), isCurrent: false)])
        security.problems = [FieldProblem(field: "current", text: w("Не подходит.")), FieldProblem(field: "factor-password", text: w("Не подходит."))]
        security.passkeys = [
            .init(id: 7, name: w("Ноутбук"), createdAt: now, usedAt: now), .init(id: 8, name: w("Телефон"), createdAt: now, usedAt: nil),
        ]
        security.passkeyName = w("Firefox, Linux")
        security.letters = [Choice(key: "support", title: w("Поддержка"), isChosen: true), Choice(key: "credit", title: w("Деньги"))]
        security.problems.append(FieldProblem(field: "passkey-8-password", text: w("Не подходит.")))
        var byPasskey = SecurityPage(email: w("a@b"), sessions: [])
        byPasskey.passkeys = [.init(id: 7, name: w("Ноутбук"), createdAt: now, usedAt: nil)]
        var code = SignInCodePage(returnPath: w("/orders"))
        (code.hasApp, code.hasPasskeys, code.refusal) = (false, true, w("Не подошёл."))
        let bare = SecurityPage(email: w("a@b"), sessions: [], owesSecondFactor: true)
        let factor = SecondFactorPage(secret: "ABCD EFGH", address: "otpauth://totp/x", owesSecondFactor: true, problems: [FieldProblem(field: "code", text: w("Не подходит."))])
        return [
            ("security", securityPage(security, in: shell("/security"))), ("security-bare", securityPage(bare, in: shell("/security"))),
            ("security-passkey", securityPage(byPasskey, in: shell("/security"))), ("code-passkey", signInCodePage(code, in: visitor)),
            ("second-factor", secondFactorPage(factor, in: shell("/security/second-factor"))), ("recovery", recoveryCodesPage([w("abcd-efgh")], in: shell("/security"))),
            ("lost-password", lostPasswordPage(LostPasswordPage(email: w("a@b"), problems: [FieldProblem(field: "email", text: w("Введите."))], refusal: w("Подождите."), hasMail: false), in: visitor)),
            ("lost-password-sent", lostPasswordPage(LostPasswordPage(isSent: true), in: visitor)),
            ("new-password", newPasswordPage(NewPasswordPage(token: w("kl_x"), email: w("a@b"), name: w("Анна"), isInvitation: true, problems: [FieldProblem(field: "password", text: w("Коротко."))]), in: visitor)),
            ("code", signInCodePage(SignInCodePage(returnPath: w("/orders"), problems: [FieldProblem(field: "code", text: w("Не подходит."))]), in: visitor)),
        ]
    }

    /// All of them, by name.
    private var comparison: ComparePage {
        ComparePage(
            tabs: OwnTab.allCases,
            columns: goods.prefix(2).map {
                ComparePage.Column(article: w($0.article), name: w($0.name), price: $0.price, stock: $0.stock, canOrder: true, without: "/compare")
            },
            rows: [
                ComparePage.Row(name: w("Диаметр, мм"), values: [w("8"), w("10")]), ComparePage.Row(name: w("Страна"), values: [w("Россия"), nil]),
                ComparePage.Row(name: w("Покрытие"), values: [w("цинк"), w("цинк")]),
            ], switched: "/compare?differences=1")
    }

    var pages: [(name: String, html: String)] {
        let refused = Refusal(
            .validation, problems: [Refusal.Problem("/lines/0/quantity", .notMultiple), Refusal.Problem("/lines/1/code", .unknown)])
        var company = CompanyPage(name: w("АО «Донские сети»"), key: w("c1"))
        company.contacts = [.init(name: w("Анна Серова"), email: w("serova@example.com"), standsInFor: w("Пётр Зимин")), .init(name: w("Игорь"), email: nil, standsInFor: nil)]
        company.entities = [.init(name: w("АО «Донские сети»"), requisites: [("inn", "7707083893"), ("kpp", "770301001")])]
        company.contracts = [.init(key: w("d1"), number: w("Д-1"), seller: w("ООО «Север»"), entity: w("АО «Донские сети»"), paymentDays: 14, isBanking: true, isActive: true, until: nil)]
        (company.showsPayment, company.showsMoney, company.showsDocuments, company.managesPeople) = (true, true, true, true)
        company.sites = [(w("Склад"), w("Ростов, Портовая, 1"))]
        company.departments = [.init(name: w("Дирекция"), address: "", depth: 0, isOwn: false), .init(name: w("Закупки"), address: w("Ростов"), depth: 1, isOwn: true)]
        return [
            ("start", startPage(SignInPage(), in: visitor)), ("start-open", startPage(SignInPage(), in: openVisitor)),
            ("catalog-open", catalogPage(seenByVisitor(.none), in: openVisitor)), ("catalog-open-word", catalogPage(seenByVisitor(.word), in: openVisitor)),
            ("product-open", productPage(productSeenByVisitor, in: openVisitor)),
            (
                "sign-in",
                signInPage(
                    SignInPage(
                        email: w("oleg@example.com"), returnPath: w("/orders/K-1"), refusal: w("Почта или пароль не подходят."),
                        problems: [FieldProblem(field: "password", text: w("Введите пароль."))], hasPasskeys: true), in: visitor)
            ),
            (
                "catalog",
                catalogPage(
                    catalog,
                    in: shell("/catalog?category=bolts&page=3", .catalog) {
                        $0.flash = Shell.Flash(text: w("Добавлено в корзину: БШ-8.60-ЦБ, 200 шт"))
                    })
            ),
            ("search", catalogPage(search, in: shell("/catalog?query=x", .catalog) { $0.search = w("болт м8х40") })),
            ("nothing", catalogPage(nothing, in: shell("/catalog", .catalog))),
            ("own", ownGoodsPage(OwnGoodsPage(tabs: OwnTab.allCases, tab: .favourites, goods: catalog), in: shell("/favourites", .own))),
            ("own-empty", ownGoodsPage(OwnGoodsPage(tabs: OwnTab.allCases, tab: .viewed, goods: nothing), in: shell("/viewed", .own))),
            ("compare", comparePage(comparison, in: shell("/compare", .own))), ("compare-empty", comparePage(ComparePage(tabs: OwnTab.allCases), in: shell("/compare", .own))),
            (
                "searches",
                searchesPage(
                    SearchesPage(
                        tabs: OwnTab.allCases, searches: [SearchesPage.Search(id: 7, name: w("Болты М8 в наличии"), address: "/catalog?in_stock=1")],
                        problems: [FieldProblem(field: "main", text: w("Поле обязательно."))]), in: shell("/searches", .own))
            ),
            ("product", productPage(product, in: shell("/products/x", .catalog))), ("cart", cartPage(cart, in: shell("/cart"))),
            ("cart-ready", cartPage(readyCart, in: shell("/cart"))),
            ("cart-empty", cartPage(emptyCart, in: shell("/cart") { $0.cart = Shell.Cart(lines: 0) })),
            ("order", orderPage(order, in: shell("/orders/K-002418", .orders))),
            ("orders", ordersPage(orders(isStaff: false), in: shell("/orders", .orders))),
            ("orders-staff", ordersPage(orders(isStaff: true), in: shell("/orders", .orders, isStaff: true))),
            ("orders-empty", ordersPage(OrdersPage(query: OrdersQuery(), rows: [], statuses: ["placed"]), in: shell("/orders", .orders))),
            ("home", homePage(home, in: shell("/") { $0.limits = limits })), ("account", accountPage(account, in: shell("/account", .account) { $0.limits = limits })),
            ("company", companyPage(company, in: shell("/company", .company))), ("company-empty", companyPage(CompanyPage(name: w("АО «Донские сети»"), key: w("c1")), in: shell("/company", .company))),
            ("account-empty", accountPage(AccountPage(contracts: []), in: shell("/account", .account) { $0.limits = manyLimits })),
            ("contract", contractPage(contract, in: shell("/account/x", .account))),
            ("documents", documentsPage(documents, in: shell("/documents", .documents))),
            ("documents-empty", documentsPage(DocumentsPage(query: DocumentsQuery(), rows: []), in: shell("/documents", .documents))),
            ("credit-ageing", ageingPage(ageing, in: shell("/credit", .credit, isStaff: true))),
            ("credit-blocked", blockedPage(blocked, in: shell("/credit/blocked", .credit, isStaff: true))),
            ("credit-holds", holdsPage(holds, in: shell("/credit/holds", .credit, isStaff: true))),
            ("credit-overrides", overridesPage(waiting, in: shell("/credit/overrides", .credit, isStaff: true))),
            ("credit-contract", creditContractPage(creditContract, in: shell("/credit/contracts/x", .credit, isStaff: true))),
            ("credit-contract-seen", creditContractPage(seenContract, in: shell("/credit/contracts/x", .credit, isStaff: true))),
            ("credit-client", creditClientPage(creditClient, in: shell("/credit/clients/x", .credit, isStaff: true))),
            ("credit-rules", creditRulesPage(creditRules, in: shell("/credit/rules", .credit, isStaff: true))),
            (
                "clients",
                clientsPage(
                    clients,
                    in: shell("/clients", .clients, isStaff: true) {
                        $0.client = nil; $0.limits = []; $0.cart = nil
                    })
            ),
            (
                "assortments",
                assortmentsPage(
                    AssortmentsPage(
                        client: w("00-000017"), clientName: w("ООО «Стройград-Монтаж»"), article: w("БШ-8.60-ЦБ"), articleName: w("БШ-8.60-ЦБ · Болт DIN 933 М8×60, цинк"),
                        answers: [
                            .init(contract: w("Ц-1/26"), isShown: true, reason: w("политика «Стройка» разрешает: категорию «Болты»")),
                            .init(contract: w("У-7/26"), isShown: false, reason: w("политика «Опт» скрывает всё, что не разрешено")),
                        ],
                        policies: [
                            .init(key: w("Стройка"), isVisibleByDefault: false, isForVisitors: false, clients: 12, contracts: 3, ruleCount: 31, rules: [
                                .init(isAllow: true, text: w("категорию «Болты»")), .init(isAllow: false, text: w("бренд «Hartmeister»")),
                            ]),
                            .init(key: w("Витрина"), isVisibleByDefault: true, isForVisitors: true, clients: 0, contracts: 0, ruleCount: 0, rules: []),
                        ]), in: shell("/assortments", .assortments, isStaff: true))
            ),
            ("exchange", exchangePage(exchange, in: shell("/exchange", .exchange, isStaff: true))),
            ("not-found", problemPage(ProblemPage(status: 404, refusal: nil, requestID: w("01JDB0X5")), in: shell("/x"))),
            ("fault", problemPage(ProblemPage(status: 500, refusal: nil, requestID: w("01JDB0X5")), in: visitor)),
            ("refused", problemPage(ProblemPage(status: 422, refusal: refused, requestID: w("01JDB0X5")), in: shell("/x"))),
        ].map { ($0.0, $0.1.text) } + imports.map { ($0.0, importPage($0.1, in: shell("/exchange", .exchange, isStaff: true)).text) } + (peoplePages + housePages + consentPages + accessPages + pricePages + termsPages + supportPages + supplierPages).map { ($0.0, $0.1.text) }
    }
}

import Customers
import Database
import Foundation
import Kernel
import Suppliers

extension DemoWorld {
    /// Two suppliers, each of a brand.
    var suppliers: [JSON] {
        [
            ["external_id": "demo-supplier-uralkrep", "name": "ООО «УралКреп-Снаб»", "inn": "6670123457", "brands": ["demo-uralkrep"]],
            ["external_id": "demo-supplier-nordschraub", "name": "ООО «НордШрауб Рус»", "inn": "7805123456", "brands": ["demo-nordschraub"]],
        ]
    }
}

extension Writer {
    /// Offers of a part of the suppliers' products, one in ten of them over, and answers to what orders wait for: confirmed in full and in part, declined, and not yet.
    func supplyDemo(at now: Instant) throws {
        let today = Day(of: now, in: .gmt)
        for row in try rows("""
            SELECT p.id, p.article, g.supplier_id FROM supplier_brands AS g JOIN products AS p ON p.brand_id = g.brand_id WHERE p.withdrawn = 0 ORDER BY p.id LIMIT 120
            """)
        {
            let (product, article): (Int64, String) = (try row.get("id"), try row.get("article"))
            let valid = today.adding(days: product % 10 == 0 ? -5 : 45)
            try run("""
                INSERT INTO supplier_offers (supplier_id, product_id, article, price, quantity, lead_days, valid_day, updated_at)
                VALUES (\(try row.get("supplier_id", as: Int64.self)), \(product), \("\(article)-S"), \(30_000 + product % 97 * 1100), \(product % 40 * 25_000), \(3 + product % 12), \(valid), \(now))
                """)
        }
        let asked = now.adding(seconds: -72 * 3600)
        try askSuppliers(at: asked, in: self)
        for email in ["supplier@demo.kontor.example", "supplier2@demo.kontor.example"] {
            guard let viewer = try demoViewer(email) else { continue }
            for (place, line) in try supplyLines(limit: 9, at: now, for: viewer, in: self).reversed().enumerated() where place % 4 != 3 {
                let moment = asked.adding(seconds: Int64(place + 1) * 5 * 3600)
                let answer: SupplyAnswer =
                    switch place % 4 {
                    case 0: .confirms(day: today.adding(days: 4).description, quantity: "")
                    case 1: .confirms(day: today.adding(days: 12).description, quantity: line.quantity > Quantity("2") ?? .zero ? "1" : "")
                    default: .declines(reason: "Снято с производства, предложите аналог.")
                    }
                try answerSupply(answer, to: line.id, revision: line.revision, on: today, for: viewer, at: moment, in: self)
            }
        }
    }

    /// Two requests for prices to both suppliers: one that is open with the first answer, one that is closed and whose chosen answers are offers.
    func quotesDemo(at now: Instant) throws {
        guard let asker = try demoViewer("catalogue@demo.kontor.example"), let first = try demoViewer("supplier@demo.kontor.example"), let second = try demoViewer("supplier2@demo.kontor.example"),
            let supplier = first.supplier?.id, let other = second.supplier?.id
        else { return }
        let articles = try rows("""
            SELECT p.article FROM supplier_brands AS g JOIN products AS p ON p.brand_id = g.brand_id WHERE p.withdrawn = 0 AND g.supplier_id = \(supplier) ORDER BY p.id LIMIT 7
            """).map { try $0.get("article", as: String.self) }
        guard articles.count >= 7 else { return }
        func ask(_ goods: ArraySlice<String>, _ others: String, _ comment: String, for days: Int, at moment: Instant) throws -> ID<QuoteRequest> {
            let day = Day(of: moment, in: .gmt)
            var draft = QuoteDraft()
            draft.goods = goods.enumerated().map { "\($0.element)\t\(($0.offset + 1) * 250)" }.joined(separator: "\n")
            (draft.others, draft.comment, draft.day) = (others, comment, day.adding(days: days).description)
            draft.suppliers = [supplier.rawValue, other.rawValue]
            return try askForQuotes(draft, on: day, for: asker, at: moment, in: self)
        }
        func answer(_ id: ID<QuoteRequest>, _ viewer: Viewer, from price: Int, days: Int, cannot: Int?, at moment: Instant) throws {
            var typed: [ID<QuoteLine>: TypedQuote] = [:]
            for line in try quoteRequest(id, for: viewer, in: self).lines {
                var quote = TypedQuote()
                if line.position == cannot { (quote.cannot, quote.reason) = (true, "Не возим эту позицию.") } else {
                    (quote.price, quote.leadDays) = ("\(price + line.position * 3),50", String(days + line.position))
                    if line.position == 2 { quote.quantity = "100" }
                }
                typed[line.id] = quote
            }
            let day = Day(of: moment, in: .gmt)
            try answerQuotes(typed, validUntil: day.adding(days: 60).description, to: id, on: day, for: viewer, at: moment, in: self)
        }
        let past = now.adding(seconds: -12 * 86_400)
        let closed = try ask(articles[0..<3], "", "Пополнение склада на месяц.", for: 4, at: past)
        try answer(closed, first, from: 14, days: 5, cannot: nil, at: past.adding(seconds: 5 * 3600))
        try answer(closed, second, from: 12, days: 9, cannot: 3, at: past.adding(seconds: 26 * 3600))
        let compared = try quoteRequest(closed, for: asker, in: self)
        var choice: [ID<QuoteLine>: ID<Supplier>] = [:]
        for line in compared.lines { choice[line.id] = compared.best(of: line.id).min() ?? supplier }
        try decideQuotes(choice, closes: true, of: closed, revision: compared.revision, for: asker, at: past.adding(seconds: 50 * 3600), in: self)
        _ = try offerQuotes(of: closed, for: asker, at: past.adding(seconds: 51 * 3600), in: self)
        let lately = now.adding(seconds: -20 * 3600)
        let open = try ask(articles[3..<7], "Лоток перфорированный 300 мм; 40 шт", "Объект в Туле, нужны сертификаты.", for: 5, at: lately)
        try answer(open, first, from: 21, days: 4, cannot: 5, at: lately.adding(seconds: 3 * 3600))
        // Nobody is written to about what the demo has made up.
        try run("UPDATE jobs SET state = 'done', ended_at = \(now) WHERE kind = \(Letter.job) AND state = 'waiting' AND (unique_key LIKE 'mail:supply%' OR unique_key LIKE 'mail:quote%')")
    }

    private func demoViewer(_ email: String) throws -> Viewer? {
        guard let row = try row("SELECT id FROM people WHERE email = \(email)") else { return nil }
        return try viewer(person: row.get("id"))
    }
}

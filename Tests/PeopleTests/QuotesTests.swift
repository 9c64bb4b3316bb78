import Database
import Foundation
import HTTPTypes
import Integrations
import Kernel
import PortalTesting
import Testing
import TestSupport

@testable import Customers
@testable import Suppliers
@testable import kontor

@Suite("Requests for prices to suppliers")
struct QuotesTests {
    @Test("lines are read as people paste them", arguments: [
        ("B-1\t10", "", ["B-1 10"], [String]()), ("B 1 x;2,5\nB-2 3", "", ["B 1 x 2.5", "B-2 3"], []), ("B-1", "", [], ["/goods"]), ("B-1 0\nB-1 2", "", ["B-1 2"], ["/goods"]),
        ("B-1 2\nB-1 3", "", ["B-1 2"], ["/goods"]), ("", "Лоток 300 мм; 40 шт\nТруба\t1 500 м", ["Лоток 300 мм 40", "Труба 1500"], []), ("", "Лоток 40", [], ["/others"]), ("", "Лоток; 40 попугаев", [], ["/others"]),
    ])
    func reading(goods: String, others: String, read: [String], wrong: [String]) {
        var draft = QuoteDraft()
        (draft.goods, draft.others) = (goods, others)
        let (lines, problems) = draft.parse()
        #expect(lines.map { "\($0.article ?? $0.name ?? "") \($0.quantity.decimal)" } == read)
        #expect(problems.map(\.pointer) == wrong)
    }

    @Test("an answer is a price above zero or a reason", arguments: [
        ("12,50", "", "", false, "", "12.5 10 -", [String]()), ("12,50", "4", "7", false, "", "12.5 4 7", []), ("0", "", "", false, "", "", ["/price-1"]), ("", "4", "", false, "", "", ["/price-1"]),
        ("x", "-1", "900", false, "", "", ["/price-1", "/quantity-1", "/lead_days-1"]), ("12", "0", "", false, "", "", ["/quantity-1"]), ("", "", "", true, "", "", ["/reason-1"]), ("5", "", "", true, "Нет", "Нет", []),
    ])
    func answer(price: String, quantity: String, days: String, cannot: Bool, reason: String, read: String, wrong: [String]) throws {
        let line = QuoteLine(id: ID(1), position: 1, product: nil, article: nil, name: "Лоток", unit: .piece, quantity: try #require(Quantity("10")), isWithdrawn: false)
        var typed = TypedQuote()
        (typed.price, typed.quantity, typed.leadDays, typed.cannot, typed.reason) = (price, quantity, days, cannot, reason)
        let (answer, problems) = typed.parse(line)
        #expect(problems.map(\.pointer) == wrong)
        let told = answer.map { $0.reason ?? "\(DecimalText.write($0.price?.units ?? 0, scale: 4, places: 1)) \($0.quantity?.decimal ?? "-") \($0.leadDays.map { String($0) } ?? "-")" }
        #expect(told ?? "" == read)
    }

    @Test("two suppliers are asked, answer unseen by each other, and what is chosen becomes an offer", arguments: Engine.allCases)
    func flow(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let today = Day(of: now, in: .gmt)
            let (a, b, boss) = (try await house.supplierViewer("supplier.employee"), try await house.supplierViewer("supplier_b.administrator"), try await house.supplierViewer("staff.administrator"))
            let (idOfA, idOfB) = (ID<Supplier>(house.suppliers["supplier"] ?? 0), ID<Supplier>(house.suppliers["supplier_b"] ?? 0))
            try await database.write { try $0.run("DELETE FROM jobs WHERE kind = 'mail.send'") }
            var draft = QuoteDraft()
            (draft.goods, draft.others, draft.comment) = ("B-1 100", "Лоток; 40 шт", "Срочно")
            (draft.day, draft.suppliers) = (today.adding(days: 3).description, [idOfA.rawValue, idOfB.rawValue])
            let typed = draft
            let id = try await database.write { try askForQuotes(typed, on: today, for: boss, at: now, in: $0) }
            let asked = try await house.letters("quote_asked")
            #expect(asked == [house.people["supplier.administrator"] ?? 0, house.people["supplier.employee"] ?? 0, house.people["supplier.spare"] ?? 0, house.people["supplier_b.administrator"] ?? 0].sorted())
            func request(_ viewer: Viewer) async throws -> QuoteRequest { try await database.read { try quoteRequest(id, for: viewer, in: $0) } }
            let ofA = try await request(a)
            #expect(ofA.suppliers.map(\.card.id) == [idOfA] && ofA.askedBy == nil && ofA.lines.map(\.name) == ["Болт", "Лоток"])
            let (first, second) = (try #require(ofA.lines.first).id, try #require(ofA.lines.last).id)
            func answer(_ viewer: Viewer, _ prices: [ID<QuoteLine>: String], days: String = "", on day: Day? = nil, at moment: Instant? = nil) async throws {
                let quotes = prices.mapValues { price -> TypedQuote in
                    var typed = TypedQuote()
                    (typed.price, typed.leadDays) = (price, price.isEmpty ? "" : days)
                    if price.isEmpty { (typed.cannot, typed.reason) = (true, "Не возим") }
                    return typed
                }
                try await database.write { try answerQuotes(quotes, validUntil: "", to: id, on: day ?? today, for: viewer, at: moment ?? now, in: $0) }
            }
            // Nothing at all is no answer; a client and a supplier that is not asked find nothing.
            await #expect(throws: Refusal(.validation, "quote_nothing")) { try await answer(a, [:]) }
            let client = try await house.supplierViewer("a.administrator")
            await #expect(throws: Refusal.notFound) { _ = try await request(client) }
            let markBefore = try await database.read { try $0.ask(quoteMark(for: a, on: today)) }
            try await answer(a, [first: "55.20", second: ""], days: "7", at: now.adding(seconds: 7200))
            let markAfter = try await database.read { try $0.ask(quoteMark(for: a, on: today)) }
            #expect(markAfter == markBefore - 1)
            let toAsker = try await house.letters("quote_answered")
            #expect(toAsker == [house.people["staff.administrator"] ?? 0])
            try await answer(b, [first: "50"], at: now.adding(seconds: 3600))
            let ofB = try await request(b)
            #expect(ofB.quotes.map(\.price) == [UnitPrice("50")])
            let seen = try await request(boss)
            #expect(seen.quotes.count == 3 && seen.best(of: first) == [idOfB] && seen.best(of: second).isEmpty)

            // A price that changes after it was looked at is not chosen unseen; nobody without a price is chosen.
            try await answer(b, [first: "49"], at: now.adding(seconds: 7300))
            func decide(_ choice: [ID<QuoteLine>: ID<Supplier>], closes: Bool, revision: Int64) async throws {
                try await database.write { try decideQuotes(choice, closes: closes, of: id, revision: revision, for: boss, at: now.adding(seconds: 8000), in: $0) }
            }
            await #expect(throws: Refusal(.staleRevision)) { try await decide([first: idOfB], closes: true, revision: seen.revision) }
            let fresh = try await request(boss).revision
            await #expect(throws: Refusal.self) { try await decide([second: idOfA], closes: false, revision: fresh) }
            try await decide([first: idOfB], closes: false, revision: fresh)
            let unseen = try await request(b)
            #expect(unseen.quotes.allSatisfy { !$0.isChosen })
            // What was chosen and changes is chosen no more.
            try await answer(b, [first: "48"], at: now.adding(seconds: 8100))
            let changed = try await request(boss)
            #expect(changed.quotes.allSatisfy { !$0.isChosen })
            let answers = try await database.read {
                try $0.rows("SELECT details FROM journal WHERE kind = 'quote-requests' AND action = 'answered' ORDER BY id").map { try $0.get("details", as: String.self) }
            }
            #expect(answers.count >= 4 && answers.contains { $0.contains("50.") } && answers.contains { $0.contains("49.") } && answers.contains { $0.contains("48.") })
            try await decide([first: idOfB], closes: true, revision: changed.revision)
            await #expect(throws: Refusal(.validation, "quote_closed")) { try await answer(a, [first: "1"]) }
            let (toldA, toldB) = (try await request(a), try await request(b))
            #expect(toldA.quotes.allSatisfy { !$0.isChosen } && toldB.quotes.map(\.isChosen) == [true])
            let closed = try await house.letters("quote_closed")
            #expect(closed.count == 4)
            let letter = try await database.read { try SupplyLetter.read(.quotes(ID(house.people["supplier_b.administrator"] ?? 0), request: id.rawValue, .closed), at: now, in: $0) }
            guard case .request(let written, .closed) = letter else { Issue.record("no letter"); return }
            #expect(written.quotes.map(\.isChosen) == [true] && written.suppliers.count == 1)

            // B has never had the product: it has now, with the offer that was chosen.
            let count = try await database.write { try offerQuotes(of: id, for: boss, at: now, in: $0) }
            let offered = try await database.read { try offer(article: "B-1", for: b, in: $0) }
            #expect(count == 1 && offered.terms == OfferTerms(price: UnitPrice("48"), quantity: Quantity("100")))
            await #expect(throws: Refusal(.validation, "quote_no_offers")) { _ = try await database.write { try offerQuotes(of: id, for: boss, at: now, in: $0) } }
            let figures = try await database.read { try quoteFigures(on: today, at: now.adding(seconds: 9000), for: b, in: $0) }
            #expect(figures == QuoteFigures(answered: 1, missed: 0, median: 3600))
        }
    }

    @Test("after the last day no answers are taken, and whoever gave none has missed it", arguments: Engine.allCases)
    func overdue(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let today = Day(of: now, in: .gmt)
            let (b, boss) = (try await house.supplierViewer("supplier_b.administrator"), try await house.supplierViewer("staff.director"))
            var draft = QuoteDraft()
            (draft.goods, draft.day, draft.suppliers) = ("B-1 100", today.description, [house.suppliers["supplier_b"] ?? 0])
            let typed = draft
            let id = try await database.write { try askForQuotes(typed, on: today, for: boss, at: now, in: $0) }
            let line = try #require(try await database.read { try quoteRequest(id, for: b, in: $0) }.lines.first).id
            var quote = TypedQuote()
            quote.price = "5"
            let late = quote
            let tomorrow = today.adding(days: 1)
            await #expect(throws: Refusal(.validation, "quote_overdue")) {
                try await database.write { try answerQuotes([line: late], validUntil: "", to: id, on: tomorrow, for: b, at: now.adding(seconds: 86_400), in: $0) }
            }
            func rows(_ show: QuoteFilter.Show, on day: Day) async throws -> [ID<QuoteRequest>] {
                var filter = QuoteFilter()
                filter.show = show
                let chosen = filter
                return try await database.read { try quoteRequests(chosen, limit: 10, on: day, for: b, in: $0) }.map(\.id)
            }
            let (open, unanswered, missed, overdue) = (try await rows(.open, on: today), try await rows(.unanswered, on: today), try await rows(.missed, on: tomorrow), try await rows(.overdue, on: tomorrow))
            #expect(open == [id] && unanswered == [id] && missed == [id] && overdue == [id])
            let none = try await rows(.closed, on: tomorrow)
            #expect(none.isEmpty)
            let figures = try await database.read { try quoteFigures(on: tomorrow, at: now.adding(seconds: 86_400), for: b, in: $0) }
            #expect(figures == QuoteFigures(answered: 0, missed: 1, median: nil))
            // What is wrong with a draft is told all at once.
            var bad = QuoteDraft()
            (bad.goods, bad.day) = ("НЕТ 5", "вчера")
            let wrong = bad
            do {
                _ = try await database.write { try askForQuotes(wrong, on: today, for: boss, at: now, in: $0) }
                Issue.record("taken")
            } catch let refusal as Refusal { #expect(refusal.problems.map(\.pointer) == ["/goods", "/day", "/supplier"]) }
        }
    }

    @Test("lines of one look at the orders make one letter to each person, which says nothing once they are answered", arguments: Engine.allCases)
    func gathered(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            try await database.write { writer in
                try writer.run("DELETE FROM supply_lines")
                try writer.run("UPDATE shipment_lines SET stock_id = NULL, receipt_id = NULL")
                try writer.run("UPDATE shipments SET status = 'planned'")
            }
            let first = try await database.write { try askSuppliers(at: now, in: $0) }
            #expect(first.asked == 2)
            let letters = try await house.letters("supply_asked")
            #expect(letters == [house.people["supplier.administrator"] ?? 0, house.people["supplier.employee"] ?? 0, house.people["supplier.spare"] ?? 0].sorted())
            let person = ID<Person>(house.people["supplier.employee"] ?? 0)
            let read = { @Sendable in try await database.read { try SupplyLetter.read(.supplyAsked(person), at: now, in: $0) } }
            guard case .lines(let count, let latest) = try await read() else { Issue.record("no letter"); return }
            #expect(count == 2 && latest.count == 2)
            try await database.write { try $0.run("UPDATE supply_lines SET ended = 'cancelled', ended_at = 0") }
            let gone = try await read()
            #expect(gone == nil)
        }
    }
}

extension TestHouse {
    /// To whom letters of this name wait, by number.
    fileprivate func letters(_ name: String) async throws -> [Int64] {
        try await portal.database.read { reader in
            try reader.rows("SELECT payload FROM jobs WHERE kind = 'mail.send' ORDER BY id").compactMap { row -> Int64? in
                let payload = try JSON(parsing: Array(row.get("payload", as: String.self).utf8))
                return payload["letter"]?.string == name ? payload["person"]?.int : nil
            }.sorted()
        }
    }
}

import Database
import Foundation
import HTTPTypes
import Integrations
import Journal
import Kernel
import Localization
import PortalTesting
import Records
import Testing
import TestSupport

@testable import Customers
@testable import Mail
@testable import Ordering
@testable import Receivables
@testable import kontor

@Suite("News about credit")
struct CreditNewsTests {
    @Test("a stopped contract and its release are told once each, to those who see its debts and to its manager", arguments: Engine.allCases)
    func told(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let database = house.portal.database
            let now = house.portal.now()
            try await database.write { try $0.run("UPDATE people SET blocked = 1 WHERE id = \(house.people["a.head"] ?? 0)") }
            #expect(try await database.write { try tellCreditNews(at: now, in: $0) } == 0)
            let late = Day(of: now, in: .gmt).adding(days: -40)
            let invoice = #"{"external_id":"late","contract":"contract-a","kind":"invoice","number":"7","date":"\#(late)","due":"\#(late)","amount":"100.00"}"#
            for _ in 0..<2 { try await house.put("ledger", invoice) }
            try await reviewAllCredit(in: database, at: now)
            #expect(try await database.write { try tellCreditNews(at: now, in: $0) } == 1)
            #expect(try await database.write { try tellCreditNews(at: now, in: $0) } == 0)
            let readers = ["a.buyer", "a.accountant", "a.approver", "a.administrator", "spare", "staff.manager_of_a"].compactMap { house.people[$0] }.sorted()
            #expect(try await house.letters() == readers.map { [$0, 1] })
            let stopped = try #require(try await database.read { try creditLetter(1, at: now, in: $0) })
            #expect(stopped.event == .restricted && stopped.state == .blocked && stopped.contractNumber == "Д-a")
            #expect(stopped.reasons.map(\.code) == ["overdue_days"])
            // Paid: lifted. What a late letter would say of the stop is no longer so, and is not sent.
            try await house.put("ledger", #"{"external_id":"paid","contract":"contract-a","kind":"payment","date":"\#(late)","amount":"100.00","allocated":[{"entry":"late","amount":"100.00"}]}"#)
            #expect(try await database.write { try tellCreditNews(at: now, in: $0) } == 1)
            #expect(try await house.letters().filter { $0.last == 2 } == readers.map { [$0, 2] })
            #expect(try await database.read { try creditLetter(1, at: now, in: $0) } == nil)
            #expect(try await database.read { try creditLetter(2, at: now, in: $0)?.event } == .lifted)
            // Where the house does not want them, and where they are old, they are done without a letter.
            try await house.put("ledger", #"{"external_id":"late2","contract":"contract-a","kind":"invoice","date":"\#(late)","due":"\#(late)","amount":"1.00"}"#)
            #expect(try await database.write { try tellCreditNews(at: now.adding(seconds: CreditNews.keptFor + 60), in: $0) } == 1)
            try await database.write { try saveSettings(name: "", staffSecondFactor: false, mailSender: "", creditMail: false, for: .system, at: now, in: $0) }
            try await house.put("ledger", #"{"external_id":"paid2","contract":"contract-a","kind":"payment","date":"\#(late)","amount":"1.00","allocated":[{"entry":"late2","amount":"1.00"}]}"#)
            #expect(try await database.write { try tellCreditNews(at: now, in: $0) } == 1)
            #expect(try await house.letters().count == 2 * readers.count)
        }
    }

    @Test("an order that comes on hold and is released is told once each", arguments: Engine.allCases)
    func orders(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let (database, now) = (house.portal.database, house.portal.now())
            try await house.put("contracts", #"{"external_id":"contract-a","credit_limit":"660000.00"}"#)
            let key = house.askers.first { $0.name == "key.a" }?.headers ?? [:]
            let answer = try await house.client.post("/api/v1/orders", headers: key, json: ["lines": [["code": "B-1", "quantity": "1"]]])
            #expect(answer.json["status"] == "on_hold", "\(answer.text)")
            let number = try #require(answer.json["number"]?.string)
            let events = { try await database.read { try $0.rows("SELECT event FROM credit_news WHERE order_id IS NOT NULL ORDER BY id").map { try $0.get("event", as: String.self) } } }
            #expect(try await events() == ["order_held"])
            let id = try await database.read { try $0.row("SELECT MIN(id) AS n FROM credit_news WHERE order_id IS NOT NULL")?.get("n", as: Int64.self) } ?? 0
            let held = try #require(try await database.read { try creditLetter(id, at: now, in: $0) })
            #expect(held.order == number && held.missing != nil && held.heldUntil != nil)
            try await house.put("contracts", #"{"external_id":"contract-a","credit_limit":"9000000.00"}"#)
            for _ in 0..<2 { try await reviewAllCredit(in: database, at: now) }
            #expect(try await events() == ["order_held", "order_released"])
            #expect(try await database.read { try creditLetter(id, at: now, in: $0) } == nil)
        }
    }

    @Test("however many look and tell at once, a change is recorded once and each reader gets one letter", arguments: Engine.allCases)
    func race(engine: Engine) async throws {
        let rounds = ProcessInfo.processInfo.environment["KONTOR_RACE_ROUNDS"].flatMap { Int($0) } ?? 20
        try await TestHouse.open(engine) { house in
            let (database, now) = (house.portal.database, house.portal.now())
            let contract = try #require(try await database.read { try $0.row("SELECT id, client_id FROM contracts WHERE external_id = 'contract-a'") })
            let (id, client): (ID<Contract>, ID<Client>) = (try contract.get("id"), try contract.get("client_id"))
            for round in 1...rounds {
                try await database.write { writer in
                    if round % 2 == 1 {
                        try writer.run("""
                            INSERT INTO manual_blocks (client_id, contract_id, state, reason, made_by, made_by_name, made_at)
                            VALUES (\(client), \(id), 'blocked', 'Проверка', 'system', 'Проверка', \(now))
                            """)
                    } else { try writer.run("UPDATE manual_blocks SET lifted_by = 'system', lifted_at = \(now) WHERE lifted_at IS NULL") }
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for caller in 0..<64 {
                        group.addTask { () async throws -> Void in
                            _ = try await database.write { writer -> Int in
                                caller % 2 == 0 ? try reviewCredit(of: [id], by: .system, at: now, in: writer).count : try tellCreditNews(at: now, in: writer)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                _ = try await database.write { try tellCreditNews(at: now, in: $0) }
                let counted = try #require(try await database.read { try $0.row("""
                    SELECT (SELECT COUNT(*) FROM credit_news) AS news, (SELECT COUNT(*) FROM journal WHERE kind = 'credit' AND action = 'state_changed') AS entries,
                        (SELECT COUNT(*) FROM jobs WHERE kind = 'mail.send') AS letters
                    """) })
                let readers = 7
                #expect(try counted.get("news", as: Int.self) == round, "round \(round)")
                #expect(try counted.get("entries", as: Int.self) == round, "round \(round)")
                #expect(try counted.get("letters", as: Int.self) == round * readers, "round \(round)")
            }
        }
    }

    @Test("a letter says what happened, why and what lifts it, in the reader's language, with a link into his own part of the portal")
    func words() throws {
        let amount = Money(clamping: 5_630_000, .rub)
        let day = try #require(Day("2026-11-12"))
        let reason = CreditReason(
            code: "missing_documents", state: .holdShipment, detail: Sentence("credit_reason.missing_documents", ["days": .integer(12), "count": .integer(1)]),
            liftsWhen: [Sentence("credit_lift.sign.upd", ["number": .text("123"), "date": .day(day)])], toPay: nil)
        func letter(_ event: CreditNews.Event, reasons: [CreditReason] = []) -> CreditLetter {
            let isOrder = event == .orderHeld || event == .orderReleased
            return CreditLetter(
                event: event, clientName: "ООО «Альфа»", contract: "Д 1/2", contractNumber: "7-К", seller: "ООО «Север»", state: event == .restricted ? .holdShipment : .ok,
                reasons: reasons, order: isOrder ? "K000012" : nil, amount: isOrder ? amount : nil, missing: isOrder ? amount : nil, heldUntil: nil,
                person: nil, reason: nil)
        }
        func written(_ letter: CreditLetter, language: String = "ru", staff: Bool = false) -> WrittenLetter {
            write(
                letter, to: Addressee(id: ID(1), email: "a@example.com", name: "Анна", language: language, isStaff: staff),
                HouseSettings(name: "Север", timeZone: .gmt), portal: "https://portal.test")
        }
        let stop = written(letter(.restricted, reasons: [reason]))
        #expect(stop.subject == "Договор № 7-К: Отгрузка остановлена")
        #expect(stop.text.contains("Чтобы снять: подписать УПД 123 от 12.11.2026."))
        #expect(stop.text.contains("https://portal.test/account/%D0%94%201%2F2\n") || stop.text.contains("https://portal.test/account/%D0%94%201%2F2"))
        #expect(!stop.text.contains("Альфа"))
        let forManager = written(letter(.restricted, reasons: [reason]), staff: true)
        #expect(forManager.text.contains("Клиент: ООО «Альфа».") && forManager.text.contains("https://portal.test/credit/contracts/"))
        #expect(written(letter(.lifted)).subject == "Договор № 7-К: ограничение снято")
        let held = written(letter(.orderHeld), language: "en")
        #expect(held.subject == "Order K000012 waits for credit" && held.text.contains("https://portal.test/orders/K000012"))
        #expect(held.text.contains("The limit lacks"))
        // Where a rule stops the contract, no sum is asked for that would not help.
        #expect(!written(letter(.orderHeld, reasons: [reason]), language: "en").text.contains("The limit lacks"))
        #expect(written(letter(.orderReleased)).subject.contains("K000012"))
        for letter in [stop, forManager, held] { #expect(!letter.text.contains("{") && !letter.text.contains("mail.") && letter.html.contains("portal.test")) }
    }
}

extension TestHouse {
    func put(_ kind: String, _ items: String...) async throws {
        let outcomes = try await putRecords(try items.map { try JSON(parsing: Array($0.utf8)) }, kind: kind, for: .system, at: portal.now(), in: portal.database)
        for outcome in outcomes { #expect(outcome.problems.isEmpty, "\(kind): \(outcome.problems)") }
        try await portal.publish()
    }

    /// Letters about credit in the queue: person and number of the news, sorted.
    fileprivate func letters() async throws -> [[Int64]] {
        try await portal.database.read { try $0.rows("SELECT payload FROM jobs WHERE kind = 'mail.send' ORDER BY id") }.compactMap { row in
            let payload = try JSON(parsing: Array(try row.get("payload", as: String.self).utf8))
            guard payload["letter"] == "credit_news", let person = payload["person"]?.int, let news = payload["news"]?.int else { return nil }
            return [person, news]
        }.sorted { ($0[1], $0[0]) < ($1[1], $1[0]) }
    }
}

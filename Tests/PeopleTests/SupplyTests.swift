import Database
import Foundation
import HTTPTypes
import Integrations
import Kernel
import PortalTesting
import Records
import Testing
import TestSupport

@testable import Customers
@testable import Suppliers
@testable import kontor

@Suite("What orders wait for of suppliers")
struct SupplyTests {
    @Test("a promise is a day that is not over and a quantity of what is awaited", arguments: [
        ("2026-12-01", "", [String](), "10"), ("01.12.2026", "4,5", [], "4.5"), ("2026-11-23", "10", ["/day"], ""), ("", "0", ["/day", "/quantity"], ""), ("2026-11-24", "10.001", ["/quantity"], ""),
        ("завтра", "-1", ["/day", "/quantity"], ""), ("2099-01-01", "1", ["/day"], ""),
    ])
    func promise(day: String, quantity: String, wrong: [String], amount: String) throws {
        let today = try #require(Day("2026-11-24"))
        let (promise, problems) = parsePromise(day: day, quantity: quantity, upTo: try #require(Quantity("10")), on: today)
        #expect(problems.map(\.pointer) == wrong)
        #expect(promise?.quantity == Quantity(amount))
    }

    @Test("a line without stock is asked of the first supplier, declined goes to the next, and ends when the goods are there", arguments: Engine.allCases)
    func flow(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let today = Day(of: now, in: .gmt)
            try await database.write { try $0.run("DELETE FROM supply_lines") }
            let (a, b, boss) = (try await house.supplierViewer("supplier.employee"), try await house.supplierViewer("supplier_b.administrator"), try await house.supplierViewer("staff.administrator"))
            func put(_ kind: String, _ item: JSON) async throws {
                let outcomes = try await putRecords([item], kind: kind, for: .system, at: now, in: database)
                #expect(outcomes.allSatisfy { $0.problems.isEmpty }, "\(outcomes)")
            }
            // B has the brand, A was given the product by itself: A is asked first.
            try await put("brands", ["external_id": "BR", "name": "Гамма"])
            try await put("products", ["external_id": "P2", "article": "G-2", "name": "Гайка", "brand": "BR"])
            try await put("suppliers", ["external_id": "supplier-b", "name": "Гамма-Секрет", "brands": ["BR"]])
            try await put("supplier-offers", ["supplier": "supplier-a", "product": "P2", "article": "D-2"])
            try await put("prices", ["price_list": "L", "product": "P2", "unit_price": "10.00"])
            try await house.portal.publish()
            let key = house.askers.first { $0.name == "key.a" }?.headers ?? [:]
            let placed = try await house.client.post("/api/v1/orders", headers: key, json: ["lines": [["code": "G-2", "quantity": "10"]], "requested_date": .string(today.adding(days: 9).description)])
            #expect(placed.status.code == 201, "\(placed.text)")
            func lines(_ viewer: Viewer, _ show: SupplyFilter.Show? = nil, of supplier: ID<Supplier>? = nil, at moment: Instant? = nil) async throws -> [SupplyLine] {
                var filter = SupplyFilter()
                filter.show = show
                let chosen = filter
                return try await database.read { try supplyLines(chosen, of: supplier, limit: 10, at: moment ?? now, for: viewer, in: $0) }
            }
            func ask(_ moment: Instant) async throws -> (asked: Int, ended: Int) { try await database.write { try askSuppliers(at: moment, in: $0) } }
            let first = try await ask(now)
            #expect(first.asked == 1 && first.ended == 0)
            let again = try await ask(now)
            #expect(again.asked == 0 && again.ended == 0)
            let asked = try #require(try await lines(a).first)
            #expect(asked.article == "G-2" && asked.ownArticle == "D-2" && asked.quantity == Quantity("10") && asked.state == .asked && asked.order == nil)
            #expect(asked.wantedDay == today.adding(days: 9))
            let ofB = try await lines(b)
            #expect(ofB.isEmpty)
            // B answers nothing of A's.
            await #expect(throws: Refusal.notFound) {
                try await database.write { try answerSupply(.declines(reason: "Нет"), to: asked.id, revision: asked.revision, on: today, for: b, at: now, in: $0) }
            }
            await #expect(throws: Refusal(.staleRevision)) {
                try await database.write { try answerSupply(.declines(reason: "Нет"), to: asked.id, revision: 9, on: today, for: a, at: now, in: $0) }
            }
            let later = now.adding(seconds: 25 * 3600)
            let late = try await lines(a, .late, at: later)
            #expect(late.map(\.id) == [asked.id])
            try await database.write { try answerSupply(.declines(reason: "Нет на складе"), to: asked.id, revision: asked.revision, on: today, for: a, at: later, in: $0) }
            await #expect(throws: Refusal.self) {
                try await database.write { try answerSupply(.confirms(day: today.adding(days: 3).description, quantity: ""), to: asked.id, revision: asked.revision + 1, on: today, for: a, at: later, in: $0) }
            }
            let next = try await ask(later)
            #expect(next.asked == 1)
            let second = try #require(try await lines(b).first)
            let moment = later.adding(seconds: 7200)
            let promised = today.adding(days: 3)
            try await database.write { try answerSupply(.confirms(day: promised.description, quantity: "10"), to: second.id, revision: second.revision, on: today, for: b, at: moment, in: $0) }
            // A later promise does not better the figure.
            let confirmed = try #require(try await lines(b, .confirmed).first)
            try await database.write {
                try answerSupply(.confirms(day: promised.adding(days: 5).description, quantity: "6"), to: second.id, revision: confirmed.revision, on: today, for: b, at: moment, in: $0)
            }
            let changed = try #require(try await lines(b, .confirmed).first)
            #expect(changed.firstDay == promised && changed.promisedDay == promised.adding(days: 5) && changed.promisedQuantity == Quantity("6"))
            let order = try #require(try await lines(boss, of: ID(house.suppliers["supplier_b"] ?? 0)).first?.order)
            let ofOrder = try await database.read { try supplyLines(ofOrder: order, for: boss, in: $0) }
            #expect(ofOrder.map(\.state) == [.declined, .confirmed])
            let buyer = try await house.supplierViewer("a.buyer")
            let ofBuyer = try await database.read { try supplyLines(ofOrder: order, for: buyer, in: $0) }
            #expect(ofBuyer.isEmpty)

            // The goods come in.
            try await database.write { writer in
                try writer.run("INSERT INTO stock (warehouse_id, product_id, quantity, as_of, updated_at) SELECT w.id, p.id, 10000, 0, 0 FROM warehouses AS w, products AS p WHERE p.article = 'G-2'")
                try writer.run("UPDATE shipment_lines SET stock_id = (SELECT MAX(id) FROM stock) WHERE stock_id IS NULL")
            }
            let covered = try await ask(later.adding(seconds: 86_400))
            #expect(covered.ended == 1 && covered.asked == 0)
            let of = { @Sendable (viewer: Viewer) in try await database.read { try supplyFigures(at: later.adding(seconds: 86_400), for: viewer, in: $0) } }
            let (mine, theirs) = (try await of(b), try await of(a))
            #expect(mine == SupplyFigures(inTime: 1, late: 0, inFull: 0, inPart: 1, onDay: 1, afterDay: 0, median: 7200))
            #expect(theirs == SupplyFigures(inTime: 0, late: 1, inFull: 0, inPart: 1, onDay: 0, afterDay: 0, median: 25 * 3600))
            for show in SupplyFilter.Show.allCases { _ = try await lines(b, show) }
            let logged = try await database.read { try $0.rows("SELECT action FROM journal WHERE kind = 'supply-lines' ORDER BY id").map { try $0.get("action", as: String.self) } }
            #expect(logged == ["asked", "declined", "asked", "confirmed", "confirmed", "covered"])
        }
    }

    @Test("what is awaited goes to the next when its supplier is closed or has lost the goods, ends with its shipment and becomes less with its order", arguments: Engine.allCases)
    func follows(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let today = Day(of: now, in: .gmt)
            try await database.write { try $0.run("DELETE FROM supply_lines") }
            let (a, b) = (try await house.supplierViewer("supplier.employee"), try await house.supplierViewer("supplier_b.administrator"))
            let (idOfA, idOfB) = (house.suppliers["supplier"] ?? 0, house.suppliers["supplier_b"] ?? 0)
            func put(_ kind: String, _ item: JSON) async throws {
                let outcomes = try await putRecords([item], kind: kind, for: .system, at: now, in: database)
                #expect(outcomes.allSatisfy { $0.problems.isEmpty }, "\(outcomes)")
            }
            try await put("brands", ["external_id": "BR", "name": "Гамма"])
            try await put("products", ["external_id": "P2", "article": "G-2", "name": "Гайка", "brand": "BR"])
            try await put("suppliers", ["external_id": "supplier-b", "name": "Гамма-Секрет", "brands": ["BR"]])
            try await put("supplier-offers", ["supplier": "supplier-a", "product": "P2"])
            try await put("prices", ["price_list": "L", "product": "P2", "unit_price": "10.00"])
            try await house.portal.publish()
            let key = house.askers.first { $0.name == "key.a" }?.headers ?? [:]
            func place(_ quantity: String) async throws {
                let placed = try await house.client.post("/api/v1/orders", headers: key, json: ["lines": [["code": "G-2", "quantity": .string(quantity)]]])
                #expect(placed.status.code == 201, "\(placed.text)")
            }
            func newest(_ viewer: Viewer) async throws -> SupplyLine {
                try #require(try await database.read { try supplyLines(limit: 10, at: now, for: viewer, in: $0) }.first)
            }
            func ask() async throws -> [Int] {
                let done = try await database.write { try askSuppliers(at: now, in: $0) }
                return [done.asked, done.ended]
            }
            func confirm(_ line: SupplyLine, for viewer: Viewer) async throws {
                try await database.write { try answerSupply(.confirms(day: today.description, quantity: ""), to: line.id, revision: line.revision, on: today, for: viewer, at: now, in: $0) }
            }
            // A has not answered, and the product is taken from it: B is asked.
            try await place("10")
            let first = try await ask()
            #expect(first == [1, 0])
            try await database.write { try $0.run("DELETE FROM supplier_products WHERE supplier_id = \(idOfA)") }
            let taken = try await ask()
            #expect(taken == [1, 1])
            let ofA = try await newest(a)
            #expect(ofA.state == .cancelled)
            // The order becomes less than what B has confirmed, once.
            let asked = try await newest(b)
            try await confirm(asked, for: b)
            try await database.write { try $0.run("UPDATE shipment_lines SET quantity = 4000 WHERE stock_id IS NULL") }
            for _ in 1...2 {
                let less = try await ask()
                #expect(less == [0, 0])
            }
            let lowered = try await newest(b)
            #expect(lowered.state == .confirmed && lowered.revision == asked.revision + 2)
            #expect(lowered.quantity == Quantity("4") && lowered.promisedQuantity == Quantity("4"))
            // A part of it comes: what was asked for and promised stays, and is no full promise of a smaller order.
            try await database.write { writer in
                try writer.run("INSERT INTO stock (warehouse_id, product_id, quantity, reserved, as_of, updated_at) SELECT w.id, p.id, 1000, 1000, 0, 0 FROM warehouses AS w, products AS p WHERE p.article = 'G-2'")
                try writer.run("""
                    INSERT INTO shipment_lines (client_id, shipment_id, order_line_id, quantity, stock_id)
                    SELECT client_id, shipment_id, order_line_id, 1000, (SELECT MAX(id) FROM stock) FROM shipment_lines WHERE stock_id IS NULL
                    """)
                try writer.run("UPDATE shipment_lines SET quantity = 3000 WHERE stock_id IS NULL")
            }
            for _ in 1...2 {
                let partly = try await ask()
                #expect(partly == [0, 0])
            }
            let partly = try await newest(b)
            #expect(partly.quantity == Quantity("4") && partly.promisedQuantity == Quantity("4") && partly.received == Quantity("1") && partly.revision == lowered.revision + 1)
            // B keeps what it has confirmed without the brand, and is out when it is closed.
            try await database.write { try $0.run("DELETE FROM supplier_brands WHERE supplier_id = \(idOfB)") }
            let kept = try await ask()
            #expect(kept == [0, 0])
            try await database.write { try $0.run("UPDATE suppliers SET blocked = 1 WHERE id = \(idOfB)") }
            let closed = try await ask()
            #expect(closed == [0, 1])
            let ofB = try await newest(b)
            #expect(ofB.state == .cancelled)
            // A shipment is cancelled and its order lives on: nothing has come.
            try await put("supplier-offers", ["supplier": "supplier-a", "product": "P2", "article": "D-2"])
            try await place("5")
            let second = try await ask()
            #expect(second == [1, 0])
            let promised = try await newest(a)
            #expect(promised.quantity == Quantity("5"))
            try await confirm(promised, for: a)
            try await database.write { writer in
                try writer.run("""
                    UPDATE shipments SET status = 'cancelled' WHERE id IN (
                        SELECT k.shipment_id FROM shipment_lines AS k JOIN supply_lines AS y ON y.order_line_id = k.order_line_id WHERE y.id = \(promised.id))
                    """)
            }
            let cancelled = try await ask()
            #expect(cancelled == [0, 1])
            let gone = try await newest(a)
            #expect(gone.id == promised.id && gone.state == .cancelled)
            let figures = try await database.read { try supplyFigures(at: now, for: a, in: $0) }
            #expect(figures.onDay == 0 && figures.afterDay == 0)
            let logged = try await database.read { try $0.rows("SELECT action FROM journal WHERE kind = 'supply-lines' ORDER BY id").map { try $0.get("action", as: String.self) } }
            #expect(logged == ["asked", "cancelled", "asked", "confirmed", "changed", "changed", "cancelled", "asked", "confirmed", "cancelled"])
        }
    }
}

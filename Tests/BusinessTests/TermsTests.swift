import Customers
import Database
import Foundation
import Integrations
import Journal
import Kernel
import Pricing
import Records
import Storefront
import Testing
import TestSupport

@Suite("Changes of terms by two people")
struct TermsTests {
    @Test("a price list of the portal's is made, filled and put before a chain, each by two people, and its price answers", arguments: Engine.allCases)
    func portalList(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (asker, decider) = try await house.keepers()
            let buyer = try await house.buyer()
            let list = try await house.propose(.priceLists, nil, [["name": "Акция портала"]], by: asker)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM price_lists") == 1)
            try await house.confirm(list, by: decider)
            let key = try await house.subject(list, for: decider)
            #expect(key.hasPrefix("portal-"))
            let price = try await house.propose(.prices, key, [["product": "P1", "unit_price": "80"], ["product": "P1", "min_quantity": "10", "unit_price": "70.5"]], by: asker)
            try await house.confirm(price, by: decider)
            #expect(try await house.price("B-1", "1", for: buyer) == "100.0000")
            let chain = try await house.propose(.chains, "D1", [["portal_lists": [.string(key)]]], by: asker)
            try await house.confirm(chain, by: decider)
            let again = try await house.buyer()
            #expect(try await house.price("B-1", "1", for: again) == "80.0000")
            #expect(try await house.price("B-1", "10", for: again) == "70.5000")
            // What the portal's list has nothing of, the ERP's chain answers for; the ERP's word about its chain leaves the portal's lists where they are.
            #expect(try await house.price("C-1", "1", for: again) == "12.3456")
            try await house.put("contracts", #"{"external_id":"D1","price_lists":["L1"],"payment_days":5}"#)
            #expect(try await house.price("B-1", "1", for: try await house.buyer()) == "80.0000")
            // A price is ended by its last day.
            let end = try await house.propose(.prices, key, [["product": "P1", "min_quantity": "0", "to": "2026-11-23"]], by: asker)
            try await house.confirm(end, by: decider)
            #expect(try await house.price("B-1", "1", for: try await house.buyer()) == "100.0000")
            let actions = try await house.database.read { try $0.rows("SELECT action FROM journal WHERE kind = 'term-changes' ORDER BY id").map { try $0.get("action", as: String.self) } }
            #expect(actions == ["proposed", "approved", "proposed", "approved", "proposed", "approved", "proposed", "approved"])
            let details = try await house.database.read { try #require(try $0.row("SELECT actor, details FROM journal WHERE action = 'approved' ORDER BY id DESC LIMIT 1")) }
            #expect(try details.get("actor", as: String.self) == decider.actor.text)
            #expect(try JSON(parsing: Array(details.get("details", as: String.self).utf8))["proposer"]?.string == asker.actor.text)
        }
    }

    @Test("a discount and a floor wait, hold from the approval on, are changed and ended", arguments: Engine.allCases)
    func discounts(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (asker, decider) = try await house.keepers()
            let buyer = try await house.buyer()
            let number = try await house.propose(.discounts, nil, [["name": "Осень", "target": ["client": "C1"], "scope": ["all": true], "percent": "10"]], by: asker)
            #expect(try await house.price("B-1", "1", for: buyer) == "100.0000")
            try await house.confirm(number, by: decider)
            #expect(try await house.price("B-1", "1", for: buyer) == "90.0000")
            let key = try await house.subject(number, for: decider)
            let more = try await house.propose(.discounts, key, [["percent": "20"]], by: decider)
            let details = try await house.database.read { try termsChange(more, for: asker, at: House.now, in: $0) }
            #expect(details.items.first?.fields(key: ["external_id"]).map(\.name) == ["percent"])
            #expect(details.items.first?.before?["percent"] == "10")
            #expect(details.items.first?.item["percent"] == "20")
            #expect(details.change.client == "Клиент один")
            try await house.confirm(more, by: asker)
            #expect(try await house.price("B-1", "1", for: buyer) == "80.0000")
            let floor = try await house.propose(.floors, nil, [["name": "Не ниже 85", "scope": ["product": "P1"], "price": "85"]], by: asker)
            try await house.confirm(floor, by: decider)
            #expect(try await house.price("B-1", "1", for: buyer) == "85.0000")
            try await house.confirm(try await house.propose(.discounts, key, [["to": "2026-11-01"]], by: asker), by: decider)
            #expect(try await house.price("B-1", "1", for: buyer) == "100.0000")
        }
    }

    @Test("what the ERP owns is refused in the portal, and what the portal owns at the ERP's door", arguments: Engine.allCases)
    func oneTruth(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (asker, decider) = try await house.keepers()
            try await house.put("discounts", #"{"external_id":"R1","target":{"all":true},"scope":{"all":true},"percent":"1"}"#)
            try await house.put("price-floors", #"{"external_id":"F1","name":"F","scope":{"all":true},"margin":"5"}"#)
            for (kind, subject, item) in [
                (TermsKind.prices, "L1", ["product": "P1", "unit_price": "1"]), (.priceLists, "L1", ["name": "Мой"]), (.discounts, "R1", ["percent": "50"]),
                (.floors, "F1", ["margin": "1"]), (.contracts, "D1", ["payment_days": "90"]),
            ] as [(TermsKind, String, JSONObject)] {
                await house.refusedWith("owned_by_erp") { _ = try await house.propose(kind, subject, [item], by: asker) }
            }
            // Lists of the ERP's are given to contracts by the ERP.
            await house.refusedWith("list_not_portals") { _ = try await house.propose(.chains, "D1", [["portal_lists": ["L1"]]], by: asker) }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM term_changes") == 0)
            let number = try await house.propose(.priceLists, nil, [["name": "Портальный"]], by: asker)
            try await house.confirm(number, by: decider)
            let key = try await house.subject(number, for: decider)
            let list = try await house.put("price-lists", #"{"external_id":"\#(key)","name":"Чужой"}"#, #"{"external_id":"portal-777","name":"Чужой"}"#, #"{"external_id":"L2","name":"Свой"}"#)
            #expect(list.map(\.status) == [.refused, .refused, .created])
            #expect(list.prefix(2).flatMap(\.problems).map(\.reason) == ["owned_by_portal", "owned_by_portal"])
            let prices = try await house.put("prices", #"{"price_list":"\#(key)","product":"P1","unit_price":"1"}"#, #"{"price_list":"L2","product":"P1","unit_price":"1"}"#)
            #expect(prices.map(\.status) == [.refused, .created])
            // The ERP reads the portal's terms, so that it can invoice by them.
            let told = try await house.database.read { try Integrations.records(kind: "price-lists", updatedSince: nil, limit: 10, for: .system, in: $0).items }
            #expect(told.contains { $0["external_id"]?.string == key && $0["source"] == nil })
        }
    }

    @Test("nobody decides his own change, nobody twice, nobody without the right, and no program", arguments: Engine.allCases)
    func hands(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (asker, decider) = try await house.keepers()
            let number = try await house.discount("10", by: asker)
            await house.refusedWith("own_terms") { try await house.confirm(number, by: asker) }
            await house.refusedWith("own_terms") { try await house.database.write { try decideTermsChange(number, approve: false, reason: "x", by: asker, at: House.now, in: $0) } }
            let manager = try await house.staff("manager")
            await house.refusedWith("forbidden") { try await house.confirm(number, by: manager) }
            await house.refusedWith("forbidden") { _ = try await house.discount("10", by: manager) }
            await house.refusedWith("forbidden") { try await house.confirm(number, by: .system) }
            await house.refusedWith("not_own_terms") { try await house.database.write { try withdrawTermsChange(number, reason: "", by: decider, at: House.now, in: $0) } }
            await house.refusedWith("field_required") { try await house.database.write { try decideTermsChange(number, approve: false, reason: " ", by: decider, at: House.now, in: $0) } }
            try await house.database.write { try decideTermsChange(number, approve: false, reason: "Ниже закупки", by: decider, at: House.now, in: $0) }
            await house.refusedWith("terms_are_decided") { try await house.confirm(number, by: decider) }
            let change = try await house.database.read { try termsChange(number, for: manager, at: House.now, in: $0).change }
            #expect(change.status == .refused && change.note == "Ниже закупки")
            let own = try await house.discount("11", by: asker)
            try await house.database.write { try withdrawTermsChange(own, reason: "", by: asker, at: House.now, in: $0) }
            await house.refusedWith("terms_are_decided") { try await house.confirm(own, by: decider) }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM discounts") == 0)
            // The database itself forbids one person both hands, and any change of what was proposed.
            let waiting = try await house.discount("12", by: asker)
            await #expect(throws: DatabaseProblem.self) {
                try await house.database.write { try $0.run("UPDATE term_changes SET status = 'approved', decided_by = proposed_by WHERE status = 'waiting'") }
            }
            await #expect(throws: DatabaseProblem.self) { try await house.database.write { try $0.run("UPDATE term_change_items SET items = '[]'") } }
            #expect(try await house.database.read { try waitingTermsChanges(for: manager, in: $0) } == 1)
            try await house.confirm(waiting, by: decider)
        }
    }

    @Test("a change whose record has changed meanwhile says so, and overwrites nothing", arguments: Engine.allCases)
    func stale(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (asker, decider) = try await house.keepers()
            let buyer = try await house.buyer()
            let number = try await house.discount("10", by: asker)
            try await house.confirm(number, by: decider)
            let key = try await house.subject(number, for: decider)
            let twenty = try await house.propose(.discounts, key, [["percent": "20"]], by: asker)
            let thirty = try await house.propose(.discounts, key, [["percent": "30"]], by: asker)
            try await house.confirm(thirty, by: decider)
            #expect(try await house.database.read { try termsChange(twenty, for: asker, at: House.now, in: $0).stale } == [0])
            await house.refusedWith("terms_are_stale") { try await house.confirm(twenty, by: decider) }
            #expect(try await house.price("B-1", "1", for: buyer) == "70.0000")
            #expect(try await house.database.read { try termsChange(twenty, for: asker, at: House.now, in: $0).change.status } == .waiting)
        }
    }

    @Test("what is wrong is told at its field and nothing is kept; a file's good rows are", arguments: Engine.allCases)
    func wrong(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (asker, decider) = try await house.keepers()
            for (item, pointer, reason) in [
                (["name": "x", "target": ["all": true], "scope": ["all": true], "percent": "120"], "/percent", "not_in_range"),
                (["name": "x", "scope": ["all": true], "percent": "1"], "/target", "field_required"),
                (["name": "x", "target": ["client": "nobody"], "scope": ["all": true], "percent": "1"], "/target/client", "unknown_reference"),
                (["name": "x", "target": ["all": true], "scope": ["all": true], "percent": "1", "markup": "2"], "/markup", "one_of_these"),
                (["name": "x", "target": ["all": true], "scope": ["all": true], "percent": "1", "from": "2026-12-02", "to": "2026-12-01"], "/to", "period_reversed"),
            ] as [(JSONObject, String, String)] {
                do {
                    _ = try await house.propose(.discounts, nil, [item], by: asker)
                    Issue.record("accepted \(item)")
                } catch let refusal as Refusal { #expect(refusal.problems.contains { $0.pointer == pointer && $0.reason == reason }, "\(refusal)") }
            }
            await house.refusedWith("field_required") { _ = try await house.propose(.discounts, nil, [["name": "x"]], reason: " ", by: asker) }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM term_changes") == 0)
            let key = try await house.portalList(asker, decider)
            let rows: [JSONObject] = [
                ["product": "P1", "unit_price": "80"], ["product": "nothing", "unit_price": "1"], ["product": "P2", "unit_price": "0"], ["product": "P1", "unit_price": "81"],
                ["product": "P3", "unit_price": "9.5"],
            ]
            await house.refusedWith("unknown_reference") { _ = try await house.propose(.prices, key, rows, by: asker) }
            let kept = try await house.database.write {
                try proposeTermsChange(TermsProposal(.prices, of: key, rows, reason: "Файл", leavesOutWrong: true), for: asker, at: House.now, in: $0)
            }
            #expect(kept.outcomes.map(\.status) == [.created, .refused, .refused, .refused, .created])
            #expect(kept.outcomes[3].problems.first?.reason == "terms_twice")
            try await house.confirm(kept.number, by: decider)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM prices AS r JOIN price_lists AS l ON l.id = r.price_list_id WHERE l.source = 'portal'") == 2)
            await house.refusedWith("terms_unchanged") { _ = try await house.propose(.prices, key, [["product": "P1", "unit_price": "80.00"]], by: asker) }
        }
    }

    @Test("a manager of other clients finds no change that concerns this client", arguments: Engine.allCases)
    func scope(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (asker, _) = try await house.keepers()
            let number = try await house.propose(.discounts, nil, [["name": "Осень", "target": ["contract": "D1"], "scope": ["all": true], "percent": "10"]], by: asker)
            let some = try await house.staff("manager")
            let stranger = Viewer(identity: some.identity, name: "m", client: nil, contracts: [], rights: StaffRole.director.rights, isStaff: true, managers: [try some.demandPerson()])
            await #expect(throws: Refusal.notFound) { _ = try await house.database.read { try termsChange(number, for: stranger, at: House.now, in: $0) } }
            #expect(try await house.database.read { try termsChanges(for: stranger, in: $0).changes.isEmpty })
            await house.refusedWith("not_found") { try await house.confirm(number, by: stranger) }
            // What is a stranger's is refused in the words in which what is missing is.
            await house.refusedWith("unknown_reference") { _ = try await house.propose(.chains, "D1", [["portal_lists": []]], by: stranger) }
            for target in ["C1", "nobody"] {
                await house.refusedWith("unknown_reference") {
                    _ = try await house.propose(.discounts, nil, [["name": "x", "target": ["client": .string(target)], "scope": ["all": true], "percent": "1"]], by: stranger)
                }
            }
        }
    }

    @Test("what would be if a change were approved is looked at, and nothing of it stays", arguments: Engine.allCases)
    func assumed(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (asker, decider) = try await house.keepers()
            let number = try await house.discount("10", by: asker)
            let seen = try await assumingApproved(number, for: decider, at: House.now, in: house.database) { ids, reader in
                (ids.keys.sorted(), try #require(try reader.row("SELECT COUNT(*) AS n FROM discounts")).get("n", as: Int.self))
            }
            #expect(seen?.0 == ["discounts"])
            #expect(seen?.1 == 1)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM discounts") == 0)
            #expect(try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'discounts'") == 0)
            try await house.confirm(number, by: decider)
        }
    }
}

@Suite("Races for changes of terms", .serialized)
struct TermsRaceTests {
    @Test("many hands decide at once: one decision, never the proposer's, carried out once or not at all", arguments: Engine.allCases)
    func decisions(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            var people: [Viewer] = []
            for name in ["a", "b", "c", "d"] { people.append(try await house.keeper(name)) }
            let hands = people
            for round in 0..<raceRounds {
                let number = try await house.discount("\(round % 9 + 1)", by: hands[0])
                let given = try await withThrowingTaskGroup(of: (Int, Bool)?.self) { group in
                    for attempt in 0..<24 {
                        group.addTask {
                            let hand = attempt % hands.count
                            do {
                                if hand == 0, attempt % 8 == 4 {
                                    try await house.database.write { try withdrawTermsChange(number, reason: "", by: hands[0], at: House.now, in: $0) }
                                    return (0, false)
                                }
                                try await house.database.write { try decideTermsChange(number, approve: attempt % 3 != 0, reason: "так", by: hands[hand], at: House.now, in: $0) }
                                return (hand, attempt % 3 != 0)
                            } catch is Refusal { return nil }
                        }
                    }
                    return try await group.reduce(into: [(Int, Bool)]()) { if let one = $1 { $0.append(one) } }
                }
                #expect(given.count == 1, "round \(round) on \(engine)")
                let (hand, isApproved) = try #require(given.first)
                #expect(hand != 0 || !isApproved)
                let id = try #require(Int64(number.dropFirst()))
                #expect(try await house.number("SELECT COUNT(*) AS n FROM discounts WHERE external_id = \("portal-\(id)")") == (isApproved ? 1 : 0))
                #expect(try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'term-changes' AND action <> 'proposed' AND ids = \("[\(id)]")") == 1)
            }
        }
    }

    @Test("two changes of one record approved at once: the second finds it changed", arguments: Engine.allCases)
    func changesOfOneRecord(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (asker, decider) = try await house.keepers()
            let third = try await house.keeper("third")
            let first = try await house.discount("1", by: asker)
            try await house.confirm(first, by: decider)
            let key = try await house.subject(first, for: decider)
            for round in 0..<raceRounds {
                let (low, high) = ("\(2 + round * 2)", "\(3 + round * 2)")
                let one = try await house.propose(.discounts, key, [["percent": .string(low)]], by: asker)
                let two = try await house.propose(.discounts, key, [["percent": .string(high)]], by: asker)
                async let left: Void? = try? await house.confirm(one, by: decider)
                async let right: Void? = try? await house.confirm(two, by: third)
                let (isLeft, isRight) = (await left != nil, await right != nil)
                #expect(isLeft != isRight, "round \(round) on \(engine)")
                let percent = try await house.number("SELECT percent AS n FROM discounts WHERE external_id = \(key)")
                #expect(percent == Int64(isLeft ? low : high)! * 10_000)
            }
        }
    }

    @Test("ten thousand prices are proposed and carried out as one change", arguments: Engine.allCases)
    func volume(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let (asker, decider) = try await house.keepers()
            let key = try await house.portalList(asker, decider)
            let count = Int(ProcessInfo.processInfo.environment["KONTOR_TERMS_ROWS"] ?? "") ?? 10_000
            for start in stride(from: 0, to: count, by: 1000) {
                try await house.put("products", (start..<start + 1000).map { ["external_id": .string("V\($0)"), "article": .string("V-\($0)"), "name": "V"] })
            }
            let rows: [JSONObject] = (0..<count).map { ["product": .string("V\($0)"), "unit_price": .string("\($0 % 977 + 1).25"), "from": "2026-11-01"] }
            var clock = ContinuousClock.now
            let number = try await house.propose(.prices, key, rows, by: asker)
            let proposed = ContinuousClock.now - clock
            clock = .now
            try await house.confirm(number, by: decider)
            print("\(count) prices on \(engine): proposed in \(proposed), carried out and seen in \(ContinuousClock.now - clock)")
            #expect(try await house.number("SELECT COUNT(*) AS n FROM prices AS r JOIN price_lists AS l ON l.id = r.price_list_id WHERE l.source = 'portal'") == Int64(count))
            let details = try await house.database.read { try termsChange(number, from: count - 50, for: asker, at: House.now, in: $0) }
            #expect(details.items.count == 50 && details.next == nil)
            #expect(details.items.last?.item["product"]?.string == "V\(count - 1)")
            // Changed again: each item knows what the price was.
            let again = try await house.propose(.prices, key, rows.map { var row = $0; row["unit_price"] = "5"; return row }, by: asker)
            let page = try await house.database.read { try termsChange(again, from: 0, limit: 3, for: asker, at: House.now, in: $0) }
            #expect(page.items.map { $0.before?["unit_price"]?.string } == ["1.2500", "2.2500", "3.2500"])
            #expect(page.next == 3)
        }
    }
}

extension House {
    /// Two people who manage prices.
    func keepers() async throws -> (asker: Viewer, decider: Viewer) { (try await keeper("asker"), try await keeper("decider")) }

    func keeper(_ name: String) async throws -> Viewer {
        let someone = try await staff(name)
        return Viewer(identity: someone.identity, name: name, client: nil, contracts: [], rights: StaffRole.director.rights, isStaff: true)
    }

    func propose(_ kind: TermsKind, _ subject: String?, _ items: [JSONObject], reason: String = "Решение совещания", by viewer: Viewer) async throws -> String {
        try await database.write { try proposeTermsChange(TermsProposal(kind, of: subject, items, reason: reason), for: viewer, at: Self.now, in: $0).number }
    }

    func discount(_ percent: String, by viewer: Viewer) async throws -> String {
        try await propose(.discounts, nil, [["name": "Скидка", "target": ["all": true], "scope": ["all": true], "percent": .string(percent)]], by: viewer)
    }

    func portalList(_ asker: Viewer, _ decider: Viewer) async throws -> String {
        let number = try await propose(.priceLists, nil, [["name": "Портальный"]], by: asker)
        try await confirm(number, by: decider)
        return try await subject(number, for: decider)
    }

    func confirm(_ number: String, by viewer: Viewer) async throws {
        try await database.write { try decideTermsChange(number, approve: true, by: viewer, at: Self.now, in: $0) }
        try await storefront.catchUp()
    }

    func subject(_ number: String, for viewer: Viewer) async throws -> String {
        try await database.read { try termsChange(number, for: viewer, at: Self.now, in: $0).change.subject }
    }

    /// Expects a refusal of this reason, its own or of one of its problems.
    func refusedWith(_ reason: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("not refused: \(reason)")
        } catch let refusal as Refusal { #expect(([refusal.reason] + refusal.problems.map(\.reason)).contains(reason), "\(refusal)") } catch { Issue.record("\(error)") }
    }
}

import Customers
import Database
import Foundation
import HTTP
import HTTPTypes
import Integrations
import Journal
import Kernel
import Localization
import Ordering
import PortalTesting
import Receivables
import Records
import Storefront
import Testing
import TestSupport

@testable import kontor

/// Lists of pages: in every order, as sheets, with chosen columns; and what is dropped from them and taken back.
@Suite("Lists, their orders, columns and sheets")
struct ListTests {
    @Test("the page of roles counts who has each, the built-in ones too", arguments: Engine.allCases)
    func peopleOfRoles(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            func counted(_ name: String, client: String? = nil) async throws -> [String: Int] {
                let viewer = try await house.viewer(name, client: client)
                return try await house.portal.database.read { try peopleOfBuiltInRoles(for: viewer, in: $0) }
            }
            // Who has an own role has no built-in one beside.
            let (own, staff) = (try await counted("a.administrator", client: "client-a"), try await counted("staff.administrator"))
            #expect(own["buyer"] == 2 && own["head"] == 1)
            #expect(staff["manager"] == 2 && staff["director"] == 1 && staff["buyer"] == nil)
            for name in ["a.administrator", "staff.administrator"] {
                let page = try await house.client.get("/roles", headers: house.askers.first { $0.name == name }?.headers ?? [:]).text
                #expect(page.contains("data-label=\"Людей\">2</td>") && !page.contains("data-label=\"Людей\">—"))
            }
        }
    }

    @Test("sheets and price files are made for so many at once, and others are told to come again", arguments: Engine.allCases)
    func exportsInTurn(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            func headers(_ name: String) -> HTTPFields { house.askers.first { $0.name == name }?.headers ?? [:] }
            let files = [("/orders.csv", "a.buyer"), ("/orders.xlsx", "staff.director"), ("/people.csv", "staff.administrator"), ("/clients.csv", "staff.director"),
                ("/documents.csv", "a.accountant"), ("/journal.csv", "staff.administrator"), ("/account/contract-a/statement.csv", "a.accountant"),
                ("/credit/ageing.csv", "staff.director"), ("/supply/sheet.csv", "supplier.administrator"), ("/prices/files/csv", "a.buyer"), ("/prices/files/json", "a.buyer")]
            let turns = house.portal.exports
            var held = [try await turns.begin(), try await turns.begin()]
            let waiting = (0..<30).map { _ in Task { try await turns.begin().end() } }
            for _ in 0..<10_000 where turns.counts.waiting < waiting.count { try await Task.sleep(for: .milliseconds(1)) }
            for (path, name) in files {
                let answer = try await house.client.get(path, headers: headers(name))
                #expect(answer.status.code == 503, "\(path)")
                #expect(answer.header("Retry-After") == "10", "\(path)")
            }
            #expect(try await house.client.get("/orders", headers: headers("a.buyer")).status.code == 200)
            // HEAD makes nothing, so that nobody waits for it.
            for path in ["/prices/files/csv", "/prices/files/xlsx", "/prices/files/yml"] {
                let head = try await house.client.send(.head, path, headers: headers("a.buyer"))
                #expect(head.status.code == 200 && head.body.isEmpty, "\(path)")
                #expect(head.header("Content-Length") == nil, "\(path)")
                #expect(head.header("Content-Disposition")?.hasPrefix("attachment; filename=\"prices-") == true, "\(path)")
            }
            let lists = [("orders", "a.buyer"), ("people", "staff.administrator"), ("clients", "staff.director"), ("documents", "a.accountant"), ("journal", "staff.administrator")]
            for (list, name) in lists {
                for path in ["/\(list).csv", "/\(list).xlsx"] {
                    let head = try await house.client.send(.head, path, headers: headers(name))
                    #expect(head.status.code == 200 && head.body.isEmpty, "\(path)")
                    #expect(head.header("Content-Length") == nil, "\(path)")
                    #expect(head.header("Content-Disposition")?.hasPrefix("attachment; filename=\"\(list)-") == true, "\(path)")
                    // Who would get no sheet gets no answer to HEAD either.
                    for other in ["visitor", "a.warehouse"] where list != "orders" || other == "visitor" {
                        let (door, refused) = (try await house.client.get("/\(list)", headers: headers(other)), try await house.client.send(.head, path, headers: headers(other)))
                        #expect(refused.status == door.status && refused.status.code != 200, "\(path) \(other)")
                    }
                }
            }
            #expect(try await house.client.send(.head, "/prices/files/none", headers: headers("a.buyer")).status.code == 404)
            // Without the right to see prices nobody is kept waiting for what he does not get.
            #expect(try await house.client.get("/prices/files/csv", headers: headers("a.warehouse")).status.code == 403)
            for one in waiting { one.cancel() }
            for one in waiting { _ = await one.result }
            held.removeLast().end()
            for (path, name) in files {
                let whole = try await house.client.get(path, headers: headers(name))
                #expect(whole.status.code == 200, "\(path)")
                let head = try await house.client.send(.head, path, headers: headers(name))
                #expect(head.status.code == 200, "\(path)")
                for field in ["Content-Type", "Cache-Control", "Vary"] { #expect(head.header(field) == whole.header(field), "\(path) \(field)") }
            }
            for turn in held { turn.end() }
            #expect(turns.counts.taken == 0)
            // Who has lost his session while he waited gets nothing.
            held = [try await turns.begin(), try await turns.begin()]
            let late = Task { try await house.client.get("/orders.csv", headers: house.askers.first { $0.name == "a.buyer" }?.headers ?? [:]) }
            for _ in 0..<10_000 where turns.counts.waiting < 1 { try await Task.sleep(for: .milliseconds(1)) }
            #expect(turns.counts.waiting == 1)
            try await house.portal.database.write { try $0.run("DELETE FROM sessions WHERE person_id = \(house.people["a.buyer"] ?? 0)") }
            for turn in held { turn.end() }
            #expect(try await late.value.status.code == 303)
            #expect(turns.counts.taken == 0)
        }
    }

    @Test("HEAD of a file makes none: nobody waits in line for it, and whoever may not have the file gets no answer", arguments: Engine.allCases)
    func headOfFiles(engine: Engine) async throws {
        try await TestHouse.open(engine, withThings: true) { house in
            func headers(_ name: String) -> HTTPFields { house.askers.first { $0.name == name }?.headers ?? [:] }
            let (kept, sheet, prices) = (house.thing("import"), house.thing("sheet"), house.thing("price import"))
            let files = [
                ("/credit/ageing.csv", "staff.director", "a.accountant"), ("/account/contract-a/statement.csv", "a.accountant", "b.buyer"),
                ("/supply/sheet.csv", "supplier.administrator", "b.buyer"), ("/exchange/imports/\(kept)/problems.csv", "staff.integrator", "b.buyer"),
                ("/exchange/sheets/\(sheet)/problems.csv", "staff.integrator", "b.buyer"), ("/exchange/sheets/\(sheet)/problems.xlsx", "staff.integrator", "b.buyer"),
                ("/exchange/sheets/\(sheet)/notices.csv", "staff.integrator", "b.buyer"), ("/prices/imports/\(prices)/problems.csv", "staff.director", "b.buyer"),
            ]
            var (whole, refused): ([String: PortalAnswer], [String: PortalAnswer]) = ([:], [:])
            for (path, name, stranger) in files {
                whole[path] = try await house.client.get(path, headers: headers(name))
                refused[path] = try await house.client.get(path, headers: headers(stranger))
                #expect(whole[path]?.status.code == 200 && refused[path]?.status.code != 200, "\(path)")
            }
            let turns = house.portal.exports
            let held = [try await turns.begin(), try await turns.begin()]
            let waiting = (0..<30).map { _ in Task { try await turns.begin().end() } }
            for _ in 0..<10_000 where turns.counts.waiting < waiting.count { try await Task.sleep(for: .milliseconds(1)) }
            for (path, name, stranger) in files {
                #expect(try await house.client.get(path, headers: headers(name)).status.code == 503, "\(path)")
                let head = try await house.client.send(.head, path, headers: headers(name))
                #expect(head.status.code == 200 && head.body.isEmpty, "\(path)")
                #expect(head.header("Content-Length") == nil, "\(path)")
                for field in ["Content-Type", "Content-Disposition", "Cache-Control", "Vary"] { #expect(head.header(field) == whole[path]?.header(field), "\(path) \(field)") }
                #expect(try await house.client.send(.head, path, headers: headers(stranger)).status == refused[path]?.status, "\(path)")
                #expect(try await house.client.send(.head, path, headers: [:]).status.code != 200, "\(path)")
            }
            // Of what is not there nothing is told.
            for path in [
                "/account/none/statement.csv", "/exchange/imports/99999999/problems.csv", "/exchange/sheets/99999999/problems.csv", "/exchange/sheets/99999999/notices.csv",
                "/prices/imports/99999999/problems.csv",
            ] {
                #expect(try await house.client.send(.head, path, headers: headers("staff.administrator")).status.code == 404, "\(path)")
            }
            for one in waiting { one.cancel() }
            for one in waiting { _ = await one.result }
            for turn in held { turn.end() }
        }
    }

    @Test("orders come whole in every order, page by page", arguments: Engine.allCases)
    func ordersInOrder(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            for key in ["key.a", "key.b", "key.b", "key.a", "key.b"] { try await house.placeOrder(key) }
            let viewer = try await house.viewer("staff.administrator")
            for sorting in OrderSorting.allCases {
                let found = try await house.portal.database.read { reader in
                    var found: [OrderSummary] = []
                    var place: OrderPosition?
                    repeat {
                        let page = try orders(OrderFilter(), by: sorting, after: place, limit: 2, for: viewer, in: reader)
                        found += page.orders
                        place = page.next
                    } while place != nil && found.count < 50
                    return found
                }
                let expected = found.sorted { left, right in
                    switch sorting {
                    case .newest: left.id.rawValue > right.id.rawValue
                    case .oldest: left.id.rawValue < right.id.rawValue
                    case .client: (left.clientName, -left.id.rawValue) < (right.clientName, -right.id.rawValue)
                    case .clientDown: left.clientName == right.clientName ? left.id.rawValue > right.id.rawValue : left.clientName > right.clientName
                    }
                }
                #expect(found.count == 7, "\(sorting)")
                #expect(found.map(\.id) == expected.map(\.id), "\(sorting)")
            }
        }
    }

    @Test("people, clients and documents come whole in every order, page by page", arguments: Engine.allCases)
    func othersInOrder(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let viewer = try await house.viewer("staff.administrator")
            let all = try await house.portal.database.read { try people(PeopleFilter(), limit: 1000, for: viewer, in: $0).map(\.id) }
            for sorting in PeopleSorting.allCases {
                let found = try await house.portal.database.read { reader in
                    var found: [PersonRow] = []
                    var place: PeoplePosition?
                    repeat {
                        let page = try people(PeopleFilter(), by: sorting, after: place, limit: 3, for: viewer, in: reader)
                        found += page
                        place = page.count == 3 ? page.last.map { sorting.position(of: $0) } : nil
                    } while place != nil && found.count < 200
                    return found
                }
                #expect(Set(found.map(\.id)) == Set(all) && found.count == all.count, "\(sorting)")
                let values = found.map { sorting.position(of: $0).value }
                let ordered = sorting == .name || sorting == .email ? values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } : values.sorted { $1.utf8.lexicographicallyPrecedes($0.utf8) }
                #expect(values == ordered, "\(sorting)")
            }
            let down = try await house.portal.database.read { reader in
                let first = try clients(matching: "", by: .nameDown, limit: 1, for: viewer, in: reader)
                let last = first.first.map { (name: $0.name.folded, id: $0.id) }
                return first + (try clients(matching: "", by: .nameDown, after: last, limit: 5, for: viewer, in: reader))
            }
            #expect(down.map(\.name) == ["Бета-Секрет", "Альфа-Секрет"])
            for day in 1...4 { try await house.put("documents", #"{"external_id":"doc-\#(day)","contract":"contract-a","kind":"invoice","number":"\#(day)","date":"2026-11-0\#(day / 2 + 1)"}"#) }
            for sorting in DocumentSorting.allCases {
                let found = try await house.portal.database.read { reader in
                    var found: [ClientDocument] = []
                    var place: DocumentPosition?
                    repeat {
                        let page = try documents(DocumentFilter(), by: sorting, after: place, limit: 1, for: viewer, in: reader)
                        found += page.documents
                        place = page.next
                    } while place != nil && found.count < 20
                    return found.map(\.externalID)
                }
                let days = ["doc-1", "doc-2", "doc-3", "doc-4"]
                #expect(found == (sorting == .oldest ? days : days.reversed()), "\(sorting)")
            }
        }
    }

    @Test("what is told of an import is downloaded whole by those who see it", arguments: Engine.allCases)
    func toldOfImports(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-\(UUID().uuidString).ndjson")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data((0..<1100).map { #"{"external_id":"R\#($0)","name":"Без артикула"}"# }.joined(separator: "\n").utf8).write(to: file)
            var options = ImportOptions()
            options.kind = "products"
            _ = try await importFiles(at: file.path, options, by: .command, files: house.portal.productFiles, in: house.portal.database, now: house.portal.now)
            let id = try await house.portal.database.read { try #require(try $0.imports(limit: 1).first).id }
            let headers = house.askers.first { $0.name == "staff.integrator" }?.headers ?? [:]
            for path in ["/exchange", "/exchange/imports/\(id)"] {
                let page = try await house.client.get(path, headers: headers).text
                #expect(page.contains(Texts(.ru).plural("exchange.problems", 1100)), "\(path)")
                #expect(page.contains("/exchange/imports/\(id)/problems.csv"), "\(path)")
            }
            let sheet = try await house.client.get("/exchange/imports/\(id)/problems.csv", headers: headers)
            #expect(sheet.text.split(whereSeparator: \.isNewline).count == 1101 && sheet.text.contains("R1099"))
            // Why there is no way back of one that changed very much.
            let text = Texts(.ru)("imports.too_large")
            #expect(try await !house.client.get("/exchange/imports/\(id)", headers: headers).text.contains(text))
            try await house.portal.database.write { _ = try $0.run("UPDATE import_runs SET is_whole = 0 WHERE import_id = \(id)") }
            #expect(try await house.client.get("/exchange/imports/\(id)", headers: headers).text.contains(text))
        }
    }

    @Test("a sheet holds what its page shows: the rows of the filter, the chosen columns, no price without the right, no formula", arguments: Engine.allCases)
    func sheets(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            try await house.placeOrder("key.a", reference: "=1+1")
            func sheet(_ name: String, _ path: String, cookies: String = "") async throws -> PortalAnswer { try await house.client.get(path, headers: house.headers(name, cookies)) }
            let own = try await sheet("a.buyer", "/orders.csv")
            #expect(own.status.code == 200)
            #expect(own.header("Content-Disposition")?.contains("orders-") == true)
            let rows = own.text.split(separator: "\r\n")
            #expect(rows.count == 3)
            #expect(own.text.contains("'=1+1"))
            #expect(own.text.contains("7777,77"))
            #expect(!own.text.contains("Ссылка-b"))
            let unpriced = try await sheet("a.warehouse", "/orders.csv")
            #expect(unpriced.status.code == 200)
            #expect(!unpriced.text.contains("7777"))
            let chosen = try await sheet("a.buyer", "/orders.csv", cookies: "; columns-orders=reference.total")
            #expect(chosen.text.split(separator: "\r\n").count == 3)
            #expect(!chosen.text.contains("=1+1"))
            #expect(!chosen.text.contains("7777,77"))
            let narrowed = try await sheet("staff.administrator", "/orders.csv?client=client-b")
            #expect(narrowed.text.contains("Бета-Секрет"))
            #expect(!narrowed.text.contains("Альфа-Секрет"))
            let workbook = try await sheet("a.buyer", "/orders.xlsx")
            #expect(Array(workbook.body.prefix(2)) == Array("PK".utf8))
            let debts = try await sheet("staff.administrator", "/clients.csv")
            #expect(debts.text.contains("654321,09"))
            // Who sees clients and no debts gets none in the file either.
            let without = try await sheet("staff.warehouse", "/clients.csv")
            if without.status.code == 200 { #expect(!without.text.contains("654321")) }
            for path in ["/people.csv", "/journal.xlsx", "/documents.csv"] {
                let answer = try await sheet("staff.administrator", path)
                #expect(answer.status.code == 200, "\(path)")
            }
        }
    }

    @Test("columns are left out by choice, and the choice is kept by its list")
    func columns() async throws {
        try await TestHouse.open(.sqlite) { house in
            let form = [("list", "orders"), ("known", "reference"), ("known", "site"), ("known", "bad;key"), ("column", "site"), ("return", "/orders")]
            let answer = try await house.client.post("/preferences", headers: house.headers("a.buyer"), form: form)
            let kept = answer.headers[values: .setCookie].first { $0.hasPrefix("columns-orders=") } ?? ""
            #expect(kept.hasPrefix("columns-orders=reference;"))
            let page = try await house.client.get("/orders", headers: house.headers("a.buyer", "; columns-orders=reference; density=compact"))
            #expect(!page.text.contains("Ссылка-a"))
            #expect(page.text.contains("data-density=\"compact\""))
            let fixed = try await house.client.get("/orders", headers: house.headers("a.buyer", "; columns-orders=number"))
            #expect(fixed.text.contains(house.orders["a"] ?? "?"))
            let all = try await house.client.post("/preferences", headers: house.headers("a.buyer"), form: form + [("all", "1")])
            #expect(all.headers[values: .setCookie].contains { $0.hasPrefix("columns-orders=;") && $0.contains("Max-Age=0") })
            let none = try await house.client.post("/preferences", headers: house.headers("a.buyer"), form: [("list", "none"), ("known", "x"), ("return", "/orders")])
            #expect(!none.headers[values: .setCookie].contains { $0.hasPrefix("columns-") })
        }
    }

    @Test("one thing is done with many people, by the rules that hold for one", arguments: Engine.allCases)
    func manyPeople(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            func act(_ who: String, _ action: String, _ names: [String]) async throws -> PortalAnswer {
                let people = names.map { ("person", String(house.people[$0] ?? 0)) }
                return try await house.client.post("/people/actions", headers: house.headers(who), form: people + [("action", action), ("return", "/people")])
            }
            func blocked() async throws -> Set<String> {
                let found = try await house.portal.database.read { try $0.rows("SELECT email FROM people WHERE blocked = 1 ORDER BY id").map { try $0.get("email", as: String.self) } }
                return Set(found.map { String($0.prefix { $0 != "@" }) })
            }
            let answer = try await act("staff.administrator", "block", ["spare", "b.buyer", "staff.administrator", "nobody"])
            #expect(answer.headers[values: .setCookie].contains { $0.hasPrefix("flash=acted.2.4") })
            #expect(try await blocked() == ["spare", "b.buyer"])
            // A client's administrator blocks nobody, and invites none of another client.
            #expect(try await act("a.administrator", "block", ["a.buyer"]).status.code == 404)
            #expect(try await act("a.administrator", "release", ["spare"]).status.code == 404)
            let invited = try await act("a.administrator", "invite", ["b.buyer", "a.buyer"])
            #expect(invited.headers[values: .setCookie].contains { $0.hasPrefix("flash=acted.0.2") })
            _ = try await act("staff.administrator", "release", ["spare"])
            #expect(try await blocked() == ["b.buyer"])
            #expect(try await act("a.buyer", "invite", ["spare"]).status.code != 303)
        }
    }

    @Test("what is dropped at once can be taken back by whoever dropped it", arguments: Engine.allCases)
    func undoing(engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let buyer = house.headers("a.buyer")
            _ = try await house.client.post("/favourites", headers: buyer, form: [("keep", "B-1"), ("return", "/favourites")])
            _ = try await house.client.post("/cart/lines", headers: buyer, form: [("quantity-B-1", "7"), ("return", "/cart")])
            _ = try await house.client.post("/searches", headers: buyer, form: [("name", "Болты"), ("parameters", "query=болт")])
            let viewer = try await house.viewer("a.buyer", client: "client-a")
            func state() async throws -> (favourites: Int, cart: [Quantity], searches: [String]) {
                try await house.portal.database.read { reader in
                    (try keptProducts(.favourite, of: viewer, in: reader).count, try cartLines(of: viewer, in: reader).map(\.quantity), try savedSearches(of: viewer, in: reader).map(\.name))
                }
            }
            let search = try await house.portal.database.read { try savedSearches(of: viewer, in: $0).first?.id ?? 0 }
            let line = try await house.portal.database.read { try cartLines(of: viewer, in: $0).first?.product.rawValue ?? 0 }
            let seven = try #require(Quantity("7"))
            #expect(try await state().cart == [seven])
            let drops: [(String, [(String, String)])] = [
                ("/favourites", [("drop", "B-1"), ("return", "/favourites")]), ("/cart", [("remove", String(line))]), ("/searches/\(search)/removal", []),
            ]
            for (path, form) in drops {
                let answer = try await house.client.post(path, headers: buyer, form: form)
                let flash = answer.headers[values: .setCookie].first { $0.hasPrefix("flash=undo.") }?.split(separator: ";").first.map(String.init) ?? ""
                #expect(!flash.isEmpty, "\(path)")
                let page = try await house.client.get("/orders", headers: house.headers("a.buyer", "; \(flash)"))
                #expect(page.text.contains("action=\"/undo\""), "\(path)")
                let token = flash.split(separator: ".").suffix(2).joined(separator: ".")
                let strange = try await house.client.post("/undo", headers: house.headers("b.buyer"), form: [("undo", token), ("return", "/cart")])
                #expect(strange.status.code == 404, "\(path)")
                let broken = try await house.client.post("/undo", headers: buyer, form: [("undo", "x" + token), ("return", "/cart")])
                #expect(broken.status.code == 404, "\(path)")
                let back = try await house.client.post("/undo", headers: buyer, form: [("undo", token), ("return", "/cart")])
                #expect(back.status.code == 303, "\(path)")
                // Pressed twice it is there once.
                _ = try await house.client.post("/undo", headers: buyer, form: [("undo", token), ("return", "/cart")])
            }
            let after = try await state()
            #expect(after.favourites == 1)
            #expect(after.cart == [seven])
            #expect(after.searches == ["Болты"])
        }
    }
}

extension TestHouse {
    fileprivate func headers(_ name: String, _ cookies: String = "") -> HTTPFields {
        var headers = askers.first { $0.name == name }?.headers ?? [:]
        if let own = headers[.cookie] { headers[.cookie] = own + cookies }
        return headers
    }

    fileprivate func viewer(_ name: String, client: String? = nil) async throws -> Viewer {
        let (person, now) = (ID<Person>(people[name] ?? 0), portal.now())
        return try await portal.database.read { reader in
            guard let client else { return try #require(try reader.viewer(person: person)) }
            let row = try #require(try reader.row("SELECT id FROM clients WHERE external_id = \(client)"))
            return try #require(try reader.viewer(person: person, client: try row.get("id"), at: now))
        }
    }

    fileprivate func placeOrder(_ key: String, reference: String = "Ещё") async throws {
        let answer = try await client.post("/api/v1/orders", headers: headers(key), json: ["lines": [["code": "B-1", "quantity": "1"]], "reference": .string(reference)])
        #expect(answer.status.code == 201, "\(answer.text)")
    }

    fileprivate func put(_ kind: String, _ item: String) async throws {
        let outcomes = try await putRecords([try JSON(parsing: Array(item.utf8))], kind: kind, for: .system, at: portal.now(), in: portal.database)
        for outcome in outcomes { #expect(outcome.problems.isEmpty, "\(kind): \(outcome.problems)") }
    }
}

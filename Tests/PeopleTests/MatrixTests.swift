import Catalog
import Customers
import Database
import Foundation
import HTTPTypes
import Kernel
import PortalTesting
import Testing
import TestSupport

@testable import kontor

@Suite("Who may what, at every door")
struct MatrixTests {
    @Test("every route has a row in the matrix, and every row is a route")
    func complete() {
        let routes = Set(routeList().map { "\($0.method) \($0.path)" })
        let rows = Set(Matrix.rows.map(\.route))
        #expect(routes.subtracting(rows).sorted() == [], "these routes need rows in Matrix.swift: who may use them, and whose things they show")
        #expect(rows.subtracting(routes).sorted() == [])
        // A row that lets nobody in proves nothing by itself: beside it stands one that does, but for doors that nobody of these may open.
        let open = Set(Matrix.rows.filter { !$0.may.isEmpty }.map(\.route))
        #expect(routes.subtracting(open).subtracting(Matrix.shut).sorted() == [], "these rows ask only for what is not there: give them something real")
        for row in Matrix.rows { #expect(row.may.isSubset(of: Matrix.everybody), "\(row.route): \(row.may.subtracting(Matrix.everybody))") }
    }

    @Test("what is told of who may use a route is what the matrix holds of visitors and of links")
    func told() {
        let routes = Dictionary(routeList().map { ("\($0.method) \($0.path)", $0.who) }, uniquingKeysWith: { first, _ in first })
        for row in Matrix.rows where row.may.contains("visitor") { #expect(routes[row.route] == "anyone", "\(row.route): \(routes[row.route] ?? "—")") }
        for (route, who) in routes where who == "anyone" && !Matrix.shut.contains(route) {
            #expect(Matrix.rows.contains { $0.route == route && $0.may.contains("visitor") }, "\(route) is not open to anyone")
        }
        for route in ["GET /access/{token}", "GET /email/{token}", "GET /price-files/{token}"] { #expect(routes[route] == "holder of the link", "\(route)") }
    }

    @Test("whoever is named is let in, and nobody else; what is foreign is answered like what is missing", arguments: Engine.allCases)
    func matrix(engine: Engine) async throws {
        try await TestHouse.open(engine, withThings: true) { house in
            #expect(Set(house.askers.map(\.name)) == Set(Matrix.everybody))
            for row in Matrix.rows {
                for asker in house.askers {
                    let answer = try await house.ask(row, row.things?.of, asker.headers)
                    let place = "\(asker.name): \(row.route) \(row.path ?? "") \(row.query) \(row.body ?? "") gives \(answer.status.code) \(answer.header("Location") ?? "")"
                    if row.may.contains(asker.name) {
                        #expect(answer.isIn, "\(place), and should be let in")
                    } else {
                        #expect(!answer.isIn, "\(place), and should not be let in")
                    }
                    if let things = row.things, Matrix.strangers(to: things.of).contains(asker.name) {
                        let missing = try await house.ask(row, things.missing, asker.headers)
                        let difference = answer.difference(house.thing(things.of), missing, things.missing)
                        #expect(difference == nil, "\(place), for what is missing \(missing.status.code): a stranger could tell them apart by \(difference ?? "")")
                    }
                    house.checkSecrets(asker.name, row, answer)
                }
            }
        }
    }

    @Test("an open catalogue lets a visitor in there and nowhere else, and shows him no price, no debt and nobody's name", arguments: Engine.allCases)
    func openCatalogue(engine: Engine) async throws {
        try await TestHouse.open(engine, withThings: true) { house in
            for stock in StockForVisitors.allCases {
                try await house.openCatalogue(stock)
                for row in Matrix.rows {
                    let answer = try await house.ask(row, row.things?.of, [:])
                    let may = row.may.contains("visitor") || (Matrix.openToVisitors.contains(row.route) && !row.may.isEmpty)
                    #expect(answer.isIn == may, "\(row.route) \(row.path ?? "") gives a visitor \(answer.status.code) \(answer.header("Location") ?? "")")
                    house.checkSecrets("visitor", row, answer)
                }
                let list = try await house.client.get("/catalog?sort=price&price_from=1&price_to=2")
                #expect(list.text.contains("B-1"), "bounds of a price narrow nothing for whoever sees none")
                #expect(list.header("X-Robots-Tag") == "noindex")
                let card = try await house.client.get("/products/B-1")
                #expect(card.header("X-Robots-Tag") == "all")
                #expect(card.text.contains("/sign-in?return=%2Fproducts%2FB-1"))
                for answer in [list, card, try await house.client.get("/catalog?in_stock=1"), try await house.client.get("/catalog?sort=stock")] {
                    #expect(answer.text.contains("Москва") == (stock == .figures), "\(stock)")
                    #expect(answer.text.contains("<b>в наличии</b>") == (stock == .word), "\(stock)")
                }
            }
            // Pictures and papers of the card are kept where the card is, and by nobody who came in by name.
            let files = ["\(TestHouse.picture)/small", "\(TestHouse.picture)/large", TestHouse.picture, TestHouse.file].map { "/files/B-1/\($0)" }
            let buyer = try #require(house.askers.first { $0.name == "a.buyer" }).headers
            for path in files {
                #expect(try await house.client.get(path).header("X-Robots-Tag") == "all", "\(path)")
                #expect(try await house.client.get(path, headers: buyer).header("X-Robots-Tag") == "noindex, nofollow", "\(path)")
            }
            try await house.openCatalogue(.figures, isOpen: false)
            for path in files { #expect(try await house.client.get(path).header("X-Robots-Tag") == "noindex, nofollow", "\(path)") }
            let shut = try await house.client.get("/catalog")
            #expect(shut.status.code == 303 && !shut.isIn)
            #expect(shut.header("X-Robots-Tag") == "noindex, nofollow")
            #expect(try await house.client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n")
            #expect(try await !house.client.get("/").text.contains("href=\"/catalog\""))
        }
    }

    @Test("whoever looks too often from one place without signing in is asked to wait")
    func looksAreCounted() async throws {
        try await TestHouse.open(.sqlite) { house in
            try await house.openCatalogue(.none)
            var refused = false
            // Twenty at once, so that a busy machine asks quickly enough too.
            for _ in 0..<100 where !refused {
                refused = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<20 { group.addTask { try await house.client.get("/suggestions?query=B").status.code == 429 } }
                    return try await group.reduce(false) { $0 || $1 }
                }
            }
            #expect(refused)
            let buyer = try #require(house.askers.first { $0.name == "a.buyer" }).headers
            #expect(try await house.client.get("/suggestions?query=B", headers: buyer).status.code == 200)
        }
    }

    @Test("the matrix sees a door that is open too far")
    func wrongSample() {
        let open = PortalAnswer(status: .ok, headers: [:], body: Array("<p>Альфа-Секрет 7\u{A0}777,77</p>".utf8))
        #expect(open.isIn)
        #expect(TestHouse.secrets("b.buyer", open.text).count == 1)
        #expect(TestHouse.secrets("a.warehouse", open.text).count == 1)
        #expect(TestHouse.secrets("a.buyer", open.text).isEmpty)
        let door = PortalAnswer(status: .seeOther, headers: [.location: "/sign-in?return=%2Forders"], body: [])
        #expect(!door.isIn)
        #expect(!PortalAnswer(status: .methodNotAllowed, headers: [:], body: []).isIn)
        #expect(!PortalAnswer(status: .notFound, headers: [:], body: []).isIn)
    }
}

extension TestHouse {
    /// What `{a}` stands for.
    func thing(_ name: String) -> String {
        switch name {
        case "order": orders["a"] ?? ""
        case "shipment": (orders["a"] ?? "") + "-1"
        case "price file link": String(priceFileLink)
        case "support request": String(supportRequest)
        case "supplier a": String(suppliers["supplier"] ?? 0)
        case "supplier offer": "B-1"
        case "supplier request": String(quoteRequest)
        case "supplier line": String(supplyLine)
        // Somebody of supplier A with whom nobody asks.
        case "supplier person": String(people["supplier.spare"] ?? 0)
        case "role a": String(roles["a"] ?? 0)
        case "role house": String(roles["house"] ?? 0)
        // Somebody whose sessions may end: nobody asks with them.
        case "signed-out": String(people["spare"] ?? 0)
        default: people[name].map(String.init) ?? things[name] ?? name
        }
    }

    func ask(_ row: MatrixRow, _ thing: String?, _ headers: HTTPFields) async throws -> PortalAnswer {
        // Whoever may removes it: the next one finds it again.
        let synonym = thing == "synonym" ? try await freshSynonym() : nil
        func filled(_ text: String) -> String {
            let text = text.replacing("{supplier person}", with: self.thing("supplier person")).replacing("{substitute}", with: self.thing("substitute"))
            return thing.map { text.replacing("{a}", with: synonym ?? self.thing($0)) } ?? text
        }
        let parts = row.route.split(separator: " ").map(String.init)
        let path = filled(row.path ?? parts[1]) + (row.query.isEmpty ? "" : "?" + filled(row.query))
        var headers = headers
        if let body = row.body {
            headers[.contentType] = body.hasPrefix("{") ? "application/json" : "application/x-www-form-urlencoded"
            return try await client.send(HTTPRequest.Method(parts[0]) ?? .post, path, headers: headers, body: Array(filled(body).utf8))
        }
        return try await client.send(HTTPRequest.Method(parts[0]) ?? .get, path, headers: headers)
    }

    /// The number of a synonym that is there now.
    private func freshSynonym() async throws -> String {
        let moment = portal.now()
        return try await portal.database.write { writer in
            _ = try writer.keepSynonyms([(word: "шуруп", other: "винт", isMutual: true)], by: nil, at: moment)
            return String(try #require(try writer.synonyms().first { $0.word == "шуруп" }).id)
        }
    }

    /// As the house's administrator does it; what is kept of settings follows on the next request.
    func openCatalogue(_ stock: StockForVisitors, isOpen: Bool = true) async throws {
        let moment = portal.now()
        try await portal.database.write { try saveCatalogueForVisitors(isOpen: isOpen, stock: stock, for: .system, at: moment, in: $0) }
    }

    func checkSecrets(_ asker: String, _ row: MatrixRow, _ answer: PortalAnswer) {
        for secret in Self.secrets(asker, answer.text) { Issue.record("\(asker) is shown \(secret) by \(row.route)") }
    }

    /// What stands in an answer that this asker must not see: another client's name, a price or a debt without the right to see them.
    static func secrets(_ asker: String, _ text: String) -> [String] {
        var forbidden: [(String, [String])] = []
        let isOfA = asker.hasPrefix("a.") || asker == "key.a"
        let isOfB = asker.hasPrefix("b.") || asker == "key.b"
        let isOfSupplier = asker.hasPrefix("supplier")
        if isOfB || isOfSupplier || asker == "visitor" || asker == "staff.manager" { forbidden.append(("A's name", ["Альфа-Секрет", "Ссылка-a"])) }
        // What A offers is neither B's nor any client's business.
        if isOfSupplier || isOfA || isOfB { forbidden.append(("a supplier's name", asker.hasPrefix("supplier.") ? ["Гамма-Секрет"] : asker.hasPrefix("supplier_b") ? ["Дельта-Секрет"] : ["Дельта-Секрет", "Гамма-Секрет"])) }
        if asker != "supplier.administrator", asker != "supplier.employee", !Matrix.supplierKeepers.contains(asker), asker != "key.erp" { forbidden.append(("a purchase price", ["3\u{A0}333,33", "3333.33"])) }
        if isOfA || isOfSupplier || asker == "visitor" || asker == "staff.manager" || asker == "staff.manager_of_a" { forbidden.append(("B's name", ["Бета-Секрет", "Ссылка-b"])) }
        let withoutPrices = Matrix.ofSuppliers + ["visitor", "a.warehouse", "a.own", "staff.warehouse", "staff.marketing", "staff.catalogue_manager", "staff.integrator"]
        if withoutPrices.contains(asker) { forbidden.append(("a price", [price.page, price.json])) }
        let withoutDebts = withoutPrices
        if withoutDebts.contains(asker) { forbidden.append(("a debt", [debt.page, debt.json])) }
        return forbidden.filter { $0.1.contains { text.contains($0) } }.map(\.0)
    }
}

extension PortalAnswer {
    /// Whether somebody was let in: an answer, or his own form given back; not the sign-in, a refusal or nothing.
    var isIn: Bool {
        // His own form given back, or his own thing that has gone on meanwhile.
        if status.code == 422 || status.code == 409 { return true }
        guard (200..<400).contains(status.code) else { return false }
        guard let location = header("Location") else { return true }
        return !location.hasPrefix("/sign-in")
    }

    /// Where this answer about `asked` and another one about `other` differ for somebody who compares them, their numbers left out; nil when they do not.
    func difference(_ asked: String, _ answer: PortalAnswer, _ other: String) -> String? {
        let (mine, theirs) = (told(without: asked), answer.told(without: other))
        if mine == theirs { return nil }
        let start = zip(mine, theirs).prefix { $0 == $1 }.count
        return "“\(mine.dropFirst(max(0, start - 40)).prefix(100))” and “\(theirs.dropFirst(max(0, start - 40)).prefix(100))”"
    }

    private func told(without asked: String) -> String {
        var plain = "\(status.code) \(header("Location") ?? "") \(text)".replacing(/<code>[0-9a-f]{8,}<\/code>/, with: "")
            .replacing(/"(request_id|instance)":"[^"]*"/, with: "")
        // A kind of the journal begins like the name of client A.
        plain = plain.replacing("client-articles", with: "")
        // A bare number stands in many places: it is looked for where an address has it.
        plain = asked.allSatisfy(\.isNumber) ? plain.replacing(/(\/|%2F)[0-9]+\b/, with: "/…") : plain.replacing(asked, with: "…")
        return plain
    }
}

import Catalog
import Customers
import Database
import Files
import Foundation
import HTTP
import HTTPTypes
import Integrations
import Journal
import Kernel
import Localization
import Pictures
import PortalTesting
import PriceFiles
import Records
import Storefront
import Suppliers
import Support
import Testing
import TestSupport

@testable import kontor

/// A whole portal in this process, put together as the server does, with two clients, everybody at them and everybody at the distributor's.
struct TestHouse: Sendable {
    let portal: Portal
    let client: PortalClient
    /// Headers that carry each one's session or token, by name: `a.buyer`, `staff.director`, `key.b`; `visitor` has none.
    let askers: [(name: String, headers: HTTPFields)]
    /// An order of client A and one of B.
    let orders: [String: String]
    /// The number of a person: `a.buyer`.
    let people: [String: Int64]
    /// Two suppliers by name: `supplier`, whose product B-1 is, and `supplier_b`, who has none.
    let suppliers: [String: Int64]
    /// What is awaited of `supplier` for A's order.
    let supplyLine: Int64
    /// What `supplier` alone is asked a price for, with its answer.
    let quoteRequest: Int64
    /// A role of client A, and one of the house.
    let roles: [String: Int64]
    /// A link to a price file, made by A's buyer.
    let priceFileLink: Int64
    /// What A's buyer has asked.
    let supportRequest: Int64
    /// What else there is, by the names that the matrix gives it: A's request for prices, a sheet that staff brought.
    let things: [String: String]

    static let password = "correct horse battery staple"
    /// A price, a debt and a name that nobody else has: each is looked for in answers that must not hold it.
    static let price = (page: "7\u{A0}777,77", json: "7777.77")
    static let debt = (page: "654\u{A0}321,09", json: "654321.09")

    /// A paper of the product, by its hash.
    static let file = StoredFile(naming: paper).hash
    private static let paper = Array("%PDF-1.4 a paper %%EOF".utf8)
    /// Its picture, by its hash: a single pixel.
    static let picture = StoredFile(naming: pixel).hash
    static let pixel = Array(
        Data(base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==") ?? Data())

    /// - Parameter withThings: whether people have made one of each of what the matrix asks for; a passkey of A's buyer is one of them, which signs in differently.
    static func open(_ engine: Engine, withThings: Bool = false, _ body: @escaping @Sendable (TestHouse) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "kontor-people-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withDatabaseAddress(engine, migrations: schema) { address in
            let configuration = try Configuration(
                options: [.data: folder, .database: address.setting, .secret: String(repeating: "5", count: 64), .log: "critical", .baseURL: "http://portal.localhost"],
                environment: [:], directory: folder)
            let portal = try await Portal.open(configuration)
            do {
                try await portal.storefront.start()
                try await body(try await furnish(portal, withThings: withThings))
            } catch {
                try? await portal.close()
                throw error
            }
            try await portal.close()
        }
    }

    /// Puts a file into the portal's store, as an import does.
    static func keepFile(_ bytes: [UInt8], named name: String, in portal: Portal) async throws {
        let taken = TakenFile(name: name, file: try portal.productFiles.originals.keep(bytes), type: MediaType(of: bytes))
        try await portal.database.write { try $0.note([taken]) }
    }

    private static func furnish(_ portal: Portal, withThings: Bool) async throws -> TestHouse {
        let now = portal.now()
        func put(_ kind: String, _ items: String...) async throws {
            let outcomes = try await putRecords(try items.map { try JSON(parsing: Array($0.utf8)) }, kind: kind, for: .system, at: now, in: portal.database)
            for outcome in outcomes { #expect(outcome.problems.isEmpty, "\(kind): \(outcome.problems)") }
        }
        try await put("legal-entities", #"{"external_id":"S","name":"ООО «Север»","inn":"7707083893","time_zone":"Europe/Moscow"}"#)
        try await put("warehouses", #"{"external_id":"W","name":"Москва","legal_entity":"S","priority":1}"#)
        try await put("products", #"{"external_id":"P","article":"B-1","name":"Болт"}"#)
        try await keepFile(paper, named: "paper.pdf", in: portal)
        try await put("certificates", #"{"product":"P","file":"paper.pdf","number":"7"}"#)
        try await keepFile(pixel, named: "picture.png", in: portal)
        try await put("images", #"{"product":"P","file":"picture.png"}"#)
        try await put("price-lists", #"{"external_id":"L","name":"Опт"}"#)
        try await put("prices", #"{"price_list":"L","product":"P","unit_price":"\#(price.json)"}"#)
        try await put("stock", #"{"warehouse":"W","product":"P","quantity":"1000"}"#)
        for (client, name) in [("a", "Альфа-Секрет"), ("b", "Бета-Секрет")] {
            try await put("clients", #"{"external_id":"client-\#(client)","name":"\#(name)"}"#)
            try await put("client-entities", #"{"external_id":"entity-\#(client)","client":"client-\#(client)","name":"ООО «\#(name)»"}"#)
            try await put("contracts", #"{"external_id":"contract-\#(client)","client":"client-\#(client)","price_lists":["L"],"number":"Д-\#(client)","credit_limit":"9000000.00"}"#)
            try await put("sites", #"{"external_id":"site-\#(client)","client":"client-\#(client)","name":"Склад \#(name)"}"#)
            try await put(
                "ledger", #"{"external_id":"debt-\#(client)","contract":"contract-\#(client)","kind":"opening","number":"1","date":"2026-01-10","due":"2099-01-10","amount":"\#(debt.json)"}"#)
        }
        try await portal.publish()

        var people: [String: Int64] = [:]
        var askers: [(name: String, headers: HTTPFields)] = [("visitor", [:])]
        let hash = try await Password.hash(password)
        func person(_ name: String, role: String, client: String?, supplier: String? = nil) async throws {
            let new = NewPerson(email: "\(name)@example.com", name: "Некто \(name)", role: role, clientExternalID: client, supplierExternalID: supplier, passwordHash: hash)
            people[name] = try await portal.database.write { try createPerson(new, by: .command, at: now, in: $0).rawValue }
        }
        for role in ClientRole.allCases { try await person("a.\(role.rawValue)", role: role.rawValue, client: "client-a") }
        try await person("a.own", role: "buyer", client: "client-a")
        try await person("b.buyer", role: "buyer", client: "client-b")
        try await person("b.administrator", role: "administrator", client: "client-b")
        for role in StaffRole.allCases { try await person("staff.\(role.rawValue)", role: role.rawValue, client: nil) }
        try await person("staff.manager_of_a", role: "manager", client: nil)
        try await person("spare", role: "buyer", client: "client-a")
        try await put("suppliers", #"{"external_id":"supplier-a","name":"Дельта-Секрет"}"#, #"{"external_id":"supplier-b","name":"Гамма-Секрет"}"#)
        try await put("supplier-offers", #"{"supplier":"supplier-a","product":"P","article":"D-1","price":"3333.33","quantity":"40","lead_days":5}"#)
        try await person("supplier.administrator", role: "administrator", client: nil, supplier: "supplier-a")
        try await person("supplier.employee", role: "employee", client: nil, supplier: "supplier-a")
        try await person("supplier.spare", role: "employee", client: nil, supplier: "supplier-a")
        try await person("supplier_b.administrator", role: "administrator", client: nil, supplier: "supplier-b")
        let suppliers = try await portal.database.read { reader in
            Dictionary(uniqueKeysWithValues: try reader.rows("SELECT id, external_id FROM suppliers ORDER BY id").map {
                (try $0.get("external_id", as: String.self) == "supplier-a" ? "supplier" : "supplier_b", try $0.get("id", as: Int64.self))
            })
        }
        let numbers = people
        let roles = try await portal.database.write { writer -> [String: Int64] in
            func role(_ client: String?, _ rights: String) throws -> Int64 {
                let row = try writer.rows("""
                    INSERT INTO roles (client_id, name, name_folded, rights, updated_at)
                    VALUES ((SELECT id FROM clients WHERE external_id = \(client)), 'Своя роль', 'своя роль', \(rights), 0) RETURNING id
                    """).first
                return try #require(try row?.get("id"))
            }
            let own = try role("client-a", "see_orders")
            let house = try role(nil, "see_stock")
            try writer.run("UPDATE memberships SET role_id = \(own) WHERE person_id = \(numbers["a.own"] ?? 0)")
            try writer.run("INSERT INTO client_managers (client_id, person_id) SELECT id, \(numbers["staff.manager_of_a"] ?? 0) FROM clients WHERE external_id = 'client-a'")
            return ["a": own, "house": house]
        }
        let router = makeRouter(portal, house: try await portal.database.read { try $0.houseSettings() })
        let client = PortalClient(router, address: "203.0.113.7")
        for name in people.keys.sorted() where name != "spare" && name != "supplier.spare" {
            let session = try await signIn(email: "\(name)@example.com", password: password, from: SignInPlace(address: name), at: now, in: portal.database)
            askers.append((name, [.cookie: "kontor=\(session.token)"]))
        }
        let scopes: [Scope] = [.catalog, .prices, .stock, .account, .documents, .webhooks, .ordersRead, .ordersWrite]
        for (name, owner, scopes) in [("key.a", "client-a", scopes), ("key.b", "client-b", scopes), ("key.erp", nil, [.erpRead, .erpWrite])] as [(String, String?, [Scope])] {
            let key = NewKey(name: name, clientExternalID: owner, contractExternalID: nil, scopes: scopes, sandbox: false)
            let issued = try await portal.database.write { try createKey(key, by: .command, at: now, in: $0) }
            askers.append((name, [.authorization: "Bearer \(issued.accessToken)"]))
        }
        var orders: [String: String] = [:]
        for owner in ["a", "b"] {
            let headers = askers.first { $0.name == "key.\(owner)" }?.headers ?? [:]
            let answer = try await client.post("/api/v1/orders", headers: headers, json: ["lines": [["code": "B-1", "quantity": "1"]], "reference": .string("Ссылка-\(owner)")])
            #expect(answer.status.code == 201, "\(answer.text)")
            orders[owner] = try #require(answer.json["number"]?.string)
        }
        let awaited = try await portal.database.write { writer in
            let row = try writer.rows("""
                INSERT INTO supply_lines (client_id, order_line_id, supplier_id, product_id, warehouse_id, quantity, asked_at)
                SELECT l.client_id, l.id, \(suppliers["supplier"] ?? 0), l.product_id, (SELECT MIN(id) FROM warehouses), l.quantity, \(now)
                FROM order_lines AS l JOIN clients AS c ON c.id = l.client_id WHERE c.external_id = 'client-a' ORDER BY l.id LIMIT 1 RETURNING id
                """).first
            return try #require(row).get("id", as: Int64.self)
        }
        let buyer = ID<Person>(numbers["a.buyer"] ?? 0)
        let quotes = try await askSupplierForQuote(suppliers["supplier"] ?? 0, asker: ID(numbers["staff.director"] ?? 0), seller: ID(numbers["supplier.spare"] ?? 0), portal)
        let (link, request) = try await portal.database.write { writer in
            let owner: ID<Client> = try #require(try writer.row("SELECT id FROM clients WHERE external_id = 'client-a'")).get("id")
            let viewer = try #require(try writer.viewer(person: buyer, client: owner, at: now))
            var question = SupportQuestion()
            (question.topic, question.subject, question.text) = ("other", "Вопрос", "Когда вы открыты?")
            let asked = try askSupport(question, for: viewer, at: now, in: writer).rawValue
            // Letters are counted by the tests that send some.
            try writer.run("DELETE FROM jobs WHERE kind = 'mail.send'")
            return (try createPriceFileLink(name: "Сайт", format: .csv, language: .ru, for: viewer, at: now, in: writer).id, asked)
        }
        let things = withThings ? try await makeThings(of: buyer, portal, client, askers, people, at: now) : [:]
        return TestHouse(portal: portal, client: client, askers: askers, orders: orders, people: people, suppliers: suppliers, supplyLine: awaited, quoteRequest: quotes, roles: roles, priceFileLink: link, supportRequest: request, things: things)
    }

    /// One of each of what else there is, by the names that the matrix gives it.
    private static func makeThings(
        of buyer: ID<Person>, _ portal: Portal, _ client: PortalClient, _ askers: [(name: String, headers: HTTPFields)], _ people: [String: Int64], at now: Instant
    ) async throws -> [String: String] {
        func headers(_ name: String) -> HTTPFields { askers.first { $0.name == name }?.headers ?? [:] }
        let today = Day(of: now, in: .gmt)
        var things: [String: String] = [:]
        /// Sends a form that makes something; gives the last part of its address.
        func made(_ asker: String, _ path: String, _ form: [(String, String)]) async throws -> String {
            let answer = try await client.post(path, headers: headers(asker), form: form)
            let address = try #require(answer.header("Location"), "\(path): \(answer.status.code)")
            return String(try #require(address.split(separator: "/").last))
        }
        things["agreement"] = try await made(
            "a.buyer", "/prices/requests",
            [
                ("title", "Project"), ("reason", "Volume"), ("from", today.description), ("to", today.adding(days: 30).description), ("article-0", "B-1"), ("quantity-0", "10"), ("price-0", "7000"),
            ])
        things["bulk change"] = try await made("staff.catalogue_manager", "/bulk-changes", [("product", "B-1"), ("kind", "describe"), ("words", "Bolt")])
        let director = Viewer(identity: .person(ID(people["staff.director"] ?? 0)), name: "Director", client: nil, contracts: [], rights: StaffRole.director.rights, isStaff: true)
        let integrator = Viewer(identity: .person(ID(people["staff.integrator"] ?? 0)), name: "Integrator", client: nil, contracts: [], rights: StaffRole.integrator.rights, isStaff: true)
        things["price import"] = String(try await bringFile(name: "prices.csv", Array("Артикул;Цена\nB-1;5\n".utf8), for: director, at: now, in: portal.database))
        things["sheet"] = String(try await bringRecordSheet(name: "goods.csv", Array("Артикул;Наименование\nB-1;Болт\n".utf8), for: integrator, files: portal.productFiles, at: now, in: portal.database))
        // An import that found everything as it was: there is nothing to be undone.
        let goods = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-\(UUID().uuidString)-products.ndjson")
        defer { try? FileManager.default.removeItem(at: goods) }
        try Data(#"{"external_id":"P"}"#.utf8).write(to: goods)
        var options = ImportOptions()
        options.kind = "products"
        let report = try await importFiles(at: goods.path, options, by: .command, files: portal.productFiles, in: portal.database, now: portal.now)
        #expect(report.totals.unchanged == 1, "\(report.json.text)")
        things["import"] = String(try await portal.database.read { try #require(try $0.row("SELECT MAX(id) AS n FROM imports")?.get("n", as: Int64.self)) })
        let discount: JSONObject = ["name": "For A", "target": ["client": "client-a"], "scope": ["product": "P"], "percent": "3"]
        let proposal = TermsProposal(.discounts, [discount], reason: "Volume")
        things["terms"] = try await portal.database.write { try proposeTermsChange(proposal, for: director, at: now, in: $0).number }
        for (name, id) in try await makeHouseThings(of: buyer, portal, people, at: now) { things[name] = id }
        let (search, passkey, override, block, department) = try await portal.database.write { writer -> (Int64, Int64, Int64, Int64, Int64) in
            let contract = try #require(try writer.row("SELECT id, client_id FROM contracts WHERE external_id = 'contract-a'"))
            let (id, owner): (Int64, Int64) = (try contract.get("id"), try contract.get("client_id"))
            func new(_ statement: SQL) throws -> Int64 { try #require(try writer.rows(statement).first).get("id") }
            return (
                try new("INSERT INTO saved_searches (person_id, client_id, name, address, created_at) VALUES (\(buyer), \(owner), 'Bolts', 'query=B', \(now)) RETURNING id"),
                try new("""
                    INSERT INTO passkeys (person_id, credential_id, public_key, user_handle, name, sign_count, transports, created_at)
                    VALUES (\(buyer), 'AAAA', 'AAAA', 'AAAA', 'Laptop', 0, '', \(now)) RETURNING id
                    """),
                try new("""
                    INSERT INTO credit_overrides (client_id, contract_id, reason, until_day, requested_by, requested_by_name, requested_at)
                    VALUES (\(owner), \(id), 'Promised', \(today.adding(days: 5)), 'person:0', 'Somebody', \(now)) RETURNING id
                    """),
                try new("""
                    INSERT INTO manual_blocks (client_id, contract_id, state, reason, made_by, made_by_name, made_at)
                    VALUES (\(owner), \(id), 'warn', 'Looked at', 'person:0', 'Somebody', \(now)) RETURNING id
                    """),
                try new("INSERT INTO departments (client_id, name, name_folded) VALUES (\(owner), 'Shop', 'shop') RETURNING id")
            )
        }
        for (name, id) in [("search", search), ("passkey", passkey), ("override", override), ("block", block), ("department", department)] { things[name] = String(id) }
        return things
    }

    /// What only the house's administrator decides upon, each of it to be asked for once; and a message's token to put back what A's buyer has dropped.
    private static func makeHouseThings(of buyer: ID<Person>, _ portal: Portal, _ people: [String: Int64], at now: Instant) async throws -> [String: String] {
        let today = Day.ofHouse(at: now)
        let signer = CursorSigner(secret: portal.secret)
        return try await portal.database.write { writer in
            func new(_ statement: SQL) throws -> String { String(try #require(try writer.rows(statement).first).get("id", as: Int64.self)) }
            func registration(_ email: String) throws -> String {
                try new("""
                    INSERT INTO registrations (inn, company, name, email, phone, note, language, created_at)
                    VALUES ('7707083893', 'Новая компания', 'Новый человек', \(email), '', '', 'ru', \(now)) RETURNING id
                    """)
            }
            let client: Int64 = try #require(try writer.row("SELECT id FROM clients WHERE external_id = 'client-a'")).get("id")
            let product: Int64 = try #require(try writer.row("SELECT id FROM products WHERE article = 'B-1'")).get("id")
            return [
                "dead job": try new("""
                    INSERT INTO jobs (kind, payload, run_at, attempts, max_attempts, last_error, state, created_at, ended_at)
                    VALUES ('none', 'null', \(now), 1, 1, 'Nothing', 'dead', \(now), \(now)) RETURNING id
                    """),
                "erasure act": try new("""
                    INSERT INTO erasure_acts (person_id, at, erased_by, reason, note, told) VALUES (\(people["spare"] ?? 0), \(now), 'system', 'request', '', '{}') RETURNING id
                    """),
                "substitute": try new("""
                    INSERT INTO substitutes (person_id, substitute_id, from_day, to_day)
                    VALUES (\(people["staff.manager"] ?? 0), \(people["staff.marketing"] ?? 0), \(today), \(today.adding(days: 5))) RETURNING id
                    """),
                "registration": try registration("first-asker@example.com"), "refused registration": try registration("second-asker@example.com"),
                "undo of a.buyer": signer.sign(["kept", "favourite", String(product)], for: "undo/\(Actor.person(buyer).text)/\(client)"),
            ]
        }
    }

    /// A request for prices with the answer of somebody of the supplier's, whose price nobody else may see.
    private static func askSupplierForQuote(_ supplier: Int64, asker: ID<Person>, seller: ID<Person>, _ portal: Portal) async throws -> Int64 {
        let now = portal.now()
        let today = Day(of: now, in: .gmt)
        return try await portal.database.write { writer in
            let (staff, own) = (try #require(try writer.viewer(person: asker)), try #require(try writer.viewer(person: seller)))
            var draft = QuoteDraft()
            (draft.goods, draft.day, draft.suppliers) = ("B-1 10", today.adding(days: 30).description, [supplier])
            let id = try askForQuotes(draft, on: today, for: staff, at: now, in: writer)
            let line = try #require(try Suppliers.quoteRequest(id, for: own, in: writer).lines.first).id
            var typed = TypedQuote()
            typed.price = "3333.33"
            try answerQuotes([line: typed], validUntil: "", to: id, on: today, for: own, at: now, in: writer)
            return id.rawValue
        }
    }
}

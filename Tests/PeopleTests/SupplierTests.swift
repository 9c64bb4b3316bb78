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

@Suite("Suppliers and what they offer")
struct SupplierTests {
    @Test("what a person or a sheet types of an offer is read, or told at its field", arguments: [
        ("1 250,50", "12", "5", "31.12.2026", [String]()), ("", "", "", "", []), ("0", "0", "0", "2026-12-31", []), ("12.34567", "", "", "", ["/price"]), ("-1", "-2", "-3", "вчера", ["/price", "/quantity", "/lead_days", "/valid_until"]),
        ("десять", "много", "1,5", "31.02.2026", ["/price", "/quantity", "/lead_days", "/valid_until"]), ("", "999999999999999999999", "731", "", ["/quantity", "/lead_days"]),
    ])
    func typed(price: String, quantity: String, days: String, until: String, wrong: [String]) {
        var typed = TypedOffer()
        (typed.price, typed.quantity, typed.leadDays, typed.validUntil) = (price, quantity, days, until)
        let (terms, problems) = OfferTerms.parse(typed)
        #expect(problems.map(\.pointer) == wrong)
        if price == "1 250,50" {
            let meant = OfferTerms(price: UnitPrice("1250.5"), quantity: Quantity("12"), leadDays: 5, validUntil: Day("2026-12-31"))
            #expect(terms == meant)
        }
        if price.isEmpty, wrong.isEmpty { #expect(terms.isEmpty) }
    }

    @Test("a product is a supplier's by its brand or by itself, and nobody else's offers are seen or changed", arguments: Engine.allCases)
    func goods(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let today = Day(of: now, in: .gmt)
            let (a, b, boss) = (try await house.supplierViewer("supplier.employee"), try await house.supplierViewer("supplier_b.administrator"), try await house.supplierViewer("staff.administrator"))
            func articles(_ viewer: Viewer, of supplier: ID<Supplier>? = nil, _ filter: OfferFilter = OfferFilter()) async throws -> [String] {
                try await database.read { try offers(filter, of: supplier, limit: 10, on: today, for: viewer, in: $0) }.map(\.article)
            }
            #expect(try await articles(a) == ["B-1"])
            // A supplier's person sees his own, whatever supplier is named.
            let ofA = ID<Supplier>(house.suppliers["supplier"] ?? 0)
            #expect(try await articles(b, of: ofA) == [])
            #expect(try await articles(boss, of: ofA) == ["B-1"])
            await #expect(throws: Refusal.notFound) { try await database.write { try saveOffer(OfferTerms(quantity: .one), article: "B-1", revision: 0, for: b, at: now, in: $0) } }
            let client = try await house.supplierViewer("a.administrator")
            await #expect(throws: Refusal.notFound) { _ = try await articles(client, of: ofA) }

            // By its brand from now on.
            _ = try await putRecords([["external_id": "BR", "name": "Гамма"]], kind: "brands", for: .system, at: now, in: database)
            _ = try await putRecords([["external_id": "P2", "article": "G-2", "name": "Гайка", "brand": "BR"]], kind: "products", for: .system, at: now, in: database)
            _ = try await putRecords([["external_id": "supplier-b", "name": "Гамма-Секрет", "brands": ["BR"]]], kind: "suppliers", for: .system, at: now, in: database)
            #expect(try await articles(b) == ["G-2"])
            #expect(try await articles(a) == ["B-1"])
            try await database.write { try saveOffer(OfferTerms(quantity: .one, validUntil: today.adding(days: -1)), article: "G-2", revision: 0, for: b, at: now, in: $0) }
            var filter = OfferFilter()
            filter.state = .over
            #expect(try await articles(b, filter) == ["G-2"])
            filter.state = .offered
            #expect(try await articles(b, filter) == [])
            filter.state = .missing
            #expect(try await articles(b, filter) == [])
            filter.state = nil
            filter.text = "гайк"
            #expect(try await articles(b, filter) == ["G-2"])
            filter.text = "g_"
            #expect(try await articles(b, filter) == [])
        }
    }

    @Test("two who change an offer at once do not overwrite each other, and saying nothing takes it back", arguments: Engine.allCases)
    func revisions(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let a = try await house.supplierViewer("supplier.administrator")
            func current() async throws -> Offer { try await database.read { try offer(article: "B-1", for: a, in: $0) } }
            let first = try await current()
            #expect(first.terms.article == "D-1" && first.terms.leadDays == 5 && first.terms.price == UnitPrice("3333.33"))
            let changed = OfferTerms(article: "D-2", quantity: Quantity("7"))
            try await database.write { try saveOffer(changed, article: "B-1", revision: first.revision, for: a, at: now, in: $0) }
            await #expect(throws: Refusal(.staleRevision)) {
                try await database.write { try saveOffer(OfferTerms(article: "D-3"), article: "B-1", revision: first.revision, for: a, at: now, in: $0) }
            }
            let second = try await current()
            #expect(second.terms == changed && second.revision == first.revision + 1)
            // The ERP changes it too, and the form that was open meanwhile is stale.
            _ = try await putRecords([["supplier": "supplier-a", "product": "P", "quantity": "9"]], kind: "supplier-offers", for: .system, at: now, in: database)
            await #expect(throws: Refusal(.staleRevision)) { try await database.write { try saveOffer(changed, article: "B-1", revision: second.revision, for: a, at: now, in: $0) } }
            let third = try await current()
            #expect(third.terms.quantity == Quantity("9") && third.terms.article == "D-2")
            try await database.write { try saveOffer(OfferTerms(), article: "B-1", revision: third.revision, for: a, at: now, in: $0) }
            let gone = try await current()
            #expect(gone.revision == 0 && gone.terms.isEmpty)
            let logged = try await database.read { try $0.rows("SELECT action FROM journal WHERE kind = 'supplier-offers' ORDER BY id").map { try $0.get("action", as: String.self) } }
            #expect(logged == ["saved", "saved", "saved", "removed"])
        }
    }

    @Test("a supplier's person is nobody's else: not of staff, not of a client, and out at once when blocked", arguments: Engine.allCases)
    func people(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let (a, employee, boss) = (try await house.supplierViewer("supplier.administrator"), try await house.supplierViewer("supplier.employee"), try await house.supplierViewer("staff.administrator"))
            #expect(a.client == nil && !a.isStaff && a.rights == SupplierRole.administrator.rights && a.contracts.isEmpty)
            let clientRights = ClientRole.allCases.reduce(into: Set<Right>()) { $0.formUnion($1.rights) }
            let staffRights = StaffRole.allCases.reduce(into: Set<Right>()) { $0.formUnion($1.rights) }
            for role in SupplierRole.allCases { #expect(role.rights.isDisjoint(with: clientRights.union(staffRights))) }
            let spare = ID<Person>(house.people["supplier.spare"] ?? 0)
            var invitation = Invitation()
            (invitation.email, invitation.name, invitation.role) = ("new@example.com", "Новый", "employee")
            let wanted = invitation
            _ = try await database.write { try inviteToSupplier(wanted, supplier: nil, for: a, at: now, in: $0) }
            await #expect(throws: Refusal.self) { try await database.write { try inviteToSupplier(wanted, supplier: nil, for: a, at: now, in: $0) } }
            await #expect(throws: Refusal.self) { try await database.write { try inviteToSupplier(wanted, supplier: nil, for: employee, at: now, in: $0) } }
            // Neither into the staff nor to a client: the address is taken.
            for (client, role) in [("client-a", "buyer"), (nil, "manager")] as [(String?, String)] {
                var other = Invitation()
                (other.email, other.name, other.role, other.client) = ("supplier.spare@example.com", "Некто", role, client)
                let asked = other
                await #expect(throws: Refusal.self) { try await database.write { try invitePerson(asked, for: boss, at: now, in: $0) } }
            }
            await #expect(throws: Refusal.self) { try await database.write { try changeRole(of: spare, to: "manager", department: nil, for: boss, at: now, in: $0) } }
            await #expect(throws: (any Error).self, "the database itself refuses staff of a supplier") {
                try await database.write { try $0.run("UPDATE people SET staff_role = 'manager' WHERE id = \(spare)") }
            }
            // A client's person is no supplier's.
            var member = Invitation()
            (member.email, member.name, member.role) = ("a.buyer@example.com", "Некто", "employee")
            let buyer = member
            await #expect(throws: Refusal.self) { try await database.write { try inviteToSupplier(buyer, supplier: nil, for: a, at: now, in: $0) } }

            let session = try await signIn(email: "supplier.spare@example.com", password: TestHouse.password, from: SignInPlace(address: "test"), at: now, in: database)
            let kept = KeptViewers()
            func viewer() async throws -> Viewer? { try await database.read { try $0.signedIn(sessionToken: session.token, at: now, kept: kept) }?.viewer }
            let before = try await viewer()
            #expect(before?.rights == SupplierRole.employee.rights)
            try await database.write { try act(.givesRole("administrator"), on: spare, supplier: nil, for: a, at: now, in: $0) }
            let promoted = try await viewer()
            #expect(promoted?.rights == SupplierRole.administrator.rights)
            // The supplier is closed: nobody of it is in any more, nor can sign in.
            let id = ID<Supplier>(house.suppliers["supplier"] ?? 0)
            try await database.write { try $0.run("UPDATE suppliers SET blocked = 1 WHERE id = \(id)") }
            let closed = try await viewer()
            #expect(closed == nil)
            await #expect(throws: Refusal.self) { try await signIn(email: "supplier.spare@example.com", password: TestHouse.password, from: SignInPlace(address: "test"), at: now, in: database) }
            try await database.write { try $0.run("UPDATE suppliers SET blocked = 0 WHERE id = \(id)") }
            let open = try await viewer()
            #expect(open != nil)
            try await database.write { try act(.blocks, on: spare, supplier: nil, for: a, at: now, in: $0) }
            let blocked = try await viewer()
            #expect(blocked == nil)
            // What was blocked the house releases, not the supplier.
            await #expect(throws: Refusal(.forbidden)) { try await database.write { try act(.releases, on: spare, supplier: nil, for: a, at: now, in: $0) } }
            // Nor whoever at the house manages suppliers alone.
            let keeper = try await house.supplierViewer("staff.catalogue_manager")
            await #expect(throws: Refusal(.forbidden)) { try await database.write { try act(.releases, on: spare, supplier: id, for: keeper, at: now, in: $0) } }
            try await database.write { try act(.releases, on: spare, supplier: id, for: boss, at: now, in: $0) }
            await #expect(throws: Refusal.notFound) { try await database.write { try act(.blocks, on: ID(house.people["a.buyer"] ?? 0), supplier: nil, for: a, at: now, in: $0) } }
        }
    }

    @Test("good rows of a sheet are kept, and of the others it is told why not, by their numbers", arguments: Engine.allCases)
    func sheet(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let (a, b, client) = (try await house.supplierViewer("supplier.employee"), try await house.supplierViewer("supplier_b.administrator"), try await house.supplierViewer("a.buyer"))
            func take(_ text: String, for viewer: Viewer) async throws -> OfferSheetReport { try await takeOfferSheet(name: "o.csv", Array(text.utf8), for: viewer, at: now, in: database) }
            _ = try await putRecords([["external_id": "P2", "article": "G-2", "name": "Гайка"]], kind: "products", for: .system, at: now, in: database)
            _ = try await putRecords([["supplier": "supplier-a", "product": "P2", "article": "D-2", "lead_days": 9]], kind: "supplier-offers", for: .system, at: now, in: database)
            let report = try await take("Прайс Дельты;;;\nАртикул;В наличии;Цена, без НДС;Действует до\nB-1;1 200,5;99,90;31.12.2026\nD-2;много;1;\nНЕТ-9;1;1;\n;1;1;\nB-1;7;1;\n", for: a)
            #expect(report.changed == 1 && report.unchanged == 0)
            #expect(report.refused.map(\.line) == [4, 5, 6, 7])
            let reasons = report.refused.compactMap { $0.problems.first?.reason }
            #expect(reasons == ["offer_quantity", "offer_unknown", "offer_without_article", "offer_twice"])
            let taken = try await database.read { try offer(article: "B-1", for: a, in: $0) }
            // What the sheet has no column for stays.
            #expect(taken.terms == OfferTerms(article: "D-1", price: UnitPrice("99.90"), quantity: Quantity("1200.5"), leadDays: 5, validUntil: Day("2026-12-31")))
            // By the supplier's own article, and the same again changes nothing.
            let own = try await take("Ваш артикул,Количество\nD-2,40\n", for: a)
            #expect(own.changed == 1 && own.refused.isEmpty)
            let again = try await take("Ваш артикул,Количество\nD-2,40\n", for: a)
            #expect(again.changed == 0 && again.unchanged == 1)
            let second = try await database.read { try offer(article: "G-2", for: a, in: $0) }
            #expect(second.terms.leadDays == 9 && second.terms.quantity == Quantity("40"))
            // Another's products are nobody's articles.
            let foreign = try await take("Артикул;Количество\nB-1;5\n", for: b)
            #expect(foreign.changed == 0 && foreign.refused.first?.problems.first?.reason == "offer_unknown")
            await #expect(throws: Refusal.notFound) { _ = try await take("Артикул;Количество\nB-1;5\n", for: client) }
            for wrong in ["Товар;Количество\nB-1;5\n", "Артикул\nB-1\n", ""] { await #expect(throws: Refusal.self) { _ = try await take(wrong, for: a) } }
        }
    }

    @Test("a supplier's details are checked at their fields, and changed by one at a time", arguments: Engine.allCases)
    func details(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let (boss, manager) = (try await house.supplierViewer("staff.catalogue_manager"), try await house.supplierViewer("staff.manager"))
            var draft = SupplierDraft()
            (draft.inn, draft.articles) = ("123", "B-1, НЕТ-1")
            let wrong = draft
            do {
                _ = try await database.write { try saveSupplier(wrong, nil, for: boss, at: now, in: $0) }
                Issue.record("a supplier without a name was taken")
            } catch let refusal as Refusal { #expect(refusal.problems.map(\.pointer) == ["/name", "/inn", "/articles"]) }
            (draft.name, draft.inn, draft.articles, draft.code) = ("Эпсилон", "7707083893", "B-1", "e")
            let right = draft
            await #expect(throws: Refusal(.forbidden)) { try await database.write { try saveSupplier(right, nil, for: manager, at: now, in: $0) } }
            let id = try await database.write { try saveSupplier(right, nil, for: boss, at: now, in: $0) }
            await #expect(throws: Refusal.self) { try await database.write { try saveSupplier(right, nil, for: boss, at: now, in: $0) } }
            let found = try await database.read { try supplier(id, for: boss, in: $0) }
            #expect(found.articles == ["B-1"] && found.revision == 1 && found.card.externalID == "e")
            draft.articles = ""
            let less = draft
            _ = try await database.write { try saveSupplier(less, (id, 1), for: boss, at: now, in: $0) }
            await #expect(throws: Refusal(.staleRevision)) { try await database.write { try saveSupplier(right, (id, 1), for: boss, at: now, in: $0) } }
            let bare = try await database.read { try supplier(id, for: boss, in: $0) }
            #expect(bare.articles == [])
            let listed = try await database.read { try suppliers(matching: "эпси", limit: 10, for: boss, in: $0) }
            #expect(listed.map(\.card.name) == ["Эпсилон"])
        }
    }

    @Test("articles stand one in a line, whatever they hold")
    func articles() {
        var draft = SupplierDraft()
        draft.articles = "B 1, левый\r\n  X;2 \n\nB 1, левый\n"
        #expect(draft.articleList == ["B 1, левый", "X;2"])
    }

    @Test("a supplier's administrator cannot go on asking whose addresses the portal knows", arguments: Engine.allCases)
    func knownAddresses(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let a = try await house.supplierViewer("supplier.administrator")
            @Sendable func invite(_ email: String, at moment: Instant) async throws {
                var invitation = Invitation()
                (invitation.email, invitation.name, invitation.role) = (email, "Некто", "employee")
                _ = try await inviteColleague(invitation, for: a, at: moment, in: database)
            }
            func reason(_ email: String, at moment: Instant) async throws -> String? {
                do { try await invite(email, at: moment) } catch let refusal as Refusal { return refusal.reason }
                return nil
            }
            for _ in 1...10 {
                let known = try await reason("a.buyer@example.com", at: now)
                #expect(known == "email_taken")
            }
            for email in ["a.buyer@example.com", "nobody@example.com"] {
                let waits = try await reason(email, at: now)
                #expect(waits == "too_many_requests_here")
            }
            let later = try await reason("nobody@example.com", at: now.adding(seconds: 16 * 60))
            #expect(later == nil)
            let logged: Int64 = try await database.read { try #require(try $0.row("SELECT COUNT(*) AS n FROM journal WHERE kind = 'people' AND action = 'invitation_refused'")).get("n") }
            #expect(logged == 10)
        }
    }

    @Test("a supplier that is closed at either door has nobody in and no link that lets in", arguments: Engine.allCases)
    func closed(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let boss = try await house.supplierViewer("staff.administrator")
            let id = ID<Supplier>(house.suppliers["supplier"] ?? 0)
            let spare = house.people["supplier.spare"] ?? 0
            let others = house.people["supplier_b.administrator"] ?? 0
            func open() async throws {
                try await database.write { writer in
                    try writer.run("UPDATE suppliers SET blocked = 0 WHERE id = \(id)")
                    for person in [spare, others] {
                        let token = Secret.digest("link-\(person)")
                        try writer.run("""
                            INSERT INTO account_links (token_hash, person_id, purpose, created_at, expires_at) VALUES (\(token), \(person), 'password_reset', \(now), \(now.adding(seconds: 600)))
                            ON CONFLICT DO NOTHING
                            """)
                    }
                }
                _ = try await signIn(email: "supplier.spare@example.com", password: TestHouse.password, from: SignInPlace(address: "test"), at: now, in: database)
            }
            func left() async throws -> [Int64] {
                try await database.read { reader in
                    try [
                        "SELECT COUNT(*) AS n FROM sessions WHERE person_id = \(spare)", "SELECT COUNT(*) AS n FROM account_links WHERE person_id = \(spare)",
                        "SELECT COUNT(*) AS n FROM account_links WHERE person_id = \(others)",
                    ].map { (question: SQL) in try reader.row(question)?.get("n") ?? 0 }
                }
            }
            try await open()
            let before = try await left()
            #expect(before == [1, 1, 1])
            let found = try await database.read { try supplier(id, for: boss, in: $0) }
            var draft = SupplierDraft()
            (draft.name, draft.isBlocked) = ("Дельта-Секрет", true)
            let blocking = draft
            _ = try await database.write { try saveSupplier(blocking, (id, found.revision), for: boss, at: now, in: $0) }
            let byForm = try await left()
            #expect(byForm == [0, 0, 1])
            let details = try await database.read { try $0.row("SELECT details FROM journal WHERE kind = 'suppliers' ORDER BY id DESC LIMIT 1")?.get("details", as: String.self) } ?? ""
            #expect(details.contains(#""blocked":true"#) && details.contains(#""products_taken":1"#) && details.contains(#""brands_given":0"#))
            try await open()
            _ = try await putRecords([["external_id": "supplier-a", "name": "Дельта-Секрет", "blocked": true]], kind: "suppliers", for: .system, at: now, in: database)
            let byERP = try await left()
            #expect(byERP == [0, 0, 1])
        }
    }

    @Test("the brands that a supplier has are among the choices, however many there are", arguments: Engine.allCases)
    func manyBrands(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let boss = try await house.supplierViewer("staff.administrator")
            let id = ID<Supplier>(house.suppliers["supplier_b"] ?? 0)
            try await database.write { writer in
                try writer.run("""
                    INSERT INTO brands (external_id, name, updated_at)
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5001) SELECT 'many-' || i, 'A', 0 FROM n
                    """)
                try writer.run("INSERT INTO brands (external_id, name, updated_at) VALUES ('last', 'Яшма', 0)")
                try writer.run("INSERT INTO supplier_brands (supplier_id, position, brand_id) SELECT \(id), 0, id FROM brands WHERE external_id = 'last'")
            }
            let choices = try await database.read { try brandsToGive(to: id, for: boss, in: $0) }
            #expect(choices.count == 5001 && choices.last?.externalID == "last")
            let fresh = try await database.read { try brandsToGive(for: boss, in: $0) }
            #expect(fresh.count == 5000)
        }
    }

    @Test("rows of a sheet that say nothing more take the offer back, and the journal says whose", arguments: Engine.allCases)
    func takenBack(engine: Engine) async throws {
        try await TestHouse.open(engine) { house async throws in
            let (database, now) = (house.portal.database, house.portal.now())
            let a = try await house.supplierViewer("supplier.employee")
            _ = try await putRecords([["external_id": "P2", "article": "G-2", "name": "Гайка"]], kind: "products", for: .system, at: now, in: database)
            _ = try await putRecords([["supplier": "supplier-a", "product": "P2", "quantity": "1"]], kind: "supplier-offers", for: .system, at: now, in: database)
            var more = TypedOffer()
            more.quantity = "8"
            let rows = [OfferRow(line: 2, code: "B-1", typed: more), OfferRow(line: 3, code: "G-2", typed: TypedOffer())]
            let outcomes = try await database.write { try takeOffers(rows, [.quantity], for: a, at: now, in: $0) }
            #expect(outcomes.allSatisfy { $0.isChanged })
            let logged = try await database.read { reader in
                try reader.rows("SELECT action, details FROM journal WHERE kind = 'supplier-offers' ORDER BY id DESC LIMIT 2").map { row in
                    (action: try row.get("action", as: String.self), details: try row.get("details", as: String.self))
                }
            }
            #expect(logged.map(\.action) == ["removed", "saved"])
            let supplier = house.suppliers["supplier"] ?? 0
            #expect(logged.allSatisfy { $0.details.contains("\"supplier\":\(supplier)") })
        }
    }
}

extension TestHouse {
    /// Somebody as the pages see him.
    func supplierViewer(_ name: String) async throws -> Viewer {
        let now = portal.now()
        let cookie = askers.first { $0.name == name }?.headers[.cookie] ?? ""
        let token = String(cookie.dropFirst("kontor=".count))
        return try await portal.database.read { try #require(try $0.viewer(sessionToken: token, at: now)) }
    }
}

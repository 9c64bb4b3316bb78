import Database
import HTTPTypes
import Kernel
import PortalTesting
import Testing
import TestSupport

@testable import kontor

@Suite("Double clients at the pages and for programs")
struct MergePagesTests {
    @Test("at the page of a person the house's administrator finds who is on record twice, and makes the two one", arguments: Engine.allCases)
    func people(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            func headers(_ name: String) -> HTTPFields { house.askers.first { $0.name == name }?.headers ?? [:] }
            let (kept, gone, client) = (house.people["a.buyer"] ?? 0, house.people["spare"] ?? 0, house.client)
            let admin = headers("staff.administrator")
            #expect(try await !client.get("/people/\(kept)", headers: admin).text.contains("spare@example.com"))
            try await house.portal.database.write { _ = try $0.run("UPDATE people SET name = 'Некто A.Buyer' WHERE id = \(gone)") }
            #expect(try await client.get("/people/\(kept)", headers: admin).text.contains("/people/\(kept)/merge?with=spare%40example.com"))
            // A client's own administrator is not told, nor may do it; of the house's own people there is no such thing.
            #expect(try await !client.get("/people/\(kept)", headers: headers("a.administrator")).text.contains("spare@example.com"))
            #expect(try await client.post("/people/\(kept)/merge", headers: headers("a.administrator"), form: [("with", "spare@example.com")]).status.code == 404)
            #expect(try await !client.get("/people/\(house.people["staff.manager"] ?? 0)", headers: admin).text.contains("/merge\""))
            let wrong = try await client.post("/people/\(kept)/merge", headers: admin, form: [("with", "nobody@example.com")])
            #expect(wrong.status.code == 422 && wrong.text.contains("nobody@example.com"))
            // Whom an address names is shown before anything is done, by a press or by a link.
            let untold = try await client.post("/people/\(kept)/merge", headers: admin, form: [("with", "Spare@example.com")])
            #expect(untold.status.code == 303 && untold.header("Location") == "/people/\(kept)/merge?with=Spare%40example.com")
            let other = try await client.post("/people/\(kept)/merge", headers: admin, form: [("with", "spare@example.com"), ("seen", String(house.people["b.buyer"] ?? 0))])
            #expect(other.status.code == 303 && other.header("Location") == "/people/\(kept)/merge?with=spare%40example.com")
            let shown = try await client.get("/people/\(kept)/merge?with=Spare@example.com", headers: admin)
            #expect(shown.status.code == 200)
            for words in ["Некто a.buyer", "Некто A.Buyer", "a.buyer@example.com", "spare@example.com", "Альфа-Секрет", "name=\"seen\" value=\"\(gone)\"", "Доступ к клиентам"] {
                #expect(shown.text.contains(words), "\(words)")
            }
            let nobody = try await client.get("/people/\(kept)/merge?with=nobody@example.com", headers: admin)
            #expect(nobody.status.code == 422 && nobody.text.contains("nobody@example.com"))
            let ofClient = try await client.get("/people/\(kept)/merge?with=spare%40example.com", headers: headers("a.administrator"))
            #expect(ofClient.status.code == 404)
            let still: Int64 = try await house.portal.database.read { try $0.row("SELECT COUNT(*) AS n FROM people WHERE id = \(gone) AND merged_into IS NULL")?.get("n") ?? 0 }
            #expect(still == 1)
            let done = try await client.post("/people/\(kept)/merge", headers: admin, form: [("with", "Spare@example.com"), ("seen", String(gone))])
            #expect(done.status.code == 303 && done.header("Location") == "/people/\(kept)")
            #expect(try await client.get("/people/\(gone)", headers: admin).header("Location") == "/people/\(kept)")
            #expect(try await !client.get("/people", headers: admin).text.contains(">spare@example.com"))
            #expect(try await client.get("/orders", headers: headers("a.buyer")).status.code == 200)
            #expect(try await client.post("/people/\(kept)/merge", headers: admin, form: [("with", "spare@example.com")]).status.code == 422)
        }
    }

    @Test("after a merge by two hands a repeated order has one effect, pages and filters of the old client lead on, and its people go on", arguments: Engine.allCases)
    func pages(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            func headers(_ name: String) -> HTTPFields { house.askers.first { $0.name == name }?.headers ?? [:] }
            func press(_ path: String, by name: String) async throws -> PortalAnswer {
                var fields = headers(name)
                fields[.contentType] = "application/x-www-form-urlencoded"
                return try await house.client.send(.post, path, headers: fields, body: Array("with=client-a".utf8))
            }
            func order() async throws -> PortalAnswer {
                var fields = headers("key.a")
                if let name = HTTPField.Name("Idempotency-Key") { fields[name] = "once" }
                return try await house.client.post("/api/v1/orders", headers: fields, json: ["lines": [["code": "B-1", "quantity": "2"]]])
            }
            let first = try await order()
            #expect(first.status.code == 201)
            #expect(try await press("/clients/client-b/merge", by: "staff.administrator").header("Location") == "/clients/client-b/merge?with=client-a")
            #expect(try await press("/clients/client-b/merge/confirmation", by: "staff.administrator").status.code == 422)
            #expect(try await press("/clients/client-b/merge/confirmation", by: "staff.director").header("Location") == "/clients/client-b")
            #expect(try await press("/clients/client-b/merge", by: "staff.administrator").header("Location") == "/clients/client-b")
            let again = try await order()
            #expect(again.status.code == 201 && again.json["number"] == first.json["number"])
            let director = headers("staff.director")
            #expect(try await house.client.send(.get, "/clients/client-a", headers: director).header("Location") == "/clients/client-b")
            #expect(try await house.client.send(.get, "/orders?client=client-a", headers: director).text.contains(house.orders["a"] ?? "—"))
            #expect(try await house.client.send(.get, "/credit/clients/client-a", headers: director).text.contains("Д-a"))
            // A person of either sees both orders, under one name.
            for name in ["a.buyer", "b.buyer"] {
                let page = try await house.client.send(.get, "/orders", headers: headers(name)).text
                #expect(page.contains(house.orders["a"] ?? "—") && page.contains(house.orders["b"] ?? "—") && page.contains("Бета-Секрет"), "\(name)")
            }
        }
    }
}

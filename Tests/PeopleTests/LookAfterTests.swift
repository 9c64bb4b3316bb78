import Customers
import Database
import HTTPTypes
import Kernel
import PortalTesting
import Testing
import TestSupport

@testable import kontor

@Suite("Clients in somebody's care, and who stands in")
struct LookAfterTests {
    @Test("a manager's page tells the clients given to him, each to be taken away, and those that the ERP names as his", arguments: Engine.allCases)
    func clients(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let headers = house.askers.first { $0.name == "staff.administrator" }?.headers ?? [:]
            func page(_ name: String) async throws -> String { try await house.client.get("/people/\(house.people[name] ?? 0)", headers: headers).text }
            let given = try await page("staff.manager_of_a")
            #expect(given.contains("<button name=\"away\" value=\"client-a\">"))
            #expect(!given.contains("&lt;"))
            #expect(!given.contains("HTML(bytes"))
            #expect(!given.contains("Пока ни одного"))
            let none = try await page("staff.manager")
            #expect(none.contains("<p>Пока ни одного.</p>"))
            try await house.portal.database.write { _ = try $0.run("UPDATE clients SET manager = 'Некто staff.manager' WHERE external_id = 'client-b'") }
            let named = try await page("staff.manager")
            #expect(named.contains("<li><a href=\"/clients/client-b\">Бета-Секрет</a></li>"))
            #expect(!named.contains("name=\"away\""))
            #expect(!named.contains("Пока ни одного"))
        }
    }
}

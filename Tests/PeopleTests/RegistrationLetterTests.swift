import Customers
import Database
import HTTPTypes
import Jobs
import Kernel
import PortalTesting
import Testing
import TestSupport

@testable import kontor

@Suite("Letters about requests for access")
struct RegistrationLetterTests {
    @Test("who decides is told of a new request, whoever asked of the reason of a refusal", arguments: Engine.allCases)
    func letters(_ engine: Engine) async throws {
        try await TestHouse.open(engine) { house in
            let database = house.portal.database
            let now = house.portal.now()
            func letters() async throws -> [Letter] {
                try await database.read { reader in
                    try reader.rows("SELECT payload FROM jobs WHERE kind = 'mail.send' ORDER BY id").compactMap { Letter(try JSON(parsing: Array($0.get("payload", as: String.self).utf8))) }
                }
            }
            let wording = ConsentWording(russian: "Согласен", english: "I agree")
            func ask(_ email: String) async throws {
                var request = RegistrationRequest()
                (request.inn, request.company, request.name, request.email, request.language) = ("7707083893", "ООО «Новое»", "Ольга", email, "en")
                request.consents = [.personalData: 0]
                let asked = request
                try await database.write { try requestAccess(asked, from: SignInPlace(address: "203.0.113.9"), usual: wording, at: now, in: $0) }
            }
            try await ask("olga@example.org")
            // Whoever is known is told nothing, and neither is the portal's visitor.
            try await ask("olga@example.org")
            try await ask("a.buyer@example.com")
            let requests = try await database.read { try $0.rows("SELECT id FROM registrations ORDER BY id").map { try $0.get("id", as: Int64.self) } }
            #expect(requests.count == 2)
            let keeper = ID<Person>(house.people["staff.administrator"] ?? 0)
            #expect(try await letters() == requests.map { Letter.registrationAsked(keeper, $0) })
            let first = try #require(requests.first)
            #expect(try await database.read { try $0.isDue(.registrationAsked(keeper, first), at: now) })
            try await database.write { try refuseRegistration(first, reason: "Нет договора", for: .system, at: now, in: $0) }
            #expect(try await letters().last == .registrationRefused(first))
            #expect(try await database.read { try $0.isDue(.registrationAsked(keeper, first), at: now) } == false)
            let addressee = try await database.read { try $0.addressee(of: .registrationRefused(first)) }
            #expect(addressee?.email == "olga@example.org")
            #expect(addressee?.language == "en")
            let told = try await database.read { try $0.declinedRequest(first) }
            #expect(told?.reason == "Нет договора")
            // One that waits still is told to nobody.
            let waiting = try #require(requests.last)
            #expect(try await database.read { try $0.addressee(of: .registrationRefused(waiting)) } == nil)
        }
    }
}

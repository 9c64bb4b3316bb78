import Customers
import Database
import Jobs
import Journal
import Kernel

extension Writer {
    /// Mails the decision to whoever asked; when a manager or a key asked in the client's name, to those of its people who may ask for prices.
    func tellClient(of agreement: HeldAgreement, _ number: String, isApproved: Bool, at now: Instant) throws {
        var people = try rows("SELECT person_id FROM memberships WHERE client_id = \(agreement.client) ORDER BY person_id LIMIT 200")
            .map { try $0.get("person_id", as: ID<Person>.self) }
        let asked = people.filter { Actor.person($0).text == agreement.requestedBy }
        if !asked.isEmpty { people = asked }
        let readers = try people.filter { person in
            try viewer(person: person, client: agreement.client, at: now)?.rights.isSuperset(of: asked.isEmpty ? [.seePrices, .askPrices] : [.seePrices]) ?? false
        }
        for person in readers.prefix(20) { try enqueue(Letter.agreement(person, number: number, isApproved: isApproved).job(), at: now) }
    }
}

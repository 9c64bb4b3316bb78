package import Database
package import Kernel

extension Viewer {
    /// Of staff: manages the people of every client, of suppliers and of the house. Others who manage people do so at the clients that they see.
    package var managesEverybody: Bool { isStaff && rights.contains(.seeAllClients) }

    /// Of staff who manage people: the condition that the membership `m` is at a client that they see.
    var seesMembership: SQL { managesEverybody ? "1 = 1" : rights.contains(.seeClients) ? sees(client: "m.client_id") : "1 = 0" }

    /// Of staff: the condition that they manage the person `p`.
    var managesPerson: SQL {
        managesEverybody ? "1 = 1" : "p.staff_role IS NULL AND p.supplier_id IS NULL AND p.id IN (SELECT m.person_id FROM memberships AS m WHERE " + seesMembership + ")"
    }
}

extension Reader {
    /// Refuses what touches a person everywhere to staff who do not see all of the person's clients.
    func demandAll(of person: ID<Person>, for viewer: Viewer) throws {
        guard viewer.isStaff, !viewer.managesEverybody else { return }
        let others = try row("SELECT 1 AS found FROM memberships AS m WHERE m.person_id = \(person) AND NOT (\(viewer.seesMembership)) LIMIT 1")
        if others != nil { throw Refusal(.validation, "person_of_others") }
    }
}

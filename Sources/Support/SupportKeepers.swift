import Customers
package import Database
import Foundation
package import Kernel

/// One of the staff to whom a client's request goes.
package struct SupportKeeper: Sendable, Hashable {
    package let person: ID<Person>
    package let name: String
}

extension Reader {
    /// To whom requests of these clients go: their managers, in whose place stand those appointed for today who can sign in. Only who can sign in and answers clients;
    /// where nobody is left, the administrators of the house. Two queries.
    package func supportKeepers(of clients: [ID<Client>], at now: Instant) throws -> [ID<Client>: [SupportKeeper]] {
        guard !clients.isEmpty else { return [:] }
        let today = Day(of: now, in: TimeZone(identifier: "Europe/Moscow") ?? .gmt)
        var keepers: [ID<Client>: [SupportKeeper]] = [:]
        for row in try rows("""
            SELECT k.client_id, p.id, p.name, p.staff_role, p.role_id, r.rights
            FROM (SELECT g.client_id, g.person_id FROM client_managers AS g WHERE g.client_id \(in: clients)
                UNION SELECT c.id, m.id FROM clients AS c JOIN people AS m ON m.name = c.manager AND m.staff_role IS NOT NULL WHERE c.id \(in: clients)) AS k
            LEFT JOIN (SELECT s.person_id, s.substitute_id FROM substitutes AS s JOIN people AS p ON p.id = s.substitute_id
                WHERE s.from_day <= \(today) AND s.to_day >= \(today) AND \(Self.canSignIn)) AS i ON i.person_id = k.person_id
            JOIN people AS p ON p.id = COALESCE(i.substitute_id, k.person_id)
            LEFT JOIN roles AS r ON r.id = p.role_id AND r.client_id IS NULL
            WHERE \(Self.canSignIn) ORDER BY k.client_id, p.name, p.id LIMIT 10000
            """)
        {
            guard try Self.rights(row).isSuperset(of: [.answerClients, .seeClients]) else { continue }
            let (client, keeper): (ID<Client>, SupportKeeper) = (try row.get("client_id"), SupportKeeper(person: try row.get("id"), name: try row.get("name")))
            if !keepers[client, default: []].contains(keeper) { keepers[client, default: []].append(keeper) }
        }
        let unkept = clients.filter { keepers[$0] == nil }
        guard !unkept.isEmpty else { return keepers }
        let house = try rows("""
            SELECT p.id, p.name, p.staff_role, p.role_id, r.rights FROM people AS p LEFT JOIN roles AS r ON r.id = p.role_id AND r.client_id IS NULL
            WHERE p.staff_role IS NOT NULL AND \(Self.canSignIn) ORDER BY p.name, p.id LIMIT 10000
            """).filter { try Self.rights($0).isSuperset(of: [.answerClients, .manageHouse]) }.map { SupportKeeper(person: try $0.get("id"), name: try $0.get("name")) }
        for client in unkept { keepers[client] = Array(house.prefix(20)) }
        return keepers
    }

    private static var canSignIn: SQL { "p.blocked = 0 AND p.erased_at IS NULL AND p.password_hash IS NOT NULL" }

    private static func rights(_ row: Row) throws -> Set<Right> {
        guard try row.find("role_id", as: Int64.self) != nil else { return try row.find("staff_role", as: String.self).flatMap { StaffRole(rawValue: $0)?.rights } ?? [] }
        return OwnRole.parse(try row.find("rights") ?? "")
    }
}

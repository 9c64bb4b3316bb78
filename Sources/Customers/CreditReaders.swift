package import Database
import Foundation
package import Kernel

extension Reader {
    /// Whom news about the credit of these clients go to: their people who may see debts, and of the staff those who look after them and those who
    /// stand in today. Only who can sign in. Two queries.
    package func creditReaders(of clients: [ID<Client>], at now: Instant) throws -> [ID<Client>: [ID<Person>]] {
        guard !clients.isEmpty else { return [:] }
        var readers: [ID<Client>: [ID<Person>]] = [:]
        func add(_ row: Row, _ builtIn: (String) -> Set<Right>?, wants: Set<Right>) throws {
            let rights = try row.find("role_id", as: Int64.self) == nil ? builtIn(try row.get("role")) ?? [] : OwnRole.parse(try row.find("rights") ?? "")
            let (client, person): (ID<Client>, ID<Person>) = (try row.get("client_id"), try row.get("id"))
            if wants.isSubset(of: rights), !readers[client, default: []].contains(person) { readers[client, default: []].append(person) }
        }
        let active: SQL = "p.blocked = 0 AND p.erased_at IS NULL AND p.password_hash IS NOT NULL"
        for row in try rows("""
            SELECT m.client_id, p.id, m.role, m.role_id, r.rights FROM memberships AS m JOIN people AS p ON p.id = m.person_id
            LEFT JOIN roles AS r ON r.id = m.role_id AND r.client_id = m.client_id
            WHERE m.client_id \(in: clients) AND \(active) ORDER BY m.client_id, p.id LIMIT 10000
            """) { try add(row, { ClientRole(rawValue: $0)?.rights }, wants: [.seeDebt]) }
        let keepers: SQL = """
            SELECT g.client_id, g.person_id FROM client_managers AS g WHERE g.client_id \(in: clients)
            UNION SELECT c.id, k.id FROM clients AS c JOIN people AS k ON k.name = c.manager AND k.staff_role IS NOT NULL WHERE c.id \(in: clients)
            """
        let today = Day(of: now, in: TimeZone(identifier: "Europe/Moscow") ?? .gmt)
        for row in try rows("""
            SELECT k.client_id, p.id, p.staff_role AS role, p.role_id, r.rights
            FROM (\(keepers) UNION SELECT s.client_id, i.substitute_id FROM (\(keepers)) AS s
                JOIN substitutes AS i ON i.person_id = s.person_id AND i.from_day <= \(today) AND i.to_day >= \(today)) AS k
            JOIN people AS p ON p.id = k.person_id LEFT JOIN roles AS r ON r.id = p.role_id AND r.client_id IS NULL
            WHERE p.staff_role IS NOT NULL AND \(active) ORDER BY k.client_id, p.id LIMIT 10000
            """) { try add(row, { StaffRole(rawValue: $0)?.rights }, wants: [.seeDebt, .seeClients]) }
        return readers
    }
}

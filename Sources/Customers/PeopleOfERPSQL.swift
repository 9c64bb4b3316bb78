import Database
import Kernel

/// An address at a client.
struct ClientsAddress: Hashable {
    let client: Int64
    let email: String
}

/// What the portal knows of a record's person.
struct KnownRecord {
    let client: Int64
    let email: String
    let person: Int64?
    let isHeld: Bool
    let isErased: Bool
    /// One of the staff, or of a supplier.
    let isOurs: Bool
    /// Belongs to another client too.
    let isShared: Bool
}

/// Why somebody does not come back by the ERP's word.
enum Absence { case erased, letGo, blocked }

/// Who has an address.
struct KnownPerson {
    let id: Int64
    let isOurs: Bool
    let isBlocked: Bool
    /// The role at each client, as the ERP names it.
    var roles: [Int64: String]
}

/// What stays of the number of somebody who is erased.
private func numberDigest(_ label: String) -> String { Secret.digest("person-number|" + label) }

extension Reader {
    func personRecords(named labels: [String]) throws -> [String: KnownRecord] {
        var known: [String: KnownRecord] = [:]
        for row in try rows("""
            SELECT r.external_id, r.client_id, r.email, r.person_id, r.held, p.erased_at, p.staff_role, p.supplier_id,
                (SELECT COUNT(*) FROM memberships AS m WHERE m.person_id = r.person_id AND m.client_id <> r.client_id) AS others
            FROM person_records AS r LEFT JOIN people AS p ON p.id = r.person_id WHERE r.external_id \(in: labels)
            """)
        {
            known[try row.get("external_id")] = KnownRecord(
                client: try row.get("client_id"), email: try row.get("email"), person: try row.find("person_id"), isHeld: try row.get("held"),
                isErased: try row.find("erased_at", as: Int64.self) != nil,
                isOurs: try row.find("staff_role", as: String.self) != nil || row.find("supplier_id", as: Int64.self) != nil,
                isShared: try row.get("others", as: Int64.self) > 0)
        }
        return known
    }

    func knownPeople(_ emails: [String]) throws -> [String: KnownPerson] {
        var known: [String: KnownPerson] = [:]
        for row in try rows("""
            SELECT p.id, p.email, p.staff_role, p.supplier_id, p.blocked, m.client_id, COALESCE(o.name, m.role) AS role
            FROM people AS p LEFT JOIN memberships AS m ON m.person_id = p.id LEFT JOIN roles AS o ON o.id = m.role_id WHERE p.email \(in: emails)
            """)
        {
            let email: String = try row.get("email")
            let isOurs = try row.find("staff_role", as: String.self) != nil || row.find("supplier_id", as: Int64.self) != nil
            var person = try known[email] ?? KnownPerson(id: try row.get("id"), isOurs: isOurs, isBlocked: try row.get("blocked"), roles: [:])
            if let client: Int64 = try row.find("client_id") { person.roles[client] = try row.get("role") }
            known[email] = person
        }
        return known
    }

    /// Addresses that nobody has, of records that have gone up in those of people: of whom, and by which address they are known, the latest last.
    func mergedAddresses(_ emails: [String]) throws -> [String: [(person: Int64, email: String)]] {
        var merged: [String: [(person: Int64, email: String)]] = [:]
        for row in try rows("""
            SELECT a.email, a.person_id, p.email AS present FROM merged_addresses AS a JOIN people AS p ON p.id = a.person_id
            WHERE a.email \(in: emails) AND NOT EXISTS (SELECT 1 FROM people AS o WHERE o.email = a.email) ORDER BY a.at, a.person_id
            """)
        {
            merged[try row.get("email"), default: []].append((try row.get("person_id"), try row.get("present")))
        }
        return merged
    }

    /// Whether it is the address of a record that has gone up in the person's.
    func wasOnRecord(_ person: ID<Person>, as email: String) throws -> Bool {
        try row("SELECT 1 AS found FROM merged_addresses WHERE email = \(email) AND person_id = \(person)") != nil
    }

    /// Who has an address, or was on record with it too until his records became one, if he is of the client: elsewhere it may be given to somebody new.
    func person(at email: String, ofClient client: ID<Client>) throws -> ID<Person>? {
        try row("SELECT id FROM people WHERE email = \(email)")?.get("id")
            ?? row("""
                SELECT a.person_id FROM merged_addresses AS a
                WHERE a.email = \(email) AND (EXISTS (SELECT 1 FROM memberships AS m WHERE m.person_id = a.person_id AND m.client_id = \(client))
                    OR EXISTS (SELECT 1 FROM person_records AS r WHERE r.person_id = a.person_id AND r.client_id = \(client)))
                ORDER BY a.at DESC, a.person_id DESC LIMIT 1
                """)?.get("person_id")
    }

    /// Whom the ERP may not bring back: the portal has let them go of these clients and has not let them in since, or they were blocked when their record went and still are. By
    /// the address, or by the record's number.
    func letGo(_ emails: [String], _ labels: [String]) throws -> (addresses: [ClientsAddress: Absence], records: [String: (client: Int64, absence: Absence)]) {
        // Without a number: let go in the portal itself. With one alone: blocked then, which holds while the block does.
        let places: SQL = """
            SELECT g.external_id, g.client_id, p.email, p.erased_at,
                CASE WHEN EXISTS (SELECT 1 FROM people_let_go AS w WHERE w.person_id = g.person_id AND w.client_id = g.client_id AND w.external_id IS NULL) THEN 1 ELSE 0 END AS let_go
            FROM people_let_go AS g JOIN people AS p ON p.id = g.person_id
            WHERE NOT EXISTS (SELECT 1 FROM memberships AS m WHERE m.person_id = g.person_id AND m.client_id = g.client_id)
                AND (p.blocked = 1 OR EXISTS (SELECT 1 FROM people_let_go AS w WHERE w.person_id = g.person_id AND w.client_id = g.client_id AND w.external_id IS NULL))
            """
        func absence(_ row: Row) throws -> Absence { try row.find("erased_at", as: Int64.self) != nil ? .erased : row.get("let_go", as: Int64.self) == 1 ? .letGo : .blocked }
        var addresses: [ClientsAddress: Absence] = [:]
        for row in try rows(places + " AND p.email \(in: emails) ORDER BY g.id") { addresses[ClientsAddress(client: try row.get("client_id"), email: try row.get("email"))] = try absence(row) }
        var records: [String: (client: Int64, absence: Absence)] = [:]
        for row in try rows(places + " AND g.external_id \(in: labels) ORDER BY g.id") {
            let label: String = try row.get("external_id")
            // The number of somebody erased is nobody else's any more.
            if records[label]?.absence != .erased { records[label] = (try row.get("client_id"), try absence(row)) }
        }
        return (addresses, records)
    }

    /// Which of these numbers were those of people who have been erased since.
    func erasedNumbers(among labels: [String]) throws -> Set<String> {
        let digests = Dictionary(labels.map { (numberDigest($0), $0) }) { first, _ in first }
        return Set(try rows("SELECT digest FROM erased_person_numbers WHERE digest \(in: digests.keys.sorted())").compactMap { digests[try $0.get("digest")] })
    }

    /// The own roles of clients: the name by the folded one.
    func roleNames(ofClients clients: [Int64]) throws -> [Int64: [String: String]] {
        var names: [Int64: [String: String]] = [:]
        for row in try rows("SELECT client_id, name, name_folded FROM roles WHERE client_id \(in: clients)") {
            names[try row.get("client_id"), default: [:]][try row.get("name_folded")] = try row.get("name")
        }
        return names
    }

    /// Which record has an address at a client.
    func recordsByAddress(_ emails: [String]) throws -> [ClientsAddress: String] {
        var holders: [ClientsAddress: String] = [:]
        for row in try rows("SELECT external_id, client_id, email FROM person_records WHERE email \(in: emails) ORDER BY id DESC") {
            holders[ClientsAddress(client: try row.get("client_id"), email: try row.get("email"))] = try row.get("external_id")
        }
        return holders
    }
}

/// A record as it was saved, with its person as the portal has it; nil for a person still to be found.
struct SavedRecord {
    let id: Int64
    let externalID: String
    let client: ID<Client>
    let name: String
    let email: String
    let isBlocked: Bool
    let isHeld: Bool
    let person: ID<Person>?
    var roles: [String] = []
}

extension Reader {
    func savedRecords(_ ids: [Int64]) throws -> [SavedRecord] {
        var roles: [Int64: [String]] = [:]
        for row in try rows("SELECT record_id, role FROM person_record_roles WHERE record_id \(in: ids) ORDER BY record_id, position") {
            roles[try row.get("record_id"), default: []].append(try row.get("role"))
        }
        return try rows("SELECT id, external_id, client_id, person_id, name, email, status, held FROM person_records WHERE id \(in: ids) ORDER BY id").map { row in
            let id: Int64 = try row.get("id")
            return SavedRecord(
                id: id, externalID: try row.get("external_id"), client: try row.get("client_id"), name: try row.get("name"), email: try row.get("email"), isBlocked: try row.get("status", as: String.self) == "blocked",
                isHeld: try row.get("held"), person: try row.find("person_id"), roles: roles[id] ?? [])
        }
    }
}

extension SQL {
    /// How many records block a person (`p`) by the ERP's word. What the portal has blocked or ended by itself needs no record.
    static let blockingRecords: SQL = "(SELECT COUNT(*) FROM person_records AS r WHERE r.person_id = p.id AND r.status = 'blocked' AND r.held = 0)"
}

extension Writer {
    // What the portal makes of a person stands in what the ERP reads of him.

    func keepRecordName(_ name: String, of person: ID<Person>, at now: Instant) throws {
        try run("UPDATE person_records SET name = \(name), updated_at = \(now) WHERE person_id = \(person) AND name <> \(name)")
    }

    func keepRecordEmail(_ email: String, of person: ID<Person>, at now: Instant) throws {
        try run("UPDATE person_records SET email = \(email), updated_at = \(now) WHERE person_id = \(person) AND email <> \(email)")
    }

    func keepRecordRole(of person: ID<Person>, at client: ID<Client>, _ now: Instant) throws {
        let records = try rows("SELECT id FROM person_records WHERE person_id = \(person) AND client_id = \(client)").map { try $0.get("id", as: Int64.self) }
        guard !records.isEmpty, let role: String = try row("""
            SELECT COALESCE(o.name, m.role) AS role FROM memberships AS m LEFT JOIN roles AS o ON o.id = m.role_id WHERE m.person_id = \(person) AND m.client_id = \(client)
            """)?.get("role")
        else { return }
        try run("DELETE FROM person_record_roles WHERE record_id \(in: records)")
        for record in records { try run("INSERT INTO person_record_roles (record_id, position, role) VALUES (\(record), 0, \(role))") }
        try run("UPDATE person_records SET updated_at = \(now) WHERE id \(in: records)")
    }

    /// Notes that the portal has let somebody go (`external_id` where it was a record that leaves).
    func noteLetGo(_ person: ID<Person>, of client: ID<Client>, record: String? = nil, at now: Instant) throws {
        try run("INSERT INTO people_let_go (client_id, person_id, external_id, at) VALUES (\(client), \(person), \(record), \(now))")
    }

    /// Whoever belongs to the client again, or was taken away by the ERP's own word, may be told of again.
    func forgetLetGo(_ person: ID<Person>, of client: ID<Client>) throws { try run("DELETE FROM people_let_go WHERE person_id = \(person) AND client_id = \(client)") }

    /// Keeps by which number the ERP knew somebody whose record it takes away.
    func noteNumber(_ label: String, of person: ID<Person>, at now: Instant) throws {
        try run("INSERT INTO person_numbers (external_id, person_id, at) VALUES (\(label), \(person), \(now)) ON CONFLICT (external_id, person_id) DO UPDATE SET at = excluded.at")
    }

    /// Of the numbers by which the ERP has known somebody who is erased only digests stay: enough to know them by when they come again. What it has called somebody else since
    /// is not his.
    /// - Returns: how many he had that no record has any more.
    private func eraseNumbers(of person: ID<Person>, at now: Instant) throws -> Int {
        let labels = try rows("""
            SELECT n.external_id FROM person_numbers AS n
            WHERE n.person_id = \(person)
                AND NOT EXISTS (SELECT 1 FROM person_records AS r WHERE r.external_id = n.external_id AND (r.person_id IS NULL OR r.person_id <> n.person_id))
                AND NOT EXISTS (SELECT 1 FROM person_numbers AS o WHERE o.external_id = n.external_id AND o.person_id <> n.person_id AND o.at > n.at)
            UNION SELECT r.external_id FROM person_records AS r WHERE r.person_id = \(person)
            UNION SELECT g.external_id FROM people_let_go AS g WHERE g.person_id = \(person) AND g.external_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM person_records AS r WHERE r.external_id = g.external_id AND (r.person_id IS NULL OR r.person_id <> g.person_id))
            ORDER BY 1 LIMIT 10000
            """).map { try $0.get("external_id", as: String.self) }
        for label in labels { try run("INSERT INTO erased_person_numbers (digest, at) VALUES (\(numberDigest(label)), \(now)) ON CONFLICT (digest) DO NOTHING") }
        return try run("DELETE FROM person_numbers WHERE person_id = \(person)")
    }

    /// - Parameter client: nil for everywhere.
    func holdRecords(_ held: Bool, of person: ID<Person>, at client: ID<Client>?, _ now: Instant) throws {
        let place: SQL = client.map { " AND client_id = \($0)" } ?? ""
        // Where the person was let go, it is not let in again by being released.
        let member: SQL = held ? "" : " AND EXISTS (SELECT 1 FROM memberships AS m WHERE m.person_id = person_records.person_id AND m.client_id = person_records.client_id)"
        try run("UPDATE person_records SET status = \(held ? "blocked" : "active"), held = \(held), updated_at = \(now) WHERE person_id = \(person)" + place + member)
    }

    /// The number stays, so that the ERP does not bring the person back.
    /// - Returns: how many records and former numbers there are.
    func eraseRecords(of person: ID<Person>, at now: Instant) throws -> Int {
        try forgetToldRows(of: person)
        let numbers = try eraseNumbers(of: person, at: now)
        try run("DELETE FROM person_record_roles WHERE record_id IN (SELECT id FROM person_records WHERE person_id = \(person))")
        try run("DELETE FROM merged_addresses WHERE person_id = \(person)")
        return try numbers + run("UPDATE person_records SET name = '', email = '', phone = NULL, status = 'blocked', held = 1, updated_at = \(now) WHERE person_id = \(person)")
    }
}

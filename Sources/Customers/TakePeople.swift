package import Database
import Jobs
import Journal
package import Kernel
package import Records

extension Writer {
    /// Brings people in accordance with what the ERP has said of them: who is new is invited, who is blocked loses every session.
    func letPeopleFollow(records ids: [Int64], _ change: RecordChange) throws {
        for record in try savedRecords(ids) {
            if let person = record.person { try follow(record, person, change) } else { try take(record, change) }
        }
    }

    /// A person of a new record: the one who has the address, else a new one.
    private func take(_ record: SavedRecord, _ change: RecordChange) throws {
        let now = change.at
        let known = try person(at: record.email, ofClient: record.client)
        let made: ID<Person>? = known != nil ? nil : try rows("""
            INSERT INTO people (email, name, blocked, blocked_by_erp, language, created_at) VALUES (\(record.email), \(record.name), \(record.isBlocked), \(record.isBlocked), 'ru', \(now))
            ON CONFLICT (email) DO NOTHING RETURNING id
            """).first?.get("id")
        // Somebody else may have made the person meanwhile.
        let other: ID<Person>? = known == nil && made == nil ? try row("SELECT id FROM people WHERE email = \(record.email)")?.get("id") : nil
        guard let person = known ?? made ?? other else { throw emailTaken(record.email) }
        try run("UPDATE person_records SET person_id = \(person) WHERE id = \(record.id)")
        if made == nil { return try follow(record, person, change) }
        try join(record, person, change)
        if !record.isBlocked { try enqueue(Letter.invitation(person).job(), at: now) }
        try journal(record.isBlocked ? "created" : "invited", person, record, change)
    }

    /// A person that the portal knows: only what differs is changed, and told in the journal.
    private func follow(_ record: SavedRecord, _ person: ID<Person>, _ change: RecordChange) throws {
        let now = change.at
        guard let row = try row("""
            SELECT p.name, p.email, p.password_hash, p.blocked, p.blocked_by_erp, p.staff_role, p.supplier_id, m.role, o.name AS own_role, m.client_id AS place,
                (SELECT COUNT(*) FROM memberships AS f WHERE f.person_id = p.id AND f.client_id <> \(record.client)) AS others,
                (SELECT COUNT(*) FROM person_records AS d WHERE d.person_id = p.id AND d.id <> \(record.id) AND d.email = p.email AND d.held = 0) AS doubles,
                \(SQL.blockingRecords) AS blocks
            FROM people AS p LEFT JOIN memberships AS m ON m.person_id = p.id AND m.client_id = \(record.client) LEFT JOIN roles AS o ON o.id = m.role_id
            WHERE p.id = \(person) AND p.erased_at IS NULL
            """), try row.find("staff_role", as: String.self) == nil, try row.find("supplier_id", as: Int64.self) == nil
        else { return }
        let hasPassword = try row.find("password_hash", as: String.self) != nil
        // Of two records of one person the one with his address tells his name and address.
        let tellsOfHim = try row.get("doubles", as: Int64.self) == 0 || record.email == row.get("email", as: String.self)
        let isSole = try tellsOfHim && row.get("others", as: Int64.self) == 0
        var mustInvite = false
        if isSole, record.name != (try row.get("name", as: String.self)) {
            try run("UPDATE people SET name = \(record.name) WHERE id = \(person)")
            try journal("name_corrected", person, record, change)
        }
        if isSole, record.email != (try row.get("email", as: String.self)), !record.isHeld, try !wasOnRecord(person, as: record.email) {
            if hasPassword {
                let isAsked = try self.row("SELECT 1 AS found FROM email_changes WHERE person_id = \(person) AND email = \(record.email) AND expires_at > \(now)") != nil
                if !isAsked { try askForEmail(record.email, of: person, client: record.client, by: change.actor, at: now) }
            } else if try self.row("SELECT 1 AS found FROM people WHERE email = \(record.email)") == nil {
                try run("UPDATE people SET email = \(record.email) WHERE id = \(person)")
                try run("DELETE FROM account_links WHERE person_id = \(person)")
                try journal("email_changed", person, record, change)
                mustInvite = true
            }
        }
        if try row.find("place", as: Int64.self) == nil, !record.isHeld {
            try join(record, person, change)
            try journal("invited", person, record, change)
            mustInvite = true
        } else if try row.find("place", as: Int64.self) != nil, record.roles != [try row.find("own_role") ?? row.get("role", as: String.self)] {
            // A role that has another name by now is still the person's.
            let role = try role(of: record, change)
            let former = try roleKey(of: person, at: record.client)
            if let role, former != role.key {
                try run("UPDATE memberships SET role = \(role.word), role_id = \(role.ownID) WHERE person_id = \(person) AND client_id = \(record.client)")
                try journal("role_changed", person, record, change)
            }
        }
        let mustBeBlocked = try row.get("blocks", as: Int64.self) > 0
        let isBlocked: Bool = try row.get("blocked")
        // The ERP releases whom it has blocked itself.
        let mayBeReleased = try isBlocked && row.get("blocked_by_erp", as: Bool.self)
        if mustBeBlocked ? !isBlocked : mayBeReleased {
            try run("UPDATE people SET blocked = \(mustBeBlocked), blocked_by_erp = \(mustBeBlocked) WHERE id = \(person)")
            if mustBeBlocked { try endAccess(of: person) }
            try journal(mustBeBlocked ? "blocked" : "released", person, record, change)
            if !mustBeBlocked, !hasPassword { mustInvite = true }
        }
        if mustInvite, !mustBeBlocked, try self.row("SELECT 1 AS found FROM people WHERE id = \(person) AND blocked = 0") != nil { try enqueue(Letter.invitation(person).job(), at: now) }
    }

    private func journal(_ action: String, _ person: ID<Person>, _ record: SavedRecord, _ change: RecordChange) throws {
        try self.record(JournalEntry("people", action, ids: [person.rawValue], client: record.client, by: change.actor, change.details()), at: change.at)
    }

    /// Makes the record's person one of the client's.
    private func join(_ record: SavedRecord, _ person: ID<Person>, _ change: RecordChange) throws {
        let role = try role(of: record, change) ?? RoleChoice(word: ClientRole.buyer.rawValue, ownID: nil, rights: ClientRole.buyer.rights)
        try run("""
            INSERT INTO memberships (person_id, client_id, role, role_id) VALUES (\(person), \(record.client), \(role.word), \(role.ownID)) ON CONFLICT (person_id, client_id) DO NOTHING
            """)
    }

    /// The role that the words of a record give together, with those of the person's other records at the client: two that were doubles may tell of him. Nil where a word is the
    /// name of no role any more: what people have made of their roles since does not stop the ERP's other news.
    private func role(of record: SavedRecord, _ change: RecordChange) throws -> RoleChoice? {
        let others = try record.isHeld ? [] : rows("""
            SELECT o.role FROM person_records AS r JOIN person_record_roles AS o ON o.record_id = r.id
            WHERE r.person_id = (SELECT f.person_id FROM person_records AS f WHERE f.id = \(record.id)) AND r.client_id = \(record.client) AND r.id <> \(record.id) AND r.held = 0
            ORDER BY r.id, o.position LIMIT 100
            """).map { try $0.get("role", as: String.self) }
        var roles: [NamedRole] = []
        for word in record.roles + others where !roles.contains(where: { $0.name == word }) {
            if let role = ClientRole(rawValue: word) {
                roles.append(NamedRole(name: word, choice: RoleChoice(word: word, ownID: nil, rights: role.rights)))
                continue
            }
            guard let row = try row("SELECT id, rights FROM roles WHERE client_id = \(record.client) AND name_folded = \(word.folded)") else { return nil }
            roles.append(NamedRole(name: word, choice: RoleChoice(word: ClientRole.buyer.rawValue, ownID: try row.get("id"), rights: OwnRole.parse(try row.get("rights")))))
        }
        return try roleGiving(roles, at: record.client, change)
    }

    /// People whom the ERP takes away leave their client, as on the person's page; a block that came with the record goes with it.
    /// - Returns: what follows when the records are gone.
    package func letPeopleGo(_ ids: [Int64], _ change: RecordChange) throws -> (any Writer) throws -> Void {
        let leaving = try savedRecords(ids)
        return { writer in
            for record in leaving {
                guard let person = record.person else { continue }
                try writer.noteNumber(record.externalID, of: person, at: change.at)
                // Another record tells of the same person at the same client, since the two were joined: he stays, as that one has it, also where the one that leaves was held.
                if let other = try writer.otherRecord(of: person, at: record.client) {
                    try writer.release(person, from: record)
                    try writer.follow(other, person, change)
                    continue
                }
                // What the portal has decided outlives the record.
                if record.isHeld { try writer.noteLetGo(person, of: record.client, record: record.externalID, at: change.at) } else { try writer.forgetLetGo(person, of: record.client) }
                try writer.endMembership(of: person, at: record.client)
                try writer.record(JournalEntry("people", "left", ids: [person.rawValue], client: record.client, by: change.actor, change.details()), at: change.at)
                try writer.release(person, from: record)
            }
        }
    }

    private func otherRecord(of person: ID<Person>, at client: ID<Client>) throws -> SavedRecord? {
        let ids = try rows("""
            SELECT id FROM person_records WHERE person_id = \(person) AND client_id = \(client) AND held = 0 ORDER BY id LIMIT 1
            """).map { try $0.get("id", as: Int64.self) }
        return try savedRecords(ids).first
    }

    /// A block that came with a record goes with it, where no other record blocks.
    private func release(_ person: ID<Person>, from record: SavedRecord) throws {
        guard record.isBlocked, !record.isHeld else { return }
        try run("""
            UPDATE people SET blocked = 0, blocked_by_erp = 0
            WHERE id IN (SELECT p.id FROM people AS p WHERE p.id = \(person) AND p.blocked_by_erp = 1 AND \(SQL.blockingRecords) = 0)
            """)
    }

    /// A membership ends and with it every session in the client's name; whoever belongs nowhere any more cannot sign in.
    func endMembership(of person: ID<Person>, at client: ID<Client>) throws {
        try run("DELETE FROM memberships WHERE person_id = \(person) AND client_id = \(client)")
        try run("DELETE FROM sessions WHERE person_id = \(person) AND client_id = \(client)")
        let belongs = try row("""
            SELECT 1 AS found FROM people AS p WHERE p.id = \(person) AND (p.staff_role IS NOT NULL OR p.supplier_id IS NOT NULL OR EXISTS (SELECT 1 FROM memberships AS m WHERE m.person_id = p.id))
            """)
        if belongs == nil { try endAccess(of: person) }
    }
}

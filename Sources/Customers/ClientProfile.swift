package import Database
package import Kernel

/// A client as the staff who look after it know it: who it is, what binds it, where goods go, who its people are.
package struct ClientProfile: Sendable {
    package struct Entity: Sendable {
        package let name: String
        package let inn: String?
        package let kpp: String?
        package let ogrn: String?
        package let address: String?
        /// `{bic, account, name, correspondent}`, as it came.
        package let bank: JSON
    }

    package struct Contract: Sendable {
        package let externalID: String
        package let number: String
        package let seller: String
        package let entity: String
        package let currency: Currency
        package let paymentDays: Int
        package let isBanking: Bool
        /// Its last day; nil without an end.
        package let until: Day?
        package let isActive: Bool
    }

    package struct Site: Sendable {
        package let name: String
        package let address: String?
    }

    package struct Member: Sendable {
        package let id: ID<Person>
        package let name: String
        package let email: String
        package let role: String
        /// Of a role that the client has made itself.
        package let roleName: String?
        package let status: PersonRow.Status
        package let signedInAt: Instant?
    }

    package let card: ClientCard
    package let block: ClientBlock?
    package let segment: String?
    package let assortment: String?
    /// As the ERP names it.
    package let manager: String?
    /// To whom the client was given here.
    package let keepers: [String]
    package let entities: [Entity]
    package let contracts: [Contract]
    package let sites: [Site]
    package let people: [Member]
}

/// The profile of a client that the viewer looks after; a foreign one is not found. A constant number of queries.
package func clientProfile(_ externalID: String, for viewer: Viewer, in reader: any Reader) throws -> ClientProfile {
    try viewer.demand(.seeClients)
    guard viewer.isStaff, let card = try clientCard(externalID, for: viewer, in: reader), let row = try reader.row("""
        SELECT c.manager, c.assortment, s.name AS segment, c.blocked_at, c.block_reason, c.blocked_by_name FROM clients AS c LEFT JOIN segments AS s ON s.id = c.segment_id WHERE c.id = \(card.id)
        """)
    else { throw Refusal.notFound }
    let keepers = try reader.rows("""
        SELECT p.name FROM client_managers AS m JOIN people AS p ON p.id = m.person_id WHERE m.client_id = \(card.id) AND p.blocked = 0 ORDER BY p.name, p.id LIMIT 20
        """).map { try $0.get("name", as: String.self) }
    return ClientProfile(
        card: card, block: try ClientBlock(row), segment: try row.find("segment"), assortment: try row.find("assortment"), manager: try row.find("manager"), keepers: keepers,
        entities: try reader.entities(of: card.id), contracts: try reader.contracts(of: card.id), sites: try reader.sites(of: card.id), people: try reader.members(of: card.id))
}

extension Reader {
    func entities(of client: ID<Client>) throws -> [ClientProfile.Entity] {
        try rows("SELECT name, inn, kpp, ogrn, address, bank FROM client_entities WHERE client_id = \(client) ORDER BY name, id LIMIT 200").map { row in
            let bank = try row.find("bank", as: String.self).flatMap { try? JSON(parsing: Array($0.utf8)) }
            return ClientProfile.Entity(
                name: try row.get("name"), inn: try row.find("inn"), kpp: try row.find("kpp"), ogrn: try row.find("ogrn"), address: try row.find("address"), bank: bank ?? .null)
        }
    }

    /// Those in force first. Without an end a contract has the last possible day, as `RecordField.to` says.
    func contracts(of client: ID<Client>) throws -> [ClientProfile.Contract] {
        try rows("""
            SELECT k.external_id, k.number, l.name AS seller, e.name AS entity, k.currency, k.payment_days, k.payment_calendar, k.to_day, k.status
            FROM contracts AS k JOIN legal_entities AS l ON l.id = k.legal_entity_id JOIN client_entities AS e ON e.id = k.client_entity_id
            WHERE k.client_id = \(client) ORDER BY k.status, k.from_day DESC, k.id LIMIT 100
            """).map { row in
                let externalID: String = try row.get("external_id")
                return ClientProfile.Contract(
                    externalID: externalID, number: try row.find("number") ?? externalID, seller: try row.get("seller"), entity: try row.get("entity"),
                    currency: try row.get("currency"), paymentDays: try row.get("payment_days"), isBanking: try row.get("payment_calendar", as: String.self) == "banking",
                    until: try row.get("to_day", as: Int64.self) >= 376_199 ? nil : row.get("to_day"), isActive: try row.get("status", as: String.self) == "active")
            }
    }

    func sites(of client: ID<Client>) throws -> [ClientProfile.Site] {
        try rows("SELECT name, address FROM sites WHERE client_id = \(client) ORDER BY name, id LIMIT 200").map {
            ClientProfile.Site(name: try $0.get("name"), address: try $0.find("address"))
        }
    }

    fileprivate func members(of client: ID<Client>) throws -> [ClientProfile.Member] {
        try rows("""
            SELECT p.id, p.name, p.email, p.blocked, p.password_hash, p.signed_in_at, m.role, r.name AS role_name
            FROM memberships AS m JOIN people AS p ON p.id = m.person_id LEFT JOIN roles AS r ON r.id = m.role_id
            WHERE m.client_id = \(client) AND p.erased_at IS NULL ORDER BY p.name, p.id LIMIT 200
            """).map { row in
                let invited = try row.find("password_hash", as: String.self) == nil
                return ClientProfile.Member(
                    id: try row.get("id"), name: try row.get("name"), email: try row.get("email"), role: try row.get("role"), roleName: try row.find("role_name"),
                    status: try row.get("blocked") ? .blocked : invited ? .invited : .active, signedInAt: try row.find("signed_in_at"))
            }
    }
}

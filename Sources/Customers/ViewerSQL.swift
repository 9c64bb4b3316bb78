package import Database
import Foundation
package import Kernel

extension Reader {
    /// Who carries this session's token: the person in the name of the chosen client; nil when the session is unknown, over, or owes a second factor.
    ///
    /// A person acts for the clients it belongs to; staff with the right to see clients for those they look after. Read whole: requests ask `signedIn`, which
    /// keeps the answer while `RightsVersion` stands, so that a change acts at once. A table that is read here anew needs its triggers there.
    package func viewer(sessionToken: String, at now: Instant) throws -> Viewer? {
        guard let row = try row("""
            SELECT p.id, p.name, p.staff_role, p.role_id, CASE WHEN \(SQL.hasSecondFactor) THEN 1 ELSE 0 END AS protected, p.supplier_id, p.supplier_role, v.external_id AS supplier_code,
                v.name AS supplier_name, s.client_id, m.role, m.role_id AS own_role_id, c.external_id, c.name AS client_name, c.blocked_at, c.block_reason, c.blocked_by_name,
                h.rights AS house_rights, o.rights AS own_rights, (SELECT value FROM settings WHERE name = 'staff_second_factor') AS wants_factor,
                CASE WHEN \(owesConsent) THEN 1 ELSE 0 END AS owes_consent
            FROM sessions AS s
            JOIN people AS p ON p.id = s.person_id
            LEFT JOIN suppliers AS v ON v.id = p.supplier_id
            LEFT JOIN roles AS h ON h.id = p.role_id AND h.client_id IS NULL
            LEFT JOIN memberships AS m ON m.person_id = p.id AND m.client_id = s.client_id
            LEFT JOIN roles AS o ON o.id = m.role_id AND o.client_id = m.client_id
            LEFT JOIN clients AS c ON c.id = s.client_id
            WHERE s.token_hash = \(Secret.digest(sessionToken)) AND s.expires_at > \(now) AND s.owes_factor = 0 AND p.blocked = 0 AND COALESCE(v.blocked, 0) = 0
            """)
        else { return nil }
        let person: ID<Person> = try row.get("id")
        let name: String = try row.get("name")
        if let supplier: ID<Supplier> = try row.find("supplier_id") {
            return Viewer(
                identity: .person(person), name: name, client: nil, contracts: [], rights: SupplierRole(rawValue: try row.get("supplier_role"))?.rights ?? [], isStaff: false,
                supplier: SupplierCard(id: supplier, externalID: try row.get("supplier_code"), name: try row.get("supplier_name")),
                owesConsent: try row.get("owes_consent", as: Int64.self) == 1)
        }
        let isStaff = try row.find("staff_role", as: String.self) != nil
        if isStaff, try row.find("wants_factor", as: String.self) == "1", try row.get("protected", as: Int64.self) == 0 {
            return Viewer(identity: .person(person), name: name, client: nil, contracts: [], rights: [], isStaff: true, owesSecondFactor: true)
        }
        let staff = try rights(row, role: "staff_role", own: "role_id", rights: "house_rights") { StaffRole(rawValue: $0)?.rights }
        let own = try rights(row, role: "role", own: "own_role_id", rights: "own_rights") { ClientRole(rawValue: $0)?.rights }
        let managers = isStaff && staff.contains(.seeClients) && !staff.contains(.seeAllClients) ? try standIns(of: person, at: now) : nil
        var client: ClientCard?
        if let id: ID<Client> = try row.find("client_id"), try !own.isEmpty || (staff.contains(.seeClients) && looksAfter(id, managers)) {
            client = ClientCard(id: id, externalID: try row.get("external_id"), name: try row.get("client_name"))
        }
        return Viewer(
            identity: .person(person), name: name, client: client, contracts: try client.map { try contractTerms(of: $0.id, only: nil, at: now) } ?? [],
            rights: staff.union(own), isStaff: isStaff, managers: managers, block: client == nil ? nil : try ClientBlock(row), owesConsent: try row.get("owes_consent", as: Int64.self) == 1)
    }

    /// The rights of a built-in role, or of an own one where the row has its number; an own role that is gone gives none.
    private func rights(_ row: Row, role: String, own: String, rights: String, builtIn: (String) -> Set<Right>?) throws -> Set<Right> {
        guard let role = try row.find(role, as: String.self) else { return [] }
        guard try row.find(own, as: Int64.self) != nil else { return builtIn(role) ?? [] }
        return OwnRole.parse(try row.find(rights, as: String.self) ?? "").union([.seeCatalog])
    }

    /// The person and all those for whom it stands in today.
    private func standIns(of person: ID<Person>, at now: Instant) throws -> [ID<Person>] {
        let today = Day.ofHouse(at: now)
        return [person] + (try rows("""
            SELECT DISTINCT person_id FROM substitutes
            WHERE substitute_id = \(person) AND from_day <= \(today) AND to_day >= \(today) ORDER BY person_id LIMIT 100
            """).map { try $0.get("person_id") })
    }

    private func looksAfter(_ client: ID<Client>, _ managers: [ID<Person>]?) throws -> Bool {
        guard let managers else { return true }
        return try row("SELECT 1 AS found FROM clients WHERE id = \(client) AND \(Viewer.looksAfter(client: "id", managers))") != nil
    }

    /// A person in the name of a client, by number: for what it has left to be done in its absence. Nil when it is blocked or acts for that client no more.
    package func viewer(person: ID<Person>, client: ID<Client>, at now: Instant) throws -> Viewer? {
        guard let row = try row("""
            SELECT p.id, p.name, p.staff_role, p.role_id, m.role, m.role_id AS own_role_id, c.external_id, c.name AS client_name, c.blocked_at, c.block_reason, c.blocked_by_name,
                h.rights AS house_rights, o.rights AS own_rights
            FROM people AS p
            JOIN clients AS c ON c.id = \(client)
            LEFT JOIN roles AS h ON h.id = p.role_id AND h.client_id IS NULL
            LEFT JOIN memberships AS m ON m.person_id = p.id AND m.client_id = c.id
            LEFT JOIN roles AS o ON o.id = m.role_id AND o.client_id = m.client_id
            WHERE p.id = \(person) AND p.blocked = 0
            """)
        else { return nil }
        let isStaff = try row.find("staff_role", as: String.self) != nil
        let staff = try rights(row, role: "staff_role", own: "role_id", rights: "house_rights") { StaffRole(rawValue: $0)?.rights }
        let own = try rights(row, role: "role", own: "own_role_id", rights: "own_rights") { ClientRole(rawValue: $0)?.rights }
        let managers = isStaff && staff.contains(.seeClients) && !staff.contains(.seeAllClients) ? try standIns(of: person, at: now) : nil
        guard try !own.isEmpty || (staff.contains(.seeClients) && looksAfter(client, managers)) else { return nil }
        return Viewer(
            identity: .person(person), name: try row.get("name"), client: ClientCard(id: client, externalID: try row.get("external_id"), name: try row.get("client_name")),
            contracts: try contractTerms(of: client, only: nil, at: now), rights: staff.union(own), isStaff: isStaff, managers: managers, block: try ClientBlock(row))
    }

    /// One of the staff or of a supplier's people, by number and in no client's name: for letters. Nil when it is shut out, or is a client's alone.
    package func viewer(person: ID<Person>) throws -> Viewer? {
        guard let row = try row("""
            SELECT p.name, p.staff_role, p.role_id, h.rights AS house_rights, p.supplier_id, p.supplier_role, v.external_id, v.name AS supplier
            FROM people AS p LEFT JOIN roles AS h ON h.id = p.role_id AND h.client_id IS NULL LEFT JOIN suppliers AS v ON v.id = p.supplier_id
            WHERE p.id = \(person) AND p.blocked = 0 AND p.erased_at IS NULL AND COALESCE(v.blocked, 0) = 0 AND (p.staff_role IS NOT NULL OR p.supplier_id IS NOT NULL)
            """)
        else { return nil }
        let supplier = try row.find("supplier_id", as: Int64.self).map { SupplierCard(id: ID($0), externalID: try row.get("external_id"), name: try row.get("supplier")) }
        let ofSupplier = try row.find("supplier_role", as: String.self).flatMap { SupplierRole(rawValue: $0)?.rights }
        let rights = try ofSupplier ?? rights(row, role: "staff_role", own: "role_id", rights: "house_rights") { StaffRole(rawValue: $0)?.rights }
        return Viewer(identity: .person(person), name: try row.get("name"), client: nil, contracts: [], rights: rights, isStaff: supplier == nil, supplier: supplier)
    }

    /// What a person may do at each of his clients.
    func rightsOfMemberships(of person: ID<Person>) throws -> [Set<Right>] {
        try rows("""
            SELECT m.role, m.role_id AS own_role_id, o.rights AS own_rights FROM memberships AS m LEFT JOIN roles AS o ON o.id = m.role_id AND o.client_id = m.client_id
            WHERE m.person_id = \(person) ORDER BY m.client_id LIMIT 1000
            """).map { try rights($0, role: "role", own: "own_role_id", rights: "own_rights") { ClientRole(rawValue: $0)?.rights } }
    }

    /// The clients that a person belongs to, by name.
    package func clients(of person: ID<Person>) throws -> [ClientCard] {
        try rows("""
            SELECT c.id, c.external_id, c.name FROM memberships AS m JOIN clients AS c ON c.id = m.client_id
            WHERE m.person_id = \(person) ORDER BY c.name_folded, c.id LIMIT 1000
            """).map { ClientCard(id: try $0.get("id"), externalID: try $0.get("external_id"), name: try $0.get("name")) }
    }

    /// Who holds this access token of the API; nil when it is unknown, expired or revoked.
    package func viewer(accessToken: String, at now: Instant) throws -> Viewer? {
        guard let row = try row("""
            SELECT k.id, k.name, k.client_id, k.contract_id, t.scopes, c.external_id, c.name AS client_name, c.blocked_at, c.block_reason, c.blocked_by_name
            FROM access_tokens AS t
            JOIN access_keys AS k ON k.id = t.key_id
            LEFT JOIN clients AS c ON c.id = k.client_id
            WHERE t.token_hash = \(Secret.digest(accessToken)) AND (t.expires_at IS NULL OR t.expires_at > \(now)) AND k.revoked_at IS NULL
            """)
        else { return nil }
        var client: ClientCard?
        if let id: ID<Client> = try row.find("client_id") { client = ClientCard(id: id, externalID: try row.get("external_id"), name: try row.get("client_name")) }
        let scopes = try row.get("scopes", as: String.self).split(separator: " ").compactMap { Scope(rawValue: String($0)) }
        return Viewer(
            identity: .key(try row.get("id")), name: try row.get("name"), client: client,
            contracts: try client.map { try contractTerms(of: $0.id, only: try row.find("contract_id"), at: now) } ?? [],
            rights: scopes.reduce(into: []) { $0.formUnion($1.rights) }, isStaff: client == nil, block: try ClientBlock(row))
    }

    /// The client's contracts in force at `now` by its sellers' calendars: one per seller, the latest begun.
    package func contractTerms(of client: ID<Client>, only contract: ID<Contract>?, at now: Instant) throws -> [ContractTerms] {
        var terms: [ContractTerms] = []
        let found = try rows("""
            SELECT c.id, c.external_id, c.number, c.client_id, c.client_entity_id, c.currency, c.vat_mode, c.payment_days, c.from_day, c.to_day,
                COALESCE(c.rate_day, e.rate_day) AS rate_day, COALESCE(c.rate_markup, e.rate_markup) AS rate_markup,
                COALESCE(c.credit_account_id, a.id) AS account_id, e.id AS seller_id, e.name AS seller_name, e.tax_regime, e.time_zone
            FROM contracts AS c
            JOIN legal_entities AS e ON e.id = c.legal_entity_id
            LEFT JOIN credit_accounts AS a ON a.contract_id = c.id
            WHERE c.client_id = \(client) AND c.status = 'active'
            ORDER BY c.from_day DESC, c.id
            LIMIT 1000
            """)
        let chains = try priceListChains(ofContracts: found.map { try $0.get("id") })
        let segments = found.isEmpty ? [] : try segments(of: client)
        for row in found {
            let id: ID<Contract> = try row.get("id")
            let seller = Seller(
                id: try row.get("seller_id"), name: try row.get("seller_name"), regime: try row.get("tax_regime"),
                zone: TimeZone(identifier: try row.get("time_zone")) ?? .gmt)
            let today = Int64(Day(of: now, in: seller.zone).number)
            guard try row.get("from_day") <= today, today <= (try row.get("to_day")), contract == nil || contract == id,
                !terms.contains(where: { $0.seller.id == seller.id })
            else { continue }
            terms.append(ContractTerms(
                id: id, externalID: try row.get("external_id"), number: try row.find("number") ?? "", client: try row.get("client_id"),
                entity: try row.get("client_entity_id"), seller: seller, currency: try row.get("currency"), vatMode: try row.get("vat_mode"),
                priceLists: chains[id] ?? [], creditAccount: try row.find("account_id"), paymentDays: try row.get("payment_days"),
                period: Period(from: try row.get("from_day"), to: try row.get("to_day")) ?? .always, segments: segments,
                rateRule: RateRule(
                    day: try row.find("rate_day") ?? .sameDay, markup: try row.find("rate_markup").flatMap { Percent(millionths: $0) } ?? .zero)))
        }
        return terms.sorted { $0.id < $1.id }
    }

    /// The client's segment and those above it, from the nearest on.
    private func segments(of client: ID<Client>) throws -> [ID<Segment>] {
        try rows("""
            WITH RECURSIVE up (id, parent_id, depth) AS (
                SELECT s.id, s.parent_id, 0 FROM clients AS c JOIN segments AS s ON s.id = c.segment_id WHERE c.id = \(client)
                UNION ALL SELECT s.id, s.parent_id, up.depth + 1 FROM segments AS s JOIN up ON s.id = up.parent_id WHERE up.depth < 100
            )
            SELECT id FROM up ORDER BY depth LIMIT 101
            """).map { try $0.get("id") }
    }

    /// The lists that the portal puts before the ERP's chain, then that chain.
    private func priceListChains(ofContracts contracts: [ID<Contract>]) throws -> [ID<Contract>: [ID<PriceList>]] {
        var chains: [ID<Contract>: [ID<PriceList>]] = [:]
        for row in try rows("""
            SELECT contract_id, price_list_id, 0 AS part, position FROM contract_portal_lists WHERE contract_id \(in: contracts)
            UNION ALL SELECT contract_id, price_list_id, 1 AS part, position FROM contract_price_lists WHERE contract_id \(in: contracts)
            ORDER BY contract_id, part, position
            """)
        {
            chains[try row.get("contract_id"), default: []].append(try row.get("price_list_id"))
        }
        return chains
    }
}

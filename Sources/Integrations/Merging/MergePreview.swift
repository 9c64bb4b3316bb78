package import Customers
package import Database
import Foundation
package import Kernel

/// What merging a client into another would do, and what stands in its way.
package struct MergePreview: Sendable {
    package struct Side: Sendable {
        package let card: ClientCard
        package let entities: [(name: String, inn: String, kpp: String)]
        package let manager: String?
        package let segment: String?
        package let contracts: Int
    }

    /// Both have a contract in force with the seller: orders go under the later one.
    package struct SellerOfBoth: Sendable {
        package let seller: String
        package let ordering: String
        package let other: String
    }

    package let staying: Side
    package let leaving: Side
    /// What goes over, by kind (`merge.moves.…`): nothing is left out but what there is none of.
    package let moves: [(kind: String, count: Int)]
    /// What the leaving client owes, by currency.
    package let debts: [Money]
    package let joinedEntities: [String]
    package let peopleOfBoth: [String]
    /// People of the two who may be one person under two addresses: each pair in a line.
    package let peopleAlike: [String]
    package let sellersOfBoth: [SellerOfBoth]
    /// Codes of products that both clients use.
    package let codesOfBoth: Int
    /// The external id that becomes another name of the staying client.
    package let alias: String
    package let obstacles: [Refusal.Problem]
    /// Terms would change: another person confirms.
    package let needsSecond: Bool
    package let waiting: WaitingMerge?
}

/// A merge that waits for a second person.
package struct WaitingMerge: Sendable {
    package let id: Int64
    package let staying: ClientCard
    package let leaving: ClientCard
    package let proposedBy: String
    package let proposedByName: String
    package let proposedAt: Instant
}

/// What merging would do, for those who merge or confirm. A client that stands in another's place already is told by `merged`.
package func mergePreview(staying: String, leaving: String, for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> MergePreview {
    try viewer.demandMergeReader()
    let (staying, leaving) = try reader.sidesOfMerge(staying, leaving, for: viewer)
    let plan = try reader.mergePlan(leaving, into: staying)
    let people = try reader.rows("""
        SELECT p.name FROM memberships AS g JOIN memberships AS k ON k.person_id = g.person_id AND k.client_id = \(staying.id) JOIN people AS p ON p.id = g.person_id
        WHERE g.client_id = \(leaving.id) ORDER BY p.name, p.id LIMIT 200
        """).map { try $0.get("name", as: String.self) }
    let codes = try reader.row("""
        SELECT COUNT(*) AS n FROM client_articles AS g JOIN client_articles AS k ON k.code = g.code AND k.client_id = \(staying.id) WHERE g.client_id = \(leaving.id)
        """)?.get("n", as: Int.self) ?? 0
    let debts = try reader.rows("""
        SELECT currency, CAST(SUM(balance) AS BIGINT) AS balance FROM contract_accounts WHERE client_id = \(leaving.id) GROUP BY currency ORDER BY currency
        """).compactMap { Money(minorUnits: try $0.get("balance"), currency: try $0.get("currency")) }
    return MergePreview(
        staying: try reader.side(staying), leaving: try reader.side(leaving), moves: try reader.movingCounts(of: leaving.id), debts: debts.filter { $0.minorUnits != 0 },
        joinedEntities: plan.entities.map(\.leaving.name), peopleOfBoth: people,
        peopleAlike: try alikePeople(of: leaving.id, and: staying.id, in: reader).map { "\($0.name) (\($0.email)) — \($1.name) (\($1.email))" },
        sellersOfBoth: try reader.sellersOfBoth(leaving.id, staying.id, at: now), codesOfBoth: codes,
        alias: isPortalsName(staying.externalID) && !isPortalsName(leaving.externalID) ? staying.externalID : leaving.externalID, obstacles: plan.obstacles,
        needsSecond: plan.needsSecond, waiting: try reader.waitingMerges(of: leaving.id, into: staying.id).first)
}

/// The client that stands in the place of both, when they have been merged already.
package func merged(_ one: String, _ other: String, for viewer: Viewer, in reader: any Reader) throws -> ClientCard? {
    try viewer.demandMergeReader()
    guard one != other, let first = try clientCard(one, for: viewer, in: reader), try clientCard(other, for: viewer, in: reader)?.id == first.id else { return nil }
    return first
}

/// Merges that wait for a second person, the oldest first.
package func waitingMerges(for viewer: Viewer, in reader: any Reader) throws -> [WaitingMerge] {
    guard viewer.mayReadMerges else { return [] }
    return try reader.waitingMerges().filter { merge in try reader.row("SELECT 1 AS found FROM clients WHERE id = \(merge.staying.id) AND \(viewer.sees(client: "id"))") != nil }
}

/// What is decided before anything is written.
struct MergePlan: Sendable {
    let entities: [(leaving: KnownEntity, staying: KnownEntity)]
    let obstacles: [Refusal.Problem]
    let needsSecond: Bool
    /// The staying client has no contract: it takes segment and assortment along with the other's contracts.
    let inheritsTerms: Bool
}

extension Viewer {
    /// Who manages clients' people merges clients.
    func demandMerging() throws {
        try demandMergeReader()
        try demand(.managePeople)
    }

    /// Who manages prices confirms what would change terms, and sees what it is.
    func demandMergeReader() throws {
        if identity == .visitor { throw Refusal(.unauthenticated) }
        guard mayReadMerges else { throw Refusal(.forbidden) }
    }

    package var mayMerge: Bool { mayReadMerges && rights.contains(.managePeople) }
    fileprivate var mayReadMerges: Bool { isStaff && rights.contains(.seeClients) && (rights.contains(.managePeople) || rights.contains(.managePrices)) }
}

extension Reader {
    /// Both clients as they stand, seen by the viewer. Refuses one and the same, and one that stands elsewhere already.
    func sidesOfMerge(_ staying: String, _ leaving: String, for viewer: Viewer) throws -> (staying: ClientCard, leaving: ClientCard) {
        guard let kept = try clientCard(staying, for: viewer, in: self) else { throw Refusal.notFound }
        guard !leaving.trimmed.isEmpty else { throw Refusal(.validation, "merge_choose") }
        guard let gone = try clientCard(leaving.trimmed, for: viewer, in: self) else { throw Refusal(.validation, "unknown_client", ["value": .text(String(leaving.prefix(100)))]) }
        guard kept.id != gone.id else { throw Refusal(.validation, "merge_with_itself") }
        guard kept.externalID == staying else { throw Refusal(.validation, "merge_elsewhere", ["value": .text(staying), "client": .text(kept.name)]) }
        guard gone.externalID == leaving.trimmed else { throw Refusal(.validation, "merge_elsewhere", ["value": .text(leaving), "client": .text(gone.name)]) }
        return (kept, gone)
    }

    func mergePlan(_ leaving: ClientCard, into staying: ClientCard) throws -> MergePlan {
        let entities = sameEntities(try knownEntities(of: leaving.id), try knownEntities(of: staying.id))
        guard let row = try row("""
            SELECT (SELECT COUNT(*) FROM contracts WHERE client_id = k.id) AS kept_contracts, (SELECT COUNT(*) FROM contracts WHERE client_id = g.id) AS contracts,
                (SELECT COUNT(*) FROM discounts WHERE client_id = k.id) AS kept_discounts, (SELECT COUNT(*) FROM discounts WHERE client_id = g.id) AS discounts,
                k.segment_id AS kept_segment, g.segment_id AS segment, k.assortment_id AS kept_assortment, g.assortment_id AS assortment,
                (SELECT COUNT(*) FROM orders WHERE client_id = g.id AND approval = 'waiting') AS orders,
                (SELECT COUNT(*) FROM credit_overrides WHERE client_id = g.id AND status = 'requested') AS overrides,
                (SELECT COUNT(*) FROM price_agreements WHERE client_id = g.id AND status = 'requested') AS agreements,
                (SELECT COUNT(*) FROM term_changes WHERE client_id = g.id AND status = 'waiting') AS terms
            FROM clients AS k CROSS JOIN clients AS g WHERE k.id = \(staying.id) AND g.id = \(leaving.id)
            """)
        else { throw Refusal.notFound }
        func has(_ column: String) throws -> Bool { try row.get(column, as: Int64.self) > 0 }
        func differs(_ column: String) throws -> Bool {
            let kept: Int64? = try row.find("kept_\(column)")
            return try kept != nil && kept != row.find(column)
        }
        let obstacles = try ["orders", "overrides", "agreements", "terms"].compactMap { kind -> Refusal.Problem? in
            let count: Int64 = try row.get(kind)
            return count == 0 ? nil : Refusal.Problem("/with", .validation, "merge_\(kind)_wait", ["count": .integer(count)])
        }
        let (keeps, brings) = (try has("kept_contracts"), try has("contracts"))
        // Contracts of both, or contracts of one under the other's terms.
        let changes = try keeps && brings || keeps && has("discounts") || brings && (differs("segment") || differs("assortment") || has("kept_discounts"))
        return MergePlan(entities: entities, obstacles: obstacles, needsSecond: changes, inheritsTerms: !keeps)
    }

    /// What goes over, by what people call it.
    func movingCounts(of client: ID<Client>) throws -> [(kind: String, count: Int)] {
        var counts: [(kind: String, count: Int)] = []
        for (kind, table) in movingKinds {
            let reach = table == "ledger_entries" ? "contract_id IN (SELECT id FROM contracts WHERE client_id = " : "client_id = "
            let end: SQL = table == "ledger_entries" ? ")" : ""
            let count: Int = try row(SQL(stringLiteral: "SELECT COUNT(*) AS n FROM \(table) WHERE \(reach)") + "\(client)" + end)?.get("n") ?? 0
            if count > 0 { counts.append((kind, count)) }
        }
        return counts
    }

    fileprivate func side(_ card: ClientCard) throws -> MergePreview.Side {
        let row = try row("SELECT c.manager, s.name AS segment FROM clients AS c LEFT JOIN segments AS s ON s.id = c.segment_id WHERE c.id = \(card.id)")
        let contracts: Int = try self.row("SELECT COUNT(*) AS n FROM contracts WHERE client_id = \(card.id)")?.get("n") ?? 0
        return MergePreview.Side(
            card: card, entities: try knownEntities(of: card.id).map { ($0.name, $0.inn, $0.kpp) }, manager: try row?.find("manager"), segment: try row?.find("segment"), contracts: contracts)
    }

    /// Sellers with whom both have a contract in force: the latest begun is the one under which orders go (`contractTerms`).
    fileprivate func sellersOfBoth(_ leaving: ID<Client>, _ staying: ID<Client>, at now: Instant) throws -> [MergePreview.SellerOfBoth] {
        let today = Day(of: now, in: TimeZone(identifier: "Europe/Moscow") ?? .gmt)
        return try rows("""
            SELECT l.name AS seller, COALESCE(g.number, g.external_id) AS leaving, COALESCE(k.number, k.external_id) AS staying,
                CASE WHEN g.from_day > k.from_day OR g.from_day = k.from_day AND g.id < k.id THEN 1 ELSE 0 END AS is_later
            FROM contracts AS g JOIN contracts AS k ON k.legal_entity_id = g.legal_entity_id AND k.client_id = \(staying) AND k.status = 'active'
            JOIN legal_entities AS l ON l.id = g.legal_entity_id
            WHERE g.client_id = \(leaving) AND g.status = 'active' AND \(today) BETWEEN g.from_day AND g.to_day AND \(today) BETWEEN k.from_day AND k.to_day ORDER BY l.name, g.id, k.id LIMIT 50
            """).map { row in
                let (leaving, staying): (String, String) = (try row.get("leaving"), try row.get("staying"))
                let isLater = try row.get("is_later", as: Int64.self) == 1
                return MergePreview.SellerOfBoth(seller: try row.get("seller"), ordering: isLater ? leaving : staying, other: isLater ? staying : leaving)
            }
    }

    func waitingMerges(of leaving: ID<Client>? = nil, into staying: ID<Client>? = nil) throws -> [WaitingMerge] {
        var condition: SQL = "m.status = 'waiting'"
        if let leaving { condition = condition + " AND m.leaving_id = \(leaving)" }
        if let staying { condition = condition + " AND m.staying_id = \(staying)" }
        return try rows("""
            SELECT m.id, k.id AS kept_id, k.external_id AS kept_external_id, k.name AS kept_name, g.id AS gone_id, g.external_id AS gone_external_id, g.name AS gone_name,
                m.proposed_by, m.proposed_by_name, m.proposed_at
            FROM client_merges AS m JOIN clients AS k ON k.id = m.staying_id JOIN clients AS g ON g.id = m.leaving_id WHERE \(condition) ORDER BY m.id LIMIT 200
            """).map { row in
                WaitingMerge(
                    id: try row.get("id"), staying: ClientCard(id: try row.get("kept_id"), externalID: try row.get("kept_external_id"), name: try row.get("kept_name")),
                    leaving: ClientCard(id: try row.get("gone_id"), externalID: try row.get("gone_external_id"), name: try row.get("gone_name")),
                    proposedBy: try row.get("proposed_by"), proposedByName: try row.get("proposed_by_name"), proposedAt: try row.get("proposed_at"))
            }
    }
}

/// What people are told of, in their order, and where it stands.
package let movingKinds: [(kind: String, table: String)] = [
    ("people", "memberships"), ("roles", "roles"), ("departments", "departments"), ("entities", "client_entities"), ("contracts", "contracts"), ("sites", "sites"), ("orders", "orders"),
    ("past_orders", "past_orders"), ("documents", "documents"), ("ledger", "ledger_entries"), ("blocks", "manual_blocks"), ("agreements", "price_agreements"), ("discounts", "discounts"),
    ("terms", "term_changes"), ("codes", "client_articles"), ("carts", "carts"), ("favourites", "kept_products"), ("searches", "saved_searches"), ("awaited", "awaited_products"),
    ("price_files", "price_file_links"), ("support", "support_requests"), ("keys", "access_keys"), ("keepers", "client_managers"), ("registrations", "registrations"), ("sessions", "sessions"),
]

package import Customers
package import Database
package import Kernel

/// A client that may be the same company as another.
package struct DoubleClient: Sendable {
    package enum Likeness: String, Sendable {
        /// The same taxpayer number and reason code.
        case sameEntity = "same_entity"
        /// The same taxpayer number; of one of them no reason code is known.
        case sameNumber = "same_number"
        /// The same taxpayer number, another reason code: perhaps a branch.
        case otherBranch = "other_branch"
        case sameName = "same_name"
        /// Found by what was typed.
        case found
    }

    package let card: ClientCard
    package let inn: String
    package let kpp: String
    package let manager: String?
    package let likeness: Likeness
}

/// Whom a client may be merged with: those of the same numbers first, then of the same name; with a text those whose name, number or code holds it. At most 50.
package func doubles(of key: String, matching text: String, for viewer: Viewer, in reader: any Reader) throws -> [DoubleClient] {
    try viewer.demandMergeReader()
    guard let client = try clientCard(key, for: viewer, in: reader) else { throw Refusal.notFound }
    let text = text.trimmed
    guard text.isEmpty else {
        let byCode = try clientCard(text, for: viewer, in: reader).map { [$0.id] } ?? []
        let found = byCode + (try clients(matching: text, limit: 50, for: viewer, in: reader).map(\.id))
        return try reader.doubles("o.id \(in: found.filter { $0 != client.id }) AND \(viewer.sees(client: "o.id"))", of: client, isSearch: true)
    }
    return try reader.doubles("""
        o.id <> \(client.id) AND \(viewer.sees(client: "o.id"))
        AND (o.name_folded = (SELECT name_folded FROM clients WHERE id = \(client.id))
            OR o.id IN (SELECT x.client_id FROM client_entities AS x WHERE x.inn IN (SELECT e.inn FROM client_entities AS e WHERE e.client_id = \(client.id) AND e.inn <> '')))
        """, of: client, isSearch: false)
}

/// Which of these clients share a taxpayer number with another and may be doubles: other branches are none.
package func likelyDoubles(among clients: [ID<Client>], for viewer: Viewer, in reader: any Reader) throws -> Set<ID<Client>> {
    guard viewer.mayMerge, !clients.isEmpty else { return [] }
    return Set(try reader.rows("""
        SELECT DISTINCT e.client_id FROM client_entities AS e JOIN client_entities AS o ON o.inn = e.inn AND o.client_id <> e.client_id
        WHERE e.client_id \(in: clients) AND e.inn <> '' AND (COALESCE(o.kpp, '') = '' OR COALESCE(e.kpp, '') = '' OR o.kpp = e.kpp) ORDER BY e.client_id LIMIT 1000
        """).map { try $0.get("client_id") })
}

extension Reader {
    fileprivate func doubles(_ condition: SQL, of client: ClientCard, isSearch: Bool) throws -> [DoubleClient] {
        let own = try knownEntities(of: client.id)
        let found = try rows("SELECT o.id, o.external_id, o.name, o.manager FROM clients AS o WHERE \(condition) ORDER BY o.name_folded, o.id LIMIT 50")
        var entities: [ID<Client>: [(inn: String, kpp: String)]] = [:]
        for row in try rows("""
            SELECT client_id, inn, kpp FROM client_entities WHERE client_id \(in: found.map { try $0.get("id", as: Int64.self) }) AND inn <> '' ORDER BY id LIMIT 5000
            """) { entities[try row.get("client_id"), default: []].append((try row.get("inn"), try row.find("kpp") ?? "")) }
        let rank: [DoubleClient.Likeness] = [.sameEntity, .sameNumber, .otherBranch, .sameName, .found]
        let all = try found.map { row -> DoubleClient in
            let card = ClientCard(id: try row.get("id"), externalID: try row.get("external_id"), name: try row.get("name"))
            let theirs = entities[card.id] ?? []
            let alike = theirs.compactMap { other -> (likeness: DoubleClient.Likeness, entity: (inn: String, kpp: String))? in
                let same = own.filter { $0.inn == other.inn }
                guard !same.isEmpty else { return nil }
                if same.contains(where: { $0.kpp == other.kpp && !$0.kpp.isEmpty }) || other.inn.count == 12 { return (.sameEntity, other) }
                return (same.contains { $0.kpp.isEmpty || other.kpp.isEmpty } ? .sameNumber : .otherBranch, other)
            }.min { (rank.firstIndex(of: $0.likeness) ?? 9) < (rank.firstIndex(of: $1.likeness) ?? 9) }
            let shown = alike?.entity ?? theirs.first
            let likeness = alike?.likeness ?? (card.name.folded == client.name.folded ? .sameName : isSearch ? .found : .sameName)
            return DoubleClient(card: card, inn: shown?.inn ?? "", kpp: shown?.kpp ?? "", manager: try row.find("manager"), likeness: likeness)
        }
        return all.enumerated().sorted { ((rank.firstIndex(of: $0.element.likeness) ?? 9), $0.offset) < ((rank.firstIndex(of: $1.element.likeness) ?? 9), $1.offset) }.map(\.element)
    }
}

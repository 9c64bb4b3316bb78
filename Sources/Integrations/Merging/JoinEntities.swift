import Customers
import Database
import Kernel

/// A legal entity of a client, as far as it tells which company it is.
struct KnownEntity: Sendable {
    let id: Int64
    let externalID: String
    let name: String
    let inn: String
    let kpp: String
}

/// Which entities of the leaving client are the same companies as the staying client's: one taxpayer number, and one reason code where both have it. Where one
/// of several could be meant, none is.
func sameEntities(_ leaving: [KnownEntity], _ staying: [KnownEntity]) -> [(leaving: KnownEntity, staying: KnownEntity)] {
    var free = staying
    var pairs: [(leaving: KnownEntity, staying: KnownEntity)] = []
    func take(_ fits: (KnownEntity, KnownEntity) -> Bool) {
        for entity in leaving where !entity.inn.isEmpty && !pairs.contains(where: { $0.leaving.id == entity.id }) {
            let found = free.filter { $0.inn == entity.inn && fits(entity, $0) }
            let rivals = leaving.filter { other in other.inn == entity.inn && !pairs.contains { $0.leaving.id == other.id } && found.contains { fits(other, $0) } }
            guard found.count == 1, rivals.count == 1, let one = found.first else { continue }
            pairs.append((entity, one))
            free.removeAll { $0.id == one.id }
        }
    }
    take { $0.kpp == $1.kpp }
    take { $0.kpp.isEmpty || $1.kpp.isEmpty }
    return pairs
}

extension Reader {
    func knownEntities(of client: ID<Client>) throws -> [KnownEntity] {
        try rows("SELECT id, external_id, name, inn, kpp FROM client_entities WHERE client_id = \(client) ORDER BY id LIMIT 1000").map {
            KnownEntity(id: try $0.get("id"), externalID: try $0.get("external_id"), name: try $0.get("name"), inn: try $0.find("inn") ?? "", kpp: try $0.find("kpp") ?? "")
        }
    }
}

extension Writer {
    /// Makes one entity of each pair: what hangs on the leaving one goes to the staying one, which takes what it did not know.
    func join(_ pairs: [(leaving: KnownEntity, staying: KnownEntity)], at now: Instant) throws {
        for (leaving, staying) in pairs {
            try run("UPDATE contracts SET client_entity_id = \(staying.id) WHERE client_entity_id = \(leaving.id)")
            try run("UPDATE seller_orders SET client_entity_id = \(staying.id) WHERE client_entity_id = \(leaving.id)")
            try run("UPDATE client_entity_aliases SET client_entity_id = \(staying.id) WHERE client_entity_id = \(leaving.id)")
            for column in ["kpp", "ogrn", "address", "bank"] {
                try run(SQL(stringLiteral: "UPDATE client_entities SET \(column) = (SELECT g.\(column) FROM client_entities AS g WHERE g.id = ") + "\(leaving.id)) WHERE id = \(staying.id)"
                    + SQL(stringLiteral: " AND COALESCE(\(column), '') = ''"))
            }
            try run("DELETE FROM client_entities WHERE id = \(leaving.id)")
            let alias = try keepBetterName(leaving.externalID, staying.externalID) { try run("UPDATE client_entities SET external_id = \($0) WHERE id = \(staying.id)") }
            try run("INSERT INTO client_entity_aliases (external_id, client_entity_id, at) VALUES (\(alias), \(staying.id), \(now))")
        }
    }

    /// What the portal has named itself gives way to the name that the distributor's system knows.
    /// - Returns: the name that becomes the alias.
    func keepBetterName(_ leaving: String, _ staying: String, _ rename: (String) throws -> Void) throws -> String {
        guard isPortalsName(staying), !isPortalsName(leaving) else { return leaving }
        try rename(leaving)
        return staying
    }
}

/// Whether a client or entity was named by an accepted request for access (`acceptRegistration`).
func isPortalsName(_ externalID: String) -> Bool { externalID.hasPrefix("portal-") && Int64(externalID.dropFirst(7)) != nil }

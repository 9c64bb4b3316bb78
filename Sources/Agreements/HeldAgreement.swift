import Customers
import Database
import Foundation
import Journal
import Kernel
import Pricing
import Storefront

/// An agreement whose row is kept until the transaction ends: what a decision looks at.
struct HeldAgreement {
    let id: ID<PriceAgreement>
    let client: ID<Client>
    let contract: ID<Contract>
    let status: AgreementStatus
    let isERPs: Bool
    let revision: Int
    let to: Day
    let requestedBy: String
    let proposedBy: String
    let zone: TimeZone

    func today(at now: Instant) -> Day { Day(of: now, in: zone) }

    func demand(revision seen: Int) throws { guard seen == revision else { throw Refusal(.staleRevision) } }
}

extension Writer {
    /// Keeps the agreement's row. What is not the viewer's is not found.
    func heldAgreement(_ number: String, for viewer: Viewer) throws -> HeldAgreement {
        let scope = try agreementScope(of: viewer)
        guard let row = try row("""
            SELECT a.id, a.client_id, a.contract_id, a.status, a.source, a.revision, a.to_day, a.requested_by FROM price_agreements AS a
            WHERE a.external_id = \(number) AND \(scope) \(.forNoKeyUpdate)
            """)
        else { throw Refusal.notFound }
        let (id, revision): (ID<PriceAgreement>, Int) = (try row.get("id"), try row.get("revision"))
        let contract: ID<Contract> = try row.get("contract_id")
        let proposed: String? = try self.row("SELECT proposed_by FROM price_agreement_revisions WHERE agreement_id = \(id) AND revision = \(revision)")?.get("proposed_by")
        let zone: String? = try self.row("SELECT e.time_zone FROM contracts AS c JOIN legal_entities AS e ON e.id = c.legal_entity_id WHERE c.id = \(contract)")?.get("time_zone")
        return HeldAgreement(
            id: id, client: try row.get("client_id"), contract: contract, status: AgreementStatus(rawValue: try row.get("status")) ?? .closed,
            isERPs: try row.get("source", as: String.self) == "erp", revision: revision, to: try row.get("to_day"), requestedBy: try row.get("requested_by"),
            proposedBy: proposed ?? "", zone: zone.flatMap { TimeZone(identifier: $0) } ?? .gmt)
    }

    func setStatus(_ status: AgreementStatus, of agreement: HeldAgreement, at now: Instant) throws {
        guard try run("""
            UPDATE price_agreements SET status = \(status.rawValue), updated_at = \(now)
            WHERE id = \(agreement.id) AND status = \(agreement.status.rawValue) AND revision = \(Int64(agreement.revision))
            """) == 1
        else { throw Refusal(.validation, "agreement_is_decided") }
    }

    /// The agreement's own history and the journal, in the transaction of the change.
    func note(_ id: ID<PriceAgreement>, _ kind: String, revision: Int, _ note: String, client: ID<Client>, by viewer: Viewer, at now: Instant) throws {
        let note: String? = note.trimmed.isEmpty ? nil : String(note.trimmed.prefix(1000))
        try run("""
            INSERT INTO price_agreement_events (agreement_id, at, kind, revision, actor, actor_name, note)
            VALUES (\(id), \(now), \(kind), \(Int64(revision)), \(viewer.actor.text), \(viewer.name), \(note))
            """)
        try record(
            JournalEntry("price-agreements", kind, ids: [id.rawValue], client: client, by: viewer.actor, ["revision": .number(String(revision)), "note": note.map { .string($0) } ?? .null]),
            at: now)
    }

    /// A site of this client by external id.
    func site(_ externalID: String, of client: ID<Client>) throws -> ID<Site> {
        guard let id: ID<Site> = try row("SELECT id FROM sites WHERE external_id = \(externalID) AND client_id = \(client)")?.get("id") else {
            throw Refusal(.validation, "fields", problems: [Refusal.Problem("/site", .validation, "unknown_reference", ["value": .text(String(externalID.prefix(100)))])])
        }
        return id
    }

    /// The terms of a revision: kept as they are for the trace, and as lines that prices are read from.
    func writeTerms(
        _ request: AgreementRequest, of id: ID<PriceAgreement>, revision: Int, requestedBy: String, by viewer: Viewer, shelf: Shelf, under contract: ID<Contract>, at now: Instant
    ) throws {
        var lines = ValueTable([
            ("agreement_id", .integer), ("position", .integer), ("product_id", .integer), ("quantity", .integer), ("unit_price", .integer), ("own_price", .integer),
        ])
        var terms: [JSON] = []
        for (place, line) in request.lines.enumerated() {
            guard let product = shelf.product(line.product) else { throw Refusal(.validation, "fields") }
            var own: UnitPrice?
            if case .success(let price)? = shelf.price(product, for: line.quantity, under: contract, agreements: false) { own = price.unitPrice }
            lines.append([id.sqlValue, .integer(Int64(place)), line.product.sqlValue, line.quantity.sqlValue, line.price?.sqlValue ?? .integer(unnamedPrice), own?.sqlValue ?? .null])
            terms.append(["product": .string(product.externalID), "quantity": .string(line.quantity.decimal), "unit_price": .text(line.price?.decimal)])
        }
        let document: JSON = [
            "title": .string(request.title), "from": .string(request.from.description), "to": .string(request.to.description),
            "site": request.site.map { .string($0) } ?? .null, "lines": .array(terms),
        ]
        try run("""
            INSERT INTO price_agreement_revisions (agreement_id, revision, requested_by, proposed_by, proposed_by_name, proposed_at, terms)
            VALUES (\(id), \(Int64(revision)), \(requestedBy), \(viewer.actor.text), \(viewer.name), \(now), \(document.text))
            """)
        try run("UPDATE price_agreements SET lines = \(JSON.array(terms).text) WHERE id = \(id)")
        // Undecided requests have not been used: their lines are written anew.
        try run("DELETE FROM price_agreement_lines WHERE agreement_id = \(id) AND used = 0")
        try insert(into: "price_agreement_lines", lines)
    }
}

/// Stands in the database for the price of a line that the distributor has yet to name: the portal gives nothing away for nothing.
let unnamedPrice: Int64 = 0

extension Reader {
    /// Whose agreements a viewer may see, as a condition on `a`: the client's own, or of those clients that staff with the right to clients and prices look after.
    func agreementScope(of viewer: Viewer) throws -> SQL {
        try viewer.demand(.seePrices)
        if viewer.isStaff {
            try viewer.demand(.seeClients)
            return viewer.sees(client: "a.client_id")
        }
        return "a.client_id = \(try viewer.demandClient().id)"
    }
}

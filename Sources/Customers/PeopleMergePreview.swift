package import Database
import Journal
package import Kernel

/// What merging two records of one person would do, before anything is done.
package struct PeopleMergePreview: Sendable {
    package let kept: PersonRow
    package let gone: PersonRow
    /// A kind and how many of it go over; none of which there is nothing.
    package let moves: [(kind: String, count: Int)]
}

/// What `mergePeople` would do with the record of an address.
/// - Throws: `unknown_person` for an address of nobody who can go up in this one, `person_of_others` where one of the two also belongs to clients whose people the viewer does not manage.
package func peopleMergePreview(_ email: String, into kept: ID<Person>, for viewer: Viewer, in reader: any Reader) throws -> PeopleMergePreview {
    guard viewer.isStaff else { throw Refusal.notFound }
    let row = try person(kept, for: viewer, in: reader)
    let value = ["value": Refusal.Argument.text(String(email.prefix(100)))]
    guard row.staffRole == nil, row.supplier == nil, let gone = try reader.goingRecord(email, into: kept, for: viewer) else {
        throw Refusal(.validation, "unknown_person", value, problems: [Refusal.Problem("/with", .validation, "unknown_person", value)])
    }
    for one in [kept, gone] { try reader.demandAll(of: one, for: viewer) }
    return PeopleMergePreview(kept: row, gone: try person(gone, for: viewer, in: reader), moves: try reader.moves(of: gone))
}

extension Reader {
    /// Whose record of a client's person has the address, besides the kept one.
    fileprivate func goingRecord(_ email: String, into kept: ID<Person>, for viewer: Viewer) throws -> ID<Person>? {
        try row("""
            SELECT p.id FROM people AS p
            WHERE p.email = \(email.folded) AND p.id <> \(kept) AND p.staff_role IS NULL AND p.supplier_id IS NULL AND p.erased_at IS NULL AND \(viewer.managesPerson)
            """)?.get("id")
    }

    fileprivate func moves(of gone: ID<Person>) throws -> [(kind: String, count: Int)] {
        let actor = Actor.person(gone).text
        // Where he belongs: what he ordered is found by the client.
        let own: SQL = "client_id IN (SELECT m.client_id FROM memberships AS m WHERE m.person_id = \(gone))"
        guard let row = try row("""
            SELECT (SELECT COUNT(*) FROM memberships WHERE person_id = \(gone)) AS memberships, (SELECT COUNT(*) FROM person_records WHERE person_id = \(gone)) AS records,
                (SELECT COUNT(*) FROM orders WHERE placed_by = \(actor) AND \(own)) AS orders,
                (SELECT COUNT(*) FROM price_agreements WHERE requested_by = \(actor) AND \(own)) AS agreements,
                (SELECT COUNT(*) FROM carts WHERE person_id = \(gone)) AS carts, (SELECT COUNT(*) FROM kept_products WHERE person_id = \(gone)) AS favourites,
                (SELECT COUNT(*) FROM saved_searches WHERE person_id = \(gone)) AS searches, (SELECT COUNT(*) FROM awaited_products WHERE person_id = \(gone)) AS awaited,
                (SELECT COUNT(*) FROM price_file_links WHERE person_id = \(gone)) AS price_files, (SELECT COUNT(*) FROM support_requests WHERE asked_by = \(gone)) AS support
            """)
        else { return [] }
        let kinds = ["memberships", "records", "orders", "agreements", "carts", "favourites", "searches", "awaited", "price_files", "support"]
        return try kinds.map { (kind: $0, count: Int(try row.get($0, as: Int64.self))) }.filter { $0.count > 0 }
    }
}

package import Customers
package import Database
package import Kernel
import Ordering
import Receivables
package import Records

/// The kinds that move credit, with what follows from them in the rooms above.
package enum CreditKinds {
    package static let ledger = LedgerRecords.ledger { try settleLedger($0, $1, at: $2) }
    static let documents = DocumentRecords.documents { try documentsSaved($0, $1, at: $2) }
    static let creditAccounts = CustomerRecords.creditAccounts.then { try creditAccountsSaved($0, $1, at: $2) }
    static let contracts = CustomerRecords.contracts.then { try contractsSaved($0, $1, at: $2) }
}

extension RecordKind {
    /// The same kind with something more to follow from saved rows.
    func then(_ more: @escaping @Sendable ([Int64], any Writer, Instant) throws -> Void) -> RecordKind {
        let saved = saved
        return RecordKind(
            name, table: table, fields, key: key, unique: unique, acyclic: acyclic, subject: subject, moment: moment, listed: listed, check: check, complete: complete,
            saved: { ids, writer, change in
                try saved(ids, writer, change)
                try more(ids, writer, change.at)
            }, claim: claim, replacing: replacing)
    }
}

/// Makes an entry in the portal, as the ERP would tell it: `item` without its external id. For who manages credit.
///
/// - Parameter nonce: of the form, so that sending it twice makes one entry.
/// - Throws: `closed_period`; the problems of the fields.
package func addLedgerEntry(_ item: JSONObject, nonce: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.manageCredit)
    var item = item
    item["external_id"] = .string("portal-\(nonce)")
    if let contract = item["contract"]?.string, let date = item["date"]?.string.flatMap({ Day($0) }) {
        let card = try contractCard(contract, for: viewer, at: now, in: writer)
        if let closed = try writer.closedTo(ofContract: card.id), date <= closed { throw Refusal(.validation, "closed_period", ["day": .day(closed)]) }
    }
    let outcome = try saveRecords([.object(item)], of: CreditKinds.ledger, by: viewer.actor, at: now, in: writer).first
    if let outcome, outcome.status == .refused { throw Refusal(.validation, "fields", problems: outcome.problems) }
}

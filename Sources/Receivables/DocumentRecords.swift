package import Database
package import Kernel
package import Records

/// Documents as the distributor's systems tell them.
package enum DocumentRecords {
    /// The kind `documents`. Unlike the ledger they are no history: what the accounting changes or signs is written over.
    ///
    /// - Parameter saved: what follows from new and changed documents, in the same transaction: their numbers.
    package static func documents(_ saved: @escaping @Sendable ([Int64], any Writer, Instant) throws -> Void) -> RecordKind {
        RecordKind(
            "documents", table: "documents",
            [
                .externalID, RecordField("client", .reference(table: "clients", within: nil), required: true, isCompleted: true),
                RecordField("contract", .reference(table: "contracts", within: "client"), required: true),
                RecordField("order", .text(limit: 100), column: "order_ref"), RecordField("kind", .choice(DocumentKind.allCases.map(\.rawValue)), required: true),
                RecordField("number", .text(limit: 100)), RecordField("date", .day, column: "date_day", required: true),
                RecordField("amount", .money(-Money.limit...Money.limit)),
                // Of the contract where it is left out.
                RecordField("currency", .checked(reason: "unknown_currency") { Currency($0)?.code }),
                RecordField("signature", .choice(Signature.allCases.map(\.rawValue)), fallback: .text(Signature.notNeeded.rawValue)),
                RecordField("signed_on", .day, column: "signed_day"), RecordField("file", .text(limit: 1000)),
            ],
            check: check, complete: { try complete(&$0, in: $1) }, saved: { try saved($0, $1, $2.at) })
    }

    private static func check(_ document: RecordView) -> [Refusal.Problem] {
        guard let signed = document.integer("signed_on") else { return [] }
        if document.text("signature") != Signature.signed.rawValue { return [Refusal.Problem("/signed_on", .validation, "signed_on_unsigned")] }
        if let date = document.integer("date"), signed < date { return [Refusal.Problem("/signed_on", .validation, "signed_before_date")] }
        return []
    }

    /// A new document belongs to whom its contract does.
    private static func complete(_ drafts: inout [RecordDraft], in reader: any Reader) throws {
        let open = drafts.indices.filter { drafts[$0].isNew && drafts[$0].problems.isEmpty && !drafts[$0].states("client") }
        let terms = try reader.paymentTerms(ofContracts: Array(Set(open.compactMap { drafts[$0].number("contract") })))
        for index in open { if let client = drafts[index].number("contract").flatMap({ terms[$0]?.client }) { drafts[index].set("client", .integer(client)) } }
    }
}

import Customers
import Database
import HTTPTypes
import Kernel
import Localization
import Receivables

extension Endpoint {
    static let listDocuments = Endpoint(
        .get, "/documents", id: "listDocuments", tag: .account, "Invoices, UPD, acts and other documents, newest first", scope: .documents,
        parameters: [
            .query("contract", .text(max: 200), "Only of this contract."), .query("order", .text(max: 100), "Only of this order, by its number."),
            .query("kind", .choice(DocumentKind.allCases.map(\.rawValue)), "Only of this kind."), .query("unsigned", .flag, "Only those that lack your signature."),
            .query("from", .day, "Dated on this day or later."), .query("to", .day, "Dated on this day or earlier."), .updatedSince, .limit, .cursor, .count,
        ],
        answer: Answer("A page of documents under the key's contracts in force.", .page(of: .document, with: ["total": Schema.integer().optional])),
        handle: { api, request in
            let filter = try request.query { fields in
                var filter = DocumentFilter()
                filter.contract = fields.optional("contract", .text(max: 200))
                filter.order = fields.optional("order", .text(max: 100))
                filter.kind = fields.optional("kind", .choice)
                filter.isUnsigned = fields.optional("unsigned", .bool) ?? false
                filter.from = fields.optional("from", .day)
                filter.to = fields.optional("to", .day)
                filter.updatedSince = fields.optional("updated_since", .instant)
                return filter
            }
            let page = try request.page(api.cursors)
            let start = try page.position.map { parts in
                guard parts.count == 2, let day = Day(parts[0]), let id = Int64(parts[1]) else { throw Paging.unreadable }
                return DocumentPosition(date: day, id: id)
            }
            let viewer = request.viewer
            let (found, total) = try await api.database.read { reader in
                (
                    try documents(filter, after: start, limit: page.limit, for: viewer, in: reader),
                    page.isCounted ? try documentCount(filter, for: viewer, in: reader) : nil
                )
            }
            var answer: JSONObject = ["items": .array(found.documents.map(\.json)), "next_cursor": page.next(found.next.map { [$0.date.description, String($0.id)] })]
            if let total { answer["total"] = .number(String(total)) }
            return APIAnswer(.object(answer))
        })
}

extension ClientDocument {
    /// The same here and in an order.
    var json: JSON {
        [
            "id": .string(externalID), "contract": .string(contract), "order": .text(order), "kind": .string(kind.rawValue), "number": .text(number),
            "date": .string(date.description), "amount": .text(amount?.decimal), "currency": .text(amount?.currency.code), "signature": .string(signature.rawValue),
            "signed_on": .text(signedOn?.description), "updated_at": .string(updatedAt.text),
        ]
    }
}

extension Schema {
    static let document = Schema.object([
        "id": .text, "contract": .text, "order": Schema.text.orNull.described("The number of the order it is about."), "kind": .choice(DocumentKind.allCases.map(\.rawValue)),
        "number": .text.orNull, "date": .day, "amount": Schema.money.orNull.described("Null for what has no sum."), "currency": Schema.currency.orNull,
        "signature": Schema.choice(Signature.allCases.map(\.rawValue)).described("Yours, where one is needed."), "signed_on": .day.orNull, "updated_at": .instant,
    ]).called("Document")
}

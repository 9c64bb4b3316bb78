package import Database
package import Kernel

/// What kind of paper a document is, in the words of the API.
package enum DocumentKind: String, Sendable, CaseIterable {
    case invoice, upd, torg12, reconciliation, correction, specification, offer, certificate, other
    case returnAct = "return_act"
}

/// Whether the client has to sign a document, and whether he has.
package enum Signature: String, Sendable, CaseIterable {
    case awaited, signed, refused
    case notNeeded = "not_needed"

    /// A document that should bear the client's signature and does not: one that he refuses is still missing.
    package var isMissing: Bool { self == .awaited || self == .refused }
    static let missing = allCases.filter(\.isMissing).map(\.rawValue)
}

/// A document between the seller and a client, as the accounting told it. Its sum moves nothing: debts are the ledger's.
package struct ClientDocument: Sendable, Hashable {
    package let id: Int64
    package let externalID: String
    package let client: ID<Client>
    package let clientName: String
    /// The contract's external id and number.
    package let contract: String
    package let contractNumber: String
    /// The number of one of our orders, as it was told.
    package let order: String?
    package let kind: DocumentKind
    package let number: String?
    package let date: Day
    /// Nil for what has no sum, such as a certificate.
    package let amount: Money?
    package let signature: Signature
    package let signedOn: Day?
    package let updatedAt: Instant
}

/// A document whose signature is missing, as a contract is judged by it.
package struct UnsignedDocument: Sendable, Hashable {
    package let id: Int64
    package let externalID: String
    package let kind: DocumentKind
    package let number: String?
    package let date: Day
    /// The client has refused to sign it.
    package let isRefused: Bool

    package init(id: Int64, externalID: String, kind: DocumentKind, number: String?, date: Day, isRefused: Bool) {
        self.id = id
        self.externalID = externalID
        self.kind = kind
        self.number = number
        self.date = date
        self.isRefused = isRefused
    }

    /// How long it has waited; zero for one of the future.
    package func days(on today: Day) -> Int { max(0, Int(today.number) - Int(date.number)) }

    /// "подписать УПД 123 от 12.11.2026".
    package var signing: Sentence {
        Sentence("credit_lift.\(isRefused ? "settle" : "sign").\(kind.rawValue)", ["number": .text(number ?? externalID), "date": .day(date)])
    }
}

extension Reader {
    /// Documents of these contracts that still lack a signature and are not younger than `latest`, the oldest first.
    func unsignedDocuments(of contracts: [ID<Contract>], to latest: Day) throws -> [ID<Contract>: [UnsignedDocument]] {
        var documents: [ID<Contract>: [UnsignedDocument]] = [:]
        for row in try rows("""
            SELECT id, contract_id, external_id, kind, number, date_day, signature FROM documents
            WHERE contract_id \(in: contracts) AND signature IN ('awaited', 'refused') AND date_day <= \(latest) ORDER BY contract_id, date_day, id LIMIT 1000000
            """)
        {
            documents[try row.get("contract_id"), default: []].append(UnsignedDocument(
                id: try row.get("id"), externalID: try row.get("external_id"), kind: DocumentKind(rawValue: try row.get("kind")) ?? .other,
                number: try row.find("number"), date: try row.get("date_day"), isRefused: try row.get("signature", as: String.self) == Signature.refused.rawValue))
        }
        return documents
    }
}

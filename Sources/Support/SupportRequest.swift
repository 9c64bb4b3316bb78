package import Customers
package import Database
package import Kernel

/// What a request is about.
package enum SupportTopic: String, Sendable, CaseIterable {
    case order, product, price, documents, payment, delivery, portal, other
}

package enum SupportState: String, Sendable, CaseIterable {
    /// The client waits for an answer.
    case open
    case answered, closed
}

/// A request as it stands in a list.
package struct SupportRequest: Sendable {
    package let id: ID<SupportRequest>
    package let client: ClientCard
    package let topic: SupportTopic
    package let subject: String
    package let state: SupportState
    package let askedBy: String
    package let createdAt: Instant
    package let lastAt: Instant
    /// Since when the client waits; nil when it does not.
    package let waitingSince: Instant?
    package let firstAnswerAt: Instant?
    package let order: ID<Order>?
    package let article: String?
    package let productName: String?

    /// In seconds.
    package var firstAnswerTook: Int64? { firstAnswerAt.map { max(0, $0.milliseconds - createdAt.milliseconds) / 1000 } }

    /// Whether the client has waited longer than the house allows itself.
    package func isOverdue(at now: Instant, hours: Int64) -> Bool { waitingSince.map { $0 < now.adding(seconds: -hours * 3600) } ?? false }
}

/// A request with all that was written, and who looks after it.
package struct SupportThread: Sendable {
    package struct Message: Sendable {
        package let id: Int64
        package let author: String
        package let isStaff: Bool
        package let text: String
        package let at: Instant
    }

    package let request: SupportRequest
    package let messages: [Message]
    /// Who answers for the client now: its managers, or those who stand in for them.
    package let keepers: [SupportKeeper]
}

/// Which requests the viewer may see: of the clients he looks after, for staff who answer clients; those of his own client for a client's person.
func scope(ofSupport viewer: Viewer) throws -> SQL {
    _ = try viewer.demandPerson()
    if viewer.isStaff {
        try viewer.demand(.answerClients)
        try viewer.demand(.seeClients)
        return viewer.sees(client: "r.client_id")
    }
    return "r.client_id = \(try viewer.demandClient().id)"
}

extension Reader {
    func supportRequests(_ condition: SQL, order: SQL, limit: Int) throws -> [SupportRequest] {
        try rows("""
            SELECT r.id, r.client_id, c.external_id, c.name AS client, r.topic, r.subject, r.state, p.name AS asked_by, r.created_at, r.last_at, r.waiting_since, r.first_answer_at,
                r.order_id, g.article, g.name AS product
            FROM support_requests AS r JOIN clients AS c ON c.id = r.client_id JOIN people AS p ON p.id = r.asked_by LEFT JOIN products AS g ON g.id = r.product_id
            WHERE \(condition) ORDER BY \(order) LIMIT \(max(1, min(limit, 1001)))
            """).map { row in
                SupportRequest(
                    id: try row.get("id"), client: ClientCard(id: try row.get("client_id"), externalID: try row.get("external_id"), name: try row.get("client")),
                    topic: SupportTopic(rawValue: try row.get("topic")) ?? .other, subject: try row.get("subject"), state: SupportState(rawValue: try row.get("state")) ?? .open,
                    askedBy: try row.get("asked_by"), createdAt: try row.get("created_at"), lastAt: try row.get("last_at"), waitingSince: try row.find("waiting_since"),
                    firstAnswerAt: try row.find("first_answer_at"), order: try row.find("order_id"), article: try row.find("article"), productName: try row.find("product"))
            }
    }
}

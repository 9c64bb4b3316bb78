package import Customers
package import Database
import Jobs
import Journal
package import Kernel
import Ordering

/// What a client's person writes.
package struct SupportQuestion: Sendable {
    package var topic = ""
    package var subject = ""
    package var text = ""
    /// The number of an order of the client's, if it is about one.
    package var order = ""
    /// A product that the person is shown, if it is about one.
    package var product: ID<Product>?

    package init() {}

    package static let subjectLimit = 200
    package static let textLimit = 5000
    /// In a day, of one client.
    package static let dailyLimit = 100
}

/// Asks the distributor something: for any person of a client. It goes to those who look after the client.
///
/// - Returns: the request's number.
/// - Throws: the problems of the fields by their pointers.
package func askSupport(_ question: SupportQuestion, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> ID<SupportRequest> {
    let person = try viewer.demandPerson()
    guard !viewer.isStaff else { throw Refusal(.forbidden) }
    let client = try viewer.demandClient()
    var problems: [Refusal.Problem] = []
    let (subject, text, topic) = (question.subject.trimmed, question.text.trimmed, SupportTopic(rawValue: question.topic))
    if topic == nil { problems.append(Refusal.Problem("/topic", .validation, "support_topic")) }
    if subject.isEmpty { problems.append(Refusal.Problem("/subject", .validation, "support_subject")) }
    if subject.count > SupportQuestion.subjectLimit { problems.append(tooLong("/subject", SupportQuestion.subjectLimit)) }
    problems += problemsOf(text)
    var order: ID<Order>?
    let number = question.order.trimmed
    if !number.isEmpty {
        order = try orders(meant: number, limit: 1, for: viewer, in: writer).first?.id
        if order == nil { problems.append(Refusal.Problem("/order", .validation, "support_order", ["value": .text(String(number.prefix(60)))])) }
    }
    guard problems.isEmpty, let topic else { throw Refusal(.validation, problems: problems) }
    let today: Int64 = try writer.row("""
        SELECT COUNT(*) AS requests FROM support_requests WHERE client_id = \(client.id) AND created_at > \(now.adding(seconds: -86_400))
        """)?.get("requests") ?? 0
    guard today < SupportQuestion.dailyLimit else { throw Refusal(.validation, "support_too_many", ["limit": .integer(Int64(SupportQuestion.dailyLimit))]) }
    guard let id: ID<SupportRequest> = try writer.rows("""
        INSERT INTO support_requests (client_id, topic, subject, order_id, product_id, state, asked_by, created_at, last_at, waiting_since)
        VALUES (\(client.id), \(topic.rawValue), \(subject), \(order), \(question.product), 'open', \(person), \(now), \(now), \(now)) RETURNING id
        """).first?.get("id")
    else { throw Refusal(.unavailable) }
    let message = try writer.addSupportMessage(text, to: id, by: person, isStaff: false, at: now)
    try writer.record(JournalEntry("support", "asked", ids: [id.rawValue], client: client.id, by: viewer.actor, ["topic": .string(topic.rawValue)]), at: now)
    try writer.tellSupportKeepers(of: client.id, message, but: person, at: now)
    return id
}

/// Writes on: whoever sees the request. An answer of staff takes it off the queue; a client's person who writes again puts it back, be it closed or not.
package func writeSupport(_ text: String, to id: ID<SupportRequest>, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let person = try viewer.demandPerson()
    let request = try writer.heldSupportRequest(id, for: viewer)
    let text = text.trimmed
    let problems = problemsOf(text)
    guard problems.isEmpty else { throw Refusal(.validation, problems: problems) }
    let message = try writer.addSupportMessage(text, to: id, by: person, isStaff: viewer.isStaff, at: now)
    if viewer.isStaff {
        try writer.run("""
            UPDATE support_requests SET state = 'answered', waiting_since = NULL, first_answer_at = COALESCE(first_answer_at, \(now)), answer_id = \(message), last_at = \(now)
            WHERE id = \(id)
            """)
        try writer.tellSupportParticipants(of: id, message, at: now)
    } else {
        try writer.run("UPDATE support_requests SET state = 'open', waiting_since = COALESCE(waiting_since, \(now)), last_at = \(now) WHERE id = \(id)")
        try writer.tellSupportKeepers(of: request.client, message, but: person, at: now)
    }
    try writer.record(JournalEntry("support", viewer.isStaff ? "answered" : "replied", ids: [id.rawValue], client: request.client, by: viewer.actor), at: now)
}

/// Ends a request: the client's people when they like, staff once it was answered. Closing what is closed changes nothing.
package func closeSupport(_ id: ID<SupportRequest>, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let request = try writer.heldSupportRequest(id, for: viewer)
    if request.state == .closed { return }
    if viewer.isStaff, request.state == .open { throw Refusal(.validation, "support_unanswered") }
    try writer.run("UPDATE support_requests SET state = 'closed', waiting_since = NULL, last_at = \(now) WHERE id = \(id)")
    try writer.record(JournalEntry("support", "closed", ids: [id.rawValue], client: request.client, by: viewer.actor), at: now)
}

private func problemsOf(_ text: String) -> [Refusal.Problem] {
    if text.isEmpty { return [Refusal.Problem("/text", .validation, "support_text")] }
    return text.count > SupportQuestion.textLimit ? [tooLong("/text", SupportQuestion.textLimit)] : []
}

private func tooLong(_ pointer: String, _ limit: Int) -> Refusal.Problem {
    Refusal.Problem(pointer, .validation, "text_too_long", ["limit": .integer(Int64(limit))])
}

extension Writer {
    /// The request under a lock, for a viewer who may see it; a foreign one is not found.
    fileprivate func heldSupportRequest(_ id: ID<SupportRequest>, for viewer: Viewer) throws -> (client: ID<Client>, state: SupportState) {
        let own = try scope(ofSupport: viewer)
        guard let row = try rows("SELECT r.client_id, r.state FROM support_requests AS r WHERE r.id = \(id) AND \(own) \(.forUpdate)").first else { throw Refusal.notFound }
        return (try row.get("client_id"), SupportState(rawValue: try row.get("state")) ?? .open)
    }

    /// Whoever writes takes part, and has read his own words.
    fileprivate func addSupportMessage(_ text: String, to request: ID<SupportRequest>, by person: ID<Person>, isStaff: Bool, at now: Instant) throws -> Int64 {
        guard let id: Int64 = try rows("""
            INSERT INTO support_messages (request_id, person_id, is_staff, body, at) VALUES (\(request), \(person), \(isStaff), \(text), \(now)) RETURNING id
            """).first?.get("id")
        else { throw Refusal(.unavailable) }
        try run("""
            INSERT INTO support_readers (request_id, person_id, read_to) VALUES (\(request), \(person), \(id))
            ON CONFLICT (request_id, person_id) DO UPDATE SET read_to = excluded.read_to
            """)
        return id
    }

    fileprivate func tellSupportKeepers(of client: ID<Client>, _ message: Int64, but author: ID<Person>, at now: Instant) throws {
        for keeper in try supportKeepers(of: [client], at: now)[client] ?? [] where keeper.person != author { try enqueue(Letter.support(keeper.person, message: message).job(), at: now) }
    }

    /// The client's people who have written in it and still belong to the client.
    fileprivate func tellSupportParticipants(of request: ID<SupportRequest>, _ message: Int64, at now: Instant) throws {
        for row in try rows("""
            SELECT d.person_id FROM support_readers AS d JOIN support_requests AS r ON r.id = d.request_id
            JOIN memberships AS m ON m.person_id = d.person_id AND m.client_id = r.client_id WHERE d.request_id = \(request) ORDER BY d.person_id LIMIT 100
            """) { try enqueue(Letter.support(try row.get("person_id"), message: message).job(), at: now) }
    }
}

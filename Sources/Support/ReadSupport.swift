package import Customers
package import Database
package import Kernel

/// Which requests a list shows.
package struct SupportFilter: Sendable {
    /// Nil for all.
    package var state: SupportState?
    /// Of staff: a client's external id.
    package var client: String?

    package init() {}
}

/// Where the next page begins: after the last request of the one before.
package struct SupportPlace: Sendable {
    package let waitingSince: Instant?
    package let id: ID<SupportRequest>

    package init(waitingSince: Instant?, id: ID<SupportRequest>) {
        self.waitingSince = waitingSince
        self.id = id
    }
}

/// The requests that the viewer may see: those that wait with who waits longest first, all others with the latest first.
package func supportRequests(_ filter: SupportFilter, after: SupportPlace? = nil, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> [SupportRequest] {
    var condition = try scope(ofSupport: viewer)
    if let state = filter.state { condition = condition + " AND r.state = \(state.rawValue)" }
    if let client = filter.client, viewer.isStaff { condition = condition + " AND c.id = \(SQL.client(client))" }
    guard filter.state == .open else {
        if let after { condition = condition + " AND r.id < \(after.id)" }
        return try reader.supportRequests(condition, order: "r.id DESC", limit: limit)
    }
    if let after, let since = after.waitingSince {
        condition = condition + " AND (r.waiting_since > \(since) OR r.waiting_since = \(since) AND r.id > \(after.id))"
    }
    return try reader.supportRequests(condition, order: "r.waiting_since, r.id", limit: limit)
}

/// A request with its last 500 messages; a foreign one is not found.
package func supportThread(_ id: ID<SupportRequest>, for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> SupportThread {
    guard let request = try reader.supportRequests("r.id = \(id) AND \(try scope(ofSupport: viewer))", order: "r.id", limit: 1).first else { throw Refusal.notFound }
    let messages = try reader.rows("""
        SELECT m.id, p.name, m.is_staff, m.body, m.at FROM support_messages AS m JOIN people AS p ON p.id = m.person_id
        WHERE m.request_id = \(id) ORDER BY m.id DESC LIMIT 500
        """).map {
            SupportThread.Message(id: try $0.get("id"), author: try $0.get("name"), isStaff: try $0.get("is_staff"), text: try $0.get("body"), at: try $0.get("at"))
        }
    return SupportThread(request: request, messages: messages.reversed(), keepers: try reader.supportKeepers(of: [request.client.id], at: now)[request.client.id] ?? [])
}

/// Whether the viewer has not read all of a thread yet: of a client's people only those who take part.
package func isSupportUnread(_ thread: SupportThread, for viewer: Viewer, in reader: any Reader) throws -> Bool {
    guard let last = thread.messages.last?.id, case .person(let person) = viewer.identity else { return false }
    let read: Int64? = try reader.row("SELECT read_to FROM support_readers WHERE request_id = \(thread.request.id) AND person_id = \(person)")?.get("read_to")
    return read.map { $0 < last } ?? viewer.isStaff
}

/// Notes that the viewer has read all of a thread that he was shown. Of a client's people only of those who take part: nobody else is told of answers.
package func markSupportRead(_ thread: SupportThread, for viewer: Viewer, in writer: any Writer) throws {
    guard let last = thread.messages.last?.id, case .person(let person) = viewer.identity else { return }
    let id = thread.request.id
    if viewer.isStaff {
        try writer.run("""
            INSERT INTO support_readers (request_id, person_id, read_to) VALUES (\(id), \(person), \(last))
            ON CONFLICT (request_id, person_id) DO UPDATE SET read_to = excluded.read_to
            """)
    } else {
        try writer.run("UPDATE support_readers SET read_to = \(last) WHERE request_id = \(id) AND person_id = \(person) AND read_to < \(last)")
    }
}

/// What the menu says: for staff how many clients' requests wait, for a client's person how many of those he takes part in have an answer he has not read.
/// - Parameter shown: the one that he is shown just now, which does not count for the client.
package func supportMark(for viewer: Viewer, besides shown: ID<SupportRequest>? = nil) -> Question<Int> {
    guard case .person(let person) = viewer.identity else { return Question(answered: 0) }
    if viewer.isStaff {
        guard viewer.rights.isSuperset(of: [.answerClients, .seeClients]) else { return Question(answered: 0) }
        return .marked("SELECT COUNT(*) AS marked FROM support_requests AS r WHERE r.state = 'open' AND \(viewer.sees(client: "r.client_id"))")
    }
    guard let client = viewer.client else { return Question(answered: 0) }
    return .marked("""
        SELECT COUNT(*) AS marked FROM support_readers AS d JOIN support_requests AS r ON r.id = d.request_id
        WHERE d.person_id = \(person) AND r.client_id = \(client.id) AND r.answer_id > d.read_to AND r.id <> \(shown?.rawValue ?? 0)
        """)
}

/// How fast clients were answered of late: the requests of the last thirty days.
package struct SupportTimes: Sendable {
    package let asked: Int
    package let answered: Int
    /// Within the house's own bound.
    package let inTime: Int
    /// From the request to its first answer, in seconds; nil when nothing was answered.
    package let mean: Int64?
}

/// The times of first answers, over the requests that the viewer may see; for staff.
package func supportTimes(for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> SupportTimes {
    guard viewer.isStaff else { throw Refusal.notFound }
    let own = try scope(ofSupport: viewer)
    let bound = try supportHours(in: reader) * 3_600_000
    guard let row = try reader.row("""
        SELECT COUNT(*) AS asked, COUNT(r.first_answer_at) AS answered, CAST(COALESCE(SUM(r.first_answer_at - r.created_at), 0) AS \(.integer)) AS took,
            COUNT(CASE WHEN r.first_answer_at - r.created_at <= \(bound) THEN 1 END) AS in_time
        FROM support_requests AS r WHERE r.created_at > \(now.adding(seconds: -30 * 86_400)) AND \(own)
        """)
    else { return SupportTimes(asked: 0, answered: 0, inTime: 0, mean: nil) }
    let answered: Int = try row.get("answered")
    return SupportTimes(
        asked: try row.get("asked"), answered: answered, inTime: try row.get("in_time"), mean: answered == 0 ? nil : try row.get("took", as: Int64.self) / Int64(answered) / 1000)
}

/// Within how many hours the house means to answer; 24 unless it has said otherwise.
package func supportHours(in reader: any Reader) throws -> Int64 {
    try reader.row("SELECT value FROM settings WHERE name = 'support_hours'").flatMap { Int64(try $0.get("value", as: String.self)) } ?? 24
}

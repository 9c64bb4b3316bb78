package import Customers
package import Database
package import Kernel

/// What a letter about a message says, as things stand when it is written.
package struct SupportLetter: Sendable {
    package let request: ID<SupportRequest>
    package let subject: String
    package let clientName: String
    package let author: String
    package let isAnswer: Bool
    package let text: String

    /// Nil when there is nothing to tell any more: the person has read it at the portal, or may not see it now.
    package static func read(_ message: Int64, for person: ID<Person>, at now: Instant, in reader: any Reader) throws -> SupportLetter? {
        guard let row = try reader.row("""
            SELECT r.id, r.client_id, r.subject, c.name AS client, p.name AS author, m.is_staff, m.body, d.read_to
            FROM support_messages AS m JOIN support_requests AS r ON r.id = m.request_id JOIN clients AS c ON c.id = r.client_id JOIN people AS p ON p.id = m.person_id
            LEFT JOIN support_readers AS d ON d.request_id = r.id AND d.person_id = \(person)
            WHERE m.id = \(message)
            """), try row.find("read_to", as: Int64.self) ?? 0 < message
        else { return nil }
        let client: ID<Client> = try row.get("client_id")
        guard let viewer = try reader.viewer(person: person, client: client, at: now), !viewer.isStaff || viewer.rights.contains(.answerClients) else { return nil }
        return SupportLetter(
            request: try row.get("id"), subject: try row.get("subject"), clientName: try row.get("client"), author: try row.get("author"), isAnswer: try row.get("is_staff"),
            text: try row.get("body"))
    }
}

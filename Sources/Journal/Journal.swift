package import Database
package import Kernel

/// Who did something, as the journal keeps it: `person:12`, `key:3`, `command`, `system`.
package struct Actor: Hashable, Sendable {
    package let text: String

    package static let system = Actor(text: "system")
    /// Somebody at the command line of the server.
    package static let command = Actor(text: "command")
    package static func person(_ id: ID<Person>) -> Actor { Actor(text: "person:\(id)") }
    package static func key(_ id: ID<AccessKey>) -> Actor { Actor(text: "key:\(id)") }

    private init(text: String) { self.text = text }
    /// The person's number, when it was one.
    package var person: ID<Person>? {
        guard text.hasPrefix("person:"), let number = Int64(text.dropFirst(7)) else { return nil }
        return ID(number)
    }
}

/// One thing that happened: audit for people, and what the copies in memory follow.
///
/// It names what changed; whoever follows it reads the rows again, so that order and repetition do no harm.
package struct JournalEntry: Sendable {
    /// What kind of thing changed, such as `products` or `orders`: the names of the API where there are some.
    package let kind: String
    /// What happened to it: `saved`, `placed`, `exported`.
    package let action: String
    /// The numbers of the rows in `kind`'s table (for prices and stock: of their products).
    package let ids: [Int64]
    package let client: ID<Client>?
    package let actor: Actor
    package let details: JSON

    /// The member of the details that tells in what the changed rows stand: for prices the numbers of their lists.
    package static let within = "within"

    package init(_ kind: String, _ action: String, ids: [Int64], client: ID<Client>? = nil, by actor: Actor, _ details: JSON = .null) {
        self.kind = kind
        self.action = action
        self.ids = ids
        self.client = client
        self.actor = actor
        self.details = details
    }
}

extension Writer {
    /// Writes the entry in the transaction of the change itself.
    package func record(_ entry: JournalEntry, at now: Instant) throws {
        let ids = JSON.array(entry.ids.map { .number(String($0)) }).text
        try run("""
            INSERT INTO journal (at, tx, kind, action, ids, client_id, actor, details)
            VALUES (\(now), \(.transactionNumber), \(entry.kind), \(entry.action), \(ids), \(entry.client), \(entry.actor.text), \(entry.details.text))
            """)
    }
}

package enum JournalSchema {
    /// Append-only: no statement of Kontor changes or deletes a row of it.
    package static let migration = Migration(1, "journal", [
        """
        CREATE TABLE journal (
            id \(.identity),
            at \(.integer) NOT NULL,
            tx \(.integer) NOT NULL,
            kind \(.text) NOT NULL,
            action \(.text) NOT NULL,
            ids \(.text) NOT NULL,
            client_id \(.integer),
            actor \(.text) NOT NULL,
            details \(.text) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX journal_by_tx ON journal (tx, id)",
        "CREATE INDEX journal_by_client ON journal (client_id, id)",
    ])
}

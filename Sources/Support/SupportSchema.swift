package import Database

package enum SupportSchema {
    /// What clients ask without an order, and what they are answered.
    package static let migration = Migration(119, "support", [
        """
        CREATE TABLE support_requests (
            id \(.identity), client_id \(.integer) NOT NULL REFERENCES clients (id), topic \(.text) NOT NULL, subject \(.text) NOT NULL,
            order_id \(.integer), product_id \(.integer) REFERENCES products (id),
            state \(.text) NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
            asked_by \(.integer) NOT NULL REFERENCES people (id), created_at \(.integer) NOT NULL, last_at \(.integer) NOT NULL,
            waiting_since \(.integer), first_answer_at \(.integer), answer_id \(.integer) NOT NULL DEFAULT 0,
            UNIQUE (client_id, id), CHECK ((state = 'open') = (waiting_since IS NOT NULL)),
            FOREIGN KEY (client_id, order_id) REFERENCES orders (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX support_requests_by_client ON support_requests (client_id, created_at)",
        "CREATE INDEX support_requests_waiting ON support_requests (waiting_since, id) WHERE state = 'open'",
        "CREATE INDEX support_requests_by_age ON support_requests (created_at)",
        """
        CREATE TABLE support_messages (
            id \(.identity), request_id \(.integer) NOT NULL REFERENCES support_requests (id), person_id \(.integer) NOT NULL REFERENCES people (id),
            is_staff \(.integer) NOT NULL CHECK (is_staff IN (0, 1)), body \(.text) NOT NULL, at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX support_messages_by_request ON support_messages (request_id, id)",
        // Who takes part, and up to which message he has read; of staff, who has looked.
        """
        CREATE TABLE support_readers (
            request_id \(.integer) NOT NULL REFERENCES support_requests (id), person_id \(.integer) NOT NULL REFERENCES people (id), read_to \(.integer) NOT NULL,
            PRIMARY KEY (request_id, person_id)
        ) \(.strict)
        """,
        "CREATE INDEX support_readers_by_person ON support_readers (person_id, request_id)",
    ])
}

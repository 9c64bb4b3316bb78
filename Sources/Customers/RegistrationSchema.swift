package import Database

/// Companies that ask to be let in, and what people have agreed to.
package enum RegistrationSchema {
    package static let migration = Migration(72, "registrations", [
        """
        CREATE TABLE registrations (
            id \(.identity), inn \(.text) NOT NULL, company \(.text) NOT NULL, name \(.text) NOT NULL, email \(.text) NOT NULL, phone \(.text), note \(.text),
            language \(.text) NOT NULL, state \(.text) NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'accepted', 'refused')),
            client_id \(.integer) REFERENCES clients (id), reason \(.text), created_at \(.integer) NOT NULL, decided_at \(.integer), decided_by \(.text)
        ) \(.strict)
        """,
        "CREATE INDEX registrations_by_state ON registrations (state, id)",
        // One open request of an address for a company: asking again adds nothing.
        "CREATE UNIQUE INDEX registrations_open ON registrations (inn, email) WHERE state = 'new'",
        """
        CREATE TABLE consents (
            id \(.identity), person_id \(.integer) REFERENCES people (id), registration_id \(.integer) REFERENCES registrations (id), purpose \(.text) NOT NULL,
            text_hash \(.text) NOT NULL, given_at \(.integer) NOT NULL, withdrawn_at \(.integer), place \(.text) NOT NULL, agent \(.text) NOT NULL,
            CHECK (person_id IS NOT NULL OR registration_id IS NOT NULL)
        ) \(.strict)
        """,
        "CREATE INDEX consents_by_person ON consents (person_id, purpose)",
    ])
}

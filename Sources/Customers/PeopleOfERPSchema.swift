package import Database

/// Departments and people as the ERP tells them.
package enum PeopleOfERPSchema {
    /// Departments get what the ERP tells of them. Those that a client has made for itself have no external id.
    package static let departments = Migration(139, "departments of the ERP", expands: true, [
        "ALTER TABLE departments ADD COLUMN external_id \(.text)",
        "ALTER TABLE departments ADD COLUMN parent_id \(.integer) REFERENCES departments (id)",
        "ALTER TABLE departments ADD COLUMN address \(.text)",
        "ALTER TABLE departments ADD COLUMN zone \(.text)",
        "ALTER TABLE departments ADD COLUMN time_zone \(.text)",
        "ALTER TABLE departments ADD COLUMN updated_at \(.integer) NOT NULL DEFAULT 0",
        "CREATE UNIQUE INDEX departments_by_external_id ON departments (external_id) WHERE external_id IS NOT NULL",
        "CREATE INDEX departments_by_parent ON departments (parent_id) WHERE parent_id IS NOT NULL",
    ])

    /// Whoever reads the address that somebody has can call the change to another one off: the secret of the link that came there.
    package static let cancelledChanges = Migration(141, "changes of addresses called off", expands: true, [
        "ALTER TABLE email_changes ADD COLUMN cancel_hash \(.text)",
        "CREATE UNIQUE INDEX email_changes_by_cancelling ON email_changes (cancel_hash) WHERE cancel_hash IS NOT NULL",
    ])

    /// Whether it was the ERP that blocked a person: nobody else's block is the ERP's to take back. And an address is looked for wherever it stands.
    package static let blocks = Migration(142, "blocks of the ERP", expands: true, [
        "ALTER TABLE people ADD COLUMN blocked_by_erp \(.integer) NOT NULL DEFAULT 0",
        "CREATE INDEX person_records_by_email ON person_records (email)",
    ])

    /// Whom the portal has let go, so that the ERP brings nobody back by taking the record away and sending it again. With the record's number where it had one.
    package static let letGo = Migration(149, "people let go", expands: true, [
        """
        CREATE TABLE people_let_go (
            id \(.identity), client_id \(.integer) NOT NULL REFERENCES clients (id) ON DELETE CASCADE, person_id \(.integer) NOT NULL REFERENCES people (id), external_id \(.text), at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX people_let_go_by_person ON people_let_go (person_id, client_id)",
        "CREATE INDEX people_let_go_by_client ON people_let_go (client_id)",
        "CREATE INDEX people_let_go_by_external_id ON people_let_go (external_id) WHERE external_id IS NOT NULL",
    ])

    /// By which numbers the ERP knew people whose records it has taken away; and the numbers of those who were erased, of which only the digest stays: they are nobody's any more.
    package static let numbers = Migration(151, "numbers of erased people", expands: true, [
        """
        CREATE TABLE person_numbers (
            external_id \(.text) NOT NULL, person_id \(.integer) NOT NULL REFERENCES people (id), at \(.integer) NOT NULL, PRIMARY KEY (external_id, person_id)
        ) \(.strict)
        """,
        "CREATE INDEX person_numbers_by_person ON person_numbers (person_id)",
        "CREATE TABLE erased_person_numbers (digest \(.text) PRIMARY KEY, at \(.integer) NOT NULL) \(.strict)",
    ])

    /// What the ERP says of a person at one client. `held`: the portal has blocked the person or let it go since, which the ERP does not take back.
    package static let people = Migration(140, "people of the ERP", expands: true, [
        """
        CREATE TABLE person_records (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, client_id \(.integer) NOT NULL REFERENCES clients (id), person_id \(.integer) REFERENCES people (id),
            name \(.text) NOT NULL, email \(.text) NOT NULL, phone \(.text), status \(.text) NOT NULL CHECK (status IN ('active', 'blocked')),
            held \(.integer) NOT NULL DEFAULT 0 CHECK (held IN (0, 1)), updated_at \(.integer) NOT NULL, CHECK (held = 0 OR status = 'blocked')
        ) \(.strict)
        """,
        "CREATE INDEX person_records_by_person ON person_records (person_id)",
        "CREATE INDEX person_records_by_client ON person_records (client_id, email)",
        """
        CREATE TABLE person_record_roles (
            record_id \(.integer) NOT NULL REFERENCES person_records (id), position \(.integer) NOT NULL, role \(.text) NOT NULL, PRIMARY KEY (record_id, position)
        ) \(.strict)
        """,
    ])
}

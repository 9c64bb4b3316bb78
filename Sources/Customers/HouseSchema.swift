package import Database

/// People of the house and of its clients: how they come in, what they may do and who looks after whom.
package enum HouseSchema {
    /// Invitations, lost passwords, second factors, sessions.
    package static let accounts = Migration(70, "accounts", [
        "ALTER TABLE people ADD COLUMN language \(.text) NOT NULL DEFAULT 'ru' CHECK (language IN ('ru', 'en'))",
        "ALTER TABLE people ADD COLUMN totp_secret \(.text)",
        "ALTER TABLE people ADD COLUMN totp_since \(.integer)",
        "ALTER TABLE people ADD COLUMN totp_last_step \(.integer) NOT NULL DEFAULT 0",
        "ALTER TABLE people ADD COLUMN signed_in_at \(.integer)",
        "ALTER TABLE people ADD COLUMN erased_at \(.integer)",
        """
        CREATE TABLE recovery_codes (
            person_id \(.integer) NOT NULL REFERENCES people (id), code_hash \(.text) NOT NULL,
            PRIMARY KEY (person_id, code_hash)
        ) \(.strict)
        """,
        """
        CREATE TABLE account_links (
            token_hash \(.text) PRIMARY KEY, person_id \(.integer) NOT NULL REFERENCES people (id),
            purpose \(.text) NOT NULL CHECK (purpose IN ('invitation', 'password_reset')),
            created_at \(.integer) NOT NULL, expires_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX account_links_by_person ON account_links (person_id, purpose)",
        // A session that still owes its second factor opens nothing but the question for it.
        "ALTER TABLE sessions ADD COLUMN owes_factor \(.integer) NOT NULL DEFAULT 0 CHECK (owes_factor IN (0, 1))",
        "ALTER TABLE sessions ADD COLUMN wrong_codes \(.integer) NOT NULL DEFAULT 0",
        "ALTER TABLE sessions ADD COLUMN place \(.text)",
        "ALTER TABLE sessions ADD COLUMN agent \(.text)",
        "CREATE INDEX sessions_by_age ON sessions (created_at)",
        """
        CREATE TABLE settings (
            name \(.text) PRIMARY KEY, value \(.text) NOT NULL, updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
    ])

    /// Roles as data, departments, and which of the staff look after which clients.
    package static let roles = Migration(71, "roles", [
        """
        CREATE TABLE roles (
            id \(.identity), client_id \(.integer) REFERENCES clients (id), name \(.text) NOT NULL, name_folded \(.text) NOT NULL, rights \(.text) NOT NULL,
            updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE UNIQUE INDEX roles_of_client ON roles (client_id, name_folded) WHERE client_id IS NOT NULL",
        "CREATE UNIQUE INDEX roles_of_house ON roles (name_folded) WHERE client_id IS NULL",
        """
        CREATE TABLE departments (
            id \(.identity), client_id \(.integer) NOT NULL REFERENCES clients (id), name \(.text) NOT NULL, name_folded \(.text) NOT NULL,
            UNIQUE (client_id, name_folded)
        ) \(.strict)
        """,
        "ALTER TABLE people ADD COLUMN role_id \(.integer) REFERENCES roles (id)",
        "ALTER TABLE memberships ADD COLUMN role_id \(.integer) REFERENCES roles (id)",
        "ALTER TABLE memberships ADD COLUMN department_id \(.integer) REFERENCES departments (id)",
        "CREATE INDEX memberships_by_role ON memberships (role_id) WHERE role_id IS NOT NULL",
        """
        CREATE TABLE client_managers (
            client_id \(.integer) NOT NULL REFERENCES clients (id), person_id \(.integer) NOT NULL REFERENCES people (id),
            PRIMARY KEY (client_id, person_id)
        ) \(.strict)
        """,
        "CREATE INDEX client_managers_by_person ON client_managers (person_id, client_id)",
        "CREATE INDEX clients_by_manager ON clients (manager, id)",
        """
        CREATE TABLE substitutes (
            id \(.identity), person_id \(.integer) NOT NULL REFERENCES people (id), substitute_id \(.integer) NOT NULL REFERENCES people (id),
            from_day \(.integer) NOT NULL, to_day \(.integer) NOT NULL,
            CHECK (from_day <= to_day), CHECK (person_id <> substitute_id)
        ) \(.strict)
        """,
        "CREATE INDEX substitutes_by_substitute ON substitutes (substitute_id, to_day)",
        "CREATE INDEX substitutes_by_person ON substitutes (person_id, to_day)",
        "CREATE INDEX journal_by_actor ON journal (actor, id)",
    ])

    package static let migrations = [accounts, roles, RegistrationSchema.migration]
}

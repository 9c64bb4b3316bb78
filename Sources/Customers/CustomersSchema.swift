package import Database

package enum CustomersSchema {
    /// Sellers, clients and what binds them.
    package static let migration = Migration(3, "customers", [
        """
        CREATE TABLE legal_entities (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, name \(.text) NOT NULL, inn \(.text), kpp \(.text), ogrn \(.text), address \(.text),
            tax_regime \(.text) NOT NULL CHECK (tax_regime IN ('general', 'usn5', 'usn7', 'none')), bank \(.text), time_zone \(.text) NOT NULL,
            updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        """
        CREATE TABLE segments (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, parent_id \(.integer) REFERENCES segments (id), name \(.text) NOT NULL,
            updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        """
        CREATE TABLE clients (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, name \(.text) NOT NULL, name_folded \(.text) NOT NULL,
            segment_id \(.integer) REFERENCES segments (id), manager \(.text), assortment \(.text), updated_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX clients_by_name ON clients (name_folded, id)",
        """
        CREATE TABLE client_entities (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, client_id \(.integer) NOT NULL REFERENCES clients (id), name \(.text) NOT NULL,
            inn \(.text), kpp \(.text), ogrn \(.text), address \(.text), bank \(.text), updated_at \(.integer) NOT NULL,
            UNIQUE (client_id, id)
        ) \(.strict)
        """,
        """
        CREATE TABLE credit_accounts (
            id \(.identity), external_id \(.text) UNIQUE, client_id \(.integer) NOT NULL REFERENCES clients (id),
            currency \(.text) NOT NULL, credit_limit \(.integer), policy \(.text) NOT NULL CHECK (policy IN ('hold', 'prepay', 'refuse')),
            in_orders \(.integer) NOT NULL DEFAULT 0 CHECK (in_orders >= 0), ledger_balance \(.integer) NOT NULL DEFAULT 0,
            contract_id \(.integer) UNIQUE, updated_at \(.integer) NOT NULL,
            UNIQUE (client_id, id)
        ) \(.strict)
        """,
        """
        CREATE TABLE contracts (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, client_id \(.integer) NOT NULL REFERENCES clients (id),
            client_entity_id \(.integer) NOT NULL, legal_entity_id \(.integer) NOT NULL REFERENCES legal_entities (id), number \(.text), assortment \(.text),
            from_day \(.integer) NOT NULL, to_day \(.integer) NOT NULL, currency \(.text) NOT NULL,
            vat_mode \(.text) NOT NULL CHECK (vat_mode IN ('included', 'on_top', 'none')), credit_account_id \(.integer), credit_limit \(.integer),
            payment_days \(.integer) NOT NULL CHECK (payment_days >= 0), payment_calendar \(.text) NOT NULL CHECK (payment_calendar IN ('calendar', 'banking')),
            status \(.text) NOT NULL CHECK (status IN ('active', 'closed')), updated_at \(.integer) NOT NULL,
            UNIQUE (client_id, id),
            FOREIGN KEY (client_id, client_entity_id) REFERENCES client_entities (client_id, id),
            FOREIGN KEY (client_id, credit_account_id) REFERENCES credit_accounts (client_id, id)
        ) \(.strict)
        """,
        """
        CREATE TABLE sites (
            id \(.identity), external_id \(.text) NOT NULL UNIQUE, client_id \(.integer) NOT NULL REFERENCES clients (id), parent_id \(.integer),
            name \(.text) NOT NULL, address \(.text), zone \(.text), time_zone \(.text), updated_at \(.integer) NOT NULL,
            UNIQUE (client_id, id),
            FOREIGN KEY (client_id, parent_id) REFERENCES sites (client_id, id)
        ) \(.strict)
        """,
    ])

    /// Who signs in, people and programs.
    package static let access = Migration(6, "access", [
        """
        CREATE TABLE people (
            id \(.identity), email \(.text) NOT NULL UNIQUE, name \(.text) NOT NULL, staff_role \(.text), password_hash \(.text),
            blocked \(.integer) NOT NULL DEFAULT 0, created_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        """
        CREATE TABLE memberships (
            person_id \(.integer) NOT NULL REFERENCES people (id), client_id \(.integer) NOT NULL REFERENCES clients (id), role \(.text) NOT NULL,
            PRIMARY KEY (person_id, client_id)
        ) \(.strict)
        """,
        "CREATE INDEX memberships_by_client ON memberships (client_id, person_id)",
        """
        CREATE TABLE sessions (
            token_hash \(.text) PRIMARY KEY, person_id \(.integer) NOT NULL REFERENCES people (id), client_id \(.integer) REFERENCES clients (id),
            created_at \(.integer) NOT NULL, expires_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX sessions_by_person ON sessions (person_id)",
        """
        CREATE TABLE access_keys (
            id \(.identity), name \(.text) NOT NULL, public_id \(.text) NOT NULL UNIQUE, secret_hash \(.text) NOT NULL, client_id \(.integer) REFERENCES clients (id),
            contract_id \(.integer), scopes \(.text) NOT NULL, sandbox \(.integer) NOT NULL, created_at \(.integer) NOT NULL, revoked_at \(.integer),
            FOREIGN KEY (client_id, contract_id) REFERENCES contracts (client_id, id)
        ) \(.strict)
        """,
        """
        CREATE TABLE access_tokens (
            token_hash \(.text) PRIMARY KEY, key_id \(.integer) NOT NULL REFERENCES access_keys (id), scopes \(.text) NOT NULL, expires_at \(.integer)
        ) \(.strict)
        """,
        """
        CREATE TABLE sign_in_failures (
            subject \(.text) PRIMARY KEY, failures \(.integer) NOT NULL, since \(.integer) NOT NULL
        ) \(.strict)
        """,
    ])

    /// Lists of people go by their names.
    package static let namesOfPeople = Migration(170, "people by name", expands: true, ["CREATE INDEX people_by_name ON people (name, id)"])
}

package import Database

package enum PasskeysSchema {
    /// Passkeys of people, and the questions that browsers answer with them.
    package static let migration = Migration(130, "passkeys", [
        """
        CREATE TABLE passkeys (
            id \(.identity), person_id \(.integer) NOT NULL REFERENCES people (id), credential_id \(.text) NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1364),
            public_key \(.text) NOT NULL CHECK (length(public_key) <= 1366), user_handle \(.text) NOT NULL, name \(.text) NOT NULL CHECK (name <> ''),
            sign_count \(.integer) NOT NULL CHECK (sign_count >= 0), transports \(.text) NOT NULL, created_at \(.integer) NOT NULL, used_at \(.integer)
        ) \(.strict)
        """,
        "CREATE INDEX passkeys_by_person ON passkeys (person_id, id)",
        // Whether staff owe a second factor is read from here.
        "\(.count(.insert, in: "passkeys", of: "rights_version"))",
        "\(.count(.update, in: "passkeys", columns: "person_id", of: "rights_version"))",
        "\(.count(.delete, in: "passkeys", of: "rights_version"))",
        """
        CREATE TABLE passkey_challenges (
            challenge_hash \(.text) PRIMARY KEY, purpose \(.text) NOT NULL CHECK (purpose IN ('registration', 'sign_in', 'second_factor')),
            holder_hash \(.text) NOT NULL, expires_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX passkey_challenges_by_end ON passkey_challenges (expires_at)",
    ])
}

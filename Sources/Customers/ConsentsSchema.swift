package import Database

/// The texts that people agree to, by version, and what became of a consent.
package enum ConsentsSchema {
    package static let migration = Migration(123, "consents", [
        """
        CREATE TABLE consent_texts (
            id \(.identity), purpose \(.text) NOT NULL CHECK (purpose IN ('personal_data', 'advertising')), version \(.integer) NOT NULL CHECK (version > 0),
            text_ru \(.text) NOT NULL, text_en \(.text) NOT NULL, hash_ru \(.text) NOT NULL, hash_en \(.text) NOT NULL,
            published_at \(.integer) NOT NULL, published_by \(.text) NOT NULL,
            UNIQUE (purpose, version)
        ) \(.strict)
        """,
        // What somebody has agreed to stays as it was.
        "\(.refuse(.update, of: "consent_texts"))",
        "\(.refuse(.delete, of: "consent_texts"))",
        // Without a text: given before the texts were kept; then its digest alone tells what it was.
        "ALTER TABLE consents ADD COLUMN text_id \(.integer) REFERENCES consent_texts (id)",
        "ALTER TABLE consents ADD COLUMN language \(.text) NOT NULL DEFAULT 'ru' CHECK (language IN ('ru', 'en'))",
        "ALTER TABLE consents ADD COLUMN channel \(.text) NOT NULL DEFAULT 'registration' CHECK (channel IN ('registration', 'account', 'sign_in'))",
        "CREATE INDEX consents_by_text ON consents (text_id)",
        """
        CREATE TABLE consent_withdrawals (
            consent_id \(.integer) PRIMARY KEY REFERENCES consents (id), at \(.integer) NOT NULL, place \(.text) NOT NULL, agent \(.text) NOT NULL
        ) \(.strict)
        """,
        // From here on `consents.withdrawn_at` is not read any more.
        "INSERT INTO consent_withdrawals (consent_id, at, place, agent) SELECT id, withdrawn_at, '', '' FROM consents WHERE withdrawn_at IS NOT NULL",
    ])
}

package import Database

package enum PriceFileSchema {
    /// Links by which a client's programs fetch its prices: of the token only the digest is kept. `prepared_at` is of the last file made by schedule.
    package static let migration = Migration(56, "price file links", [
        """
        CREATE TABLE price_file_links (
            id \(.identity), client_id \(.integer) NOT NULL REFERENCES clients (id), person_id \(.integer) NOT NULL REFERENCES people (id), name \(.text) NOT NULL,
            format \(.text) NOT NULL CHECK (format IN ('csv', 'xlsx', 'yml', 'json')), language \(.text) NOT NULL CHECK (language IN ('ru', 'en')),
            schedule \(.text) NOT NULL CHECK (schedule IN ('live', 'day', 'week')), token_hash \(.text) NOT NULL UNIQUE,
            created_at \(.integer) NOT NULL, revoked_at \(.integer), used_at \(.integer), uses \(.integer) NOT NULL DEFAULT 0,
            prepared_at \(.integer), prepared_size \(.integer)
        ) \(.strict)
        """,
        "CREATE INDEX price_file_links_by_client ON price_file_links (client_id, id)",
    ])
}

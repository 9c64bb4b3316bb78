package import Database

package enum PriceFileSchema {
    /// Links by which a client's programs fetch its prices: of the token only the digest is kept. The columns `schedule`, `prepared_at` and
    /// `prepared_size` are read no longer: `price_file_schedules` has taken their place.
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

    /// Schedules of links. `next_due` is the time to come, `due_at` the last one that came, `done_due` the last one that was done with: what comes twice is
    /// done once. The file lies under its hash outside the database. A letter carries a token of its own and ends with its recipient, a recipient with the
    /// membership or the schedule.
    package static let scheduleMigration = Migration(90, "schedules of price files", [
        "DROP INDEX price_file_links_by_client",
        "CREATE UNIQUE INDEX price_file_links_of_client ON price_file_links (client_id, id)",
        """
        CREATE TABLE price_file_schedules (
            link_id \(.integer) PRIMARY KEY, client_id \(.integer) NOT NULL, weekdays \(.integer) NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
            hour \(.integer) NOT NULL CHECK (hour BETWEEN 0 AND 23), gives \(.text) NOT NULL CHECK (gives IN ('prepared', 'fresh')),
            revision \(.integer) NOT NULL DEFAULT 1, next_due \(.integer) NOT NULL, due_at \(.integer), done_due \(.integer),
            prepared_at \(.integer), file_hash \(.text), file_size \(.integer), problem \(.text), problem_at \(.integer),
            UNIQUE (client_id, link_id), CHECK ((file_hash IS NULL) = (file_size IS NULL)), CHECK ((problem IS NULL) = (problem_at IS NULL)),
            FOREIGN KEY (client_id, link_id) REFERENCES price_file_links (client_id, id)
        ) \(.strict)
        """,
        "CREATE INDEX price_file_schedules_due ON price_file_schedules (next_due, link_id)",
        """
        CREATE TABLE price_file_recipients (
            link_id \(.integer) NOT NULL, client_id \(.integer) NOT NULL, person_id \(.integer) NOT NULL, PRIMARY KEY (link_id, person_id),
            FOREIGN KEY (client_id, link_id) REFERENCES price_file_schedules (client_id, link_id) ON DELETE CASCADE,
            FOREIGN KEY (person_id, client_id) REFERENCES memberships (person_id, client_id) ON DELETE CASCADE
        ) \(.strict)
        """,
        "CREATE INDEX price_file_recipients_by_person ON price_file_recipients (person_id, client_id)",
        """
        CREATE TABLE price_file_letters (
            id \(.identity), link_id \(.integer) NOT NULL, person_id \(.integer) NOT NULL, due_at \(.integer) NOT NULL, token_hash \(.text) UNIQUE,
            created_at \(.integer) NOT NULL, UNIQUE (link_id, person_id, due_at),
            FOREIGN KEY (link_id, person_id) REFERENCES price_file_recipients (link_id, person_id) ON DELETE CASCADE
        ) \(.strict)
        """,
        "CREATE INDEX price_file_letters_by_age ON price_file_letters (created_at)",
        """
        INSERT INTO price_file_schedules (link_id, client_id, weekdays, hour, gives, next_due)
        SELECT id, client_id, CASE schedule WHEN 'day' THEN 127 ELSE 1 END, 6, 'prepared', 0 FROM price_file_links WHERE schedule <> 'live' AND revoked_at IS NULL
        """,
        "UPDATE price_file_links SET schedule = 'live' WHERE schedule <> 'live'",
    ])
}

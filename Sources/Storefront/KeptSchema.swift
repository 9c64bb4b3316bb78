package import Database

package enum KeptSchema {
    /// What people keep for themselves while they work for a client: marked products, and questions to the catalogue.
    package static let migration = Migration(117, "kept products and searches", [
        """
        CREATE TABLE kept_products (
            person_id \(.integer) NOT NULL REFERENCES people (id), client_id \(.integer) NOT NULL REFERENCES clients (id),
            kind \(.text) NOT NULL CHECK (kind IN ('favourite', 'compared', 'viewed')), product_id \(.integer) NOT NULL REFERENCES products (id), at \(.integer) NOT NULL,
            PRIMARY KEY (person_id, client_id, kind, product_id)
        ) \(.strict)
        """,
        "CREATE INDEX kept_products_by_client ON kept_products (client_id)",
        """
        CREATE TABLE saved_searches (
            id \(.identity), person_id \(.integer) NOT NULL REFERENCES people (id), client_id \(.integer) NOT NULL REFERENCES clients (id), name \(.text) NOT NULL,
            address \(.text) NOT NULL, created_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX saved_searches_by_person ON saved_searches (person_id, client_id, id)",
        "CREATE INDEX saved_searches_by_client ON saved_searches (client_id)",
    ])

    /// What people want to be told of: new products among the answers to a search, products that come back.
    package static let watches = Migration(122, "watched searches and awaited products", [
        // The highest number of a product at the last look; null where nobody wants to be told.
        "ALTER TABLE saved_searches ADD COLUMN known_up_to \(.integer)", "ALTER TABLE saved_searches ADD COLUMN looked_at \(.integer)",
        """
        CREATE TABLE awaited_products (
            person_id \(.integer) NOT NULL REFERENCES people (id), client_id \(.integer) NOT NULL REFERENCES clients (id),
            product_id \(.integer) NOT NULL REFERENCES products (id), at \(.integer) NOT NULL, PRIMARY KEY (person_id, client_id, product_id)
        ) \(.strict)
        """,
        "CREATE INDEX awaited_products_by_client ON awaited_products (client_id)",
        """
        CREATE TABLE catalogue_news (
            id \(.identity), person_id \(.integer) NOT NULL REFERENCES people (id), client_id \(.integer) NOT NULL REFERENCES clients (id), body \(.text) NOT NULL,
            created_at \(.integer) NOT NULL
        ) \(.strict)
        """,
        "CREATE INDEX catalogue_news_by_client ON catalogue_news (client_id)", "CREATE INDEX catalogue_news_by_person ON catalogue_news (person_id)",
    ])
}

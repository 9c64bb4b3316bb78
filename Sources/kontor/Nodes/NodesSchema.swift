import Database

enum NodesSchema {
    /// Who runs on this database, and what of its schema programs may do without.
    static let migration = Migration(
        132, "nodes", expands: true,
        [
            """
            CREATE TABLE nodes (
                id \(.text) NOT NULL PRIMARY KEY,
                host \(.text) NOT NULL,
                version \(.text) NOT NULL,
                schema_number \(.integer) NOT NULL,
                files \(.text) NOT NULL,
                started_at \(.integer) NOT NULL,
                seen_at \(.integer) NOT NULL
            ) \(.strict)
            """,
            expansionsTable,
        ])
}

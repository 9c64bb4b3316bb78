/// Brings the database up to what the binary knows. Each migration is one transaction; nodes that start at the same moment wait for each other.
///
/// - Returns: the migrations that this call applied, in order of their numbers.
/// - Throws: `MigrationProblem` when the database knows a number that the binary does not, or a landed migration reads differently now.
@discardableResult
package func migrate(_ database: any Database, _ migrations: [Migration]) async throws -> [Migration] {
    let ordered = try inOrder(migrations)
    var applied: [Migration] = []
    // Every step looks again under the lock, so that another node may have been faster at any of them.
    while let step = try await database.write({ writer in try nextStep(ordered, writer) }) { applied.append(step) }
    return applied
}

/// The migrations that `migrate` would apply, for `migrate --check`. Throws like `migrate`.
package func pendingMigrations(_ database: any Database, _ migrations: [Migration]) async throws -> [Migration] { try await schemaState(database, migrations).missing }

/// How a database's schema stands to what the binary knows.
package struct SchemaState: Sendable {
    /// What `migrate` would apply.
    package let missing: [Migration]
    /// What newer programs have added beside this one, which goes on.
    package let additions: [Int]
}

/// Throws like `migrate`.
package func schemaState(_ database: any Database, _ migrations: [Migration]) async throws -> SchemaState {
    let ordered = try inOrder(migrations)
    return try await database.read { reader in
        guard try hasMigrationTable(reader) else { return SchemaState(missing: ordered, additions: []) }
        return try state(ordered, reader)
    }
}

/// Why a database cannot be brought to what the binary knows: one sentence for the operator.
package struct MigrationProblem: Error, CustomStringConvertible {
    package let description: String
}

/// Applies the next migration and records it. Nil when none is left.
private func nextStep(_ ordered: [Migration], _ writer: any Writer) throws -> Migration? {
    if writer.dialect == .postgres {
        // Held to the end of the transaction. Waiting for it, or building an index, may take longer than a request may; waiting for a table
        // may not, for everybody else would queue behind.
        try writer.run("SET LOCAL statement_timeout = 0")
        try writer.run("SET LOCAL lock_timeout = 0")
        _ = try writer.rows("SELECT pg_advisory_xact_lock(4815162342)::text AS locked")
        try writer.run("SET LOCAL lock_timeout = '15s'")
    }
    if try !hasMigrationTable(writer) {
        try writer.run("""
            CREATE TABLE schema_migrations (
                number \(.integer) NOT NULL PRIMARY KEY,
                name \(.text) NOT NULL,
                fingerprint \(.text) NOT NULL,
                applied_at \(.integer) NOT NULL
            ) \(.strict)
            """)
    }
    guard let migration = try state(ordered, writer).missing.first else { return nil }
    for statement in migration.statements { try writer.run(statement) }
    try writer.run("""
        INSERT INTO schema_migrations (number, name, fingerprint, applied_at)
        VALUES (\(migration.number), \(migration.name), \(migration.fingerprint(in: writer.dialect)), \(.engineTime))
        """)
    if migration.expands, try hasTable("schema_expansions", writer) { try writer.run("INSERT INTO schema_expansions (number) VALUES (\(migration.number))") }
    return migration
}

/// The table of the migrations beside which programs that do not know them may go on: one statement of a migration.
package let expansionsTable: SQL = "CREATE TABLE schema_expansions (number \(.integer) NOT NULL PRIMARY KEY REFERENCES schema_migrations (number)) \(.strict)"

private func state(_ ordered: [Migration], _ reader: any Reader) throws -> SchemaState {
    var landed: [Int: String] = [:]
    var unknown: [(number: Int, name: String)] = []
    for row in try reader.rows("SELECT number, name, fingerprint FROM schema_migrations ORDER BY number LIMIT 100000") {
        let (number, name): (Int, String) = (try row.get("number"), try row.get("name"))
        if ordered.contains(where: { $0.number == number }) { landed[number] = try row.get("fingerprint") } else { unknown.append((number, name)) }
    }
    let additions = unknown.isEmpty ? [] : try expansions(reader)
    if let first = unknown.first(where: { !additions.contains($0.number) }) {
        throw MigrationProblem(description: "The database is newer than this version of Kontor: it has migration \(first.number) (\(first.name)), which is unknown here.")
    }
    let missing = try ordered.filter { migration in
        guard let fingerprint = landed[migration.number] else { return true }
        guard fingerprint == migration.fingerprint(in: reader.dialect) else {
            throw MigrationProblem(
                description: "Migration \(migration.number) (\(migration.name)) was changed after it had landed in this database: add a new one instead.")
        }
        return false
    }
    return SchemaState(missing: missing, additions: unknown.map(\.number))
}

/// The migrations beside which programs that do not know them may go on.
private func expansions(_ reader: any Reader) throws -> Set<Int> {
    guard try hasTable("schema_expansions", reader) else { return [] }
    return Set(try reader.rows("SELECT number FROM schema_expansions ORDER BY number LIMIT 100000").map { try $0.get("number") })
}

private func hasMigrationTable(_ reader: any Reader) throws -> Bool { try hasTable("schema_migrations", reader) }

private func hasTable(_ name: String, _ reader: any Reader) throws -> Bool {
    let found: SQL = reader.dialect == .sqlite
        ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name = \(name)"
        : "SELECT to_regclass(\(name))::text AS name WHERE to_regclass(\(name)) IS NOT NULL"
    return try reader.row(found) != nil
}

private func inOrder(_ migrations: [Migration]) throws -> [Migration] {
    let ordered = migrations.sorted { $0.number < $1.number }
    for (migration, next) in zip(ordered, ordered.dropFirst()) where migration.number == next.number {
        throw MigrationProblem(description: "Two migrations have the number \(next.number): \(migration.name) and \(next.name).")
    }
    return ordered
}

extension Migration {
    /// A short digest of what the statements say to this engine, blind to indentation. It finds accidents, not malice: FNV-1a of 64 bits.
    package func fingerprint(in dialect: Dialect) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for statement in statements {
            let words = statement.plainText(in: dialect).split(whereSeparator: \.isWhitespace).joined(separator: " ") + ";"
            for byte in words.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        return String(hash, radix: 16)
    }
}

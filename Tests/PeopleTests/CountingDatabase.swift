import Database
import Synchronization

/// Counts the statements that go through it.
final class CountingDatabase: Database {
    private let database: any Database
    private let counted = Mutex(0)

    init(_ database: any Database) { self.database = database }

    var dialect: Dialect { database.dialect }
    var count: Int { counted.withLock { $0 } }
    func reset() { counted.withLock { $0 = 0 } }
    fileprivate func add() { counted.withLock { $0 += 1 } }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Reader) throws -> T) async throws -> T {
        try await database.read { try body(CountingReader(reader: $0, database: self)) }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any Writer) throws -> T) async throws -> T {
        try await database.write { try body(CountingWriter(writer: $0, database: self)) }
    }

    func close() async throws {}
}

private struct CountingReader: Reader {
    let reader: any Reader
    let database: CountingDatabase

    var dialect: Dialect { reader.dialect }

    func rows(_ sql: SQL) throws -> [Row] {
        database.add()
        return try reader.rows(sql)
    }

    func rows(together statements: [SQL]) throws -> [[Row]] {
        for _ in statements { database.add() }
        return try reader.rows(together: statements)
    }

    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        database.add()
        try reader.forEach(sql, body)
    }
}

private struct CountingWriter: Writer {
    let writer: any Writer
    let database: CountingDatabase

    var dialect: Dialect { writer.dialect }

    func rows(_ sql: SQL) throws -> [Row] {
        database.add()
        return try writer.rows(sql)
    }

    func rows(together statements: [SQL]) throws -> [[Row]] {
        for _ in statements { database.add() }
        return try writer.rows(together: statements)
    }

    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        database.add()
        try writer.forEach(sql, body)
    }

    func run(_ sql: SQL) throws -> Int {
        database.add()
        return try writer.run(sql)
    }
}

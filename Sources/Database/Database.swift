/// The one small interface to either engine.
///
/// The body is synchronous and the connection is not Sendable: the compiler forbids awaiting inside a transaction, a second connection inside
/// one, and writes in a read.
package protocol Database: Sendable {
    var dialect: Dialect { get }
    /// Runs the body on one consistent snapshot.
    func read<T: Sendable>(_ body: @escaping @Sendable (any Reader) throws -> T) async throws -> T
    /// What several statements answer that are all there is to read, on one consistent snapshot: an engine on another machine is asked but once.
    func rows(together statements: [SQL]) async throws -> [[Row]]
    /// Runs the body as one durable transaction; may run it again on a conflict, so it has no effects outside the database.
    ///
    /// The first statement that fails dooms the transaction, even when the body catches the error: ask first, or write `ON CONFLICT`. A caller
    /// with the priority `.utility` or below (an import) waits while requests are waiting. Throws what the body throws, and `DatabaseProblem`.
    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any Writer) throws -> T) async throws -> T
    /// Ends every connection. Calls after it fail.
    func close() async throws
}

extension Database {
    package func rows(together statements: [SQL]) async throws -> [[Row]] { try await read { try $0.rows(together: statements) } }
}

package protocol Reader {
    var dialect: Dialect { get }
    func rows(_ sql: SQL) throws -> [Row]
    /// What several statements answer of which none waits for another: an engine on another machine is asked but once.
    func rows(together statements: [SQL]) throws -> [[Row]]
    /// Streams the answer in constant memory.
    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws
}

package protocol Writer: Reader {
    /// The number of rows the statement changed. A statement with RETURNING is asked with `rows`.
    @discardableResult func run(_ sql: SQL) throws -> Int
}

extension Reader {
    /// The first row, if there is one.
    package func row(_ sql: SQL) throws -> Row? { try rows(sql).first }
}

extension Writer {
    /// Inserts all rows with one statement. `then` is what follows, such as `ON CONFLICT (external_id) DO UPDATE SET …` or `RETURNING id`.
    @discardableResult
    package func insert(into name: StaticString, _ table: ValueTable, then: SQL = "") throws -> [Row] {
        guard !table.rows.isEmpty else { return [] }
        let columns = table.columns.map(\.name).joined(separator: ", ")
        var statement: SQL = SQL(stringLiteral: "INSERT INTO \(name) (\(columns)) SELECT \(columns) FROM ")
        statement = statement + "\(table: table) AS v WHERE true " + then
        return try rows(statement)
    }
}

/// An engine's refusal that the code above may look at.
package struct DatabaseProblem: Error, CustomStringConvertible {
    package enum Kind: Sendable {
        case uniqueViolation, foreignKeyViolation, checkViolation, notNullViolation
        /// A value that the column or the engine cannot hold.
        case invalidValue
        /// Another transaction was in the way; whoever asked may run again.
        case conflict
        /// No connection, a server that restarts, a full or failing disk. Whether an ongoing commit took place is unknown.
        case unavailable
        /// A statement took longer than statements may.
        case timeout
        case other
    }

    package let kind: Kind
    /// The engine's own words, for the log only.
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { "\(kind): \(message)" }
}

import CPostgres
import Database

/// One connection, used by one thread. Owns libpq's memory.
final class PostgresConnection {
    private var handle: OpaquePointer?
    /// Names of the statements that this connection has prepared. What comes once is not prepared; what comes again is.
    private var prepared: [PreparedKey: String] = [:]
    private var seen: Set<PreparedKey> = []
    private var cursors = 0
    /// How the transaction begins that no statement has started yet.
    private var beginning: String?
    private var isBeginRefused = false
    /// Whether a transaction has been on this connection, so that it may have broken since.
    private var wasUsed = false
    /// Whether a table has changed under a prepared statement.
    private var isStale = false
    private let connectionString: String

    private struct PreparedKey: Hashable {
        let text: String
        let types: [UInt32]
    }

    /// Beyond so many different statements the cache starts anew.
    private static let cacheLimit = 1000

    private let statementTimeout: Duration

    init(_ connectionString: String, statementTimeout: Duration) {
        self.connectionString = connectionString
        self.statementTimeout = statementTimeout
    }

    deinit { close() }

    var isOpen: Bool { handle != nil }

    func close() {
        if let handle { PQfinish(handle) }
        handle = nil
        wasUsed = false
        prepared = [:]
        seen = []
    }

    /// Connects unless connected. Throws `unavailable` when there is no server, `other` when it would not keep what it has answered.
    func open() throws {
        guard handle == nil else { return }
        // What stands before `dbname` can be said otherwise in the connection string, what stands after it cannot.
        let settings: KeyValuePairs = [
            "connect_timeout": "10", "keepalives_idle": "30", "keepalives_interval": "5", "keepalives_count": "3", "tcp_user_timeout": "30000",
            "target_session_attrs": "read-write", "application_name": "kontor", "dbname": connectionString, "client_encoding": "UTF8",
        ]
        let connection = withCStrings(settings.map(\.key)) { names in withCStrings(settings.map(\.value)) { values in PQconnectdbParams(names, values, 1) } }
        guard let connection, PQstatus(connection) == CONNECTION_OK else {
            let message = connection.map { String(cString: PQerrorMessage($0)) } ?? "out of memory"
            if let connection { PQfinish(connection) }
            throw DatabaseProblem(.unavailable, message)
        }
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        handle = connection
        do {
            // A stream is read to its end, so the planner is asked for the whole of it, not for its first rows.
            try simple("""
                SET statement_timeout = \(statementTimeout / .milliseconds(1)); SET lock_timeout = '15s'; SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = warning;
                SET cursor_tuple_fraction = 1; SET default_transaction_isolation = 'repeatable read'; SET standard_conforming_strings = on; SET timezone = 'UTC'; SET bytea_output = 'hex'
                """)
            try assertDurable()
        } catch {
            close()
            throw error
        }
    }

    /// Refuses a server under which an answered write could be lost.
    private func assertDurable() throws {
        let settings = ["fsync", "synchronous_commit", "full_page_writes", "server_version_num"]
        let columns = settings.map { "current_setting('\($0)') AS \($0)" }.joined(separator: ", ")
        guard let row = try rows(RenderedSQL(SQL(stringLiteral: "SELECT \(columns)"))).first else { throw DatabaseProblem(.unavailable, "no settings") }
        for setting in settings.dropLast() where try row.get(setting, as: String.self) == "off" {
            throw DatabaseProblem(.other, "The database would not keep what it has answered: PostgreSQL's \(setting) is off and must be on.")
        }
        guard let version = Int(try row.get("server_version_num", as: String.self)), version >= 140_000 else {
            throw DatabaseProblem(.other, "This PostgreSQL is too old: Kontor needs version 14 or newer.")
        }
    }

    /// Runs one or more statements without parameters; answers with the tag of the last, such as `COMMIT`.
    @discardableResult
    func simple(_ text: String) throws -> String {
        let result = try take(PQexec(try opened(), text))
        defer { PQclear(result) }
        return String(cString: PQcmdStatus(result))
    }

    func run(_ sql: RenderedSQL) throws -> Int {
        let result = try execute(sql)
        defer { PQclear(result) }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    func rows(_ sql: RenderedSQL) throws -> [Row] {
        let result = try execute(sql)
        defer { PQclear(result) }
        return try Answer(result).rows
    }

    /// Several questions in one round trip, together with what begins the transaction.
    func rows(together statements: [RenderedSQL]) throws -> [[Row]] {
        guard statements.count > 1 else { return try statements.map(rows) }
        return try read(statements.count, of: try answers(to: statements))
    }

    /// Questions that are a transaction of their own, in one round trip: of one snapshot, for that is how sessions begin here. Connects unless connected.
    func rowsAlone(_ statements: [RenderedSQL]) throws -> [[Row]] {
        try open()
        if isStale { try forgetPrepared() }
        isStale = false
        let mayBeBroken = wasUsed
        func asked() throws -> [[Row]] {
            wasUsed = true
            return try read(statements.count, of: try answers(to: statements))
        }
        do { return try asked() } catch where mayBeBroken && !isOpen {
            // Nothing has been changed: it may be asked once more.
            try open()
            return try asked()
        }
    }

    private func read(_ count: Int, of answers: consuming Untaken) throws -> [[Row]] {
        var answers = answers
        var read: [[Row]] = []
        for _ in 0..<count {
            let result = try take(answers.next())
            defer { PQclear(result) }
            read.append(try Answer(result).rows)
        }
        return read
    }

    /// Streams through a cursor of the server, a thousand rows at a time, so that the body may ask other questions in between.
    func forEach(_ sql: RenderedSQL, _ body: (Row) throws -> Void) throws {
        cursors += 1
        let name = "stream_\(cursors)"
        var declaration = sql
        declaration.put("DECLARE \(name) NO SCROLL CURSOR FOR ")
        PQclear(try execute(declaration, mayPrepare: false))
        var thrownByBody: (any Error)?
        while thrownByBody == nil {
            let result = try take(PQexec(try opened(), "FETCH 1000 FROM \(name)"))
            defer { PQclear(result) }
            let answer = Answer(result)
            do { for index in 0..<answer.count { try body(try answer.row(index)) } } catch { thrownByBody = error }
            if answer.count < 1000 { break }
        }
        // An error of the server has already closed the cursor and doomed the transaction.
        if thrownByBody == nil || PQtransactionStatus(handle) == PQTRANS_INTRANS { try simple("CLOSE \(name)") }
        if let thrownByBody { throw thrownByBody }
    }

    // MARK: Transactions

    /// Says how the transaction begins that the next statement will start.
    func begin(_ statement: String) throws {
        try open()
        if isStale { try forgetPrepared() }
        isStale = false
        beginning = statement
    }

    /// Ends the transaction, if a statement has started one. Throws when what was done in it was not kept.
    func commit() throws {
        guard beginning == nil else { beginning = nil; return }
        guard try simple("COMMIT") == "COMMIT" else { throw DatabaseProblem(.other, "the transaction was rolled back") }
    }

    /// Undoes the transaction, on whatever is left of the connection.
    func rollback() {
        beginning = nil
        guard [PQTRANS_INTRANS, PQTRANS_INERROR].contains(PQtransactionStatus(handle)) else { return }
        do { try simple("ROLLBACK") } catch { close() }
    }

    private func execute(_ sql: RenderedSQL, mayPrepare: Bool = true) throws -> OpaquePointer {
        if beginning != nil {
            var answers = try answers(to: [sql], mayPrepare: mayPrepare)
            return try take(answers.next())
        }
        let name = mayPrepare ? try preparedName(sql) : nil
        let connection = try opened()
        let result = sql.withParameters { count, values in
            if let name {
                PQexecPrepared(connection, name, count, values, sql.lengths, sql.formats, 0)
            } else {
                PQexecParams(connection, sql.text, count, sql.types, values, sql.lengths, sql.formats, 0)
            }
        }
        return try take(result)
    }

    /// The first statements travel together with BEGIN, which saves a round trip. A connection that broke while it was idle, or whose server
    /// has become a standby, is replaced: nothing had begun on it.
    private func answers(to statements: [RenderedSQL], mayPrepare: Bool = true) throws -> Untaken {
        guard let beginning else { return try sendTogether(nil, statements, mayPrepare) }
        let mayBeBroken = wasUsed
        do { return try begun(beginning, statements, mayPrepare) } catch where mayBeBroken && (!isOpen || isBeginRefused) {
            close()
            try open()
            return try begun(beginning, statements, mayPrepare)
        }
    }

    private func begun(_ beginning: String, _ statements: [RenderedSQL], _ mayPrepare: Bool) throws -> Untaken {
        isBeginRefused = false
        wasUsed = true
        var answers = try sendTogether(beginning, statements, mayPrepare)
        do { PQclear(try take(answers.next())) } catch {
            isBeginRefused = true
            throw error
        }
        self.beginning = nil
        return answers
    }

    /// What libpq has answered and nobody has taken yet; what is left over is given back.
    private struct Untaken: ~Copyable {
        private var results: [OpaquePointer?] = []

        mutating func append(_ result: OpaquePointer?) { results.append(result) }
        /// The next answer, which whoever took it clears; nil where there is none.
        mutating func next() -> OpaquePointer? { results.isEmpty ? nil : results.removeFirst() }

        deinit { for result in results { PQclear(result) } }
    }

    /// One answer for each statement, in their order; of those behind one that failed there is none.
    private func sendTogether(_ beginning: String?, _ statements: [RenderedSQL], _ mayPrepare: Bool) throws -> Untaken {
        // Not in between: the names below must live.
        if prepared.count + statements.count > Self.cacheLimit { try forgetPrepared() }
        let names = mayPrepare ? try statements.map(preparedName) : statements.map { _ in nil }
        let connection = try opened()
        var isSent = PQenterPipelineMode(connection) == 1
        if let beginning { isSent = isSent && PQsendQueryParams(connection, beginning, 0, nil, nil, nil, nil, 0) == 1 }
        for (statement, name) in zip(statements, names) { isSent = isSent && send(statement, name, on: connection) }
        guard isSent, PQpipelineSync(connection) == 1 else { throw broken() }
        var answers = Untaken()
        // Each answer is followed by a nil, all of them by the mark of the end.
        for _ in 0..<statements.count + (beginning == nil ? 0 : 1) {
            answers.append(PQgetResult(connection))
            while let surplus = PQgetResult(connection) { PQclear(surplus) }
        }
        PQclear(PQgetResult(connection))
        guard PQexitPipelineMode(connection) == 1 else { throw broken() }
        return answers
    }

    private func send(_ sql: RenderedSQL, _ name: String?, on connection: OpaquePointer) -> Bool {
        sql.withParameters { count, values in
            if let name {
                PQsendQueryPrepared(connection, name, count, values, sql.lengths, sql.formats, 0)
            } else {
                PQsendQueryParams(connection, sql.text, count, sql.types, values, sql.lengths, sql.formats, 0)
            }
        } == 1
    }

    /// What is thrown when the connection cannot go on; it is closed.
    private func broken() -> DatabaseProblem {
        let message = String(cString: PQerrorMessage(handle))
        close()
        return DatabaseProblem(.unavailable, message)
    }

    private func preparedName(_ sql: RenderedSQL) throws -> String? {
        let key = PreparedKey(text: sql.text, types: sql.types)
        if let name = prepared[key] { return name }
        if seen.insert(key).inserted { return nil }
        if prepared.count >= Self.cacheLimit { try forgetPrepared() }
        let name = "statement_\(prepared.count)"
        PQclear(try take(PQprepare(try opened(), name, sql.text, Int32(clamping: sql.types.count), sql.types)))
        prepared[key] = name
        if seen.count > Self.cacheLimit * 4 { seen = Set(prepared.keys) }
        return name
    }

    private func forgetPrepared() throws {
        prepared = [:]
        seen = []
        try simple("DEALLOCATE ALL")
    }

    private func opened() throws -> OpaquePointer {
        guard let handle else { throw DatabaseProblem(.unavailable, "the connection is closed") }
        return handle
    }

    /// The result, unless it is an error, which it then throws.
    private func take(_ result: OpaquePointer?) throws -> OpaquePointer {
        let connection = try opened()
        if let result {
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE: return result
            default: break
            }
        }
        defer { PQclear(result) }
        let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
        let message = String(cString: result == nil ? PQerrorMessage(connection) : PQresultErrorMessage(result))
        guard PQstatus(connection) == CONNECTION_OK else {
            close()
            throw DatabaseProblem(["25P03", "25P04"].contains(state) ? .timeout : .unavailable, "\(state) \(message)")
        }
        // A table was altered under a prepared statement: the same transaction succeeds with fresh ones.
        if state == "0A000", message.contains("cached plan") {
            isStale = true
            throw DatabaseProblem(.conflict, message)
        }
        throw DatabaseProblem(sqlState: state, message)
    }
}

/// Calls the body with a NULL-terminated array of C strings, valid during the call.
private func withCStrings<T>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> T) -> T {
    let buffer = Array((strings.joined(separator: "\0") + "\0").utf8)
    return buffer.withUnsafeBytes { bytes in
        var pointers: [UnsafePointer<CChar>?] = []
        var offset = 0
        for string in strings {
            pointers.append(bytes.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) })
            offset += string.utf8.count + 1
        }
        pointers.append(nil)
        return body(pointers)
    }
}

import Database
import GRDB
import Synchronization

/// Writes that wait for the one writer, and the commits that many of them share.
///
/// A commit costs a wait for the disk, so whatever has gathered while the disk was busy goes into the next one: each write in a savepoint of
/// its own, one durable commit, and only then the answers. Requests go before imports.
final class WriteQueue: Sendable {
    /// One caller's write, without its type.
    struct Write: Sendable {
        /// Runs the body. What it returns tells the caller so, once that is durable.
        let run: @Sendable (any Writer) throws -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    /// At most so many writes, begun within so much time, share a commit: nobody waits long for strangers.
    private static let limit = (writes: 64, time: Duration.milliseconds(5))
    /// An import that has let so many commits of requests pass gets its turn.
    private static let patience = 8

    private struct Waiting {
        var urgent: [Write] = []
        var patient: [Write] = []
        /// Commits of requests since the imports had their turn.
        var passed = 0
        var isDraining = false
        var isEmpty: Bool { urgent.isEmpty && patient.isEmpty }
    }

    private let pool: DatabasePool
    private let waiting = Mutex(Waiting())

    init(_ pool: DatabasePool) { self.pool = pool }

    func add(_ write: Write, isPatient: Bool) {
        let mustStart = waiting.withLock { waiting in
            if isPatient { waiting.patient.append(write) } else { waiting.urgent.append(write) }
            defer { waiting.isDraining = true }
            return !waiting.isDraining
        }
        if mustStart { drainSoon() }
    }

    private func drainSoon() {
        pool.asyncWriteWithoutTransaction { connection in
            self.commitTogether(connection)
            // Between two commits the writer is free for a backup or a checkpoint.
            let isDone = self.waiting.withLock { waiting in
                waiting.isDraining = !waiting.isEmpty
                return !waiting.isDraining
            }
            if !isDone { self.drainSoon() }
        }
    }

    /// Whether it is the imports' turn. They never share a commit with requests, which would have to wait for them.
    private func takeTurn() -> Bool {
        waiting.withLock { waiting in
            let isTurn = !waiting.patient.isEmpty && (waiting.urgent.isEmpty || waiting.passed >= Self.patience)
            waiting.passed = isTurn || waiting.patient.isEmpty ? 0 : waiting.passed + 1
            return isTurn
        }
    }

    private func next(patient: Bool) -> Write? {
        waiting.withLock { waiting in
            if patient { return waiting.patient.isEmpty ? nil : waiting.patient.removeFirst() }
            return waiting.urgent.isEmpty ? nil : waiting.urgent.removeFirst()
        }
    }

    private func commitTogether(_ connection: GRDB.Database) {
        let start = ContinuousClock.now
        let patient = takeTurn()
        var taken: [Write] = []
        var answers: [@Sendable () -> Void] = []
        do {
            try connection.beginTransaction(.immediate)
            while taken.count < Self.limit.writes, ContinuousClock.now - start < Self.limit.time, let write = next(patient: patient) {
                taken.append(write)
                answers.append(try runInSavepoint(write, connection))
            }
            try connection.commit()
        } catch {
            // The whole transaction is lost (the disk, or a deferred constraint that one of them broke): each again on its own, so that each
            // gets its own answer. Nothing has been answered so far, not even a refusal: it may have rested on what is lost.
            if connection.isInsideTransaction { try? connection.rollback() }
            if taken.isEmpty, let write = next(patient: patient) { taken.append(write) }
            for write in taken { commitAlone(write, connection) }
            return
        }
        for answer in answers { answer() }
    }

    /// Returns the caller's answer. Throws only when the transaction around the savepoint is lost.
    private func runInSavepoint(_ write: Write, _ connection: GRDB.Database) throws -> @Sendable () -> Void {
        try connection.cachedStatement(sql: "SAVEPOINT one_write").execute()
        do {
            let answer = try run(write, connection)
            try connection.cachedStatement(sql: "RELEASE one_write").execute()
            return answer
        } catch {
            // On a full disk and the like SQLite has rolled everything back by itself.
            guard connection.isInsideTransaction else { throw error }
            try connection.cachedStatement(sql: "ROLLBACK TO one_write").execute()
            try connection.cachedStatement(sql: "RELEASE one_write").execute()
            return { write.fail(DatabaseProblem.from(error)) }
        }
    }

    private func commitAlone(_ write: Write, _ connection: GRDB.Database) {
        do {
            try connection.beginTransaction(.immediate)
            let answer = try run(write, connection)
            try connection.commit()
            answer()
        } catch {
            if connection.isInsideTransaction { try? connection.rollback() }
            write.fail(DatabaseProblem.from(error))
        }
    }

    private func run(_ write: Write, _ connection: GRDB.Database) throws -> @Sendable () -> Void {
        let transaction = SQLiteTransaction(connection)
        let answer = try write.run(transaction)
        if let failure = transaction.failure { throw failure }
        return answer
    }
}

import Customers
import Database
import Fetch
import Files
import Foundation
import HTTP
import Jobs
import Kernel
import Logging
import Pictures
import PostgresDatabase
import PriceFiles
import SQLiteDatabase
import Storefront

/// The composition root: everything that the rooms need, built on one page and handed down.
struct Portal: Sendable {
    let configuration: Configuration
    let database: any Database
    /// Signs cursors and encrypts kept secrets; at least 32 bytes.
    let secret: [UInt8]
    let log: Logger
    let metrics: Metrics
    let jobs: JobWorker
    /// Empty in a command that runs in its own process.
    let storefront: LiveStorefront
    /// Where pictures and papers of products lie.
    let productFiles: ProductFileStore
    let priceFiles: PriceFileHouse
    /// Where those wait who have a sheet or a price file made.
    let exports = Turns(atOnce: 2, places: 32)
    /// What both lie in, when that is no folder.
    let bucket: Bucket?
    let now: @Sendable () -> Instant

    /// Opens the database and puts the rooms together. The caller holds the data folder's lock on SQLite.
    /// - Throws: `Trouble` when the database cannot be opened, or is behind and may not be migrated in passing.
    static func open(_ configuration: Configuration, schema need: SchemaNeed = .current) async throws -> Portal {
        let log = configuration.makeLog()
        // Who looks at the installation says what is wrong with it.
        let secret = need == .any ? (try? configuration.secret()) ?? [] : try configuration.secret()
        let address = need == .any ? (try? configuration.bucketAddress()) ?? nil : try configuration.bucketAddress()
        let database = try await openDatabase(configuration)
        do {
            if need == .current { try await bringUpToDate(database, configuration, log) }
        } catch {
            try? await database.close()
            throw (error as? MigrationProblem).map { Trouble($0.description) } ?? error
        }
        let now: @Sendable () -> Instant = { Instant(Date()) }
        let metrics = Metrics()
        declareGauges(metrics, database, now)
        let storefront = LiveStorefront(database, snapshot: snapshotPlace(configuration))
        let bucket = address.map { openBucket($0, log) }
        let productFiles = ProductFileStore(contentStore(ContentStore.productFiles, 3, configuration, bucket), mill: PictureMill(program: ownProgram()))
        let priceFiles = PriceFileHouse(
            scratch: configuration.data + "/price-files", baseURL: configuration.baseURL.description, prepared: contentStore(ContentStore.priceFiles, 1, configuration, bucket))
        return Portal(
            configuration: configuration, database: database, secret: secret, log: log, metrics: metrics,
            jobs: JobWorker(database, handlers: jobHandlers(database, storefront, priceFiles: priceFiles, productFiles: productFiles, now) + (try postHandlers(configuration, database, now)) + ratesHandlers(configuration, WebClient(), database, storefront, now), schedules: schedules + ratesSchedules(configuration), mayTake: { await understands(database) }, log: log, now: now),
            storefront: storefront, productFiles: productFiles, priceFiles: priceFiles, bucket: bucket, now: now)
    }

    func close() async throws { try await database.close() }

    /// Why this node should not get requests now, for `/readyz`; empty when it should.
    @Sendable func obstacles() async -> [String] {
        do {
            let missing = try await within(.seconds(3)) { try await pendingMigrations(database, schema) }
            if !missing.isEmpty { return ["the schema is behind"] }
        } catch is MigrationProblem {
            return ["the schema is newer than this version"]
        } catch { return ["the database does not answer"] }
        return storefront.isReady ? [] : ["the catalogue is being loaded"]
    }

    /// What is amiss here without keeping requests away, for `/readyz`.
    @Sendable func notes() async -> [String] {
        var notes: [String] = []
        if let state = try? await within(.seconds(3), { try await schemaState(database, schema) }), !state.additions.isEmpty {
            notes.append("the schema is newer by \(state.additions.count) addition(s): this version goes on beside it")
        }
        if let problem = bucket?.lastTrouble() { notes.append(problem.kind == .away ? "the file store does not answer" : "the file store refuses") }
        return notes
    }

    /// What is wrong with the bucket of files; nil when nothing is, or there is none.
    @Sendable func fileTrouble() async -> BucketProblem? {
        guard let bucket else { return nil }
        // Others may wait for it on all the threads that there are for that.
        do { return try await within(.seconds(2)) { try await productFiles.originals.aside { _ in bucket.trouble() } } } catch {
            return BucketProblem(kind: .away, description: "no answer in time")
        }
    }

    /// Whether this program may work on the schema as it is now; also when the database does not tell, for then nothing comes of it.
    private static func understands(_ database: any Database) async -> Bool {
        do { return try await pendingMigrations(database, schema).isEmpty } catch is MigrationProblem { return false } catch { return true }
    }

    /// Shows what has just been written; does nothing where no storefront is kept.
    @Sendable func publish() async throws { if storefront.isReady { try await storefront.catchUp() } }

    private static func openDatabase(_ configuration: Configuration) async throws -> any Database {
        switch configuration.engine {
        case .sqlite(let path):
            try configuration.makeDataFolder()
            do { return try SQLiteDatabase(path: path) } catch { throw Trouble("The database \(path) cannot be opened: \(error)") }
        case .postgres(let connection):
            do { return try await PostgresDatabase(connection) } catch { throw Trouble("PostgreSQL cannot be reached: \(error)") }
        }
    }

    /// SQLite inside is ours alone and migrates in passing; PostgreSQL is migrated when its owner says so.
    private static func bringUpToDate(_ database: any Database, _ configuration: Configuration, _ log: Logger) async throws {
        let state = try await schemaState(database, schema)
        if !state.additions.isEmpty { log.warning("the schema is newer; this version goes on beside it", metadata: ["additions": "\(state.additions)"]) }
        let missing = state.missing
        guard !missing.isEmpty else { return }
        guard case .sqlite = configuration.engine else {
            throw Trouble("The database is \(missing.count) migrations behind this program: run `kontor migrate`.")
        }
        try await migrate(database, schema)
        log.info("schema migrated", metadata: ["migrations": "\(missing.map(\.number))"])
    }
}

/// One of the stores of files, in their folder or bucket.
/// - Parameter quarters: how many of what is kept of a bucket on this machine.
private func contentStore(_ name: String, _ quarters: Int64, _ configuration: Configuration, _ bucket: Bucket?) -> ContentStore {
    guard let bucket else { return ContentStore(folder: configuration.filesFolder.map { "\($0)/\(name)" }) }
    return ContentStore(bucket, name: name, cache: configuration.filesRead(name), limit: configuration.filesCache / 4 * quarters)
}

private func openBucket(_ address: BucketAddress, _ log: Logger) -> Bucket {
    Bucket(address) { problem in
        if let problem {
            log.warning("the file store does not answer", metadata: ["store": "\(address.name)", "error": "\(problem)"])
        } else {
            log.info("the file store answers again", metadata: ["store": "\(address.name)"])
        }
    }
}

/// What is kept of the catalogue, for the next start of the same program: another one reads everything from the database once.
private func snapshotPlace(_ configuration: Configuration) -> SnapshotPlace? {
    guard let file = try? FileManager.default.attributesOfItem(atPath: URL(fileURLWithPath: ownProgram()).resolvingSymlinksInPath().path), let size = file[.size] as? NSNumber,
        let date = file[.modificationDate] as? Date
    else { return nil }
    return SnapshotPlace(path: configuration.data + "/catalogue.snapshot", program: "\(kontorVersion) \(size) \(date.timeIntervalSince1970)")
}

/// This very program, also after another has been put in its place; where tests run inside another one, that beside it.
private func ownProgram() -> String {
    let own = "/proc/self/exe"
    guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: own), path.hasSuffix(".xctest") else { return own }
    return URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("kontor").path
}

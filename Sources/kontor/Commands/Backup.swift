import ArgumentParser
import Database
import Files
import Foundation
import Kernel
import Pictures
import SQLiteDatabase

/// One file with all there is: the database as of one moment, the files, and the secret made at the first start. Work goes on meanwhile.
struct Backup: PortalCommand {
    static let configuration = CommandConfiguration(abstract: "Write database, files and the kept secret into one archive, while the server works.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: JSONOption
    @Argument(help: "The archive to be written (tar).", completion: .file()) var path: String

    func run(in portal: Portal, _ console: Console) async throws {
        let target = console.path(path)
        guard !FileManager.default.fileExists(atPath: target) else { throw Trouble("\(target) is there already.") }
        let configuration = portal.configuration
        try await withScratch(in: configuration.data) { scratch in
            let manifest = BackupManifest(
                engine: configuration.engineName, schema: schema.map(\.number).max() ?? 0, version: kontorVersion, madeAt: portal.now())
            switch configuration.engine {
            case .sqlite:
                guard let database = portal.database as? SQLiteDatabase else { throw Trouble("The database cannot be copied.") }
                try await database.backUp(to: scratch + "/kontor.sqlite")
            case .postgres(let connection):
                let (bare, secrets) = withoutPassword(connection)
                try await runTool("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--file=\(scratch)/database.dump", "--dbname=\(bare)"], secrets: secrets)
            }
            let broken = portal.bucket == nil ? [] : try await copyFiles(of: portal, into: scratch)
            try Data(manifest.json.bytes).write(to: URL(fileURLWithPath: "\(scratch)/\(BackupManifest.name)"))
            try await pack(scratch, to: target, configuration)
            let size = (try? FileManager.default.attributesOfItem(atPath: target)[.size] as? Int) ?? 0
            if output.json {
                console.print(["path": .string(target), "bytes": .number(String(size)), "made_at": .string(manifest.madeAt.text)])
            } else {
                console.print("\(target): \(size) bytes as of \(manifest.madeAt.text). Keep it where the server is not: it holds everything, the secret too.")
            }
            if !broken.isEmpty { throw Trouble("The backup lacks \(broken.count) files that are damaged in the file store, the first of them \(broken[0]).") }
        }
    }

    /// Copies the files from the bucket, without what is made of them again.
    /// - Returns: which of them are damaged there.
    private func copyFiles(of portal: Portal, into scratch: String) async throws -> [String] {
        do { return try await portal.productFiles.originals.copyAll(into: scratch + "/files/" + ContentStore.productFiles).broken } catch let problem as BucketProblem {
            throw Trouble("The files cannot be read from \(portal.configuration.fileStoreName): \(problem).")
        }
    }

    /// Files are named by their content and only ever added: copied after the database, none is missing in it. Prepared price lists come and go, and are made
    /// again when they are missing.
    private func pack(_ scratch: String, to target: String, _ configuration: Configuration) async throws {
        var arguments = ["--create", "--file=\(target).part", "--directory=\(scratch)"]
        arguments += try FileManager.default.contentsOfDirectory(atPath: scratch).sorted()
        if FileManager.default.fileExists(atPath: configuration.data + "/secret") { arguments += ["--directory=\(configuration.data)", "secret"] }
        if let files = configuration.filesFolder, FileManager.default.fileExists(atPath: files) {
            arguments += ["--exclude=./\(ContentStore.priceFiles)", "--exclude=./.store", "--transform=s,^\\.,files,", "--directory=\(files)", "."]
        }
        do { try await runTool("tar", arguments) } catch {
            try? FileManager.default.removeItem(atPath: target + ".part")
            throw error
        }
        let descriptor = open(target + ".part", O_RDONLY | O_CLOEXEC)
        let synced = descriptor >= 0 && fsync(descriptor) == 0
        if descriptor >= 0 { close(descriptor) }
        guard synced, rename(target + ".part", target) == 0 else { throw Trouble("\(target) cannot be written: \(lastProblem()).") }
    }
}

/// Puts a backup in place of what is there. The server is stopped; nothing is replaced unless it is asked for.
struct Restore: OwnCommand {
    static let configuration = CommandConfiguration(abstract: "Put a backup in place; the server must be stopped.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: JSONOption
    @Flag(help: "Replace what is there.") var replace = false
    @Argument(help: "The archive that `kontor backup` has written.", completion: .file()) var path: String

    func start(_ console: Console) async throws {
        let configuration = try common.configuration(in: console.directory)
        let source = console.path(path)
        guard FileManager.default.isReadableFile(atPath: source) else { throw Trouble("\(source) cannot be read.") }
        try configuration.makeDataFolder()
        guard let lock = try DataLock(configuration) else { throw Trouble("Another process owns \(configuration.data): stop the server first.") }
        defer { withExtendedLifetime(lock) {} }
        let (manifest, broken) = try await withScratch(in: configuration.data) { scratch in
            try await runTool("tar", ["--extract", "--file=\(source)", "--directory=\(scratch)", "--no-same-owner", "--no-same-permissions"])
            let manifest = try BackupManifest(in: scratch)
            guard manifest.engine == configuration.engineName else {
                throw Trouble("The backup is of \(manifest.engine), this installation is \(configuration.engineName).")
            }
            guard manifest.schema <= schema.map(\.number).max() ?? 0 else { throw Trouble("The backup was made by a later version: run kontor \(manifest.version).") }
            let files = try await fileStore(configuration)
            switch configuration.engine {
            case .sqlite(let database): try await restoreSQLite(scratch, to: database)
            case .postgres(let connection): try await restorePostgres(scratch, to: connection)
            }
            try put("\(scratch)/secret", in: configuration.data + "/secret")
            if let folder = configuration.filesFolder { try put("\(scratch)/files", in: folder) }
            let broken = if let files { try await put("\(scratch)/files/\(ContentStore.productFiles)", in: files, configuration) } else { [String]() }
            return (manifest, broken)
        }
        if output.json {
            console.print(["made_at": .string(manifest.madeAt.text), "schema": .number(String(manifest.schema))])
        } else {
            console.print("The state of \(manifest.madeAt.text) is back. Start the server; with PostgreSQL run `kontor migrate` before.")
        }
        if !broken.isEmpty { throw Trouble("\(broken.count) files are damaged in the backup and were left out, the first of them \(broken[0]).") }
    }

    /// The bucket that is to take the files, looked at before anything is replaced; nil where they go into a folder.
    private func fileStore(_ configuration: Configuration) async throws -> ContentStore? {
        guard let address = try configuration.bucketAddress() else { return nil }
        let bucket = Bucket(address)
        let files = ContentStore(bucket, name: ContentStore.productFiles, cache: configuration.filesRead(ContentStore.productFiles), limit: configuration.filesCache)
        do { try await files.aside { _ in try bucket.prove(in: configuration.data) } } catch let problem as BucketProblem { throw Trouble("\(address.name) cannot be used: \(problem).") }
        return files
    }

    /// What is there already is the same: files bear the name of their content.
    /// - Returns: which of them are damaged in the backup.
    private func put(_ source: String, in files: ContentStore, _ configuration: Configuration) async throws -> [String] {
        do { return try await files.takeAll(from: source).broken } catch let problem as BucketProblem {
            throw Trouble("The files cannot be written to \(configuration.fileStoreName): \(problem). Restore once more with `--replace`.")
        }
    }

    /// Looks through the copy before anything is replaced.
    private func restoreSQLite(_ scratch: String, to target: String) async throws {
        let copy = scratch + "/kontor.sqlite"
        guard FileManager.default.fileExists(atPath: copy) else { throw Trouble("The backup holds no database.") }
        guard replace || !FileManager.default.fileExists(atPath: target) else { throw Trouble("\(target) is there already: `--replace` puts the backup in its place.") }
        let database = try SQLiteDatabase(path: copy)
        let damage = try await database.findDamage()
        try await database.close()
        guard damage.isEmpty else { throw Trouble("The backup is damaged: \(damage.prefix(3).joined(separator: "; "))") }
        for rest in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: target + rest) }
        guard rename(copy, target) == 0 else { throw Trouble("\(target) cannot be written: \(lastProblem()).") }
    }

    private func restorePostgres(_ scratch: String, to connection: String) async throws {
        let dump = scratch + "/database.dump"
        guard FileManager.default.fileExists(atPath: dump) else { throw Trouble("The backup holds no database.") }
        let (bare, secrets) = withoutPassword(connection)
        // Without --replace it stops at the first table that is there; in one transaction, so that nothing is half restored.
        let cleaning = replace ? ["--clean", "--if-exists"] : []
        try await runTool("pg_restore", ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--dbname=\(bare)"] + cleaning + [dump], secrets: secrets)
    }

    private func put(_ source: String, in target: String) throws {
        let files = FileManager.default
        guard files.fileExists(atPath: source) else { return }
        if files.fileExists(atPath: target) {
            if files.contentsEqual(atPath: source, andPath: target) { return }
            guard replace else { throw Trouble("\(target) is there already: `--replace` puts the backup in its place.") }
            try files.removeItem(atPath: target)
        }
        do { try files.moveItem(atPath: source, toPath: target) } catch { throw Trouble("\(target) cannot be written: \(error.localizedDescription)") }
    }
}

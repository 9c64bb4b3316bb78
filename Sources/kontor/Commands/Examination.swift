import Database
import Files
import Foundation
import Glibc
import HTTP
import Jobs
import Kernel
import Pictures

/// The checks of `doctor`.
struct Examination {
    let portal: Portal

    private var configuration: Configuration { portal.configuration }

    func findings() async -> [Finding] {
        var findings = await database()
        findings += [dataFolder(), diskSpace(), secret(), baseURL(), await files(), mail()]
        if let queue = await queue() { findings.append(queue) }
        return findings
    }

    private func database() async -> [Finding] {
        do {
            let start = ContinuousClock.now
            _ = try await within(.seconds(10)) { try await portal.database.read { try $0.rows("SELECT 1 AS one") } }
            let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
            var findings = [Finding("database", .ok, "answers in \(milliseconds) ms")]
            findings.append(try await schemaFinding())
            switch configuration.engine {
            case .sqlite: findings += try await sqlite()
            case .postgres: findings += try await postgres()
            }
            return findings
        } catch { return [Finding("database", .failed, "does not answer: \(error)")] }
    }

    private func schemaFinding() async throws -> Finding {
        do {
            let state = try await schemaState(portal.database, schema)
            if !state.missing.isEmpty { return Finding("schema", .failed, "\(state.missing.count) migration(s) behind: run `kontor migrate`") }
            guard !state.additions.isEmpty else { return Finding("schema", .ok, "current") }
            return Finding("schema", .warning, "newer by \(state.additions.count) addition(s), beside which this version goes on: put the newer one in its place")
        } catch let problem as MigrationProblem { return Finding("schema", .failed, "\(problem)") }
    }

    private func sqlite() async throws -> [Finding] {
        // Asked on the connection that writes: the settings are each connection's own.
        let (journal, synchronous, version) = try await portal.database.write { writer in
            (
                try writer.row("PRAGMA journal_mode")?.get("journal_mode", as: String.self) ?? "?",
                try writer.row("PRAGMA synchronous")?.get("synchronous", as: Int.self) ?? 0,
                try writer.row("SELECT sqlite_version() AS version")?.get("version", as: String.self) ?? "0"
            )
        }
        let durable = journal == "wal" && synchronous >= 2
        let numbers = version.split(separator: ".").map { Int($0) ?? 0 }
        let fixed = !numbers.lexicographicallyPrecedes([3, 51, 3])
        let year = Calendar(identifier: .gregorian).component(.year, from: portal.now().date)
        return [
            Finding(
                "durability", durable ? .ok : .failed, "journal_mode=\(journal), synchronous=\(synchronous)\(durable ? "" : ", must be wal and 2")"),
            Finding(
                "SQLite", fixed ? .ok : .warning,
                fixed
                    ? version
                    : "\(version) has the WAL-reset bug, mended in 3.51.3: never open the database with another program while the server runs"),
            Finding("clock", (2026...2100).contains(year) ? .ok : .failed, portal.now().text),
        ]
    }

    private func postgres() async throws -> [Finding] {
        let before = portal.now()
        let row = try await portal.database.read { reader in
            try reader.row(
                """
                SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit_mode,
                       current_setting('full_page_writes') AS full_pages, current_setting('server_version') AS version,
                       CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now
                """)
        }
        guard let row else { return [Finding("durability", .failed, "PostgreSQL does not tell its settings")] }
        let (fsync, commit, pages) = (
            try row.get("fsync", as: String.self), try row.get("commit_mode", as: String.self), try row.get("full_pages", as: String.self)
        )
        let durable = fsync == "on" && commit != "off" && pages == "on"
        let drift = try row.get("now", as: Instant.self).milliseconds - before.milliseconds
        return [
            Finding("durability", durable ? .ok : .failed, "fsync=\(fsync), synchronous_commit=\(commit), full_page_writes=\(pages)"),
            Finding("PostgreSQL", .ok, try row.get("version")),
            Finding(
                "clock", abs(drift) < 2_000 ? .ok : .failed,
                "\(drift) ms from the database's\(abs(drift) < 2_000 ? "" : ": let both follow a time server")"),
        ]
    }

    private func dataFolder() -> Finding {
        var status = stat()
        guard access(configuration.data, W_OK | X_OK) == 0, stat(configuration.data, &status) == 0 else {
            return Finding("data folder", .failed, "\(configuration.data) cannot be written: \(lastProblem())")
        }
        let open = status.st_mode & 0o077 != 0
        return Finding("data folder", open ? .warning : .ok, configuration.data + (open ? " can be entered by others: chmod 700" : ""))
    }

    private func diskSpace() -> Finding {
        var disk = statvfs()
        guard statvfs(configuration.data, &disk) == 0 else { return Finding("disk space", .warning, "unknown: \(lastProblem())") }
        let megabytes = (UInt64(disk.f_bavail) * UInt64(disk.f_frsize)) >> 20
        let verdict: Finding.Verdict = megabytes < 256 ? .failed : megabytes < 2048 ? .warning : .ok
        return Finding("disk space", verdict, "\(megabytes) MB free")
    }

    private func secret() -> Finding {
        do {
            _ = try configuration.secret()
            if configuration.hasWeakSecret {
                return Finding("secret", .warning, "shorter than 32 characters: `openssl rand -hex 32` makes a good one")
            }
            return Finding("secret", .ok, "present")
        } catch { return Finding("secret", .failed, "\(error)") }
    }

    private func baseURL() -> Finding {
        let address = configuration.baseURL
        let host = address.description.dropFirst("http://".count)
        let isLoopback = ["localhost", "127.", "[::1]"].contains { host.hasPrefix($0) }
        if address.isSecure || isLoopback { return Finding("base URL", .ok, "\(address)") }
        return Finding("base URL", .warning, "\(address) is neither https nor this machine: passwords travel in the open")
    }

    private func files() async -> Finding {
        let own: String
        switch configuration.files {
        case .folder(let path):
            do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]) } catch {
                return Finding("files", .failed, "\(path) cannot be made: \(error.localizedDescription)")
            }
            guard access(path, W_OK | X_OK) == 0 else { return Finding("files", .failed, "\(path) cannot be written: \(lastProblem())") }
            own = path
        case .s3:
            do {
                guard let bucket = portal.bucket else {
                    _ = try configuration.bucketAddress()
                    return Finding("files", .failed, "the bucket is not set up")
                }
                own = bucket.address.name
                let folder = configuration.data
                try await portal.productFiles.originals.aside { _ in try bucket.prove(in: folder) }
            } catch let problem as BucketProblem {
                return Finding("files", .failed, "\(configuration.fileStoreName) \(problem.kind == .away ? "does not answer" : "cannot be used"): \(problem)")
            } catch { return Finding("files", .failed, "\(error)") }
        }
        guard case .postgres = configuration.engine else { return Finding("files", .ok, own) }
        return await shared(own)
    }

    /// Whether the other nodes that run now keep their files where this one does.
    private func shared(_ own: String) async -> Finding {
        let now = portal.now()
        let nodes = (try? await portal.database.read { try $0.nodes(at: now) }) ?? []
        let name = configuration.fileStoreName
        if let other = nodes.first(where: { $0.files != name }) {
            return Finding("files", .failed, "\(own) is not where the node on \(other.host) keeps its files (\(other.files)): name the same s3://… for all, or one folder that they share")
        }
        guard case .folder = configuration.files else { return Finding("files", .ok, own) }
        if nodes.count > 1 { return Finding("files", .ok, "\(own), shared by \(nodes.count) nodes") }
        return Finding("files", .warning, "\(own): a second node must share this folder, or s3://… be named for both")
    }

    private func mail() -> Finding {
        configuration.smtp == nil ? Finding("mail", .warning, "KONTOR_SMTP is not set: mail waits in the queue") : Finding("mail", .ok, "configured")
    }

    private func queue() async -> Finding? {
        let now = portal.now()
        guard let counts = try? await portal.database.read({ try $0.jobCounts(at: now) }) else { return nil }
        let late = counts.oldestAge / 1000
        let verdict: Finding.Verdict = counts.dead > 0 || late > 600 ? .warning : .ok
        return Finding("jobs", verdict, "\(counts.waiting) waiting, \(counts.dead) dead, the oldest due for \(late) s")
    }
}

package import Database
import Files
import Foundation
package import Journal
package import Kernel
package import Pictures
import Records

/// How files are taken in.
package struct ImportOptions: Sendable {
    package enum Format: String, Sendable, CaseIterable { case commerceml, ndjson, csv, xlsx, cbr }

    /// Nil: found by names and content.
    package var format: Format?
    /// For a single file whose name does not tell.
    package var kind: String?
    /// Everything is checked and nothing is kept.
    package var dryRun = false
    /// What messages call the path; nil: itself.
    package var called: String?
    /// Kinds whose files are passed over.
    var without: Set<String> = []
    /// The upload that the files came as: what an attempt before has changed belongs to the same import.
    var upload: Int64?

    package init() {}
}

/// Where an import stands.
package struct ImportProgress: Sendable {
    package let file: String
    package let kind: String
    /// Items of this kind so far.
    package let done: Int
}

/// Takes in a file, a folder or a ZIP archive: the kinds of the API as NDJSON or CSV, sheets of records (`SheetSubject`), or a CommerceML catalogue. Files that rows name are put into the store.
///
/// Steps of a few hundred items, each in a transaction of its own; good rows are kept, every other row is in the report. Rows that refer to something
/// that comes later in the files are tried once more at the end. With `dryRun` all of it is one transaction that is given up. What is changed can be put back
/// (`undoImport`), also after an import that broke off.
/// - Parameter afterStep: called after each committed step; what it throws ends the import.
/// - Throws: `Refusal` when the path is not there, nothing in it can be read, or the format is none that is known.
package func importFiles(
    at path: String, _ options: ImportOptions, by actor: Actor, files: ProductFileStore, in database: any Database, now: @escaping @Sendable () -> Instant,
    progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }, afterStep: @escaping @Sendable () async throws -> Void = {}
) async throws -> ImportReport {
    var options = options
    // An archive is taken from where it has been unpacked.
    options.called = options.called ?? path
    let archive = try importArchive(at: path)
    let trace = options.dryRun ? nil : try await ImportTrace.begin(upload: options.upload, by: actor, at: now(), in: database)
    let work = ImportWork(options: options, actor: actor, files: files, database: database, trace: trace, now: now, progress: progress, afterStep: afterStep)
    let source = URL(fileURLWithPath: path).lastPathComponent
    do {
        let report: ImportReport
        if let archive {
            report = try await withScratchFolder { folder in
                try archive.unpackRows(into: folder)
                return try await work.take(folder.path, beside: .archive(ArchivedFiles(archive)))
            }
        } else {
            report = try await work.take(path, beside: .folder(rootFolder(of: path)))
        }
        guard let trace else { return report }
        let moment = now()
        try await database.write { try $0.keepImport(report, of: source, by: actor, run: trace.run, at: moment) }
        return report
    } catch {
        // The worker goes on with an upload; of anything else what has been saved until now is all there will be.
        if let trace, options.upload == nil {
            let moment = now()
            // Where the database is away too, it is the first error that says why.
            try? await database.write { try $0.keepBrokenImport(trace.run, of: source, by: actor, at: moment) }
        }
        throw error
    }
}

extension Writer {
    /// An import that broke off stands among the others as soon as it has changed anything.
    fileprivate func keepBrokenImport(_ run: Int64, of source: String, by actor: Actor, at now: Instant) throws {
        let saved = try rows("SELECT kind, CAST(SUM(rows) AS \(.integer)) AS n FROM import_steps WHERE run_id = \(run) GROUP BY kind ORDER BY MIN(position)")
        guard !saved.isEmpty else { return }
        var report = ImportReport()
        for row in saved { report.count(ImportReport.Counts(updated: Int(try row.get("n", as: Int64.self))), kind: try row.get("kind")) }
        report.breakOff(file: source, line: nil, reason: "unavailable")
        try keepImport(report, of: source, by: actor, run: run, at: now)
    }

    /// The same of a file that somebody brought and nobody tries again by himself.
    func keepBrokenImport(ofUpload id: Int64, named name: String, by actor: Actor, at now: Instant) throws {
        guard let run: Int64 = try row("SELECT id FROM import_runs WHERE upload_id = \(id) AND phase = 'open' ORDER BY id DESC LIMIT 1")?.get("id") else { return }
        try keepBrokenImport(run, of: name, by: actor, at: now)
    }
}

private func rootFolder(of path: String) -> String {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return isThere && isFolder.boolValue ? path : URL(fileURLWithPath: path).deletingLastPathComponent().path
}

/// What an import needs beside what it takes.
private struct ImportWork: Sendable {
    let options: ImportOptions
    let actor: Actor
    let files: ProductFileStore
    let database: any Database
    let trace: ImportTrace?
    let now: @Sendable () -> Instant
    let progress: @Sendable (ImportProgress) -> Void
    let afterStep: @Sendable () async throws -> Void

    func take(_ path: String, beside: FilesBeside) async throws -> ImportReport {
        options.dryRun ? try await rehearse(path, beside) : try await save(path, beside)
    }

    private func save(_ path: String, _ beside: FilesBeside) async throws -> ImportReport {
        try await onOwnThread {
            let taker = FileTaker(beside, into: files, keeps: true)
            let sink = ImportSink(
                save: { step in
                    var taken = taker.take(step)
                    taken.trace = trace
                    let step = taken
                    return try blocking {
                        let outcomes = try await database.write { try step.save(by: actor, at: now(), in: $0) }
                        try await afterStep()
                        return outcomes
                    }
                }, parameters: { mapping in try blocking { try await database.read { try $0.sheetParameters(asked: mapping) } } },
                keep: trace.map { trace in { rows in try blocking { try await database.write { try $0.keepToldRows(rows, ofRun: trace.run) } } } }, progress: progress)
            return try sink.report(of: path, options, taker)
        }
    }

    /// All of it in one transaction that is given up; no file is kept.
    ///
    /// The files that rows name are read and decoded before it, so that nobody waits for that: the rows are gone through twice.
    private func rehearse(_ path: String, _ beside: FilesBeside) async throws -> ImportReport {
        let facts = try await onOwnThread {
            let taker = FileTaker(beside, into: files, keeps: false)
            let sink = ImportSink(save: { step in
                _ = taker.take(step)
                return step.items.map { _ in RecordOutcome(label: nil, status: .unchanged, problems: []) }
            }, parameters: { _ in .none }, progress: { _ in })
            _ = try sink.report(of: path, options, taker)
            return taker.facts
        }
        do {
            return try await database.write { writer -> ImportReport in
                let taker = FileTaker(beside, into: files, knowing: facts)
                let sink = ImportSink(
                    save: { try taker.take($0).save(by: actor, at: now(), in: writer) }, parameters: { try writer.sheetParameters(asked: $0) }, progress: progress)
                throw Rehearsed(report: try sink.report(of: path, options, taker))
            }
        } catch let rehearsed as Rehearsed { return rehearsed.report }
    }
}

extension ImportSink {
    /// Takes everything at a path.
    fileprivate func report(of path: String, _ options: ImportOptions, _ taker: FileTaker) throws -> ImportReport {
        try take(try importSources(at: path, options, beside: taker.beside, report: &report))
        report.excuse(taker.places)
        return report
    }
}

/// Thrown out of a transaction that only rehearsed.
private struct Rehearsed: Error { let report: ImportReport }

/// Runs synchronous work on a thread of its own, away from those that serve requests.
func onOwnThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Result { try body() }) }
        thread.stackSize = 1 << 21
        thread.name = "kontor.import"
        thread.start()
    }
}

/// Carries a result from a task to the thread that waits for it; the semaphore orders the two.
private final class ResultBox<T: Sendable>: @unchecked Sendable { var result: Result<T, any Error>? }

/// Waits for asynchronous work. Only for threads of one's own: a thread of the cooperative pool must never wait like this.
private func blocking<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) throws -> T {
    let box = ResultBox<T>()
    let done = DispatchSemaphore(value: 0)
    // Low priority marks a patient write: the database lets requests go first.
    Task(priority: .utility) {
        do { box.result = .success(try await body()) } catch { box.result = .failure(error) }
        done.signal()
    }
    done.wait()
    guard let result = box.result else { throw Refusal(.unavailable) }
    return try result.get()
}

package import Database
import Foundation
package import Journal
package import Kernel
import Records

/// How files are taken in.
package struct ImportOptions: Sendable {
    package enum Format: String, Sendable, CaseIterable { case commerceml, ndjson, csv, cbr }

    /// Nil: found by names and content.
    package var format: Format?
    /// For a single file whose name does not tell.
    package var kind: String?
    /// Everything is checked and nothing is kept.
    package var dryRun = false

    package init() {}
}

/// Where an import stands.
package struct ImportProgress: Sendable {
    package let file: String
    package let kind: String
    /// Items of this kind so far.
    package let done: Int
}

/// Takes in a file or a folder: the kinds of the API as NDJSON or CSV, or a CommerceML catalogue.
///
/// Steps of a few hundred items, each in a transaction of its own; good rows are kept, every other row is in the report. Rows that refer to something
/// that comes later in the files are tried once more at the end. With `dryRun` all of it is one transaction that is given up.
/// - Parameter afterStep: called after each committed step; what it throws ends the import.
/// - Throws: `Refusal` when the path is not there, nothing in it can be read, or the format is none that is known.
package func importFiles(
    at path: String, _ options: ImportOptions, by actor: Actor, in database: any Database, now: @escaping @Sendable () -> Instant,
    progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }, afterStep: @escaping @Sendable () async throws -> Void = {}
) async throws -> ImportReport {
    if options.dryRun { return try await rehearse(path, options, by: actor, in: database, now: now, progress: progress) }
    let report = try await onOwnThread {
        let sink = ImportSink(
            save: { step in
                try blocking {
                    let outcomes = try await database.write { try step.save(by: actor, at: now(), in: $0) }
                    try await afterStep()
                    return outcomes
                }
            }, progress: progress)
        try sink.take(try importSources(at: path, options, report: &sink.report))
        return sink.report
    }
    let moment = now()
    try await database.write { try $0.keepImport(report, of: URL(fileURLWithPath: path).lastPathComponent, by: actor, at: moment) }
    return report
}

/// Thrown out of a transaction that only rehearsed.
private struct Rehearsed: Error { let report: ImportReport }

private func rehearse(
    _ path: String, _ options: ImportOptions, by actor: Actor, in database: any Database, now: @escaping @Sendable () -> Instant,
    progress: @escaping @Sendable (ImportProgress) -> Void
) async throws -> ImportReport {
    do {
        return try await database.write { writer -> ImportReport in
            let sink = ImportSink(save: { try $0.save(by: actor, at: now(), in: writer) }, progress: progress)
            try sink.take(try importSources(at: path, options, report: &sink.report))
            throw Rehearsed(report: sink.report)
        }
    } catch let rehearsed as Rehearsed { return rehearsed.report }
}

/// Runs synchronous work on a thread of its own, away from those that serve requests.
private func onOwnThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
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

package import Customers
package import Database
import Journal
package import Jobs
package import Kernel
package import Pictures

/// What the worker runs for records that came by the browser: they may take minutes.
package let uploadJob = "uploads.take"

/// Reads a sheet of prices, guesses its columns and keeps it; where they tell everything, its rows are checked at once.
/// - Throws: `Refusal` for a file that cannot be read; nothing is kept then.
package func bringFile(name: String, _ bytes: [UInt8], for viewer: Viewer, at now: Instant, in database: any Database) async throws -> Int64 {
    let kind = uploadKind(name: name, bytes)
    try viewer.demandUploads(kind)
    guard !bytes.isEmpty else { throw Refusal(.validation, "file_missing") }
    guard kind == .prices else { return try await database.write { try keepUpload(name: name, bytes, kind, nil, for: viewer, at: now, in: $0) } }
    let sheet = try Sheet(bytes, name: name)
    let mapping = PriceMapping(guessedFrom: sheet)
    let id = try await database.write { try keepUpload(name: name, bytes, kind, mapping, for: viewer, at: now, in: $0) }
    guard mapping.problems.isEmpty else { return id }
    let report = try await importPrices(sheet, mapping, dryRun: true, for: viewer, at: now, in: database)
    try await database.write { try $0.keepRehearsal(report.json, ofUpload: id, at: now) }
    return id
}

/// Checks a file again, with the columns as a person has put them; changes no records.
/// - Parameter change: corrects the mapping of a sheet of prices.
package func checkUpload(
    _ id: Int64, for viewer: Viewer, at now: Instant, in database: any Database, _ change: @escaping @Sendable (inout PriceMapping) -> Void = { _ in }
) async throws {
    let (file, bytes) = try await database.read { (try upload(id, for: viewer, in: $0), try uploadContent(id, in: $0)) }
    guard file.takenAt == nil, !bytes.isEmpty else { throw Refusal(.validation, "upload_taken") }
    guard file.kind == .prices else {
        try await database.write { writer in
            try writer.keepRehearsal(nil, ofUpload: id, at: now)
            try writer.enqueue(Job(uploadJob, ["upload": .number(String(id)), "check": true], maxAttempts: uploadAttempts), at: now)
        }
        return
    }
    let sheet = try Sheet(bytes, name: file.name)
    var mapping = file.mapping ?? PriceMapping(guessedFrom: sheet)
    change(&mapping)
    let corrected = mapping
    try await database.write { try $0.keepMapping(corrected, ofUpload: id) }
    let report = try await importPrices(sheet, corrected, dryRun: true, for: viewer, at: now, in: database)
    try await database.write { try $0.keepRehearsal(report.json, ofUpload: id, at: now) }
}

/// Takes a file in: prices at once, other records by the worker. A second call while one is at it is refused.
package func takeUpload(_ id: Int64, for viewer: Viewer, at now: Instant, in database: any Database) async throws {
    let file = try await database.read { try upload(id, for: viewer, in: $0) }
    if file.kind == .prices, let mapping = file.mapping, !mapping.problems.isEmpty { throw Refusal(.validation, "fields", problems: mapping.problems) }
    let isOurs = try await database.write { writer -> Bool in
        guard try writer.beginTaking(id, at: now) else { return false }
        if file.kind == .records { try writer.enqueue(Job(uploadJob, ["upload": .number(String(id))], maxAttempts: uploadAttempts), at: now) }
        return true
    }
    guard isOurs else { throw Refusal(.validation, "upload_taken") }
    guard file.kind == .prices else { return }
    do {
        let bytes = try await database.read { try uploadContent(id, in: $0) }
        let sheet = try Sheet(bytes, name: file.name)
        try await importPrices(sheet, file.mapping ?? PriceMapping(guessedFrom: sheet), dryRun: false, upload: id, for: viewer, at: now, in: database) { report, writer in
            try writer.keepTaking(report.json, ofUpload: id, at: now)
        }
    } catch {
        let reason = (error as? Refusal)?.reason ?? "unavailable"
        try await database.write { writer in
            try writer.keepFailure(reason, ofUpload: id)
            try writer.keepBrokenImport(ofUpload: id, named: file.name, by: viewer.actor, at: now)
        }
        throw error
    }
}

/// The worker's part. A refusal is kept with the file and ends the job; anything else is tried again.
package func workOnUpload(_ job: JobPayload, files: ProductFileStore, in database: any Database, now: @escaping @Sendable () -> Instant) async throws {
    guard let id = job.value["upload"]?.int else { throw HopelessJob("no upload named") }
    let isCheck = job.value["check"]?.bool ?? false
    let found = try await database.read { reader -> (Upload, [UInt8])? in
        guard let file = try? upload(id, for: .system, in: reader) else { return nil }
        return (file, try uploadContent(id, in: reader))
    }
    guard let (file, bytes) = found, file.takenAt == nil, !bytes.isEmpty else { return }
    let actor = Actor(ofUpload: file.actor)
    func fail(_ reason: String) async throws {
        let moment = now()
        try await database.write { writer in
            try writer.keepFailure(reason, ofUpload: id)
            try writer.keepBrokenImport(ofUpload: id, named: file.name, by: actor, at: moment)
        }
    }
    do {
        let report = try await importUploadedRecords(name: file.name, bytes, upload: id, dryRun: isCheck, by: actor, files: files, in: database, now: now)
        let moment = now()
        try await database.write { isCheck ? try $0.keepRehearsal(report.json, ofUpload: id, at: moment) : try $0.keepTaking(report.json, ofUpload: id, at: moment) }
    } catch let refusal as Refusal {
        try await fail(refusal.reason ?? refusal.code.rawValue)
    } catch where job.attempt >= uploadAttempts {
        try await fail("unavailable")
        throw error
    }
}

/// How often the worker tries.
private let uploadAttempts = 3

package import Customers
package import Database
import Foundation
import Formats
import Journal
package import Kernel
import Pictures
import Records

package enum UploadsSchema {
    /// Files that staff bring by the browser, until they are taken in; kept for a week.
    package static let migration = Migration(87, "uploads", [
        """
        CREATE TABLE uploads (
            id \(.identity), at \(.integer) NOT NULL, actor \(.text) NOT NULL, person \(.text) NOT NULL, name \(.text) NOT NULL, kind \(.text) NOT NULL CHECK (kind IN ('prices', 'records')),
            content \(.bytes), mapping \(.text), checked_at \(.integer), begun_at \(.integer), taken_at \(.integer), failure \(.text), report \(.text)
        ) \(.strict)
        """,
    ])
}

/// A file that somebody has brought for prices or in the API's form: what it is and how far it is. Sheets of records are `RecordSheet`s.
package struct Upload: Sendable {
    package enum Kind: String, Sendable {
        /// A sheet of prices with columns to be told apart.
        case prices
        /// Files of the API's kinds: `KIND.csv`, `KIND.ndjson`, an exchange's XML, or a ZIP of them.
        case records
    }

    package let id: Int64
    package let at: Instant
    /// Who brought it.
    package let person: String
    package let name: String
    package let kind: Kind
    package let mapping: PriceMapping?
    package let checkedAt: Instant?
    package let begunAt: Instant?
    package let takenAt: Instant?
    /// Why it could not be taken at all.
    package let failure: String?
    /// `ImportReport.json` of the last rehearsal, later of the taking.
    package let report: JSON?
    package let actor: String
}

/// The most bytes of one upload.
package let uploadLimit = 32 << 20

/// Keeps a file that has come by the browser, for a week. Demands what taking it will demand.
package func keepUpload(name: String, _ bytes: [UInt8], _ kind: Upload.Kind, _ mapping: PriceMapping?, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> Int64 {
    try viewer.demandUploads(kind)
    return try writer.storeUpload(name: name, bytes, kind, mapping?.json, for: viewer, at: now)
}

/// The files of the last week, the newest first.
package func uploads(limit: Int = 50, for viewer: Viewer, in reader: any Reader) throws -> [Upload] {
    try viewer.demandUploads(.prices)
    return try reader.uploads("1 = 1", limit: limit)
}

package func upload(_ id: Int64, for viewer: Viewer, in reader: any Reader) throws -> Upload {
    try viewer.demandUploads(.prices)
    guard let found = try reader.uploads("id = \(id)", limit: 1).first else { throw Refusal.notFound }
    try viewer.demandUploads(found.kind)
    return found
}

/// The file itself.
package func uploadContent(_ id: Int64, in reader: any Reader) throws -> [UInt8] {
    guard let row = try reader.row("SELECT content FROM uploads WHERE id = \(id)") else { throw Refusal.notFound }
    return try row.find("content") ?? []
}

extension Writer {
    /// Stores a file for a week, when those before have gone.
    func storeUpload(name: String, _ bytes: [UInt8], _ kind: Upload.Kind, _ mapping: JSON?, for viewer: Viewer, at now: Instant) throws -> Int64 {
        let weekAgo = now.adding(seconds: -7 * 86_400)
        try forgetSheets(before: weekAgo)
        try run("DELETE FROM uploads WHERE at < \(weekAgo)")
        guard let id: Int64 = try rows("""
            INSERT INTO uploads (at, actor, person, name, kind, content, mapping)
            VALUES (\(now), \(viewer.actor.text), \(viewer.name), \(name), \(kind.rawValue), \(bytes), \(mapping?.text)) RETURNING id
            """).first?.get("id")
        else { throw Refusal(.unavailable) }
        return id
    }

    package func keepMapping(_ mapping: PriceMapping, ofUpload id: Int64) throws { try run("UPDATE uploads SET mapping = \(mapping.json.text) WHERE id = \(id) AND taken_at IS NULL") }

    /// The outcome of a rehearsal.
    package func keepRehearsal(_ report: JSON?, ofUpload id: Int64, at now: Instant) throws {
        try run("UPDATE uploads SET report = \(report?.text), checked_at = \(now), failure = NULL WHERE id = \(id) AND taken_at IS NULL")
    }

    /// Marks a file as being taken: false when somebody has begun already. A sheet whose taking ended with the server may be begun again after ten minutes;
    /// what it had saved by then is unchanged when it comes once more.
    package func beginTaking(_ id: Int64, at now: Instant) throws -> Bool {
        try run("UPDATE uploads SET begun_at = \(now), failure = NULL WHERE id = \(id) AND taken_at IS NULL AND (begun_at IS NULL OR failure IS NOT NULL OR kind = 'prices' AND begun_at < \(now.adding(seconds: -600)))") > 0
    }

    /// The file has been taken; its bytes are no longer needed.
    package func keepTaking(_ report: JSON, ofUpload id: Int64, at now: Instant) throws {
        try run("UPDATE uploads SET report = \(report.text), taken_at = \(now), content = NULL, failure = NULL WHERE id = \(id)")
    }

    package func keepFailure(_ reason: String, ofUpload id: Int64) throws { try run("UPDATE uploads SET failure = \(reason) WHERE id = \(id)") }
}

extension Reader {
    fileprivate func uploads(_ condition: SQL, limit: Int) throws -> [Upload] {
        func json(_ text: String?) -> JSON? { text.flatMap { try? JSON(parsing: Array($0.utf8)) } }
        return try rows("""
            SELECT id, at, actor, person, name, kind, mapping, checked_at, begun_at, taken_at, failure, report FROM uploads
            WHERE \(condition) AND NOT EXISTS (SELECT 1 FROM record_sheets AS s WHERE s.upload_id = uploads.id) ORDER BY id DESC LIMIT \(Int64(limit))
            """).map { row in
                Upload(
                    id: try row.get("id"), at: try row.get("at"), person: try row.get("person"), name: try row.get("name"),
                    kind: Upload.Kind(rawValue: try row.get("kind")) ?? .records, mapping: json(try row.find("mapping")).flatMap { PriceMapping($0) },
                    checkedAt: try row.find("checked_at"), begunAt: try row.find("begun_at"), takenAt: try row.find("taken_at"), failure: try row.find("failure"),
                    report: json(try row.find("report")), actor: try row.get("actor"))
            }
    }
}

extension Viewer {
    /// A sheet of prices needs the right to bring prices; other records need that to write what the distributor's systems own.
    func demandUploads(_ kind: Upload.Kind) throws {
        try demand(.importPrices)
        try demandKeeper()
        if kind == .records { try demand(.writeRecords) }
    }
}

/// The lists that a sheet without a column of lists may be for, by name; at most a thousand.
package func priceListChoices(for viewer: Viewer, in reader: any Reader) throws -> [(externalID: String, name: String)] {
    try viewer.demandUploads(.prices)
    return try reader.rows("SELECT external_id, name FROM price_lists ORDER BY name, id LIMIT 1000").map { (try $0.get("external_id"), try $0.get("name")) }
}

/// What a file is, by its name and content: a workbook and a table of unknown columns are sheets of prices, the kinds of the API are records.
package func uploadKind(name: String, _ bytes: [UInt8]) -> Upload.Kind {
    if XLSXReader.isBeginning(bytes) { return .prices }
    let stem = URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent
    let ending = URL(fileURLWithPath: name).pathExtension.lowercased()
    if ZIPArchive.isBeginning(bytes) || ["ndjson", "jsonl", "xml", "zip"].contains(ending) { return .records }
    return ending == "csv" && stem != "prices" && recordKinds.contains { $0.name == stem } ? .records : .prices
}

/// Takes files of the API's kinds that have come by the browser, through the same importing as `kontor import`.
///
/// - Throws: a `Refusal` for an archive that is broken or too large, or in which there is nothing to be read.
func importUploadedRecords(
    name: String, _ bytes: [UInt8], upload: Int64? = nil, dryRun: Bool, by actor: Actor, files: ProductFileStore, in database: any Database, now: @escaping @Sendable () -> Instant
) async throws -> ImportReport {
    try await withScratchFolder { folder in
        let path = folder.appendingPathComponent(safeName(name))
        try Data(bytes).write(to: path)
        var options = ImportOptions()
        options.dryRun = dryRun
        options.upload = upload
        if let person = actor.person {
            // Who brings people makes logins: that is for those who manage all people, whatever else they may write.
            let mayBring = try await database.read { reader in
                try [Right.managePeople, .seeAllClients].allSatisfy { try reader.staff(with: $0).contains(person) }
            }
            if !mayBring { options.without = [CustomerRecords.people.name] }
        }
        return try await importFiles(at: path.path, options, by: actor, files: files, in: database, now: now)
    }
}

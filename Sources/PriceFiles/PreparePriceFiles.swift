package import Customers
package import Database
package import Files
package import Foundation
package import Jobs
package import Kernel
package import Localization
package import Storefront

/// Where files are put together and kept, and what links in them begin with; built once by the assembly.
package struct PriceFileHouse: Sendable {
    /// For what is being put together, on this node.
    package let scratch: String
    package let baseURL: String
    package let prepared: ContentStore

    package init(scratch: String, baseURL: String, prepared: ContentStore) {
        self.scratch = scratch
        self.baseURL = baseURL
        self.prepared = prepared
    }

    /// Makes the folder of what is being put together, for its owner alone.
    /// - Throws: `unavailable` when it cannot be made.
    package func makeScratch() throws {
        do { try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]) } catch {
            throw Refusal(.unavailable)
        }
    }

    package func file(_ shelf: Shelf, language: Language, _ settings: HouseSettings) throws -> PriceFile {
        try PriceFile(
            shelf, texts: Texts(language), house: settings.name, baseURL: baseURL, timeZone: settings.timeZone, showsBasePrice: settings.showsBasePrice)
    }
}

/// The kind of the jobs that make one file each.
package let priceFileJob = "price_files.make"

/// Puts a job into the queue for each schedule whose time has come, and moves it on to its next time: of several times missed one is made up for, and of
/// several nodes that ask at once one gets each. Two jobs a second, so that letters and the rest of the queue do not wait for all of them.
/// - Returns: how many; call again while it is 500 or more.
package func enqueueDuePriceFiles(at now: Instant, in writer: any Writer) throws -> Int {
    let due: SQL = "SELECT link_id, weekdays, hour FROM price_file_schedules WHERE next_due <= \(now) ORDER BY next_due, link_id LIMIT 500"
    let zone = try writer.houseSettings().timeZone
    var links: [(due: Instant, id: Int64)] = []
    for row in try writer.rows("SELECT DISTINCT d.weekdays, d.hour FROM (\(due)) AS d ORDER BY d.weekdays, d.hour LIMIT 500") {
        guard let times = PriceFileTimes(bits: try row.get("weekdays"), hour: try row.get("hour")) else { continue }
        links += try writer.rows("""
            UPDATE price_file_schedules SET due_at = next_due, next_due = \(times.next(after: now, in: zone))
            WHERE link_id IN (SELECT d.link_id FROM (\(due)) AS d WHERE d.weekdays = \(times.bits) AND d.hour = \(times.hour)) AND next_due <= \(now)
            RETURNING link_id, due_at
            """).map { (try $0.get("due_at"), try $0.get("link_id")) }
    }
    for (place, link) in links.sorted(by: { ($0.due, $0.id) < ($1.due, $1.id) }).enumerated() {
        try writer.enqueue(Job(priceFileJob, ["link": .number(String(link.id))], runAt: now.adding(seconds: Int64(place / 2)), uniqueKey: "price_file:\(link.id)"), at: now)
    }
    return links.count
}

/// Makes the file of a link for the time that has come, with the rights that its person has now, and has the link mailed. Done twice, it is made once.
/// - Throws: what hindered it, so that the job is tried again; the page of the link tells what it was.
package func preparePriceFile(
    of id: Int64, _ house: PriceFileHouse, storefront: () async throws -> Storefront, in database: any Database, now: @Sendable () -> Instant
) async throws {
    let moment = now()
    guard let work = try await database.read({ try PriceFileWork(of: id, at: moment, in: $0) }) else { return }
    do {
        let viewer = try work.viewer.get()
        var file: StoredFile?
        if work.gives == .prepared {
            let priceFile = try house.file(Shelf(try await storefront(), for: viewer, at: moment), language: work.link.language, work.settings)
            do {
                try house.makeScratch()
                file = try await house.prepared.keep { sink in try await priceFile.write(work.link.format, folder: house.scratch) { try sink($0) } }
            } catch let error where !(error is CancellationError) { throw PriceFileFailure(problem: PriceFileProblem(of: error, at: house.prepared), cause: "\(error)") }
        }
        let (made, needed) = (file, rightsInPriceFile(of: viewer))
        try await database.write { try work.finish(with: made, needed, at: moment, in: $0) }
    } catch let failure as PriceFileFailure {
        try await database.write { try work.note(failure.problem, at: moment, in: $0) }
        if failure.cause != nil { throw failure }
    }
}

/// A time of a schedule that has come and is not done with.
private struct PriceFileWork: Sendable {
    let link: PriceFileLink
    let due: Instant
    let gives: PriceFileSchedule.Gives
    let settings: HouseSettings
    let viewer: Result<Viewer, PriceFileFailure>

    /// Nil when there is nothing to be done.
    init?(of id: Int64, at now: Instant, in reader: any Reader) throws {
        let open = try reader.row("SELECT 1 AS found FROM price_file_schedules WHERE link_id = \(id) AND due_at IS NOT NULL AND (done_due IS NULL OR done_due < due_at)")
        guard open != nil, let link = try reader.links("k.id = \(id) AND k.revoked_at IS NULL", limit: 1).first, let schedule = link.schedule, let due = schedule.dueAt else { return nil }
        self.link = link
        self.due = due
        gives = schedule.gives
        settings = try reader.houseSettings()
        if let viewer = try priceFileViewer(of: link, at: now, in: reader) {
            self.viewer = .success(viewer)
        } else {
            let isBlocked = try reader.row("SELECT 1 AS found FROM people WHERE id = \(link.person) AND blocked = 0") == nil
            let person = try reader.viewer(person: link.person, client: link.client, at: now)
            viewer = .failure(PriceFileFailure(problem: isBlocked ? .blocked : person == nil ? .left : person?.block != nil ? .clientBlocked : .noRight, cause: nil))
        }
    }

    /// Keeps what was made; whoever comes second changes nothing and mails nothing.
    func finish(with file: StoredFile?, _ needed: Set<Right>, at now: Instant, in writer: any Writer) throws {
        let first = try writer.run("""
            UPDATE price_file_schedules
            SET done_due = due_at, prepared_at = \(now), file_hash = \(file?.hash), file_size = \(file?.size), problem = NULL, problem_at = NULL
            WHERE link_id = \(link.id) AND due_at = \(due) AND (done_due IS NULL OR done_due < \(due))
            """)
        guard first == 1 else { return }
        let allowed = try writer.people(of: link.client, with: needed).map(\.id)
        let letters = try writer.rows("""
            INSERT INTO price_file_letters (link_id, person_id, due_at, created_at)
            SELECT r.link_id, r.person_id, \(due), \(now) FROM price_file_recipients AS r WHERE r.link_id = \(link.id) AND r.person_id \(in: allowed)
            ON CONFLICT (link_id, person_id, due_at) DO NOTHING RETURNING id, person_id
            """)
        for letter in letters { try writer.enqueue(Letter.priceFile(try letter.get("person_id"), letter: try letter.get("id")).job(), at: now) }
    }

    func note(_ problem: PriceFileProblem, at now: Instant, in writer: any Writer) throws {
        try writer.run("""
            UPDATE price_file_schedules SET problem = \(problem.rawValue), problem_at = \(now)
            WHERE link_id = \(link.id) AND due_at = \(due) AND (done_due IS NULL OR done_due < \(due))
            """)
    }
}

/// Why a file was not made. Without a cause trying again is of no use before the next due time.
private struct PriceFileFailure: Error, CustomStringConvertible {
    let problem: PriceFileProblem
    let cause: String?

    var description: String { "\(problem.rawValue): \(cause ?? "")" }
}

extension PriceFileProblem {
    private init(_ obstacle: ContentStore.Obstacle) {
        self =
            switch obstacle {
            case .noFolder: .noFolder
            case .diskFull: .diskFull
            case .away: .storeAway
            case .refused: .storeRefuses
            }
    }

    /// What an error in writing a file means for whoever waits for it.
    init(of error: any Error, at files: ContentStore) {
        self = files.obstacle(behind: error).map(PriceFileProblem.init) ?? .failed
    }
}

/// Removes prepared files that have been replaced more than a day ago, what crashes have left, and mailed tokens that work no longer.
package func collectPriceFiles(_ house: PriceFileHouse, in database: any Database, at now: Instant) async throws {
    let before = now.adding(seconds: -86_400)
    removeOldFiles(in: house.scratch, before: before) { _ in true }
    try await house.prepared.collect(before: before) { hashes in
        try await database.read { Set(try $0.rows("SELECT file_hash FROM price_file_schedules WHERE file_hash \(in: hashes)").map { try $0.get("file_hash") }) }
    }
    try await database.write { try $0.run("DELETE FROM price_file_letters WHERE created_at <= \(now.adding(seconds: -PriceFileLetter.keptFor))") }
}

package import Customers
package import Database
import Catalog
import Formats
import Journal
package import Jobs
package import Kernel
package import Pictures
import Records

/// What the worker runs for sheets of records: checking, taking and undoing may take minutes.
package let recordSheetJob = "sheets.work"

/// Up to so many rows are gone through at once; more are the worker's.
private let promptRows = 1000
/// The same of pictures, each of which is decoded.
private let promptPictures = 20

/// Reads a sheet of records, guesses what its rows are and what its columns tell, and keeps it; where they tell enough, its rows are checked.
/// - Throws: `Refusal` for a file that cannot be read; nothing is kept then.
package func bringRecordSheet(name: String, _ bytes: [UInt8], for viewer: Viewer, files: ProductFileStore, at now: Instant, in database: any Database) async throws -> Int64 {
    let subjects = try viewer.demandRecordSheets()
    guard !bytes.isEmpty else { throw Refusal(.validation, "file_missing") }
    let isArchive = PictureArchive.isMeant(bytes)
    guard !isArchive || subjects.contains(.pictures) else { throw Refusal(.validation, "not_a_sheet") }
    guard isArchive || bytes.count <= uploadLimit else { throw Refusal(.payloadTooLarge) }
    let sheet = isArchive ? try PictureArchive(bytes, name: name).sheet : try Sheet(bytes, name: name)
    let guessed = isArchive ? .pictures : SheetSubject(guessedFrom: sheet)
    // What the person may not bring is taken for what it may be, and asked about: what lies over the ERP's word.
    let allowed = subjects.contains(guessed) ? guessed : guessed.portals.flatMap { subjects.contains($0) ? $0 : nil } ?? subjects.first
    guard let subject = allowed else { throw Refusal(.forbidden) }
    let parameters = try await database.read { try $0.sheetParameters() }
    let mapping = RecordMapping(of: sheet) { subject.column(titled: $0, among: parameters) }
    let id = try await database.write { writer in
        let id = try writer.storeUpload(name: name, bytes, .records, mapping.json, for: viewer, at: now)
        try writer.keepRecordSheet(id, subject, titles: sheet.titles(mapping), total: sheet.records(mapping).count, by: viewer.actor.text)
        return id
    }
    if subject.problems(of: mapping).isEmpty { try await goThrough(id, .checking, from: [.new], for: viewer, files: files, at: now, in: database) }
    return id
}

/// Checks a sheet again, with its rows and columns understood as a person says; changes no records.
package func checkRecordSheet(
    _ id: Int64, as subject: SheetSubject? = nil, for viewer: Viewer, files: ProductFileStore, at now: Instant, in database: any Database,
    _ change: @escaping @Sendable (inout RecordMapping) -> Void = { _ in }
) async throws {
    let (file, bytes, parameters) = try await database.read { (try recordSheet(id, for: viewer, in: $0), try uploadContent(id, in: $0), try $0.sheetParameters()) }
    if let subject, try !viewer.demandRecordSheets().contains(subject) { throw Refusal(.forbidden) }
    guard file.isOpen, !bytes.isEmpty else { throw Refusal(.validation, "upload_taken") }
    let sheet = try (subject ?? file.subject).sheet(bytes, name: file.name)
    var mapping = file.mapping ?? RecordMapping(of: sheet) { file.subject.column(titled: $0, among: parameters) }
    let isOther = subject != nil && subject != file.subject
    let wanted = subject ?? file.subject
    // Other rows have other columns: they are guessed anew.
    if isOther { mapping = RecordMapping(of: sheet) { wanted.column(titled: $0, among: parameters) } } else { change(&mapping) }
    let corrected = mapping
    try await database.write { try $0.understand(sheet: id, as: wanted, corrected, titles: sheet.titles(corrected), total: sheet.records(corrected).count) }
    let problems = wanted.problems(of: corrected)
    guard problems.isEmpty else {
        if isOther { return }
        throw Refusal(.validation, "fields", problems: problems)
    }
    try await goThrough(id, .checking, from: [.new, .checked], for: viewer, files: files, at: now, in: database)
}

/// Takes the good rows of a sheet in, by the rules of `PUT /erp/{kind}`. A second call while one is at it is refused.
package func takeRecordSheet(_ id: Int64, for viewer: Viewer, files: ProductFileStore, at now: Instant, in database: any Database) async throws {
    let file = try await database.read { try recordSheet(id, for: viewer, in: $0) }
    if file.isOpen, let mapping = file.mapping {
        let problems = file.subject.problems(of: mapping)
        guard problems.isEmpty else { throw Refusal(.validation, "fields", problems: problems) }
    }
    try await goThrough(id, .taking, from: [.new, .checked], for: viewer, files: files, at: now, in: database)
}

/// Puts back what a sheet changed, within `RecordSheet.undoTime`: records that somebody has changed since are left and told, what was made is withdrawn.
package func undoRecordSheet(_ id: Int64, for viewer: Viewer, at now: Instant, in database: any Database) async throws {
    let file = try await database.read { try recordSheet(id, for: viewer, in: $0) }
    guard file.canBeUndone(at: now) else { throw Refusal(.validation, file.phase == .taken ? "undo_too_late" : "upload_taken") }
    try await goThrough(id, .undoing, from: [.taken], for: viewer, files: nil, at: now, in: database)
}

/// Begins a way through the rows, and goes it at once where it is short. The worker goes on where the server stopped.
private func goThrough(
    _ id: Int64, _ phase: RecordSheet.Phase, from phases: [RecordSheet.Phase], for viewer: Viewer, files: ProductFileStore?, at now: Instant, in database: any Database
) async throws {
    let isPrompt = try await database.write { writer -> Bool in
        guard try writer.begin(phase, ofSheet: id, from: phases, by: viewer.actor.text) else { throw Refusal(.validation, "upload_taken") }
        let file = try writer.recordSheet(id)
        let isPrompt = file.total <= (file.subject == .pictures && phase != .undoing ? promptPictures : promptRows)
        try writer.enqueue(Job(recordSheetJob, ["sheet": .number(String(id))], runAt: isPrompt ? now.adding(seconds: 60) : nil, maxAttempts: sheetAttempts), at: now)
        return isPrompt
    }
    guard isPrompt else { return }
    try await workOnSheet(id, by: viewer.actor, files: files, in: database, now: { now })
}

/// How often the worker tries.
private let sheetAttempts = 5

/// The worker's part: goes on where it stopped.
package func workOnRecordSheet(_ job: JobPayload, files: ProductFileStore, in database: any Database, now: @escaping @Sendable () -> Instant) async throws {
    guard let id = job.value["sheet"]?.int else { throw HopelessJob("no sheet named") }
    guard let file = try await database.read({ try? $0.recordSheet(id) }), file.phase.isBusy else { return }
    do { try await workOnSheet(id, by: Actor(ofUpload: file.actor), files: files, in: database, now: now) } catch where job.attempt >= sheetAttempts {
        try await database.write { try $0.giveUp(file.phase, ofSheet: id) }
        throw error
    }
}

private func workOnSheet(_ id: Int64, by actor: Actor, files: ProductFileStore?, in database: any Database, now: @escaping @Sendable () -> Instant) async throws {
    let file = try await database.read { try $0.recordSheet(id) }
    // Requests go before imports: the database lets patient writes wait.
    try await Task(priority: .utility) {
        if file.phase == .undoing { return try await putBack(file, by: actor, in: database, now: now) }
        guard file.phase.isBusy, let mapping = file.mapping else { return }
        let (bytes, parameters) = try await database.read { (try uploadContent(id, in: $0), try $0.sheetParameters(for: mapping)) }
        let archive = file.subject == .pictures ? try PictureArchive(bytes, name: file.name) : nil
        let sheet = try archive?.sheet ?? Sheet(bytes, name: file.name)
        let way = SheetWay(
            file: file, sheet: sheet, rows: archive == nil ? sheet.records(mapping) : mapping.byProducts(sheet.records(mapping)), mapping: mapping,
            parameters: parameters.columns(of: mapping, titles: sheet.titles(mapping)), pictures: archive?.files, store: files, actor: actor)
        var done = file.done
        var groups: SheetGroups?
        while let next = try await way.step(from: done, groups, in: database, at: now()) { (done, groups) = next }
    }.value
}

extension Actor {
    /// The person who pressed the button.
    init(ofUpload text: String) {
        let person = text.split(separator: ":").last.flatMap { Int64($0) }
        self = text.hasPrefix("person:") ? person.map { .person(ID($0)) } ?? .system : text == Actor.command.text ? .command : .system
    }
}

extension SheetSubject {
    /// What a person has brought, as a table.
    fileprivate func sheet(_ bytes: [UInt8], name: String) throws -> Sheet { self == .pictures ? try PictureArchive(bytes, name: name).sheet : try Sheet(bytes, name: name) }
}

extension Sheet {
    /// The rows below the titles.
    func records(_ mapping: RecordMapping) -> ArraySlice<Row> { rows.dropFirst(mapping.header + 1) }

    func titles(_ mapping: RecordMapping) -> [String] { rows.indices.contains(mapping.header) ? rows[mapping.header].cells : [] }
}

/// A way through the rows of a sheet: a rehearsal, or the taking.
private struct SheetWay: Sendable {
    let file: RecordSheet
    let sheet: Sheet
    /// The rows below the titles, in the order in which they are gone through.
    let rows: ArraySlice<Sheet.Row>
    let mapping: RecordMapping
    let parameters: [SheetParameterColumn]
    /// The archive that rows name files of, and the store that these come into.
    let pictures: ArchivedFiles?
    let store: ProductFileStore?
    let actor: Actor

    private static let size = 500
    /// Pictures are read and decoded: people see how far it is.
    private static let pictureSize = 25
    /// So many rows are shown with what becomes of them.
    private static let shown = 20

    /// Goes the next step: nil when the way is at its end, or somebody else goes it.
    /// - Parameter groups: the brands and categories that the step before knew: all of them are read again only where they have changed.
    func step(from start: Int64, _ groups: SheetGroups?, in database: any Database, at now: Instant) async throws -> (done: Int64, groups: SheetGroups?)? {
        guard let first = Int(exactly: start), first >= 0, first <= rows.count else { return nil }
        let step = rows.dropFirst(first).prefix(length(from: first))
        let files = try await takenFiles(step)
        let isLast = first + step.count >= rows.count
        do {
            return try await database.write { writer in
                var groups = groups
                try go(step, from: start, &groups, files, in: writer, at: now)
                guard isLast else { return (start + Int64(step.count), groups) }
                try end(in: writer, at: now)
                return nil
            }
        } catch is Overtaken { return nil }
    }

    /// How many rows the step from here takes: the pictures of a product come to their places together.
    private func length(from first: Int) -> Int {
        guard pictures != nil else { return Self.size }
        let step = rows.dropFirst(first).prefix(Self.pictureSize)
        guard let key = step.last.map(mapping.productKey) else { return Self.pictureSize }
        return step.count + rows.dropFirst(first + step.count).prefix(Self.size).prefix { mapping.productKey($0) == key }.count
    }

    /// Reads and proves the files that rows name, before the transaction; a rehearsal keeps none of them.
    private func takenFiles(_ rows: ArraySlice<Sheet.Row>) async throws -> FileTaker.Facts {
        guard let pictures, let store else { return [:] }
        let names = Set(rows.compactMap { mapping.cell(.picture, $0).flatMap { keptFileName(sheetCode($0)) } }).sorted()
        let keeps = file.phase == .taking
        return try await onOwnThread {
            let taker = FileTaker(.archive(pictures), into: store, keeps: keeps)
            for name in names { _ = taker.file(name) }
            return taker.facts
        }
    }

    /// Somebody else has gone the step meanwhile: what this one did is given up.
    private struct Overtaken: Error {}

    private func go(_ rows: ArraySlice<Sheet.Row>, from start: Int64, _ groups: inout SheetGroups?, _ files: FileTaker.Facts, in writer: any Writer, at now: Instant) throws {
        let isTaking = file.phase == .taking
        let subject = file.subject
        if isTaking {
            for kind in subject.makingColumns.filter(mapping.makes.contains).compactMap(\.madeKind) { try writer.lockRecords(of: kind) }
            try writer.lockRecords(of: subject.kind)
        }
        if RecordSheetRows.namesGroups(mapping, subject) { groups = try writer.sheetGroups(since: groups) }
        let items = try RecordSheetRows.settled(rows, mapping, subject, parameters, groups, files: files, at: now, in: writer)
        let good = items.filter(\.problems.isEmpty)
        var previews = try subject.examine(good.map(\.rehearsed), locked: isTaking, at: now, in: writer)
        let missing = zip(good, previews).flatMap { $1.outcome.status == .refused ? [] : $0.missing }
        if !missing.isEmpty {
            let made = try writer.makeNames(missing, bySheet: file, isTaking: isTaking, by: actor, at: now)
            try groups?.add(made, in: writer)
            if isTaking { previews = try subject.examine(good.map(\.json), locked: true, at: now, in: writer) }
        }
        let outcomes = isTaking ? try subject.save(good.map(\.json), by: actor, from: file.name, at: now, in: writer) : zip(good, previews).map { $0.outcome(of: $1) }
        var told = Array(zip(previews, outcomes))[...]
        var counts = RecordSheet.Counts()
        var refusals: [(line: Int, label: String?, cells: [String], problems: [Refusal.Problem])] = []
        var notices: [(line: Int, label: String?, problems: [Refusal.Problem])] = []
        var changes: [String: SheetChange] = [:]
        var shown: [JSON] = []
        if start == 0 {
            refusals += sheet.broken.map { ($0.line, nil, [], [Refusal.Problem("", .validation, $0.reason)]) }
            counts.refused += Int64(refusals.count)
        }
        for item in items {
            var outcome = RecordOutcome(label: label(of: item.json), status: .refused, problems: item.problems)
            var fields: [String] = []
            if item.problems.isEmpty, let (preview, saved) = told.popFirst() {
                outcome = RecordOutcome(label: label(of: item.json), status: saved.status, problems: saved.problems)
                if let after = preview.after, saved.status == .created || saved.status == .updated {
                    let key = JSON.array(subject.key.map { after[$0] ?? .null }).text
                    fields = after.entries.lazy.filter { $0.key != subject.kind.moment && preview.before?[$0.key] ?? .null != $0.value }.map(\.key)
                    // What the portal says no longer: the ERP says the same.
                    fields += (preview.before?.entries ?? []).lazy.map(\.key).filter { after[$0] == nil }
                    if !isTaking { fields += item.missing.map(\.column.rawValue).filter { !fields.contains($0) } }
                    if changes[key] == nil { changes[key] = SheetChange(key: key, label: outcome.label ?? "", before: preview.before, after: after) } else { changes[key]?.after = after }
                }
            }
            switch outcome.status {
            case .created: counts.created += 1
            case .updated: counts.updated += 1
            case .refused:
                counts.refused += 1
                refusals.append((item.line, outcome.label, item.cells, outcome.problems))
            case .unchanged, .deleted: counts.unchanged += 1
            }
            if outcome.status != .refused, !outcome.problems.isEmpty { notices.append((item.line, outcome.label, outcome.problems)) }
            if start == 0, shown.count < Self.shown {
                shown.append([
                    "line": .number(String(item.line)), "label": .text(outcome.label), "status": .string(outcome.status.rawValue), "fields": .array(fields.map { .string($0) }),
                    "problems": .array(outcome.problems.map(\.json)),
                ])
            }
        }
        guard try writer.advance(sheet: file.id, file.phase, from: start, to: start + Int64(rows.count), counts) else { throw Overtaken() }
        try writer.keepRefusals(refusals, ofSheet: file.id)
        try writer.keepNotices(notices, ofSheet: file.id)
        if isTaking { try writer.keepChanges(changes.values.sorted { $0.key < $1.key }, ofSheet: file.id) }
        if start == 0 { try writer.keepPreview(shown, ofSheet: file.id) }
    }

    private func end(in writer: any Writer, at now: Instant) throws {
        guard file.phase == .taking else { return try writer.end(sheet: file.id, .checked, at: now) }
        try writer.end(sheet: file.id, .taken, at: now)
        let counts = try writer.recordSheet(file.id).counts
        var report = ImportReport()
        report.count(ImportReport.Counts(created: Int(counts.created), updated: Int(counts.updated), unchanged: Int(counts.unchanged), refused: Int(counts.refused)), kind: file.subject.kind.name)
        for row in try refusedRows(ofSheet: file.id, limit: 1000, for: .system, in: writer).rows {
            report.add(ImportReport.Problem(file: file.name, kind: file.subject.kind.name, line: Int(row.line), label: row.json["label"]?.string, problems: Refusal.Problem.list(row.json["problems"])))
        }
        for row in try noticedRows(ofSheet: file.id, limit: 1000, for: .system, in: writer) {
            report.add(ImportReport.Problem(file: file.name, kind: file.subject.kind.name, line: row["line"]?.int.map { Int($0) }, label: row["label"]?.string, problems: Refusal.Problem.list(row["problems"])), isNotice: true)
        }
        report.tell(Int(counts.refused + (try writer.recordSheet(file.id).noticed)))
        try writer.keepImport(report, of: file.name, by: actor, run: try writer.keepToldRows(ofSheet: file.id, named: file.name, by: actor, at: now), at: now)
    }

    /// What a person calls the record by: the article where the row says it.
    private func label(of json: JSON) -> String? {
        switch file.subject {
        case .products: json["article"]?.string ?? json["external_id"]?.string
        case .stock: [json["product"]?.string, json["warehouse"]?.string].compactMap(\.self).joined(separator: " · ")
        case .pictures: [json["product"]?.string, json["picture"]?["name"]?.string].compactMap(\.self).joined(separator: " · ")
        case .relations, .ownRelations: [json["product"]?.string, json["target"]?.string].compactMap(\.self).joined(separator: " → ")
        case .parameters: json["code"]?.string ?? json["external_id"]?.string
        case .contents: json["product"]?.string
        }
    }
}

extension RecordSheetRows.Item {
    /// The item as it can be rehearsed: without what is not there yet.
    var rehearsed: JSON {
        guard !missing.isEmpty, var item = json.object else { return json }
        for column in Set(missing.map(\.column)) { item[column.rawValue] = nil }
        return .object(item)
    }

    /// What a rehearsal says of it: what has to be made for it changes it.
    fileprivate func outcome(of preview: RecordPreview) -> RecordOutcome {
        guard !missing.isEmpty, preview.outcome.status == .unchanged else { return preview.outcome }
        return RecordOutcome(label: preview.outcome.label, status: .updated, problems: [])
    }
}

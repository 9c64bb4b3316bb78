import Database
import Formats
import Foundation
import Journal
import Kernel
import Records

/// A row of a sheet with titles of its own, on its way to be an item of a kind: what it calls things by is looked up when it is saved.
struct SheetRecordRow: Sendable {
    let row: Sheet.Row
    let mapping: RecordMapping
    let subject: SheetSubject
    let parameters: [SheetParameterColumn]
}

/// A workbook, or a table whose titles are a person's and not the API's.
struct SheetSource: ImportSource {
    let path: String
    let file: String
    let subject: SheetSubject

    func read(into sink: ImportSink) throws {
        let sheet = try Sheet([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))), name: file)
        let all = subject.takesParameters ? try sink.parameters(nil) : .none
        let mapping = RecordMapping(of: sheet) { subject.column(titled: $0, among: all) }
        if let problem = subject.problems(of: mapping).first {
            throw Refusal(.validation, problem.reason, problem.arguments)
        }
        for (line, reason) in sheet.broken { sink.refuse(file: file, kind: subject.kind, line: line, reason: reason) }
        for title in mapping.shown where title.field == nil && !title.title.isEmpty { sink.report.ignore("\(file): \(title.title)", count: 1) }
        sink.tellAmbiguous(mapping.shown.filter { $0.field == nil }.map(\.title), all, subject.kind, file: file)
        let parameters = mapping.columns.keys.contains { $0.parameter != nil } ? try sink.parameters(mapping).columns(of: mapping, titles: sheet.titles(mapping)) : []
        for row in sheet.records(mapping) { try sink.push(.row(SheetRecordRow(row: row, mapping: mapping, subject: subject, parameters: parameters)), subject.kind, file: file, line: row.line) }
    }

    /// Whether a table's titles say nothing in the API's names and enough in a person's.
    static func isMeant(_ path: String, _ kind: RecordKind) throws -> Bool {
        guard let subject = SheetSubject(rawValue: kind.name) else { return false }
        var reader = CSVReader(try FileSource(path: path))
        var rows: [[String]] = []
        while rows.count < 20, let row = try reader.next() { if case .row(_, let cells) = row { rows.append(cells) } }
        guard let first = rows.first, !first.contains(where: { kind.takes($0.trimmed) }) else { return false }
        // Beside what tells the product all may be parameters of it.
        return rows.contains { cells in
            let columns = cells.compactMap { subject.column(titled: $0) }
            return columns.count > 1 || subject == .products && columns.count == 1 && cells.count > 1 && [.article, .externalID, .barcode].contains(columns[0])
        }
    }
}

extension ImportStep {
    /// Saves rows of a sheet in the caller's transaction: an outcome for each.
    func saveRows(_ rows: [SheetRecordRow], by actor: Actor, at now: Instant, in writer: any Writer) throws -> [RecordOutcome] {
        guard let first = rows.first else { return [] }
        // What is seen here holds until it is saved.
        try writer.lockRecords(of: kind)
        let groups = RecordSheetRows.namesGroups(first.mapping, first.subject) ? try writer.sheetGroups() : nil
        let items = try RecordSheetRows.settled(rows.map(\.row)[...], first.mapping, first.subject, first.parameters, groups, files: pictures, at: now, in: writer)
        let good = items.filter(\.problems.isEmpty).map(\.json)
        let isPictures = first.subject == .pictures
        var saved = try isPictures ? first.subject.save(good, by: actor, from: file, at: now, in: writer)[...] : put(good, by: actor, at: now, in: writer)[...]
        return items.compactMap { item in
            guard !item.problems.isEmpty else { return saved.popFirst() }
            return RecordOutcome(label: isPictures ? item.cells.first : kind.draft(from: item.json).label, status: .refused, problems: item.problems)
        }
    }
}

import Catalog
import Formats
import Foundation
import Kernel
import Pricing
import Records

/// The sources of a path, in the order in which their kinds may refer to each other; files of no known kind are noted in the report.
/// - Throws: `Refusal` when there is nothing that can be read.
func importSources(at path: String, _ options: ImportOptions, beside: FilesBeside, report: inout ImportReport) throws -> [any ImportSource] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw Refusal(.notFound, "no_such_file", ["value": .text(options.called ?? path)]) }
    let folder = URL(fileURLWithPath: path)
    let names = isFolder.boolValue ? try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted() : [folder.lastPathComponent]
    func address(_ name: String) -> String { isFolder.boolValue ? folder.appendingPathComponent(name).path : path }
    var records: [(rank: Int, source: any ImportSource)] = []
    var exchange: [String] = []
    for name in names {
        if isFolder.boolValue, isBrokenLink(address(name)) {
            report.add(ImportReport.Problem(file: name, kind: "file", line: nil, label: nil, problems: [Refusal.Problem("", .validation, "link_broken")]))
            continue
        }
        let (stem, ending) = (URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent, URL(fileURLWithPath: name).pathExtension.lowercased())
        var format = options.format ?? importFormat(ofEnding: ending)
        if options.format == nil, format == .commerceml, try isCentralBankRates(address(name)) { format = .cbr }
        switch format {
        case .cbr: records.append((0, CentralBankSource(path: address(name), file: name)))
        case .commerceml: exchange.append(name)
        case .xlsx:
            let wanted = isFolder.boolValue ? stem : options.kind ?? stem
            guard let subject = SheetSubject(rawValue: wanted), !subject.isPortals, let rank = recordKinds.firstIndex(where: { $0.name == wanted }) else {
                if isFolder.boolValue { report.ignore(name, count: 1); continue }
                let allowed = SheetSubject.allCases.filter { !$0.isPortals }.map(\.rawValue).joined(separator: ", ")
                throw Refusal(.validation, "no_sheet_of_kind", ["value": .text(String(wanted.prefix(60))), "allowed": .text(allowed)])
            }
            records.append((rank, SheetSource(path: address(name), file: name, subject: subject)))
        case .ndjson, .csv:
            guard importFormat(ofEnding: ending) != nil || !isFolder.boolValue else { report.ignore(name, count: 1); continue }
            let wanted = isFolder.boolValue ? stem : options.kind ?? stem
            guard !options.without.contains(wanted), let rank = recordKinds.firstIndex(where: { $0.name == wanted }) else {
                guard isFolder.boolValue else { _ = try recordKind(wanted); continue }
                report.ignore(name, count: try lineCount(address(name), headed: format == .csv))
                continue
            }
            let kind = recordKinds[rank]
            if format == .csv, let subject = SheetSubject(rawValue: kind.name), try SheetSource.isMeant(address(name), kind) {
                records.append((rank, SheetSource(path: address(name), file: name, subject: subject)))
                continue
            }
            records.append((rank, format == .csv ? CSVRecords(path: address(name), file: name, kind: kind) : NDJSONRecords(path: address(name), file: name, kind: kind)))
        case nil: report.ignore(name, count: 1)
        }
    }
    let sources = records.sorted { $0.rank < $1.rank }.map(\.source)
    let all = sources + (exchange.isEmpty ? [] : [CommerceMLRecords(files: exchange.map { ($0, address($0)) }, beside: beside)])
    if !all.isEmpty { return all }
    // What comes by the door of prices holds no pictures: it asks for other rights.
    let called = options.called ?? path
    if options.upload == nil, options.format == nil,
        let pictures = PictureSource(file: URL(fileURLWithPath: called).lastPathComponent, beside: beside, single: isFolder.boolValue ? nil : folder.lastPathComponent)
    { return [pictures] }
    throw Refusal(.validation, "nothing_to_import", ["value": .text(called)])
}

/// Whether a link leads to nothing.
private func isBrokenLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil && !FileManager.default.fileExists(atPath: path)
}

private func importFormat(ofEnding ending: String) -> ImportOptions.Format? {
    switch ending {
    case "ndjson", "jsonl": .ndjson
    case "csv": .csv
    case "xlsx": .xlsx
    case "xml": .commerceml
    default: nil
    }
}

private func isCentralBankRates(_ path: String) throws -> Bool {
    var source = try FileSource(path: path, piece: 1000)
    return CentralBankRates.isBeginning(try source.next() ?? [])
}

/// The daily rates of the Central Bank.
private struct CentralBankSource: ImportSource {
    let path: String
    let file: String

    func read(into sink: ImportSink) throws {
        do {
            let file = try CentralBankRates(try FileSource(path: path))
            for rate in file.rates {
                let item: JSONObject = [
                    "currency": .string(rate.code), "day": .string(file.day), "nominal": .string(rate.nominal), "rate": .string(rate.value),
                    "source": .string(CurrencyRate.Source.centralBank.rawValue),
                ]
                try sink.push(.object(item), PricingRecords.rates, file: self.file, line: rate.line)
            }
        } catch let problem as XMLProblem { sink.refuse(file: file, kind: PricingRecords.rates, line: problem.line, reason: "not_central_bank_rates") }
    }
}

private func lineCount(_ path: String, headed: Bool) throws -> Int {
    var source = try FileSource(path: path)
    var lines = headed ? -1 : 0
    while let bytes = try source.next() { lines += bytes.count { $0 == 10 } }
    return max(0, lines)
}

/// One item a line.
private struct NDJSONRecords: ImportSource {
    let path: String
    let file: String
    let kind: RecordKind

    func read(into sink: ImportSink) throws {
        var reader = NDJSONReader(try FileSource(path: path))
        let kind = kind
        let parse: ([UInt8]) throws -> ImportStep.Content =
            kind.name == PricingRecords.prices.name ? { .price(try PriceListRow(line: $0, of: kind)) } : { .item(try JSON(parsing: $0)) }
        while let row = try reader.next(parse) {
            switch row {
            case .row(let line, let content): try sink.push(content, kind, file: file, line: line)
            case .broken(let line, _, let what): sink.refuse(file: file, kind: kind, line: line, reason: what == "row_too_long" ? what : "json_broken")
            }
        }
    }
}

/// A header with the field names, then one item a row. An empty cell states nothing. Of products, columns beside may be their parameters.
private struct CSVRecords: ImportSource {
    let path: String
    let file: String
    let kind: RecordKind

    func read(into sink: ImportSink) throws {
        var reader = CSVReader(try FileSource(path: path))
        guard case .row(_, let header)? = try reader.next() else { throw Refusal(.validation, "no_header_row", ["value": .text(file)]) }
        let names = header.map(\.trimmed)
        guard names.contains(where: { kind.takes($0) }) else {
            throw Refusal(.validation, "unknown_column", [
                "value": .text(String((names.first ?? "").prefix(60))), "file": .text(file), "allowed": .text(kind.fields.map(\.name).joined(separator: ", ")),
            ])
        }
        let known = names.map { kind.takes($0) }
        let columns = kind.name == PricingRecords.prices.name && Set(names).count == names.count ? names.map { PriceListRow.Field(rawValue: $0) } : nil
        let parameters = try parameters(names, known, sink)
        let told = Set(parameters.map(\.place))
        for (place, (name, isKnown)) in zip(names, known).enumerated() where !isKnown && !name.isEmpty && !told.contains(place) { sink.report.ignore("\(file): \(name.prefix(60))", count: 1) }
        while let row = try reader.next() {
            switch row {
            case .row(let line, let cells):
                if cells.allSatisfy(\.isEmpty) { continue }
                guard cells.count <= names.count || cells.dropFirst(names.count).allSatisfy(\.isEmpty) else {
                    sink.refuse(file: file, kind: kind, line: line, reason: "too_many_cells")
                    continue
                }
                if let columns {
                    try sink.push(.price(PriceListRow(columns: columns, cells: cells, of: kind)), kind, file: file, line: line)
                    continue
                }
                var item = JSONObject()
                for ((name, isKnown), cell) in zip(zip(names, known), cells) where isKnown && !cell.isEmpty { item[name] = .string(cell) }
                let values = parameters.compactMap { told in cells.indices.contains(told.place) && !cells[told.place].isEmpty ? (told.column, cells[told.place]) : nil }
                if values.isEmpty { try sink.push(.object(item), kind, file: file, line: line) } else { try sink.push(.product(ProductWithValues(item: item, values: values)), kind, file: file, line: line) }
            case .broken(let line, _, let what): sink.refuse(file: file, kind: kind, line: line, reason: what)
            }
        }
    }

    /// The columns that are no fields and tell parameters of products, as in sheets with a person's titles.
    private func parameters(_ names: [String], _ known: [Bool], _ sink: ImportSink) throws -> [(place: Int, column: SheetParameterColumn)] {
        guard kind.name == CatalogRecords.products.name, zip(names, known).contains(where: { !$1 && !$0.isEmpty }) else { return [] }
        let all = try sink.parameters(nil)
        let titles = zip(names, known).map { name, isKnown in isKnown ? "" : name }
        let sheet = Sheet(name: file, rows: [titles])
        let mapping = RecordMapping(of: sheet) { all.column(titled: $0) }
        sink.tellAmbiguous(titles, all, kind, file: file)
        guard !mapping.columns.isEmpty else { return [] }
        return try sink.parameters(mapping).columns(of: mapping, titles: titles).compactMap { column in mapping.columns[column.column].map { ($0, column) } }
    }
}

extension ImportSink {
    /// Tells of titles that may mean several parameters: their columns are left out.
    func tellAmbiguous(_ titles: [String], _ parameters: SheetParameters, _ kind: RecordKind, file: String) {
        for title in titles {
            let codes = parameters.meanings(of: title)
            guard codes.count > 1 else { continue }
            let arguments: [String: Refusal.Argument] = ["value": .text(String(title.prefix(60))), "codes": .text(codes.prefix(5).joined(separator: ", "))]
            let problem = Refusal.Problem("", .validation, "parameter_title_ambiguous", arguments)
            report.add(ImportReport.Problem(file: file, kind: kind.name, line: nil, label: String(title.prefix(60)), problems: [problem]))
        }
    }

    /// Notes a row that could not be read at all.
    func refuse(file: String, kind: RecordKind, line: Int?, reason: String) {
        let problem = Refusal.Problem("", .validation, reason)
        report.count([RecordOutcome(label: nil, status: .refused, problems: [problem])], kind: kind.name)
        report.add(ImportReport.Problem(file: file, kind: kind.name, line: line, label: nil, problems: [problem]))
    }
}

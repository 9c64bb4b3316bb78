import Catalog
import Database
import Journal
import Kernel
import Pricing
import Records

/// Items of one kind on their way into the database, in one transaction.
struct ImportStep: Sendable {
    struct Item: Sendable {
        /// From 1, where the format has lines.
        let line: Int?
        let content: Content

        /// The item as a program would send it; nil for a row of prices.
        var json: JSON? {
            switch content {
            case .item(let json): json
            case .product(let product): .object(product.item)
            case .price, .row: nil
            }
        }
    }

    /// Prices come by the hundred thousand and have a way of their own.
    enum Content: Sendable {
        case item(JSON)
        case price(PriceListRow)
        /// A product whose row has values of parameters beside its fields.
        case product(ProductWithValues)
        /// A row of a workbook, or of a table with a person's titles.
        case row(SheetRecordRow)
    }

    let kind: RecordKind
    let file: String
    let items: [Item]
    /// The files that its rows name, and why some of them cannot be taken, by the names that the rows use.
    var files: [TakenFile] = []
    var unreadable: [String: String] = [:]
    /// The pictures that rows of a sheet name, by their names in one spelling.
    var pictures: FileTaker.Facts = [:]
    /// Keeps what the step changes; nil where nothing is to be put back.
    var trace: ImportTrace?

    /// Enough to make a commit worth it, few enough to let requests in between.
    static let size = 500

    /// Rows of prices are small and come by the hundred thousand: a step of them takes as long as one of products.
    static func size(of kind: RecordKind) -> Int { kind.name == PricingRecords.prices.name ? 5000 : size }

    /// Saves the items in the caller's transaction: an outcome for each.
    func save(by actor: Actor, at now: Instant, in writer: any Writer) throws -> [RecordOutcome] {
        let sheetRows = items.compactMap { item in if case .row(let row) = item.content { row } else { nil } }
        guard sheetRows.isEmpty else { return try saveRows(sheetRows, by: actor, at: now, in: writer) }
        guard !items.contains(where: { if case .product = $0.content { true } else { false } }) else { return try saveProducts(by: actor, at: now, in: writer) }
        guard kind.name != CatalogRecords.exchangePictures.name else { return try saveNamedPictures(by: actor, at: now, in: writer) }
        guard kind.name == PricingRecords.prices.name else { return try saveBesideFiles(by: actor, at: now, in: writer) }
        let rows = items.map { item in
            switch item.content {
            case .item(let json): PriceListRow(json, of: kind)
            case .price(let row): row
            case .product, .row: PriceListRow(.null, of: kind)
            }
        }
        let note = trace.map { trace in { (written: PriceTrace, writer: any Writer) in try trace.note(written, of: kind, at: now, in: writer) } }
        return try savePrices(rows, of: kind, by: actor, from: file, at: now, in: writer, noting: note)
    }

    /// Saves items of the step's kind, and keeps what that changes.
    func put(_ items: [JSON], by actor: Actor, at now: Instant, in writer: any Writer) throws -> [RecordOutcome] {
        let note = trace.map { trace in { (written: RecordTrace, writer: any Writer) in try trace.note(written, of: kind, at: now, in: writer) } }
        return try saveRecords(items, of: kind, by: actor, from: file, at: now, in: writer, noting: note)
    }

    /// Notes the files and saves the rows; those that name an unreadable one are refused.
    private func saveBesideFiles(by actor: Actor, at now: Instant, in writer: any Writer) throws -> [RecordOutcome] {
        try writer.note(files)
        let told = items.compactMap(\.json).map { item in (item, item["file"]?.string.flatMap { problem(of: $0.trimmed) }) }
        var saved = try put(told.filter { $0.1 == nil }.map(\.0), by: actor, at: now, in: writer)[...]
        return told.compactMap { item, problem in
            problem.map { RecordOutcome(label: kind.draft(from: item).label, status: .refused, problems: [$0]) } ?? saved.popFirst()
        }
    }

    /// Notes which pictures an exchange names; of goods that never had any nothing is noted.
    private func saveNamedPictures(by actor: Actor, at now: Instant, in writer: any Writer) throws -> [RecordOutcome] {
        func isBare(_ item: JSON) -> Bool { item["names"]?.array?.isEmpty ?? true }
        let items = items.compactMap(\.json)
        let known = try writer.productsWithExchangePictures(items.filter(isBare).compactMap { $0["product"]?.string })
        let told = items.map { item in (item, !isBare(item) || item["product"]?.string.map(known.contains) ?? false) }
        var saved = try saveRecords(told.filter(\.1).map(\.0), of: kind, by: actor, from: file, at: now, in: writer)[...]
        try writer.noteExchangePictures(ofProducts: told.filter(\.1).compactMap { $0.0["product"]?.string }, at: now)
        return told.map { item, isTold in isTold ? saved.popFirst() : nil }.map { $0 ?? RecordOutcome(label: nil, status: .unchanged, problems: []) }
    }

    private func problem(of name: String) -> Refusal.Problem? {
        unreadable[name].map { Refusal.Problem("/file", .validation, $0, ["value": .text(String(name.prefix(200)))]) }
    }
}

/// A file or a set of files that pushes its items into a sink, in constant memory.
protocol ImportSource: Sendable {
    func read(into sink: ImportSink) throws
    /// The item to try instead of a refused one, if there is a way to repair it.
    func repaired(_ item: ImportStep.Item, of kind: RecordKind, _ outcome: RecordOutcome) -> ImportStep.Item?
}

extension ImportSource {
    func repaired(_ item: ImportStep.Item, of kind: RecordKind, _ outcome: RecordOutcome) -> ImportStep.Item? { nil }
}

/// Gathers items into steps, saves them and keeps the report. Used by one thread.
final class ImportSink {
    var report = ImportReport()
    /// Saves items of a kind: an outcome for each.
    private let save: (ImportStep) throws -> [RecordOutcome]
    /// The parameters that columns of a sheet may be; with the mapping, those it has with the values that products have of them.
    let parameters: (RecordMapping?) throws -> SheetParameters
    private let progress: (ImportProgress) -> Void
    /// Keeps rows that something is told of; nil where nobody does.
    private let keep: (([ImportReport.ToldRow]) throws -> Void)?
    private var repair: (ImportStep.Item, RecordKind, RecordOutcome) -> ImportStep.Item? = { _, _, _ in nil }
    private var buffers: [(kind: RecordKind, file: String, items: [ImportStep.Item])] = []
    private var later: [ImportStep] = []

    /// Most rows kept for a second try: a file full of foreign references must not fill the memory.
    private static let retryLimit = 20_000
    private static let toldSize = 1000

    init(
        save: @escaping (ImportStep) throws -> [RecordOutcome], parameters: @escaping (RecordMapping?) throws -> SheetParameters = { _ in .none },
        keep: (([ImportReport.ToldRow]) throws -> Void)? = nil, progress: @escaping (ImportProgress) -> Void
    ) {
        self.save = save
        self.parameters = parameters
        self.keep = keep
        self.progress = progress
        report.keepsRows = keep != nil
    }

    /// Reads the sources one after another; rows that referred to something later in them are tried once more at the end.
    func take(_ sources: [any ImportSource]) throws {
        for source in sources {
            repair = source.repaired
            try source.read(into: self)
            try flush()
        }
        let waiting = later
        later = []
        for step in waiting {
            settle(step, try save(step), retry: false)
            try keepTold(from: Self.toldSize)
        }
        try keepTold(from: 1)
    }

    /// Memory holds few of the rows that something is told of.
    private func keepTold(from count: Int) throws { if let keep, report.waiting.count >= count { try keep(report.takeRows()) } }

    /// Puts an item on its way. Kinds of lower rank are saved before it is, so that it may refer to them.
    func push(_ item: JSON, _ kind: RecordKind, file: String, line: Int? = nil) throws { try push(.item(item), kind, file: file, line: line) }

    func push(_ content: ImportStep.Content, _ kind: RecordKind, file: String, line: Int?) throws {
        let place: Int
        if let known = buffers.firstIndex(where: { $0.kind.name == kind.name && $0.file == file }) { place = known } else {
            buffers.append((kind, file, []))
            place = buffers.count - 1
        }
        buffers[place].items.append(ImportStep.Item(line: line, content: content))
        if buffers[place].items.count >= ImportStep.size(of: kind) { try flush(through: kind) }
    }

    /// Saves what has been gathered, kind by kind in the order of their references.
    func flush() throws { try flush(through: nil) }

    private func flush(through last: RecordKind?) throws {
        let end = last.map { rank($0) } ?? Int.max
        buffers.sort { rank($0.kind) < rank($1.kind) }
        for place in buffers.indices where !buffers[place].items.isEmpty && rank(buffers[place].kind) <= end {
            let size = ImportStep.size(of: buffers[place].kind)
            for start in stride(from: 0, to: buffers[place].items.count, by: size) {
                let items = Array(buffers[place].items[start..<min(start + size, buffers[place].items.count)])
                let step = ImportStep(kind: buffers[place].kind, file: buffers[place].file, items: items)
                settle(step, try saveWithRepairs(step), retry: true)
                try keepTold(from: Self.toldSize)
                progress(ImportProgress(file: step.file, kind: step.kind.name, done: report.counts(of: step.kind.name).total))
            }
            buffers[place].items = []
        }
    }

    private func rank(_ kind: RecordKind) -> Int { recordKinds.firstIndex { $0.name == kind.name } ?? Int.max }

    private func saveWithRepairs(_ step: ImportStep) throws -> [RecordOutcome] {
        var outcomes = try save(step)
        let repairs = outcomes.indices.compactMap { index in
            outcomes[index].status == .refused ? repair(step.items[index], step.kind, outcomes[index]).map { (index, $0) } : nil
        }
        guard !repairs.isEmpty else { return outcomes }
        let again = try save(ImportStep(kind: step.kind, file: step.file, items: repairs.map(\.1)))
        for ((index, _), outcome) in zip(repairs, again) { outcomes[index] = outcome }
        return outcomes
    }

    private func settle(_ step: ImportStep, _ outcomes: [RecordOutcome], retry: Bool) {
        // Book-keeping of the exchange is not told of, what became of the product itself is; it waits for the product all the same.
        let isTold = step.kind.name != CatalogRecords.exchangePictures.name
        var waiting: [ImportStep.Item] = []
        let room = retry ? max(0, Self.retryLimit - later.reduce(0) { $0 + $1.items.count }) : 0
        var settled: [RecordOutcome] = []
        for (item, outcome) in zip(step.items, outcomes) {
            if outcome.status == .refused, outcome.problems.allSatisfy({ $0.reason == "unknown_reference" }), waiting.count < room {
                waiting.append(item)
                continue
            }
            settled.append(outcome)
            guard !outcome.problems.isEmpty, isTold else { continue }
            report.add(ImportReport.Problem(file: step.file, kind: step.kind.name, line: item.line, label: outcome.label, problems: outcome.problems), isNotice: outcome.status != .refused)
        }
        if isTold { report.count(settled, kind: step.kind.name) }
        if !waiting.isEmpty { later.append(ImportStep(kind: step.kind, file: step.file, items: waiting)) }
    }
}

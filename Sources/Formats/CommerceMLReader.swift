import Kernel

/// Reads a catalogue file of CommerceML 2.03 to 2.10 and 3.1 (`domain/commerceml.md` 2 to 5) in the memory of one record: whole files of a small
/// shop, or the many parts of 3.1, prices and balances included. Orders in it are left alone and counted as ignored.
package struct CommerceMLReader: Sendable {
    private let budget: XMLBudget

    package init(budget: XMLBudget = XMLBudget()) { self.budget = budget }

    /// Calls `take` for each record in order; the account comes last, also when the file breaks off, after what was good in it.
    ///
    /// Throws `XMLProblem` for broken XML, a `Refusal` with the reason `commerceml_1` for the format of 1C 7.7 and `not_commerceml` for another
    /// document, and what `take` or the source throws.
    package func read(_ source: some ByteSource, _ take: (CommerceMLEvent) throws -> Void) throws {
        try withoutActuallyEscaping(take) { take in
            let state = CommerceMLState(take)
            do { try XMLReader(budget: budget).read(source) { event, line in try state.take(event, line: line) } } catch let problem as XMLProblem {
                try state.finish()
                throw problem
            }
            try state.finish()
        }
    }
}

/// Where the reader is: inside a section (classifier, catalogue, package), inside a list of it, inside a record of the list.
private final class CommerceMLState {
    private let emit: (CommerceMLEvent) throws -> Void
    private var account = CommerceMLAccount()
    private var path: [String] = []
    private var record = XMLTreeBuilder()
    /// Depth inside an element that is left alone.
    private var skipped = 0
    /// The section whose own fields are still being read.
    private var pending: CommerceMLSection?
    private var owner: CommerceMLOwner?
    private var hasVersion = false

    private static let sections: [String: CommerceMLSection.Kind] = [
        "Классификатор": .classifier, "Каталог": .catalog, "ПакетПредложений": .package, "ИзмененияПакетаПредложений": .package,
        "Контрагенты": .counterparties,
    ]
    private static let lists: Set<String> = ["Группы", "Свойства", "ТипыЦен", "Склады", "ЕдиницыИзмерения", "Товары", "Предложения"]
    private static let records: Set<String> = [
        "Группа", "Свойство", "СвойствоНоменклатуры", "ТипЦены", "Склад", "ЕдиницаИзмерения", "Товар", "Предложение", "Контрагент", "Владелец", "Ид",
        "Наименование", "ИдКаталога",
        "ИдКлассификатора",
    ]

    init(_ emit: @escaping (CommerceMLEvent) throws -> Void) { self.emit = emit }

    func take(_ event: XMLEvent, line: Int) throws {
        if skipped > 0 {
            if case .start = event { skipped += 1 } else if case .end = event { skipped -= 1 }
        } else if !record.isEmpty {
            if let tree = try record.take(event, line: line) { try use(tree) }
        } else {
            switch event {
            case .start(let name, let attributes): try start(name, attributes, line, event)
            case .end: try end()
            case .text: account.ignore(path.joined(separator: "/") + "/text()")
            }
        }
    }

    func finish() throws {
        try announce()
        try emit(.account(account))
    }

    private func start(_ name: String, _ attributes: [String: String], _ line: Int, _ event: XMLEvent) throws {
        switch path.count {
        case 0: try begin(name, attributes)
        case 1:
            // 1C 7.7 has everything in attributes and no version.
            if !hasVersion, attributes["Идентификатор"] != nil { throw Refusal(.validation, "commerceml_1") }
            guard let kind = Self.sections[name] else { return skip(name) }
            pending = CommerceMLSection(kind: kind, changesOnly: attributes["СодержитТолькоИзменения"].flatMap { CommerceML.flag($0) })
        case 2 where Self.lists.contains(name): try announce()
        default:
            guard Self.records.contains(name) else { return skip(name) }
            _ = try record.take(event, line: line)
            return
        }
        path.append(name)
    }

    private func begin(_ name: String, _ attributes: [String: String]) throws {
        guard name == CommerceML.root else { throw Refusal(.validation, "not_commerceml", ["root": .text(name)]) }
        let version = attributes["ВерсияСхемы"]?.trimmed
        if let version, version.hasPrefix("1") { throw Refusal(.validation, "commerceml_1") }
        hasVersion = version != nil
        try emit(.header(CommerceMLHeader(schemaVersion: version, formed: attributes["ДатаФормирования"]?.trimmed)))
    }

    private func end() throws {
        if path.count == 2 { try announce() }
        path.removeLast()
    }

    private func skip(_ name: String) {
        account.ignore((path + [name]).joined(separator: "/"))
        skipped = 1
    }

    private func announce() throws {
        guard let section = pending else { return }
        try emit(.section(section))
        if let owner { try emit(.owner(owner)) }
        (pending, owner) = (nil, nil)
    }

    private func use(_ tree: XMLTree) throws {
        var problems: [CommerceMLProblem] = []
        let events = try withoutActuallyEscaping({ problems.append($0) }) { try self.events(of: tree, CommerceMLRecords(report: $0)) }
        for problem in problems.sorted(by: { $0.line < $1.line }) {
            account.problems += 1
            try emit(.problem(problem))
        }
        for event in events { try emit(event) }
        tree.ignored(under: (path + [tree.name]).joined(separator: "/")) {
            account.ignore($0.replacing("/Группы/Группа/Группы/Группа", with: "/Группы/Группа"))
        }
    }

    private func events(of tree: XMLTree, _ records: CommerceMLRecords) throws -> [CommerceMLEvent] {
        func counted(_ kind: CommerceMLAccount.Kind, _ event: CommerceMLEvent?) -> [CommerceMLEvent] {
            guard let event else { return [] }
            account.add(kind)
            return [event]
        }
        switch (path.last ?? "", tree.name) {
        case ("Группы", "Группа"): return records.groups(tree).flatMap { counted(.group, .group($0)) }
        case ("Свойства", "Свойство"), ("Свойства", "СвойствоНоменклатуры"): return counted(.property, records.property(tree).map { .property($0) })
        case ("ТипыЦен", "ТипЦены"): return counted(.priceType, records.priceType(tree).map { .priceType($0) })
        case ("Склады", "Склад"): return counted(.warehouse, records.warehouse(tree).map { .warehouse($0) })
        case ("ЕдиницыИзмерения", "ЕдиницаИзмерения"): return counted(.unit, records.unit(tree).map { .unit($0) })
        case ("Товары", "Товар"): return counted(.product, records.product(tree).map { .product($0) })
        case ("Предложения", "Предложение"):
            let offer = records.offer(tree)
            account.add(.price, offer?.prices.count ?? 0)
            account.add(.balance, offer?.balances.count ?? 0)
            return counted(.offer, offer.map { .offer($0) })
        case ("Контрагенты", "Контрагент"):
            try announce()
            return counted(.counterparty, .counterparty(records.counterparty(tree)))
        case (_, "Владелец") where pending != nil: owner = records.owner(tree)
        case (_, "Ид") where pending != nil: pending?.id = CommerceML.id(tree.value)
        case (_, "Наименование") where pending != nil: pending?.name = tree.value
        case (_, "ИдКаталога") where pending != nil: pending?.catalogID = CommerceML.id(tree.value)
        case (_, "ИдКлассификатора") where pending != nil: pending?.classifierID = CommerceML.id(tree.value)
        default: account.ignore((path + [tree.name]).joined(separator: "/"))
        }
        return []
    }
}

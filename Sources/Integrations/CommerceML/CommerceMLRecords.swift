import Formats
import Foundation
import Kernel
import Records

/// The files of one CommerceML exchange, read in the order in which they build on each other (`domain/commerceml.md` 3).
struct CommerceMLRecords: ImportSource {
    let files: [(name: String, path: String)]
    /// Where the pictures lie that goods name.
    let beside: FilesBeside

    func read(into sink: ImportSink) throws {
        let items = CommerceMLItems(isBeside: beside.finder())
        for file in files.sorted(by: { (rank($0.name), $0.name) < (rank($1.name), $1.name) }) {
            items.begin()
            do {
                try CommerceMLReader().read(try FileSource(path: file.path)) { event in
                    for (kind, item) in items.records(of: event, into: &sink.report, file: file.name) { try sink.push(.object(item), kind, file: file.name) }
                }
                for (kind, item) in items.end() { try sink.push(.object(item), kind, file: file.name) }
            } catch let problem as XMLProblem {
                // What stood before the break has been delivered and stays.
                sink.report.breakOff(file: file.name, line: problem.line, reason: "xml_\(problem.what.rawValue)")
            } catch let refusal as Refusal where files.count > 1 {
                sink.report.breakOff(file: file.name, line: nil, reason: refusal.reason)
            }
            try sink.flush()
        }
    }

    /// By the beginning of the name: classifiers first, then goods, offers, prices, stock.
    private func rank(_ name: String) -> Int {
        let order = ["groups", "pricelists", "storages", "units", "propertiesgoods", "propertiesoffers", "goods", "import", "offers", "prices", "rests", "contragents"]
        return order.firstIndex { name.lowercased().hasPrefix($0) } ?? 7
    }

    /// 1C does not keep articles unique: the second product of one article gets its own sign behind it.
    func repaired(_ item: ImportStep.Item, of kind: RecordKind, _ outcome: RecordOutcome) -> ImportStep.Item? {
        guard outcome.problems.count == 1 else { return nil }
        // A group that the exchange does not know must not cost the product.
        if outcome.problems.first?.reason == "unknown_reference", outcome.problems.first?.pointer == "/category", var object = item.json?.object {
            object["category"] = nil
            return ImportStep.Item(line: item.line, content: .item(.object(object)))
        }
        guard outcome.problems.first?.reason == "already_taken", outcome.problems.first?.pointer == "/article",
            var object = item.json?.object, let id = object["external_id"]?.string, let article = object["article"]?.string
        else { return nil }
        object["article"] = .string("\(article.prefix(90))/\(CommerceMLItems.sign(of: id))")
        object["cross_numbers"] = .array([.string(article)] + (object["cross_numbers"]?.array ?? []))
        return ImportStep.Item(line: item.line, content: .item(.object(object)))
    }
}

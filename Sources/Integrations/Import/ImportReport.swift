package import Kernel
import Records

/// What an import took, row by row where something was wrong, and what it passed over.
package struct ImportReport: Sendable {
    package struct Counts: Hashable, Sendable {
        package var created = 0
        package var updated = 0
        package var unchanged = 0
        package var refused = 0

        package var total: Int { created + updated + unchanged + refused }
    }

    /// A row that was not taken.
    package struct Problem: Sendable {
        package let file: String
        package let kind: String
        /// From 1; nil where the format has no lines.
        package let line: Int?
        /// The item's own identifier, if it could be read.
        package let label: String?
        package let problems: [Refusal.Problem]
    }

    /// By kind, in the order of first appearance.
    package private(set) var kinds: [(name: String, counts: Counts)] = []
    /// The first thousand of them; the counts are complete.
    package private(set) var problems: [Problem] = []
    private var notices = 0
    /// Of how many rows something is told, those among `problems` and all others.
    package private(set) var told = 0
    /// Rows that something is told of, on their way to where all of them are kept (`Writer.keepToldRows`).
    private(set) var waiting: [ToldRow] = []
    /// Whether somebody keeps them: nobody does of a rehearsal.
    var keepsRows = false

    struct ToldRow: Sendable {
        /// From 1.
        let position: Int
        let problem: Problem
        let isNotice: Bool
    }

    /// So many rows of an import are kept with what is told of them; all are counted.
    static let rowLimit = 100_000
    /// What stood in the files and has no place here, with how often.
    package private(set) var ignored: [(what: String, count: Int)] = []

    /// What waits for a second person because of the files.
    package private(set) var proposals: [Proposal] = []

    /// A change of the portal's own terms that rows of a file have become.
    package struct Proposal: Sendable {
        package let number: String
        /// What the price list is called.
        package let title: String
        package let items: Int
    }

    /// Whether a file broke off: what stood before the break was taken.
    package private(set) var isBroken = false

    package init() {}

    package var totals: Counts {
        kinds.reduce(into: Counts()) { sum, kind in
            sum.created += kind.counts.created
            sum.updated += kind.counts.updated
            sum.unchanged += kind.counts.unchanged
            sum.refused += kind.counts.refused
        }
    }

    func counts(of kind: String) -> Counts { kinds.first { $0.name == kind }?.counts ?? Counts() }

    mutating func count(_ outcomes: [RecordOutcome], kind: String) {
        let place: Int
        if let known = kinds.firstIndex(where: { $0.name == kind }) { place = known } else {
            kinds.append((kind, Counts()))
            place = kinds.count - 1
        }
        for outcome in outcomes {
            switch outcome.status {
            case .created: kinds[place].counts.created += 1
            case .updated: kinds[place].counts.updated += 1
            case .unchanged: kinds[place].counts.unchanged += 1
            case .refused: kinds[place].counts.refused += 1
            // Files take nothing away.
            case .deleted: continue
            }
        }
    }

    /// Counts that somebody else has kept.
    mutating func count(_ counts: Counts, kind: String) { kinds.append((kind, counts)) }

    /// - Parameter isNotice: of something that has been taken: a few of these are told, so that they take no room from what was refused.
    mutating func add(_ problem: Problem, isNotice: Bool = false) {
        told += 1
        if keepsRows, told <= Self.rowLimit { waiting.append(ToldRow(position: told, problem: problem, isNotice: isNotice)) }
        if isNotice {
            guard notices < 300 else { return }
            notices += 1
            problems.append(problem)
        } else if problems.count - notices < 1000 {
            problems.append(problem)
        }
    }

    /// Gives out the rows that wait to be kept.
    mutating func takeRows() -> [ToldRow] {
        defer { waiting = [] }
        return waiting
    }

    /// Rows that somebody else has kept.
    mutating func tell(_ count: Int) { told = max(told, count) }

    mutating func add(_ proposal: Proposal) { proposals.append(proposal) }

    /// A file that could not be read to its end.
    mutating func breakOff(file: String, line: Int?, reason: String) {
        isBroken = true
        add(Problem(file: file, kind: "file", line: line, label: nil, problems: [Refusal.Problem("", .validation, reason)]))
    }

    mutating func ignore(_ what: String, count: Int) {
        if let place = ignored.firstIndex(where: { $0.what == what }) { ignored[place].count += count } else { ignored.append((what, count)) }
    }

    /// What was passed over at first and has been taken with a row since.
    mutating func excuse(_ names: Set<String>) { ignored.removeAll { names.contains($0.what) } }

    /// The report as it is kept and as programs read it.
    package var json: JSON {
        var json: JSONObject = [
            "kinds": .array(kinds.map { kind in
                [
                    "kind": .string(kind.name), "created": number(kind.counts.created), "updated": number(kind.counts.updated),
                    "unchanged": number(kind.counts.unchanged), "refused": number(kind.counts.refused),
                ]
            }),
            "ignored": .array(ignored.map { ["what": .string($0.what), "count": number($0.count)] }),
            "problems": .array(problems.map { problem in
                [
                    "file": .string(problem.file), "kind": .string(problem.kind), "line": problem.line.map(number) ?? .null, "label": .text(problem.label),
                    "problems": .array(problem.problems.map(\.json)),
                ]
            }),
        ]
        if told > problems.count { json["told"] = number(told) }
        if !proposals.isEmpty {
            json["proposals"] = .array(proposals.map { ["number": .string($0.number), "title": .string($0.title), "items": number($0.items)] })
        }
        return .object(json)
    }

    private func number(_ value: Int) -> JSON { .number(String(value)) }
}

extension Refusal.Problem {
    /// The problem as reports keep it.
    var json: JSON { ["pointer": .string(pointer), "code": .string(code.rawValue), "reason": .string(reason), "arguments": .object(texts)] }

    /// Problems as reports keep them.
    static func list(_ json: JSON?) -> [Refusal.Problem] {
        (json?.array ?? []).map { each in
            let arguments = (each["arguments"]?.object?.entries ?? []).map { ($0.key, Refusal.Argument.text($0.value.string ?? "")) }
            return Refusal.Problem(
                each["pointer"]?.string ?? "", Refusal.Code(rawValue: each["code"]?.string ?? "") ?? .validation, each["reason"]?.string, Dictionary(arguments) { $1 })
        }
    }

    private var texts: JSONObject {
        var texts = JSONObject()
        for (name, argument) in arguments.sorted(by: { $0.key < $1.key }) {
            switch argument {
            case .text(let text): texts[name] = .string(text)
            case .integer(let integer): texts[name] = .string(String(integer))
            case .terms, .money, .quantity, .day, .percent, .price, .rate: continue
            }
        }
        return texts
    }
}

import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Integrations
import Kernel
import Localization
import Stock

extension Site {
    @Sendable func exchange(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demand(.readRecords)
        let t = context.texts
        let (runs, stockAsOf) = try await database.read { reader in (try reader.imports(limit: 50), try reader.stockAsOf()) }
        let model = ExchangePage(
            freshness: [ExchangePage.Freshness(subject: t("exchange.stock"), asOf: stockAsOf, isStale: stockAsOf.map { $0 < visit.now.adding(seconds: -86400) } ?? false)],
            bringsSheets: !visit.viewer.sheetSubjects.isEmpty,
            runs: runs.map { run(of: $0, t) })
        return page(exchangePage(model, in: shell(visit, request, context, .exchange)), request)
    }

    /// An import as it is shown.
    func run(of kept: KeptImport, _ t: Texts) -> ExchangePage.Run {
        var shown = ExchangePage.Run(id: kept.id, startedAt: kept.at, finishedAt: kept.at, source: kept.source, subject: kinds(of: kept.report, t), state: "done")
        for kind in kept.report["kinds"]?.array ?? [] {
            shown.created += count(kind["created"])
            shown.updated += count(kind["updated"])
            shown.unchanged += count(kind["unchanged"])
            shown.refused += count(kind["refused"])
        }
        for thing in kept.report["ignored"]?.array ?? [] { shown.ignored += count(thing["count"]) }
        if shown.refused > 0 { shown.state = "done_with_problems" }
        shown.isUndone = kept.changes?.phase == .undone
        shown.problems = (kept.report["problems"]?.array ?? []).prefix(100).map { importProblem($0, t) }
        shown.told = kept.told
        return shown
    }

    private func kinds(of report: JSON, _ t: Texts) -> String {
        (report["kinds"]?.array ?? []).compactMap { $0["kind"]?.string }.map { kind in
            t.text("sheets.subject.\(kind)") ?? t.text("journal_kind.\(kind)") ?? t.text("imports.kind.\(kind)") ?? kind
        }.joined(separator: ", ")
    }

    private func count(_ value: JSON?) -> Int { value?.int.flatMap { Int(exactly: $0) } ?? 0 }

    /// A problem of a kept report in words: where, and what to do.
    func importProblem(_ row: JSON, _ texts: Texts) -> ExchangePage.Run.Problem {
        let place = [row["file"]?.string, row["line"]?.int.map { String($0) }, row["label"]?.string].compactMap { $0 }.joined(separator: ": ")
        let sentences = (row["problems"]?.array ?? []).map { problem in
            let code = Refusal.Code(rawValue: problem["code"]?.string ?? "") ?? .validation
            let pointer = problem["pointer"]?.string ?? ""
            var arguments: [String: Refusal.Argument] = [:]
            for (name, value) in problem["arguments"]?.object?.entries ?? [] {
                let told = value.string ?? ""
                // What may stand in a cell, in words that a cell may say; columns are named as files name them.
                let isSaid = name == "allowed" && ["not_in_list", "one_of_these"].contains(problem["reason"]?.string)
                let words = told.split(separator: ", ").map { texts.text("imports.value.\($0)") ?? texts.sheetField(String($0)) ?? String($0) }
                arguments[name] = .text(isSaid ? words.joined(separator: ", ") : told)
            }
            let parameter = pointer.hasPrefix("/parameter.") ? problem["arguments"]?["parameter"]?.string.map { "\($0):" } : nil
            let field = parameter ?? texts.sheetField(pointer.split(separator: "/").first.map(String.init) ?? "").map { "\($0):" } ?? pointer
            return (field + " " + texts.text(Refusal.Problem(pointer, code, problem["reason"]?.string, arguments))).trimmed
        }
        return ExchangePage.Run.Problem(place: place, text: sentences.joined(separator: "; "))
    }
}

extension Texts {
    /// What people call a field of a record; nil for one that has no name of theirs.
    func sheetField(_ name: String) -> String? { text("imports.column.\(name)") ?? text("sheets.field.\(name)") }
}

import ArgumentParser
import Integrations
import Journal
import Kernel
import Localization
import Synchronization

extension ImportOptions.Format: ExpressibleByArgument {}

struct Import: PortalCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take in a file, folder or ZIP of records: a 1C catalogue, KIND.ndjson and KIND.csv as API.md describes them, a workbook of products, stock, relations or parameters, pictures called by the articles of their products, or the Central Bank's rates.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: JSONOption
    @Option(help: ArgumentHelp("commerceml, ndjson, csv, xlsx or cbr; else found by names and content.")) var format: ImportOptions.Format?
    @Option(help: "What a single file holds, when its name does not tell: products, prices …") var kind: String?
    @Flag(help: "Check everything, keep nothing.") var dryRun = false
    @Argument(help: "The file, folder or ZIP archive.", completion: .file()) var path: String

    func run(in portal: Portal, _ console: Console) async throws {
        var options = ImportOptions()
        options.format = format
        options.kind = kind
        options.dryRun = dryRun
        options.called = path
        let (ticker, halt) = (Ticker(), Halt())
        // Requests go before imports: the database lets patient writes wait.
        let work = Task(priority: .utility) { [options] in
            try await importFiles(
                at: console.path(path), options, by: .command, files: portal.productFiles, in: portal.database, now: portal.now,
                progress: { progress in if !output.json, ticker.isDue() { console.progress("\(progress.kind): \(progress.done)") } },
                afterStep: { try halt.check() })
        }
        let report = try await withTaskCancellationHandler {
            try await work.value
        } onCancel: {
            halt.call()
        }
        // While it ran, the storefront followed at its own pace.
        try await portal.publish()
        console.endProgress()
        if output.json { console.print(report.json) } else { show(report, console) }
        if report.isBroken { throw Trouble("\(path) could not be read to its end: what stood before the break was kept.") }
        let totals = report.totals
        if totals.total == totals.refused, !report.problems.isEmpty { throw Trouble("Nothing of \(path) could be taken.") }
    }

    private func show(_ report: ImportReport, _ console: Console) {
        let texts = Texts(console.language)
        let head = ["", "created", "updated", "unchanged", "refused"]
        console.printTable(
            [head]
                + report.kinds.map { [$0.name, "\($0.counts.created)", "\($0.counts.updated)", "\($0.counts.unchanged)", "\($0.counts.refused)"] })
        for problem in report.problems {
            let place = problem.file + (problem.line.map { ":\($0)" } ?? "") + (problem.label.map { " \($0)" } ?? "")
            for each in problem.problems { console.complain("\(place): \(each.pointer) \(sentence(each, texts))") }
        }
        if report.told > report.problems.count { console.complain("\(report.told) rows in all; the others are told at the portal, among the imports.") }
        for ignored in report.ignored { console.complain("passed over: \(ignored.what) (\(ignored.count))") }
        if dryRun { console.print("Nothing was kept: this was a dry run.") }
    }
}

/// Ends an import between two steps: it runs on a thread of its own, which no cancellation reaches.
private final class Halt: Sendable {
    private let isCalled = Mutex(false)

    func call() { isCalled.withLock { $0 = true } }
    func check() throws { if isCalled.withLock({ $0 }) { throw CancellationError() } }
}

/// Lets through four times a second.
private final class Ticker: Sendable {
    private let next = Mutex(ContinuousClock.now)

    func isDue() -> Bool {
        next.withLock { next in
            let now = ContinuousClock.now
            guard now >= next else { return false }
            next = now + .milliseconds(250)
            return true
        }
    }
}

import ArgumentParser
import Kernel

struct Doctor: PortalCommand {
    static let configuration = CommandConfiguration(abstract: "Examine the installation: a verdict on each thing that must be right.")
    static let schemaNeed = SchemaNeed.any

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: JSONOption

    func run(in portal: Portal, _ console: Console) async throws {
        let findings = await Examination(portal: portal).findings()
        if output.json {
            console.print([
                "items": .array(
                    findings.map { ["check": .string($0.check), "verdict": .string($0.verdict.rawValue), "detail": .string($0.detail)] })
            ])
        } else {
            console.printTable(findings.map { [$0.verdict.rawValue, $0.check, $0.detail] })
        }
        if findings.contains(where: { $0.verdict == .failed }) { throw ExitCode(1) }
    }
}

/// What `doctor` says about one thing.
struct Finding: Sendable {
    enum Verdict: String, Sendable { case ok, warning, failed }

    let check: String
    let verdict: Verdict
    let detail: String

    init(_ check: String, _ verdict: Verdict, _ detail: String) {
        self.check = check
        self.verdict = verdict
        self.detail = detail
    }
}

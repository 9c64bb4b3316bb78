import ArgumentParser
import Kernel
import Localization

/// A command that works on the portal. On SQLite the running server carries it out; with none, this process does.
protocol PortalCommand: ParsableCommand {
    var common: CommonOptions { get }
    /// How current the schema must be before the command runs in its own process.
    static var schemaNeed: SchemaNeed { get }
    /// - Throws: `Trouble` or `Refusal` for exit code 1, `ExitCode` when everything has been said already.
    func run(in portal: Portal, _ console: Console) async throws
}

extension PortalCommand {
    static var schemaNeed: SchemaNeed { .current }
}

/// A command that is its own process: the server, the worker, the version.
protocol OwnCommand: ParsableCommand {
    func start(_ console: Console) async throws
}

enum SchemaNeed {
    /// SQLite is brought up to date, PostgreSQL must be.
    case current
    /// The command looks at the schema itself.
    case any
}

/// The options of every command that needs to know where the portal is.
struct CommonOptions: ParsableArguments {
    @Option(help: "The configuration file (kontor.yaml in the working directory).") var config: String?
    @Option(help: "The folder for the database, files and keys (./data).") var data: String?
    @Option(help: "sqlite:PATH or postgres://… (SQLite in the data folder).") var database: String?
    @Option(help: "Folder or s3://BUCKET/PREFIX for files (DATA/files); the key and the address of S3 come from AWS_… in the environment.") var files: String?
    @Option(help: "Megabytes of files from s3://… kept on this machine for reading (1024).") var filesCache: String?
    @Option(help: "The public address (http:// and the listening address).") var baseURL: String?
    @Option(help: "Whose X-Forwarded-* count, separated by commas (none).") var trustedProxies: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical (info).") var log: String?

    func configuration(listen: String? = nil, in directory: String) throws -> Configuration {
        let given: [Setting: String?] = [
            .config: config, .data: data, .database: database, .files: files, .filesCache: filesCache, .baseURL: baseURL, .trustedProxies: trustedProxies, .log: log,
            .listen: listen,
        ]
        return try Configuration(options: given.compactMapValues { $0 }, environment: environment(), directory: directory)
    }
}

/// Asks a command for its answer as JSON.
struct JSONOption: ParsableArguments {
    @Flag(help: "Answer as JSON.") var json = false
}

/// Runs a parsed command against a portal and turns what it throws into sentences and an exit code.
func carryOut(_ command: any PortalCommand, in portal: Portal, _ console: Console) async -> Int32 {
    do {
        try await command.run(in: portal, console)
        return 0
    } catch { return explain(error, console) }
}

/// One clear sentence for the person at the terminal.
/// - Returns: the exit code.
func explain(_ error: any Error, _ console: Console) -> Int32 {
    switch error {
    case let code as ExitCode: return code.rawValue
    case let trouble as Trouble: console.complain("kontor: \(trouble)")
    case let refusal as Refusal: explain(refusal, console)
    case is CancellationError: console.complain("kontor: The command was broken off.")
    default: console.complain("kontor: \(error)")
    }
    return 1
}

private func explain(_ refusal: Refusal, _ console: Console) {
    let texts = Texts(console.language)
    console.complain("kontor: " + sentence(texts.text(refusal), refusal.reason, refusal.arguments))
    for problem in refusal.problems { console.complain("  \(problem.pointer): \(sentence(problem, texts))") }
}

func sentence(_ problem: Refusal.Problem, _ texts: Texts) -> String { sentence(texts.text(problem), problem.reason, problem.arguments) }

/// A text that nobody has written yet still says which rule it was and about what.
private func sentence(_ text: String, _ reason: String, _ arguments: [String: Refusal.Argument]) -> String {
    guard text.hasPrefix("refusal.") else { return text }
    let details = arguments.sorted { $0.key < $1.key }.compactMap { if case .text(let value) = $0.value { "\($0.key) “\(value)”" } else { nil } }
    return ([reason.replacing("_", with: " ")] + details).joined(separator: ", ")
}

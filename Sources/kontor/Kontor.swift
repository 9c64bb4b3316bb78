import ArgumentParser
import Foundation
import Glibc
import Pictures

/// The version of this binary, as `kontor version` and the `Server` side of the command socket say it.
let kontorVersion = "0.1.0"

/// The command line. See API.md, "Running": what stands there is a promise.
struct Kontor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kontor", abstract: "A B2B ordering portal.",
        subcommands: [
            Serve.self, Work.self, Migrate.self, Doctor.self, Routes.self, Demo.self, Import.self, UserCommand.self, Backup.self, Restore.self, TokenCommand.self, Version.self,
        ])
}

@main
struct Main {
    static func main() async {
        // What this process makes is its owner's alone.
        umask(0o077)
        // Started by this program for one picture of others, before anything else of it is set up.
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == PictureMill.argument, let side = Int(arguments[2]) { exit(servePicture(side: side)) }
        let command: any ParsableCommand
        do { command = try Kontor.parseAsRoot() } catch { Kontor.exit(withError: error) }
        exit(await start(command, Array(CommandLine.arguments.dropFirst()), .own))
    }
}

/// - Returns: the exit code.
private func start(_ command: any ParsableCommand, _ arguments: [String], _ console: Console) async -> Int32 {
    do {
        switch command {
        case let command as any PortalCommand: return try await dispatch(command, arguments, console)
        case let command as any OwnCommand: try await command.start(console)
        // A group of commands without one of them: it shows its help.
        default:
            var group = command
            do { try group.run() } catch { Kontor.exit(withError: error) }
        }
        return 0
    } catch let error as CleanExit {
        Kontor.exit(withError: error)
    } catch { return explain(error, console) }
}

/// On SQLite the server that owns the file is asked; with none the data folder is locked and the command runs here.
private func dispatch(_ command: any PortalCommand, _ arguments: [String], _ console: Console) async throws -> Int32 {
    let configuration = try command.common.configuration(in: console.directory)
    guard case .sqlite = configuration.engine else { return try await runHere(command, configuration, console) }
    try configuration.makeDataFolder()
    let socket = try CommandSocket(configuration)
    let request = CommandRequest(arguments, from: console)
    // A server that is just starting, or another command, holds the lock without a socket: it is given five seconds.
    for _ in 0..<50 {
        if let code = try askServer(request, at: socket, console) { return code }
        if let lock = try DataLock(configuration) {
            defer { withExtendedLifetime(lock) {} }
            return try await runHere(command, configuration, console)
        }
        try await Task.sleep(for: .milliseconds(100))
    }
    throw Trouble("Another process holds \(configuration.data) but takes no commands: wait until it ends.")
}

private func runHere(_ command: any PortalCommand, _ configuration: Configuration, _ console: Console) async throws -> Int32 {
    let portal = try await Portal.open(configuration, schema: type(of: command).schemaNeed)
    let code = await carryOut(command, in: portal, console)
    try await portal.close()
    return code
}

/// A command that came over the socket.
func runInServer(_ request: CommandRequest, _ portal: Portal, _ console: Console) async -> Int32 {
    guard request.version == kontorVersion else {
        console.complain("kontor: The server runs version \(kontorVersion), this is \(request.version): restart the server.")
        return 1
    }
    do {
        let command = try Kontor.parseAsRoot(request.arguments)
        guard let command = command as? any PortalCommand else { throw Trouble("This command is not for the server.") }
        let code = await carryOut(command, in: portal, console)
        try await portal.publish()
        return code
    } catch { return explain(error, console) }
}

/// The environment of this process.
func environment() -> [String: String] { ProcessInfo.processInfo.environment }

import Foundation
import Glibc
import Testing

/// The real program in a folder of its own.
struct Installation {
    let folder: String
    var environment: [String: String] = [:]

    var data: String { folder + "/data" }

    /// Lends the body an installation and removes it afterwards.
    static func with(_ environment: [String: String] = [:], deep: Bool = false, _ body: (Installation) async throws -> Void) async throws {
        var folder = FileManager.default.temporaryDirectory.path + "/kontor-\(UUID().uuidString.prefix(8))"
        let root = folder
        if deep { folder += "/" + String(repeating: "deep", count: 30) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        try await body(Installation(folder: folder, environment: environment))
    }

    struct Answer {
        let code: Int32
        let out: String
        let err: String
    }

    /// Beside the bundle of the tests.
    static let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("kontor")

    func begin(_ arguments: [String], _ more: [String: String] = [:], as name: String) throws -> Process {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"].merging(environment) { $1 }.merging(more) { $1 }
        for (ending, assign) in [("out", { process.standardOutput = $0 }), ("err", { process.standardError = $0 })]
            as [(String, (FileHandle) -> Void)]
        {
            let path = "\(folder)/\(name).\(ending)"
            FileManager.default.createFile(atPath: path, contents: nil)
            assign(try #require(FileHandle(forWritingAtPath: path)))
        }
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }

    func text(_ name: String) -> String {
        FileManager.default.contents(atPath: folder + "/" + name).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Runs a command to its end.
    func run(_ arguments: String..., with more: [String: String] = [:]) async throws -> Answer {
        let name = "run-\(UUID().uuidString.prefix(8))"
        let process = try begin(arguments, more, as: name)
        return Answer(code: await process.end(), out: text(name + ".out"), err: text(name + ".err"))
    }

    /// Lends the body a running server; ends it with SIGTERM and returns its exit code.
    @discardableResult
    func serving(_ body: (_ address: String) async throws -> Void) async throws -> Int32 {
        let process = try begin(["serve", "--listen", "127.0.0.1:0"], as: "server")
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        var address: String?
        for _ in 0..<600 where address == nil && process.isRunning {
            try await Task.sleep(for: .milliseconds(50))
            address = text("server.err").firstMatch(of: #/listening on ([0-9.:]+)/#).map { String($0.1) }
        }
        let found = try #require(address, "the server did not start: \(text("server.err"))")
        for _ in 0..<1200 {
            if try await status("http://\(found)/readyz") == 200 { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        try await body(found)
        process.terminate()
        return await process.end()
    }
}

extension Process {
    /// Waits without holding a thread; 128 and the signal for what was killed. Ends what takes longer than five minutes: the demo is much work without optimisation, beside everything else.
    func end() async -> Int32 {
        for _ in 0..<15_000 where isRunning { try? await Task.sleep(for: .milliseconds(20)) }
        if isRunning { kill(processIdentifier, SIGKILL) }
        waitUntilExit()
        return terminationReason == .exit ? terminationStatus : 128 + terminationStatus
    }
}

/// The status of a GET; 0 when nobody answers.
func status(_ address: String) async throws -> Int {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    process.arguments = ["--silent", "--noproxy", "*", "--max-time", "10", "--output", "/dev/null", "--write-out", "%{http_code}", address]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    _ = await process.end()
    return Int(String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)) ?? 0
}

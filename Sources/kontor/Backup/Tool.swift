import Foundation

/// Runs a program of the system (tar, pg_dump, pg_restore) and waits for it; found by PATH.
/// - Parameter secrets: variables added to the environment: what must not stand on a command line, which everybody on the machine can list.
/// - Throws: `Trouble` with the program's own last words when it is missing or fails.
func runTool(_ name: String, _ arguments: [String], secrets: [String: String] = [:]) async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.environment = environment().merging(secrets) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let words = Pipe()
    process.standardError = words
    do { try process.run() } catch { throw Trouble("\(name) cannot be run: \(error.localizedDescription)") }
    // Read to the end first: a full pipe would hold the program up.
    let said = await Task.detached { String(decoding: words.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) }.value
    await Task.detached { process.waitUntilExit() }.value
    guard process.terminationStatus == 0 else {
        let reason = process.terminationStatus == 127 ? "it is not installed" : said.split(separator: "\n").last.map(String.init) ?? "code \(process.terminationStatus)"
        throw Trouble("\(name) failed: \(reason)")
    }
}

/// A connection string of libpq without its password, and the password for the environment.
func withoutPassword(_ connection: String) -> (connection: String, secrets: [String: String]) {
    guard var parts = URLComponents(string: connection), let password = parts.percentEncodedPassword else { return (connection, [:]) }
    parts.percentEncodedPassword = nil
    return (parts.string ?? connection, ["PGPASSWORD": password.removingPercentEncoding ?? password])
}

/// A folder beside the data for as long as the work takes, its owner's alone.
func withScratch<T>(in data: String, _ body: (String) async throws -> T) async throws -> T {
    let path = "\(data)/scratch-\(UUID().uuidString.lowercased())"
    let files = FileManager.default
    do { try files.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]) } catch {
        throw Trouble("\(path) cannot be made: \(error.localizedDescription)")
    }
    defer { try? files.removeItem(atPath: path) }
    return try await body(path)
}

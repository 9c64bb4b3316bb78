import Formats
import Foundation
import Kernel

/// The archive at a path; nil when there is something else, as a workbook is one.
/// - Throws: a `Refusal` for one that is broken or too large.
func importArchive(at path: String) throws -> ZIPArchive? {
    guard URL(fileURLWithPath: path).pathExtension.lowercased() != "xlsx", let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    guard let head = try? handle.read(upToCount: 4), ZIPArchive.isBeginning(Array(head)) else { return nil }
    guard try handle.seekToEnd() <= 1 << 30 else { throw Refusal(.validation, ZIPProblem.What.tooLarge.rawValue) }
    try handle.seek(toOffset: 0)
    var budget = ZIPBudget()
    budget.entries = 50_000
    do { return try ZIPArchive(Array(try handle.readToEnd() ?? Data()), budget: budget) } catch let problem as ZIPProblem { throw Refusal(.validation, problem.what.rawValue) }
}

extension ZIPArchive {
    /// Unpacks the files of rows, whatever folders they stand in; half a gigabyte in all. Files that rows name stay where they are.
    /// - Throws: a `Refusal` when one of them is broken, or all are too large.
    func unpackRows(into folder: URL) throws {
        var room = 512 << 20
        var names: Set<String> = []
        do {
            for entry in entries {
                let name = safeName(entry.name)
                guard ["csv", "ndjson", "jsonl", "xml"].contains(URL(fileURLWithPath: name).pathExtension.lowercased()) else { continue }
                guard names.insert(name).inserted else { throw ZIPProblem(.broken) }
                let file = folder.appendingPathComponent(name)
                guard FileManager.default.createFile(atPath: file.path, contents: nil) else { throw Refusal(.unavailable) }
                let handle = try FileHandle(forWritingTo: file)
                defer { try? handle.close() }
                var source = try source(entry)
                while let piece = try source.next() {
                    room -= piece.count
                    guard room >= 0 else { throw ZIPProblem(.tooLarge) }
                    try handle.write(contentsOf: piece)
                }
            }
        } catch let problem as ZIPProblem { throw Refusal(.validation, problem.what.rawValue) }
    }
}

/// The last part of a path, without anything that could lead elsewhere.
func safeName(_ path: String) -> String {
    let name = path.split { $0 == "/" || $0 == "\\" || $0 == "\0" }.last.map(String.init) ?? ""
    let plain = name.trimmed.drop { $0 == "." }
    return plain.isEmpty ? "file" : String(plain.prefix(100))
}

/// Runs `body` with a new folder for its owner alone, which is gone afterwards.
func withScratchFolder<T>(_ body: (URL) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-import-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

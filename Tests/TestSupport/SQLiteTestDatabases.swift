import Database
import Foundation
import SQLiteDatabase

/// Files in a folder of this process, copied from templates.
actor SQLiteTestDatabases: TestDatabases {
    static let shared = SQLiteTestDatabases()

    nonisolated let places = Places(16)
    private var templates: [String: Task<URL, any Error>] = [:]
    private var count = 0
    private lazy var folder: Result<URL, any Error> = Result { try Self.makeFolder() }

    func create(_ migrations: [Migration]) async throws -> DatabaseAddress {
        let folder = try folder.get()
        count += 1
        let own = folder.appendingPathComponent("\(count)", isDirectory: true)
        let template = try await template(migrations, in: folder)
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        let file = own.appendingPathComponent("kontor.sqlite")
        try FileManager.default.copyItem(at: template, to: file)
        return .sqlite(file.path)
    }

    func remove(_ address: DatabaseAddress) {
        guard case .sqlite(let path) = address else { return }
        try? FileManager.default.removeItem(at: URL(fileURLWithPath: path).deletingLastPathComponent())
    }

    private func template(_ migrations: [Migration], in folder: URL) async throws -> URL {
        let key = templateKey(migrations, .sqlite)
        let file = folder.appendingPathComponent("template-\(templates.count).sqlite")
        let task = templates[key] ?? Task {
            let database = try SQLiteDatabase(path: file.path)
            try await migrate(database, migrations)
            // Closing empties the log into the file, which is then whole.
            try await database.close()
            return file
        }
        templates[key] = task
        return try await task.value
    }

    private static func makeFolder() throws -> URL {
        let parent = FileManager.default.temporaryDirectory
        let prefix = "kontor-tests-"
        for name in try FileManager.default.contentsOfDirectory(atPath: parent.path) where name.hasPrefix(prefix) {
            guard let process = Int32(name.dropFirst(prefix.count)), !isRunning(process) else { continue }
            try? FileManager.default.removeItem(at: parent.appendingPathComponent(name))
        }
        let folder = parent.appendingPathComponent("\(prefix)\(getpid())", isDirectory: true)
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

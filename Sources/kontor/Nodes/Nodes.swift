import Database
import Files
import Foundation
import Glibc
import Kernel
import Logging
import ServiceLifecycle

/// A process that serves, or does jobs, on a PostgreSQL that others may share.
struct PortalNode: Sendable {
    let id: String
    let host: String
    let version: String
    /// The number of the newest migration that it knows.
    let schema: Int
    /// What tells its store of files from others.
    let files: String

    /// Seconds without a sign after which a node counts as gone.
    static let patience: Int64 = 60

    /// This process.
    init(_ configuration: Configuration) {
        id = UUID().uuidString.lowercased()
        host = ProcessInfo.processInfo.hostName
        version = kontorVersion
        schema = kontorSchemaNumber
        files = configuration.fileStoreName
    }

    init(id: String, host: String, version: String, schema: Int, files: String) {
        self.id = id
        self.host = host
        self.version = version
        self.schema = schema
        self.files = files
    }
}

/// Tells the others every ten seconds that this node is there.
struct NodeService: Service {
    let portal: Portal

    func run() async throws {
        let node = PortalNode(portal.configuration)
        let started = portal.now()
        let beat = Task {
            var isKnown = false
            while !Task.isCancelled {
                let now = portal.now()
                do {
                    try await portal.database.write { try $0.note(node, startedAt: started, at: now) }
                    if !isKnown {
                        for other in try await portal.database.read({ try $0.nodes(at: now) }) where other.files != node.files {
                            portal.log.warning("another node keeps its files elsewhere", metadata: ["node": "\(other.host)", "its": "\(other.files)", "ours": "\(node.files)"])
                        }
                        isKnown = true
                    }
                } catch is CancellationError {
                    return
                } catch { portal.log.warning("the node could not be noted", metadata: ["error": "\(error)"]) }
                try? await Task.sleep(for: .seconds(10))
            }
        }
        try? await gracefulShutdown()
        beat.cancel()
        _ = await beat.result
        try? await portal.database.write { try $0.forget(node) }
    }
}

extension Configuration {
    /// What tells two stores of files apart: the bucket's address, or a number that lies in the folder, so that a folder that nodes share is known as one.
    var fileStoreName: String {
        switch files {
        case .s3(let text): (try? bucketAddress())?.name ?? text
        case .folder(let folder): "folder \(folder) \(Self.number(of: folder) ?? "unknown")"
        }
    }

    /// Put there by the first who asks.
    private static func number(of folder: String) -> String? {
        let path = folder + "/.store"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            let bytes = Array("\(UUID().uuidString.lowercased())\n".utf8)
            _ = write(descriptor, bytes, bytes.count)
            close(descriptor)
        }
        return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self).trimmed }
    }
}

import Files
import Foundation
import Kernel

/// What a backup says of itself: `kontor-backup.json` in the archive, beside `kontor.sqlite` or `database.dump`, `secret` and `files/`.
struct BackupManifest {
    static let name = "kontor-backup.json"

    let engine: String
    /// The number of the newest migration in it.
    let schema: Int
    let version: String
    let madeAt: Instant

    var json: JSON {
        [
            "format": .number("1"), "engine": .string(engine), "schema": .number(String(schema)), "version": .string(version), "made_at": .string(madeAt.text),
        ]
    }

    init(engine: String, schema: Int, version: String, madeAt: Instant) {
        self.engine = engine
        self.schema = schema
        self.version = version
        self.madeAt = madeAt
    }

    /// Reads the manifest of an unpacked backup. Throws `Trouble` for what is none, or of a later format.
    init(in folder: String) throws {
        guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(Self.name)"), let json = try? JSON(parsing: Array(bytes)), json["format"]?.int == 1,
            let engine = json["engine"]?.string, let schema = json["schema"]?.int, let made = json["made_at"]?.string.flatMap({ Instant($0) })
        else { throw Trouble("This is not a backup that kontor \(kontorVersion) has made or can read.") }
        self.init(engine: engine, schema: Int(schema), version: json["version"]?.string ?? "", madeAt: made)
    }
}

extension Configuration {
    var engineName: String { if case .sqlite = engine { "sqlite" } else { "postgres" } }
    /// Where on this machine what has been read from a bucket lies.
    func filesRead(_ store: String) -> String { "\(data)/files-read/\(store)" }
    /// The folder of files, when they lie in one.
    var filesFolder: String? { if case .folder(let path) = files { path } else { nil } }
}

/// The stores of files by their names, in a folder as in a bucket.
extension ContentStore {
    static let productFiles = "product-files"
    static let priceFiles = "price-files"
}

import Catalog
import Files
import Formats
import Foundation
import Kernel
import Pictures
import Records

/// Where the files lie that rows name: in the folder of the rows, or in the archive that both came in.
enum FilesBeside: Sendable {
    case folder(String)
    case archive(ArchivedFiles)

    /// The most bytes of one file.
    static let limit = 32 << 20

    /// Why a file cannot be taken.
    struct Unreadable: Error { let reason: String }

    /// The bytes of a file; nil when there is none of this name.
    /// - Parameter name: as `keptFileName` spells it.
    /// - Throws: `Unreadable` for what is no file, is not whole or too large, or lies outside by way of a link.
    func bytes(of name: String) throws -> [UInt8]? {
        switch self {
        case .folder(let root): try Self.bytes(of: name, in: root)
        case .archive(let files): try files.bytes(of: name)
        }
    }

    /// Tells of names whether something lies there; asked often.
    func finder() -> (String) -> Bool {
        switch self {
        case .folder(let root): return { FileManager.default.fileExists(atPath: "\(root)/\($0)") }
        case .archive(let files): return { files.byName[$0] != nil }
        }
    }

    private static func bytes(of name: String, in root: String) throws -> [UInt8]? {
        guard let root = realPath(root), let path = realPath("\(root)/\(name)") else { return nil }
        guard path.hasPrefix(root == "/" ? root : root + "/") else { throw Unreadable(reason: "link_leads_out") }
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        guard facts[.type] as? FileAttributeType == .typeRegular else { throw Unreadable(reason: "not_a_file_name") }
        guard facts[.size] as? Int ?? 0 <= limit else { throw Unreadable(reason: "file_too_large") }
        guard let bytes = FileManager.default.contents(atPath: path) else { throw Unreadable(reason: "file_unreadable") }
        return Array(bytes)
    }

    /// With every link followed; nil when there is nothing.
    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}

/// The files of an archive, by their names in one spelling.
struct ArchivedFiles: Sendable {
    let archive: ZIPArchive
    let byName: [String: ZIPArchive.Entry]

    init(_ archive: ZIPArchive) {
        self.archive = archive
        byName = Dictionary(archive.entries.compactMap { entry in keptFileName(entry.name).map { ($0, entry) } }) { first, _ in first }
    }

    /// As `FilesBeside.bytes(of:)`.
    func bytes(of name: String) throws -> [UInt8]? { try byName[name].map { try bytes(of: $0) } }

    /// - Throws: `FilesBeside.Unreadable` for a file that is not whole, too large, or not what the archive says of it.
    func bytes(of entry: ZIPArchive.Entry) throws -> [UInt8] {
        do {
            var source = try archive.source(entry)
            var bytes: [UInt8] = []
            while let piece = try source.next() {
                bytes += piece
                guard bytes.count <= FilesBeside.limit else { throw FilesBeside.Unreadable(reason: "file_too_large") }
            }
            return bytes
        } catch let problem as ZIPProblem {
            throw FilesBeside.Unreadable(reason: problem.what == .broken ? "file_broken" : problem.what == .tooLarge ? "file_too_large" : problem.what.rawValue)
        }
    }
}

/// Takes the files that rows name, each once. Used by one thread.
final class FileTaker {
    let beside: FilesBeside
    private let files: ProductFileStore
    /// Not in a rehearsal.
    private let keeps: Bool
    /// What is known of the files by name: nil where there is none.
    typealias Facts = [String: Result<TakenFile, FilesBeside.Unreadable>?]

    private var taken: Facts = [:]
    /// Nothing more is read: what is not known is not there.
    private let isComplete: Bool

    init(_ beside: FilesBeside, into files: ProductFileStore, keeps: Bool) {
        self.beside = beside
        self.files = files
        self.keeps = keeps
        isComplete = false
    }

    /// With what another taker has found out; reads no file.
    init(_ beside: FilesBeside, into files: ProductFileStore, knowing facts: Facts) {
        (self.beside, self.files, keeps, taken, isComplete) = (beside, files, false, facts, true)
    }

    var facts: Facts { taken }

    /// What lies beside the rows and holds files that were taken: themselves, or the folder they stand in.
    var places: Set<String> {
        Set(taken.compactMap { name, outcome in if case .success? = outcome { name.split(separator: "/").first.map(String.init) } else { nil } })
    }

    /// The same step with the files that its rows name; rows that name none of those beside may mean one taken before.
    func take(_ step: ImportStep) -> ImportStep {
        guard step.kind.takes("file"), step.kind.takes("sha256") else { return step }
        var step = step
        for case .row(let row) in step.items.map(\.content) where row.subject == .pictures {
            guard let name = row.mapping.cell(.picture, row.row).flatMap({ keptFileName(sheetCode($0)) }), let outcome = file(name) else { continue }
            step.pictures[name] = .some(outcome)
        }
        for name in Set(step.items.compactMap { $0.json?["file"]?.string?.trimmed }).sorted() {
            guard let spelled = keptFileName(name) else { continue }
            switch file(spelled) {
            case .success(let file): step.files.append(file)
            case .failure(let problem): step.unreadable[name] = problem.reason
            case nil: continue
            }
        }
        return step
    }

    /// One file by its name in one spelling; nil where there is none.
    func file(_ name: String) -> Result<TakenFile, FilesBeside.Unreadable>? {
        if let known = taken[name] { return known }
        guard !isComplete else { return nil }
        let outcome = read(name)
        taken[name] = .some(outcome)
        return outcome
    }

    private func read(_ name: String) -> Result<TakenFile, FilesBeside.Unreadable>? {
        do {
            guard let bytes = try beside.bytes(of: name) else { return nil }
            guard !bytes.isEmpty else { throw FilesBeside.Unreadable(reason: "file_without_bytes") }
            let type = MediaType(of: bytes)
            guard !type.isCut(bytes) else { throw FilesBeside.Unreadable(reason: "file_broken") }
            let file = keeps ? try files.originals.keep(bytes) : StoredFile(naming: bytes)
            if type.isImage { try files.prove(file, bytes, keeps: keeps) }
            return .success(TakenFile(name: name, file: file, type: type))
        } catch let problem as FilesBeside.Unreadable {
            return .failure(problem)
        } catch let fault as PictureFault {
            return .failure(FilesBeside.Unreadable(reason: fault.rawValue))
        } catch {
            return .failure(FilesBeside.Unreadable(reason: keeps ? files.originals.obstacle(behind: error)?.reason ?? "file_unreadable" : "file_unreadable"))
        }
    }
}

extension MediaType {
    /// Whether a file lacks the end that its type demands.
    fileprivate func isCut(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .pdf: bytes.suffix(2048).firstRange(of: "%%EOF".utf8) == nil
        default: false
        }
    }
}

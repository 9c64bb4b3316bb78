import Foundation
import Yams

/// `kontor.yaml`: one mapping of the names of `Setting` to texts.
struct ConfigurationFile {
    let values: [Setting: String]
    /// What relative paths in the file mean: its own folder.
    let directory: String

    /// The named file, which must exist then, or `kontor.yaml` in the working directory, which need not.
    static func load(_ path: String?, in directory: String) throws -> ConfigurationFile {
        let file = absolutePath(path ?? "kontor.yaml", in: directory)
        guard let bytes = FileManager.default.contents(atPath: file) else {
            if path == nil, !FileManager.default.fileExists(atPath: file) { return ConfigurationFile(values: [:], directory: directory) }
            throw Trouble("The configuration file \(file) cannot be read.")
        }
        let folder = file.split(separator: "/").dropLast().joined(separator: "/")
        return ConfigurationFile(values: try parse(String(decoding: bytes, as: UTF8.self), file), directory: "/" + folder)
    }

    static func parse(_ text: String, _ file: String) throws -> [Setting: String] {
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch let error as YamlError { throw Trouble("\(file) is not valid YAML: \(error.firstLine).") }
        guard let root, root.null == nil || root.mapping != nil else { return [:] }
        guard let mapping = root.mapping else { throw Trouble("\(file) must be a list of `name: value` lines.") }
        var values: [Setting: String] = [:]
        for (key, value) in mapping {
            let name = key.scalar?.string ?? "?"
            guard let setting = Setting(rawValue: name), setting != .config else { throw Trouble("\(file) sets “\(name)”, which does not exist.") }
            if let scalar = value.scalar {
                if value.null == nil { values[setting] = scalar.string }
            } else if let list = value.sequence, setting == .trustedProxies {
                values[setting] = list.compactMap { $0.scalar?.string }.joined(separator: ",")
            } else {
                throw Trouble("In \(file) the value of “\(name)” must be a text.")
            }
        }
        return values
    }
}

extension YamlError {
    fileprivate var firstLine: String { String(description.prefix { $0 != "\n" }) }
}

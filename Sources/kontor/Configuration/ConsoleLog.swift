import Foundation
import Glibc
import Kernel
import Logging

/// Writes the log to standard error: JSON lines for machines, or one readable line each when a person looks at a terminal.
struct ConsoleLog: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let readable: Bool

    init(label: String, level: Logger.Level, readable: Bool) {
        self.label = label
        self.readable = readable
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { $1 }
        if let given = event.metadata { all.merge(given) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        var line = readable ? Self.line(event, all) : Self.json(event, all, label, at: Date())
        line.append("\n")
        // One call per line: lines of different threads do not mix.
        line.withUTF8 { bytes in _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
    }

    private static func line(_ event: LogEvent, _ metadata: Logger.Metadata) -> String {
        let time = Date().formatted(Date.ISO8601FormatStyle(timeZone: .current)).dropFirst(11).prefix(8)
        let details = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        return "\(time) \(event.level.rawValue) \(event.message)\(details)".replacing("\n", with: " ")
    }

    static func json(_ event: LogEvent, _ metadata: Logger.Metadata, _ label: String, at date: Date) -> String {
        var object = JSONObject()
        object["time"] = .string(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        object["level"] = .string(event.level.rawValue)
        object["message"] = .string(event.message.description)
        object["logger"] = .string(label)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { object[key] = json(value) }
        return JSON.object(object).text
    }

    private static func json(_ value: Logger.MetadataValue) -> JSON {
        switch value {
        case .string(let text): return .string(text)
        case .stringConvertible(let value): return .string(value.description)
        case .array(let values): return .array(values.map(json))
        case .dictionary(let values):
            var object = JSONObject()
            for (key, value) in values.sorted(by: { $0.key < $1.key }) { object[key] = json(value) }
            return .object(object)
        }
    }
}

extension Configuration {
    /// The log of this process.
    func makeLog() -> Logger {
        let readable = isatty(STDERR_FILENO) == 1
        return Logger(label: "kontor") { ConsoleLog(label: $0, level: logLevel, readable: readable) }
    }
}

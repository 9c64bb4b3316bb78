import Glibc
import Kernel
import Localization

/// Where a command speaks and what its relative paths mean: this process's terminal, or that of a client at the other end of the socket.
struct Console: Sendable {
    enum Stream: Sendable { case out, err }

    /// Absolute.
    let directory: String
    /// Whether a person looks on.
    let isTerminal: Bool
    let language: Language
    private let write: @Sendable (Stream, String) -> Void

    /// - Parameter write: called with whole lines, or pieces of them; may be called from several tasks.
    init(directory: String, isTerminal: Bool, language: Language, write: @escaping @Sendable (Stream, String) -> Void) {
        self.directory = directory
        self.isTerminal = isTerminal
        self.language = language
        self.write = write
    }

    /// A line of the answer.
    func print(_ line: String) { write(.out, line + "\n") }
    func print(_ value: JSON) { write(.out, value.text + "\n") }

    /// A line about what went wrong.
    func complain(_ sentence: String) { write(.err, sentence + "\n") }

    /// How far a long command is; on a terminal each text takes the place of the one before.
    func progress(_ text: String) { write(.err, isTerminal ? "\r\u{1B}[K" + text : text + "\n") }

    /// Clears the progress line of a terminal.
    func endProgress() { if isTerminal { write(.err, "\r\u{1B}[K") } }

    /// Text that another process has formed already.
    func pass(_ stream: Stream, _ text: String) { write(stream, text) }

    /// A path that the user gave.
    func path(_ given: String) -> String { absolutePath(given, in: directory) }

    /// This process's own terminal.
    static let own = Console(directory: currentDirectory(), isTerminal: isatty(STDERR_FILENO) == 1, language: terminalLanguage()) { stream, text in
        writeAll(stream == .out ? STDOUT_FILENO : STDERR_FILENO, Array(text.utf8))
    }
}

/// Russian where the terminal is Russian.
private func terminalLanguage() -> Language {
    let variables = environment()
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { variables[$0].nonEmpty }.first
    return locale?.hasPrefix("ru") == true ? .ru : .en
}

func currentDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
}

/// Writes everything, however small the pieces the system takes. False when the other end is gone.
@discardableResult
func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
    }
    return true
}

extension Console {
    /// Rows of cells in columns as wide as their widest cell.
    func printTable(_ rows: [[String]]) {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        for row in rows {
            let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: max(0, width - cell.count)) }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            print(line)
        }
    }
}

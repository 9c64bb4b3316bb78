import Kernel
import Localization

/// What client and server say to each other over the socket: four bytes of length, most significant first, then that many bytes of JSON.
enum Frame {
    /// Longer frames are refused; longer output is cut into several.
    static let limit = 1 << 20
    private static let pieceLimit = 64 << 10

    static func bytes(_ value: JSON) -> [UInt8] {
        let body = Array(value.text.utf8)
        let count = UInt32(clamping: body.count)
        return [
            UInt8(truncatingIfNeeded: count >> 24), UInt8(truncatingIfNeeded: count >> 16), UInt8(truncatingIfNeeded: count >> 8),
            UInt8(truncatingIfNeeded: count),
        ] + body
    }

    /// How many bytes the body has. Nil when that is more than a frame may have.
    static func bodyLength(_ head: some Sequence<UInt8>) -> Int? {
        let length = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        return length <= limit ? length : nil
    }

    /// Output as one frame or, when it is long, several. Never cuts a character.
    static func output(_ stream: Console.Stream, _ text: String) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            let piece = rest.utf8.count <= pieceLimit ? rest : rest.prefix(pieceLimit / 8)
            rest = rest.dropFirst(piece.count)
            frames.append(bytes([stream == .out ? "out" : "err": .string(String(piece))]))
        }
        return frames
    }
}

/// A command as the client hands it over.
struct CommandRequest {
    let version: String
    let arguments: [String]
    /// Absolute: what relative paths among the arguments mean.
    let directory: String
    let isTerminal: Bool
    let language: Language

    init(_ arguments: [String], from console: Console) {
        version = kontorVersion
        self.arguments = arguments
        directory = console.directory
        isTerminal = console.isTerminal
        language = console.language
    }

    init?(_ json: JSON) {
        guard let version = json["version"]?.string, let arguments = json["arguments"]?.array, let directory = json["directory"]?.string,
            directory.hasPrefix("/")
        else { return nil }
        self.version = version
        self.arguments = arguments.compactMap(\.string)
        guard self.arguments.count == arguments.count else { return nil }
        self.directory = directory
        isTerminal = json["terminal"]?.bool ?? false
        language = json["language"]?.string.flatMap(Language.init(rawValue:)) ?? .en
    }

    var json: JSON {
        [
            "version": .string(version), "arguments": .array(arguments.map(JSON.string)), "directory": .string(directory),
            "terminal": .bool(isTerminal),
            "language": .string(language.rawValue),
        ]
    }
}

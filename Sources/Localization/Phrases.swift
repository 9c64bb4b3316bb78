import Kernel

/// One text with places for arguments, cut up once: `"Не хватает {missing}"`.
struct Phrase: Sendable {
    enum Piece: Sendable, Equatable { case text(String), argument(String) }
    let pieces: [Piece]

    init(_ template: String) {
        var pieces: [Piece] = []
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            pieces.append(.argument(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        self.pieces = pieces
    }

    /// - Parameter value: the argument's text, nil for an argument that was not given (its name then stands in braces).
    func filled(_ value: (String) -> String?) -> String {
        if pieces.count == 1, case .text(let whole) = pieces[0] { return whole }
        var text = ""
        for (place, piece) in pieces.enumerated() {
            switch piece {
            case .text(let part): text += part
            case .argument(let name):
                let filled = value(name) ?? "{\(name)}"
                text += isQuoted(place) ? Self.inner(filled) : filled
            }
        }
        return text
    }

    /// The piece stands between guillemets of the text itself.
    private func isQuoted(_ place: Int) -> Bool {
        guard place > 0, case .text(let before) = pieces[place - 1], before.utf8.last == 0xAB, before.last == "«" else { return false }
        guard place + 1 < pieces.count, case .text(let after) = pieces[place + 1] else { return false }
        return after.first == "»"
    }

    /// Quotes within quotes are drawn otherwise: `«ООО „Север“»`.
    private static func inner(_ value: String) -> String { value.contains("«") ? value.replacing("«", with: "„").replacing("»", with: "“") : value }
}

/// All texts of one language, by key, as they stand in `Locales/<language>.json`: a text, or an object of plural categories.
struct Phrases: Sendable {
    enum Entry: Sendable { case phrase(Phrase), plural([Plural: Phrase]) }
    let entries: [String: Entry]

    init(parsing bytes: [UInt8]) throws {
        guard let object = try JSON(parsing: bytes).object else { throw Refusal(.validation) }
        var entries: [String: Entry] = [:]
        for (key, value) in object.entries {
            if let text = value.string {
                entries[key] = .phrase(Phrase(text))
            } else if let forms = value.object {
                entries[key] = .plural(
                    forms.entries.reduce(into: [:]) { plural, form in
                        if let category = Plural(rawValue: form.key), let text = form.value.string { plural[category] = Phrase(text) }
                    })
            }
        }
        self.entries = entries
    }

    private init() { entries = [:] }

    private static let russian = (try? Phrases(parsing: PackageResources.ru_json)) ?? Phrases()
    private static let english = (try? Phrases(parsing: PackageResources.en_json)) ?? Phrases()

    /// Read once for the life of the program. That both files can be read is held by a test.
    static func of(_ language: Language) -> Phrases {
        switch language {
        case .ru: russian
        case .en: english
        }
    }
}

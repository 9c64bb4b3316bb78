/// The plural categories of CLDR that Russian and English have.
enum Plural: String, CaseIterable {
    case one, few, many, other

    /// The category of a whole number (CLDR 46, `plurals.xml`, cardinal rules of `ru` and `en`).
    init(_ count: Int, in language: Language) {
        let size = count.magnitude
        switch (language, size % 10, size % 100) {
        case (.en, _, _): self = size == 1 ? .one : .other
        case (.ru, 1, let tail) where tail != 11: self = .one
        case (.ru, 2...4, let tail) where !(12...14).contains(tail): self = .few
        case (.ru, _, _): self = .many
        }
    }

    static func categories(of language: Language) -> [Plural] {
        switch language {
        case .ru: [.one, .few, .many]
        case .en: [.one, .other]
        }
    }
}

import Foundation
import Kernel
import Testing

@testable import Localization

@Suite("Texts in two languages")
struct LocalizationTests {
    private let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
        path: "Sources")

    @Test("both files are read whole and hold the same keys")
    func sameKeys() throws {
        let russian = try Phrases(parsing: PackageResources.ru_json)
        let english = try Phrases(parsing: PackageResources.en_json)
        #expect(russian.entries.count > 300)
        #expect(Set(russian.entries.keys).symmetricDifference(english.entries.keys).sorted() == [])
        for (key, entry) in russian.entries {
            let other = english.entries[key]
            #expect(arguments(entry) == other.map(arguments), "\(key) takes the same arguments")
        }
    }

    private func arguments(_ entry: Phrases.Entry) -> Set<String> {
        let phrases: [Phrase] =
            switch entry {
            case .phrase(let phrase): [phrase]
            case .plural(let forms): Array(forms.values)
            }
        return Set(phrases.flatMap(\.pieces).compactMap { if case .argument(let name) = $0 { name } else { nil } })
    }

    @Test("every plural has the categories of its language")
    func pluralCategories() {
        for language in Language.allCases {
            for (key, entry) in Phrases.of(language).entries {
                guard case .plural(let forms) = entry else { continue }
                #expect(Set(forms.keys) == Set(Plural.categories(of: language)), "\(key) in \(language)")
            }
        }
    }

    @Test(
        "a number of things takes the form of its language",
        arguments: [
            (0, "0 позиций", "0 items"), (1, "1 позиция", "1 item"), (2, "2 позиции", "2 items"), (5, "5 позиций", "5 items"),
            (11, "11 позиций", "11 items"),
            (12, "12 позиций", "12 items"), (21, "21 позиция", "21 items"), (22, "22 позиции", "22 items"), (111, "111 позиций", "111 items"),
            (1001, "1 001 позиция", "1,001 items"),
        ])
    func plurals(count: Int, russian: String, english: String) {
        #expect(Texts(.ru).plural("count.positions", count).replacing("\u{A0}", with: " ") == russian)
        #expect(Texts(.en).plural("count.positions", count).replacing("\u{A0}", with: " ") == english)
    }

    // MARK: - Keys

    /// The keys that stand as literals in calls such as `t("cart.title")`, `shell.t("…")`, `texts("…")`, `t.plural("…", n)`.
    private func keys(in source: String) -> [String] {
        let calls = source.matches(of: /\b(?:t|texts|shell\.t|shell\.texts)(?:\.plural|\.text)?\("([a-z0-9_]+\.[a-z0-9_.\-]+)"/).map { String($0.1) }
        let choices = source.matches(of: /\bt\([^"\n()]*\? "([a-z0-9_.]+)" : "([a-z0-9_.]+)"/).flatMap { [String($0.1), String($0.2)] }
        return calls + choices
    }

    /// The reasons that stand as literals in `Refusal(.short, "reason"` and `Problem("/lines/0", .short, "reason"`.
    private func reasons(in source: String) -> [String] {
        source.matches(of: /(?:Refusal|Problem)\([^)"\n]*(?:"[^"\n]*"[^)"\n]*)?\.[a-zA-Z]+, "([a-z0-9_]+)"/).map { "refusal.\($0.1)" }
    }

    private func swiftFiles() throws -> [(name: String, text: String)] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: sources.resolvingSymlinksInPath().path).filter { $0.hasSuffix(".swift") }
        return try names.map { ($0, try String(contentsOf: sources.appending(path: $0), encoding: .utf8)) }
    }

    @Test("every text that the sources ask for exists")
    func keysExist() throws {
        let files = try swiftFiles()
        #expect(files.count > 40)
        var seen = 0
        for file in files {
            for key in keys(in: file.text) + reasons(in: file.text) {
                seen += 1
                #expect(Phrases.of(.ru).entries[key] != nil, "\(key) in \(file.name)")
            }
        }
        #expect(seen > 200)
    }

    @Test("the search for keys finds a missing one")
    func wrongSample() {
        #expect(keys(in: "let a = t(\"no.such_key\")") == ["no.such_key"])
        #expect(keys(in: "shell.t(\"a.b\", [\"x\": .integer(1)]) + t.plural(\"c.d\", 2)") == ["a.b", "c.d"])
        #expect(keys(in: "t(isEmpty ? \"a.b\" : \"c.d\")") == ["a.b", "c.d"])
        #expect(keys(in: "print(\"a.b\"); format(\"a.b\")") == [])
        #expect(reasons(in: "throw Refusal(.validation, \"odd_one\", [:])") == ["refusal.odd_one"])
        #expect(reasons(in: "Refusal.Problem(\"/lines/0\", .short, \"odd_two\")") == ["refusal.odd_two"])
        #expect(reasons(in: "Refusal(.validation)") == [])
        #expect(Phrases.of(.ru).entries["no.such_key"] == nil)
    }

    @Test("every word that programs rely on has its text")
    func states() {
        let words: [String: [String]] = [
            "order_status": "placed approval on_hold processing reserved picking partly_shipped shipped in_transit delivered closed refused cancelled"
                .split(separator: " ").map(String.init),
            "shipment_status": "planned on_hold reserved picking ready shipped in_transit delivered closed cancelled".split(separator: " ").map(
                String.init),
            "hold_reason": "credit stock approval question price manual".split(separator: " ").map(String.init),
            "approval_state": "not_needed waiting approved refused expired".split(separator: " ").map(String.init),
            "payment_state": "unpaid partly_paid paid overdue overpaid".split(separator: " ").map(String.init),
            "credit_state": "ok warn hold_shipment prepay_only blocked".split(separator: " ").map(String.init),
            "row_verdict": "ok adjusted replaced short ambiguous unknown not_available_to_you discontinued price_on_request invalid".split(
                separator: " "
            ).map(String.init),
            // Beside the codes what readers of files say of a row that is broken.
            "refusal": Refusal.Code.allCases.map(\.rawValue) + ["row_too_long", "too_many_fields", "unclosed_quote", "json_broken"], "refusal_title": Refusal.Code.allCases.map(\.rawValue),
        ]
        for (group, keys) in words { for key in keys { #expect(Phrases.of(.ru).entries["\(group).\(key)"] != nil, "\(group).\(key)") } }
    }

    // MARK: - Language

    /// Latin words that a Russian reader knows only in Latin.
    private static let allowed: Set = [
        "Kontor", "XLSX", "XLS", "CSV", "XML", "PDF", "API", "JSON", "CommerceML", "RFC", "ASCII", "UTF", "windows", "true", "false", "RUB", "Europe",
        "Moscow", "Authorization", "Bearer", "JPEG", "PNG", "WebP", "GIF", "Ctrl", "QR", "PIN", "ZIP", "jpg",
    ]

    private func latinWords(_ text: String) -> [String] {
        text.replacing("kontor import", with: "").matches(of: /[A-Za-z]{2,}/).map { String($0.0) }.filter { !Self.allowed.contains($0) }
    }

    @Test("Russian texts hold no stray Latin words")
    func russianIsRussian() {
        for (key, entry) in Phrases.of(.ru).entries {
            let phrases: [Phrase] =
                switch entry {
                case .phrase(let phrase): [phrase]
                case .plural(let forms): Array(forms.values)
                }
            let text = phrases.flatMap(\.pieces).compactMap { if case .text(let part) = $0 { part } else { nil } }.joined(separator: " ")
            #expect(latinWords(text) == [], "\(key)")
        }
        #expect(latinWords("Добавить в cart") == ["cart"])
    }

    @Test("English texts hold no Cyrillic but names of 1C in their quotes")
    func englishIsEnglish() {
        for (key, entry) in Phrases.of(.en).entries {
            let text = "\(entry)".replacing(/«[^»]*»/, with: "")
            #expect(text.unicodeScalars.allSatisfy { !(0x400...0x4FF).contains($0.value) }, "\(key)")
        }
    }

    @Test(
        "the browser's header chooses the language, Russian where it names none",
        arguments: [
            (nil, Language.ru), ("", .ru), ("en", .en), ("en-GB,en;q=0.9", .en), ("ru-RU,ru;q=0.9,en;q=0.8", .ru), ("de,en;q=0.5", .en),
            ("en;q=0.3, ru;q=0.7", .ru), ("en;q=0", .ru),
            ("fr", .ru), (";;;q=,", .ru), ("english", .ru), ("EN-us", .en),
        ])
    func acceptLanguage(header: String?, language: Language) { #expect(Language(acceptLanguage: header) == language) }

    @Test("a refusal speaks by its reason, by its code where the reason has no text, and names its arguments")
    func refusals() {
        let t = Texts(.ru)
        #expect(t.text(Refusal(.validation, "currencies_differ", ["left": .text("RUB"), "right": .text("USD")])).contains("RUB и USD"))
        #expect(t.text(Refusal(.short, "no_such_reason")) == t("refusal.short"))
        #expect(t.text(Refusal.Problem("/lines/0", .notMultiple)) == t("refusal.not_multiple"))
        #expect(t.title(.creditLimitExceeded) == "Превышен лимит")
        #expect(t("no.such.key") == "no.such.key")
        #expect(Texts(.en).text(Refusal.tooLarge).contains("too large"))
    }
}

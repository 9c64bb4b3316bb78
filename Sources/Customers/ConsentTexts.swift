package import Database
import Journal
package import Kernel

/// What a person's data may be used for; each purpose has a consent and a text of its own (152-FZ, art. 9).
package enum ConsentPurpose: String, Sendable, CaseIterable {
    case personalData = "personal_data"
    case advertising

    /// Without it nobody can be let in; every other one may be refused, and nothing hangs on it.
    package var isNecessary: Bool { self == .personalData }
}

/// The words of a consent in both languages.
package struct ConsentWording: Hashable, Sendable {
    package let russian: String
    package let english: String

    /// Lines as the form sends them become plain ones, so that equal words have equal digests.
    package init(russian: String, english: String) {
        self.russian = russian.replacing("\r\n", with: "\n").trimmed
        self.english = english.replacing("\r\n", with: "\n").trimmed
    }

    package func text(in language: String) -> String { language == "en" ? english : russian }

    /// SHA-256 of the words in a language, as a consent keeps it.
    package func digest(in language: String) -> String { Secret.digest(text(in: language)) }

    package static let limit = 20_000

    /// Refuses words that are missing or too many, by the field.
    func check() throws {
        var problems: [Refusal.Problem] = []
        for (field, text) in [("text_ru", russian), ("text_en", english)] {
            if text.isEmpty { problems.append(Refusal.Problem("/\(field)", .validation, "field_required")) }
            if text.count > Self.limit { problems.append(Refusal.Problem("/\(field)", .validation, "text_too_long", ["limit": .integer(Int64(Self.limit))])) }
        }
        guard problems.isEmpty else { throw Refusal(.validation, problems: problems) }
    }
}

/// The text of a consent as people are shown it.
package struct ConsentText: Sendable {
    package let purpose: ConsentPurpose
    /// From 1; 0 is the portal's own wording, which stands until the house has published one and becomes version 1 when somebody agrees to it.
    package let version: Int
    package let wording: ConsentWording
    package let publishedAt: Instant?

    /// Whether these are the words that somebody was shown under this version: the portal's own ones may have become version 1 since.
    func wasShown(as version: Int?, usual: ConsentWording) -> Bool { version == self.version || version == 0 && wording == usual }
}

/// A version as those see it who keep the texts.
package struct ConsentVersion: Sendable {
    package let text: ConsentText
    /// Who published it; nil for the portal itself.
    package let publisher: String?
    /// How many people, or companies that wait for access, have agreed to it.
    package let accepted: Int
    /// How many of them hold to it still.
    package let inForce: Int
}

extension Reader {
    /// The text of a purpose: the one in force, or a certain version. Nil where there is none: advertising is not asked for before its text is published.
    /// - Parameter usual: the portal's own wording of the necessary consent.
    package func consentText(_ purpose: ConsentPurpose, version: Int? = nil, usual: ConsentWording) throws -> ConsentText? {
        let condition: SQL = version.map { "version = \($0)" } ?? "1 = 1"
        if let row = try row("""
            SELECT version, text_ru, text_en, published_at FROM consent_texts WHERE purpose = \(purpose.rawValue) AND \(condition) ORDER BY version DESC LIMIT 1
            """)
        {
            return ConsentText(
                purpose: purpose, version: try row.get("version"), wording: ConsentWording(russian: try row.get("text_ru"), english: try row.get("text_en")),
                publishedAt: try row.get("published_at"))
        }
        return purpose.isNecessary && (version ?? 0) == 0 ? ConsentText(purpose: purpose, version: 0, wording: usual, publishedAt: nil) : nil
    }
}

/// The versions of a text, the latest first, with how many have agreed to each; at most 200. For those who keep the house's settings.
package func consentVersions(of purpose: ConsentPurpose, for viewer: Viewer, in reader: any Reader) throws -> [ConsentVersion] {
    try viewer.demand(.manageHouse)
    return try reader.rows("""
        SELECT t.version, t.text_ru, t.text_en, t.published_at, p.name AS publisher,
            COUNT(DISTINCT COALESCE(k.person_id, -k.registration_id)) AS accepted,
            COUNT(DISTINCT CASE WHEN w.consent_id IS NULL THEN COALESCE(k.person_id, -k.registration_id) END) AS in_force
        FROM consent_texts AS t
        LEFT JOIN people AS p ON t.published_by = 'person:' || p.id
        LEFT JOIN consents AS k ON k.text_id = t.id
        LEFT JOIN consent_withdrawals AS w ON w.consent_id = k.id
        WHERE t.purpose = \(purpose.rawValue)
        GROUP BY t.id, t.version, t.text_ru, t.text_en, t.published_at, p.name ORDER BY t.version DESC LIMIT 200
        """).map { row in
            let text = ConsentText(
                purpose: purpose, version: try row.get("version"), wording: ConsentWording(russian: try row.get("text_ru"), english: try row.get("text_en")),
                publishedAt: try row.get("published_at"))
            return ConsentVersion(text: text, publisher: try row.find("publisher"), accepted: try row.get("accepted"), inForce: try row.get("in_force"))
        }
}

/// Publishes a new version, valid from now; what was published before stays as it is. Who has agreed to an earlier version of the necessary one is asked
/// again when he signs in.
/// - Parameter known: the version that was the latest when the text was written; a newer one is not covered unseen.
/// - Returns: the new version's number.
@discardableResult
package func publishConsentText(
    _ wording: ConsentWording, for purpose: ConsentPurpose, after known: Int, by viewer: Viewer, at now: Instant, in writer: any Writer
) throws -> Int {
    try viewer.demand(.manageHouse)
    try wording.check()
    let latest = try writer.row("SELECT version, text_ru, text_en FROM consent_texts WHERE purpose = \(purpose.rawValue) ORDER BY version DESC LIMIT 1")
    let version: Int = try latest?.get("version") ?? 0
    guard version == known else { throw Refusal(.validation, "consent_text_stale") }
    if let latest, ConsentWording(russian: try latest.get("text_ru"), english: try latest.get("text_en")) == wording { throw Refusal(.validation, "consent_text_same") }
    guard let id = try writer.keepConsentText(wording, for: purpose, version: version + 1, by: viewer, at: now) else { throw Refusal(.validation, "consent_text_stale") }
    try writer.record(
        JournalEntry("consent-texts", "published", ids: [id], by: viewer.actor, ["purpose": .string(purpose.rawValue), "version": .number(String(version + 1))]), at: now)
    return version + 1
}

extension Writer {
    /// The text's number; nil when somebody has published that version meanwhile.
    func keepConsentText(_ wording: ConsentWording, for purpose: ConsentPurpose, version: Int, by viewer: Viewer, at now: Instant) throws -> Int64? {
        try rows("""
            INSERT INTO consent_texts (purpose, version, text_ru, text_en, hash_ru, hash_en, published_at, published_by)
            VALUES (\(purpose.rawValue), \(version), \(wording.russian), \(wording.english), \(wording.digest(in: "ru")), \(wording.digest(in: "en")), \(now), \(viewer.actor.text))
            ON CONFLICT (purpose, version) DO NOTHING RETURNING id
            """).first?.get("id")
    }
}

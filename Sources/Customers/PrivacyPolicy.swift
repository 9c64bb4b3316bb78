package import Database
import Journal
package import Kernel

/// Who answers for personal data: the house by the legal entity that it has named, else its first one (152-FZ, art. 3).
package struct DataOperator: Sendable, Hashable {
    /// What of it everybody has to be told.
    package enum Fact: String, Sendable, CaseIterable { case name, inn, address, mail, number }

    package var name: String?
    package var inn: String?
    package var ogrn: String?
    package var address: String?
    /// Where people write about their data.
    package var mail: String?
    /// In the register of Roskomnadzor.
    package var number: String?

    package init(name: String? = nil, inn: String? = nil, ogrn: String? = nil, address: String? = nil, mail: String? = nil, number: String? = nil) {
        (self.name, self.inn, self.ogrn, self.address, self.mail, self.number) = (name, inn, ogrn, address, mail, number)
    }

    /// What nobody has said yet.
    package var missing: [Fact] {
        Fact.allCases.filter { fact in
            switch fact {
            case .name: name == nil
            case .inn: inn == nil
            case .address: address == nil
            case .mail: mail == nil
            case .number: number == nil
            }
        }
    }
}

/// The published policy on personal data, or a former version of it (152-FZ, art. 18.1, part 2). Nobody agrees to it: it is there to be read.
package struct PolicyText: Sendable {
    /// From 1.
    package let version: Int
    package let wording: ConsentWording
    package let publishedAt: Instant
    /// Told to those alone who keep the policy.
    package let publisher: String?
}

package enum PrivacySchema {
    package static let migration = Migration(148, "published policy, acts of erasure", expands: true, [
        """
        CREATE TABLE policy_texts (
            version \(.integer) PRIMARY KEY CHECK (version > 0), text_ru \(.text) NOT NULL, text_en \(.text) NOT NULL, published_at \(.integer) NOT NULL, published_by \(.text) NOT NULL
        ) \(.strict)
        """,
        // What was published, and what proves an erasure, stays as it was.
        "\(.refuse(.update, of: "policy_texts"))",
        "\(.refuse(.delete, of: "policy_texts"))",
        """
        CREATE TABLE erasure_acts (
            id \(.identity), person_id \(.integer) NOT NULL REFERENCES people (id), at \(.integer) NOT NULL, erased_by \(.text) NOT NULL,
            reason \(.text) NOT NULL, note \(.text) NOT NULL, told \(.text) NOT NULL
        ) \(.strict)
        """,
        "\(.refuse(.update, of: "erasure_acts"))",
        "\(.refuse(.delete, of: "erasure_acts"))",
        "CREATE INDEX erasure_acts_by_person ON erasure_acts (person_id, id)",
    ])
}

extension Reader {
    package func dataOperator() throws -> DataOperator {
        guard let row = try row("""
            SELECT e.name, e.inn, e.ogrn, e.address, s.mail, s.sender, s.number
            FROM (SELECT (SELECT value FROM settings WHERE name = 'operator_entity') AS entity, (SELECT value FROM settings WHERE name = 'operator_mail') AS mail,
                (SELECT value FROM settings WHERE name = 'mail_sender') AS sender, (SELECT value FROM settings WHERE name = 'operator_number') AS number) AS s
            LEFT JOIN legal_entities AS e
                ON e.id = COALESCE((SELECT id FROM legal_entities WHERE external_id = s.entity), (SELECT id FROM legal_entities ORDER BY id LIMIT 1))
            """)
        else { return DataOperator() }
        func told(_ column: String) throws -> String? { try row.find(column, as: String.self).flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed } }
        return DataOperator(
            name: try told("name"), inn: try told("inn"), ogrn: try told("ogrn"), address: try told("address"), mail: try told("mail") ?? told("sender"), number: try told("number"))
    }

    /// The policy: as it is in force, or a certain version; nil where there is none.
    package func policyText(version: Int? = nil) throws -> PolicyText? { try policyTexts(version.map { "t.version = \($0)" } ?? "1 = 1", limit: 1).first }

    fileprivate func policyTexts(_ condition: SQL, limit: Int, showsPublisher: Bool = false) throws -> [PolicyText] {
        let publisher: SQL = showsPublisher ? "(SELECT p.name FROM people AS p WHERE t.published_by = 'person:' || p.id)" : "NULL"
        return try rows("""
            SELECT t.version, t.text_ru, t.text_en, t.published_at, \(publisher) AS publisher FROM policy_texts AS t
            WHERE \(condition) ORDER BY t.version DESC LIMIT \(limit)
            """).map { row in
            PolicyText(
                version: try row.get("version"), wording: ConsentWording(russian: try row.get("text_ru"), english: try row.get("text_en")),
                publishedAt: try row.get("published_at"), publisher: try row.find("publisher"))
        }
    }
}

/// How the house says who the operator is.
package struct OperatorChoice: Sendable {
    /// The external id of a legal entity; empty for the first one.
    package var entity: String
    package var mail: String
    package var number: String

    package init(entity: String, mail: String, number: String) {
        (self.entity, self.mail, self.number) = (entity.trimmed, mail.trimmed, number.trimmed)
    }
}

/// What those see who keep the policy.
package struct PolicyKeeping: Sendable {
    package let policies: [PolicyText]
    package let told: DataOperator
    package let choice: OperatorChoice
    /// The house's legal entities by external id.
    package let entities: [(externalID: String, name: String)]
}

/// The policy's versions, the latest first, at most 200, and what is told of the operator. For those who keep the house's settings.
package func policyKeeping(for viewer: Viewer, in reader: any Reader) throws -> PolicyKeeping {
    try viewer.demand(.manageHouse)
    let settings = Dictionary(
        try reader.rows("SELECT name, value FROM settings WHERE name IN ('operator_entity', 'operator_mail', 'operator_number')")
            .map { (try $0.get("name", as: String.self), try $0.get("value", as: String.self)) }, uniquingKeysWith: { first, _ in first })
    return PolicyKeeping(
        policies: try reader.policyTexts("1 = 1", limit: 200, showsPublisher: true), told: try reader.dataOperator(),
        choice: OperatorChoice(entity: settings["operator_entity"] ?? "", mail: settings["operator_mail"] ?? "", number: settings["operator_number"] ?? ""),
        entities: try reader.rows("SELECT external_id, name FROM legal_entities ORDER BY id LIMIT 200").map { (try $0.get("external_id"), try $0.get("name")) })
}

/// Publishes a new version of the policy, valid from now; the former ones stay to be read.
/// - Parameter known: the version that was the latest when the text was written; a newer one is not covered unseen.
/// - Returns: the new version's number.
@discardableResult
package func publishPolicy(_ wording: ConsentWording, after known: Int, by viewer: Viewer, at now: Instant, in writer: any Writer) throws -> Int {
    try viewer.demand(.manageHouse)
    try wording.check()
    let latest = try writer.policyText()
    guard latest?.version ?? 0 == known else { throw Refusal(.validation, "consent_text_stale") }
    if latest?.wording == wording { throw Refusal(.validation, "consent_text_same") }
    let added = try writer.run("""
        INSERT INTO policy_texts (version, text_ru, text_en, published_at, published_by)
        VALUES (\(known + 1), \(wording.russian), \(wording.english), \(now), \(viewer.actor.text)) ON CONFLICT (version) DO NOTHING
        """)
    guard added == 1 else { throw Refusal(.validation, "consent_text_stale") }
    try writer.record(JournalEntry("policy-texts", "published", ids: [Int64(known + 1)], by: viewer.actor, ["version": .number(String(known + 1))]), at: now)
    return known + 1
}

/// Says who the operator is; what is empty goes back to what holds without it.
package func saveOperator(_ choice: OperatorChoice, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.manageHouse)
    var problems: [Refusal.Problem] = []
    if !choice.entity.isEmpty, try writer.row("SELECT id FROM legal_entities WHERE external_id = \(choice.entity)") == nil {
        problems.append(Refusal.Problem("/operator_entity", .validation, "not_found"))
    }
    do { if !choice.mail.isEmpty { _ = try checkedEmail(choice.mail) } } catch let refusal as Refusal {
        problems.append(Refusal.Problem("/operator_mail", .validation, refusal.reason, refusal.arguments))
    }
    if choice.number.count > 50 { problems.append(Refusal.Problem("/operator_number", .validation, "text_too_long", ["limit": .integer(50)])) }
    guard problems.isEmpty else { throw Refusal(.validation, problems: problems) }
    for (name, value) in [("operator_entity", choice.entity), ("operator_mail", choice.mail), ("operator_number", choice.number)] {
        if value.isEmpty { try writer.run("DELETE FROM settings WHERE name = \(name)"); continue }
        try writer.run("""
            INSERT INTO settings (name, value, updated_at) VALUES (\(name), \(value), \(now))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
            """)
    }
    let details: JSON = ["operator_entity": .string(choice.entity), "operator_mail": .string(choice.mail), "operator_number": .string(choice.number)]
    try writer.record(JournalEntry("settings", "saved", ids: [], by: viewer.actor, details), at: now)
}

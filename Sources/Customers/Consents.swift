package import Database
import Jobs
import Journal
package import Kernel

/// By which door a consent came.
package enum ConsentChannel: String, Sendable {
    case registration, account
    case signIn = "sign_in"
}

/// What somebody agrees to: the version that he was shown, and in which language.
package struct ConsentGiven: Sendable {
    package var purpose: ConsentPurpose
    package var version: Int
    /// `ru` or `en`.
    package var language: String
    package var channel: ConsentChannel

    package init(_ purpose: ConsentPurpose, version: Int, language: String, channel: ConsentChannel) {
        self.purpose = purpose
        self.version = version
        self.language = language == "en" ? "en" : "ru"
        self.channel = channel
    }
}

/// That somebody agreed, and whether he has taken it back: what there is to prove it with.
package struct ConsentFact: Sendable {
    package let purpose: ConsentPurpose
    /// Nil for one that was given before the texts were kept.
    package let version: Int?
    package let language: String
    /// The words in that language; nil as above.
    package let text: String?
    /// SHA-256 of the words.
    package let digest: String
    package let givenAt: Instant
    package let channel: ConsentChannel
    package let place: String
    package let agent: String
    package let withdrawnAt: Instant?
}

/// A purpose as a person sees it in the own account.
package struct OwnConsent: Sendable {
    package let purpose: ConsentPurpose
    /// The text in force; nil when the house asks for none.
    package let text: ConsentText?
    /// What was given and taken back, the latest first.
    package let facts: [ConsentFact]

    /// The consent that holds.
    package var inForce: ConsentFact? { facts.first { $0.withdrawnAt == nil } }
    /// Since when the last one is taken back; nil while one holds, or where there never was one.
    package var withdrawnAt: Instant? { inForce == nil ? facts.first?.withdrawnAt : nil }
    /// Agreed, but to other words than those in force.
    package var isOutdated: Bool {
        guard let inForce, let text else { return false }
        return !["ru", "en"].contains { text.wording.digest(in: $0) == inForce.digest }
    }
}

/// The viewer's own consents, by purpose.
package func ownConsents(usual: ConsentWording, for viewer: Viewer, in reader: any Reader) throws -> [OwnConsent] {
    let facts = try reader.consentFacts(of: try viewer.demandPerson())
    return try ConsentPurpose.allCases.map { purpose in
        OwnConsent(purpose: purpose, text: try reader.consentText(purpose, usual: usual), facts: facts.filter { $0.purpose == purpose })
    }
}

/// What a person has agreed to and taken back, the latest first: for staff who manage people.
package func consents(of person: ID<Person>, for viewer: Viewer, in reader: any Reader) throws -> [ConsentFact] {
    guard viewer.isStaff else { throw Refusal.notFound }
    _ = try reader.managed(person, for: viewer)
    return try reader.consentFacts(of: person)
}

/// The viewer agrees. To the text in force alone: who was shown an earlier one is asked again. Agreeing twice to the same text adds nothing.
package func giveConsent(_ given: ConsentGiven, from place: SignInPlace, usual: ConsentWording, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let person = try viewer.demandPerson()
    guard let text = try writer.consentText(given.purpose, usual: usual) else { throw Refusal.notFound }
    guard text.wasShown(as: given.version, usual: usual) else { throw Refusal(.validation, "consent_changed", problems: [Refusal.Problem("/version", .validation, "consent_changed")]) }
    let held = try writer.row("""
        SELECT 1 AS found FROM consents AS k JOIN consent_texts AS t ON t.id = k.text_id
        WHERE k.person_id = \(person) AND k.purpose = \(given.purpose.rawValue) AND t.version = \(text.version) AND \(inForce)
        """)
    guard held == nil else { return }
    try writer.addConsent(given, text, of: .person(person), from: place, by: viewer, at: now)
}

/// The viewer takes a consent back. It stays as proof of what held until now; the withdrawal is a fact of its own. Without the necessary one the house has to
/// erase the person's data (`erasureRequests`).
package func withdrawConsent(_ purpose: ConsentPurpose, from place: SignInPlace, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let person = try viewer.demandPerson()
    let withdrawn = try writer.withdrawConsents("k.person_id = \(person) AND k.purpose = \(purpose.rawValue)", from: place, at: now)
    guard withdrawn > 0 else { throw Refusal(.validation, "consent_not_given") }
    try writer.record(JournalEntry("people", "consent_withdrawn", ids: [person.rawValue], by: viewer.actor, ["purpose": .string(purpose.rawValue)]), at: now)
    guard purpose.isNecessary else { return }
    for keeper in try writer.staff(with: .manageHouse) where keeper != person { try writer.enqueue(Letter.consentWithdrawn(keeper, person.rawValue).job(), at: now) }
}

/// Somebody who has taken back the necessary consent and whose data are still there.
package struct ErasureRequest: Sendable {
    package let person: ID<Person>
    package let name: String
    package let withdrawnAt: Instant

    /// By when the data have to be gone: 30 days after the withdrawal (152-FZ, art. 21, part 5).
    package var dueAt: Instant { withdrawnAt.adding(seconds: Self.days * 86_400) }
    package static let days: Int64 = 30
}

/// Who waits to be erased, the longest first; at most 200. For those who keep the house's settings.
package func erasureRequests(for viewer: Viewer, in reader: any Reader) throws -> [ErasureRequest] {
    try viewer.demand(.manageHouse)
    return try reader.rows("""
        SELECT p.id, p.name, MAX(w.at) AS withdrawn_at \(wantErasure) GROUP BY p.id, p.name ORDER BY withdrawn_at, p.id LIMIT 200
        """).map { ErasureRequest(person: try $0.get("id"), name: try $0.get("name"), withdrawnAt: try $0.get("withdrawn_at")) }
}

/// How many wait to be erased, for the menu of those who keep the house's settings; 0 for everybody else.
package func erasureMark(for viewer: Viewer) -> Question<Int> {
    viewer.isStaff && viewer.rights.contains(.manageHouse) ? .marked("SELECT COUNT(DISTINCT p.id) AS marked \(wantErasure)") : Question(answered: 0)
}

/// Whether this person waits to be erased; only staff who manage the person ask.
package func waitsForErasure(_ person: ID<Person>, for viewer: Viewer, in reader: any Reader) throws -> Bool {
    guard viewer.isStaff else { return false }
    _ = try reader.managed(person, for: viewer)
    return try reader.waitsForErasure(person)
}

extension Reader {
    fileprivate func waitsForErasure(_ person: ID<Person>) throws -> Bool { try row("SELECT 1 AS found \(wantErasure) AND p.id = \(person) LIMIT 1") != nil }

    /// Whether a letter about a withdrawal still has something to tell its reader; true of every other letter.
    package func isDue(_ letter: Letter, at now: Instant) throws -> Bool {
        if case .registrationAsked(let reader, let number) = letter { return try isWaiting(number, for: reader) }
        guard case .consentWithdrawn(let keeper, let person) = letter else { return true }
        guard try staff(with: .manageHouse).contains(keeper) else { return false }
        return try waitsForErasure(ID(person))
    }
}

/// Whose consents they are.
enum ConsentOwner {
    case person(ID<Person>)
    case registration(Int64)
}

/// The condition that the consent `k` was not taken back.
private let inForce: SQL = "NOT EXISTS (SELECT 1 FROM consent_withdrawals AS gone WHERE gone.consent_id = k.id)"

/// The condition that the person `p` has agreed to another text of the necessary consent than the one in force. Whoever never agreed is not asked: the contract of the client is what the portal serves him by.
let owesConsent: SQL = """
    EXISTS (SELECT 1 FROM consent_texts AS t
        WHERE t.purpose = 'personal_data' AND t.version = (SELECT MAX(version) FROM consent_texts WHERE purpose = 'personal_data')
        AND EXISTS (SELECT 1 FROM consents AS k WHERE k.person_id = p.id AND k.purpose = 'personal_data' AND \(inForce))
        AND NOT EXISTS (SELECT 1 FROM consents AS k WHERE k.person_id = p.id AND k.purpose = 'personal_data' AND k.text_hash IN (t.hash_ru, t.hash_en) AND \(inForce)))
    """

extension Reader {
    /// Until when forms that were open when the text in force was published are taken: for half an hour, of a session that went on then.
    func formsTaken(ofSession digest: String) throws -> Instant? {
        let published: Instant? = try row("""
            SELECT t.published_at FROM sessions AS s JOIN consent_texts AS t ON t.published_at > s.created_at
            WHERE s.token_hash = \(digest) AND t.purpose = 'personal_data' AND t.version = (SELECT MAX(version) FROM consent_texts WHERE purpose = 'personal_data')
            """)?.get("published_at")
        return published?.adding(seconds: 1800)
    }
}

private let wantErasure: SQL = """
    FROM consent_withdrawals AS w JOIN consents AS g ON g.id = w.consent_id JOIN people AS p ON p.id = g.person_id
    WHERE g.purpose = 'personal_data' AND p.erased_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM consents AS k WHERE k.person_id = p.id AND k.purpose = 'personal_data' AND \(inForce))
    """

extension Reader {
    func consentFacts(of person: ID<Person>) throws -> [ConsentFact] {
        try rows("""
            SELECT k.purpose, k.language, k.text_hash, k.given_at, k.channel, k.place, k.agent, w.at AS withdrawn_at, t.version, t.text_ru, t.text_en
            FROM consents AS k LEFT JOIN consent_texts AS t ON t.id = k.text_id LEFT JOIN consent_withdrawals AS w ON w.consent_id = k.id
            WHERE k.person_id = \(person) ORDER BY k.id DESC LIMIT 1000
            """).compactMap { row in
                guard let purpose = ConsentPurpose(rawValue: try row.get("purpose")) else { return nil }
                let language: String = try row.get("language")
                return ConsentFact(
                    purpose: purpose, version: try row.find("version"), language: language, text: try row.find(language == "en" ? "text_en" : "text_ru"),
                    digest: try row.get("text_hash"), givenAt: try row.get("given_at"), channel: ConsentChannel(rawValue: try row.get("channel")) ?? .account,
                    place: try row.get("place"), agent: try row.get("agent"), withdrawnAt: try row.find("withdrawn_at"))
            }
    }
}

extension Writer {
    /// Notes a consent to a text as it was shown. The portal's own wording becomes version 1 by that, so that the words are kept.
    func addConsent(_ given: ConsentGiven, _ text: ConsentText, of owner: ConsentOwner, from place: SignInPlace, by viewer: Viewer, at now: Instant) throws {
        if text.version == 0, let id = try keepConsentText(text.wording, for: text.purpose, version: 1, by: .system, at: now) {
            try record(JournalEntry("consent-texts", "published", ids: [id], by: .system, ["purpose": .string(text.purpose.rawValue), "version": .number("1")]), at: now)
        }
        var person: ID<Person>?
        var registration: Int64?
        switch owner {
        case .person(let id): person = id
        case .registration(let id): registration = id
        }
        let hash: SQL = given.language == "en" ? "t.hash_en" : "t.hash_ru"
        // Nothing is found where two agree for the first time at once and the house is renamed between them: the words kept are not those that were shown.
        let added = try run("""
            INSERT INTO consents (person_id, registration_id, purpose, text_id, text_hash, language, channel, given_at, place, agent)
            SELECT \(person), \(registration), t.purpose, t.id, \(hash), \(given.language), \(given.channel.rawValue), \(now), \(place.address), \(place.agent)
            FROM consent_texts AS t WHERE t.purpose = \(text.purpose.rawValue) AND t.version = \(max(1, text.version)) AND \(hash) = \(text.wording.digest(in: given.language))
            """)
        guard added == 1 else { throw Refusal(.validation, "consent_changed") }
        guard let person else { return }
        try record(
            JournalEntry("people", "consent_given", ids: [person.rawValue], by: viewer.actor, ["purpose": .string(text.purpose.rawValue), "version": .number(String(max(1, text.version)))]),
            at: now)
    }

    /// Takes back those consents (`k`) of a condition that hold.
    /// - Returns: how many.
    func withdrawConsents(_ condition: SQL, from place: SignInPlace, at now: Instant) throws -> Int {
        try run("""
            INSERT INTO consent_withdrawals (consent_id, at, place, agent)
            SELECT k.id, \(now), \(place.address), \(place.agent) FROM consents AS k WHERE \(condition) AND \(inForce) ON CONFLICT (consent_id) DO NOTHING
            """)
    }
}

package import Database
import Journal
package import Kernel

/// Letters that a person may do without. All others concern the own sign-in, or were asked for one by one.
package enum OptionalLetters: String, Sendable, CaseIterable {
    /// Of requests for prices to suppliers: asked, closed, answered.
    case quotes
    /// Of lines of orders that wait for a supplier's answer.
    case supply
    case support, agreements, credit

    /// The events of `credit_news` that are about credit. Of approvals, which stand there too, is always written: each waits for this one person.
    package static let creditEvents: Set<String> = ["restricted", "lifted", "order_held", "order_released"]

    /// Whether this person may be written to of it, as somebody of this client.
    func concerns(_ viewer: Viewer) -> Bool {
        switch self {
        case .quotes: viewer.supplier != nil ? viewer.rights.contains(.answerSupply) : viewer.isStaff && viewer.rights.contains(.manageSuppliers)
        case .supply: viewer.supplier != nil && viewer.rights.contains(.answerSupply)
        case .support: viewer.supplier == nil && (viewer.isStaff ? viewer.rights.contains(.answerClients) : viewer.client != nil)
        case .agreements: viewer.supplier == nil && !viewer.isStaff && viewer.rights.contains(.seePrices)
        case .credit: viewer.supplier == nil && viewer.rights.contains(.seeDebt)
        }
    }
}

extension Letter {
    /// As what it may be done without; nil for a letter that always comes. News of credit are looked at one by one (`isOptional`).
    package var optional: OptionalLetters? {
        switch self {
        case .quotes: .quotes
        case .supplyAsked: .supply
        case .support: .support
        case .agreement: .agreements
        case .creditNews: .credit
        default: nil
        }
    }
}

package enum OwnLettersSchema {
    package static let migration = Migration(150, "letters not wanted", expands: true, [
        """
        CREATE TABLE unwanted_letters (
            person_id \(.integer) NOT NULL REFERENCES people (id), kind \(.text) NOT NULL, PRIMARY KEY (person_id, kind)
        ) \(.strict)
        """
    ])
}

extension Reader {
    func isUnwanted(_ kind: OptionalLetters, by person: ID<Person>) throws -> Bool {
        try row("SELECT 1 AS found FROM unwanted_letters WHERE person_id = \(person) AND kind = \(kind.rawValue)") != nil
    }

    /// Whether somebody may do without this very letter.
    func isOptional(_ letter: Letter) throws -> Bool {
        guard case .creditNews(_, let news) = letter else { return letter.optional != nil }
        return try row("SELECT event FROM credit_news WHERE id = \(news)").map { OptionalLetters.creditEvents.contains(try $0.get("event")) } ?? true
    }

    func unwantedLetters(of person: ID<Person>) throws -> Set<String> {
        Set(try rows("SELECT kind FROM unwanted_letters WHERE person_id = \(person) ORDER BY kind LIMIT 100").map { try $0.get("kind", as: String.self) })
    }
}

extension Reader {
    /// Of which letters the viewer may choose: of those that concern him, here or at another of his clients; and of requests for prices as long as one of his own is
    /// open, whatever he may do by now. Those that he has switched off he may switch on again.
    fileprivate func offeredLetters(to viewer: Viewer, unwanted: Set<String>) throws -> [OptionalLetters] {
        let person = try viewer.demandPerson()
        let others = viewer.supplier == nil ? try rightsOfMemberships(of: person) : []
        let rights = others.reduce(into: Set<Right>()) { $0.formUnion($1) }
        let hasAsked = try viewer.supplier == nil && row("SELECT 1 AS found FROM quote_requests WHERE asked_by = \(person) AND closed_at IS NULL LIMIT 1") != nil
        return OptionalLetters.allCases.filter { kind in
            if kind.concerns(viewer) || unwanted.contains(kind.rawValue) { return true }
            return switch kind {
            case .quotes: hasAsked
            case .supply: false
            case .support: !others.isEmpty
            case .agreements: rights.contains(.seePrices)
            case .credit: rights.contains(.seeDebt)
            }
        }
    }
}

/// The letters that may come to the viewer, and whether each is wanted.
package func ownLetters(for viewer: Viewer, in reader: any Reader) throws -> [(kind: OptionalLetters, isWanted: Bool)] {
    let unwanted = try reader.unwantedLetters(of: try viewer.demandPerson())
    return try reader.offeredLetters(to: viewer, unwanted: unwanted).map { ($0, !unwanted.contains($0.rawValue)) }
}

/// Chooses which of the letters that may come to the viewer come from now on, those that wait in the queue too.
/// - Parameter shown: among which the choice was made: of others nothing was said.
package func chooseOwnLetters(_ wanted: Set<OptionalLetters>, of shown: Set<OptionalLetters>, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let person = try viewer.demandPerson()
    let offered = try writer.offeredLetters(to: viewer, unwanted: try writer.unwantedLetters(of: person)).filter { shown.contains($0) || wanted.contains($0) }
    try writer.run("DELETE FROM unwanted_letters WHERE person_id = \(person) AND kind \(in: offered.map(\.rawValue))")
    for kind in offered where !wanted.contains(kind) { try writer.run("INSERT INTO unwanted_letters (person_id, kind) VALUES (\(person), \(kind.rawValue)) ON CONFLICT DO NOTHING") }
    let left: JSON = .array(offered.filter { !wanted.contains($0) }.map { .string($0.rawValue) })
    try writer.record(JournalEntry("people", "letters_chosen", ids: [person.rawValue], by: viewer.actor, ["unwanted": left]), at: now)
}

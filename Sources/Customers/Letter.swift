package import Database
package import Jobs
package import Kernel

/// A mail that Kontor writes by itself. Only what it is about lies in the queue: its words and the secret of its link are made when it is sent.
package enum Letter: Sendable, Hashable {
    case invitation(ID<Person>)
    /// To whoever has this address, if anybody has: asking for a known and for an unknown one is the same work.
    case passwordReset(email: String)
    case passwordChanged(ID<Person>)
    /// Somebody has switched the second factor on or off.
    case secondFactorChanged(ID<Person>)

    package static let job = "mail.send"

    /// Two days of attempts: a mail server may be away for a weekend's night.
    package func job(language: String? = nil) -> Job {
        let (name, person, email): (String, ID<Person>?, String?) =
            switch self {
            case .invitation(let id): ("invitation", id, nil)
            case .passwordReset(let email): ("password_reset", nil, email)
            case .passwordChanged(let id): ("password_changed", id, nil)
            case .secondFactorChanged(let id): ("second_factor_changed", id, nil)
            }
        let payload: JSON = [
            "letter": .string(name), "person": person.map { .number(String($0.rawValue)) } ?? .null, "email": .text(email), "language": .text(language),
        ]
        let subject = person.map { String($0.rawValue) } ?? Secret.digest(email ?? "")
        return Job(Self.job, payload, maxAttempts: 48, uniqueKey: "mail:\(name):\(subject)")
    }

    /// Nil for a letter that this version does not know.
    package init?(_ payload: JSON) {
        let person = payload["person"]?.int.map { ID<Person>($0) }
        switch (payload["letter"]?.string, person, payload["email"]?.string) {
        case ("invitation", let id?, _): self = .invitation(id)
        case ("password_reset", _, let email?): self = .passwordReset(email: email)
        case ("password_changed", let id?, _): self = .passwordChanged(id)
        case ("second_factor_changed", let id?, _): self = .secondFactorChanged(id)
        default: return nil
        }
    }
}

/// To whom a letter goes.
package struct Addressee: Sendable {
    package let id: ID<Person>
    package let email: String
    package let name: String
    package let language: String
}

extension Reader {
    /// The person a letter is for; nil when there is none any more, or it is blocked.
    package func addressee(of letter: Letter) throws -> Addressee? {
        let condition: SQL =
            switch letter {
            case .invitation(let id), .passwordChanged(let id), .secondFactorChanged(let id): "id = \(id)"
            case .passwordReset(let email): "email = \(email.folded)"
            }
        guard let row = try row("SELECT id, email, name, language FROM people WHERE \(condition) AND blocked = 0 AND erased_at IS NULL") else { return nil }
        return Addressee(id: try row.get("id"), email: try row.get("email"), name: try row.get("name"), language: try row.get("language"))
    }
}

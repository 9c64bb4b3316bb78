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
    /// What the row of this number in `credit_news` says.
    case creditNews(ID<Person>, Int64)

    package static let job = "mail.send"

    /// Two days of attempts: a mail server may be away for a weekend's night.
    package func job(language: String? = nil) -> Job {
        var news: Int64?
        let (name, person, email): (String, ID<Person>?, String?)
        switch self {
        case .invitation(let id): (name, person, email) = ("invitation", id, nil)
        case .passwordReset(let to): (name, person, email) = ("password_reset", nil, to)
        case .passwordChanged(let id): (name, person, email) = ("password_changed", id, nil)
        case .secondFactorChanged(let id): (name, person, email) = ("second_factor_changed", id, nil)
        case .creditNews(let id, let number):
            (name, person, email) = ("credit_news", id, nil)
            news = number
        }
        let payload: JSON = [
            "letter": .string(name), "person": person.map { .number(String($0.rawValue)) } ?? .null, "email": .text(email), "language": .text(language),
            "news": news.map { .number(String($0)) } ?? .null,
        ]
        let subject = person.map { String($0.rawValue) } ?? Secret.digest(email ?? "")
        return Job(Self.job, payload, maxAttempts: 48, uniqueKey: "mail:\(name):\(subject)" + (news.map { ":\($0)" } ?? ""))
    }

    /// Nil for a letter that this version does not know.
    package init?(_ payload: JSON) {
        let person = payload["person"]?.int.map { ID<Person>($0) }
        switch (payload["letter"]?.string, person, payload["email"]?.string) {
        case ("invitation", let id?, _): self = .invitation(id)
        case ("password_reset", _, let email?): self = .passwordReset(email: email)
        case ("password_changed", let id?, _): self = .passwordChanged(id)
        case ("second_factor_changed", let id?, _): self = .secondFactorChanged(id)
        case ("credit_news", let id?, _):
            guard let news = payload["news"]?.int else { return nil }
            self = .creditNews(id, news)
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
    package let isStaff: Bool
}

extension Reader {
    /// The person a letter is for; nil when there is none any more, or it is blocked.
    package func addressee(of letter: Letter) throws -> Addressee? {
        let condition: SQL =
            switch letter {
            case .invitation(let id), .passwordChanged(let id), .secondFactorChanged(let id), .creditNews(let id, _): "id = \(id)"
            case .passwordReset(let email): "email = \(email.folded)"
            }
        guard let row = try row("SELECT id, email, name, language, staff_role FROM people WHERE \(condition) AND blocked = 0 AND erased_at IS NULL") else { return nil }
        return Addressee(id: try row.get("id"), email: try row.get("email"), name: try row.get("name"), language: try row.get("language"),
            isStaff: try row.find("staff_role", as: String.self) != nil)
    }
}

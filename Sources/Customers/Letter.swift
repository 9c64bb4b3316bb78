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
    /// A passkey has been added or removed.
    case passkeyChanged(ID<Person>, isAdded: Bool)
    /// What the row of this number in `credit_news` says.
    case creditNews(ID<Person>, Int64)
    /// Two people have approved the prices that were asked for, or one has refused them.
    case agreement(ID<Person>, number: String, isApproved: Bool)
    /// A price file is ready: the row of this number in `price_file_letters`.
    case priceFile(ID<Person>, letter: Int64)
    /// New products among the answers to a watched search, awaited ones that are back: the row of this number in `catalogue_news`.
    case catalogueNews(ID<Person>, Int64)

    /// Somebody has written in a request to support: its message.
    case support(ID<Person>, message: Int64)

    package static let job = "mail.send"

    /// Two days of attempts: a mail server may be away for a weekend's night.
    package func job(language: String? = nil) -> Job {
        var news: JSON = .null
        if case .creditNews(_, let number) = self { news = .number(String(number)) }
        let (person, email, about): (ID<Person>?, String?, String?) =
            switch self {
            case .invitation(let id), .passwordChanged(let id), .secondFactorChanged(let id): (id, nil, nil)
            case .passkeyChanged(let id, _): (id, nil, nil)
            case .passwordReset(let email): (nil, email, nil)
            case .agreement(let id, let number, _): (id, nil, number)
            case .creditNews(let id, let number), .priceFile(let id, let number), .catalogueNews(let id, let number), .support(let id, let number): (id, nil, String(number))
            }
        let payload: JSON = [
            "letter": .string(name), "person": person.map { .number(String($0.rawValue)) } ?? .null, "email": .text(email), "language": .text(language), "about": .text(about),
            "news": news,
        ]
        let subject = (person.map { String($0.rawValue) } ?? Secret.digest(email ?? "")) + (about.map { ":\($0)" } ?? "")
        return Job(Self.job, payload, maxAttempts: 48, uniqueKey: "mail:\(name):\(subject)")
    }

    /// Nil for a letter that this version does not know.
    package init?(_ payload: JSON) {
        let person = payload["person"]?.int.map { ID<Person>($0) }
        let about = payload["about"]?.string
        switch (payload["letter"]?.string, person, payload["email"]?.string) {
        case ("agreement_approved", let id?, _): self = .agreement(id, number: about ?? "", isApproved: true)
        case ("agreement_refused", let id?, _): self = .agreement(id, number: about ?? "", isApproved: false)
        case ("invitation", let id?, _): self = .invitation(id)
        case ("password_reset", _, let email?): self = .passwordReset(email: email)
        case ("password_changed", let id?, _): self = .passwordChanged(id)
        case ("second_factor_changed", let id?, _): self = .secondFactorChanged(id)
        case ("passkey_added", let id?, _): self = .passkeyChanged(id, isAdded: true)
        case ("passkey_removed", let id?, _): self = .passkeyChanged(id, isAdded: false)
        case ("credit_news", let id?, _):
            guard let news = payload["news"]?.int else { return nil }
            self = .creditNews(id, news)
        case ("price_file", let id?, _):
            guard let letter = about.flatMap({ Int64($0) }) else { return nil }
            self = .priceFile(id, letter: letter)
        case ("catalogue_news", let id?, _):
            guard let news = about.flatMap({ Int64($0) }) else { return nil }
            self = .catalogueNews(id, news)
        case ("support", let id?, _):
            guard let message = about.flatMap({ Int64($0) }) else { return nil }
            self = .support(id, message: message)
        default: return nil
        }
    }
}

extension Letter {
    /// What its texts are called by.
    package var name: String {
        switch self {
        case .invitation: "invitation"
        case .passwordReset: "password_reset"
        case .passwordChanged: "password_changed"
        case .secondFactorChanged: "second_factor_changed"
        case .passkeyChanged(_, let isAdded): isAdded ? "passkey_added" : "passkey_removed"
        case .creditNews: "credit_news"
        case .priceFile: "price_file"
        case .catalogueNews: "catalogue_news"
        case .support: "support"
        case .agreement(_, _, let isApproved): isApproved ? "agreement_approved" : "agreement_refused"
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
            case .invitation(let id), .passwordChanged(let id), .secondFactorChanged(let id), .passkeyChanged(let id, _), .creditNews(let id, _), .agreement(let id, _, _), .priceFile(let id, _), .catalogueNews(let id, _), .support(let id, _): "id = \(id)"
            case .passwordReset(let email): "email = \(email.folded)"
            }
        guard let row = try row("SELECT id, email, name, language, staff_role FROM people WHERE \(condition) AND blocked = 0 AND erased_at IS NULL") else { return nil }
        return Addressee(id: try row.get("id"), email: try row.get("email"), name: try row.get("name"), language: try row.get("language"),
            isStaff: try row.find("staff_role", as: String.self) != nil)
    }
}

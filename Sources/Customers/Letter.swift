package import Database
package import Jobs
package import Kernel

/// A mail that Kontor writes by itself. Only what it is about lies in the queue: its words and the secret of its link are made when it is sent.
package enum Letter: Sendable, Hashable {
    case invitation(ID<Person>)
    /// To whoever has this address, if anybody has: asking for a known and for an unknown one is the same work.
    case passwordReset(email: String)
    case passwordChanged(ID<Person>)
    /// To the new address that waits to be confirmed; to nobody when somebody has it.
    case emailChange(ID<Person>)
    /// To the present address: another one has been asked for, which can be called off.
    case emailAsked(ID<Person>)
    /// To the address that the person had before.
    case emailChanged(ID<Person>, former: String)
    /// Somebody has switched the second factor on or off; nil where an older version did not say which.
    case secondFactorChanged(ID<Person>, isOn: Bool?)
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
    /// Lines of orders wait for the answer of a supplier.
    case supplyAsked(ID<Person>)
    /// The person of this number has taken the necessary consent back: to those who see that the data go.
    case consentWithdrawn(ID<Person>, Int64)
    /// A company asks for access: the request of this number, to those who decide.
    case registrationAsked(ID<Person>, Int64)
    /// The request of this number is declined: to whoever made it, with the reason.
    case registrationRefused(Int64)
    /// Something has become of a request for prices of this number.
    case quotes(ID<Person>, request: Int64, QuoteNews)

    package static let job = "mail.send"

    /// Two days of attempts: a mail server may be away for a weekend's night.
    /// - Parameter moment: not sent before; nil for at once.
    package func job(language: String? = nil, at moment: Instant? = nil) -> Job {
        var news: JSON = .null
        if case .creditNews(_, let number) = self { news = .number(String(number)) }
        let (person, email, about): (ID<Person>?, String?, String?) =
            switch self {
            case .invitation(let id), .passwordChanged(let id), .emailChange(let id), .emailAsked(let id): (id, nil, nil)
            case .secondFactorChanged(let id, let isOn): (id, nil, isOn.map { $0 ? "on" : "off" })
            case .emailChanged(let id, let former): (id, former, nil)
            case .passkeyChanged(let id, _), .supplyAsked(let id): (id, nil, nil)
            case .passwordReset(let email): (nil, email, nil)
            case .registrationRefused(let number): (nil, nil, String(number))
            case .agreement(let id, let number, _): (id, nil, number)
            case .creditNews(let id, let number), .priceFile(let id, let number), .catalogueNews(let id, let number), .support(let id, let number), .consentWithdrawn(let id, let number), .registrationAsked(let id, let number), .quotes(let id, let number, _):
                (id, nil, String(number))
            }
        let payload: JSON = [
            "letter": .string(name), "person": person.map { .number(String($0.rawValue)) } ?? .null, "email": .text(email), "language": .text(language), "about": .text(about),
            "news": news,
        ]
        let subject = (person.map { String($0.rawValue) } ?? Secret.digest(email ?? "")) + (about.map { ":\($0)" } ?? "")
        return Job(Self.job, payload, runAt: moment, maxAttempts: 48, uniqueKey: "mail:\(name):\(subject)")
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
        case ("email_change", let id?, _): self = .emailChange(id)
        case ("email_asked", let id?, _): self = .emailAsked(id)
        case ("email_changed", let id?, let email?): self = .emailChanged(id, former: email)
        case ("password_changed", let id?, _): self = .passwordChanged(id)
        case ("second_factor_changed", let id?, _): self = .secondFactorChanged(id, isOn: about.map { $0 == "on" })
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
        case ("consent_withdrawn", let id?, _):
            guard let person = about.flatMap({ Int64($0) }) else { return nil }
            self = .consentWithdrawn(id, person)
        case ("registration_asked", let id?, _):
            guard let number = about.flatMap({ Int64($0) }) else { return nil }
            self = .registrationAsked(id, number)
        case ("registration_refused", _, _):
            guard let number = about.flatMap({ Int64($0) }) else { return nil }
            self = .registrationRefused(number)
        case ("supply_asked", let id?, _): self = .supplyAsked(id)
        case (let name?, let id?, _) where name.hasPrefix("quote_"):
            guard let event = QuoteNews(rawValue: String(name.dropFirst(6))), let request = about.flatMap({ Int64($0) }) else { return nil }
            self = .quotes(id, request: request, event)
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
        case .emailChange: "email_change"
        case .emailChanged: "email_changed"
        case .emailAsked: "email_asked"
        case .secondFactorChanged: "second_factor_changed"
        case .passkeyChanged(_, let isAdded): isAdded ? "passkey_added" : "passkey_removed"
        case .creditNews: "credit_news"
        case .priceFile: "price_file"
        case .catalogueNews: "catalogue_news"
        case .support: "support"
        case .supplyAsked: "supply_asked"
        case .consentWithdrawn: "consent_withdrawn"
        case .registrationAsked: "registration_asked"
        case .registrationRefused: "registration_refused"
        case .quotes(_, _, let event): "quote_\(event.rawValue)"
        case .agreement(_, _, let isApproved): isApproved ? "agreement_approved" : "agreement_refused"
        }
    }
}

/// What has become of a request for prices: suppliers are asked, it is closed, one of them has answered.
package enum QuoteNews: String, Sendable, CaseIterable { case asked, closed, answered }

/// To whom a letter goes.
package struct Addressee: Sendable {
    package let id: ID<Person>
    package let email: String
    package let name: String
    package let language: String
    package let isStaff: Bool
    package var isOfSupplier = false
}

extension Addressee {
    /// - Parameter email: another address than the row's.
    fileprivate init(_ row: Row, at email: String? = nil) throws {
        self.init(
            id: try row.get("id"), email: try email ?? row.get("email"), name: try row.get("name"), language: try row.get("language"),
            isStaff: try row.find("staff_role", as: String.self) != nil, isOfSupplier: try row.find("supplier_id", as: Int64.self) != nil)
    }
}

extension Reader {
    /// The person a letter is for; nil when there is none any more, it is blocked, or does not want such letters.
    package func addressee(of letter: Letter) throws -> Addressee? {
        if case .emailChange(let person) = letter {
            // To the new address, unless somebody has it: then nothing is sent, and who asked is told the same.
            return try row("""
                SELECT p.id, c.email, p.name, p.language, p.staff_role, p.supplier_id FROM email_changes AS c JOIN people AS p ON p.id = c.person_id
                WHERE p.id = \(person) AND p.blocked = 0 AND p.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM people AS q WHERE q.email = c.email)
                """).map { try Addressee($0) }
        }
        if case .registrationRefused(let number) = letter {
            return try row("SELECT email, name, language FROM registrations WHERE id = \(number) AND state = 'refused' AND email <> ''").map {
                Addressee(id: ID(0), email: try $0.get("email"), name: try $0.get("name"), language: try $0.get("language"), isStaff: false)
            }
        }
        let condition: SQL =
            switch letter {
            case .invitation(let id), .passwordChanged(let id), .secondFactorChanged(let id, _), .passkeyChanged(let id, _), .creditNews(let id, _), .agreement(let id, _, _), .priceFile(let id, _), .catalogueNews(let id, _), .support(let id, _), .supplyAsked(let id), .consentWithdrawn(let id, _), .registrationAsked(let id, _), .quotes(let id, _, _), .emailChange(let id), .emailAsked(let id), .emailChanged(let id, _): "id = \(id)"
            case .passwordReset(let email): "email = \(email.folded)"
            case .registrationRefused: "1 = 0"
            }
        guard let row = try row("SELECT id, email, name, language, staff_role, supplier_id FROM people WHERE \(condition) AND blocked = 0 AND erased_at IS NULL") else { return nil }
        if let kind = letter.optional, try isUnwanted(kind, by: try row.get("id")), try isOptional(letter) { return nil }
        if case .emailChanged(_, let former) = letter { return try Addressee(row, at: former) }
        return try Addressee(row)
    }
}

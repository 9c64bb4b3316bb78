package import Customers
package import Database
package import Jobs
package import Kernel
import Ordering
import PriceFiles
import Storefront
import Support
import Suppliers

/// What the post needs, built once by the assembly.
package struct Post: Sendable {
    let server: SMTPServer
    /// `https://portal.example`, from `KONTOR_BASE_URL`: the only source of links.
    let baseURL: String
    let database: any Database
    let now: @Sendable () -> Instant

    package init(server: SMTPServer, baseURL: String, database: any Database, now: @escaping @Sendable () -> Instant) {
        self.server = server
        self.baseURL = baseURL
        self.database = database
        self.now = now
    }

    /// Sends one letter of the queue. The secret of its link is made now and stored as a digest: it is nowhere but in the mail. A letter to nobody, to
    /// somebody blocked or asked for again within a minute is done without a mail.
    package func send(_ job: JobPayload) async throws {
        guard let letter = Letter(job.value) else { throw HopelessJob("unknown letter") }
        let moment = now()
        let baseURL = baseURL
        let found = try await database.write { writer -> (Addressee, HouseSettings, WrittenLetter)? in
            guard let addressee = try writer.addressee(of: letter) else { return nil }
            let settings = try writer.houseSettings()
            if case .creditNews(_, let news) = letter {
                return try creditLetter(news, at: moment, in: writer).map { (addressee, settings, write($0, to: addressee, settings, portal: baseURL)) }
            }
            if case .priceFile(_, let number) = letter {
                return try PriceFileLetter.issue(number, at: moment, in: writer).map { (addressee, settings, write($0, to: addressee, settings, portal: baseURL)) }
            }
            if case .catalogueNews(_, let number) = letter {
                return try CatalogueNews.stored(number, at: moment, in: writer).map { (addressee, settings, write($0, to: addressee, settings, portal: baseURL)) }
            }
            if case .support(let person, let message) = letter {
                return try SupportLetter.read(message, for: person, at: moment, in: writer).map { (addressee, settings, write($0, to: addressee, settings, portal: baseURL)) }
            }
            if let found = try SupplyLetter.read(letter, at: moment, in: writer) { return (addressee, settings, write(found, to: addressee, settings, portal: baseURL)) }
            if letter.isOfSupply { return nil }
            if case .registrationRefused(let number) = letter {
                return try writer.declinedRequest(number).map { (addressee, settings, writeRefusal($0.company, $0.reason, to: addressee, house: settings.name, portal: baseURL)) }
            }
            // Consent given again, the data gone already, or the reader no longer responsible.
            if try !writer.isDue(letter, at: moment) { return nil }
            if case .emailChange(let person) = letter {
                guard let token = try writer.issueEmailLink(to: addressee.email, for: person, at: moment) else { return nil }
                return (addressee, settings, write(letter, to: addressee, house: settings.name, address: "\(baseURL)/email/\(token)", portal: baseURL))
            }
            if case .emailAsked(let person) = letter {
                guard let token = try writer.issueCancelLink(for: person, at: moment) else { return nil }
                return (addressee, settings, write(letter, to: addressee, house: settings.name, address: "\(baseURL)/email/\(token)/cancellation", portal: baseURL))
            }
            guard let purpose = letter.linkPurpose else {
                return (addressee, settings, write(letter, to: addressee, house: settings.name, address: letter.path.map { baseURL + $0 }, portal: baseURL))
            }
            guard let token = try writer.issueLink(purpose, for: addressee.id, at: moment) else { return nil }
            return (addressee, settings, write(letter, to: addressee, house: settings.name, address: "\(baseURL)/access/\(token)", portal: baseURL))
        }
        guard let (addressee, settings, written) = found else { return }
        guard let recipient = MailAddress(addressee.email, name: addressee.name) else { throw HopelessJob("the address cannot be written to") }
        guard let sender = MailAddress(settings.mailSender ?? server.sender?.address ?? "noreply@\(host)", name: settings.name) else {
            throw HopelessJob("the sender's address is wrong")
        }
        let message = MailMessage(
            sender: sender, recipient: recipient, subject: written.subject, text: written.text, html: written.html, number: "job-\(job.id.rawValue)-\(job.attempt)")
        do { try await server.send(message.bytes(at: moment), from: sender, to: recipient) } catch let problem as MailProblem where problem.isFinal {
            throw HopelessJob(problem.reason)
        }
    }

    private var host: String {
        let authority = baseURL.split(separator: "/").last.map(String.init) ?? "localhost"
        return authority.hasPrefix("[") ? "localhost" : authority.split(separator: ":").first.map(String.init) ?? "localhost"
    }
}

extension Letter {
    /// What its link is for, when it carries one.
    fileprivate var linkPurpose: LinkPurpose? {
        switch self {
        case .invitation: .invitation
        case .passwordReset: .passwordReset
        case .emailChange, .emailAsked, .emailChanged, .passwordChanged, .secondFactorChanged, .passkeyChanged, .creditNews, .agreement, .priceFile, .catalogueNews, .support, .supplyAsked, .consentWithdrawn, .registrationAsked, .registrationRefused, .quotes: nil
        }
    }

    /// Written by `SupplyLetter`, or not at all.
    fileprivate var isOfSupply: Bool {
        switch self {
        case .supplyAsked, .quotes: true
        default: false
        }
    }

    /// The page it leads to, of those who sign in first.
    fileprivate var path: String? {
        switch self {
        case .agreement(_, let number, _): "/prices/requests/\(number)"
        case .consentWithdrawn: "/house/consents"
        case .registrationAsked: "/registrations"
        default: nil
        }
    }
}

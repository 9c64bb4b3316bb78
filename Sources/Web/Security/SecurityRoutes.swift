import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization

extension Site {
    @Sendable func security(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await securityAnswer(request, context, problems: [], status: .ok)
    }

    @Sendable func changePassword(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        let fields = try await request.form()
        let password = fields["password"] ?? ""
        do {
            try await checkOwnPassword(fields["current"] ?? "", for: visit.viewer, at: now(), in: database)
            let person = try visit.viewer.demandPerson()
            try Password.check(password, of: try await database.read { try $0.guessable(of: person) })
        } catch let refusal as Refusal where [.validation, .tooManyRequests].contains(refusal.code) {
            let field = refusal.reason.hasPrefix("password_") ? "password" : "current"
            let problem = FieldProblem(field: field, text: context.texts.text(refusal))
            return try await securityAnswer(request, context, problems: [problem], status: .unprocessableContent)
        }
        let hash = try await Password.hash(password)
        let (moment, place) = (now(), place(request, context))
        let token = try await database.write { try changeOwnPassword(to: hash, from: place, for: visit.viewer, at: moment, in: $0) }
        wakeJobs()
        return redirect(to: Address.security, flash: .done("password_changed"), cookies: [cookie(sessionCookie, token, days: 14)])
    }

    @Sendable func endSession(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        guard let token = visit.sessionToken, let key = try await request.form()["session"] else { throw Refusal.notFound }
        let moment = now()
        try await database.write { try endOwnSession(key == "others" ? nil : key, sessionToken: token, for: visit.viewer, at: moment, in: $0) }
        return redirect(to: Address.security, flash: .done("session_ended"))
    }

    @Sendable func secondFactor(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        return try await factorAnswer(visit, request, context, problems: [], status: .ok)
    }

    @Sendable func switchFactorOn(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        guard let token = visit.sessionToken else { throw Refusal(.unauthenticated) }
        let fields = try await request.form()
        let code = fields["code"] ?? ""
        let (moment, vault) = (now(), vault)
        if try await database.read({ try secondFactorOffer(sessionToken: token, for: visit.viewer, vault: vault, in: $0) }).isFurther {
            do { try await checkOwnPassword(fields["factor-password"] ?? "", for: visit.viewer, at: moment, in: database) } catch let refusal as Refusal
            where [.validation, .tooManyRequests].contains(refusal.code) {
                let problem = FieldProblem(field: "factor-password", text: context.texts.text(refusal))
                return try await factorAnswer(visit, request, context, problems: [problem], status: .unprocessableContent)
            }
        }
        do {
            let codes = try await database.write {
                try confirmSecondFactor(code: code, sessionToken: token, for: visit.viewer, vault: vault, at: moment, in: $0)
            }
            wakeJobs()
            if codes.isEmpty { return redirect(to: Address.security, flash: .done("factor_on")) }
            let fresh = try await self.visit(request)
            return page(recoveryCodesPage(codes, in: shell(fresh, request, context)), request)
        } catch let refusal as Refusal where refusal.reason == "wrong_code" {
            let problem = FieldProblem(field: "code", text: context.texts.text(refusal))
            return try await factorAnswer(visit, request, context, problems: [problem], status: .unprocessableContent)
        }
    }

    @Sendable func switchFactorOff(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        guard let token = visit.sessionToken else { throw Refusal(.unauthenticated) }
        do {
            try await checkOwnPassword(try await request.form()["factor-password"] ?? "", for: visit.viewer, at: now(), in: database)
        } catch let refusal as Refusal where [.validation, .tooManyRequests].contains(refusal.code) {
            let problem = FieldProblem(field: "factor-password", text: context.texts.text(refusal))
            return try await securityAnswer(request, context, problems: [problem], status: .unprocessableContent)
        }
        let moment = now()
        try await database.write { try removeSecondFactor(sessionToken: token, for: visit.viewer, at: moment, in: $0) }
        wakeJobs()
        return redirect(to: Address.security, flash: .done("factor_off"))
    }

    @Sendable func chooseLetters(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        let (form, moment) = (try await request.form(), now())
        func kinds(_ field: String) -> Set<OptionalLetters> { Set(form.all(field).compactMap { OptionalLetters(rawValue: $0) }) }
        // Whoever does not say what he was shown chooses among all.
        let (wanted, shown) = (kinds("letter"), form.all("shown").isEmpty ? Set(OptionalLetters.allCases) : kinds("shown"))
        try await database.write { try chooseOwnLetters(wanted, of: shown, for: visit.viewer, at: moment, in: $0) }
        return redirect(to: Address.security, flash: .done("saved"))
    }

    @Sendable func correctOwnName(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        let name = try await request.form()["name"] ?? ""
        let moment = now()
        do { try await database.write { try Customers.correctOwnName(name, for: visit.viewer, at: moment, in: $0) } } catch let refusal as Refusal where refusal.code == .validation {
            return try await securityAnswer(request, context, problems: fieldProblems(refusal, context.texts), typed: ["name": name], status: .unprocessableContent)
        }
        return redirect(to: Address.security, flash: .done("saved"))
    }

    /// Asks for a letter to the new address. Said is the same for one that somebody has.
    @Sendable func askForOwnEmail(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        let fields = try await request.form()
        let email = fields["email"] ?? ""
        let moment = now()
        func again(_ field: String, _ refusal: Refusal) async throws -> Response {
            let problem = FieldProblem(field: field, text: context.texts.text(refusal))
            return try await securityAnswer(request, context, problems: [problem], typed: ["email": email], status: .unprocessableContent)
        }
        do { try await checkOwnPassword(fields["email-password"] ?? "", for: visit.viewer, at: moment, in: database) } catch let refusal as Refusal
        where [.validation, .tooManyRequests].contains(refusal.code) { return try await again("email-password", refusal) }
        do { try await database.write { try Customers.askForOwnEmail(email, for: visit.viewer, at: moment, in: $0) } } catch let refusal as Refusal
        where [.validation, .tooManyRequests].contains(refusal.code) { return try await again("email", refusal) }
        wakeJobs()
        return redirect(to: Address.security, flash: .done("email_asked"))
    }

    @Sendable func emailChangeForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        let token = try context.pathValue("token")
        let moment = now()
        let change = try await database.read { try emailChange(token, at: moment, in: $0) }
        let visit = try await visit(request)
        return page(emailChangePage(EmailChangePage(token: token, name: change.name, email: change.email), in: shell(visit, request, context)), request)
    }

    @Sendable func confirmEmailChange(_ request: Request, _ context: PortalContext) async throws -> Response {
        let token = try context.pathValue("token")
        let moment = now()
        try await database.write { try confirmEmail(token, at: moment, in: $0) }
        wakeJobs()
        return redirect(to: Address.start, flash: .done("email_changed"))
    }

    @Sendable func cancelEmailForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        let token = try context.pathValue("token")
        let moment = now()
        let change = try await database.read { try cancellableChange(token, at: moment, in: $0) }
        let visit = try await visit(request)
        let model = EmailChangePage(token: token, name: change.name, email: change.email, isCancelling: true)
        return page(emailChangePage(model, in: shell(visit, request, context)), request)
    }

    @Sendable func cancelEmail(_ request: Request, _ context: PortalContext) async throws -> Response {
        let token = try context.pathValue("token")
        let moment = now()
        try await database.write { try cancelEmailChange(token, at: moment, in: $0) }
        return redirect(to: Address.start, flash: .done("email_cancelled"))
    }

    @Sendable func ownData(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        let data = try await database.read { try personalData(for: visit.viewer, at: visit.now, in: $0) }
        var response = Response.json(data)
        response.headers[.contentDisposition] = "attachment; filename=\"kontor-person.json\""
        return response
    }

    func securityAnswer(
        _ request: Request, _ context: PortalContext, problems: [FieldProblem], typed: [String: String] = [:], status: HTTPResponse.Status
    ) async throws -> Response {
        let visit = try await signedInHowever(request)
        guard let token = visit.sessionToken else { throw Refusal(.unauthenticated) }
        let (own, letters) = try await database.read { reader in
            (try ownAccount(sessionToken: token, for: visit.viewer, at: visit.now, in: reader), try ownLetters(for: visit.viewer, in: reader))
        }
        var model = SecurityPage(
            email: own.email, secondFactorSince: own.secondFactorSince, recoveryCodesLeft: own.recoveryCodesLeft,
            sessions: own.sessions.map {
                SecurityPage.Session(key: $0.key, createdAt: $0.createdAt, place: $0.place, agent: browser($0.agent, context.texts), isCurrent: $0.isCurrent)
            })
        if passkeys != nil { model.passkeys = own.passkeys.map { SecurityPage.Passkey(id: $0.id, name: $0.name, createdAt: $0.createdAt, usedAt: $0.usedAt) } }
        model.passkeyName = browser(request.headers[.userAgent] ?? "", context.texts)
        (model.name, model.newEmail, model.typed) = (own.name, own.newEmail, typed)
        model.letters = letters.map { Choice(key: $0.kind.rawValue, title: context.texts("own_letters.\($0.kind.rawValue)"), isChosen: $0.isWanted) }
        model.canRename = visit.viewer.mayCorrectOwnName
        model.problems = problems
        model.owesSecondFactor = visit.viewer.owesSecondFactor
        return page(securityPage(model, in: shell(visit, request, context)), request, status: status)
    }

    private func factorAnswer(
        _ visit: Visit, _ request: Request, _ context: PortalContext, problems: [FieldProblem], status: HTTPResponse.Status
    ) async throws -> Response {
        let vault = vault
        guard let token = visit.sessionToken else { throw Refusal(.unauthenticated) }
        let offer: FactorOffer
        do { offer = try await database.read { try secondFactorOffer(sessionToken: token, for: visit.viewer, vault: vault, in: $0) } } catch let refusal as Refusal
        where refusal.reason == "second_factor_on" { return redirect(to: Address.security) }
        let text = OneTimeCode.base32(offer.secret)
        let groups = stride(from: 0, to: text.count, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: " ")
        let model = SecondFactorPage(
            secret: groups, address: OneTimeCode.address(secret: offer.secret, account: offer.account, issuer: house),
            hasPasskeys: passkeys != nil && !offer.isFurther, asksPassword: offer.isFurther, owesSecondFactor: visit.viewer.owesSecondFactor, problems: problems)
        return page(secondFactorPage(model, in: shell(visit, request, context)), request, status: status)
    }
}

/// What a browser calls itself, in a few words: its name and its system.
func browser(_ agent: String, _ t: Texts) -> String {
    let names = [("Firefox/", "Firefox"), ("Edg/", "Edge"), ("YaBrowser/", "Yandex"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"), ("python", "Python")]
    let systems = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")]
    let name = names.first { agent.contains($0.0) }?.1
    let system = systems.first { agent.contains($0.0) }?.1
    return [name, system].compactMap { $0 }.joined(separator: ", ").nonEmpty ?? t("security.session.unknown")
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

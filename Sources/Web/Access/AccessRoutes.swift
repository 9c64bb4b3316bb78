import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization

extension Site {
    @Sendable func lostPasswordForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await visit(request)
        let model = LostPasswordPage(isSent: try request.query["sent"] == "1", hasMail: hasMail)
        return page(lostPasswordPage(model, in: shell(visit, request, context)), request)
    }

    @Sendable func askForPassword(_ request: Request, _ context: PortalContext) async throws -> Response {
        let fields = try await request.form()
        var model = LostPasswordPage(email: (fields["email"] ?? "").trimmed, hasMail: hasMail)
        if model.email.isEmpty {
            model.problems = [FieldProblem(field: "email", text: context.texts("sign_in.email_missing"))]
        } else {
            do {
                try await requestPasswordReset(
                    email: model.email, from: place(request, context).address, language: context.language.rawValue, at: now(), in: database)
                wakeJobs()
                return redirect(to: Address.with(Address.lostPassword, [("sent", "1")]))
            } catch let refusal as Refusal where refusal.code == .tooManyRequests { model.refusal = context.texts.text(refusal) }
        }
        let visit = try await visit(request)
        return page(lostPasswordPage(model, in: shell(visit, request, context)), request, status: model.refusal == nil ? .unprocessableContent : .tooManyRequests)
    }

    @Sendable func newPasswordForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        let token = try context.pathValue("token")
        let moment = now()
        let owner = try await database.read { try $0.linkOwner(token, at: moment) }
        let (visit, context) = (try await visit(request), context.speaking(to: owner, namesLanguage(request)))
        let model = NewPasswordPage(token: token, email: owner.email, name: owner.name, isInvitation: owner.purpose == .invitation)
        return page(newPasswordPage(model, in: shell(visit, request, context)), request)
    }

    @Sendable func setNewPassword(_ request: Request, _ context: PortalContext) async throws -> Response {
        let token = try context.pathValue("token")
        let password = try await request.form()["password"] ?? ""
        let moment = now()
        // Looked at first, so that nobody makes the server hash without a link.
        let (owner, guessable) = try await database.read { reader in
            let owner = try reader.linkOwner(token, at: moment)
            return (owner, try reader.guessable(of: owner.person))
        }
        let context = context.speaking(to: owner, namesLanguage(request))
        do { try Password.check(password, of: guessable) } catch let refusal as Refusal {
            let visit = try await visit(request)
            var model = NewPasswordPage(token: token, email: owner.email, name: owner.name, isInvitation: owner.purpose == .invitation)
            model.problems = [FieldProblem(field: "password", text: context.texts.text(refusal))]
            return page(newPasswordPage(model, in: shell(visit, request, context)), request, status: .unprocessableContent)
        }
        let hash = try await Password.hash(password)
        _ = try await database.write { try setPassword(link: token, passwordHash: hash, at: moment, in: $0) }
        wakeJobs()
        return redirect(to: Address.signIn, flash: .done("password_set"), cookies: [endedSession])
    }

    @Sendable func signInCodeForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await codeAnswer(Address.local(try request.query["return"]), request, context, status: .ok)
    }

    @Sendable func giveSignInCode(_ request: Request, _ context: PortalContext) async throws -> Response {
        let fields = try await request.form()
        let returnPath = Address.local(fields["return"])
        guard let token = request.cookies[sessionCookie]?.value else { throw Refusal(.unauthenticated) }
        do {
            let session = try await giveSecondFactor(
                code: fields["code"] ?? "", sessionToken: token, from: place(request, context), vault: vault, at: now(), in: database)
            return redirect(to: returnPath, cookies: try await sessionCookies(session.token, request))
        } catch let refusal as Refusal where refusal.code == .validation {
            return try await codeAnswer(returnPath, problems: [FieldProblem(field: "code", text: context.texts.text(refusal))], request, context, status: .unprocessableContent)
        }
    }

    /// The question for the second factor, by what the person has.
    func codeAnswer(
        _ returnPath: String, refusal: String? = nil, problems: [FieldProblem] = [], _ request: Request, _ context: PortalContext, status: HTTPResponse.Status
    ) async throws -> Response {
        let visit = try await visit(request)
        var model = SignInCodePage(returnPath: returnPath, problems: problems)
        model.refusal = refusal
        if let token = request.cookies[sessionCookie]?.value,
            let owed = try await database.read({ try owedFactor(sessionToken: token, at: visit.now, in: $0) })
        {
            model.hasApp = owed.hasApp
            model.hasPasskeys = owed.hasPasskeys && passkeys != nil
        }
        return page(signInCodePage(model, in: shell(visit, request, context)), request, status: status)
    }

    /// Where a request comes from, as attempts are counted and sessions are shown.
    func place(_ request: Request, _ context: PortalContext) -> SignInPlace {
        SignInPlace(address: context.remoteAddress?.place ?? "local", agent: request.headers[.userAgent] ?? "")
    }
}

extension PortalContext {
    /// In the language of whoever has the link, where his browser names none.
    fileprivate func speaking(to owner: LinkOwner, _ isNamed: Bool) -> PortalContext {
        var context = self
        if !isNamed, let language = Language(rawValue: owner.language) { context.language = language }
        return context
    }
}

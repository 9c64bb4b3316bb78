import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization

extension Site {
    func addPasskeyRoutes(to router: Router<PortalContext>) {
        router.post("/sign-in/passkey/challenge", use: askVisitorForPasskey)
        router.post("/sign-in/passkey", use: signInByPasskey)
        router.post("/sign-in/code/passkey/challenge", use: askForSecondPasskey)
        router.post("/sign-in/code/passkey", use: giveSecondPasskey)
        router.post("/security/passkeys/challenge", use: offerPasskey)
        router.post("/security/passkeys", use: addPasskey)
        router.post("/security/passkeys/{passkey}/removal", use: removePasskey)
    }

    /// Passkeys belong to a host name that browsers trust; elsewhere there are none.
    private func party() throws -> RelyingParty {
        guard let passkeys else { throw Refusal.notFound }
        return passkeys
    }

    /// Ties a question to the browser that asked for it.
    private var askedCookie: String { isSecure ? "__Host-kontor-passkey" : "kontor-passkey" }

    // MARK: Signing in

    @Sendable private func askVisitorForPasskey(_ request: Request, _ context: PortalContext) async throws -> Response {
        let (party, holder) = (try party(), Secret.make("kc_"))
        let (moment, place) = (now(), place(request, context))
        do {
            let question = try await database.write { try askForPasskey(holder: holder, from: place, at: moment, in: $0) }
            var response = Response.json(json(question, party, verification: "required"))
            response.headers.append(HTTPField(
                name: .setCookie, value: "\(askedCookie)=\(holder); Path=/; Max-Age=\(challengeSeconds); HttpOnly; SameSite=Strict\(isSecure ? "; Secure" : "")"))
            return response
        } catch let refusal as Refusal where refusal.code == .tooManyRequests { return problem(refusal, nil, context) }
    }

    @Sendable private func signInByPasskey(_ request: Request, _ context: PortalContext) async throws -> Response {
        let party = try party()
        let fields = try await request.form()
        var form = SignInPage(returnPath: Address.local(fields["return"]), hasPasskeys: true)
        do {
            let session = try await Customers.signIn(
                passkey: shown(fields), holder: request.cookies[askedCookie]?.value ?? "", from: place(request, context), party: party,
                former: request.cookies[sessionCookie]?.value, at: now(), in: database)
            return redirect(to: form.returnPath, cookies: try await sessionCookies(session.token, request))
        } catch let refusal as Refusal where [.unauthenticated, .validation, .tooManyRequests].contains(refusal.code) {
            form.refusal = context.texts.text(refusal)
            let visit = try await visit(request)
            return page(signInPage(form, in: shell(visit, request, context)), request, status: refusal.code == .tooManyRequests ? .tooManyRequests : .unprocessableContent)
        }
    }

    // MARK: Beside the password

    @Sendable private func askForSecondPasskey(_ request: Request, _ context: PortalContext) async throws -> Response {
        let party = try party()
        guard let token = request.cookies[sessionCookie]?.value else { throw Refusal(.unauthenticated) }
        let moment = now()
        let question = try await database.write { try Customers.askForSecondPasskey(sessionToken: token, at: moment, in: $0) }
        return .json(json(question, party, verification: "discouraged"))
    }

    @Sendable private func giveSecondPasskey(_ request: Request, _ context: PortalContext) async throws -> Response {
        let party = try party()
        let fields = try await request.form()
        guard let token = request.cookies[sessionCookie]?.value else { throw Refusal(.unauthenticated) }
        let returnPath = Address.local(fields["return"])
        do {
            let session = try await giveSecondFactor(passkey: shown(fields), sessionToken: token, from: place(request, context), party: party, at: now(), in: database)
            return redirect(to: returnPath, cookies: try await sessionCookies(session.token, request))
        } catch let refusal as Refusal where refusal.code == .validation {
            return try await codeAnswer(returnPath, refusal: context.texts.text(refusal), request, context, status: .unprocessableContent)
        }
    }

    private func shown(_ fields: Form) -> ShownPasskey? {
        ShownPasskey(
            id: fields["id"] ?? "", clientData: fields["client_data"] ?? "", data: fields["authenticator_data"] ?? "", signature: fields["signature"] ?? "",
            userHandle: fields["user_handle"] ?? "")
    }

    // MARK: One's own

    @Sendable private func offerPasskey(_ request: Request, _ context: PortalContext) async throws -> Response {
        let party = try party()
        let visit = try await signedInHowever(request)
        guard let token = visit.sessionToken else { throw Refusal(.unauthenticated) }
        let fields = try await request.form()
        let (moment, vault) = (now(), vault)
        do {
            try await checkOwnPassword(fields["passkey-password"] ?? "", for: visit.viewer, at: moment, in: database)
            let offer = try await database.write { try Customers.offerPasskey(sessionToken: token, for: visit.viewer, vault: vault, at: moment, in: $0) }
            return .json(json(offer, party))
        } catch let refusal as Refusal where [.validation, .tooManyRequests].contains(refusal.code) { return problem(refusal, "passkey-password", context) }
    }

    @Sendable private func addPasskey(_ request: Request, _ context: PortalContext) async throws -> Response {
        let party = try party()
        let visit = try await signedInHowever(request)
        guard let token = visit.sessionToken else { throw Refusal(.unauthenticated) }
        let fields = try await request.form()
        let made = MadePasskey(clientData: fields["client_data"] ?? "", attestation: fields["attestation"] ?? "", transports: fields["transports"] ?? "")
        let (name, moment, vault) = (fields["passkey-name"] ?? "", now(), vault)
        do {
            let codes = try await database.write {
                try Customers.addPasskey(made, named: name, sessionToken: token, for: visit.viewer, party: party, vault: vault, at: moment, in: $0)
            }
            wakeJobs()
            if codes.isEmpty { return redirect(to: Address.security, flash: .done("passkey_added")) }
            let fresh = try await self.visit(request)
            return page(recoveryCodesPage(codes, in: shell(fresh, request, context)), request)
        } catch let refusal as Refusal where refusal.code == .validation {
            return try await securityAnswer(request, context, problems: [FieldProblem(field: "passkey-name", text: context.texts.text(refusal))], status: .unprocessableContent)
        }
    }

    @Sendable private func removePasskey(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedInHowever(request)
        guard let token = visit.sessionToken else { throw Refusal(.unauthenticated) }
        guard let passkey = Int64(try context.pathValue("passkey")) else { throw Refusal.notFound }
        let own = try await database.read { try ownAccount(sessionToken: token, for: visit.viewer, at: visit.now, in: $0) }
        guard own.passkeys.contains(where: { $0.id == passkey }) else { throw Refusal.notFound }
        let field = "passkey-\(passkey)-password"
        do { try await checkOwnPassword(try await request.form()[field] ?? "", for: visit.viewer, at: now(), in: database) } catch let refusal as Refusal
        where [.validation, .tooManyRequests].contains(refusal.code) {
            return try await securityAnswer(request, context, problems: [FieldProblem(field: field, text: context.texts.text(refusal))], status: .unprocessableContent)
        }
        let moment = now()
        try await database.write { try Customers.removePasskey(passkey, sessionToken: token, for: visit.viewer, at: moment, in: $0) }
        wakeJobs()
        return redirect(to: Address.security, flash: .done("passkey_removed"))
    }

    // MARK: What the script is told

    private func problem(_ refusal: Refusal, _ field: String?, _ context: PortalContext) -> Response {
        .json(["problem": .string(context.texts.text(refusal)), "field": .text(field)], status: refusal.code == .tooManyRequests ? .tooManyRequests : .unprocessableContent)
    }

    private func json(_ credentials: [PasskeyQuestion.Credential]) -> JSON {
        .array(credentials.map { ["id": .string($0.id), "transports": .array($0.transports.map { .string($0) })] })
    }

    private func json(_ question: PasskeyQuestion, _ party: RelyingParty, verification: String) -> JSON {
        [
            "challenge": .string(question.challenge), "rpId": .string(party.id), "timeout": .number(String(challengeSeconds * 1000)),
            "userVerification": .string(verification), "allowCredentials": json(question.allowed),
        ]
    }

    private func json(_ offer: PasskeyOffer, _ party: RelyingParty) -> JSON {
        let kinds = passkeyAlgorithms.map { number -> JSON in ["type": "public-key", "alg": .number(String(number))] }
        return [
            "challenge": .string(offer.challenge), "rp": ["id": .string(party.id), "name": .string(house)],
            "user": ["id": .string(offer.userHandle), "name": .string(offer.account), "displayName": .string(offer.name)],
            "pubKeyCredParams": .array(kinds), "timeout": .number(String(challengeSeconds * 1000)), "attestation": "none",
            "authenticatorSelection": ["residentKey": "preferred", "userVerification": "preferred"], "excludeCredentials": json(offer.known),
        ]
    }
}

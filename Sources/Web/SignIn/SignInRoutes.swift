import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization

extension Site {
    @Sendable func start(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await visit(request)
        if visit.viewer.identity == .visitor {
            return indexed(page(startPage(SignInPage(hasPasskeys: passkeys != nil), in: shell(visit, request, context)), request), visit, isWhole: true)
        }
        if visit.viewer.owesConsent { return redirect(to: Address.consentRenewal) }
        if visit.viewer.supplier != nil { return redirect(to: Address.supplyOrders) }
        if visit.viewer.client != nil, visit.viewer.rights.contains(.seeDebt) { return try await home(visit, request, context) }
        return redirect(to: visit.viewer.isStaff && visit.viewer.client == nil && visit.viewer.rights.contains(.seeClients) ? Address.clients : Address.catalog)
    }

    @Sendable func signInForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await visit(request)
        let form = SignInPage(returnPath: Address.local(try request.query["return"]), hasPasskeys: passkeys != nil)
        return page(signInPage(form, in: shell(visit, request, context)), request)
    }

    @Sendable func signIn(_ request: Request, _ context: PortalContext) async throws -> Response {
        let fields = try await request.form()
        var form = SignInPage(email: fields["email"] ?? "", returnPath: Address.local(fields["return"]), hasPasskeys: passkeys != nil)
        let password = fields["password"] ?? ""
        var (status, wait): (HTTPResponse.Status, Int64?) = (.unprocessableContent, nil)
        if form.email.trimmed.isEmpty { form.problems.append(FieldProblem(field: "email", text: context.texts("sign_in.email_missing"))) }
        if password.isEmpty { form.problems.append(FieldProblem(field: "password", text: context.texts("sign_in.password_missing"))) }
        if form.problems.isEmpty {
            do {
                let session = try await Customers.signIn(
                    email: form.email, password: password, from: place(request, context), former: request.cookies[sessionCookie]?.value, at: now(), in: database)
                let next = session.owesFactor ? Address.with(Address.signInCode, [("return", form.returnPath)]) : form.returnPath
                return redirect(to: next, cookies: try await sessionCookies(session.token, request))
            } catch let refusal as Refusal where refusal.code == .unauthenticated || refusal.code == .tooManyRequests {
                form.refusal = context.texts.text(refusal)
                if refusal.code == .tooManyRequests { (status, wait) = (.tooManyRequests, refusal.retryAfter) }
            }
        }
        let visit = try await visit(request)
        var answer = page(signInPage(form, in: shell(visit, request, context)), request, status: status)
        if let wait { answer.headers[.retryAfter] = String(wait) }
        return answer
    }

    @Sendable func signOut(_ request: Request, _ context: PortalContext) async throws -> Response {
        if let token = request.cookies[sessionCookie]?.value { try await database.write { try Customers.signOut(sessionToken: token, in: $0) } }
        return redirect(to: Address.start, flash: .signedOut, cookies: [endedSession])
    }

    @Sendable func choosePreferences(_ request: Request, _ context: PortalContext) async throws -> Response {
        let fields = try await request.form()
        var cookies: [String] = []
        if let language = fields["language"].flatMap({ Language(rawValue: $0) }) {
            cookies.append(cookie("language", language.rawValue, days: 365))
            let viewer = try await visit(request).viewer
            if viewer.identity != .visitor { try await database.write { try setLanguage(language.rawValue, for: viewer, in: $0) } }
        }
        if let theme = fields["theme"].flatMap({ Shell.Theme(rawValue: $0) }) { cookies.append(cookie("theme", theme.rawValue, days: 365)) }
        if let density = fields["density"].flatMap({ Shell.Density(rawValue: $0) }) { cookies.append(cookie("density", density.rawValue, days: 365)) }
        if let list = fields["list"].flatMap({ ListName(rawValue: $0) }) { cookies.append(columnsCookie(list, fields)) }
        if let view = fields["vat"].flatMap({ VATView(rawValue: $0) }) { cookies.append(cookie("vat", view.rawValue, days: 365)) }
        if let keys = fields["keys"], ["on", "off"].contains(keys) { cookies.append(cookie("keys", keys, days: 365)) }
        return redirect(to: Address.local(fields["return"]), cookies: cookies)
    }

    @Sendable func chooseCurrentClient(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try await request.form()
        guard let token = visit.sessionToken, let client = fields["client"] else { throw Refusal.notFound }
        _ = try await database.write { try chooseClient(client, sessionToken: token, for: visit.viewer, in: $0) }
        return redirect(to: Address.local(fields["return"], or: Address.catalog))
    }
}

import Customers
import Database
import Foundation
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import Ordering
import Receivables
import Storefront
import Suppliers
import Support

/// One request of a person at the pages: who it is and what stands in the head of every page, read at once.
struct Visit: Sendable {
    let viewer: Viewer
    /// Nil for a visitor.
    let sessionToken: String?
    let clients: [ClientCard]
    let cart: [CartLine]
    /// What lies in the cart and is not shown any more: it is told on the cart's page alone, and never ordered.
    let goneFromCart: [CartLine]
    /// How the contracts stand; empty for those who may not see debts.
    let credit: [CreditAtAGlance]
    /// How many requests to support wait for this person.
    let support: Int
    /// Of those who keep the house's settings: how many people wait to be erased.
    let erasures: Int
    /// Of a supplier's people: how many lines wait for its answer.
    var supply = 0
    /// And how many requests for prices it has not answered.
    var quotes = 0
    let now: Instant
    /// The storefront as this viewer sees it.
    let shelf: Shelf
}

extension Visit {
    fileprivate typealias Marks = (cart: [CartLine], credit: [CreditAtAGlance], support: Int, erasures: Int, supply: Int, quotes: Int)

    fileprivate init(_ known: SignedIn, _ token: String, _ marks: Marks, _ current: Storefront, at now: Instant) {
        let shelf = Shelf(current, for: known.viewer, at: now)
        let cart = marks.cart.filter { shelf.product($0.product) != nil }
        let gone = cart.count == marks.cart.count ? [] : marks.cart.filter { shelf.product($0.product) == nil }
        self.init(
            viewer: known.viewer, sessionToken: token, clients: known.clients, cart: cart, goneFromCart: gone, credit: marks.credit, support: marks.support,
            erasures: marks.erasures, supply: marks.supply, quotes: marks.quotes, now: now, shelf: shelf)
    }

    fileprivate func demandSignedIn() throws { guard viewer.identity != .visitor else { throw Refusal(.unauthenticated) } }

    fileprivate func demandLetIn(_ request: Request) throws {
        try demandSignedIn()
        if viewer.owesSecondFactor { throw Refusal(.forbidden, "second_factor_owed") }
        if viewer.owesConsent(of: request, at: now) { throw Refusal(.forbidden, "consent_owed") }
        // A supplier's people have pages of their own; nothing else of the portal is there for them.
        if viewer.supplier != nil { throw Refusal.notFound }
    }

    fileprivate func demandSupplying(_ request: Request) throws {
        try demandSignedIn()
        _ = try viewer.demandSupplier()
        if viewer.owesConsent(of: request, at: now) { throw Refusal(.forbidden, "consent_owed") }
    }
}

extension Site {
    var sessionCookie: String { isSecure ? "__Host-kontor" : "kontor" }

    /// A visit for whose page nothing else is read together with it.
    func visit(_ request: Request) async throws -> Visit {
        let (now, current) = (now(), storefront.current)
        if let token = request.cookies[sessionCookie]?.value, !token.isEmpty,
            let (known, marks) = try await database.lastSignedIn(sessionToken: token, at: now, kept: viewers, asking: { marks(of: $0, at: now) }), sign.isCurrent(at: known.version) {
            return Visit(known, token, marks, current, at: now)
        }
        return try await visit(request) { _, _ in }.0
    }

    /// A visit and what else is read for its page, in one read of the database.
    private func visit<Also: Sendable>(_ request: Request, reading also: @escaping @Sendable (any Reader, Visit) throws -> Also) async throws -> (Visit, Also) {
        let now = now()
        let token = request.cookies[sessionCookie]?.value
        let current = storefront.current
        return try await database.read { [self] reader in
            guard let token, !token.isEmpty, let (known, marks) = try reader.signedIn(sessionToken: token, at: now, kept: viewers, asking: { marks(of: $0, at: now) }) else {
                try sign.follow(reader, version: try reader.rightsVersion())
                let visit = Visit(nobodyAt: now, current, of: sign.settings)
                return (visit, try also(reader, visit))
            }
            try sign.follow(reader, version: known.version)
            let visit = Visit(known, token, marks, current, at: now)
            return (visit, try also(reader, visit))
        }
    }

    /// What stands in the head of every page of a viewer.
    private func marks(of viewer: Viewer, at now: Instant) -> Question<Visit.Marks> {
        together(
            cartLines(of: viewer), creditAtAGlance(of: viewer), supportMark(for: viewer), erasureMark(for: viewer), supplyMark(for: viewer),
            quoteMark(for: viewer, on: Day(of: now, in: timeZone))
        ).map { $0 }
    }

    /// A visit of somebody who has signed in; a visitor is sent to the door, whoever owes a second factor to where it is set up, and whoever has not answered a
    /// new text of the necessary consent to that.
    func signedIn(_ request: Request) async throws -> Visit {
        let visit = try await visit(request)
        try visit.demandLetIn(request)
        return visit
    }

    /// The same, and what else is read for its page, in one read of the database.
    func signedIn<Also: Sendable>(_ request: Request, reading also: @escaping @Sendable (any Reader, Visit) throws -> Also) async throws -> (Visit, Also) {
        try await visit(request) { reader, visit in
            try visit.demandLetIn(request)
            return try also(reader, visit)
        }
    }

    /// A visit of somebody who looks at the catalogue: whoever has signed in, and a visitor where the house has opened it, so many times a second from one place.
    func looking<Also: Sendable>(
        _ request: Request, _ context: PortalContext, reading also: @escaping @Sendable (any Reader, Visit) throws -> Also
    ) async throws -> (Visit, Also) {
        let place = place(request, context).address
        return try await visit(request) { [self] reader, visit in
            try demandLook(visit, request, from: place)
            return try also(reader, visit)
        }
    }

    func looking(_ request: Request, _ context: PortalContext) async throws -> Visit {
        let visit = try await visit(request)
        try demandLook(visit, request, from: place(request, context).address)
        return visit
    }

    private func demandLook(_ visit: Visit, _ request: Request, from place: String) throws {
        guard visit.viewer.identity == .visitor, sign.settings.isCatalogueOpen else { return try visit.demandLetIn(request) }
        guard visitorRate.take(place, now: visit.now).isAllowed else { throw Refusal(.tooManyRequests) }
    }

    /// A visit of anybody who has signed in, a supplier's person too: for pages that show nothing but what concerns himself.
    func signedInAnywhere(_ request: Request) async throws -> Visit {
        let visit = try await visit(request)
        if visit.viewer.supplier == nil { try visit.demandLetIn(request) } else { try visit.demandSupplying(request) }
        return visit
    }

    /// A visit of a supplier's person; for whoever else has signed in there is no such page.
    func supplying(_ request: Request) async throws -> Visit {
        let visit = try await visit(request)
        try visit.demandSupplying(request)
        return visit
    }

    /// A turn to have a large file made, and the visit as it is by then: whoever waits in line may lose what he had. Strangers do not stand in it.
    func exporting(_ visiting: () async throws -> Visit) async throws -> (visit: Visit, turn: Turn) {
        _ = try await visiting()
        let turn = try await exports.begin()
        return (try await visiting(), turn)
    }

    /// Like `signedIn`, also for somebody who owes a second factor or a consent: the pages by which it is set up or answered, and the own sign-in.
    func signedInHowever(_ request: Request) async throws -> Visit {
        let visit = try await visit(request)
        try visit.demandSignedIn()
        return visit
    }

    /// The frame of a page for this visit.
    func shell(_ visit: Visit, _ request: Request, _ context: PortalContext, _ section: Shell.Section? = nil, search: String = "") -> Shell {
        let viewer = visit.viewer
        var shell = Shell(texts: context.texts, timeZone: timeZone, house: house, path: request.uri.description)
        shell.theme = request.cookies["theme"].flatMap { Shell.Theme(rawValue: $0.value) } ?? .auto
        shell.density = request.cookies["density"].flatMap { Shell.Density(rawValue: $0.value) } ?? .comfortable
        shell.hiddenColumns = hiddenColumns(request)
        shell.hasSingleKeys = request.cookies["keys"]?.value != "off"
        shell.vat = vatView(request)
        shell.current = section
        shell.search = search
        shell.flash = flash(request, context.texts)
        guard viewer.identity != .visitor else {
            shell.isOpen = sign.settings.isCatalogueOpen
            return shell
        }
        shell.person = viewer.name
        shell.isStaff = viewer.isStaff
        shell.client = viewer.client?.name
        shell.block = viewer.block?.reason
        shell.supplier = viewer.supplier?.name
        if visit.clients.count > 1 {
            shell.clients = visit.clients.map { Choice(key: $0.externalID, title: $0.name, isChosen: $0.id == viewer.client?.id) }
        }
        shell.limits = visit.limits
        if viewer.client != nil, viewer.rights.contains(.order) { shell.cart = Shell.Cart(lines: visit.cart.count, total: visit.cartTotal) }
        shell.hasSecurity = true
        if viewer.owesSecondFactor || viewer.owesConsent { return shell }
        shell.menu = Shell.Section.allCases.filter { $0.isOpen(to: viewer) }
        shell.waiting[.support] = visit.support
        shell.waiting[.consents] = visit.erasures
        shell.waiting[.supplyOrders] = visit.supply
        shell.waiting[.supplyRequests] = visit.quotes
        return shell
    }

    /// The message about what has just been dropped, with what takes it back; without where that is too much to be carried.
    func dropped(_ what: String, _ undo: Undo, of viewer: Viewer) -> FlashKey { token(undo, of: viewer).map { .undoable(what, by: $0) } ?? .done(what) }

    /// A redirect after a form; `flash` is shown once by the next page.
    func redirect(to address: String, flash: FlashKey? = nil, cookies: [String] = []) -> Response {
        var response = Response(status: .seeOther, headers: [.location: address])
        for cookie in cookies { response.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        if let flash { response.headers.append(HTTPField(name: .setCookie, value: "flash=\(flash.text); Path=/; Max-Age=60; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")")) }
        return response
    }

    /// A page; what the flash said is not said again.
    func page(_ html: HTML, _ request: Request, status: HTTPResponse.Status = .ok) -> Response {
        var response = Response.html(html.bytes, status: status)
        if request.cookies["flash"] != nil {
            response.headers.append(HTTPField(name: .setCookie, value: "flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"))
        }
        return response
    }

    /// Takes the session's cookie away.
    var endedSession: String { "\(sessionCookie)=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")" }

    /// Whether the browser says in which language it reads, by the visitor's choice or by itself.
    func namesLanguage(_ request: Request) -> Bool {
        request.cookies["language"].flatMap { Language(rawValue: $0.value) } != nil || Language(named: request.headers[.acceptLanguage]) != nil
    }

    /// What a browser keeps that has come in; where it names no language, that of whoever came in too.
    func sessionCookies(_ token: String, _ request: Request) async throws -> [String] {
        let session = cookie(sessionCookie, token, days: 14)
        guard !namesLanguage(request), let known = try await database.read({ try languageOfSession(token, in: $0) }), let language = Language(rawValue: known) else { return [session] }
        return [session, cookie("language", language.rawValue, days: 365)]
    }

    func cookie(_ name: String, _ value: String, days: Int) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(days * 86400); HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")"
    }

    private func flash(_ request: Request, _ t: Texts) -> Shell.Flash? {
        request.cookies["flash"].flatMap { FlashKey(text: $0.value) }.map { $0.flash(t) }
    }
}

extension Visit {
    fileprivate init(nobodyAt now: Instant, _ storefront: Storefront, of house: HouseSettings) {
        let viewer = Viewer.visitor(of: house)
        self.init(
            viewer: viewer, sessionToken: nil, clients: [], cart: [], goneFromCart: [], credit: [], support: 0, erasures: 0, now: now, shelf: Shelf(storefront, for: viewer, at: now))
    }

    /// The cart's lines as an order, to be priced.
    var cartRequest: OrderRequest {
        var request = OrderRequest()
        request.lines = cart.map { OrderRequest.Line(product: $0.product, quantity: $0.quantity) }
        return request
    }

    /// By limit: contracts that share an account stand together.
    fileprivate var limits: [Shell.Limit] {
        guard !credit.isEmpty else { return viewer.contracts.map { Shell.Limit(contracts: [$0.number]) } }
        var accounts: [ID<CreditAccount>: Int] = [:]
        var limits: [(shown: Shell.Limit, state: BlockState)] = []
        for one in credit {
            if let account = one.credit?.account, let place = accounts[account] {
                limits[place].shown.contracts.append(one.contract.number)
                limits[place].state = max(limits[place].state, one.state)
                continue
            }
            if let account = one.credit?.account { accounts[account] = limits.count }
            limits.append((Shell.Limit(contracts: [one.contract.number], available: one.credit?.available), one.state))
        }
        return limits.map { limit in
            var shown = limit.shown
            shown.state = limit.state.rawValue
            return shown
        }
    }

    /// The sum of what can be priced, when it is of one currency.
    fileprivate var cartTotal: Money? {
        guard !cart.isEmpty, viewer.rights.contains(.seePrices) else { return nil }
        var total: Money?
        let wanted = cart.compactMap { line in shelf.product(line.product).map { WantedGoods($0, line.quantity) } }
        for (line, price) in zip(wanted, shelf.prices(wanted, explained: false)) {
            guard case .success(let price)? = price, let gross = try? price.amounts(for: line.quantity, basis: line.product.priceBasis).gross else { continue }
            guard let sum = total else { total = gross; continue }
            guard let next = try? sum.adding(gross) else { return nil }
            total = next
        }
        return total
    }
}

/// Reads an amount as people type it: spaces between thousands, decimal comma or point.
func typedQuantity(_ text: String) -> Quantity? {
    Quantity(String(text.unicodeScalars.filter { !$0.properties.isWhitespace }.map { $0 == "," ? "." : Character($0) }))
}

extension Viewer {
    /// Whether a new text of the necessary consent goes before what is asked for: every page, but not a form that was filled in while the text was published: for half an hour.
    fileprivate func owesConsent(of request: Request, at now: Instant) -> Bool { owesConsent && !(request.method == .post && formsTakenUntil.map { now < $0 } ?? false) }
}

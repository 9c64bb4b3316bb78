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
    let now: Instant
    /// The storefront as this viewer sees it.
    let shelf: Shelf
}

extension Visit {
    fileprivate func demandSignedIn() throws { guard viewer.identity != .visitor else { throw Refusal(.unauthenticated) } }
}

extension Site {
    var sessionCookie: String { isSecure ? "__Host-kontor" : "kontor" }

    func visit(_ request: Request) async throws -> Visit { try await visit(request) { _, _ in }.0 }

    /// A visit and what else is read for its page, in one read of the database.
    private func visit<Also: Sendable>(_ request: Request, reading also: @escaping @Sendable (any Reader, Visit) throws -> Also) async throws -> (Visit, Also) {
        let now = now()
        let token = request.cookies[sessionCookie]?.value
        let current = storefront.current
        let (sign, viewers) = (sign, viewers)
        return try await database.read { reader in
            guard let token, !token.isEmpty, let known = try reader.signedIn(sessionToken: token, at: now, kept: viewers) else {
                try sign.follow(reader, version: try reader.rightsVersion())
                let visit = Visit(nobodyAt: now, current)
                return (visit, try also(reader, visit))
            }
            try sign.follow(reader, version: known.version)
            let viewer = known.viewer
            let shelf = Shelf(current, for: viewer, at: now)
            let lines = try cartLines(of: viewer, in: reader)
            let cart = lines.filter { shelf.product($0.product) != nil }
            let gone = cart.count == lines.count ? [] : lines.filter { shelf.product($0.product) == nil }
            let visit = Visit(
                viewer: viewer, sessionToken: token, clients: known.clients, cart: cart, goneFromCart: gone, credit: try creditAtAGlance(of: viewer, in: reader), support: try reader.supportMark(for: viewer), erasures: try reader.erasureMark(for: viewer), supply: try reader.supplyMark(for: viewer), now: now, shelf: shelf)
            return (visit, try also(reader, visit))
        }
    }

    /// A visit of somebody who has signed in; a visitor is sent to the door, whoever owes a second factor to where it is set up, and whoever has not answered a
    /// new text of the necessary consent to that.
    func signedIn(_ request: Request) async throws -> Visit { try await signedIn(request) { _, _ in }.0 }

    /// The same, and what else is read for its page, in one read of the database.
    func signedIn<Also: Sendable>(_ request: Request, reading also: @escaping @Sendable (any Reader, Visit) throws -> Also) async throws -> (Visit, Also) {
        try await visit(request) { reader, visit in
            try visit.demandSignedIn()
            if visit.viewer.owesSecondFactor { throw Refusal(.forbidden, "second_factor_owed") }
            if visit.viewer.owesConsent { throw Refusal(.forbidden, "consent_owed") }
            // A supplier's people have pages of their own; nothing else of the portal is there for them.
            if visit.viewer.supplier != nil { throw Refusal.notFound }
            return try also(reader, visit)
        }
    }

    /// A visit of a supplier's person; for whoever else has signed in there is no such page.
    func supplying(_ request: Request) async throws -> Visit {
        let visit = try await visit(request)
        try visit.demandSignedIn()
        _ = try visit.viewer.demandSupplier()
        if visit.viewer.owesConsent { throw Refusal(.forbidden, "consent_owed") }
        return visit
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
        shell.hasSingleKeys = request.cookies["keys"]?.value != "off"
        shell.vat = vatView(request)
        shell.current = section
        shell.search = search
        shell.flash = flash(request, context.texts)
        guard viewer.identity != .visitor else { return shell }
        shell.person = viewer.name
        shell.isStaff = viewer.isStaff
        shell.client = viewer.client?.name
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
        return shell
    }

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

    func cookie(_ name: String, _ value: String, days: Int) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(days * 86400); HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")"
    }

    private func flash(_ request: Request, _ t: Texts) -> Shell.Flash? {
        request.cookies["flash"].flatMap { FlashKey(text: $0.value) }.map { $0.flash(t) }
    }
}

/// What a page says once after a redirect; travels in a cookie as a key, so that nobody can put words into it.
enum FlashKey: Sendable {
    case added(Int)
    case nothingAdded, cartSaved, signedOut, signInNeeded
    case unreadableQuantity, orderCancelled, shipmentReleased
    case credit(CreditNotice)
    case agreementSent, agreementChanged, agreementApproved, agreementInForce, agreementRefused, agreementClosed, linkRevoked
    /// Something has been done, of the sentences under `done.`.
    case done(String)
    /// No more products of a kind can be kept.
    case full(KeptKind)

    init?(text: String) {
        let parts = text.split(separator: ".").map(String.init)
        switch parts.first {
        case "added": self = .added(parts.count > 1 ? min(10_000, max(0, Int(parts[1]) ?? 0)) : 0)
        case "nothing_added": self = .nothingAdded
        case "cart_saved": self = .cartSaved
        case "signed_out": self = .signedOut
        case "sign_in_needed": self = .signInNeeded
        case "unreadable_quantity": self = .unreadableQuantity
        case "agreement_sent": self = .agreementSent
        case "agreement_changed": self = .agreementChanged
        case "agreement_approved": self = .agreementApproved
        case "agreement_in_force": self = .agreementInForce
        case "agreement_refused": self = .agreementRefused
        case "agreement_closed": self = .agreementClosed
        case "link_revoked": self = .linkRevoked
        case "order_cancelled": self = .orderCancelled
        case "shipment_released": self = .shipmentReleased
        case "credit":
            guard parts.count == 2, let notice = CreditNotice(rawValue: parts[1]) else { return nil }
            self = .credit(notice)
        case "done" where parts.count == 2 && Texts(.en).text("done.\(parts[1])") != nil: self = .done(parts[1])
        case "full":
            guard parts.count == 2, let kind = KeptKind(rawValue: parts[1]) else { return nil }
            self = .full(kind)
        default: return nil
        }
    }

    var text: String {
        switch self {
        case .added(let count): "added.\(count)"
        case .nothingAdded: "nothing_added"
        case .cartSaved: "cart_saved"
        case .signedOut: "signed_out"
        case .signInNeeded: "sign_in_needed"
        case .unreadableQuantity: "unreadable_quantity"
        case .agreementSent: "agreement_sent"
        case .agreementChanged: "agreement_changed"
        case .agreementApproved: "agreement_approved"
        case .agreementInForce: "agreement_in_force"
        case .agreementRefused: "agreement_refused"
        case .agreementClosed: "agreement_closed"
        case .linkRevoked: "link_revoked"
        case .orderCancelled: "order_cancelled"
        case .shipmentReleased: "shipment_released"
        case .credit(let notice): "credit.\(notice.rawValue)"
        case .done(let what): "done.\(what)"
        case .full(let kind): "full.\(kind.rawValue)"
        }
    }

    func flash(_ t: Texts) -> Shell.Flash {
        switch self {
        case .added(let count): Shell.Flash(tone: .good, text: t("catalog.added", ["count": .text(t.plural("count.positions", count))]))
        case .nothingAdded: Shell.Flash(tone: .notice, text: t("catalog.nothing_added"))
        case .cartSaved: Shell.Flash(tone: .good, text: t("cart.saved"))
        case .signedOut: Shell.Flash(tone: .good, text: t("sign_in.signed_out"))
        case .signInNeeded: Shell.Flash(tone: .notice, text: t("sign_in.needed"))
        case .unreadableQuantity: Shell.Flash(tone: .bad, text: t("cart.quantity_wrong"))
        case .agreementSent, .agreementChanged, .agreementApproved, .agreementInForce, .agreementRefused, .agreementClosed, .linkRevoked:
            Shell.Flash(tone: .good, text: t("flash.\(text)"))
        case .orderCancelled: Shell.Flash(tone: .good, text: t("order.cancelled"))
        case .shipmentReleased: Shell.Flash(tone: .good, text: t("shipment.released"))
        case .credit(let notice): Shell.Flash(tone: .good, text: t("credit_notice.\(notice.rawValue)"))
        case .done(let what): Shell.Flash(tone: .good, text: t("done.\(what)"))
        case .full(let kind): Shell.Flash(tone: .notice, text: t("full.\(kind.rawValue)", ["limit": .integer(Int64(kind.limit))]))
        }
    }
}

extension Visit {
    fileprivate init(nobodyAt now: Instant, _ storefront: Storefront) {
        self.init(
            viewer: .visitor, sessionToken: nil, clients: [], cart: [], goneFromCart: [], credit: [], support: 0, erasures: 0, now: now, shelf: Shelf(storefront, for: .visitor, at: now))
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

/// What the credit controller has just done.
enum CreditNotice: String, Sendable, CaseIterable {
    case released, blocked, lifted, approved, refused
    case overrideRequested = "override_requested"
    case rulesSet = "rules_set"
    case holdHoursSet = "hold_hours_set"
    case periodClosed = "period_closed"
    case entryMade = "entry_made"
}

/// Reads an amount as people type it: spaces between thousands, decimal comma or point.
func typedQuantity(_ text: String) -> Quantity? {
    Quantity(String(text.unicodeScalars.filter { !$0.properties.isWhitespace }.map { $0 == "," ? "." : Character($0) }))
}

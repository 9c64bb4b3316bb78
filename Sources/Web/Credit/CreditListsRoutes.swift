import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Journal
import Kernel
import Localization
import Ordering
import Receivables
import Storefront

extension Site {
    @Sendable func creditBlocked(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let parameters = try request.query
        let state = parameters["state"].flatMap { BlockState(rawValue: $0) }
        let cursor = parameters["cursor"]
        let after = try number(cursor, "page/credit/blocked").map { ID<Contract>($0) }
        let found = try await database.read { try blockedContracts(state, after: after, for: visit.viewer, at: visit.now, in: $0) }
        var model = BlockedPage(
            state: state?.rawValue, states: BlockState.allCases.sorted().filter { $0 != .ok }.map(\.rawValue),
            rows: found.contracts.map { BlockedPage.Row($0, context.texts) }, tabs: tabs(.blocked, visit))
        model.isFirst = cursor == nil
        model.next = found.next.map { cursors.sign([String($0.rawValue)], for: "page/credit/blocked") }
        return page(blockedPage(model, in: shell(visit, request, context, .credit)), request)
    }

    @Sendable func creditHolds(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await holds(request, context, cursor: try request.query["cursor"])
    }

    @Sendable func releaseHeldOrder(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await creditManager(request)
        let order = try context.pathValue("number")
        let cursor = try await request.form()["cursor"]
        let moment = now()
        do {
            try await database.write { try releaseOrder(order, by: visit.viewer, at: moment, in: $0) }
        } catch let refusal as Refusal where refusal.isAnswered {
            return try await holds(request, context, cursor: cursor, refusal: context.texts("credit.not_released", ["order": .text(order), "why": .text(context.texts.text(release: refusal))]))
        }
        try await storefront.catchUp()
        return redirect(to: Address.creditHolds(cursor: cursor), flash: .credit(.released))
    }

    private func holds(_ request: Request, _ context: PortalContext, cursor: String?, refusal: String? = nil) async throws -> Response {
        let visit = try await signedIn(request)
        let after = try number(cursor, "page/credit/holds").map { ID<SellerOrder>($0) }
        let found = try await database.read { try heldOrders(after: after, for: visit.viewer, at: visit.now, in: $0) }
        let model = HoldsPage(
            rows: found.orders.map { HoldsPage.Row($0, context.texts) }, tabs: tabs(.holds, visit), refusal: refusal, cursor: cursor,
            next: found.next.map { cursors.sign([String($0.rawValue)], for: "page/credit/holds") })
        return page(holdsPage(model, in: shell(visit, request, context, .credit)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    @Sendable func creditOverrides(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await waiting(request, context, cursor: try request.query["cursor"])
    }

    @Sendable func approveCreditOverride(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await decide(request, context, .approved) { try approveOverride($0, by: $1, at: $2, in: $3) }
    }

    @Sendable func refuseCreditOverride(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await decide(request, context, .refused) { try refuseOverride($0, by: $1, at: $2, in: $3) }
    }

    private func decide(
        _ request: Request, _ context: PortalContext, _ notice: CreditNotice, _ decision: @escaping @Sendable (Int64, Viewer, Instant, any Writer) throws -> Void
    ) async throws -> Response {
        let visit = try await creditManager(request)
        guard let id = Int64(try context.pathValue("id")) else { throw Refusal.notFound }
        let cursor = try await request.form()["cursor"]
        let moment = now()
        do {
            try await database.write { try decision(id, visit.viewer, moment, $0) }
        } catch let refusal as Refusal where refusal.isAnswered || refusal.reason == "own_override" {
            return try await waiting(request, context, cursor: cursor, refusal: context.texts.text(release: refusal))
        }
        try await storefront.catchUp()
        return redirect(to: Address.creditOverrides(cursor: cursor), flash: .credit(notice))
    }

    private func waiting(_ request: Request, _ context: PortalContext, cursor: String?, refusal: String? = nil) async throws -> Response {
        let visit = try await signedIn(request)
        let after = try number(cursor, "page/credit/overrides") ?? 0
        let size = 50
        let found = try await database.read { try waitingOverrides(for: visit.viewer, after: after, limit: size + 1, in: $0) }
        let shown = found.prefix(size)
        let model = OverridesPage(
            rows: shown.map { OverridesPage.Row($0, isOwn: $0.requestedBy == visit.viewer.actor.text) }, tabs: tabs(.overrides, visit), refusal: refusal, cursor: cursor,
            next: found.count > size ? shown.last.map { cursors.sign([String($0.id)], for: "page/credit/overrides") } : nil)
        return page(overridesPage(model, in: shell(visit, request, context, .credit)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    /// A visit of somebody who may manage credit; others are refused before anything they sent is read.
    func creditManager(_ request: Request) async throws -> Visit {
        let visit = try await signedIn(request)
        try visit.viewer.demand(.manageCredit)
        return visit
    }

    private func number(_ cursor: String?, _ list: String) throws -> Int64? { try cursor.map { try cursors.open($0, for: list) }?.first.flatMap { Int64($0) } }
}

extension Refusal {
    /// One that the form itself answers; the others are pages of their own.
    var isAnswered: Bool { code != .unauthenticated && code != .forbidden && code != .notFound && code != .unavailable }
}

extension Texts {
    /// Why an order cannot be released, with the sums where the general text has none.
    fileprivate func text(release refusal: Refusal) -> String {
        switch refusal.code {
        case .creditLimitExceeded where refusal.arguments["missing"] != nil: self("credit.refusal.limit", refusal.arguments)
        case .blocked: self("credit.refusal.blocked", refusal.arguments)
        default: text(refusal)
        }
    }
}

extension BlockedPage.Row {
    fileprivate init(_ blocked: BlockedContract, _ t: Texts) {
        let card = blocked.contract
        self.init(
            client: card.clientName, clientKey: card.clientExternalID, contract: card.shownNumber, contractKey: card.externalID, seller: card.sellerName,
            state: blocked.standing.state.rawValue, since: card.stateSince, reasons: blocked.standing.reasons.map { AccountPage.Reason($0, t) },
            overriddenUntil: blocked.standing.overriddenUntil)
    }
}

extension HoldsPage.Row {
    fileprivate init(_ order: HeldOrder, _ t: Texts) {
        let stopping = order.standing.reasons.filter { $0.code != "limit_reached" }
        self.init(
            number: order.number, client: order.clientName, clientKey: order.clientExternalID, contract: order.contract.shownNumber, contractKey: order.contract.externalID,
            gross: order.gross, available: order.credit?.available, missing: order.missing, state: order.standing.forOrders.rawValue,
            reasons: stopping.map { AccountPage.Reason($0, t) }, placedAt: order.placedAt, placedBy: order.placedByName, heldUntil: order.heldUntil,
            isAskedFor: order.waitingOverride != nil, isClientBlocked: order.isClientBlocked, fits: order.missing == nil && order.standing.forOrders < .holdShipment)
    }
}

extension OverridesPage.Row {
    fileprivate init(_ override: CreditOverride, isOwn: Bool) {
        self.init(
            id: override.id, client: override.clientName, clientKey: override.clientExternalID, contract: override.contractNumber.isEmpty ? override.contractExternalID : override.contractNumber,
            contractKey: override.contractExternalID, order: override.order.map(OrderNumber.text), reason: override.reason, until: override.until,
            requestedBy: override.requestedByName, requestedAt: override.requestedAt, isOwn: isOwn)
    }
}

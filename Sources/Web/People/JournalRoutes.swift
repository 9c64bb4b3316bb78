import Customers
import Database
import Foundation
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization
import Ordering

extension Site {
    @Sendable func journal(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let parameters = try request.query
        func given(_ name: String) -> String? { parameters[name].flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed } }
        var filter = ActionFilter()
        filter.kind = given("kind")
        filter.actor = given("actor") ?? ""
        filter.client = given("client")
        // Days are those of the house.
        filter.from = given("from").flatMap { Day($0) }.map { Instant(startOf: $0, in: timeZone) }
        filter.until = given("until").flatMap { Day($0) }.map { Instant(startOf: $0, in: timeZone).adding(seconds: 86_400) }
        let before = try parameters["cursor"].map { try cursors.open($0, for: "page/journal") }?.first.flatMap { Int64($0) }
        let (size, chosen) = (100, filter)
        let found = try await database.read { try actions(chosen, before: before, limit: size + 1, for: visit.viewer, in: $0) }
        let t = context.texts
        var model = JournalPage(
            kinds: loggedKinds.map { Choice(key: $0, title: t("journal_kind.\($0)"), isChosen: $0 == filter.kind) }.sorted { $0.title < $1.title },
            rows: found.prefix(size).map { row($0, t) })
        model.actor = filter.actor
        model.client = visit.viewer.isStaff ? filter.client : nil
        model.from = given("from") ?? ""
        model.until = given("until") ?? ""
        model.isStaff = visit.viewer.isStaff
        model.isFirst = before == nil
        model.parameters = ["kind", "actor", "client", "from", "until"].map { ($0, given($0)) }
        if found.count > size, let last = found.prefix(size).last { model.next = cursors.sign([String(last.id)], for: "page/journal") }
        return page(journalPage(model, in: shell(visit, request, context, .journal)), request)
    }

    private func row(_ action: LoggedAction, _ t: Texts) -> JournalPage.Row {
        let subject = t.text("journal_kind.\(action.kind)") ?? action.kind
        let isOfOrders = action.kind == "orders"
        let numbers = action.ids.map { isOfOrders ? OrderNumber.text(ID($0)) : String($0) }.joined(separator: ", ") + (action.idCount > action.ids.count ? " …" : "")
        let details = (action.details.object?.entries ?? []).map { "\($0.key): \($0.value.string ?? $0.value.text)" }.joined(separator: "; ")
        return JournalPage.Row(
            at: action.at, actor: action.actorName ?? t.text("journal_actor.\(action.actorKind)") ?? action.actorKind,
            action: t.text("journal_action.\(action.action)") ?? action.action, subject: numbers.isEmpty ? subject : "\(subject) № \(numbers)", client: action.client,
            details: String(details.prefix(500)))
    }
}

extension Instant {
    /// Midnight, or the first moment that the day has there.
    fileprivate init(startOf day: Day, in zone: TimeZone) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let noon = Date(timeIntervalSince1970: Double(day.number) * 86_400 + 43_200 - Double(zone.secondsFromGMT()))
        self.init(calendar.startOfDay(for: noon))
    }
}

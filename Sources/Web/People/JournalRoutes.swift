import Customers
import Database
import Formats
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
        func given(_ name: String) -> String? { self.given(parameters, name) }
        let filter = filter(parameters)
        let wrong = ["from", "until"].filter { name in given(name).map { Day($0) == nil } ?? false }
        let before = try parameters["cursor"].map { try cursors.open($0, for: "page/journal") }?.first.flatMap { Int64($0) }
        let (size, chosen) = (100, filter)
        let (found, floor, reached) = try await database.read { reader in
            var bounded = chosen
            bounded.floor = chosen.text.isEmpty ? nil : try searchFloor(chosen, before: before, for: visit.viewer, in: reader)
            let found = try actions(bounded, before: before, limit: size + 1, for: visit.viewer, in: reader)
            return (found, bounded.floor, found.count > size ? nil : try bounded.floor.flatMap { try entryTime($0, for: visit.viewer, in: reader) })
        }
        let t = context.texts
        var model = JournalPage(
            kinds: loggedKinds.map { Choice(key: $0, title: t("journal_kind.\($0)"), isChosen: $0 == filter.kind) }.sorted { $0.title < $1.title },
            rows: found.prefix(size).map { row($0, t) })
        model.actor = filter.actor
        model.actions = loggedActions.map { Choice(key: $0, title: t("journal_action.\($0)"), isChosen: $0 == filter.action) }.sorted { $0.title < $1.title }
        model.text = filter.text
        model.client = visit.viewer.isStaff ? filter.client : nil
        model.from = given("from") ?? ""
        model.until = given("until") ?? ""
        model.problems = wrong.map { FieldProblem(field: $0, text: t("refusal.not_a_day", ["value": .text(String((given($0) ?? "").prefix(40)))])) }
        model.isStaff = visit.viewer.isStaff
        model.isFirst = before == nil
        model.parameters = ["kind", "action", "text", "actor", "client", "from", "until"].map { ($0, given($0)) }
        if found.count > size, let last = found.prefix(size).last { model.next = cursors.sign([String(last.id)], for: "page/journal") }
        if found.count <= size, let floor { (model.next, model.lookedUntil) = (cursors.sign([String(floor)], for: "page/journal"), reached) }
        return page(journalPage(model, in: shell(visit, request, context, .journal)), request, status: wrong.isEmpty ? .ok : .unprocessableContent)
    }

    /// The actions that the filter of the address finds, as a sheet.
    @Sendable func journalSheet(_ format: SheetFormat) -> @Sendable (Request, PortalContext) async throws -> Response {
        { request, context in
            let filter = self.filter(try request.query)
            if request.method == .head {
                let viewer = try await self.signedIn(request).viewer
                // A word is looked for in the sheet alone.
                var every = filter
                every.text = ""
                let untold = every
                return try await self.unmadeSheet(.journal, format) { _ = try actions(untold, before: nil, limit: 1, for: viewer, in: $0) }
            }
            let (visit, turn) = try await self.exporting { try await self.signedIn(request) }
            defer { turn.end() }
            let (found, reached) = try await self.database.read { reader in
                var bounded = filter
                bounded.floor = filter.text.isEmpty ? nil : try searchFloor(filter, before: nil, for: visit.viewer, in: reader)
                let found = try gathered { (place: Int64?) in
                    let page = try actions(bounded, before: place, limit: 1001, for: visit.viewer, in: reader)
                    let shown = Array(page.prefix(1000))
                    return (shown, page.count > 1000 ? shown.last?.id : nil)
                }
                return (found, found.isCut ? nil : try bounded.floor.flatMap { try entryTime($0, for: visit.viewer, in: reader) })
            }
            let shell = self.shell(visit, request, context, .journal)
            let note = reached.map { context.texts("journal.sheet.looked_until", ["time": .text(shell.time($0))]) }
            return try self.sheet(journalListing(isStaff: visit.viewer.isStaff, in: shell), found.rows.map { self.row($0, context.texts) }, isCut: found.isCut, note: note, format, in: shell)
        }
    }

    private func given(_ parameters: Form, _ name: String) -> String? { parameters[name].flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed } }

    private func filter(_ parameters: Form) -> ActionFilter {
        var filter = ActionFilter()
        filter.kind = given(parameters, "kind")
        filter.action = given(parameters, "action")
        filter.text = given(parameters, "text").map { String($0.prefix(200)) } ?? ""
        filter.order = OrderNumber.id(filter.text.uppercased())?.rawValue
        filter.actor = given(parameters, "actor") ?? ""
        filter.client = given(parameters, "client")
        // Days are those of the house.
        filter.from = given(parameters, "from").flatMap { Day($0) }.map { Instant(startOf: $0, in: timeZone) }
        filter.until = given(parameters, "until").flatMap { Day($0) }.map { Instant(startOf: $0, in: timeZone).adding(seconds: 86_400) }
        return filter
    }

    private func row(_ action: LoggedAction, _ t: Texts) -> JournalPage.Row {
        let words = JournalWords(action, t)
        return JournalPage.Row(
            at: action.at, actor: action.actorName ?? t.text("journal_actor.\(action.actorKind)") ?? action.actorKind,
            action: t.text("journal_action.\(action.action)") ?? action.action, subject: words.subject, client: action.client, details: words.details)
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

import Customers
import Database
import Formats
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization
import Ordering
import Receivables

extension Site {
    /// The start page of a client's person: money at a glance and the latest orders.
    func home(_ visit: Visit, _ request: Request, _ context: PortalContext) async throws -> Response {
        let (moment, viewer) = (visit.now, visit.viewer)
        var filter = OrderFilter()
        if viewer.isStaff { filter.client = viewer.client?.externalID }
        let wanted = filter
        let (overview, found) = try await database.read { reader in
            (
                viewer.rights.contains(.seeDebt) ? try accountOverview(for: viewer, at: moment, in: reader) : nil,
                viewer.rights.contains(.seeOrders) ? try Ordering.orders(wanted, limit: 5, for: viewer, in: reader) : []
            )
        }
        let showsPrices = viewer.rights.contains(.seePrices)
        let model = HomePage(
            account: overview.map { AccountPage($0, context.texts) },
            orders: found.map { order in
                OrdersPage.Row(
                    number: order.number, placedAt: order.placedAt, client: nil, reference: order.reference, site: nil, status: order.status.rawValue,
                    lines: order.lineCount, total: showsPrices && order.totals.count == 1 ? order.totals.first : nil)
            })
        return page(homePage(model, in: shell(visit, request, context)), request)
    }

    @Sendable func account(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let overview = try await database.read { try accountOverview(for: visit.viewer, at: visit.now, in: $0) }
        return page(accountPage(AccountPage(overview, context.texts), in: shell(visit, request, context, .account)), request)
    }

    @Sendable func accountContract(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let key = try context.pathValue("contract")
        let cursor = try request.query["cursor"]
        let (statement, position) = try await statement(of: key, cursor, visit)
        var model = ContractPage(statement, context.texts)
        model.isFirst = position == nil
        model.showsDocuments = visit.viewer.rights.contains(.seeDocuments)
        model.next = sign(statement.next, of: key)
        return page(contractPage(model, in: shell(visit, request, context, .account)), request)
    }

    /// The whole ledger of a contract as a sheet, newest first; up to 100,000 entries.
    @Sendable func statementFile(_ request: Request, _ context: PortalContext) async throws -> Response {
        if request.method == .head {
            let (visit, key) = (try await signedIn(request), try context.pathValue("contract"))
            _ = try await database.read { try ledgerPage(ofContract: key, after: nil, limit: 1, for: visit.viewer, at: visit.now, in: $0) }
            return .unmadeSheet(named: statementFileName(visit))
        }
        let (visit, turn) = try await exporting { try await signedIn(request) }
        defer { turn.end() }
        let key = try context.pathValue("contract")
        let t = context.texts
        var sheet = CSVWriter()
        let heads = [
            t("account.date"), t("account.document"), t("orders.number"), t("account.due"), t("credit.currency"), t("account.charged"), t("account.paid"), t("account.balance"),
        ]
        sheet.append(heads.map { .text($0) })
        var position: LedgerPosition?
        for _ in 0..<100 {
            let start = position
            let statement = try await database.read { try contractStatement(of: key, after: start, limit: 1000, for: visit.viewer, at: visit.now, in: $0) }
            for line in statement.lines {
                let (entry, counted) = (line.told.entry, line.counted.minorUnits)
                sheet.append([
                    .text(t.day(entry.date)), .text("\(t("ledger_kind.\(entry.kind.rawValue)")) \(entry.number ?? entry.externalID)"), .text(entry.order ?? ""), .text(t.day(entry.due)),
                    .text(line.balance.currency.code), .number(counted > 0 ? t.plain(line.counted) : ""), .number(counted < 0 ? t.plain(line.counted.magnitude) : ""),
                    .number(t.plain(line.balance)),
                ])
            }
            position = statement.next
            if position == nil { break }
        }
        return .sheet(sheet, named: statementFileName(visit))
    }

    private func statementFileName(_ visit: Visit) -> String { "statement-\(Day(of: visit.now, in: timeZone)).csv" }

    /// A contract's statement at a cursor of its ledger.
    func statement(of key: String, _ cursor: String?, _ visit: Visit) async throws -> (ContractStatement, LedgerPosition?) {
        let parts = try cursor.map { try cursors.open($0, for: "page/ledger/\(key)") }
        var position: LedgerPosition?
        if let parts, parts.count == 2, let day = Day(parts[0]), let entry = Int64(parts[1]) { position = LedgerPosition(date: day, entry: entry) }
        let start = position
        return (try await database.read { try contractStatement(of: key, after: start, for: visit.viewer, at: visit.now, in: $0) }, position)
    }

    func sign(_ position: LedgerPosition?, of key: String) -> String? {
        position.map { cursors.sign([$0.date.description, String($0.entry)], for: "page/ledger/\(key)") }
    }
}

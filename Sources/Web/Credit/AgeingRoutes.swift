import Customers
import Database
import Formats
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import Receivables

extension Site {
    @Sendable func creditAgeing(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let parameters = try request.query
        let query = AgeingQuery { parameters[$0] }
        let list = "page/credit/\(query.order.rawValue)"
        let parts = try query.cursor.map { try cursors.open($0, for: list) }
        var start: AgeingPosition?
        if let parts, parts.count == 3, let value = Int64(parts[0]), let contract = Int64(parts[2]) { start = AgeingPosition(value: value, name: parts[1], contract: ID(contract)) }
        let position = start
        let (settings, found) = try await database.read { reader in
            let settings = try creditSettings(for: visit.viewer, in: reader)
            return (settings, try ageing(query.filter(settings), by: query.order, after: position, for: visit.viewer, at: visit.now, in: reader))
        }
        let model = AgeingPage(
            query: query, sellers: settings.sellers.map { Choice(key: $0.externalID, title: $0.name, isChosen: $0.externalID == query.seller) },
            managers: settings.managers.map { Choice(key: $0, title: $0, isChosen: $0 == query.manager) }, rows: found.rows.map { AgeingPage.Row($0) },
            totals: found.totals.map { AgeingPage.Total(contracts: $0.contracts, sums: AgeingPage.Sums($0.buckets, $0.currency)) }, tabs: tabs(.ageing, visit),
            next: found.next.map { cursors.sign([String($0.value), $0.name, String($0.contract.rawValue)], for: list) })
        return page(ageingPage(model, in: shell(visit, request, context, .credit)), request)
    }

    /// Everything that the filter finds, as a sheet.
    @Sendable func ageingFile(_ request: Request, _ context: PortalContext) async throws -> Response {
        if request.method == .head {
            let visit = try await signedIn(request)
            // Whoever may not see debts is refused as by GET; sums of all contracts are not taken.
            _ = try await database.read { try creditSettings(for: visit.viewer, in: $0) }
            return .unmadeSheet(named: ageingFileName(visit))
        }
        let (visit, turn) = try await exporting { try await signedIn(request) }
        defer { turn.end() }
        let parameters = try request.query
        let query = AgeingQuery { parameters[$0] }
        let found = try await database.read { reader in
            let settings = try creditSettings(for: visit.viewer, in: reader)
            return try ageing(query.filter(settings), by: query.order, limit: Ageing.exportLimit, for: visit.viewer, at: visit.now, in: reader)
        }
        let t = context.texts
        var sheet = CSVWriter()
        let heads =
            [t("orders.client"), t("clients.manager"), t("order.contract"), t("credit.seller"), t("clients.state"), t("credit.currency"), t("account.overdue_days"), t("account.debt")]
            + ["current", "1_30", "31_60", "61_90", "over_90"].map { t("credit.bucket.\($0)") } + [t("account.overdue"), t("account.advance")]
        sheet.append(heads.map { .text($0) })
        for row in found.rows {
            let buckets = row.buckets
            let sums = [buckets.debt, buckets.current, buckets.days1to30, buckets.days31to60, buckets.days61to90, buckets.over90, buckets.overdue, buckets.advance]
            sheet.append(
                [
                    .text(row.clientName), .text(row.manager ?? ""), .text(row.contractNumber.isEmpty ? row.contractExternalID : row.contractNumber), .text(row.sellerName),
                    .text(t("credit_state.\(row.state.rawValue)")), .text(row.currency.code), .number(String(row.overdueDays)),
                ] + sums.map { .number(t.plain(Money(clamping: $0, row.currency))) })
        }
        return .sheet(sheet, named: ageingFileName(visit))
    }

    private func ageingFileName(_ visit: Visit) -> String { "ageing-\(Day(of: visit.now, in: timeZone)).csv" }

    /// The parts of the section that the visitor may open.
    func tabs(_ current: CreditTabs.Tab?, _ visit: Visit) -> CreditTabs {
        let manages = visit.viewer.rights.contains(.manageCredit)
        return CreditTabs(tabs: CreditTabs.Tab.allCases.filter { manages || $0 != .holds && $0 != .overrides }, current: current)
    }
}

extension AgeingQuery {
    /// A seller that does not exist finds nothing.
    fileprivate func filter(_ settings: CreditSettings) -> AgeingFilter {
        var filter = AgeingFilter()
        filter.text = text
        filter.manager = manager
        filter.seller = seller.map { key in settings.sellers.first { $0.externalID == key }?.id ?? ID(0) }
        filter.state = state
        filter.onlyOverdue = onlyOverdue
        return filter
    }
}

extension AgeingPage.Row {
    fileprivate init(_ row: AgeingRow) {
        self.init(
            client: row.clientName, clientKey: row.clientExternalID, contract: row.contractNumber.isEmpty ? row.contractExternalID : row.contractNumber,
            contractKey: row.contractExternalID, seller: row.sellerName, manager: row.manager, state: row.state.rawValue, overdueDays: row.overdueDays,
            sums: AgeingPage.Sums(row.buckets, row.currency))
    }
}

extension AgeingPage.Sums {
    init(_ buckets: AgeingBuckets, _ currency: Currency) {
        func sum(_ units: Int64) -> Money { Money(clamping: units, currency) }
        self.init(
            debt: sum(buckets.debt), buckets: [buckets.current, buckets.days1to30, buckets.days31to60, buckets.days61to90, buckets.over90].map(sum), advance: sum(buckets.advance))
    }
}

extension Texts {
    /// Without groups and sign, with the reader's decimal mark, so that a spreadsheet takes it for a number.
    func plain(_ sum: Money) -> String { language == .ru ? sum.decimal.replacing(".", with: ",") : sum.decimal }
}

extension Response {
    /// A sheet to be kept. `name` is a plain file name of this program's own.
    static func sheet(_ sheet: CSVWriter, named name: String) -> Response {
        Response(status: .ok, headers: sheetHeaders(name), body: ResponseBody(byteBuffer: ByteBuffer(bytes: sheet.bytes)))
    }

    /// What HEAD is told of such a sheet, which is not made for it.
    static func unmadeSheet(named name: String) -> Response { Response(status: .ok, headers: sheetHeaders(name), body: .unmade) }

    private static func sheetHeaders(_ name: String) -> HTTPFields {
        [.contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"\(name)\"", .cacheControl: "no-store"]
    }
}

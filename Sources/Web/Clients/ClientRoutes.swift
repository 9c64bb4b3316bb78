import Customers
import Database
import Formats
import HTML
import HTTP
import Hummingbird
import Integrations
import Kernel
import Receivables

extension Site {
    @Sendable func clients(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let parameters = try request.query
        let query = ClientsQuery { parameters[$0] }
        let list = "page/clients\(query.sort == .name ? "" : query.sort.rawValue)"
        var after: ClientPlace?
        if let parts = try query.cursor.map({ try cursors.open($0, for: list) }), parts.count == 2, let id = Int64(parts[1]) { after = ClientPlace(name: parts[0], id: ID(id)) }
        let start = after
        let (found, waiting) = try await database.read { reader in
            (try clientRows(query, after: start, limit: 50, for: visit, in: reader), try waitingMerges(for: visit.viewer, in: reader))
        }
        var model = ClientsPage(query: query, rows: found.rows)
        model.showsCredit = visit.viewer.isStaff && visit.viewer.rights.contains(.seeDebt)
        model.canOrder = visit.viewer.rights.contains(.order)
        model.waiting = waiting.map { WaitingMergeRow($0) }
        model.isFirst = after == nil
        model.showsPeople = visit.viewer.rights.contains(.managePeople)
        model.next = found.next.map { cursors.sign([$0.name, String($0.id.rawValue)], for: list) }
        return page(clientsPage(model, in: shell(visit, request, context, .clients)), request)
    }
    /// The clients that the filter of the address finds, as a sheet.
    @Sendable func clientsSheet(_ format: SheetFormat) -> @Sendable (Request, PortalContext) async throws -> Response {
        { request, context in
            let parameters = try request.query
            let query = ClientsQuery { parameters[$0] }
            if request.method == .head {
                let viewer = try await self.signedIn(request).viewer
                return try await self.unmadeSheet(.clients, format) { _ = try Customers.clients(matching: query.text, by: query.sort, limit: 1, for: viewer, in: $0) }
            }
            let (visit, turn) = try await self.exporting { try await self.signedIn(request) }
            defer { turn.end() }
            let found = try await self.database.read { reader in
                try gathered { (place: ClientPlace?) in try clientRows(query, after: place, limit: 200, for: visit, in: reader) }
            }
            let shell = self.shell(visit, request, context, .clients)
            return try self.sheet(clientsListing(query, showsCredit: false, showsPeople: false, canOrder: false, in: shell), found.rows, isCut: found.isCut, format, in: shell)
        }
    }
}

/// Where a page of clients ends.
private struct ClientPlace: Sendable {
    var name: String
    var id: ID<Client>
}

/// A page of clients with how they stand, for those who may see debts.
private func clientRows(_ query: ClientsQuery, after place: ClientPlace?, limit: Int, for visit: Visit, in reader: any Reader) throws -> (rows: [ClientsPage.Row], next: ClientPlace?) {
    let viewer = visit.viewer
    let found = try Customers.clients(matching: query.text, by: query.sort, after: place.map { ($0.name, $0.id) }, limit: limit + 1, for: viewer, in: reader)
    let shown = found.prefix(limit)
    let states = viewer.rights.contains(.seeDebt) ? try reader.creditStates(of: shown.flatMap(\.creditAccounts)) : [:]
    let cards = viewer.rights.contains(.seeDebt) ? try reader.contractCards("c.client_id \(in: shown.map(\.id)) AND c.status = 'active'", at: visit.now) : []
    let standings = try reader.standings(of: cards, accounts: states)
    let worst = Dictionary(cards.map { ($0.client, standings[$0.id]?.state ?? .ok) }, uniquingKeysWith: max)
    let doubles = try likelyDoubles(among: shown.map(\.id), for: viewer, in: reader)
    let rows = shown.map { client -> ClientsPage.Row in
        let credits = client.creditAccounts.compactMap { states[$0] }
        let credit = credits.count == 1 ? credits.first : nil
        // Of several contracts and accounts the worst counts; sums of one currency are one, what is left to each of them is not.
        let state = max(worst[client.id] ?? .ok, credits.compactMap { BlockState(rawValue: $0.state) }.max() ?? .ok)
        let debt = Set(credits.map(\.currency)).count == 1 ? credits.first.flatMap { first in try? credits.dropFirst().reduce(first.debt) { try $0.adding($1.debt) } } : nil
        var row = ClientsPage.Row(
            key: client.externalID, name: client.name, inn: client.inn, contracts: client.contractCount, manager: client.manager, debt: debt,
            available: credit?.available, state: state.rawValue, isCurrent: client.id == viewer.client?.id)
        row.isBlocked = client.isBlocked
        row.mayBeDouble = doubles.contains(client.id)
        return row
    }
    return (rows, found.count > limit ? shown.last.map { ClientPlace(name: $0.name.folded, id: $0.id) } : nil)
}

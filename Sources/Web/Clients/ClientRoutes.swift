import Customers
import Database
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
        let text = (parameters["query"] ?? "").trimmed
        let size = 50
        var after: (name: String, id: ID<Client>)?
        if let parts = try parameters["cursor"].map({ try cursors.open($0, for: "page/clients") }), parts.count == 2, let id = Int64(parts[1]) { after = (parts[0], ID(id)) }
        let start = after
        let (found, states, doubles, waiting) = try await database.read { reader in
            let found = try Customers.clients(matching: text, after: start, limit: size + 1, for: visit.viewer, in: reader)
            let states = visit.viewer.rights.contains(.seeDebt) ? try reader.creditStates(of: found.flatMap(\.creditAccounts)) : [:]
            return (found, states, try likelyDoubles(among: found.map(\.id), for: visit.viewer, in: reader), try waitingMerges(for: visit.viewer, in: reader))
        }
        let rows = found.prefix(size).map { client -> ClientsPage.Row in
            let credit = client.creditAccounts.count == 1 ? client.creditAccounts.first.flatMap { states[$0] } : nil
            var row = ClientsPage.Row(
                key: client.externalID, name: client.name, inn: client.inn, contracts: client.contractCount, manager: client.manager, debt: credit?.debt,
                available: credit?.available, state: credit?.state ?? "ok", isCurrent: client.id == visit.viewer.client?.id)
            row.mayBeDouble = doubles.contains(client.id)
            return row
        }
        var model = ClientsPage(text: text, rows: Array(rows))
        model.showsCredit = visit.viewer.isStaff && visit.viewer.rights.contains(.seeDebt)
        model.waiting = waiting.map { WaitingMergeRow($0) }
        model.isFirst = after == nil
        model.showsPeople = visit.viewer.rights.contains(.managePeople)
        if found.count > size, let last = found.prefix(size).last {
            model.next = cursors.sign([last.name.folded, String(last.id.rawValue)], for: "page/clients")
        }
        return page(clientsPage(model, in: shell(visit, request, context, .clients)), request)
    }
}

import Customers
import Database
import Formats
import HTML
import HTTP
import Hummingbird
import Kernel
import Ordering
import Receivables

extension Site {
    @Sendable func documents(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let viewer = visit.viewer
        let parameters = try request.query
        let query = DocumentsQuery { parameters[$0] }
        let filter = DocumentFilter(query)
        let list = "page/documents\(query.sort == .newest ? "" : query.sort.rawValue)"
        var position: DocumentPosition?
        if let parts = try query.cursor.map({ try cursors.open($0, for: list) }), parts.count == 2, let day = Day(parts[0]), let id = Int64(parts[1]) {
            position = DocumentPosition(date: day, id: id)
        }
        let start = position
        let (found, contracts) = try await database.read { reader in
            (
                try Receivables.documents(filter, by: query.sort, after: start, limit: 50, for: viewer, in: reader), try contractsOfDocuments(for: viewer, in: reader)
            )
        }
        var model = DocumentsPage(query: query, rows: found.documents.map { DocumentsPage.Row($0, for: viewer) })
        model.contracts = contracts.map { Choice(key: $0.externalID, title: $0.number, isChosen: $0.externalID == query.contract) }
        // A contract that came by a link stays chosen.
        if let key = query.contract, !model.contracts.contains(where: \.isChosen) {
            model.contracts.append(Choice(key: key, title: model.rows.first?.contract ?? key, isChosen: true))
        }
        model.showsClients = viewer.isStaff
        model.linksContracts = viewer.rights.contains(.seeDebt)
        model.isFirst = query.cursor == nil
        model.next = found.next.map { cursors.sign([$0.date.description, String($0.id)], for: list) }
        return page(documentsPage(model, in: shell(visit, request, context, .documents)), request)
    }

    /// The documents that the filter of the address finds, as a sheet.
    @Sendable func documentsSheet(_ format: SheetFormat) -> @Sendable (Request, PortalContext) async throws -> Response {
        { request, context in
            let parameters = try request.query
            let query = DocumentsQuery { parameters[$0] }
            let filter = DocumentFilter(query)
            if request.method == .head {
                let viewer = try await self.signedIn(request).viewer
                return try await self.unmadeSheet(.documents, format) { _ = try Receivables.documents(filter, by: query.sort, after: nil, limit: 1, for: viewer, in: $0) }
            }
            let (visit, turn) = try await self.exporting { try await self.signedIn(request) }
            defer { turn.end() }
            let found = try await self.database.read { reader in
                try gathered { (place: DocumentPosition?) in
                    let page = try Receivables.documents(filter, by: query.sort, after: place, limit: 1000, for: visit.viewer, in: reader)
                    return (page.documents, page.next)
                }
            }
            let shell = self.shell(visit, request, context, .documents)
            let listing = documentsListing(query, showsClients: visit.viewer.isStaff, linksContracts: false, in: shell)
            return try self.sheet(listing, found.rows.map { DocumentsPage.Row($0, for: visit.viewer) }, isCut: found.isCut, format, in: shell)
        }
    }
}

extension DocumentFilter {
    /// What cannot be read narrows nothing.
    fileprivate init(_ query: DocumentsQuery) {
        self.init()
        text = query.text
        contract = query.contract
        client = query.client
        order = query.order
        kind = query.kind.flatMap(DocumentKind.init(rawValue:))
        isUnsigned = query.isUnsigned
        from = query.from.flatMap { typedDay($0) }
        to = query.to.flatMap { typedDay($0) }
    }
}

extension DocumentsPage.Row {
    init(_ document: ClientDocument, for viewer: Viewer) {
        self.init(
            kind: document.kind.rawValue, signature: document.signature.rawValue, number: document.number ?? document.externalID, date: document.date,
            signedOn: document.signedOn, contractKey: document.contract, contract: document.contractNumber.isEmpty ? document.contract : document.contractNumber,
            client: viewer.isStaff ? document.clientName : nil,
            order: viewer.rights.contains(.seeOrders) ? document.order.flatMap(OrderNumber.id).map(OrderNumber.text) : nil, amount: document.amount)
    }
}

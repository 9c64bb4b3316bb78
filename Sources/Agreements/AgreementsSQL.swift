package import Customers
package import Database
package import Kernel

/// Which agreements a list shows.
package struct AgreementFilter: Sendable {
    package var statuses: [AgreementStatus] = []
    package var client: ID<Client>?
    /// Part of the title or the whole number.
    package var text = ""

    package init() {}
}

/// Agreements, the newest first: of the viewer's client, or of all for staff.
/// - Returns: the page and where the next one begins.
package func agreements(
    _ filter: AgreementFilter = AgreementFilter(), before id: ID<PriceAgreement>? = nil, limit: Int = 50, for viewer: Viewer, in reader: any Reader
) throws -> (agreements: [AgreementCard], next: ID<PriceAgreement>?) {
    var condition = try reader.agreementScope(of: viewer)
    if !filter.statuses.isEmpty { condition = condition + " AND a.status \(in: filter.statuses.map(\.rawValue))" }
    if let client = filter.client { condition = condition + " AND a.client_id = \(client)" }
    if !filter.text.trimmed.isEmpty { condition = condition + " AND (a.external_id = \(filter.text.trimmed) OR a.title_folded LIKE \("%\(filter.text.folded.likeEscaped)%") ESCAPE '\\')" }
    if let id { condition = condition + " AND a.id < \(id)" }
    let limit = max(1, min(limit, 500))
    let found = try reader.agreementCards(condition, limit: limit + 1)
    return (Array(found.prefix(limit)), found.count > limit ? found.prefix(limit).last?.id : nil)
}

/// How many requests wait for approvals, for those who approve.
package func waitingAgreements(for viewer: Viewer, in reader: any Reader) throws -> Int {
    try viewer.demand(.approvePrices)
    return try reader.row("SELECT COUNT(*) AS n FROM price_agreements WHERE status = 'requested'")?.get("n") ?? 0
}

/// One agreement with its lines, its history and the orders that took from it. What is not the viewer's is not found.
package func agreement(_ number: String, for viewer: Viewer, in reader: any Reader) throws -> AgreementDetails {
    let scope = try reader.agreementScope(of: viewer)
    guard let card = try reader.agreementCards(scope + " AND a.external_id = \(number)", limit: 1).first else { throw Refusal.notFound }
    let lines = try reader.agreedLines(of: [card.id])[card.id] ?? []
    let events = try reader.rows("""
        SELECT at, kind, revision, actor_name, note FROM price_agreement_events WHERE agreement_id = \(card.id) ORDER BY id LIMIT 1000
        """).map {
            AgreementDetails.Event(
                at: try $0.get("at"), kind: try $0.get("kind"), revision: try $0.get("revision"), actorName: try $0.get("actor_name"), note: try $0.find("note"))
        }
    let uses = try reader.rows("""
        SELECT o.order_id, o.product_id, u.quantity, u.released
        FROM price_agreement_lines AS l JOIN price_agreement_uses AS u ON u.agreed_line_id = l.id JOIN order_lines AS o ON o.id = u.order_line_id
        WHERE l.agreement_id = \(card.id) ORDER BY u.id DESC LIMIT 1000
        """).map {
            AgreementDetails.Use(order: try $0.get("order_id"), quantity: try $0.get("quantity"), returned: try $0.get("released"), product: try $0.get("product_id"))
        }
    let proposed: String? = try reader.row("""
        SELECT proposed_by FROM price_agreement_revisions WHERE agreement_id = \(card.id) AND revision = \(Int64(card.revision))
        """)?.get("proposed_by")
    return AgreementDetails(card: card, lines: lines, events: events, uses: uses, proposedBy: proposed ?? "")
}

extension Reader {
    func agreementCards(_ condition: SQL, order: SQL = "a.id DESC", limit: Int) throws -> [AgreementCard] {
        let found = try rows("""
            SELECT a.id, a.external_id, a.title, a.reason, a.client_id, p.external_id AS client_external, p.name AS client_name, a.contract_id,
                c.external_id AS contract_external, c.number, COALESCE(a.currency, c.currency) AS currency, COALESCE(a.vat_mode, c.vat_mode) AS vat_mode,
                s.external_id AS site_external, s.name AS site_name, a.status, a.source, a.from_day, a.to_day, a.revision, a.requested_by, a.requested_by_name,
                a.requested_at, a.updated_at,
                (SELECT COUNT(*) FROM price_agreement_lines AS l WHERE l.agreement_id = a.id AND l.is_open = 1) AS line_count,
                (SELECT COUNT(*) FROM price_agreement_lines AS l WHERE l.agreement_id = a.id AND l.is_open = 1 AND l.used < l.quantity) AS open_count
            FROM price_agreements AS a JOIN clients AS p ON p.id = a.client_id JOIN contracts AS c ON c.id = a.contract_id LEFT JOIN sites AS s ON s.id = a.site_id
            WHERE \(condition) ORDER BY \(order) LIMIT \(Int64(limit))
            """)
        var approvals: [ID<PriceAgreement>: [(revision: Int, approval: AgreementCard.Approval)]] = [:]
        for row in try rows("""
            SELECT agreement_id, revision, approved_by, approved_by_name, approved_at FROM price_agreement_approvals
            WHERE agreement_id \(in: try found.map { try $0.get("id", as: Int64.self) }) ORDER BY agreement_id, revision, place
            """)
        {
            approvals[try row.get("agreement_id"), default: []].append((
                try row.get("revision"), AgreementCard.Approval(by: try row.get("approved_by"), name: try row.get("approved_by_name"), at: try row.get("approved_at"))
            ))
        }
        return try found.map { row in
            let (id, revision): (ID<PriceAgreement>, Int) = (try row.get("id"), try row.get("revision"))
            var site: (externalID: String, name: String)?
            if let external: String = try row.find("site_external") { site = (external, try row.find("site_name") ?? external) }
            let (lineCount, openCount): (Int, Int) = (try row.get("line_count"), try row.get("open_count"))
            return AgreementCard(
                id: id, number: try row.get("external_id"), title: try row.get("title"), reason: try row.get("reason"),
                client: ClientCard(id: try row.get("client_id"), externalID: try row.get("client_external"), name: try row.get("client_name")),
                contract: try row.get("contract_id"), contractExternalID: try row.get("contract_external"), contractNumber: try row.find("number") ?? "",
                currency: try row.get("currency"), vatMode: try row.get("vat_mode"), site: site, status: AgreementStatus(rawValue: try row.get("status")) ?? .closed,
                isERPs: try row.get("source", as: String.self) == "erp", from: try row.get("from_day"), to: try row.get("to_day"), revision: revision,
                requestedBy: try row.get("requested_by"), requestedByName: try row.get("requested_by_name"), requestedAt: try row.get("requested_at"),
                updatedAt: try row.get("updated_at"), lineCount: lineCount, isUsedUp: lineCount > 0 && openCount == 0,
                approvals: (approvals[id] ?? []).filter { $0.revision == revision }.map(\.approval))
        }
    }

    func agreedLines(of agreements: [ID<PriceAgreement>]) throws -> [ID<PriceAgreement>: [AgreementDetails.Line]] {
        var lines: [ID<PriceAgreement>: [AgreementDetails.Line]] = [:]
        for row in try rows("""
            SELECT l.id, l.agreement_id, l.product_id, l.quantity, l.unit_price, l.own_price, l.used, l.is_open, a.source
            FROM price_agreement_lines AS l JOIN price_agreements AS a ON a.id = l.agreement_id
            WHERE l.agreement_id \(in: agreements) ORDER BY l.agreement_id, l.position, l.id
            """)
        {
            let price: UnitPrice = try row.get("unit_price")
            let isPortals = try row.get("source", as: String.self) == "portal"
            lines[try row.get("agreement_id"), default: []].append(AgreementDetails.Line(
                id: try row.get("id"), product: try row.get("product_id"), quantity: try row.get("quantity"), price: isPortals && price.units == unnamedPrice ? nil : price,
                ownPrice: try row.find("own_price"), used: try row.get("used"), isOpen: try row.get("is_open")))
        }
        return lines
    }
}

extension String {
    /// Text whose `%`, `_` and `\` mean themselves in LIKE.
    fileprivate var likeEscaped: String { replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") }
}

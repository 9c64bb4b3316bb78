package import Customers
package import Database
import Journal
package import Kernel
package import Storefront

/// Asks for special prices for a client's site or project. For whoever may ask; staff ask for the client they act for.
///
/// - Parameter shelf: of the client's viewer: the price that would answer without the agreement is kept beside the asked one.
/// - Returns: the agreement's name outside.
/// - Throws: the problems of the fields and lines by their pointers.
package func requestAgreement(_ request: AgreementRequest, for viewer: Viewer, on shelf: Shelf, at now: Instant, in writer: any Writer) throws -> String {
    try viewer.demand(.askPrices)
    try viewer.demand(.seePrices)
    let client = try viewer.demandClient()
    let contract = try viewer.contract(request.contract)
    let request = try request.checked(today: contract.today(at: now), shelf: shelf)
    let site = try request.site.map { try writer.site($0, of: client.id) }
    guard let id: ID<PriceAgreement> = try writer.rows("""
        INSERT INTO price_agreements (external_id, client_id, contract_id, site_id, source, title, title_folded, reason, currency, vat_mode, lines, from_day, to_day, status,
            requested_by, requested_by_name, requested_at, updated_at)
        VALUES (\(Secret.make("new-")), \(client.id), \(contract.id), \(site), 'portal', \(request.title), \(request.title.folded), \(request.reason), \(contract.currency),
            \(contract.vatMode), '[]', \(request.from), \(request.to), 'requested', \(viewer.actor.text), \(viewer.name), \(now), \(now))
        RETURNING id
        """).first?.get("id")
    else { throw Refusal(.unavailable) }
    let number = AgreementNumber.text(id)
    try writer.run("UPDATE price_agreements SET external_id = \(number) WHERE id = \(id)")
    try writer.writeTerms(request, of: id, revision: 1, requestedBy: viewer.actor.text, by: viewer, shelf: shelf, under: contract.id, at: now)
    try writer.note(id, "requested", revision: 1, request.reason, client: client.id, by: viewer, at: now)
    return number
}

/// Puts other terms in the place of what was asked for, before it is decided: the request begins anew, approvals of the former terms count no more.
///
/// For whoever asked, and for those who approve: whoever proposes terms does not approve them.
/// - Parameter revision: the revision that the person saw; another one is `stale_revision`.
package func changeAgreement(
    _ number: String, revision: Int, to request: AgreementRequest, for viewer: Viewer, on shelf: Shelf, at now: Instant, in writer: any Writer
) throws {
    let before = try writer.heldAgreement(number, for: viewer)
    let isOwn = before.requestedBy == viewer.actor.text
    if !isOwn { try viewer.demand(.approvePrices) } else { try viewer.demand(.askPrices) }
    try before.demand(revision: revision)
    guard before.status == .requested else { throw Refusal(.validation, "agreement_is_decided") }
    let contracts = try writer.contractTerms(of: before.client, only: nil, at: now)
    guard let contract = contracts.first(where: { $0.id == before.contract }) else { throw Refusal(.validation, "contract_not_in_force") }
    let request = try request.checked(today: contract.today(at: now), shelf: shelf)
    let site = try request.site.map { try writer.site($0, of: before.client) }
    let next = before.revision + 1
    try writer.run("""
        UPDATE price_agreements SET revision = \(next), title = \(request.title), title_folded = \(request.title.folded), reason = \(request.reason), site_id = \(site), from_day = \(request.from),
            to_day = \(request.to), currency = \(contract.currency), vat_mode = \(contract.vatMode), updated_at = \(now)
        WHERE id = \(before.id)
        """)
    try writer.writeTerms(request, of: before.id, revision: next, requestedBy: before.requestedBy, by: viewer, shelf: shelf, under: contract.id, at: now)
    try writer.note(before.id, "changed", revision: next, request.reason, client: before.client, by: viewer, at: now)
}

/// Takes a request back, or ends an approved agreement before its day. Whoever asked takes back; who approves ends.
package func closeAgreement(_ number: String, reason: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let before = try writer.heldAgreement(number, for: viewer)
    guard !before.isERPs else { throw Refusal(.forbidden, "owned_by_erp") }
    let reason = try requiredText(reason, "reason", limit: 1000)
    switch before.status {
    case .requested:
        guard before.requestedBy == viewer.actor.text || !viewer.isStaff && viewer.rights.contains(.askPrices) else { throw Refusal(.forbidden) }
        try writer.setStatus(.withdrawn, of: before, at: now)
        try writer.note(before.id, "withdrawn", revision: before.revision, reason, client: before.client, by: viewer, at: now)
    case .approved:
        try viewer.demand(.approvePrices)
        try writer.setStatus(.closed, of: before, at: now)
        try writer.note(before.id, "closed", revision: before.revision, reason, client: before.client, by: viewer, at: now)
    default: throw Refusal(.validation, "agreement_is_decided")
    }
}

/// The names of the portal's own agreements outside: never used twice, because the row's number never is.
package enum AgreementNumber {
    package static func text(_ id: ID<PriceAgreement>) -> String {
        let digits = String(id.rawValue)
        return "S" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}

extension AgreementRequest {
    /// The request with its texts trimmed, every problem of it told at once.
    fileprivate func checked(today: Day, shelf: Shelf) throws -> AgreementRequest {
        var request = self
        request.title = try requiredText(title, "title", limit: 200)
        request.reason = try requiredText(reason, "reason", limit: 1000)
        var problems: [Refusal.Problem] = []
        if to < from { problems.append(Refusal.Problem("/to", .validation, "period_reversed")) }
        if to < today { problems.append(Refusal.Problem("/to", .validation, "day_is_past", ["day": .day(to)])) }
        if to > today.adding(days: 1100) { problems.append(Refusal.Problem("/to", .validation, "agreement_too_long")) }
        if lines.isEmpty { problems.append(Refusal.Problem("/lines", .validation, "agreement_is_empty")) }
        if lines.count > 1000 { problems.append(Refusal.Problem("/lines", .validation, "list_too_long", ["limit": .integer(1000)])) }
        var seen: Set<ID<Product>> = []
        for (place, line) in lines.enumerated() {
            if !seen.insert(line.product).inserted { problems.append(Refusal.Problem("/lines/\(place)", .validation, "product_twice")) }
            if shelf.product(line.product) == nil { problems.append(Refusal.Problem("/lines/\(place)", .unknown, "unknown_code", ["code": .text("")])) }
            if line.quantity <= .zero { problems.append(Refusal.Problem("/lines/\(place)/quantity", .validation, "quantity_not_positive")) }
            if line.price?.units == 0 { problems.append(Refusal.Problem("/lines/\(place)/unit_price", .validation, "price_not_positive")) }
        }
        guard problems.isEmpty else { throw Refusal(.validation, "fields", problems: problems) }
        return request
    }
}

/// A text that must be there, trimmed.
func requiredText(_ text: String, _ field: String, limit: Int) throws -> String {
    let text = text.trimmed
    guard !text.isEmpty else { throw Refusal(.validation, "fields", problems: [Refusal.Problem("/\(field)", .validation, "field_required")]) }
    guard text.unicodeScalars.count <= limit else {
        throw Refusal(.validation, "fields", problems: [Refusal.Problem("/\(field)", .validation, "text_too_long", ["limit": .integer(Int64(limit))])])
    }
    guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control || $0 == "\n" || $0 == "\r" || $0 == "\t" }) else {
        throw Refusal(.validation, "fields", problems: [Refusal.Problem("/\(field)", .validation, "control_characters")])
    }
    return text
}

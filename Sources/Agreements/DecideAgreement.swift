package import Customers
package import Database
import Foundation
import Journal
package import Kernel

/// Approves a request in the terms that the person saw. The second approval, by another person, puts it into force.
///
/// Only people of the distributor's approve; nobody twice, nor what he asked for or proposed himself. The row is kept first, and the table of approvals
/// forbids it once more by its constraints.
/// - Returns: whether it is in force now.
/// - Throws: `agreement_without_price` while a price that was asked for is not named, `own_agreement`, `approved_already`, `stale_revision`, `agreement_is_decided`, `agreement_is_over`.
@discardableResult
package func approveAgreement(_ number: String, revision: Int, note: String = "", by viewer: Viewer, at now: Instant, in writer: any Writer) throws -> Bool {
    try viewer.demand(.approvePrices)
    guard case .person = viewer.identity, viewer.isStaff else { throw Refusal(.forbidden) }
    let agreement = try writer.heldAgreement(number, for: viewer)
    guard agreement.status == .requested else { throw Refusal(.validation, "agreement_is_decided") }
    try agreement.demand(revision: revision)
    let actor = viewer.actor.text
    guard agreement.requestedBy != actor, agreement.proposedBy != actor else { throw Refusal(.forbidden, "own_agreement") }
    guard agreement.to >= agreement.today(at: now) else { throw Refusal(.validation, "agreement_is_over", ["day": .day(agreement.to)]) }
    let unpriced: Int = try writer.row("""
        SELECT COUNT(*) AS n FROM price_agreement_lines WHERE agreement_id = \(agreement.id) AND is_open = 1 AND unit_price = \(unnamedPrice)
        """)?.get("n") ?? 0
    guard unpriced == 0 else { throw Refusal(.validation, "agreement_without_price", ["count": .integer(Int64(unpriced))]) }
    let before = try writer.rows("""
        SELECT approved_by FROM price_agreement_approvals WHERE agreement_id = \(agreement.id) AND revision = \(agreement.revision) ORDER BY place LIMIT 2
        """).map { try $0.get("approved_by", as: String.self) }
    guard !before.contains(actor) else { throw Refusal(.forbidden, "approved_already") }
    guard before.count < 2 else { throw Refusal(.validation, "agreement_is_decided") }
    guard try writer.run("""
        INSERT INTO price_agreement_approvals (agreement_id, revision, requested_by, proposed_by, place, approved_by, approved_by_name, approved_at)
        SELECT agreement_id, revision, requested_by, proposed_by, \(Int64(before.count + 1)), \(actor), \(viewer.name), \(now)
        FROM price_agreement_revisions WHERE agreement_id = \(agreement.id) AND revision = \(agreement.revision)
        ON CONFLICT DO NOTHING
        """) == 1
    else { throw Refusal(.forbidden, "approved_already") }
    let isSecond = before.count == 1
    if isSecond { try writer.setStatus(.approved, of: agreement, at: now) } else { try writer.run("UPDATE price_agreements SET updated_at = \(now) WHERE id = \(agreement.id)") }
    try writer.note(
        agreement.id, isSecond ? "approved" : "approved_once", revision: agreement.revision, note, client: agreement.client, by: viewer, at: now)
    if isSecond { try writer.tellClient(of: agreement, number, isApproved: true, at: now) }
    return isSecond
}

/// Refuses a request, with a reason that the client reads. One person is enough for a no.
package func refuseAgreement(_ number: String, revision: Int, reason: String, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.approvePrices)
    guard case .person = viewer.identity, viewer.isStaff else { throw Refusal(.forbidden) }
    let agreement = try writer.heldAgreement(number, for: viewer)
    guard agreement.status == .requested else { throw Refusal(.validation, "agreement_is_decided") }
    try agreement.demand(revision: revision)
    guard agreement.requestedBy != viewer.actor.text else { throw Refusal(.forbidden, "own_agreement") }
    let reason = try requiredText(reason, "reason", limit: 1000)
    try writer.setStatus(.refused, of: agreement, at: now)
    try writer.note(agreement.id, "refused", revision: agreement.revision, reason, client: agreement.client, by: viewer, at: now)
    try writer.tellClient(of: agreement, number, isApproved: false, at: now)
}

/// Writes down that requests were not decided before their last day. Prices need nothing of it: dates are looked at when they are used.
/// - Returns: how many; call again while it is `limit`.
package func expireAgreements(at now: Instant, limit: Int = 100, in writer: any Writer) throws -> Int {
    // Yesterday everywhere: a seller's zone is at most fourteen hours ahead of or twelve behind the common one.
    let day = Day(of: now.adding(seconds: -12 * 3600), in: .gmt)
    let due = try writer.rows("""
        UPDATE price_agreements SET status = 'expired', updated_at = \(now)
        WHERE id IN (SELECT id FROM price_agreements WHERE status = 'requested' AND to_day < \(day) ORDER BY id LIMIT \(limit)) AND status = 'requested'
        RETURNING id, client_id, revision
        """)
    for row in due.sorted(by: { (try? $0.get("id", as: Int64.self)) ?? 0 < (try? $1.get("id", as: Int64.self)) ?? 0 }) {
        try writer.note(try row.get("id"), "expired", revision: try row.get("revision"), "", client: try row.get("client_id"), by: .system, at: now)
    }
    return due.count
}

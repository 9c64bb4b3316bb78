package import Customers
package import Database
import Journal
package import Kernel

/// What a supplier answers to a line.
package enum SupplyAnswer: Sendable {
    /// How much will be at the warehouse by which day, as typed.
    case confirms(day: String, quantity: String)
    case declines(reason: String)
}

/// Answers a line that is awaited of the viewer's supplier, or answers it anew; it goes to the next supplier when it is declined.
///
/// - Parameters:
///   - revision: the one that was seen.
///   - today: where the house is; nothing is promised for a day that is over.
/// - Throws: the problems of the fields by their pointers; `stale_revision`; `supply_ended` when the line waits no more.
package func answerSupply(
    _ answer: SupplyAnswer, to id: ID<SupplyLine>, revision: Int64, on today: Day, for viewer: Viewer, at now: Instant, in writer: any Writer
) throws {
    let supplier = try viewer.demandSupplier().id
    try viewer.demand(.answerSupply)
    let person = try viewer.demandPerson()
    guard try writer.row("SELECT id FROM supply_lines WHERE id = \(id) AND supplier_id = \(supplier) \(.forUpdate)") != nil else { throw Refusal.notFound }
    let line = try supplyLine(id, for: viewer, in: writer)
    guard line.revision == revision else { throw Refusal(.staleRevision) }
    guard line.isOpen else { throw Refusal(.validation, "supply_ended") }
    var details: JSON
    switch answer {
    case .confirms(let day, let quantity):
        let (promise, problems) = parsePromise(day: day, quantity: quantity, upTo: line.quantity, on: today)
        guard let promise else { throw Refusal(.validation, problems: problems) }
        try writer.run("""
            UPDATE supply_lines SET answer = 'confirmed', answered_at = COALESCE(answered_at, \(now)), answered_by = \(person), promised_day = \(promise.day),
                first_day = COALESCE(first_day, \(promise.day)), promised_quantity = \(promise.quantity), reason = NULL, revision = revision + 1
            WHERE id = \(id)
            """)
        details = ["day": .string(promise.day.description), "quantity": .string(promise.quantity.decimal)]
    case .declines(let typed):
        let reason = typed.trimmed
        guard !reason.isEmpty else { throw Refusal(.validation, problems: [Refusal.Problem("/reason", .validation, "supply_reason")]) }
        guard reason.count <= 1000 else { throw Refusal(.validation, problems: [Refusal.Problem("/reason", .validation, "text_too_long", ["limit": .integer(1000)])]) }
        try writer.run("""
            UPDATE supply_lines SET answer = 'declined', answered_at = COALESCE(answered_at, \(now)), answered_by = \(person), promised_day = NULL, first_day = NULL,
                promised_quantity = NULL, reason = \(reason), ended = 'declined', ended_at = \(now), revision = revision + 1
            WHERE id = \(id)
            """)
        details = ["reason": .string(String(reason.prefix(200)))]
    }
    if case .confirms = answer {
        try writer.record(JournalEntry("supply-lines", "confirmed", ids: [id.rawValue], by: viewer.actor, details), at: now)
    } else {
        try writer.record(JournalEntry("supply-lines", "declined", ids: [id.rawValue], by: viewer.actor, details), at: now)
    }
}

/// Reads a promise: a day that is not over and a quantity above zero, at most what is awaited; left empty it is all of it.
func parsePromise(day: String, quantity: String, upTo awaited: Quantity, on today: Day) -> (promise: (day: Day, quantity: Quantity)?, problems: [Refusal.Problem]) {
    var problems: [Refusal.Problem] = []
    let promised = typedDay(day.trimmed)
    if promised.map({ $0 < today || $0 > today.adding(days: 1095) }) ?? true { problems.append(Refusal.Problem("/day", .validation, "supply_day", ["value": .text(String(day.prefix(40)))])) }
    var typed = TypedOffer()
    typed.quantity = quantity
    let amount = quantity.trimmed.isEmpty ? awaited : OfferTerms.parse(typed).terms.quantity
    if amount.map({ $0 <= .zero || $0 > awaited }) ?? true { problems.append(Refusal.Problem("/quantity", .validation, "supply_quantity", ["limit": .quantity(awaited)])) }
    guard problems.isEmpty, let promised, let amount else { return (nil, problems) }
    return ((promised, amount), [])
}

package import Customers
package import Database
import Journal
package import Kernel

/// Answers a request in the name of the viewer's supplier, over what it answered before: a line that was answered and is left empty has no answer any more. What was chosen of
/// it and has changed is chosen no more.
///
/// - Parameters:
///   - typed: by the lines' numbers.
///   - validUntil: the last day on which the prices hold, as typed; of all lines.
/// - Throws: the problems of the fields; `quote_closed` and `quote_overdue` when no answers are taken any more; what the supplier is not asked is not found.
package func answerQuotes(
    _ typed: [ID<QuoteLine>: TypedQuote], validUntil: String, to id: ID<QuoteRequest>, on today: Day, for viewer: Viewer, at now: Instant, in writer: any Writer
) throws {
    let supplier = try viewer.demandSupplier().id
    try viewer.demand(.answerSupply)
    let person = try viewer.demandPerson()
    guard try writer.row("""
        SELECT id FROM quote_requests WHERE id = \(id) AND id IN (SELECT request_id FROM quote_suppliers WHERE request_id = \(id) AND supplier_id = \(supplier)) \(.forUpdate)
        """) != nil
    else { throw Refusal.notFound }
    let request = try quoteRequest(id, for: viewer, in: writer)
    switch request.state(on: today) {
    case .closed: throw Refusal(.validation, "quote_closed")
    case .overdue: throw Refusal(.validation, "quote_overdue")
    case .open: break
    }
    var problems: [Refusal.Problem] = []
    let valid = validUntil.trimmed.isEmpty ? nil : typedDay(validUntil.trimmed)
    if !validUntil.trimmed.isEmpty, valid.map({ $0 < today || $0 > today.adding(days: 1095) }) ?? true { problems.append(Refusal.Problem("/valid_until", .validation, "supply_day")) }
    var answers: [(line: QuoteLine, answer: AnsweredQuote)] = []
    for line in request.lines {
        guard let typed = typed[line.id], !typed.isEmpty else { continue }
        let (answer, wrong) = typed.parse(line)
        problems += wrong
        if let answer { answers.append((line, answer)) }
    }
    if answers.isEmpty, problems.isEmpty { throw Refusal(.validation, "quote_nothing") }
    guard problems.isEmpty else { throw Refusal(.validation, problems: problems) }
    let gone = request.quotes.map(\.line).filter { line in typed[line].map { $0.isEmpty && $0.wasAnswered } ?? false }
    try writer.run("DELETE FROM quotes WHERE supplier_id = \(supplier) AND line_id \(in: gone.map(\.rawValue))")
    var table = ValueTable([("line_id", .integer), ("price", .integer), ("quantity", .integer), ("lead_days", .integer), ("valid_day", .integer), ("reason", .text)])
    for (line, answer) in answers {
        let day = answer.price == nil ? nil : valid
        if let known = request.quote(line.id, of: supplier),
            AnsweredQuote(price: known.price, quantity: known.quantity, leadDays: known.leadDays, reason: known.reason) == answer, known.validUntil == day { continue }
        table.append([
            line.id.sqlValue, answer.price.map(\.sqlValue) ?? .null, answer.quantity.map(\.sqlValue) ?? .null, answer.leadDays.map { Int64($0).sqlValue } ?? .null, day.map(\.sqlValue) ?? .null,
            answer.reason.map(\.sqlValue) ?? .null,
        ])
    }
    if !table.rows.isEmpty {
        try writer.run("""
            INSERT INTO quotes (request_id, line_id, supplier_id, price, quantity, lead_days, valid_day, reason, answered_at)
            SELECT \(id), v.line_id, \(supplier), v.price, v.quantity, v.lead_days, v.valid_day, v.reason, \(now) FROM \(table: table) AS v WHERE 1 = 1 ORDER BY v.line_id
            ON CONFLICT (line_id, supplier_id) DO UPDATE SET price = excluded.price, quantity = excluded.quantity, lead_days = excluded.lead_days, valid_day = excluded.valid_day,
                reason = excluded.reason, answered_at = excluded.answered_at, chosen = 0, offered_at = NULL
            """)
    }
    if table.rows.isEmpty, gone.isEmpty { return }
    let isFirst = try writer.run("UPDATE quote_suppliers SET answered_at = \(now), answered_by = \(person) WHERE request_id = \(id) AND supplier_id = \(supplier) AND answered_at IS NULL") == 1
    try writer.run("UPDATE quote_requests SET revision = revision + 1 WHERE id = \(id)")
    // Answers of before are nowhere else any more.
    let told = answers.map { line, answer -> JSON in
        let word = answer.reason.map { String($0.prefix(200)) } ?? [answer.price?.decimal, answer.quantity?.decimal, answer.leadDays.map { String($0) }].compactMap(\.self).joined(separator: " / ")
        return .string("\(line.position): \(word)")
    }
    try writer.record(JournalEntry("quote-requests", "answered", ids: [id.rawValue], by: viewer.actor, ["supplier": .number(String(supplier.rawValue)), "lines": .array(told)]), at: now)
    if isFirst { try writer.tellAsker(of: id, at: now) }
}

package import Customers
package import Database
import Journal
package import Kernel
import Pricing
package import Records

/// What somebody wants changed in the portal's own terms.
package struct TermsProposal: Sendable {
    package var kind: TermsKind
    /// External id of what is changed: the price list for prices, the contract for its lists; nil makes a new one.
    package var subject: String?
    /// In the fields of the kind; `external_id` and `price_list` are filled in.
    package var items: [JSONObject]
    package var reason: String
    /// Leaves out items that are wrong, twice there or change nothing, instead of refusing the whole: for files.
    package var leavesOutWrong = false

    package init(_ kind: TermsKind, of subject: String? = nil, _ items: [JSONObject], reason: String, leavesOutWrong: Bool = false) {
        self.kind = kind
        self.subject = subject
        self.items = items
        self.reason = reason
        self.leavesOutWrong = leavesOutWrong
    }

    /// The most that one change may hold.
    package static let limit = 100_000
}

/// Puts a change of terms before a second person; nothing changes yet. For people of the distributor's who manage prices.
///
/// Every item is looked at as it would be when it is carried out, and kept with what its record is now.
/// - Returns: the number of the change, and an outcome for each item in their order.
/// - Throws: `fields` with a problem for each wrong item (`/{place}/{field}` where there are several), `terms_unchanged`.
package func proposeTermsChange(
    _ proposal: TermsProposal, for viewer: Viewer, at now: Instant, in writer: any Writer
) throws -> (number: String, outcomes: [RecordOutcome]) {
    let (number, examination) = try writer.propose(proposal, for: viewer, at: now)
    guard let number else { throw examination.refusal }
    return (number, examination.outcomes)
}

/// The same for the rows of a file: where all of them are wrong or change nothing, nothing is proposed, and that is no refusal of the whole.
func offerTermsChange(
    _ proposal: TermsProposal, for viewer: Viewer, at now: Instant, in writer: any Writer
) throws -> (number: String?, outcomes: [RecordOutcome]) {
    let (number, examination) = try writer.propose(proposal, for: viewer, at: now)
    return (number, examination.outcomes)
}

/// What `offerTermsChange` would say of the items of something that is there; changes nothing and keeps nobody waiting.
func rehearseTermsChange(_ proposal: TermsProposal, of subject: String, for viewer: Viewer, at now: Instant, in reader: any Reader) throws -> [RecordOutcome] {
    _ = try reader.reasonOf(proposal, for: viewer)
    return try reader.examine(proposal, subject, at: now) { _, _ in }.outcomes
}

extension Reader {
    /// Demands what a proposal needs, whatever its items are. Returns its reason.
    fileprivate func reasonOf(_ proposal: TermsProposal, for viewer: Viewer) throws -> String {
        try viewer.demandTermsKeeper()
        let reason = try requiredTermsText(proposal.reason, "reason", limit: 1000)
        guard !proposal.items.isEmpty else { throw Refusal(.validation, "terms_are_empty") }
        guard proposal.items.count <= TermsProposal.limit else { throw Refusal(.validation, "list_too_long", ["limit": .integer(Int64(TermsProposal.limit))]) }
        guard proposal.subject != nil || proposal.kind.canBegin else { throw Refusal.notFound }
        guard proposal.kind == .prices || proposal.items.count == 1 else { throw Refusal(.validation, "terms_one_at_a_time") }
        // What a contract may owe is decided by those who manage credit.
        if proposal.kind == .contracts, let field = ["credit_limit", "credit_account"].first(where: { proposal.items.first?[$0] != nil }) {
            throw Refusal(.validation, "fields", problems: [Refusal.Problem("/\(field)", .forbidden, "terms_limit_is_credits")])
        }
        try demandVisibleClients(of: proposal, for: viewer)
        return reason
    }

    /// Goes through the items part by part; what is to be changed is given away with the number of its part.
    fileprivate func examine(_ proposal: TermsProposal, _ subject: String, at now: Instant, keep: (Int64, [TermsItem]) throws -> Void) throws -> Examination {
        var examination = Examination(kind: proposal.kind, isNew: proposal.subject == nil, several: proposal.items.count > 1)
        for start in stride(from: 0, to: proposal.items.count, by: termsChunk) {
            let items = proposal.items[start..<min(start + termsChunk, proposal.items.count)].map { $0.named(subject, of: proposal.kind) }
            let previews = try examineRecords(items.map { .object($0) }, of: proposal.kind.record, at: now, in: self)
            let kept = examination.take(items, previews)
            if !kept.isEmpty { try keep(Int64(start / termsChunk), kept) }
        }
        return examination
    }
}

extension Writer {
    /// - Returns: no number where no item would change anything.
    fileprivate func propose(_ proposal: TermsProposal, for viewer: Viewer, at now: Instant) throws -> (number: String?, examination: Examination) {
        let reason = try reasonOf(proposal, for: viewer)
        guard let id: Int64 = try rows("""
            INSERT INTO term_changes (kind, subject, title, title_folded, reason, item_count, proposed_by, proposed_by_name, proposed_at)
            VALUES (\(proposal.kind.rawValue), '', '', '', \(reason), 0, \(viewer.actor.text), \(viewer.name), \(now)) RETURNING id
            """).first?.get("id")
        else { throw Refusal(.unavailable) }
        let subject = proposal.subject ?? "\(RecordSource.portalPrefix)\(id)"
        let examination = try examine(proposal, subject, at: now) { part, items in
            try run("INSERT INTO term_change_items (change_id, part, items) VALUES (\(id), \(part), \(JSON.array(items.map(\.json)).text))")
        }
        if !examination.problems.isEmpty, !proposal.leavesOutWrong { throw examination.refusal }
        guard examination.count > 0 else {
            try run("DELETE FROM term_changes WHERE id = \(id)")
            return (nil, examination)
        }
        let concerned = try clientConcerned(examination.last, proposal.kind)
        let title = try termsTitle(of: proposal.kind, subject, examination.last)
        try run("""
            UPDATE term_changes SET subject = \(subject), title = \(title), title_folded = \(title.folded), client_id = \(concerned), item_count = \(Int64(examination.count))
            WHERE id = \(id)
            """)
        let number = TermsNumber.text(id)
        try record(
            JournalEntry("term-changes", "proposed", ids: [id], client: concerned, by: viewer.actor, [
                "number": .string(number), "about": .string(proposal.kind.rawValue), "title": .string(title), "items": .number(String(examination.count)), "reason": .string(reason),
            ]), at: now)
        return (number, examination)
    }
}

/// Takes back a change that waits. For whoever proposed it.
package func withdrawTermsChange(_ number: String, reason: String, by viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demandTermsKeeper()
    let change = try writer.heldTermsChange(number, for: viewer)
    guard change.proposedBy == viewer.actor.text else { throw Refusal(.forbidden, "not_own_terms") }
    try writer.settle(change, .withdrawn, note: try optionalTermsText(reason, "reason", limit: 1000), by: viewer, at: now)
}

extension Reader {
    /// A client that the viewer does not look after is to him like one that is not there: as a target, as whose contract it is, and of what is changed.
    fileprivate func demandVisibleClients(of proposal: TermsProposal, for viewer: Viewer) throws {
        guard viewer.managers != nil else { return }
        func demand(_ client: ID<Client>?, _ pointer: String, _ value: String) throws {
            guard let client, try row("SELECT 1 AS found FROM clients WHERE id = \(client) AND \(viewer.sees(client: "id"))") == nil else { return }
            throw Refusal(.validation, "fields", problems: [Refusal.Problem(pointer, .validation, "unknown_reference", ["value": .text(String(value.prefix(200)))])])
        }
        if let subject = proposal.subject, proposal.kind != .prices {
            let key: JSONObject = ["external_id": .string(subject)]
            let known = try examineRecords([.object(key)], of: proposal.kind.record, at: Instant(milliseconds: 0), in: self).first?.before
            try demand(try clientConcerned(known, proposal.kind), "/external_id", subject)
        }
        for item in proposal.items where proposal.kind != .prices {
            for (name, value) in item["target"]?.object?.entries ?? [] {
                try demand(try clientConcerned(["target": .object([name: value])], .discounts), "/target/\(name)", value.string ?? "")
            }
            if proposal.kind == .contracts, let client = item["client"]?.string { try demand(try clientConcerned(["client": .string(client)], .contracts), "/client", client) }
        }
    }
}

/// How many items stand in one stored part.
let termsChunk = 1000

/// Goes through a proposal part by part, keeping what is to be changed and what is wrong.
private struct Examination {
    let kind: TermsKind
    let isNew: Bool
    let several: Bool
    var outcomes: [RecordOutcome] = []
    var problems: [Refusal.Problem] = []
    var count = 0
    /// The record as it would be after the last item.
    var last: JSONObject?
    private var seen: Set<String> = []

    /// Why nothing of it is kept.
    var refusal: Refusal { Refusal(.validation, problems.isEmpty ? "terms_unchanged" : "fields", problems: Array(problems.prefix(200))) }

    init(kind: TermsKind, isNew: Bool, several: Bool) {
        self.kind = kind
        self.isNew = isNew
        self.several = several
    }

    mutating func take(_ items: [JSONObject], _ previews: [RecordPreview]) -> [TermsItem] {
        var kept: [TermsItem] = []
        let key = kind.record.key
        for (item, preview) in zip(items, previews) {
            var outcome = preview.outcome
            if outcome.status != .refused, kind != .prices, !isNew, preview.before == nil {
                outcome = RecordOutcome(label: outcome.label, status: .refused, problems: [
                    Refusal.Problem("/external_id", .validation, "unknown_reference", ["value": .text(outcome.label ?? "")]),
                ])
            }
            if let after = preview.after, outcome.status != .refused {
                if seen.insert(after.keyText(key)).inserted {
                    last = after
                    if outcome.status != .unchanged {
                        kept.append(TermsItem(item: after.stated(in: item, key), before: preview.before?.without(key)))
                        count += 1
                    }
                } else {
                    outcome = RecordOutcome(label: outcome.label, status: .refused, problems: [Refusal.Problem("", .validation, "terms_twice")])
                }
            }
            for problem in outcome.problems {
                let pointer = several ? "/\(outcomes.count)\(problem.pointer)" : problem.pointer
                problems.append(Refusal.Problem(pointer, problem.code, problem.reason, problem.arguments))
            }
            outcomes.append(outcome)
        }
        return kept
    }
}

extension JSONObject {
    /// With what the kind's items are known by.
    fileprivate func named(_ subject: String, of kind: TermsKind) -> JSONObject {
        var item = self
        item[kind == .prices ? "price_list" : "external_id"] = .string(subject)
        return item
    }

    fileprivate func keyText(_ key: [String]) -> String { key.map { self[$0]?.text ?? "" }.joined(separator: "\u{1F}") }

    /// The key and the fields that an item states, as they are after it.
    fileprivate func stated(in item: JSONObject, _ key: [String]) -> JSONObject {
        JSONObject(entries.filter { key.contains($0.key) || item[$0.key] != nil }.map { ($0.key, $0.value) })
    }

    func without(_ key: [String]) -> JSONObject { JSONObject(entries.filter { !key.contains($0.key) && $0.key != "source" }.map { ($0.key, $0.value) }) }
}

extension Viewer {
    /// A person of the distributor's who manages prices; programs propose and decide nothing.
    func demandTermsKeeper() throws {
        try demand(.managePrices)
        try demandKeeper()
        guard case .person = identity else { throw Refusal(.forbidden) }
    }
}

func requiredTermsText(_ text: String, _ field: String, limit: Int) throws -> String {
    guard let text = try optionalTermsText(text, field, limit: limit) else {
        throw Refusal(.validation, "fields", problems: [Refusal.Problem("/\(field)", .validation, "field_required")])
    }
    return text
}

/// A text without control characters, trimmed; nil when it is empty.
func optionalTermsText(_ text: String, _ field: String, limit: Int) throws -> String? {
    let text = text.trimmed
    guard text.unicodeScalars.count <= limit else {
        throw Refusal(.validation, "fields", problems: [Refusal.Problem("/\(field)", .validation, "text_too_long", ["limit": .integer(Int64(limit))])])
    }
    guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control || $0 == "\n" || $0 == "\r" || $0 == "\t" }) else {
        throw Refusal(.validation, "fields", problems: [Refusal.Problem("/\(field)", .validation, "control_characters")])
    }
    return text.isEmpty ? nil : text
}

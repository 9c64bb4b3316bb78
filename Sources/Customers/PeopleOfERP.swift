import Database
import Kernel
package import Records

extension CustomerRecords {
    /// People of clients as the ERP tells them: who is new is invited, by the rules of the pages.
    ///
    /// The ERP makes nobody one of the staff or of a supplier, and takes nobody's address: a person whom the portal knows is joined to the record by it and keeps it. What the
    /// portal has blocked or let go stays so (`blocked_in_portal`, `let_go_in_portal`), also when the record is taken away and sent again.
    package static let people = RecordKind(
        "people", table: "person_records",
        [
            .externalID, .client, RecordField("name", .text(limit: 200), required: true),
            RecordField("email", .checked(reason: "invalid_email") { try? checkedEmail($0) }, required: true),
            RecordField("phone", .text(limit: 50)),
            RecordField("roles", .texts(child: .init("person_record_roles", owner: "record_id", column: "role"), clean: { $0.trimmed.isEmpty || $0.count > 100 ? nil : $0.trimmed })),
            RecordField("status", .choice(["active", "blocked"]), fallback: .text("active")),
        ],
        subject: ("person-records", "id"), listed: "email <> ''", complete: { try completePeople(&$0, in: $1) },
        saved: { ids, writer, change in try writer.letPeopleFollow(records: ids, change) })
}

/// Refuses what would give or take more than the ERP may, with a constant number of queries; fills the role of who is new.
private func completePeople(_ drafts: inout [RecordDraft], in reader: any Reader) throws {
    let places = drafts.indices.filter { drafts[$0].problems.isEmpty }
    guard !places.isEmpty else { return }
    let known = try reader.personRecords(named: places.compactMap { drafts[$0].label })
    func client(_ draft: RecordDraft) -> Int64? { draft.label.flatMap { known[$0]?.client } ?? draft.number("client") }
    let merged = try reader.mergedAddresses(Set(places.compactMap { drafts[$0].text("email") }).sorted())
    for place in places {
        guard let record = drafts[place].label.flatMap({ known[$0] }), let person = record.person, let email = drafts[place].text("email") else { continue }
        // It says nothing new: the address that this person was on record with once more.
        if merged[email]?.contains(where: { $0.person == person }) == true { drafts[place].set("email", .text(record.email)) }
    }
    let stated = Set(places.compactMap { drafts[$0].text("email") })
    let emails = stated.union(stated.compactMap { merged[$0]?.last?.email }).sorted()
    let people = try reader.knownPeople(emails)
    let letGo = try reader.letGo(emails, places.compactMap { drafts[$0].label })
    let erased = try reader.erasedNumbers(among: places.compactMap { drafts[$0].label })
    let roles = try reader.roleNames(ofClients: Set(places.compactMap { client(drafts[$0]) }).sorted())
    var holders = try reader.recordsByAddress(emails)
    var seen = Set(known.keys)
    for place in places {
        guard let label = drafts[place].label, let client = client(drafts[place]) else { continue }
        let record = known[label]
        // Whose the address is: for a new record also of him who was on record with it.
        let holder = drafts[place].text("email").map { record == nil ? merged[$0]?.last?.email ?? $0 : $0 }
        if let problem = foreignProblem(of: drafts[place], record) { drafts[place].problems.append(problem) }
        if record == nil, erased.contains(label) {
            drafts[place].problems.append(Absence.erased.problem)
            continue
        }
        // A record that comes again after it was taken away does not undo what the portal has decided.
        if record == nil, let gone = letGo.records[label], gone.client == client || gone.absence == .erased {
            drafts[place].problems.append(gone.absence.problem)
            continue
        }
        if record == nil, let holder, let absence = letGo.addresses[ClientsAddress(client: client, email: holder)] {
            drafts[place].problems.append(absence.problem)
            continue
        }
        if let email = drafts[place].text("email"), record?.email != email {
            let key = ClientsAddress(client: client, email: email)
            if holders[key, default: label] != label {
                drafts[place].problems.append(Refusal.Problem("/email", .validation, "already_taken", ["value": .text(email)]))
            } else if let problem = addressProblem(email, of: record, holder.flatMap { people[$0] }) {
                drafts[place].problems.append(problem)
            } else {
                holders[key] = label
            }
        }
        fillRoles(of: &drafts[place], isNew: seen.insert(label).inserted, client, holder.flatMap { people[$0] }, roles[client] ?? [:])
    }
}

extension Absence {
    fileprivate var problem: Refusal.Problem {
        switch self {
        case .erased: Refusal.Problem("", .forbidden, "person_erased")
        case .letGo: Refusal.Problem("", .forbidden, "let_go_in_portal")
        case .blocked: Refusal.Problem("/status", .forbidden, "blocked_in_portal")
        }
    }
}

/// What the portal keeps to itself of a record that is there.
private func foreignProblem(of draft: RecordDraft, _ record: KnownRecord?) -> Refusal.Problem? {
    guard let record else { return nil }
    if record.isErased { return Refusal.Problem("", .forbidden, "person_erased") }
    guard draft.states("name") || draft.states("email") || draft.states("roles") || draft.states("status") || draft.states("phone") else { return nil }
    if record.isOurs { return Refusal.Problem("/external_id", .forbidden, "person_of_house") }
    if record.isHeld, draft.text("status") == "active" { return Refusal.Problem("/status", .forbidden, "blocked_in_portal") }
    return nil
}

/// Why an address may not become that of a record.
private func addressProblem(_ email: String, of record: KnownRecord?, _ holder: KnownPerson?) -> Refusal.Problem? {
    if let record {
        if holder != nil, holder?.id != record.person { return Refusal.Problem("/email", .validation, "email_taken", ["value": .text(email)]) }
        return record.isShared ? Refusal.Problem("/email", .forbidden, "email_of_others") : nil
    }
    guard let holder else { return nil }
    if holder.isOurs { return Refusal.Problem("/email", .forbidden, "email_taken", ["value": .text(email)]) }
    return holder.isBlocked ? Refusal.Problem("/status", .forbidden, "blocked_in_portal") : nil
}

/// Roles are words of the portal or names of the client's own roles; who is new and has none is a buyer, who belongs to the client already stays what he is.
private func fillRoles(of draft: inout RecordDraft, isNew: Bool, _ client: Int64, _ person: KnownPerson?, _ own: [String: String]) {
    guard let position = draft.kind.position(of: "roles") else { return }
    guard case .list(let stated)? = draft.cells[position], !stated.isEmpty else {
        guard isNew || draft.states("roles") else { return }
        let current = isNew ? person?.roles[client] : nil
        draft.cells[position] = .list([.text(current ?? ClientRole.buyer.rawValue)])
        return
    }
    for (index, value) in stated.enumerated() {
        guard case .text(let word) = value, ClientRole(rawValue: word) == nil, own[word.folded] == nil else { continue }
        let allowed = ClientRole.allCases.map(\.rawValue) + own.values.sorted().prefix(20)
        draft.problems.append(Refusal.Problem("/roles/\(index)", .validation, "not_in_list", ["value": .text(String(word.prefix(60))), "allowed": .text(allowed.joined(separator: ", "))]))
    }
}

package import Database
import Journal
package import Kernel

/// Why somebody's data were erased.
package enum ErasureReason: String, Sendable, CaseIterable {
    /// The consent was taken back.
    case withdrawal
    /// The person has asked for it.
    case request
    /// What they were needed for is over.
    case purposeReached = "purpose_reached"
    /// They should not have been there.
    case unlawful
}

/// What of a person was erased, by kind.
package enum ErasedCategory: String, Sendable, CaseIterable {
    case identity, password
    case secondFactor = "second_factor"
    case sessions, links, memberships, catalogue, registrations
    case accountingRecords = "accounting_records"
    case consentTraces = "consent_traces"
}

/// The act of erasure (order of Roskomnadzor No. 179 of 28.10.2022): what proves that a person's data are gone. It names the person by number alone and stays for good.
package struct ErasureAct: Sendable {
    package struct Category: Sendable, Hashable {
        package let category: ErasedCategory
        /// How many records of it went.
        package let count: Int
    }

    package let id: Int64
    package let person: ID<Person>
    package let at: Instant
    package let reason: ErasureReason
    package let note: String
    /// Who erased, by the name of then; nil for the portal itself.
    package let eraser: String?
    /// The eraser's role then: a word of `StaffRole`, or the name of a role of the house.
    package let eraserRole: String?
    /// The operator as it was told then.
    package let told: DataOperator
    /// The name of the house then.
    package let house: String
    package let categories: [Category]
}

/// Acts of erasure, the latest first, after the one of the number `before`; at most 1000. For those who keep the house's settings.
package func erasureActs(before: Int64? = nil, limit: Int, for viewer: Viewer, in reader: any Reader) throws -> [ErasureAct] {
    try viewer.demand(.manageHouse)
    return try reader.erasureActs(before.map { "a.id < \($0)" } ?? "1 = 1", limit: min(1000, max(0, limit)))
}

/// One act, for the same people.
package func erasureAct(_ id: Int64, for viewer: Viewer, in reader: any Reader) throws -> ErasureAct {
    try viewer.demand(.manageHouse)
    guard let act = try reader.erasureActs("a.id = \(id)", limit: 1).first else { throw Refusal.notFound }
    return act
}

extension Reader {
    fileprivate func erasureActs(_ condition: SQL, limit: Int) throws -> [ErasureAct] {
        try rows("""
            SELECT a.id, a.person_id, a.at, a.reason, a.note, a.told FROM erasure_acts AS a
            WHERE \(condition) ORDER BY a.id DESC LIMIT \(limit)
            """).map { row in
            let told = try JSON(parsing: Array(row.get("told", as: String.self).utf8))
            let source = told["operator"]
            return ErasureAct(
                id: try row.get("id"), person: try row.get("person_id"), at: try row.get("at"), reason: ErasureReason(rawValue: try row.get("reason")) ?? .request,
                note: try row.get("note"), eraser: told["eraser"]?["name"]?.string, eraserRole: told["eraser"]?["role"]?.string,
                told: DataOperator(
                    name: source?["name"]?.string, inn: source?["inn"]?.string, ogrn: source?["ogrn"]?.string, address: source?["address"]?.string, mail: source?["mail"]?.string,
                    number: source?["number"]?.string),
                house: told["house"]?.string ?? "",
                categories: (told["categories"]?.array ?? []).compactMap { one -> ErasureAct.Category? in
                    guard let category = one["category"]?.string.flatMap(ErasedCategory.init) else { return nil }
                    return ErasureAct.Category(category: category, count: one["count"]?.int.flatMap { Int(exactly: $0) } ?? 0)
                })
        }
    }
}

extension Writer {
    /// Writes the act of what has just been erased.
    func addErasureAct(of person: ID<Person>, _ erased: [ErasedCategory: Int], because reason: ErasureReason, note: String, by viewer: Viewer, at now: Instant) throws -> Int64? {
        let source = try dataOperator()
        var (eraser, role): (String?, String?)
        if case .person(let id) = viewer.identity {
            eraser = viewer.name
            role = try row("SELECT COALESCE(o.name, p.staff_role) AS role FROM people AS p LEFT JOIN roles AS o ON o.id = p.role_id WHERE p.id = \(id)")?.find("role")
        }
        let told: JSON = [
            "house": .string(try houseSettings().name),
            "operator": [
                "name": .text(source.name), "inn": .text(source.inn), "ogrn": .text(source.ogrn), "address": .text(source.address), "mail": .text(source.mail),
                "number": .text(source.number),
            ],
            "eraser": ["name": .text(eraser), "role": .text(role)],
            "categories": .array(
                ErasedCategory.allCases.compactMap { category in
                    guard let count = erased[category], count > 0 else { return nil }
                    return ["category": .string(category.rawValue), "count": .number(String(count))]
                }),
        ]
        return try rows("""
            INSERT INTO erasure_acts (person_id, at, erased_by, reason, note, told) VALUES (\(person), \(now), \(viewer.actor.text), \(reason.rawValue), \(note), \(told.text)) RETURNING id
            """).first?.get("id")
    }
}

package import Database
package import Journal
package import Kernel

/// One kind of thing that the distributor's systems own and Kontor takes by upsert: its fields as data.
///
/// `PUT /erp/{kind}`, files and CommerceML all go through `saveRecords` with the kind's description; the kinds stand in the rooms of their trade.
package struct RecordKind: Sendable {
    /// The kind in the API's address and in file names: `price-lists`.
    package let name: String
    package let table: String
    package let fields: [RecordField]
    /// The names of the fields that identify a record; `external_id` for most.
    package let key: [String]
    /// Names of fields that no two records may share, each taken alone.
    package let unique: [String]
    /// The field that refers to the kind itself and must not come back to its beginning, step by step: the parent in a tree.
    package let acyclic: String?
    /// What the journal calls a change of it, and the column whose numbers it names.
    package let subject: (kind: String, column: String)
    /// The column of what the rows stand in, which the journal names beside: who follows it reads no more than that.
    package let within: String?
    /// A field holding the moment the figures were taken: an older figure than the stored one changes nothing.
    package let moment: String?
    /// Whether a figure told without its moment is as of when it was told; else its moment is not known.
    package let isMomentNow: Bool
    /// A condition on the rows that are read back; the others are the portal's own affair.
    package let listed: SQL?
    /// Fills what identifies a record where the item leaves it out, from the item alone.
    package let identify: @Sendable (inout RecordDraft) -> Void
    /// Checks of a whole record after merging.
    package let check: @Sendable (RecordView) -> [Refusal.Problem]
    /// Fills what the items left out, from the database, before merging (with a constant number of queries).
    package let complete: @Sendable (inout [RecordDraft], any Reader) throws -> Void
    /// What follows from saved rows, in the same transaction: their numbers.
    package let saved: @Sendable ([Int64], any Writer, RecordChange) throws -> Void
    /// Lets rows that the portal made be found by the items that tell of them, before they are looked for: the rows' numbers by the external ids that they have got now.
    /// Of items that are refused they are taken from again.
    package let claim: @Sendable ([JSON], any Writer) throws -> [String: Int64]
    /// Keeps what stood in rows that are about to be replaced: their numbers, with what they will be.
    package let replacing: @Sendable ([(id: Int64, record: RecordView)], RecordChange, any Writer) throws -> Void
    /// Looked up for every member of every item.
    private let positions: [String: Int]
    private let groups: [String: [String]]

    package init(
        _ name: String, table: String, _ fields: [RecordField], key: [String] = ["external_id"], unique: [String] = [],
        acyclic: String? = nil, subject: (kind: String, column: String)? = nil, within: String? = nil, moment: String? = nil, isMomentNow: Bool = true,
        listed: SQL? = nil, identify: @escaping @Sendable (inout RecordDraft) -> Void = { _ in }, check: @escaping @Sendable (RecordView) -> [Refusal.Problem] = { _ in [] },
        complete: @escaping @Sendable (inout [RecordDraft], any Reader) throws -> Void = { _, _ in },
        saved: @escaping @Sendable ([Int64], any Writer, RecordChange) throws -> Void = { _, _, _ in },
        claim: @escaping @Sendable ([JSON], any Writer) throws -> [String: Int64] = { _, _ in [:] },
        replacing: @escaping @Sendable ([(id: Int64, record: RecordView)], RecordChange, any Writer) throws -> Void = { _, _, _ in }
    ) {
        self.name = name
        self.table = table
        self.fields = fields
        self.key = key
        self.unique = unique
        self.acyclic = acyclic
        self.subject = subject ?? (name, "id")
        self.within = within
        self.moment = moment
        self.isMomentNow = isMomentNow
        self.listed = listed
        self.identify = identify
        self.check = check
        self.complete = complete
        self.saved = saved
        self.claim = claim
        self.replacing = replacing
        var (positions, groups): ([String: Int], [String: [String]]) = ([:], [:])
        for (position, field) in fields.enumerated() {
            for known in [field.name, field.alias].compactMap(\.self) where positions[known] == nil { positions[known] = position }
            let parts = field.name.split(separator: "/", maxSplits: 1)
            if parts.count == 2 { groups[String(parts[0]), default: []].append(String(parts[1])) }
        }
        (self.positions, self.groups) = (positions, groups)
    }

    /// The position of a field by the name that an item uses for it.
    package func position(of name: String) -> Int? { positions[name] }

    /// Whether an item may have a member of this name: a field, or an object whose members are fields (`target` for `target/client`).
    package func takes(_ name: String) -> Bool { !name.contains("/") && (position(of: name) != nil || !choices(of: name).isEmpty) }

    /// What may stand in the object `name`, of which an item states exactly one, or `all`.
    package func choices(of name: String) -> [String] { groups[name] ?? [] }
}

/// By whom, from what and when records are changed.
package struct RecordChange: Sendable {
    package let actor: Actor
    /// The file that brought it, if it was one.
    package let origin: String?
    package let at: Instant

    package init(actor: Actor, origin: String?, at: Instant) {
        self.actor = actor
        self.origin = origin
        self.at = at
    }

    /// What the journal keeps beside the numbers: the file, and the numbers of what the rows stand in, if they are few.
    package func details(within owners: [Int64]? = nil) -> JSON {
        var details = JSONObject()
        if let origin { details["file"] = .string(origin) }
        if let owners, owners.count <= 16 { details[JournalEntry.within] = .array(owners.map { .number(String($0)) }) }
        return details.entries.isEmpty ? .null : .object(details)
    }
}

/// One field of a kind: how it is called outside, where it is stored, what may stand in it.
package struct RecordField: Sendable {
    package enum Form: Sendable {
        case text(limit: Int)
        case choice([String])
        case flag
        case integer(ClosedRange<Int64>)
        /// In thousandths; negative only where a fact may be.
        case quantity(ClosedRange<Int64>)
        case unitPrice
        /// A decimal fraction of up to `scale` places, in units of its last place.
        case decimal(scale: Int, ClosedRange<Int64>)
        /// In minor units.
        case money(ClosedRange<Int64>)
        case day
        case instant
        /// Text with a form of its own; returns it in canonical spelling, or nil.
        case checked(reason: String, @Sendable (String) -> String?)
        /// A value of any depth, kept as canonical JSON text; returns it cleaned, or nil.
        case document(reason: String, @Sendable (JSON) -> JSON?)
        /// Another record by external id. `within` names the field (a reference too) whose row must own the target by `client_id`.
        case reference(table: String, within: String?)
        /// Other records by external id, in order.
        case references(table: String, child: ChildTable)
        /// Texts in order.
        case texts(child: ChildTable, clean: @Sendable (String) -> String?)
    }

    /// Rows of a list: `owner` points at the record, `position` orders them.
    package struct ChildTable: Sendable {
        package let table: String
        package let owner: String
        package let column: String

        package init(_ table: String, owner: String, column: String) {
            self.table = table
            self.owner = owner
            self.column = column
        }
    }

    package let name: String
    package let alias: String?
    package let column: String
    package let form: Form
    package let required: Bool
    /// What is stored when the field was never stated, and what `null` brings back.
    package let fallback: SQLValue
    /// A column derived from the value by folding, for search and order.
    package let folded: String?
    /// Stays what it was when the record was made: others refer to the record through it.
    package let isFixed: Bool
    /// Filled by the kind's `complete` when it is left out; `null` says the same.
    package let isCompleted: Bool

    package init(
        _ name: String, _ form: Form, column: String? = nil, alias: String? = nil, required: Bool = false, fallback: SQLValue = .null, folded: String? = nil,
        isFixed: Bool = false, isCompleted: Bool = false
    ) {
        self.name = name
        self.alias = alias
        self.form = form
        self.required = required
        self.fallback = fallback
        self.folded = folded
        self.isFixed = isFixed
        self.isCompleted = isCompleted
        if let column { self.column = column } else if case .reference = form { self.column = "\(name)_id" } else { self.column = name }
    }

    /// The record's own identifier, as its owner calls it.
    package static let externalID = RecordField("external_id", .text(limit: 200), required: true)
    package static func name(folded: String? = nil) -> RecordField { RecordField("name", .text(limit: 500), required: true, folded: folded) }
    /// First and last day, open when left out. Stored as day numbers, open ends as the first and last possible day.
    package static let from = RecordField("from", .day, column: "from_day", fallback: .integer(-25567))
    package static let to = RecordField("to", .day, column: "to_day", fallback: .integer(376_199))

    var isList: Bool {
        switch form {
        case .references, .texts: true
        default: false
        }
    }

    var columnType: ValueTable.ColumnType {
        switch form {
        case .text, .choice, .checked, .document, .texts: .text
        default: .integer
        }
    }
}

/// What an item said of one field.
package enum RecordCell: Hashable, Sendable {
    case value(SQLValue)
    /// An external id still to be resolved.
    case pending(String)
    case pendingList([String])
    case list([SQLValue])
}

/// An item on its way: the cells it stated by field position, and what is wrong with it.
package struct RecordDraft: Sendable {
    package let kind: RecordKind
    package var cells: RecordCells
    package var problems: [Refusal.Problem] = []
    /// What is told of an item that is taken: values that were left out of it, and what somebody should look at.
    package var notices: [Refusal.Problem] = []
    /// The external ids that its references to its own kind were stated by, by field position.
    var named: [Int: String] = [:]
    package let label: String?
    /// What the documents were read as, by field position: who looks into them need not read them again.
    var documents: [Int: JSON] = [:]
    /// The stored row when there is one, else nil; set before `complete` is called.
    package internal(set) var isNew = true
    /// It names a record that was joined with another.
    var isJoined = false

    package init(kind: RecordKind, label: String?) {
        self.kind = kind
        self.label = label
        cells = RecordCells(fields: kind.fields.count)
    }

    /// The stated number of a reference or integer field, when it has been resolved.
    package func number(_ field: String) -> Int64? {
        guard let position = kind.position(of: field), case .value(.integer(let number)) = cells[position] else { return nil }
        return number
    }

    /// The stated text of a field.
    package func text(_ field: String) -> String? {
        guard let position = kind.position(of: field), case .value(.text(let text)) = cells[position] else { return nil }
        return text
    }

    /// The stated document of a field.
    package func document(_ field: String) -> JSON? { kind.position(of: field).flatMap { documents[$0] } ?? text(field).flatMap { try? JSON(parsing: Array($0.utf8)) } }

    package func states(_ field: String) -> Bool { kind.position(of: field).map { cells[$0] != nil } ?? false }

    package mutating func set(_ field: String, _ value: SQLValue) {
        guard let position = kind.position(of: field) else { return }
        cells[position] = .value(value)
        documents[position] = nil
    }
}

/// A merged record as `RecordKind.check` reads it.
package struct RecordView {
    let kind: RecordKind
    let values: [SQLValue]

    package func integer(_ field: String) -> Int64? {
        if let position = kind.position(of: field), case .integer(let number) = values[position] { number } else { nil }
    }

    package func text(_ field: String) -> String? {
        if let position = kind.position(of: field), case .text(let text) = values[position] { text } else { nil }
    }

    /// A problem when the period of `from` and `to` ends before it begins.
    package var reversedPeriod: [Refusal.Problem] { Records.reversedPeriod(from: integer("from"), to: integer("to")) }
}

/// A problem when a period of days ends before it begins.
package func reversedPeriod(from: Int64?, to: Int64?) -> [Refusal.Problem] {
    guard let from, let to, to < from else { return [] }
    return [Refusal.Problem("/to", .validation, "period_reversed")]
}

/// What became of one item.
package struct RecordOutcome: Sendable {
    package enum Status: String, Sendable { case created, updated, unchanged, deleted, refused }

    /// The item's external id, or its key for kinds without one; nil when it has none that can be read.
    package let label: String?
    package let status: Status
    /// Why it was refused; of an item that was taken, which values were left out of it and what somebody should look at.
    package let problems: [Refusal.Problem]

    package init(label: String?, status: Status, problems: [Refusal.Problem]) {
        self.label = label
        self.status = status
        self.problems = problems
    }
}

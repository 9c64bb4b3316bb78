import Database
package import Kernel
package import Records

/// A row of a price list on its way into the database: what it states, in the units of the columns, and what is wrong with it.
///
/// Rows come by the million, and nearly all of them are plain; those are read without a detour. Whatever is not plain is read as any other record is, and
/// gets its answers from there.
package struct PriceListRow: Sendable {
    package enum Field: String, Sendable, CaseIterable {
        case list = "price_list"
        case product
        case minQuantity = "min_quantity"
        case from, to
        case price = "unit_price"
        case asOf = "as_of"

        fileprivate static let names = allCases.map { (field: $0, bytes: Array($0.rawValue.utf8)) }
    }

    /// The external ids of list and product as they were written.
    let label: String?
    /// External ids; nil where they could not be read.
    var list: String?
    var product: String?
    var minQuantity: Int64 = 0
    var from = Int64(Day.first.number)
    /// Nil where the row does not state it.
    var to: Int64?
    var price: Int64?
    /// Milliseconds; nil where the row does not state it.
    var asOf: Int64?
    var problems: [Refusal.Problem] = []

    /// An item of the kind, whatever it looks like.
    package init(_ item: JSON, of kind: RecordKind) {
        let draft = kind.draft(from: item)
        func name(_ field: Field) -> String? {
            if let position = kind.position(of: field.rawValue), case .pending(let name) = draft.cells[position] { name } else { nil }
        }
        label = draft.label
        (list, product) = (name(.list), name(.product))
        minQuantity = draft.number(Field.minQuantity.rawValue) ?? minQuantity
        from = draft.number(Field.from.rawValue) ?? from
        (to, price) = (draft.number(Field.to.rawValue), draft.number(Field.price.rawValue))
        asOf = draft.number(Field.asOf.rawValue)
        problems = draft.problems
    }

    /// A line of NDJSON. Throws `JSONProblem`.
    package init(line: [UInt8], of kind: RecordKind) throws {
        var plain = Plain()
        let isPlain = PlainMembers.forEach(in: line) { name, value in
            Field.names.first { $0.bytes.elementsEqual(name) }.map { plain.take($0.field, value) } ?? false
        }
        if isPlain, let row = PriceListRow(plain) { self = row } else { self.init(try JSON(parsing: line), of: kind) }
    }

    /// The cells of a row of CSV under the names of their columns; an empty one states nothing.
    package init(columns: [Field?], cells: [String], of kind: RecordKind) {
        var plain = Plain()
        let isPlain = zip(columns, cells).allSatisfy { column, cell in
            guard let column, !cell.isEmpty else { return true }
            return plain.take(column, .string(cell))
        }
        if isPlain, let row = PriceListRow(plain) { self = row; return }
        var item = JSONObject()
        for case (let column?, let cell) in zip(columns, cells) where !cell.isEmpty { item[column.rawValue] = .string(cell) }
        self.init(.object(item), of: kind)
    }

    private init?(_ plain: Plain) {
        guard let list = plain.list, let product = plain.product else { return nil }
        label = "\(list)/\(product)"
        (self.list, self.product) = (list, product)
        (minQuantity, from) = (plain.minQuantity ?? minQuantity, plain.from ?? from)
        (to, price, asOf) = (plain.to, plain.price, plain.asOf)
    }

    /// Fields as they come, each once and without anything to complain of.
    private struct Plain {
        var list: String?
        var product: String?
        var minQuantity: Int64?
        var from: Int64?
        var to: Int64?
        var price: Int64?
        var asOf: Int64?

        /// False for what has to be looked at more closely.
        mutating func take(_ field: Field, _ value: JSON) -> Bool {
            switch (field, value) {
            case (.list, .string(let text)): Self.fill(&list, text.isPlain ? text : nil)
            case (.product, .string(let text)): Self.fill(&product, text.isPlain ? text : nil)
            case (.minQuantity, .string(let text)), (.minQuantity, .number(let text)):
                Self.fill(&minQuantity, DecimalText.parse(text, scale: 3, limit: Quantity.limit).flatMap { $0 >= 0 ? $0 : nil })
            case (.price, .string(let text)), (.price, .number(let text)): Self.fill(&price, UnitPrice(text)?.units)
            case (.asOf, .string(let text)): Self.fill(&asOf, Instant(text)?.milliseconds)
            case (.from, .string(let text)): Self.fill(&from, Day(text).map { Int64($0.number) })
            case (.to, .string(let text)): Self.fill(&to, Day(text).map { Int64($0.number) })
            case (.minQuantity, .null): Self.fill(&minQuantity, 0)
            case (.from, .null): Self.fill(&from, Int64(Day.first.number))
            case (.to, .null): Self.fill(&to, Int64(Day.last.number))
            default: false
            }
        }

        private static func fill<Value>(_ place: inout Value?, _ value: Value?) -> Bool {
            guard place == nil, let value else { return false }
            place = value
            return true
        }
    }
}

extension String {
    /// Neither empty nor with anything to trim or to refuse: visible ASCII.
    fileprivate var isPlain: Bool { !isEmpty && utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}

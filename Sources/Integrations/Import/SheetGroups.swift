import Database
import Kernel

/// What a sheet calls a brand or a category by, where there is none such.
struct MissingName: Hashable, Sendable {
    /// `.brand` or `.category`.
    let column: RecordSheetColumn
    /// The external id that it will have: the name, of a category the way to it.
    let externalID: String
    let name: String
    /// The external id of the category above.
    var parent: String?
    /// How many steps lie above.
    var depth = 0

    var item: JSON {
        var item: JSONObject = ["external_id": .string(externalID), "name": .string(name)]
        if let parent { item["parent"] = .string(parent) }
        return .object(item)
    }
}

/// The brands and categories of the house, as a sheet calls them: by external id, by name, a category also by the way to it («Крепёж / Болты»).
///
/// Names are compared as they are written first, then without regard to case, so that nothing is made twice.
struct SheetGroups {
    enum Found: Equatable {
        case known(String)
        case several
        /// What is to be made, the upper before the lower.
        case missing([MissingName])
    }

    private struct Category {
        let name: String
        let parent: String?
    }

    private var brandIDs: Set<String> = []
    private var brandsByName: [String: Set<String>] = [:]
    private var brandsByFolded: [String: Set<String>] = [:]
    private var categories: [String: Category] = [:]
    private var categoriesByName: [String: Set<String>] = [:]
    private var categoriesByFolded: [String: Set<String>] = [:]

    /// What tells whether there are others by now.
    private var stamps: [RecordSheetColumn: [Int64]] = [:]

    static let nameLimit = 200
    /// The most brands, and the most categories, that sheets can name.
    static let limit = 200_000

    init(brands: [(externalID: String, name: String)], categories: [(externalID: String, name: String, parent: String?)]) {
        for (id, name) in brands { add(brand: id, name) }
        for (id, name, parent) in categories { add(category: id, name, parent) }
    }

    private mutating func add(brand id: String, _ name: String) {
        brandIDs.insert(id)
        brandsByName[name, default: []].insert(id)
        brandsByFolded[name.folded, default: []].insert(id)
    }

    private mutating func add(category id: String, _ name: String, _ parent: String?) {
        categories[id] = Category(name: name, parent: parent)
        categoriesByName[name, default: []].insert(id)
        categoriesByFolded[name.folded, default: []].insert(id)
    }

    fileprivate func isOf(_ stamps: [RecordSheetColumn: [Int64]]) -> Bool { self.stamps == stamps }

    /// Knows what the transaction has just made; nobody else makes any of the kind until it ends.
    mutating func add(_ made: [MissingName], in reader: any Reader) throws {
        for one in made { if one.column == .brand { add(brand: one.externalID, one.name) } else { add(category: one.externalID, one.name, one.parent) } }
        for column in Set(made.map(\.column)) { stamps[column] = try reader.groupsStamp(column) }
    }

    func brand(_ text: String) -> Found {
        if brandIDs.contains(text) { return .known(text) }
        if let found = Self.one(brandsByName[text]) ?? Self.one(brandsByFolded[text.folded]) { return found }
        return .missing([MissingName(column: .brand, externalID: text, name: text)])
    }

    func category(_ text: String) -> Found {
        if categories[text] != nil { return .known(text) }
        if let found = Self.one(categoriesByName[text]) ?? Self.one(categoriesByFolded[text.folded]) { return found }
        let way = Self.way(text)
        guard way.count > 1 else { return .missing([MissingName(column: .category, externalID: text, name: text)]) }
        return category(by: way)
    }

    /// Goes down from a category without one above, or from the only one of the name.
    private func category(by way: [String]) -> Found {
        var missing: [MissingName] = []
        var above: String?
        for (depth, name) in way.enumerated() {
            if missing.isEmpty {
                let called = categoriesByFolded[name.folded] ?? []
                var here = called.filter { categories[$0]?.parent == above }
                if depth == 0, here.isEmpty { here = called }
                if here.count > 1 { return .several }
                if let known = here.first { above = known; continue }
            }
            let id = way.prefix(depth + 1).joined(separator: " / ")
            missing.append(MissingName(column: .category, externalID: id, name: name, parent: above, depth: depth))
            above = id
        }
        return missing.isEmpty ? above.map { .known($0) } ?? .several : .missing(missing)
    }

    /// Whether something else has the external id that a new one would get.
    func isTaken(_ missing: MissingName) -> Bool { missing.column == .brand ? brandIDs.contains(missing.externalID) : categories[missing.externalID] != nil }

    private static func one(_ ids: Set<String>?) -> Found? {
        guard let ids, let first = ids.first else { return nil }
        return ids.count == 1 ? .known(first) : .several
    }

    /// The steps of a way: a slash stands between blanks, as it stands in names too.
    static func way(_ text: String) -> [String] {
        for mark in [" / ", ">", "→", "»", "\\", "|"] where text.contains(mark) {
            return text.split(separator: mark).map { sheetName(String($0)) }.filter { !$0.isEmpty }
        }
        return [text]
    }

    private static func sheetName(_ text: String) -> String { text.split { $0.isWhitespace }.joined(separator: " ") }
}

extension SheetGroups {
    /// Reads all brands and categories.
    fileprivate init(of reader: any Reader, _ stamps: [RecordSheetColumn: [Int64]], limit: Int) throws {
        if let count = stamps.values.compactMap(\.first).max(), count > Int64(limit) { throw Refusal(.validation, "too_many_groups", ["limit": .integer(Int64(limit))]) }
        self.init(
            brands: try reader.rows("SELECT external_id, name FROM brands ORDER BY id").map { (try $0.get("external_id"), try $0.get("name")) },
            categories: try reader.rows("""
                SELECT c.external_id, c.name, a.external_id AS parent FROM categories AS c LEFT JOIN categories AS a ON a.id = c.parent_id ORDER BY c.id
                """).map { (try $0.get("external_id"), try $0.get("name"), try $0.find("parent")) })
        self.stamps = stamps
    }
}

extension Reader {
    /// All brands and categories, read again where they are others than those known.
    /// - Throws: `too_many_groups` past the limit.
    func sheetGroups(since known: SheetGroups? = nil, limit: Int = SheetGroups.limit) throws -> SheetGroups {
        // Before they are read: what comes between makes the next step read again.
        let stamps: [RecordSheetColumn: [Int64]] = [.brand: try groupsStamp(.brand), .category: try groupsStamp(.category)]
        if let known, known.isOf(stamps) { return known }
        return try SheetGroups(of: self, stamps, limit: limit)
    }

    fileprivate func groupsStamp(_ column: RecordSheetColumn) throws -> [Int64] {
        let what: SQL = "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(id), 0) AS \(.integer)) AS ids, CAST(COALESCE(SUM(updated_at), 0) AS \(.integer)) AS at FROM "
        guard let row = try row(what + (column == .brand ? "brands" : "categories")) else { return [] }
        return [try row.get("n"), try row.get("ids"), try row.get("at")]
    }
}

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

    static let nameLimit = 200

    init(brands: [(externalID: String, name: String)], categories: [(externalID: String, name: String, parent: String?)]) {
        for (id, name) in brands {
            brandIDs.insert(id)
            brandsByName[name, default: []].insert(id)
            brandsByFolded[name.folded, default: []].insert(id)
        }
        for (id, name, parent) in categories {
            self.categories[id] = Category(name: name, parent: parent)
            categoriesByName[name, default: []].insert(id)
            categoriesByFolded[name.folded, default: []].insert(id)
        }
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

extension Reader {
    /// All brands and categories; a step of rows asks once.
    func sheetGroups() throws -> SheetGroups {
        SheetGroups(
            brands: try rows("SELECT external_id, name FROM brands ORDER BY id LIMIT 200000").map { (try $0.get("external_id"), try $0.get("name")) },
            categories: try rows("""
                SELECT c.external_id, c.name, a.external_id AS parent FROM categories AS c LEFT JOIN categories AS a ON a.id = c.parent_id ORDER BY c.id LIMIT 200000
                """).map { (try $0.get("external_id"), try $0.get("name"), try $0.find("parent")) })
    }
}

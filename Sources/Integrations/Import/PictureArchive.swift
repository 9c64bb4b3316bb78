import Formats
import Foundation
import Kernel

/// The most bytes of an archive of pictures.
package let pictureArchiveLimit = 64 << 20

/// An archive of pictures that staff bring: called by the articles of their products (`PictureName`), or with a sheet among them that says whose they are.
struct PictureArchive: Sendable {
    let files: ArchivedFiles
    /// The sheet of the archive; without one its pictures, one in a row.
    let sheet: Sheet

    /// The titles of the rows of an archive without a sheet.
    static let titles = ["picture"]
    private static let most = 20_000
    /// Unpacked bytes of all files.
    private static let room = 1 << 30

    static func isMeant(_ bytes: [UInt8]) -> Bool { ZIPArchive.isBeginning(bytes) && !XLSXReader.isBeginning(bytes) }

    /// - Throws: a `Refusal` for an archive that is broken or too large, has no files, or more than one sheet.
    init(_ bytes: [UInt8], name: String) throws {
        var budget = ZIPBudget()
        budget.entries = Self.most
        let archive: ZIPArchive
        do { archive = try ZIPArchive(bytes, budget: budget) } catch let problem as ZIPProblem { throw Refusal(.validation, problem.what.rawValue) }
        guard archive.entries.reduce(0, { min(Self.room, $0) + $1.unpacked }) <= Self.room else { throw Refusal(.validation, ZIPProblem.What.tooLarge.rawValue) }
        files = ArchivedFiles(archive)
        let shown = archive.entries.filter { !Self.isOfSystem($0.name) }
        let sheets = shown.filter { ["csv", "xlsx"].contains(URL(fileURLWithPath: safeName($0.name)).pathExtension.lowercased()) }
        guard sheets.count <= 1 else { throw Refusal(.validation, "several_sheets_in_archive") }
        guard let table = sheets.first else {
            guard !shown.isEmpty else { throw Refusal(.validation, "file_empty") }
            sheet = Sheet(name: name, rows: [Self.titles] + shown.map(\.name).sorted().map { [$0] })
            return
        }
        do { sheet = try Sheet(try files.bytes(of: table), name: safeName(table.name)) } catch let problem as FilesBeside.Unreadable {
            throw Refusal(.validation, problem.reason, ["value": .text(String(table.name.prefix(200)))])
        }
    }

    /// What systems leave in folders and archives.
    private static func isOfSystem(_ name: String) -> Bool {
        let parts = name.split { $0 == "/" || $0 == "\\" }
        return parts.first == "__MACOSX" || parts.last.map { $0.hasPrefix("._") || [".ds_store", "thumbs.db", "desktop.ini"].contains($0.lowercased()) } ?? true
    }
}

/// Whose a picture is by its name: `ARTICLE.jpg` is the first of the product's pictures, `ARTICLE_2.jpg` or `ARTICLE (2).jpg` the second, in whatever folder.
/// What no file's name may hold, a slash, is written as `_`; the case of letters counts only where articles differ in it alone.
struct PictureName: Sendable {
    enum Found: Equatable {
        case one(id: String, place: Int)
        /// The articles that it may mean.
        case several(String)
        case none
    }

    /// What articles it may mean, as it is written, with the place each time; then in capitals.
    private let readings: [[(article: String, place: Int)]]
    /// The article without the number: pictures of one product have it in common.
    let base: String

    init(_ path: String) {
        let file = path.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? path
        let stem = (file.lastIndex(of: ".").flatMap { $0 > file.startIndex ? String(file[..<$0]) : nil } ?? file).trimmed
        var exact = Self.spellings(stem).map { (article: $0, place: 1) }
        base = Self.numbered(stem)?.article ?? stem
        if let (article, place) = Self.numbered(stem) { exact += Self.spellings(article).map { ($0, place) } }
        readings = [exact, exact.map { ($0.article.uppercased(), $0.place) }]
    }

    var articles: [String] { readings.flatMap { $0.map(\.article) } }

    /// - Parameter known: the external ids of products by their articles.
    func product(among known: [String: String]) -> Found {
        for reading in readings {
            var found: [String: (article: String, place: Int)] = [:]
            for one in reading { if let id = known[one.article], found[id] == nil { found[id] = one } }
            if found.count > 1 { return .several(found.values.map(\.article).sorted().joined(separator: ", ")) }
            if let (id, one) = found.first { return .one(id: id, place: one.place) }
        }
        return .none
    }

    /// The article before `_2` or ` (2)`, and the number.
    private static func numbered(_ stem: String) -> (article: String, place: Int)? {
        var text = stem[...]
        let isBracketed = text.last == ")"
        if isBracketed { text = text.dropLast() }
        let digits = String(text.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
        text = text.dropLast(digits.count)
        let mark = isBracketed ? " (" : "_"
        guard (1...3).contains(digits.count), let place = Int(digits), place > 0, text.hasSuffix(mark), text.count > mark.count else { return nil }
        return (String(text.dropLast(mark.count)), place)
    }

    /// With each `_` for a slash by itself, and with all of them.
    private static func spellings(_ name: String) -> [String] {
        let places = name.indices.filter { name[$0] == "_" }
        guard !places.isEmpty, places.count <= 8 else { return [name] }
        let single = places.map { name.replacingCharacters(in: $0...$0, with: "/") }
        return ([name] + single + [name.replacing("_", with: "/")]).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension RecordMapping {
    /// Whether no column tells the product: then the names of the pictures do.
    var isByPictureNames: Bool { columns[.article] == nil && columns[.product] == nil && columns[.barcode] == nil }

    /// What rows about pictures of one product have in common.
    func productKey(_ row: Sheet.Row) -> String {
        if isByPictureNames { return cell(.picture, row).map { PictureName(sheetCode($0)).base } ?? "" }
        return [RecordSheetColumn.product, .article, .barcode].lazy.compactMap { cell($0, row) }.first ?? ""
    }

    /// Rows about pictures, those of a product one after another.
    func byProducts(_ rows: ArraySlice<Sheet.Row>) -> ArraySlice<Sheet.Row> {
        rows.map { (key: productKey($0), row: $0) }.sorted { ($0.key, $0.row.line) < ($1.key, $1.row.line) }.map(\.row)[...]
    }
}

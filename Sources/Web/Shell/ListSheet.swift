import Database
import Formats
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization

/// So many rows of a list go into one sheet; whoever needs others narrows the list.
let sheetRowLimit = 10_000

/// Everything that a list finds, page by page, up to the limit of a sheet, and whether there is more.
///
/// - Parameter page: at most `sheetRowLimit` rows after a place, and the place where the next page begins.
func gathered<Row, Place>(_ page: (Place?) throws -> (rows: [Row], next: Place?)) rethrows -> (rows: [Row], isCut: Bool) {
    var rows: [Row] = []
    var place: Place?
    repeat {
        let found = try page(place)
        rows += found.rows
        place = found.next
    } while place != nil && rows.count < sheetRowLimit
    return (Array(rows.prefix(sheetRowLimit)), place != nil || rows.count > sheetRowLimit)
}

extension Site {
    /// A list as a file, with the columns that its page has for this person.
    /// - Parameters:
    ///   - isCut: there are more rows than a sheet takes; its last line says so.
    ///   - note: what else the last line says.
    func sheet<Row>(_ listing: Listing<Row>, _ rows: [Row], isCut: Bool, note: String? = nil, _ format: SheetFormat, in shell: Shell) throws -> Response {
        let t = shell.t
        var (heads, cells) = listing.cells(rows, in: shell)
        if isCut { cells.append([.text(t("list.sheet.cut", ["limit": .integer(Int64(sheetRowLimit))]))]) }
        if let note { cells.append([.text(note)]) }
        let bytes = try sheetBytes(format, name: listing.title, heads: heads, rows: cells, decimalMark: t.language == .ru ? "," : ".")
        return Response(status: .ok, headers: sheetHeaders(listing.name, format), body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// What HEAD is told of a list's sheet, which is not made for it: nobody waits for his turn, and how long it is is known when it has been made.
    /// - Parameter look: looks for a row of the list, so that whoever may not have it is refused as by GET.
    func unmadeSheet(_ list: ListName, _ format: SheetFormat, _ look: @escaping @Sendable (any Reader) throws -> Void) async throws -> Response {
        try await database.read(look)
        return Response(status: .ok, headers: sheetHeaders(list, format), body: .unmade)
    }

    private func sheetHeaders(_ list: ListName, _ format: SheetFormat) -> HTTPFields {
        let name = "\(list.rawValue)-\(Day(of: now(), in: timeZone)).\(format.rawValue)"
        return [.contentType: format.contentType, .contentDisposition: "attachment; filename=\"\(name)\"", .cacheControl: "no-store"]
    }
}

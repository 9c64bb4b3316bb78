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
        let name = "\(listing.name.rawValue)-\(Day(of: now(), in: timeZone)).\(format.rawValue)"
        return Response(
            status: .ok, headers: [.contentType: format.contentType, .contentDisposition: "attachment; filename=\"\(name)\"", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

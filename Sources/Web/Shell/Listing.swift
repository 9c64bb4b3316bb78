import Formats
import HTML
import Kernel
import Localization

/// The lists whose columns a reader may choose: the name under which his choice is kept.
enum ListName: String, Sendable, CaseIterable { case orders, clients, people, documents, journal, ageing, goods, sample }

/// One column of a list: its heading, what stands in its cells, and what of it goes into a sheet.
struct Column<Row> {
    enum Kind {
        /// The head of the row, in a page's table always there.
        case lead, wideLead
        case text, name, figure
        /// Buttons, boxes to choose rows by, pictures; their headings are there for those who do not see the column.
        case act, choose, picture
    }

    /// The two ways round of a column by which the list can be ordered, as they stand in the address; the first is what the first press asks for.
    struct Sorting {
        var ascending: String?
        var descending: String?
        var beginsDescending = false
    }

    var key: String
    var title: String
    var kind = Kind.text
    /// Whether the reader may leave it out.
    var isOptional = true
    var sorting: Sorting?
    /// Nil for what only a sheet holds.
    var cell: ((Row) -> HTML)?
    /// Nil for what no sheet holds.
    var value: ((Row) -> SheetCell)?
}

/// A list, described once: drawn as a table with the columns that its reader has chosen and headings that order it, and written into a sheet.
struct Listing<Row> {
    /// A row below all others: a heading over the columns before the first sum, and sums by the column's key.
    struct Foot {
        var title: String
        var cells: [String: HTML]
    }

    var name: ListName
    var title: String
    var columns: [Column<Row>]
    /// The order in which the list stands, as in the address.
    var order = ""
    /// Names of the style of the table.
    var style = "lines stacked"
    /// The address of the list in another order.
    var ordered: (String) -> String = { $0 }
    var foot: [Foot] = []
    /// Whether it may be wider than the page.
    var scrolls = false

    /// The columns of the page that the reader has not left out.
    private func shown(_ shell: Shell) -> [Column<Row>] {
        let hidden = shell.hiddenColumns[name] ?? []
        return columns.filter { $0.cell != nil && !($0.isOptional && hidden.contains($0.key)) }
    }

    func table(_ rows: [Row], in shell: Shell) -> HTML {
        let shown = shown(shell)
        let heads = shown.map { head($0) }
        let body = rows.map { row -> HTML in "<tr>\(shown.map { cell($0, row) })</tr>\n" }
        let sums = foot.map { foot -> HTML in
            let span = max(1, shown.prefix { foot.cells[$0.key] == nil }.count)
            let rest = shown.dropFirst(span).map { column -> HTML in "<td class=\"figure\" data-label=\"\(column.title)\">\(foot.cells[column.key])</td>" }
            return "<tr class=\"sum\"><th scope=\"row\" class=\"name\" colspan=\"\(span)\">\(foot.title)</th>\(rest)</tr>\n"
        }
        let tail: HTML? = sums.isEmpty ? nil : "<tfoot>\(sums)</tfoot>"
        let table: HTML = """
            <table class="\(style)"><caption class="unseen">\(title)</caption><thead><tr>\(heads)</tr></thead><tbody>
            \(body)</tbody>\(tail)</table>
            """
        return scrolls ? "<div class=\"scroll\" role=\"region\" aria-label=\"\(title)\" tabindex=\"0\">\(table)</div>" : table
    }

    private func head(_ column: Column<Row>) -> HTML {
        let kind: String? = column.kind == .figure ? "figure" : nil
        if [.act, .choose, .picture].contains(column.kind) { return "<th scope=\"col\"><span class=\"unseen\">\(column.title)</span></th>" }
        guard let sorting = column.sorting else { return "<th scope=\"col\"\(attributes: [("class", kind)])>\(column.title)</th>" }
        let isUp = sorting.ascending == order
        let isDown = sorting.descending == order
        let first = sorting.beginsDescending ? sorting.descending ?? sorting.ascending : sorting.ascending ?? sorting.descending
        let next = isUp ? sorting.descending : isDown ? sorting.ascending : first
        return """
            <th scope="col"\(attributes: [("class", kind), ("aria-sort", isUp ? "ascending" : isDown ? "descending" : nil)])><a href="\(ordered(next ?? order))">\(column.title)</a></th>
            """
    }

    private func cell(_ column: Column<Row>, _ row: Row) -> HTML {
        let content = column.cell?(row) ?? .empty
        switch column.kind {
        case .lead: return "<th scope=\"row\" class=\"lead\">\(content)</th>"
        case .wideLead: return "<th scope=\"row\" class=\"lead name\">\(content)</th>"
        case .text: return "<td data-label=\"\(column.title)\">\(content)</td>"
        case .name: return "<td class=\"name\" data-label=\"\(column.title)\">\(content)</td>"
        case .figure: return "<td class=\"figure\" data-label=\"\(column.title)\">\(content)</td>"
        case .act: return "<td class=\"act\">\(content)</td>"
        case .choose: return "<td class=\"choose\">\(content)</td>"
        case .picture: return "<td class=\"picture\">\(content)</td>"
        }
    }

    /// What stands over a table: which columns it has, and the list as a sheet.
    /// - Parameter sheet: the address of the list as a sheet of a format; nil for none.
    func tools(in shell: Shell, sheet: ((SheetFormat) -> String)? = nil) -> HTML {
        let t = shell.t
        let files: HTML? = sheet.map { address in
            let links = SheetFormat.allCases.map { format -> HTML in
                "<a class=\"button quiet\" href=\"\(address(format))\" aria-label=\"\(t("list.sheet", ["format": .text(format.rawValue.uppercased())]))\">\(format.rawValue.uppercased())</a>"
            }
            return "<span class=\"files\">\(links)</span>"
        }
        return "<div class=\"tools\">\(files)\(orders(in: shell))\(chooser(in: shell))</div>"
    }

    /// The orders that the headings offer, for windows so small that a row is a card without headings; nil where there is one order only.
    private func orders(in shell: Shell) -> HTML? {
        let t = shell.t
        let offered = shown(shell).flatMap { column -> [(order: String, title: String, sign: String, spoken: String)] in
            let title = ["column": Refusal.Argument.text(column.title)]
            let up = column.sorting?.ascending.map { ($0, column.title, "↑", t("list.order.up", title)) }
            let down = column.sorting?.descending.map { ($0, column.title, "↓", t("list.order.down", title)) }
            return [up, down].compactMap { $0 }
        }
        guard offered.count > 1 else { return nil }
        let links = offered.map { one -> HTML in
            "<li><a href=\"\(ordered(one.order))\"\(attributes: [("aria-current", one.order == order ? "true" : nil), ("aria-label", one.spoken)])>\(one.title) <span aria-hidden=\"true\">\(one.sign)</span></a></li>"
        }
        let now: HTML? = offered.first { $0.order == order }.map { ": <b>\($0.title)</b> <span aria-hidden=\"true\">\($0.sign)</span>" }
        return "<details class=\"drop orders-menu\"><summary>\(t("list.order"))\(now)</summary><ul>\(links)</ul></details>"
    }

    /// The choice of columns, open by itself without scripts; nil where none may be left out.
    private func chooser(in shell: Shell) -> HTML? {
        let t = shell.t
        let optional = columns.filter { $0.isOptional && $0.cell != nil }
        guard !optional.isEmpty else { return nil }
        let hidden = (shell.hiddenColumns[name] ?? []).intersection(optional.map(\.key))
        let boxes = optional.map { column -> HTML in
            """
            <label class="check"><input type="checkbox" name="column" value="\(column.key)"\(attributes: [("checked", hidden.contains(column.key) ? nil : "")])> \(column.title)</label>\
            <input type="hidden" name="known" value="\(column.key)">
            """
        }
        let count: HTML? = hidden.isEmpty ? nil : " <span class=\"count\">\(t.number(optional.count - hidden.count))/\(t.number(optional.count))</span>"
        return """
            <details class="drop columns"><summary>\(t("list.columns"))\(count)</summary><form method="post" action="\(Address.preferences)"><input type="hidden" name="return" value="\(shell.path)">\
            <input type="hidden" name="list" value="\(name.rawValue)"><fieldset><legend class="unseen">\(t("list.columns"))</legend>\(boxes)</fieldset>\
            <div class="buttons"><button class="primary">\(t("list.columns.apply"))</button><button class="quiet" name="all" value="1">\(t("list.columns.all"))</button></div></form></details>
            """
    }

    /// The rows under the headings, of the columns that the page shows and those that only a sheet has.
    func cells(_ rows: [Row], in shell: Shell) -> (heads: [String], rows: [[SheetCell]]) {
        let hidden = shell.hiddenColumns[name] ?? []
        let written = columns.filter { $0.value != nil && !($0.isOptional && hidden.contains($0.key)) }
        return (written.map(\.title), rows.map { row in written.map { $0.value?(row) ?? .empty } })
    }
}

/// A cell of text; of nothing where there is none.
func sheetText(_ text: String?) -> SheetCell { text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .empty }

/// A sum that a spreadsheet calculates with; of nothing where it may not be seen.
func sheetSum(_ sum: Money?) -> SheetCell { sum.map { .number($0.decimal) } ?? .empty }

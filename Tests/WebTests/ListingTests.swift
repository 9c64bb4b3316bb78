import Formats
import HTML
import Kernel
import Localization
import Testing

@testable import Web

@Suite("Lists by their columns")
struct ListingTests {
    private struct Thing {
        var name: String
        var sum: String
    }

    private var listing: Listing<Thing> {
        var listing = Listing<Thing>(
            name: .sample, title: "Things",
            columns: [
                Column(key: "name", title: "Name", kind: .lead, isOptional: false, sorting: .init(ascending: "name", descending: "-name"), cell: { "\($0.name)" }, value: { .text($0.name) }),
                Column(key: "sum", title: "Sum", kind: .figure, sorting: .init(ascending: "sum", descending: "-sum", beginsDescending: true), cell: { "\($0.sum)" }, value: { .number($0.sum) }),
                Column(key: "code", title: "Code", value: { _ in .text("RUB") }),
            ])
        listing.ordered = { "/things?sort=\($0)" }
        return listing
    }

    private let things = [Thing(name: "=A", sum: "10.50"), Thing(name: "B", sum: "2")]

    private func heads(_ order: String) -> [Markup.Element] {
        var listing = listing
        listing.order = order
        return Markup(listing.table(things, in: Samples().shell("/things")).text).elements
    }

    @Test("a heading says how the list stands and leads to the other way round")
    func sorting() {
        for (order, state, name, sum) in [("name", "ascending", "-name", "-sum"), ("-name", "descending", "name", "-sum"), ("-sum", "descending", "name", "sum")] {
            let elements = heads(order)
            #expect(elements.compactMap { $0.attributes["aria-sort"] } == [state], "\(order)")
            #expect(elements.compactMap { $0.attributes["href"] } == ["/things?sort=\(name)", "/things?sort=\(sum)"], "\(order)")
        }
    }

    @Test("a window too small for headings gets a menu of the same orders, the one that stands told")
    func menu() {
        var listing = listing
        listing.order = "-sum"
        let markup = Markup(listing.tools(in: Samples().shell("/things")).text)
        let links = markup.elements.filter { $0.attributes["href"]?.hasPrefix("/things?sort=") == true }
        #expect(links.compactMap { $0.attributes["href"] } == ["/things?sort=name", "/things?sort=-name", "/things?sort=sum", "/things?sort=-sum"])
        #expect(links.compactMap { $0.attributes["aria-current"] } == ["true"])
        #expect(links.last?.attributes["aria-current"] == "true")
        listing.columns.removeFirst(2)
        #expect(!listing.tools(in: Samples().shell("/things")).text.contains("orders-menu"))
    }

    @Test("a column that is left out is neither in the table nor in the sheet, and one that must be there stays")
    func hidden() {
        let shell = Samples().shell("/things") { $0.hiddenColumns = [.sample: ["name", "sum"]] }
        let markup = Markup(listing.table(things, in: shell).text)
        #expect(markup.problems.isEmpty)
        #expect(markup.text.contains("=A"))
        #expect(!markup.text.contains("10.50"))
        #expect(listing.cells(things, in: shell).heads == ["Name", "Code"])
        let ticks = Markup(listing.tools(in: shell).text).elements.filter { $0.attributes["name"] == "column" }
        #expect(ticks.count == 1)
        #expect(ticks.first?.attributes["checked"] == nil)
        let other = Samples().shell("/things") { $0.hiddenColumns = [.orders: ["sum"]] }
        #expect(listing.table(things, in: other).text.contains("10.50"))
    }

    @Test("a row of sums spans what has none, whatever is left out")
    func foot() {
        var listing = listing
        listing.foot = [.init(title: "All", cells: ["sum": "12.50"])]
        let whole = Markup(listing.table(things, in: Samples().shell("/things")).text)
        #expect(whole.elements.contains { $0.attributes["colspan"] == "1" })
        #expect(whole.text.contains("12.50"))
        let narrow = Markup(listing.table(things, in: Samples().shell("/things") { $0.hiddenColumns = [.sample: ["sum"]] }).text)
        #expect(!narrow.text.contains("12.50"))
    }

    @Test("a sheet disarms formulas and writes numbers as its reader does")
    func sheet() throws {
        let cells = listing.cells(things, in: Samples().shell("/things"))
        let bytes = try sheetBytes(.csv, name: "Things", heads: cells.heads, rows: cells.rows, decimalMark: ",")
        #expect(String(decoding: bytes, as: UTF8.self) == "\u{FEFF}Name;Sum;Code\r\n'=A;10,50;RUB\r\nB;2;RUB\r\n")
        let workbook = try sheetBytes(.xlsx, name: "Things", heads: cells.heads, rows: cells.rows, decimalMark: ",")
        #expect(Array(workbook.prefix(2)) == Array("PK".utf8))
    }

    @Test("what takes something back is carried whole, and nothing else is read")
    func undo() throws {
        let seven = try #require(Quantity("7.5"))
        let steps: [Undo] = [
            .cart([.init(product: ID(4), quantity: seven)]), try #require(Undo(["kept", "favourite", "4"])), .search(name: "Болты", parameters: "query=%D0%B1", isWatched: true), .awaited(ID(9)), .blocked(ID(3)),
        ]
        for step in steps {
            let parts = try #require(step.parts)
            #expect(Undo(parts) == step)
        }
        #expect(Undo.search(name: "", parameters: String(repeating: "a", count: 2000), isWatched: false).parts == nil)
        for parts in [[], ["cart"], ["cart", "4"], ["cart", "4", "-1"], ["cart", "x", "1"], ["kept", "none", "1"], ["kept", "favourite", ""], ["orders", "1"], ["blocked", "x"], ["blocked"]] { #expect(Undo(parts) == nil) }
    }
}

import Foundation
import HTML
import HTTP
import Kernel
import Localization
import Testing

@testable import Web

@Suite("Addresses")
struct AddressTests {
    @Test(
        "an article of any characters is one segment of its address",
        arguments: [
            ("M8x40", "/products/M8x40"), ("БШ-8", "/products/%D0%91%D0%A8-8"), ("A/B", "/products/A%2FB"), ("3+2,5 %", "/products/3%2B2%2C5%20%25"),
            ("a?b#c&d", "/products/a%3Fb%23c%26d"), ("..", "/catalog?query=.."), (".5", "/products/.5"), ("\"<'>", "/products/%22%3C%27%3E"),
        ])
    func article(article: String, address: String) { #expect(Address.product(article) == address) }

    @Test("a catalogue query survives its address, whatever its values hold", arguments: [1, 2, 3] as [UInt64])
    func query(seed: UInt64) throws {
        var random = Seeded(seed)
        for round in 0..<300 {
            let query = Self.query(&random)
            let address = Address.catalog(query)
            #expect(address.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "seed \(seed), round \(round)")
            let form = try Form(parsing: address.split(separator: "?", maxSplits: 1).dropFirst().first ?? "")
            #expect(CatalogQuery(form) == query, "seed \(seed), round \(round): \(address)")
        }
    }

    @Test("the form of the filters asks the page's question again, whatever its values hold", arguments: [4, 5, 6] as [UInt64])
    func form(seed: UInt64) throws {
        var random = Seeded(seed)
        for round in 0..<100 {
            var query = Self.query(&random)
            var page = CatalogPage(query: query, prices: CatalogPage.PriceFilter(), rows: [], total: 0)
            page.filters = Set(query.values.keys).union(query.bounds.keys).filter { _ in Int.random(in: 0...3, using: &random) > 0 }.map { code in
                var filter = CatalogPage.Filter(code: code, name: code, typed: query.bounds[code] ?? CatalogQuery.Bounds())
                filter.values = (query.values[code] ?? []).map { CatalogPage.Filter.Value(key: $0, title: $0, count: 0, isChosen: true) }
                return filter
            }
            let shell = Samples().shell(Address.catalog(query)) { $0.vat = query.vat ?? .contract }
            let markup = Markup(facetsForm(page, in: shell).text)
            #expect(markup.problems.isEmpty, "seed \(seed), round \(round): \(markup.problems)")
            let fields = markup.elements.filter { $0.name == "input" && ($0.attributes["type"] != "checkbox" || $0.attributes["checked"] != nil) }
            let form = Form(fields.compactMap { field in field.attributes["name"].map { (name: $0.unescaped, value: (field.attributes["value"] ?? "").unescaped) } })
            query.page = 1
            #expect(CatalogQuery(form) == query, "seed \(seed), round \(round)")
        }
    }

    private static func query(_ random: inout Seeded) -> CatalogQuery {
        func text() -> String {
            let pieces = ["a", "Ж", "=", "&", "?", "#", "+", " ", "%", "%2", ",", "..", ".", "'", "\"", "<", ">", ";", "/", "\\", "é", "😀", "\u{A0}", "\n", "\t", "min.", "param.", "|", "[", "]"]
            return (0...Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "a" }.joined()
        }
        func seldom() -> Bool { Bool.random(using: &random) }
        var query = CatalogQuery(text: seldom() ? text().trimmed : "", category: seldom() ? text() : nil, inStockOnly: seldom())
        if seldom() { query.brands = Array(Set((0...2).map { _ in text() })) }
        if seldom() { query.sort = CatalogQuery.Sort.allCases.randomElement(using: &random) }
        if seldom() { query.price.min = text().trimmed }
        if seldom() { query.price.max = text().trimmed }
        if !query.price.isEmpty { query.vat = VATView.allCases.randomElement(using: &random) }
        for _ in 0..<Int.random(in: 0...3, using: &random) { query.values[text()] = Array(Set((0...2).map { _ in text() })) }
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let bounds = CatalogQuery.Bounds(min: seldom() ? "0,75 кВт" : "", max: text().trimmed)
            if !bounds.isEmpty { query.bounds[text()] = bounds }
        }
        query.openFacet = seldom() ? text() : nil
        query.showsAllFacets = seldom()
        query.page = Int.random(in: 1...9, using: &random)
        return query
    }

    @Test("a hostile address asks for no more than a page can bear")
    func flood() {
        let fields = (0..<5000).flatMap { [("param.p", "\($0)"), ("param.\($0)", "x"), ("min.\($0)", "1"), ("brand", "\($0)")] }.map { (name: $0, value: $1) }
        let query = CatalogQuery(Form(fields))
        #expect(query.values.count <= 100 && query.values.values.allSatisfy { $0.count <= 100 } && query.bounds.count <= 100 && query.brands.count <= 100)
        #expect(CatalogQuery(Form([(name: "min.p", value: String(repeating: "9", count: 9999))])).bounds["p"]?.min.count == 40)
    }

    @Test("a changed condition begins from the first page again")
    func firstPage() { #expect(CatalogQuery(page: 9).with { $0.inStockOnly = true }.page == 1) }

    @Test("nonsense in the address is passed over", arguments: ["0", "-4", "many", "99999999999999999999"])
    func nonsense(page: String) {
        let query = CatalogQuery(Form(["page": page, "sort": "stolen", "category": "", "vat": "stolen", "price_from": "1"].map { (name: $0, value: $1) }))
        #expect(query.page >= 1 && query.page <= 1_000_000)
        #expect(query.sort == nil && query.category == nil && query.vat == nil)
    }

    @Test(
        "a form leads back only to this site",
        arguments: [
            ("/catalog?page=2#goods", "/catalog?page=2#goods"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("", "/"), ("javascript:alert(1)", "/"), ("/\tevil", "/"),
        ])
    func back(path: String, to: String) { #expect(Address.local(path) == to) }

    @Test("the quantities of a form are read by their lines, the repair by its last sign")
    func fields() {
        let fields = [("quantity-A=1", "5"), ("reference", "x"), ("quantity-B", "")].map { (name: $0, value: $1) }
        #expect(Field.values(Field.quantity, in: fields).map(\.key) == ["A=1", "B"])
        #expect(Field.repair("A=1=2.5").map { $0.line } == "A=1")
        #expect(Field.repair("A=1=2.5")?.quantity == Quantity("2.5"))
        #expect(Field.repair("A") == nil)
    }

    @Test("an asset is named by its content and found by that name alone")
    func assets() {
        #expect(Asset.named(Asset.stylesheet.name)?.bytes == Asset.stylesheet.bytes)
        #expect(Asset.named("kontor.css") == nil)
        #expect(Set(Asset.all.map(\.name)).count == Asset.all.count)
    }

    @Test("the stylesheet and the script reach for no other host and stay small")
    func selfContained() {
        for asset in [Asset.stylesheet, Asset.script] {
            let text = String(decoding: asset.bytes, as: UTF8.self)
            #expect(!text.contains("http://") && !text.contains("https://") && !text.contains("@import") && !text.contains("url("))
        }
        #expect(String(decoding: Asset.script.bytes, as: UTF8.self).split(separator: "\n").count < 140)
    }
}

extension String {
    fileprivate var unescaped: String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(self) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
private struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

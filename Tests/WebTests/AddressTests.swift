import Foundation
import Kernel
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

    @Test("a catalogue query survives its address")
    func query() {
        let query = CatalogQuery(text: "болт м8&х+40", category: "a/б", brand: "b", sort: .priceDown, inStockOnly: true, page: 7)
        let address = Address.catalog(query)
        #expect(address.hasPrefix("/catalog?query="))
        let pairs = address.split(separator: "?")[1].split(separator: "&").map { $0.split(separator: "=", omittingEmptySubsequences: false) }
        let parameters = Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), String($0[1]).removingPercentEncoding ?? "") })
        #expect(CatalogQuery { parameters[$0] } == query)
    }

    @Test("a changed condition begins from the first page again")
    func firstPage() { #expect(CatalogQuery(page: 9).with { $0.inStockOnly = true }.page == 1) }

    @Test("nonsense in the address is passed over", arguments: ["0", "-4", "many", "99999999999999999999"])
    func nonsense(page: String) {
        let query = CatalogQuery { ["page": page, "sort": "stolen", "category": ""][$0] }
        #expect(query.page >= 1 && query.page <= 1_000_000)
        #expect(query.sort == nil && query.category == nil)
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
        #expect(String(decoding: Asset.script.bytes, as: UTF8.self).split(separator: "\n").count < 130)
    }
}

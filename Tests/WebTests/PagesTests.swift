import Foundation
import HTML
import Kernel
import Localization
import Testing

@testable import Web

@Suite("Pages")
struct PagesTests {
    @Test("every page is well formed in both languages", arguments: Language.allCases)
    func wellFormed(language: Language) {
        for page in Samples(language: language).pages {
            let markup = Markup(page.html)
            #expect(markup.problems.isEmpty, "\(page.name)")
            #expect(markup.elements.first?.attributes["lang"] == language.rawValue)
            #expect(markup.elements.filter { $0.name == "h1" }.count == 1, "\(page.name) has one main heading")
        }
    }

    @Test("hostile text in every field stays text, on every page")
    func hostile() {
        let hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)>' onfocus='alert(3)' & javascript:alert(4)"
        for page in Samples(word: { _ in hostile }).pages {
            let problems = Markup(page.html).problems.filter { !$0.hasPrefix("id ") && !$0.contains("points to no id") }
            #expect(problems.isEmpty, "\(page.name)")
            #expect(!page.html.contains("<img"), "\(page.name)")
            let scripts = [Asset.script, .adding, .facets, .palette, .passkeys].count { page.html.contains($0.address) }
            #expect(page.html.components(separatedBy: "<script").count == scripts + 1, "\(page.name) has its own script alone")
        }
    }

    @Test(
        "text of markup characters, of nothing and of great length breaks no page",
        arguments: ["", "&amp;", "<", String(repeating: "щ", count: 3000), "\u{202E}abc"])
    func odd(text: String) {
        for page in Samples(word: { _ in text }).pages {
            let problems = Markup(page.html).problems.filter { !$0.hasPrefix("id ") && !$0.contains("points to no id") && !$0.contains("leads to") }
            #expect(problems.isEmpty, "\(page.name)")
        }
    }

    @Test(
        "the checker of markup sees what is broken",
        arguments: [
            "<p>text", "<p><b>text</p></b>", "<p title=x>text</p>", "<p onclick=\"x\">text</p>", "<p style=\"color:red\"></p>", "<script>1</script>",
            "<a href=\"javascript:1\">x</a>",
            "<p id=\"a\"></p><p id=\"a\"></p>", "<label for=\"b\"></label>", "<p title=\"a\"title=\"b\"></p>", "<img src=\"/x\">", "a > b",
            "<p <b></b></p>",
        ])
    func broken(html: String) {
        #expect(!Markup(html).problems.isEmpty)
    }

    @Test("no page shows its own markup as text", arguments: Language.allCases)
    func spilt(language: Language) {
        for page in Samples(language: language).pages {
            #expect(page.html.firstMatch(of: /&lt;\/?[a-z]|HTML\(bytes:/) == nil, "\(page.name)")
        }
        #expect("<p>&lt;p&gt;[HTML.HTML(bytes: [60])]</p>".firstMatch(of: /&lt;\/?[a-z]|HTML\(bytes:/) != nil)
    }

    @Test("no text key is left untranslated on any page", arguments: Language.allCases)
    func translated(language: Language) {
        for page in Samples(language: language).pages {
            let markup = Markup(page.html)
            // What a field of a file takes are media types, and what an option sends nobody reads.
            let attributes = markup.elements.flatMap { element in
                element.attributes.filter { $0.key != "accept" && ($0.key != "value" || element.name != "option") }.map(\.value)
            }
            let text = markup.text + attributes.joined(separator: " ")
            let keys = text.matches(of: /\b[a-z]+(_[a-z]+)*\.[a-z_]+\b/).map { String(text[$0.range]) }
            #expect(
                keys.filter {
                    !$0.hasSuffix("xml") && !$0.hasSuffix("csv") && !$0.hasSuffix(".xlsx") && !$0.hasSuffix(".example") && !$0.hasSuffix(".com") && !$0.hasPrefix("kontor.")
                }.isEmpty, "\(page.name)")
        }
    }

    @Test("the person's context is on every page: client, contract, what is left, and the cart with its sum")
    func context() {
        let html = catalogPage(Samples().catalog, in: Samples().shell("/catalog", .catalog)).text
        for text in ["ООО «СтройМонтаж-Юг»", "Договор № 14/2025-П", "1\u{A0}284\u{A0}500,40\u{A0}₽", "12\u{A0}позиций", "48\u{A0}310,55\u{A0}₽"] {
            #expect(html.contains(text))
        }
    }

    @Test("who may not see prices or order sees neither fields nor sums")
    func rights() {
        var page = Samples().catalog
        page.canOrder = false
        page.prices = nil
        page.rows = page.rows.map {
            var row = $0; row.price = .hidden; return row
        }
        let html = catalogPage(
            page,
            in: Samples().shell("/catalog") {
                $0.cart = nil; $0.limits = []
            }
        ).text
        #expect(!html.contains("quantity-"))
        #expect(!html.contains("₽"))
        #expect(html.contains("Цена скрыта"))
    }

    @Test("a refused cart comes back as it was typed, with its problems tied to their fields and their repair at hand")
    func refusedCart() {
        let markup = Markup(cartPage(Samples().cart, in: Samples().shell("/cart")).text)
        let input = markup.elements.first { $0.attributes["name"] == "quantity-4" }
        #expect(input?.attributes["value"] == "сто")
        #expect(input?.attributes["aria-invalid"] == "true")
        #expect(markup.elements.contains { $0.attributes["href"] == "#quantity-4" })
        #expect(markup.elements.contains { $0.attributes["name"] == "repair" && $0.attributes["value"] == "2=250" })
        let place = markup.elements.first { $0.attributes["formaction"] == Address.orders }
        #expect(place?.attributes["disabled"] != nil)
        #expect(markup.elements.contains { $0.attributes["name"] == "idempotency_key" })
        #expect(markup.elements.first { $0.attributes["name"] == "expected_total-k1" }?.attributes["value"] == "37123.00")
    }

    @Test("Enter in a quantity field saves the cart and removes nothing")
    func enterKey() {
        let elements = Markup(cartPage(Samples().cart, in: Samples().shell("/cart")).text).elements
        guard let form = elements.firstIndex(where: { $0.attributes["class"] == "cart" }) else { return #expect(Bool(false), "no form") }
        let first = elements[form...].first { $0.name == "button" }
        #expect(first?.attributes["name"] == nil && first?.attributes["formaction"] == nil)
    }

    @Test("a tracking link leads only to an https address")
    func trackingLink() {
        var page = Samples().order
        page.shipments[0].trackingAddress = "javascript:alert(1)"
        let html = orderPage(page, in: Samples().shell("/orders/1")).text
        #expect(!html.contains("javascript:"))
        #expect(html.contains("10098765432"))
    }

    @Test("a page of fifty rows stays within its weight")
    func weight() {
        var page = Samples().catalog
        page.rows = (0..<50).map { page.rows[$0 % page.rows.count] }
        page.filters = (0..<10).map { page.filters[$0 % page.filters.count] }
        let bytes = catalogPage(page, in: Samples().shell("/catalog")).text.utf8.count
        #expect(bytes < 105_000, "\(bytes) bytes before compression")
    }

    @Test("how long the longest overdue job waits is told in the largest unit, and nothing where none is overdue")
    func overdueJob() {
        func page(_ seconds: Int64) -> String {
            jobsPage(JobsPage(waiting: 3, dead: 0, oldest: seconds, mailWaiting: 0, hasMail: true, rows: []), in: Samples().shell("/house/jobs", .house, isStaff: true)).text
        }
        for (seconds, words) in [(1, "1 минута"), (75, "2 минуты"), (7140, "119 минут"), (7200, "2 часа"), (172_800, "2 дня")] as [(Int64, String)] {
            #expect(page(seconds).contains("Самое старое ждёт</dt><dd>\(words)</dd>"), "\(seconds)")
        }
        #expect(!page(0).contains("Самое старое ждёт"))
        #expect(page(.max).contains("Самое старое ждёт"))
    }
}

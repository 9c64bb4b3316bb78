import HTML
import Testing

@Suite("Markup")
struct HTMLTests {
    @Test("what people typed comes out as text, never as markup")
    func escapes() {
        let typed = "<script>alert('x')</script> & \"Болт\""
        let page: HTML = "<p title=\"\(typed)\">\(typed)</p>"
        let safe = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;Болт&quot;"
        #expect(page.text == "<p title=\"\(safe)\">\(safe)</p>")
        #expect(HTML(escaping: typed).text == safe)
    }

    @Test(
        "every place of a special character is found, in short and long texts, between Cyrillic letters and emoji",
        arguments: ["", "&", "ё<", "<ё", "a&b", "&&&&", "нет особых знаков", "👩‍🔧>болт<", String(repeating: "щ'", count: 100)])
    func escapesEverywhere(typed: String) {
        let plain = typed.flatMap { character -> String in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: String(character)
            }
        }
        #expect(HTML(escaping: typed).text == String(plain))
    }

    @Test("a combining mark after a special character does not hide it")
    func combiningMarks() {
        #expect(HTML(escaping: "<\u{301}b>").text.utf8.elementsEqual("&lt;\u{301}b&gt;".utf8))
    }

    @Test("markup goes into markup unchanged, a missing piece leaves nothing")
    func nests() {
        let cell: HTML = "<td>1</td>"
        let missing: HTML? = nil
        let row: HTML = "<tr>\([cell, cell])\(missing)\(cell)\(3)\(raw: "<br>")</tr>"
        #expect(row.text == "<tr><td>1</td><td>1</td><td>1</td>3<br></tr>")
    }

    @Test("an attribute without a value is left out, a value in quotes cannot end its attribute")
    func attributes() {
        let input: HTML = "<input\(attributes: [("name", "quantity"), ("value", "\" onfocus=\"x"), ("required", nil)])>"
        #expect(input.text == "<input name=\"quantity\" value=\"&quot; onfocus=&quot;x\">")
    }
}

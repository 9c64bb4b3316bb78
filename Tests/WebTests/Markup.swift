/// A small strict reader of HTML for tests: every tag closed in order, every attribute quoted and once, no element and attribute that pages must not have.
struct Markup {
    struct Element {
        var name: String
        var attributes: [String: String]
    }

    private(set) var elements: [Element] = []
    private(set) var problems: [String] = []
    /// The text between tags, entities as they stand.
    private(set) var text = ""

    private static let void: Set = ["meta", "link", "input", "br", "img", "hr"]
    private static let drawing: Set = ["path", "circle", "rect"]

    init(_ html: String) {
        var rest = Substring(html)
        var open: [String] = []
        while let start = rest.firstIndex(of: "<") {
            text += rest[..<start]
            rest = rest[rest.index(after: start)...]
            guard let end = Self.endOfTag(rest) else {
                problems.append("a tag that does not end: \(rest.prefix(60))")
                return
            }
            let tag = rest[..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("!doctype") { continue }
            if tag.first == "/" {
                let name = String(tag.dropFirst())
                if open.last == name { open.removeLast() } else { problems.append("</\(name)> closes <\(open.last ?? "nothing")>") }
                continue
            }
            let isClosed = tag.last == "/"
            let element = read(isClosed ? tag.dropLast() : tag)
            elements.append(element)
            if !isClosed, !Self.void.contains(element.name) { open.append(element.name) }
            if isClosed, !Self.drawing.contains(element.name) { problems.append("<\(element.name)/> closes itself") }
        }
        text += rest
        if !open.isEmpty { problems.append("never closed: \(open)") }
        if text.contains(">") { problems.append("a bare > in the text") }
        checkIDs()
    }

    /// The end of the tag, past quoted values.
    private static func endOfTag(_ rest: Substring) -> Substring.Index? {
        var isQuoted = false
        for index in rest.indices {
            if rest[index] == "\"" { isQuoted.toggle() }
            if rest[index] == ">", !isQuoted { return index }
            if rest[index] == "<" { return nil }
        }
        return nil
    }

    private mutating func read(_ tag: Substring) -> Element {
        let name = String(tag.prefix { !$0.isWhitespace })
        if name.isEmpty || !name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber) }) { problems.append("a strange element <\(name)>") }
        var element = Element(name: name, attributes: [:])
        var rest = tag.dropFirst(name.count).drop(while: \.isWhitespace)
        while !rest.isEmpty {
            let attribute = String(rest.prefix { $0 != "=" && !$0.isWhitespace })
            rest = rest.dropFirst(attribute.count)
            var value = ""
            if rest.first == "=" {
                guard rest.dropFirst().first == "\"", let end = rest.dropFirst(2).firstIndex(of: "\"") else {
                    problems.append("an unquoted value of \(attribute) in <\(name)>")
                    return element
                }
                value = String(rest.dropFirst(2)[..<end])
                rest = rest[rest.index(after: end)...]
                if let next = rest.first, !next.isWhitespace { problems.append("no space after \(attribute) in <\(name)>") }
            }
            check(attribute, value, in: element)
            element.attributes[attribute] = value
            rest = rest.drop(while: \.isWhitespace)
        }
        if name == "script", element.attributes["src"]?.hasPrefix("/assets/") != true { problems.append("an inline or foreign script") }
        if ["style", "iframe", "object", "embed", "base", "img"].contains(name) { problems.append("<\(name)> does not belong on a page") }
        return element
    }

    private mutating func check(_ attribute: String, _ value: String, in element: Element) {
        if element.attributes[attribute] != nil { problems.append("\(attribute) twice in <\(element.name)>") }
        if attribute.hasPrefix("on") || attribute == "style" { problems.append("\(attribute) in <\(element.name)>") }
        if !attribute.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "-" || $0.isNumber) }) { problems.append("a strange attribute \(attribute)") }
        let isMail = attribute == "href" && value.hasPrefix("mailto:") && value.dropFirst(7).allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "@.-_~%".contains($0)) }
        if ["href", "src", "action", "formaction"].contains(attribute), !isMail, !value.hasPrefix("/"), !value.hasPrefix("#"), !value.hasPrefix("https://"), !value.hasPrefix("otpauth://totp/") {
            problems.append("\(attribute) leads to \(value)")
        }
    }

    private mutating func checkIDs() {
        let ids = elements.compactMap { $0.attributes["id"] }
        for (id, same) in Dictionary(grouping: ids, by: \.self) where same.count > 1 { problems.append("id \(id) stands \(same.count) times") }
        for element in elements {
            for name in ["for", "aria-describedby"] {
                for id in (element.attributes[name] ?? "").split(separator: " ") where !ids.contains(String(id)) {
                    problems.append("\(name) points to no id: \(id)")
                }
            }
        }
    }
}

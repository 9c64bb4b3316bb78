import Kernel

/// One record of a large document, as a tree. Whoever reads it takes what he uses; the rest can be listed, so that nothing is lost unseen.
final class XMLTree {
    enum Content {
        case text(String)
        case element(XMLTree)
    }

    let name: String
    let line: Int
    private let attributes: [String: String]
    private(set) var content: [Content] = []
    private var taken = false
    private var takenAttributes: Set<String> = []

    init(name: String, attributes: [String: String], line: Int) {
        self.name = name
        self.attributes = attributes
        self.line = line
    }

    /// Byte by byte, which is what XML means, and far cheaper than comparing what the letters mean.
    private func isNamed(_ name: String) -> Bool { self.name.utf8.count == name.utf8.count && self.name.utf8.elementsEqual(name.utf8) }

    func append(_ content: Content) { self.content.append(content) }

    /// An attribute without outer blanks; nil when it is missing or empty.
    func attribute(_ name: String) -> String? {
        takenAttributes.insert(name)
        return attributes[name].map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// All children with one of the names.
    func children(_ names: String...) -> [XMLTree] {
        var found: [XMLTree] = []
        for case .element(let element) in content where names.contains(where: element.isNamed) {
            element.taken = true
            found.append(element)
        }
        return found
    }

    /// The first child with the name.
    func child(_ name: String) -> XMLTree? {
        for case .element(let element) in content where element.isNamed(name) {
            element.taken = true
            return element
        }
        return nil
    }

    /// The element's own text without outer blanks; nil when there is none.
    var value: String? {
        if content.isEmpty { return nil }
        let text = content.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined().trimmed
        return text.isEmpty ? nil : text
    }

    /// The text of the first child with the name.
    func value(_ name: String) -> String? { child(name)?.value }

    /// The text of all children with the name.
    func values(_ name: String) -> [String] { children(name).compactMap(\.value) }

    /// The text with that of the elements inside it, such as HTML that somebody forgot to escape.
    var fullText: String? {
        func gather(_ element: XMLTree) -> String {
            element.content.map { content -> String in
                switch content {
                case .text(let text): return text
                case .element(let inner):
                    inner.taken = true
                    return gather(inner)
                }
            }.joined()
        }
        let text = gather(self).trimmed
        return text.isEmpty ? nil : text
    }

    /// The paths of attributes and elements that nobody took; what is inside an untaken element is not listed on its own.
    func ignored(under path: @autoclosure () -> String, _ visit: (String) -> Void) {
        if isUsedUp { return }
        let path = path()
        for attribute in attributes.keys where !takenAttributes.contains(attribute) { visit("\(path)/@\(attribute)") }
        for case .element(let element) in content {
            if element.taken { element.ignored(under: "\(path)/\(element.name)", visit) } else { visit("\(path)/\(element.name)") }
        }
    }

    /// Checked first, because paths cost more than everything else about a record.
    private var isUsedUp: Bool {
        attributes.keys.allSatisfy { takenAttributes.contains($0) }
            && content.allSatisfy { if case .element(let element) = $0 { element.taken && element.isUsedUp } else { true } }
    }
}

/// Gathers the events of one element into a tree, within a budget.
struct XMLTreeBuilder {
    static let mostElements = 250_000
    static let mostBytes = 1 << 24

    private var open: [XMLTree] = []
    private var elements = 0
    private var bytes = 0

    var isEmpty: Bool { open.isEmpty }

    /// The finished tree, when the event ends it. Throws `XMLProblem` for a record larger than anybody writes.
    mutating func take(_ event: XMLEvent, line: Int) throws -> XMLTree? {
        switch event {
        case .start(let name, let attributes):
            elements += 1
            bytes += attributes.values.reduce(0) { $0 + $1.utf8.count }
            let element = XMLTree(name: name, attributes: attributes, line: line)
            open.last?.append(.element(element))
            open.append(element)
        case .text(let text):
            bytes += text.utf8.count
            open.last?.append(.text(text))
        case .end:
            guard let finished = open.popLast() else { return nil }
            if open.isEmpty {
                (elements, bytes) = (0, 0)
                return finished
            }
        }
        if elements > Self.mostElements || bytes > Self.mostBytes { throw XMLProblem(line: line, .recordTooLarge) }
        return nil
    }
}

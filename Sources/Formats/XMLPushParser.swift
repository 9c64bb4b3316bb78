import CXML2

/// The wrapper of libxml2's push parser. It owns the parser's memory, and nothing of it leaves this file.
final class XMLPushParser {
    private let budget: XMLBudget
    private let take: (XMLEvent, Int) throws -> Void
    private var parser: xmlParserCtxtPtr?
    /// Names by their place in the parser's dictionary, which holds each name once.
    private var names: [UnsafePointer<xmlChar>: String] = [:]
    private var text: [UInt8] = []
    private var textLine = 1
    private var depth = 0
    /// Bytes fed since the last event: what a single tag or comment holds back.
    private var withheld = 0
    private var fed = false
    private var finishing = false
    /// At the end the parser takes a cut tag for a whole one, so the last events wait until the document has proved complete.
    private var waiting: [(XMLEvent, Int)] = []
    private var problem: XMLProblem?
    private var thrown: (any Error)?

    private static let mostNames = 20_000
    private static let initialised: Void = xmlInitParser()

    init(budget: XMLBudget, _ take: @escaping (XMLEvent, Int) throws -> Void) throws {
        self.budget = budget
        self.take = take
        _ = Self.initialised
        var handler = Self.handler()
        parser = xmlCreatePushParserCtxt(&handler, Unmanaged.passUnretained(self).toOpaque(), nil, 0, nil)
        guard let parser else { throw XMLProblem(line: 1, .malformed, detail: "no memory for a parser") }
        // Entities are replaced inside attribute values; there are none but the five of XML, since declarations are refused. The bytes are UTF-8
        // whatever they declare.
        let options = XML_PARSE_NOENT.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue
        xmlCtxtUseOptions(parser, Int32(options))
    }

    deinit { xmlFreeParserCtxt(parser) }

    /// Takes UTF-8.
    func feed(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 << 14)
            rest = rest.dropFirst(piece.count)
            withheld += piece.count
            fed = true
            _ = piece.withUnsafeBytes { xmlParseChunk(parser, $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count), 0) }
            if withheld > budget.markupBytes { stop(.markupTooLong) }
            try check()
        }
    }

    func finish() throws {
        finishing = true
        xmlParseChunk(parser, nil, 0, 1)
        if !fed { problem = XMLProblem(line: 1, .empty) }
        try check()
        if parser?.pointee.wellFormed != 1 { throw XMLProblem(line: line, .unexpectedEnd) }
        for (event, line) in waiting { try take(event, line) }
    }

    private func check() throws {
        if let thrown { throw thrown }
        if let problem { throw problem }
    }

    private var line: Int { max(1, Int(xmlSAX2GetLineNumber(parser))) }

    private func stop(_ what: XMLProblem.What, detail: String = "", line: Int? = nil) {
        guard problem == nil, thrown == nil else { return }
        problem = XMLProblem(line: line ?? self.line, what, detail: detail)
        xmlStopParser(parser)
    }

    private func deliver(_ event: XMLEvent, line: Int) {
        guard problem == nil, thrown == nil else { return }
        if finishing { return waiting.append((event, line)) }
        do { try take(event, line) } catch {
            thrown = error
            xmlStopParser(parser)
        }
    }

    private func deliverText() {
        guard !text.isEmpty else { return }
        defer { text.removeAll(keepingCapacity: true) }
        guard text.contains(where: { $0 > 0x20 }) else { return }
        deliver(.text(String(decoding: text, as: UTF8.self)), line: textLine)
    }

    private func name(_ pointer: UnsafePointer<xmlChar>?) -> String {
        guard let pointer else { return "" }
        if let known = names[pointer] { return known }
        let name = String(cString: pointer)
        names[pointer] = name
        // The dictionary's chains grow with the names: without a limit each further one costs more than the last.
        if names.count > Self.mostNames { stop(.malformed, detail: "more than \(Self.mostNames) different names") }
        return name
    }

    private typealias Pointers = UnsafeMutablePointer<UnsafePointer<xmlChar>?>

    /// Counts what is not delivered but stays in the dictionary: prefixes, namespaces, targets of instructions.
    private func note(_ pointer: UnsafePointer<xmlChar>?) { _ = name(pointer) }

    private func start(
        _ element: UnsafePointer<xmlChar>?, _ prefix: UnsafePointer<xmlChar>?, _ spaces: (Int, Pointers?), _ attributes: (Int, Pointers?)
    ) {
        withheld = 0
        deliverText()
        note(prefix)
        for index in 0..<spaces.0 * 2 { note(spaces.1?[index]) }
        depth += 1
        guard depth <= budget.depth else { return stop(.tooDeep) }
        var values: [String: String] = [:]
        // Five pointers for each: local name, prefix, namespace, begin and end of the value.
        for index in 0..<attributes.0 {
            guard let pointers = attributes.1, let begin = pointers[index * 5 + 3], let end = pointers[index * 5 + 4] else { continue }
            let key = name(pointers[index * 5])
            note(pointers[index * 5 + 1])
            if pointers[index * 5 + 1] != nil, values[key] != nil { continue }
            values[key] = String(decoding: UnsafeBufferPointer(start: begin, count: max(0, end - begin)), as: UTF8.self)
        }
        deliver(.start(name: name(element), attributes: values), line: line)
    }

    private func end(_ element: UnsafePointer<xmlChar>?) {
        withheld = 0
        deliverText()
        depth -= 1
        deliver(.end(name: name(element)), line: line)
    }

    private func characters(_ start: UnsafePointer<xmlChar>?, _ count: Int) {
        withheld = 0
        guard let start, count > 0, depth > 0 else { return }
        if text.isEmpty { textLine = line }
        text.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
        if text.count > budget.textBytes { stop(.textTooLong, line: textLine) }
    }

    private func instruction(_ target: UnsafePointer<xmlChar>?) {
        withheld = 0
        note(target)
    }

    private func documentType() {
        withheld = 0
        if let next = parser?.pointee.input?.pointee.cur, next.pointee == UInt8(ascii: "[") { stop(.declarations) }
    }

    private func report(_ code: UInt32, fatal: Bool, line: Int, detail: String) {
        switch code {
        case XML_ERR_UNDECLARED_ENTITY.rawValue, UInt32(XML_WAR_UNDECLARED_ENTITY.rawValue): stop(.undeclaredEntity, detail: detail, line: line)
        case _ where !fatal: break
        case XML_ERR_INVALID_CHAR.rawValue, XML_ERR_INVALID_ENCODING.rawValue, UInt32(XML_I18N_CONV_FAILED.rawValue):
            stop(detail.contains("UTF-8") || detail.contains("encoding") ? .badEncoding : .malformed, detail: detail, line: line)
        case XML_ERR_DOCUMENT_EMPTY.rawValue: stop(.empty, detail: detail, line: line)
        default: stop(finishing ? .unexpectedEnd : .malformed, detail: detail, line: line)
        }
    }

    private static func handler() -> xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.startElementNs = { context, name, prefix, _, spaceCount, spaces, count, _, attributes in
            owner(of: context)?.start(name, prefix, (Int(spaceCount), spaces), (Int(count), attributes))
        }
        handler.endElementNs = { context, name, _, _ in owner(of: context)?.end(name) }
        handler.characters = { context, text, count in owner(of: context)?.characters(text, Int(count)) }
        // The same function, so that the parser does not tell blanks apart.
        handler.ignorableWhitespace = handler.characters
        handler.cdataBlock = { context, text, count in owner(of: context)?.characters(text, Int(count)) }
        handler.comment = { context, _ in owner(of: context)?.withheld = 0 }
        handler.processingInstruction = { context, target, _ in owner(of: context)?.instruction(target) }
        handler.internalSubset = { context, _, _, _ in owner(of: context)?.documentType() }
        handler.entityDecl = { context, _, _, _, _, _ in owner(of: context)?.stop(.declarations) }
        handler.elementDecl = { context, _, _, _ in owner(of: context)?.stop(.declarations) }
        handler.attributeDecl = { context, _, _, _, _, _, tree in
            xmlFreeEnumeration(tree)
            owner(of: context)?.stop(.declarations)
        }
        handler.notationDecl = { context, _, _, _ in owner(of: context)?.stop(.declarations) }
        handler.unparsedEntityDecl = { context, _, _, _, _ in owner(of: context)?.stop(.declarations) }
        handler.reference = { context, _ in owner(of: context)?.stop(.undeclaredEntity) }
        handler.serror = { context, error in
            guard let error = error?.pointee else { return }
            let detail = error.message.map { String(cString: $0) } ?? ""
            owner(of: context)?.report(UInt32(error.code), fatal: error.level == XML_ERR_FATAL, line: Int(error.line), detail: detail)
        }
        return handler
    }
}

private func owner(of context: UnsafeMutableRawPointer?) -> XMLPushParser? {
    context.map { Unmanaged<XMLPushParser>.fromOpaque($0).takeUnretainedValue() }
}

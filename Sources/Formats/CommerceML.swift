package import Kernel

/// The lexical rules of CommerceML (`domain/commerceml.md` 2 and 4).
package enum CommerceML {
    static let root = "КоммерческаяИнформация"

    /// A number as exact text with a point: blanks of any kind and apostrophes go, a comma becomes the point; where both stand, the last one is the
    /// decimal mark. Nil when that leaves no number.
    package static func number(_ text: some StringProtocol) -> String? {
        var scalars: [Unicode.Scalar] = text.trimmed.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "'" && $0 != "\u{2019}" }
        var sign = ""
        if let first = scalars.first, first == "-" || first == "\u{2212}" || first == "+" {
            sign = first == "+" ? "" : "-"
            scalars.removeFirst()
        }
        let marks = scalars.indices.filter { scalars[$0] == "." || scalars[$0] == "," }
        // 1.234.567 has no fraction, 1.234,5 has one.
        var decimal: Int?
        if let last = marks.last {
            let alike = marks.count { scalars[$0] == scalars[last] }
            if alike == 1 { decimal = last } else if alike < marks.count { return nil }
        }
        var whole = ""
        var fraction = ""
        for (index, scalar) in scalars.enumerated() where !marks.contains(index) {
            guard ("0"..."9").contains(scalar) else { return nil }
            if let decimal, index > decimal { fraction.unicodeScalars.append(scalar) } else { whole.unicodeScalars.append(scalar) }
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        return sign + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// `true`, `1`, `да` and their opposites.
    package static func flag(_ text: some StringProtocol) -> Bool? {
        switch text.folded {
        case "true", "1", "да": true
        case "false", "0", "нет": false
        default: nil
        }
    }

    /// `22`, `18%`, `Без НДС`, `Без налога`.
    package static func vatRate(_ text: some StringProtocol) -> VATRate? {
        let key = text.folded.filter { $0 != " " && $0 != "%" }
        if ["безндс", "безналога", "необлагается"].contains(key) { return VATRate.none }
        guard let number = number(key), let percent = DecimalText.parse(number, scale: 0, limit: 100) else { return nil }
        return VATRate.allCases.first { $0.percent == percent }
    }

    /// An identifier; nil for none and for the empty GUID, which means none.
    static func id(_ text: String?) -> String? {
        guard let text, text != "00000000-0000-0000-0000-000000000000" else { return nil }
        return text
    }

    /// `product#characteristic`; the second part may be missing or empty.
    static func split(_ id: String) -> (product: String, characteristic: String?) {
        guard let mark = id.firstIndex(of: "#"), mark > id.startIndex else { return (id, nil) }
        let rest = String(id[id.index(after: mark)...])
        return (String(id[..<mark]), rest.isEmpty ? nil : self.id(rest))
    }
}

extension StringProtocol {
    /// Without blanks, tabs, line breaks and no-break spaces on both ends.
    package var trimmed: String {
        func blank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace || scalar == "\u{FEFF}" }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !blank($0) }), let last = scalars.lastIndex(where: { !blank($0) }) else { return "" }
        return String(self[first...last])
    }
}

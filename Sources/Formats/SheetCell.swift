/// A value in a table that people open in a spreadsheet.
package enum SheetCell: Hashable, Sendable {
    case empty
    case text(String)
    /// A decimal number by its letters, `"1234.5"`: shown and calculated with, never rounded on the way.
    case number(String)
}

/// Text that no spreadsheet takes for a formula: an apostrophe goes before `=`, `+`, `-`, `@` (also of full width), tab and line breaks at its beginning.
///
/// Whoever writes articles and names is not whoever opens the file (OWASP, "CSV Injection").
package func disarmed(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(first) else { return text }
    return "'" + text
}

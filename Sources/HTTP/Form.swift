import Kernel

/// The named values of a query or of a posted form, in their order; a name may stand several times.
package struct Form: Sendable {
    package let values: [(name: String, value: String)]

    package static let fieldLimit = 30_000

    package init(_ values: [(name: String, value: String)]) { self.values = values }

    /// Reads `application/x-www-form-urlencoded`, the form of queries too. Throws `validation` for a broken escape, for bytes that are not UTF-8
    /// or a zero among them, and for more than `fieldLimit` fields.
    package init(parsing text: some StringProtocol) throws {
        var values: [(name: String, value: String)] = []
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first, let name = PercentEncoding.decode(first, form: true),
                let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : "", form: true), !name.utf8.contains(0), !value.utf8.contains(0),
                values.count < Self.fieldLimit
            else { throw Refusal(.validation, "form_unreadable") }
            values.append((name, value))
        }
        self.values = values
    }

    /// The first value of that name.
    package subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }

    /// All values of that name.
    package func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }
}

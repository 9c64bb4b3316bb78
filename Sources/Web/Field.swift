import Kernel

/// Fields of forms that carry a key in their name, such as `quantity-{article}`.
enum Field {
    static let quantity = "quantity-"
    static let expectedTotal = "expected_total-"
    static let rule = "rule-"
    /// The value of a pressed `remove` that takes out all that is not to be had any more.
    static let gone = "gone"
    /// Of a parameter: a value, the least and the most of its numbers.
    static let parameter = "param."
    static let least = "min."
    static let most = "max."

    /// The keys and values of all fields that begin with `prefix`, in the order of the form.
    static func values(_ prefix: String, in fields: [(name: String, value: String)]) -> [(key: String, value: String)] {
        fields.compactMap { $0.name.hasPrefix(prefix) ? (String($0.name.dropFirst(prefix.count)), $0.value) : nil }
    }

    /// A line and what is to take its place: `12=34`.
    static func replacement(_ value: String) -> (line: Int64, by: Int64)? {
        let parts = value.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let line = Int64(parts[0]), let by = Int64(parts[1]) else { return nil }
        return (line, by)
    }

    /// The line and the quantity of a pressed `repair` button.
    static func repair(_ value: String) -> (line: String, quantity: Quantity)? {
        guard let sign = value.lastIndex(of: "="), let quantity = Quantity(String(value.suffix(from: value.index(after: sign)))) else { return nil }
        return (String(value[..<sign]), quantity)
    }
}

package import Kernel

/// What a row of a file is of, and what it says of it, by hashes that hold while the program runs: a file of a million rows is remembered by them.
package struct RowIdentity: Sendable {
    /// Of the record's key; of figures with a moment of their own it is part of it.
    package let key: Int
    package let content: Int

    package init(key: Int, content: Int) { (self.key, self.content) = (key, content) }
}

extension RecordKind {
    /// What an item is of, as its file calls it; nil where it does not say.
    /// - Parameter more: what stands in the row beside the item.
    package func identity(of item: JSONObject, more: [(name: String, value: String)] = []) -> RowIdentity? {
        var (hasher, isNamed) = (Hasher(), false)
        // Papers are known by what is worked out from the item.
        let draft = key.contains("title") ? draft(from: .object(item)) : nil
        for name in key {
            if let draft { hasher.combine(position(of: name).flatMap { draft.cells[$0] }) } else { hasher.combine(item[name]?.keyText ?? "") }
            isNamed = isNamed || item[name]?.keyText ?? "" != ""
        }
        guard isNamed else { return nil }
        if let moment, let text = item[moment]?.keyText, text != "" {
            // The same moment may be written in another zone.
            if let instant = Instant(text) { hasher.combine(instant.milliseconds) } else { hasher.combine(text) }
        }
        var content = 0
        // In whatever order the fields stand.
        for (name, value) in item.entries { content &+= Self.hash(name, value) }
        for (name, value) in more { content &+= Self.hash(name, value) }
        return RowIdentity(key: hasher.finalize(), content: content)
    }

    private static func hash(_ name: String, _ value: some Hashable) -> Int {
        var hasher = Hasher()
        hasher.combine(name)
        hasher.combine(value)
        return hasher.finalize()
    }
}

extension JSON {
    /// `"8"` and `8` name the same.
    fileprivate var keyText: String { string?.trimmed ?? (self == .null ? "" : text) }
}

/// The rows of a file that have been taken, by what they are of: of two that say different things of one record the first is kept, so that the same file again changes nothing.
package struct FileRows: Sendable {
    private struct First {
        let line: UInt32
        let content: Int
    }

    private var rows: [Int: First] = [:]

    /// Of so many records a file's rows are remembered; the rest of a longer one is taken as it comes.
    private static let limit = 4_000_000

    package init() {}

    /// What becomes of a row that is of the same record as one before: nothing where it says the same, else it is refused. Nil for the first of its record.
    package func outcome(of identity: RowIdentity, label: String?) -> RecordOutcome? {
        guard let first = rows[identity.key] else { return nil }
        if first.content == identity.content { return RecordOutcome(label: label, status: .unchanged, problems: []) }
        return RecordOutcome(label: label, status: .refused, problems: [rowRepeats(Int(first.line))])
    }

    package mutating func take(_ identity: RowIdentity, line: Int?) {
        guard rows.count < Self.limit else { return }
        rows[identity.key] = First(line: UInt32(clamping: line ?? 0), content: identity.content)
    }
}

/// Why a row is refused that says other things of a record than one above it.
package func rowRepeats(_ line: Int) -> Refusal.Problem { Refusal.Problem("", .validation, "row_repeats", ["line": .integer(Int64(line))]) }

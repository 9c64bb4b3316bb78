package import Catalog
package import Customers
package import Database
import Journal
package import Kernel
import Search

/// A pair of words or phrases as somebody typed it, or a row of a file has it.
package struct TypedSynonym: Hashable, Sendable {
    package var word: String
    package var other: String
    package var isMutual: Bool
    /// From 1, where it stands in a file.
    package var line: Int?

    package init(word: String, other: String, isMutual: Bool, line: Int? = nil) { (self.word, self.other, self.isMutual, self.line) = (word, other, isMutual, line) }
}

/// The most pairs of a house.
package let synonymLimit = 10_000

/// The house's own words for one another, for whoever keeps the catalogue.
package func synonyms(for viewer: Viewer, in reader: any Reader) throws -> [Synonym] {
    try viewer.demandEditing()
    return try reader.synonyms()
}

/// Adds a pair of words, or changes the direction of one that there is.
///
/// Throws `validation` with what is wrong with `/word` and `/other`; `too_many_synonyms`.
package func addSynonym(_ typed: TypedSynonym, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demandEditing()
    let read = ReadSynonyms(checking: [typed])
    if let problems = read.refused.first?.problems { throw Refusal(.validation, problems: problems) }
    _ = try writer.take(read.good, "added", for: viewer, at: now)
}

/// The rows of a file, checked: that takes a while and needs no database.
package struct ReadSynonyms: Sendable {
    /// What cannot be taken, with its line.
    package private(set) var refused: [(line: Int, problems: [Refusal.Problem])] = []
    fileprivate private(set) var good: [(word: String, other: String, isMutual: Bool)] = []

    /// Throws `too_many_rows` for more than a house may have, before anything is checked.
    package init(_ typed: [TypedSynonym]) throws {
        guard typed.count <= synonymLimit else { throw Refusal(.validation, "too_many_rows", ["limit": .integer(Int64(synonymLimit))]) }
        self.init(checking: typed)
    }

    fileprivate init(checking typed: [TypedSynonym]) {
        let keys = typed.map { ($0.word.folded, $0.other.folded) }
        let words = HouseSynonyms.phrases(among: keys.flatMap { [$0.0, $0.1] }.filter { $0.count <= wordLimit })
        for (one, key) in zip(typed, keys) {
            let problems = Self.problems(of: key, words)
            if problems.isEmpty { good.append((key.0, key.1, one.isMutual)) } else { refused.append((one.line ?? 0, problems)) }
        }
    }

    private static func problems(of key: (word: String, other: String), _ words: Set<String>) -> [Refusal.Problem] {
        var problems: [Refusal.Problem] = []
        for (pointer, text) in [("/word", key.word), ("/other", key.other)] {
            if text.isEmpty { problems.append(Refusal.Problem(pointer, .validation, "field_required")) } else if !words.contains(text) {
                problems.append(Refusal.Problem(pointer, .validation, "synonym_not_a_word", ["value": .text(String(text.prefix(wordLimit))), "limit": .integer(Int64(HouseSynonyms.phraseLimit))]))
            }
        }
        if problems.isEmpty, key.word == key.other { problems.append(Refusal.Problem("/other", .validation, "synonym_of_itself")) }
        return problems
    }
}

private let wordLimit = 100

/// Takes the good pairs of a file.
package func importSynonyms(_ read: ReadSynonyms, for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> (taken: Int, unchanged: Int) {
    try viewer.demandEditing()
    let taken = try writer.take(read.good, "imported", for: viewer, at: now)
    return (taken, read.good.count - taken)
}

/// Throws `not_found` for a pair that is gone.
package func removeSynonym(_ id: Int64, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demandEditing()
    guard try writer.removeSynonym(id) else { throw Refusal.notFound }
    try writer.record(JournalEntry("synonyms", "removed", ids: [id], by: viewer.actor), at: now)
}

extension Writer {
    /// Keeps pairs, each once: the number of those that are new or have changed. A pair told the other way round is the same pair.
    fileprivate func take(_ typed: [(word: String, other: String, isMutual: Bool)], _ action: String, for viewer: Viewer, at now: Instant) throws -> Int {
        let known = try synonyms()
        let told = Set(known.map { [$0.word, $0.other] })
        var turned: Set<[String]> = []
        for pair in known where pair.isMutual { turned.insert([pair.other, pair.word]) }
        var pairs: [[String]: Bool] = [:]
        for one in typed {
            let (word, other) = (one.word, one.other)
            if turned.contains([word, other]) || pairs[[other, word]] == true { continue }
            pairs[[word, other]] = one.isMutual
        }
        guard known.count + pairs.keys.count(where: { !told.contains($0) }) <= synonymLimit else { throw Refusal(.validation, "too_many_synonyms", ["limit": .integer(Int64(synonymLimit))]) }
        let sorted = pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let ids = try keepSynonyms(sorted.map { ($0.key[0], $0.key[1], $0.value) }, by: viewer.person, at: now)
        guard !ids.isEmpty else { return 0 }
        try record(JournalEntry("synonyms", action, ids: ids.sorted(), by: viewer.actor), at: now)
        return ids.count
    }
}

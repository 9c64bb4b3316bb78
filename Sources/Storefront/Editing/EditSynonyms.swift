package import Catalog
package import Customers
package import Database
import Journal
package import Kernel
import Search

/// A pair of words as somebody typed it, or a row of a file has it.
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
    let problems = typed.problems
    guard problems.isEmpty else { throw Refusal(.validation, problems: problems) }
    _ = try writer.take([typed], "added", for: viewer, at: now)
}

/// Takes the good pairs of a file; the others come back with their lines.
package func importSynonyms(
    _ typed: [TypedSynonym], for viewer: Viewer, at now: Instant, in writer: any Writer
) throws -> (taken: Int, unchanged: Int, refused: [(line: Int, problems: [Refusal.Problem])]) {
    try viewer.demandEditing()
    let refused = typed.filter { !$0.problems.isEmpty }.map { ($0.line ?? 0, $0.problems) }
    let good = typed.filter(\.problems.isEmpty)
    let taken = try writer.take(good, "imported", for: viewer, at: now)
    return (taken, good.count - taken, refused)
}

/// Throws `not_found` for a pair that is gone.
package func removeSynonym(_ id: Int64, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demandEditing()
    guard try writer.removeSynonym(id) else { throw Refusal.notFound }
    try writer.record(JournalEntry("synonyms", "removed", ids: [id], by: viewer.actor), at: now)
}

extension TypedSynonym {
    fileprivate var key: (word: String, other: String) { (word.folded, other.folded) }

    fileprivate var problems: [Refusal.Problem] {
        var problems: [Refusal.Problem] = []
        for (pointer, text) in [("/word", key.word), ("/other", key.other)] {
            if text.isEmpty { problems.append(Refusal.Problem(pointer, .validation, "field_required")) } else if text.count > 100 || !HouseSynonyms.isWord(text) {
                problems.append(Refusal.Problem(pointer, .validation, "synonym_not_a_word", ["value": .text(String(text.prefix(100)))]))
            }
        }
        if problems.isEmpty, key.word == key.other { problems.append(Refusal.Problem("/other", .validation, "synonym_of_itself")) }
        return problems
    }
}

extension Writer {
    /// Keeps pairs, each once: the number of those that are new or have changed. A pair told the other way round is the same pair.
    fileprivate func take(_ typed: [TypedSynonym], _ action: String, for viewer: Viewer, at now: Instant) throws -> Int {
        let known = try synonyms()
        var turned: Set<[String]> = []
        for pair in known where pair.isMutual { turned.insert([pair.other, pair.word]) }
        var pairs: [[String]: Bool] = [:]
        for one in typed {
            let (word, other) = one.key
            if turned.contains([word, other]) || pairs[[other, word]] == true { continue }
            pairs[[word, other]] = one.isMutual
        }
        guard known.count + pairs.count <= synonymLimit else { throw Refusal(.validation, "too_many_synonyms", ["limit": .integer(Int64(synonymLimit))]) }
        let sorted = pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let ids = try keepSynonyms(sorted.map { ($0.key[0], $0.key[1], $0.value) }, by: viewer.person, at: now)
        guard !ids.isEmpty else { return 0 }
        try record(JournalEntry("synonyms", action, ids: ids.sorted(), by: viewer.actor), at: now)
        return ids.count
    }
}

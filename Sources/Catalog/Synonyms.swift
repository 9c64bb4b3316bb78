package import Database
package import Kernel

package enum SynonymsSchema {
    /// The house's own words for one another, kept as they are compared.
    package static let migration = Migration(135, "synonyms", [
        """
        CREATE TABLE synonyms (
            id \(.identity), word \(.text) NOT NULL, other \(.text) NOT NULL, mutual \(.integer) NOT NULL CHECK (mutual IN (0, 1)), at \(.integer) NOT NULL,
            person_id \(.integer) REFERENCES people (id), UNIQUE (word, other), CHECK (word <> other)
        ) \(.strict)
        """,
    ])
}

/// A word by which goods of another are found.
package struct Synonym: Hashable, Sendable {
    package let id: Int64
    /// What buyers say.
    package let word: String
    /// What it is called.
    package let other: String
    /// Whether the other finds the goods of the word too.
    package let isMutual: Bool
}

extension Reader {
    /// All of them, by their words.
    package func synonyms() throws -> [Synonym] {
        try rows("SELECT id, word, other, mutual FROM synonyms ORDER BY word, other LIMIT 20000").map { row in
            Synonym(id: try row.get("id"), word: try row.get("word"), other: try row.get("other"), isMutual: try row.get("mutual"))
        }
    }
}

extension Writer {
    /// Keeps pairs; of one that there is the direction changes.
    /// - Returns: the numbers of those that are new or have changed.
    package func keepSynonyms(_ pairs: [(word: String, other: String, isMutual: Bool)], by person: ID<Person>?, at now: Instant) throws -> [Int64] {
        var table = ValueTable([("word", .text), ("other", .text), ("mutual", .integer)])
        for (word, other, isMutual) in pairs { table.append([.text(word), .text(other), .integer(isMutual ? 1 : 0)]) }
        guard !table.rows.isEmpty else { return [] }
        return try rows("""
            INSERT INTO synonyms (word, other, mutual, at, person_id) SELECT v.word, v.other, v.mutual, \(now), \(person) FROM \(table: table) AS v WHERE true
            ON CONFLICT (word, other) DO UPDATE SET mutual = excluded.mutual, at = excluded.at, person_id = excluded.person_id WHERE synonyms.mutual <> excluded.mutual
            RETURNING id
            """).map { try $0.get("id") }
    }

    /// False where there is none of this number.
    package func removeSynonym(_ id: Int64) throws -> Bool { try run("DELETE FROM synonyms WHERE id = \(id)") > 0 }
}

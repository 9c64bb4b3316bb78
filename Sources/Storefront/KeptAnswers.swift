import Catalog
import Search
import Synchronization

/// What lately asked questions found, true of the newest version alone: whoever narrows, sorts or turns the page asks the same again.
final class KeptAnswers: Sendable {
    typealias Answers = [SearchMatch]

    /// Viewers who are shown the same get the same answers.
    struct Key: Hashable, Sendable {
        let question: String
        /// Nil where everything is shown.
        let shown: Set<AssortmentView>?
        /// Whether pieces were looked for inside words.
        let isThorough: Bool
    }

    /// Which texts of products, and which views of them, the answers hold of.
    struct Version: Equatable, Sendable {
        let texts: Int
        let assortments: Int
        let synonyms: Int
    }

    private struct State {
        var version = Version(texts: 0, assortments: 0, synonyms: 0)
        var kept = RecentlyUsed<Key, Answers>(limit: KeptAnswers.limit)
    }

    /// Answers in all, of eight bytes each.
    private static let limit = 4_000_000
    private let state = Mutex(State())

    func find(_ key: Key, at version: Version) -> Answers? {
        state.withLock { $0.version == version ? $0.kept.find(key) : nil }
    }

    func keep(_ answers: Answers, for key: Key, at version: Version) {
        state.withLock { state in
            // A request on an older version does not take the place of a newer one's.
            guard version.texts >= state.version.texts, version.assortments >= state.version.assortments, version.synonyms >= state.version.synonyms else { return }
            if version != state.version { state = State(version: version) }
            state.kept.keep(answers, of: answers.count + 1, for: key)
        }
    }
}

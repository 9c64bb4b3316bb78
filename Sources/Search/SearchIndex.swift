/// The index of a catalogue: a large part that stays, and a small one with what has changed since. A value.
///
/// A question is answered by products in which every word is found, in any order: by the stem of a word, its beginning, a code in any spelling, a fragment
/// of an article. Only where that finds nothing is it read as typed under the other keyboard layout, as Russian in Latin letters, with typos, and of three
/// or more words without one of them.
package struct SearchIndex: Sendable {
    private(set) var base = Segment([])
    private var fresh = Segment([])
    private var freshTexts: [Int: Searchable] = [:]
    /// Nobody asks in more letters; a longer text is something else.
    private static let longest = 200
    /// One more than the highest place.
    private var count = 0

    package init() {}

    /// An index whose large part was kept; what changed beside it is to be put again (`changedPlaces`).
    init(base: Segment) {
        self.base = base
        count = base.end
    }

    /// Replaces everything.
    /// - Parameter products: by ascending place.
    package mutating func rebuild(_ products: some Sequence<(place: Int, text: Searchable)>) {
        base = Segment([])
        base = Segment(products)
        fresh = Segment([])
        freshTexts = [:]
        count = base.end
    }

    /// How many changed products stand beside the large part: when they are many, it is time to rebuild.
    package var changedCount: Int { freshTexts.count }
    /// Their places.
    package var changedPlaces: [Int] { freshTexts.keys.sorted() }

    /// New or changed products.
    package mutating func put(_ products: [(place: Int, text: Searchable)]) {
        for (place, text) in products {
            freshTexts[place] = text
            count = max(count, place + 1)
        }
        fresh = Segment(freshTexts.sorted { $0.key < $1.key }.map { (place: $0.key, text: $0.value) })
    }

    /// The products that answer a question, of those that are shown, in the order of their places; the lower the rank the better.
    package func matches(_ question: String, where isShown: (Int) -> Bool = { _ in true }) -> [SearchMatch] {
        let words = Words()
        let question = String(question.prefix(Self.longest))
        let terms = words.question(question)
        guard !terms.isEmpty else { return [] }
        let meanings = Meanings()
        let plain = answer(terms.map(meanings.all), first: terms.first, where: isShown)
        if !plain.isEmpty { return plain }
        var readings = [terms]
        for other in Rewriting.readings(of: question) {
            let terms = words.question(other)
            let found = terms.isEmpty ? [] : answer(terms.map(meanings.all), first: terms.first, where: isShown)
            if !found.isEmpty { return found }
            readings.append(terms)
        }
        if let mixed = mixed(question, words, where: isShown) {
            let found = answer(mixed.map(meanings.all), first: mixed.first, where: isShown)
            if !found.isEmpty { return found }
        }
        for terms in readings where !terms.isEmpty {
            let corrected = corrected(terms, where: isShown)
            let found = corrected.map { answer($0, first: $0.first?.first, where: isShown) } ?? []
            if !found.isEmpty { return found }
        }
        return terms.count >= 3 ? answer(terms.map(meanings.all), first: terms.first, mayMiss: 1, where: isShown) : []
    }

    /// Products whose article begins with a folded code; none for an empty one.
    package func places(withArticleBeginning code: String) -> [Int] {
        base.places(withArticleBeginning: code).filter { freshTexts[$0] == nil } + fresh.places(withArticleBeginning: code)
    }

    /// Each word as it is where it finds something, otherwise in the first reading that does; nil where nothing needs another reading, or a word has none.
    private func mixed(_ question: String, _ words: Words, where isShown: (Int) -> Bool) -> [Term]? {
        let meanings = Meanings()
        func isFound(_ terms: [Term]) -> Bool {
            !terms.isEmpty && terms.allSatisfy { term in
                var marks = Marks(count: count)
                for term in meanings.all(of: term) { mark(term, into: &marks) }
                return marks.places.contains(where: isShown)
            }
        }
        var isRead = false
        var mixed: [Term] = []
        let parts = question.split(separator: " ")
        guard parts.count > 1 else { return nil }
        for part in parts {
            let terms = words.question(String(part))
            if terms.isEmpty || isFound(terms) {
                mixed += terms
            } else if let other = Rewriting.readings(of: String(part)).lazy.map(words.question).first(where: isFound) {
                mixed += other
                isRead = true
            } else {
                return nil
            }
        }
        return isRead ? mixed : nil
    }

    /// Where a word finds nothing, the words that it may have been meant as; nil when there are none.
    private func corrected(_ terms: [Term], where isShown: (Int) -> Bool) -> [[Term]]? {
        var corrected: [[Term]] = []
        for term in terms {
            let meanings = Meanings().all(of: term)
            var marks = Marks(count: count)
            for term in meanings { mark(term, into: &marks) }
            if marks.places.contains(where: isShown) {
                corrected.append(meanings)
                continue
            }
            let near = base.near(term) + fresh.near(term)
            guard let least = near.map(\.distance).min() else { return nil }
            let best = near.filter { $0.distance == least }.sorted { ($1.count, $0.text) < ($0.count, $1.text) }.prefix(8)
            corrected.append(best.map { Term($0.text, term.form) })
        }
        return corrected
    }

    private func mark(_ term: Term, into marks: inout Marks) {
        base.mark(term, into: &marks, except: Set(freshTexts.keys))
        fresh.mark(term, into: &marks, except: [])
    }

    /// - Parameters:
    ///   - wanted: for each word what it may be.
    ///   - mayMiss: how many words a product may lack.
    private func answer(_ wanted: [[Term]], first: Term?, mayMiss: Int = 0, where isShown: (Int) -> Bool) -> [SearchMatch] {
        let marks = wanted.map { terms in
            var marks = Marks(count: count)
            for term in terms { mark(term, into: &marks) }
            return marks
        }
        // Whoever answers has at least one of any `mayMiss + 1` words: the rarest of them.
        let rarest = marks.sorted { $0.places.count < $1.places.count }.prefix(mayMiss + 1)
        let candidates = mayMiss == 0 ? rarest.first?.inOrder ?? [] : Set(rarest.flatMap(\.places)).sorted()
        var found: [SearchMatch] = []
        for place in candidates where isShown(place) {
            var sum: Int64 = 0
            var missing = 0
            for mark in marks {
                let cost = mark.costs[place]
                if cost == Cost.none {
                    missing += 1
                    if missing > mayMiss { break }
                    sum += Int64(Cost.missing)
                } else {
                    sum += Int64(cost)
                }
            }
            guard missing <= mayMiss else { continue }
            let closeness = fresh.closeness(of: place, to: first, isIn: freshTexts[place] != nil) ?? base.closeness(of: place, to: first) ?? 127
            found.append(SearchMatch(place: place, rank: sum * 128 + closeness))
        }
        return found
    }
}

extension Segment {
    fileprivate func closeness(of place: Int, to first: Term?, isIn: Bool) -> Int64? { isIn ? closeness(of: place, to: first) : nil }
}

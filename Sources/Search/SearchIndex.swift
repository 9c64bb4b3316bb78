import Kernel

/// The index of a catalogue: large parts that stay, and small ones with what has changed since. A value.
///
/// A question is answered by products in which every word is found, in any order: by the stem of a word, its beginning, a code in any spelling, a fragment
/// of an article. Only where that finds nothing is it read as typed under the other keyboard layout, as Russian in Latin letters, with its units apart from their
/// numbers, with typos, of three or more words without one of them, and at last as pieces from the middle of words.
package struct SearchIndex: Sendable {
    /// A part of the index, and which of its products a later part has as well: that one answers for them.
    struct Part: Sendable {
        let segment: Segment
        fileprivate(set) var superseded = PlaceSet()
    }

    /// The oldest first.
    private(set) var parts: [Part] = []
    /// Nobody asks in more letters; a longer text is something else.
    private static let longest = 200
    /// One more than the highest place.
    private var count = 0

    package init() {}

    /// Of parts that were kept, the oldest first.
    init(parts segments: [Segment]) { for segment in segments { append(segment) } }

    /// An index of all these places, made on all cores.
    /// - Parameter isBeside: made on one core, part after part, so that it takes less memory at once and leaves the others to those who ask meanwhile.
    package init(count: Int, isBeside: Bool = false, text: @Sendable (Int) -> Searchable) { put(Array(0..<max(0, count)), isBeside: isBeside, text: text) }

    /// Replaces everything.
    /// - Parameter products: by ascending place.
    package mutating func rebuild(_ products: [(place: Int, text: Searchable)]) {
        self = SearchIndex()
        append(Segment(products))
    }

    /// How many parts a question is asked of.
    package var partCount: Int { parts.count }
    /// How many products it is of.
    package var size: Int { count }

    /// New or changed products; of many on all cores, unless `isBeside`.
    package mutating func put(_ places: [Int], isBeside: Bool = false, text: @Sendable (Int) -> Searchable) {
        guard !places.isEmpty else { return }
        let portions = portions(of: places.count, least: 2000)
        if isBeside {
            for portion in portions { append(Segment(places[portion], text)) }
        } else {
            for segment in onAllCores(portions.count, { Segment(places[portions[$0]], text) }) { append(segment) }
        }
    }

    /// New or changed products, by ascending place.
    package mutating func put(_ products: [(place: Int, text: Searchable)]) { append(Segment(products)) }

    private mutating func append(_ segment: Segment) {
        for number in parts.indices { parts[number].superseded.insert(segment.places.lazy.filter { [segment = parts[number].segment] in segment.has($0) }) }
        parts.append(Part(segment: segment))
        count = max(count, segment.end)
    }

    /// The places that small parts answer for: those to be made one part when they have become many, for each of them costs every question a look.
    /// - Returns: where the small parts begin; nil when there are few.
    package func fragmented(beyond limit: Int = 8) -> (first: Int, places: [Int])? {
        let isLarge = parts.map { $0.segment.places.count >= count / 8 }
        let first = isLarge.lastIndex(of: true).map { $0 + 1 } ?? 0
        guard parts.count - first > limit else { return nil }
        return (first, Set(parts[first...].flatMap(\.segment.places)).sorted())
    }

    /// Whether so many products of the large parts have changed that it is time to make it anew.
    package var isWorn: Bool { parts.reduce(0) { $0 + $1.superseded.count } > max(1000, count / 10) }

    /// With the parts from `first` up to the last of `before` replaced by those of another index of the same products, and what was put since after them.
    package func replacing(from first: Int, of before: SearchIndex, by other: SearchIndex) -> SearchIndex {
        SearchIndex(parts: (parts.prefix(first) + other.parts + parts.dropFirst(before.parts.count)).map(\.segment))
    }

    /// The products that answer a question, of those that are shown, in the order of their places; the lower the rank the better.
    /// - Parameters:
    ///   - best: only so many are wanted: what is certainly not among them is left out, so that long lists cost less.
    ///   - synonyms: the house's own words for one another.
    ///   - shown: nil for all.
    ///   - thoroughly: whether at last pieces are looked for inside all words and codes that there are.
    package func matches(
        _ question: String, best: Int = .max, knowing synonyms: HouseSynonyms = .none, among shown: PlaceSet? = nil, thoroughly: Bool = true
    ) -> [SearchMatch] {
        let words = Words()
        let question = String(question.prefix(Self.longest))
        let terms = words.question(question)
        guard !terms.isEmpty else { return [] }
        let meanings = Meanings(synonyms)
        func found(_ terms: [Term]) -> [SearchMatch] {
            let plain = answer(terms.map(meanings.all), first: terms.first, best: best, among: shown)
            // The house's phrases are other questions: what they find is worth less than what was asked for.
            return synonyms.rewritten(terms).reduce(plain) { Self.merged($0, answer($1.map(meanings.all), first: $1.first, best: best, among: shown)) }
        }
        let plain = found(terms)
        if !plain.isEmpty { return plain }
        var readings = [terms]
        for other in Rewriting.readings(of: question) {
            let terms = words.question(other)
            let found = terms.isEmpty ? [] : found(terms)
            if !found.isEmpty { return found }
            readings.append(terms)
        }
        if let mixed = mixed(question, words, meanings, among: shown) {
            let found = answer(mixed.map(meanings.all), first: mixed.first, best: best, among: shown)
            if !found.isEmpty { return found }
        }
        let apart = words.question(question, joined: false)
        if apart != terms {
            let found = found(apart)
            if !found.isEmpty { return found }
        }
        for terms in readings where !terms.isEmpty {
            let corrected = corrected(terms, meanings, among: shown)
            let found = corrected.map { answer($0, first: $0.first?.first, best: best, among: shown) } ?? []
            if !found.isEmpty { return found }
        }
        let most = terms.count >= 3 ? answer(terms.map(meanings.all), first: terms.first, mayMiss: 1, best: best, among: shown) : []
        return most.isEmpty && thoroughly ? answer(inside: apart, best: best, among: shown) : most
    }

    /// More words are not looked for inside others: each costs a look at all that there are.
    private static let mostInside = 6

    private func answer(inside terms: [Term], best: Int, among shown: PlaceSet?) -> [SearchMatch] {
        guard terms.count <= Self.mostInside else { return [] }
        var words: [WordPostings] = []
        // Long words are in few others: where one is in none, the rest need no look.
        for term in terms.sorted(by: { $0.written.count > $1.written.count }) {
            let word = postings(inside: term)
            guard word.meets(shown) else { return [] }
            words.append(word)
        }
        return answer(words, first: nil, mayMiss: 0, best: best, among: shown)
    }

    /// Two answers in the order of their places, each product once; of the second each is worth two words' ranks less.
    private static func merged(_ first: [SearchMatch], _ second: [SearchMatch]) -> [SearchMatch] {
        var (merged, place): ([SearchMatch], Int) = ([], 0)
        merged.reserveCapacity(first.count + second.count)
        for var match in second {
            match.rank += 2 * 128
            while place < first.count, first[place].place < match.place {
                merged.append(first[place])
                place += 1
            }
            if place < first.count, first[place].place == match.place {
                match.rank = min(match.rank, first[place].rank)
                place += 1
            }
            merged.append(match)
        }
        return merged + first[place...]
    }

    /// Products whose article begins with a folded code; none for an empty one.
    /// - Parameter best: so many are enough, of each part the first by their articles.
    package func places(withArticleBeginning code: String, best: Int = .max, where isShown: (Int) -> Bool = { _ in true }) -> [Int] {
        parts.flatMap { part in part.segment.places(withArticleBeginning: code, limit: best) { !part.superseded.contains($0) && isShown($0) } }
    }

    /// Each word as it is where it finds something, otherwise in the first reading that does; nil where nothing needs another reading, or a word has none.
    private func mixed(_ question: String, _ words: Words, _ meanings: Meanings, among shown: PlaceSet?) -> [Term]? {
        func isFound(_ terms: [Term]) -> Bool { !terms.isEmpty && terms.allSatisfy { postings(of: meanings.all(of: $0)).meets(shown) } }
        var isRead = false
        var mixed: [Term] = []
        let parts = question.split(separator: " ")
        guard parts.count > 1 else { return nil }
        for part in parts {
            let terms = words.question(String(part))
            if terms.isEmpty || isFound(terms) {
                mixed += terms
            } else if let other = Rewriting.readings(of: String(part)).lazy.map({ words.question($0) }).first(where: isFound) {
                mixed += other
                isRead = true
            } else {
                return nil
            }
        }
        return isRead ? mixed : nil
    }

    /// Where a word finds nothing, the words that it may have been meant as; nil when there are none.
    private func corrected(_ terms: [Term], _ meanings: Meanings, among shown: PlaceSet?) -> [[Term]]? {
        var corrected: [[Term]] = []
        for term in terms {
            let all = meanings.all(of: term)
            if postings(of: all).meets(shown) {
                corrected.append(all)
                continue
            }
            let near = parts.flatMap { $0.segment.near(term) }
            guard let least = near.map(\.distance).min() else { return nil }
            let counts = Dictionary(near.lazy.filter { $0.distance == least }.map { ($0.text, $0.count) }, uniquingKeysWith: +)
            let best = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(8)
            corrected.append(best.map { Term($0.key, term.form) })
        }
        return corrected
    }

    /// Where a word stands that may be any of these.
    private func postings(of terms: [Term]) -> WordPostings {
        var word = WordPostings(places: count)
        for term in terms { for part in parts { part.segment.find(term, into: &word, except: part.superseded) } }
        return word
    }

    /// Where a word stands in the middle of others, too.
    private func postings(inside term: Term) -> WordPostings {
        var word = postings(of: [term])
        for part in parts {
            let shares = portions(of: part.segment.terms.count, least: 20_000)
            for number in onAllCores(shares.count, { part.segment.numbers(containing: term, in: shares[$0]) }).joined() {
                part.segment.postings.find(Int(number), Cost.byField(isWhole: false, 0), into: &word, except: part.superseded)
            }
        }
        return word
    }

    /// Fewer postings are looked at sooner than another core is asked.
    var few = 20_000

    /// - Parameters:
    ///   - wanted: for each word what it may be.
    ///   - mayMiss: how many words a product may lack.
    ///   - best: how many are wanted.
    private func answer(_ wanted: [[Term]], first: Term?, mayMiss: Int = 0, best: Int, among shown: PlaceSet?) -> [SearchMatch] {
        answer(wanted.map(postings(of:)), first: first, mayMiss: mayMiss, best: best, among: shown)
    }

    /// - Parameter words: for each where it stands.
    private func answer(_ words: [WordPostings], first: Term?, mayMiss: Int, best: Int, among shown: PlaceSet?) -> [SearchMatch] {
        let question = Intersection(words: words, mayMiss: mayMiss, shown: shown)
        let firsts = parts.map { part in first.flatMap { part.segment.number(of: $0.text) } }
        let chunks = WordPostings.chunks(count)
        // One share of all chunks is taken by one core.
        let shares = words.reduce(0) { $0 + $1.count } < few ? 1 : chunks
        let found = onAllCores(shares, each: { Intersection.Room(words: words.count) }) { room, share in
            var found: [SearchMatch] = []
            for chunk in shares == 1 ? 0..<chunks : share..<share + 1 { found += question.found(chunk, room) }
            if best == .max { tellCloseness(of: &found, to: firsts) }
            return found
        }
        var all: [SearchMatch] = []
        all.reserveCapacity(found.reduce(0) { $0 + $1.count })
        for found in found { all += found }
        guard best != .max else { return all }
        if all.count > best {
            // Sums are small numbers.
            var counts = [Int](repeating: 0, count: 256)
            for match in all { counts[min(255, Int(match.rank))] += 1 }
            var (kept, worst) = (0, 0)
            while kept < best, worst < 255 { (kept, worst) = (kept + counts[worst], worst + 1) }
            if kept >= best { all.removeAll { $0.rank >= worst } }
        }
        tellCloseness(of: &all, to: firsts)
        return all
    }

    /// Of several parts that have a product the last one is right.
    /// - Parameter firsts: by part the number of the first word asked for.
    private func tellCloseness(of found: inout [SearchMatch], to firsts: [Int32?]) {
        var closeness = [Int16](repeating: -1, count: found.count)
        for (part, first) in zip(parts, firsts).reversed() { part.segment.tellCloseness(of: found, to: first, into: &closeness) }
        for index in found.indices { found[index].rank = found[index].rank * 128 + Int64(closeness[index] < 0 ? 127 : closeness[index]) }
    }
}

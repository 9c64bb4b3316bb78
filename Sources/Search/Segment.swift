import Kernel

/// An inverted index over some products. Never changed.
final class Segment: Sendable {
    /// Terms of the text by their spelling, in the order of their bytes; words and codes cannot meet, for codes are in upper case.
    let terms: Texts
    /// The number of a term by its place in `terms`.
    let numbers: [Int32]
    /// Places in `terms` of words by how many bytes they have.
    let wordsByLength: [Int: [Int32]]
    /// By number of a term.
    let postings: Postings
    /// By three letters of a folded article: the products, as ordinals.
    let fragments: [UInt32: [Int32]]
    /// Folded, by ordinal.
    let articles: Texts
    /// Ordinals in the order of their articles.
    let byArticle: [Int32]
    /// By ordinal.
    let places: [Int]
    /// By ordinal what closeness is told by: one more than the first term of the name, × 64, and how many terms the name has, up to 63.
    let heads: [UInt32]
    let isDense: Bool

    convenience init(_ products: [(place: Int, text: Searchable)]) { self.init(products.indices) { (products[$0].place, products[$0].text) } }

    /// - Parameter places: ascending.
    convenience init(_ places: ArraySlice<Int>, _ text: (Int) -> Searchable) { self.init(places) { ($0, text($0)) } }

    /// - Parameter product: by ascending place; asked for one after another, so that nobody needs to hold the texts of all of them.
    private init(_ entries: some Collection<Int>, product: (Int) -> (place: Int, text: Searchable)) {
        let words = Words()
        var vocabulary: [String: Int32] = [:]
        var postings = Postings()
        var places: [Int] = []
        var fragments: [UInt32: [Int32]] = [:]
        var heads: [UInt32] = []
        var articles: [String] = []
        func number(of term: String) -> Int32 {
            if let number = vocabulary[term] { return number }
            let number = Int32(clamping: vocabulary.count)
            vocabulary[term] = number
            return number
        }
        // Names of brands, categories and values stand in many products: cut into words once.
        var known: [String: [Int32]] = [:]
        func cut(_ text: String, isCommon: Bool) -> [Int32] {
            if isCommon, let known = known[text] { return known }
            let terms = words.terms(of: text).map { number(of: $0.text) }
            if isCommon, known.count < 100_000 { known[text] = terms }
            return terms
        }
        func add(_ text: String, _ field: Field, of place: UInt32) -> [Int32] {
            let terms = cut(text, isCommon: field != .name)
            for term in terms { postings.add(place, field, to: Int(term)) }
            return terms
        }
        for (ordinal, entry) in entries.enumerated() {
            let product = product(entry)
            let place = UInt32(clamping: product.place)
            places.append(product.place)
            let name = add(product.text.name, .name, of: place)
            heads.append(Self.head(name.first) << 6 | UInt32(min(63, name.count)))
            _ = add(product.text.article, .name, of: place)
            for number in product.text.numbers { _ = add(number, .name, of: place) }
            for label in product.text.labels { _ = add(label, .label, of: place) }
            for extra in product.text.extras { _ = add(extra, .extra, of: place) }
            let article = product.text.article.codeFolded
            articles.append(article)
            for trigram in Set(Self.trigrams(of: article)) { fragments[trigram, default: []].append(Int32(clamping: ordinal)) }
        }
        self.postings = postings
        self.fragments = fragments
        self.heads = heads
        self.articles = Texts(articles)
        byArticle = articles.indices.filter { !articles[$0].isEmpty }.sorted { Self.precedes(articles[$0], articles[$1]) }.map { Int32(clamping: $0) }
        self.places = places
        isDense = Self.isDense(places)
        let sorted = vocabulary.sorted { Self.precedes($0.key, $1.key) }
        terms = Texts(sorted.lazy.map(\.key))
        numbers = sorted.map(\.value)
        wordsByLength = Self.wordsByLength(terms)
    }

    /// From what was kept of one.
    init(
        terms: Texts, numbers: [Int32], postings: Postings, fragments: [UInt32: [Int32]], articles: Texts, byArticle: [Int32], places: [Int], heads: [UInt32]
    ) {
        self.terms = terms
        self.numbers = numbers
        self.postings = postings
        self.fragments = fragments
        self.articles = articles
        self.byArticle = byArticle
        self.places = places
        self.heads = heads
        isDense = Self.isDense(places)
        wordsByLength = Self.wordsByLength(terms)
    }

    /// Whether there is no gap between the first place and the last.
    private static func isDense(_ places: [Int]) -> Bool { places.isEmpty || (places.last ?? 0) - (places.first ?? 0) == places.count - 1 }

    private static func wordsByLength(_ terms: Texts) -> [Int: [Int32]] {
        var words: [Int: [Int32]] = [:]
        for place in 0..<terms.count where !terms.with(place, isCode) { words[terms.size(place), default: []].append(Int32(clamping: place)) }
        return words
    }

    /// A term as `heads` have it; none is no term's.
    private static func head(_ term: Int32?) -> UInt32 { term.map { UInt32(clamping: $0) + 1 } ?? 0 }

    /// One more than the highest place.
    var end: Int { (places.last ?? -1) + 1 }

    /// Finds every product that a term stands in: whole, as a beginning, or as a fragment of an article.
    func find(_ term: Term, into word: inout WordPostings, except: PlaceSet) {
        let extra = term.cost
        func add(_ number: Int32, isWhole: Bool) { postings.find(Int(number), Cost.byField(isWhole: isWhole, extra), into: &word, except: except) }
        if let number = number(of: term.text) { add(number, isWhole: true) }
        // What is being typed is no stem yet.
        if term.text.count >= 2 {
            for place in places(beginningWith: term.text) where terms.size(place) != term.text.utf8.count { add(numbers[place], isWhole: false) }
        }
        if term.form == .word, term.written != term.text, term.written.count >= 2 {
            for place in places(beginningWith: term.written) { add(numbers[place], isWhole: false) }
        }
        // Another name is no piece of an article.
        guard extra == 0 else { return }
        let code = term.written.codeFolded
        if code.utf8.count >= 3, code.utf8.allSatisfy({ $0 < 128 }) {
            for ordinal in ordinals(containing: code) where !except.contains(places[ordinal]) { word.add(places[ordinal], Cost.fragment) }
        }
    }

    /// Terms that a mistyped one may have been meant as: the nearest, with how many products each has.
    func near(_ term: Term) -> [(text: String, distance: Int, count: Int)] {
        let letters = term.text.unicodeScalars.map(\.value)
        // A mistyped word may keep the ending that the right one is without.
        let bare = term.text == term.written && term.form == .word && term.text.last.map { "аяоеёиыуюь".contains($0) } ?? false ? letters.dropLast() : []
        let limit = letters.count < 4 ? 0 : letters.count < 8 ? 1 : 2
        guard limit > 0 else { return [] }
        let length = term.text.utf8.count
        var found: [(text: String, distance: Int, count: Int)] = []
        func look(at place: Int) {
            let text = terms[place]
            let other = text.unicodeScalars.map(\.value)
            let whole = Rewriting.distance(letters, other, limit: limit)
            let stem = bare.isEmpty ? nil : Rewriting.distance(Array(bare), other, limit: limit)
            guard let distance = [whole, stem].compactMap(\.self).min() else { return }
            found.append((text, distance, postings.count(of: Int(numbers[place]))))
        }
        guard term.form == .code else {
            for length in max(1, length - 2 * limit)...(length + 2 * limit) { for place in wordsByLength[length] ?? [] { look(at: Int(place)) } }
            return found
        }
        // Of codes there are as many as products: somebody who mistypes one gets its beginning right.
        let beginning = Array(term.text.utf8.prefix(2))
        var place = place(of: beginning)
        while place < terms.count, terms.begins(place, with: beginning) {
            if abs(terms.size(place) - length) <= limit, terms.with(place, Self.isCode) { look(at: place) }
            place += 1
        }
        return found
    }

    private static func isCode(_ term: UnsafeBufferPointer<UInt8>) -> Bool { term.contains { (48...57).contains($0) } }

    /// By the articles in the order of their bytes, at most so many.
    func places(withArticleBeginning code: String, limit: Int, where isWanted: (Int) -> Bool) -> [Int] {
        guard !code.isEmpty else { return [] }
        let bytes = Array(code.utf8)
        let low = Self.first(in: byArticle.count) { !articles.precedes(Int(byArticle[$0]), bytes) }
        var found: [Int] = []
        for ordinal in byArticle[low...] {
            guard found.count < limit, articles.begins(Int(ordinal), with: bytes) else { break }
            let place = places[Int(ordinal)]
            if isWanted(place) { found.append(place) }
        }
        return found
    }

    /// Whether a product is in it.
    func has(_ place: Int) -> Bool { ordinal(of: place) != nil }

    /// The rank's lesser part of those products that are in it and have none yet (-1): whether the name begins with the first word asked for, by its number, and how
    /// much else it says.
    /// - Parameter matches: by ascending place.
    func tellCloseness(of matches: [SearchMatch], to first: Int32?, into told: inout [Int16]) {
        let first = first.map { Self.head($0) } ?? .max
        func tell(_ index: Int, _ ordinal: Int) {
            let head = heads[ordinal]
            if told[index] < 0 { told[index] = (head >> 6 == first ? 0 : 64) + Int16(head & 63) }
        }
        guard let start = places.first, let least = matches.first?.place, let most = matches.last?.place, least < end, start <= most else { return }
        if isDense {
            var index = Self.first(in: matches.count) { matches[$0].place >= start }
            let end = start + places.count
            while index < matches.count, matches[index].place < end {
                if index + prefetchDistance < matches.count { heads.prefetch(matches[index + prefetchDistance].place - start) }
                tell(index, matches[index].place - start)
                index += 1
            }
            return
        }
        let ordinals = Self.first(in: places.count) { places[$0] >= least }..<Self.first(in: places.count) { places[$0] > most }
        if ordinals.count < matches.count / 8 {
            for ordinal in ordinals {
                let index = Self.first(in: matches.count) { matches[$0].place >= places[ordinal] }
                if index < matches.count, matches[index].place == places[ordinal] { tell(index, ordinal) }
            }
        } else {
            for (index, match) in matches.enumerated() { if let ordinal = ordinal(of: match.place) { tell(index, ordinal) } }
        }
    }

    /// The first of so many ascending places for which something holds; their number when there is none.
    private static func first(in count: Int, where holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The number of a term that is spelled so.
    func number(of text: String) -> Int32? {
        let bytes = Array(text.utf8)
        let place = place(of: bytes)
        return place < terms.count && terms.isEqual(place, to: bytes) ? numbers[place] : nil
    }

    /// Where in `terms` a spelling stands, or would stand, by its bytes.
    private func place(of bytes: [UInt8]) -> Int { Self.first(in: terms.count) { !terms.precedes($0, bytes) } }

    /// The numbers of words that have a piece of at least three letters in them, and of codes that have it as codes spell it.
    /// - Parameter places: in `terms`.
    func numbers(containing term: Term, in places: Range<Int>) -> [Int32] {
        guard term.written.count >= 3 else { return [] }
        // What holds the word as it was written holds its stem, where that is its beginning.
        let words = term.form == .code ? [] : term.written.hasPrefix(term.text) ? [term.text] : [term.text, term.written]
        let pieces = [term.form == .code ? term.text : term.written.codeFolded] + words
        return Set(pieces.flatMap { terms.numbers(containing: Array($0.utf8), in: places) }).sorted().map { numbers[$0] }
    }

    private func places(beginningWith text: String) -> Range<Int> {
        let bytes = Array(text.utf8)
        let low = place(of: bytes)
        var end = low
        while end < terms.count, end - low < 5000, terms.begins(end, with: bytes) { end += 1 }
        return low..<end
    }

    /// Products whose article has a piece, by its bytes. Whoever has it is in the list of each of its trigrams, all of which are ascending.
    private func ordinals(containing code: String) -> [Int] {
        let lists = Self.trigrams(of: code).map { fragments[$0] ?? [] }.sorted { $0.count < $1.count }
        guard var common = lists.first else { return [] }
        for list in lists.dropFirst() where !common.isEmpty && list.count < articles.count / 2 {
            var place = 0
            common.removeAll { ordinal in
                // Steps of growing width, then the place within the last of them.
                var step = 1
                while place + step < list.count, list[place + step] < ordinal {
                    place += step
                    step *= 2
                }
                let end = min(list.count, place + step + 1)
                place += Self.first(in: end - place) { list[place + $0] >= ordinal }
                return place >= list.count || list[place] != ordinal
            }
        }
        let bytes = Array(code.utf8)
        return common.map { Int($0) }.filter { articles.contains($0, bytes) }
    }

    private func ordinal(of place: Int) -> Int? {
        guard let first = places.first, place >= first, place < end else { return nil }
        if isDense { return place - first }
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low < places.count && places[low] == place ? low : nil
    }

    private static func trigrams(of code: String) -> [UInt32] {
        let bytes = Array(code.utf8)
        guard bytes.count >= 3 else { return [] }
        return (0...(bytes.count - 3)).map { UInt32(bytes[$0]) << 16 | UInt32(bytes[$0 + 1]) << 8 | UInt32(bytes[$0 + 2]) }
    }

    private static func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
}

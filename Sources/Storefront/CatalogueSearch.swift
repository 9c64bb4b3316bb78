import Customers
import Dispatch
import Kernel
import Search
import Synchronization

/// The search index of the catalogue, shared by all versions of the storefront: brought up to a version when somebody searches in it.
///
/// What takes long is done beside the searches, which are answered meanwhile from what there is: when very many products of a large catalogue change at once, when
/// small parts have become many, when the large ones are worn.
final class SearchKeeper: Sendable {
    private struct State {
        var index = SearchIndex()
        /// Of the version that the index is true of.
        var generation = 0
        var isWorking = false
    }

    private enum Work { case changes, parts, everything }

    /// So many changed products are indexed before a search goes on: well below a second.
    private let atOnce: Int
    /// A smaller catalogue is never searched in an old state.
    private let small: Int
    private let state = Mutex(State())

    init(atOnce: Int = 5000, small: Int = 100_000) {
        self.atOnce = atOnce
        self.small = small
    }

    /// Takes an index that was kept, as the one of the first version.
    func begin(with index: SearchIndex) {
        state.withLock { state in
            state.index = index
            state.generation = 1
        }
    }

    /// The index as of `storefront`, or of a later version when that has been asked for already; while very much is being indexed, as it was before.
    /// - Returns: also which version of the texts it is of (`SearchLog.generation`).
    func index(for storefront: Storefront) -> (index: SearchIndex, generation: Int) {
        let (answer, work) = state.withLock { state -> ((SearchIndex, Int), Work?) in
            let log = storefront.searchLog
            var work: Work?
            if state.generation < log.generation {
                let places = log.places(since: state.generation)
                if state.generation == 0 || state.index.size < small || (places?.count ?? .max) <= atOnce {
                    if let places, places.count <= max(1000, storefront.productCount / 20) {
                        state.index.put(places.sorted(), text: storefront.searchable)
                    } else {
                        state.index = SearchIndex(count: storefront.productCount, text: storefront.searchable)
                    }
                    state.generation = log.generation
                } else {
                    work = places == nil ? .everything : .changes
                }
            }
            if state.generation == log.generation { work = state.index.isWorn ? .everything : state.index.fragmented() == nil ? nil : .parts }
            if state.isWorking { work = nil }
            if work != nil { state.isWorking = true }
            return ((state.index, state.generation), work)
        }
        if let work { DispatchQueue.global(qos: .utility).async { self.carryOut(work, answer.0, answer.1, storefront) } }
        return answer
    }

    /// - Parameters:
    ///   - index: what it was when the work was found.
    ///   - generation: what it was true of.
    ///   - storefront: the version to be made from.
    private func carryOut(_ work: Work, _ index: SearchIndex, _ generation: Int, _ storefront: Storefront) {
        let log = storefront.searchLog
        switch work {
        case .changes:
            guard let places = log.places(since: generation) else { break }
            var changed = index
            changed.put(places.sorted(), isBeside: true, text: storefront.searchable)
            return finish { state in
                state.index = changed
                state.generation = log.generation
            }
        case .parts:
            guard let (first, places) = index.fragmented() else { break }
            var merged = SearchIndex()
            merged.put(places, isBeside: true, text: storefront.searchable)
            return finish { $0.index = $0.index.replacing(from: first, of: index, by: merged) }
        case .everything:
            let fresh = SearchIndex(count: storefront.productCount, isBeside: true, text: storefront.searchable)
            return finish { state in
                if state.generation < log.generation {
                    state.index = fresh
                    state.generation = log.generation
                } else {
                    state.index = state.index.replacing(from: 0, of: index, by: fresh)
                }
            }
        }
        finish { _ in }
    }

    private func finish(_ change: (inout sending State) -> Void) {
        state.withLock { state in
            change(&state)
            state.isWorking = false
        }
    }
}

/// Which products say something else than before, and since which version.
struct SearchLog: Sendable {
    private var entries: [(generation: Int, place: Int)] = []
    /// An index from before this one is made anew.
    private var reset = 1
    private(set) var generation = 1

    private static let limit = 100_000

    mutating func note(_ places: some Collection<Int>) {
        guard !places.isEmpty else { return }
        generation += 1
        if entries.count + places.count > Self.limit { return noteEverything() }
        for place in places { entries.append((generation, place)) }
    }

    mutating func noteEverything() {
        generation += 1
        reset = generation
        entries = []
    }

    /// The places to index again after `generation`; nil when all of them are.
    func places(since generation: Int) -> Set<Int>? {
        guard reset <= generation else { return nil }
        return Set(entries.reversed().prefix { $0.generation > generation }.map(\.place))
    }
}

extension Shelf {
    /// Products that answer a question, with their ranks: the catalogue's answers, and the client's own numbers that are it or begin so.
    /// - Parameter best: so many are enough; then nothing is looked for that is not known to the index.
    func answers(to question: String, best: Int? = nil) -> [SearchMatch] {
        withOwnNumbers(best.map { storefront.answers(to: question, thoroughly: false, best: $0, among: sold, where: shows) } ?? keptAnswers(to: question), question)
    }

    /// The same of codes alone: those that are exact or begin so, and the client's own.
    func codeAnswers(to question: String, best: Int) -> [SearchMatch] {
        withOwnNumbers(storefront.codeAnswers(to: question, best: best, where: shows).all, question, onlyWhole: true)
    }

    /// - Parameter onlyWhole: what is typed under the other layout must be the whole number, for words are looked for elsewhere.
    private func withOwnNumbers(_ found: [SearchMatch], _ question: String, onlyWhole: Bool = false) -> [SearchMatch] {
        guard let ownNumbers else { return found }
        var own = ownAnswers(to: question.codeFolded, ownNumbers)
        // Where nothing answers, it may have been typed under the other keyboard layout.
        if own.isEmpty, found.isEmpty, let other = Rewriting.otherLayout(question) {
            own = ownAnswers(to: other.codeFolded, ownNumbers).filter { !onlyWhole || $0.value == CodeRank.exact }
        }
        if own.isEmpty { return found }
        let others = found.map { answer in own.removeValue(forKey: answer.place).map { SearchMatch(place: answer.place, rank: min($0, answer.rank)) } ?? answer }
        return others + own.map { SearchMatch(place: $0.key, rank: $0.value) }
    }

    /// By place what the client calls so, or by a number that begins so.
    private func ownAnswers(to code: String, _ ownNumbers: ClientArticles) -> [Int: Int64] {
        guard !code.isEmpty else { return [:] }
        var own: [Int: Int64] = [:]
        for (number, articles) in ownNumbers.byCode where number.hasPrefix(code) {
            for place in articles.compactMap({ storefront.places[$0.product] }) where isSold(place) {
                own[place] = min(own[place] ?? CodeRank.begun, number == code ? CodeRank.exact : CodeRank.begun)
            }
        }
        return own
    }

    private func keptAnswers(to question: String) -> KeptAnswers.Answers {
        // To look into every word that there is costs more than all else in a large catalogue: nobody may ask for it who cannot be named.
        let isThorough = viewer.identity != .visitor
        let key = KeptAnswers.Key(question: question, shown: mask?.views, isThorough: isThorough)
        let version = KeptAnswers.Version(texts: storefront.searchKeeper.index(for: storefront).generation, assortments: storefront.assortmentGeneration, synonyms: storefront.synonymGeneration)
        if let kept = storefront.keptAnswers.find(key, at: version) { return kept }
        let found = storefront.answers(to: question, thoroughly: isThorough, among: sold, where: shows)
        storefront.keptAnswers.keep(found, for: key, at: version)
        return found
    }
}

extension Storefront {
    /// What a product is found by; what stands for its variants is not found.
    func searchable(at place: Int) -> Searchable {
        let product = products[place]
        guard !product.isOffSale else { return Searchable(name: "", article: "") }
        let labels = [product.brand.flatMap { brands[$0]?.name }] + (product.category.flatMap { categoryPaths[$0] } ?? []).map { categories[$0]?.name }
        let values = product.parameters.compactMap { parameter -> String? in
            if case .bool = parameter.value { return nil }
            return parameter.value.plainText + (parameters[parameter.code]?.unit.map { " \($0)" } ?? "")
        }
        return Searchable(
            name: product.name, article: product.article, numbers: [product.manufacturerNumber].compactMap(\.self) + product.crossNumbers,
            labels: labels.compactMap(\.self), extras: values + [product.country].compactMap(\.self))
    }

    /// Products that answer a question, of those that are shown, with their ranks: exact codes before everything, articles that begin so, then what the index finds.
    /// - Parameters:
    ///   - best: so many are enough; what is certainly not among them may be left out.
    ///   - sold: what is sold of those that are shown.
    func answers(to question: String, thoroughly: Bool = true, best: Int = .max, among sold: PlaceSet, where isShown: (Int) -> Bool) -> [SearchMatch] {
        let codes = codeAnswers(to: question, best: best, where: isShown)
        var answers: [SearchMatch] = []
        if codes.begun < best {
            answers = searchKeeper.index(for: self).index.matches(question, best: best, knowing: synonyms, among: sold, thoroughly: thoroughly)
        }
        if codes.all.isEmpty { return answers }
        let known = PlaceMarks(codes.all.map(\.place), of: products.count)
        return codes.all + answers.filter { !known.contains($0.place) }
    }

    /// Exact codes and articles that begin so, each product once; and how many the latter are.
    fileprivate func codeAnswers(to question: String, best: Int, where isShown: (Int) -> Bool) -> (all: [SearchMatch], begun: Int) {
        let begun = searchKeeper.index(for: self).index.places(withArticleBeginning: question.codeFolded, best: best) { place in
            place < products.count && isShown(place) && (isSold(place) || !products[place].isOffSale)
        }
        let exact = Set(products(withCode: question.trimmed, where: isShown).compactMap { product in product.isOffSale ? nil : places[product.id] }).sorted()
        let others = begun.filter { !exact.contains($0) }
        return (exact.map { SearchMatch(place: $0, rank: CodeRank.exact) } + others.map { SearchMatch(place: $0, rank: CodeRank.begun) }, begun.count)
    }
}

/// Codes come before everything that words find, which begins at 0.
private enum CodeRank {
    static let exact: Int64 = -2
    static let begun: Int64 = -1
}

/// Places to be asked after one by one: a set of a few, bits of many.
private enum PlaceMarks {
    case few(Set<Int>)
    case many([Bool])

    init(_ places: [Int], of count: Int) {
        if places.count < 1000 {
            self = .few(Set(places))
        } else {
            var marks = [Bool](repeating: false, count: count)
            for place in places where marks.indices.contains(place) { marks[place] = true }
            self = .many(marks)
        }
    }

    func contains(_ place: Int) -> Bool {
        switch self {
        case .few(let places): places.contains(place)
        case .many(let marks): marks.indices.contains(place) && marks[place]
        }
    }
}

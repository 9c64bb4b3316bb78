import Kernel
import Search
import Synchronization

/// The search index of the catalogue, shared by all versions of the storefront: brought up to a version when somebody searches in it.
final class SearchKeeper: Sendable {
    private struct State {
        var index = SearchIndex()
        var generation = 0
    }

    private let state = Mutex(State())

    /// Takes an index that was kept, as the one of the first version.
    func begin(with index: SearchIndex) {
        state.withLock { state in
            state.index = index
            state.generation = 1
        }
    }

    /// The index as of `storefront`; of a later version when that has been asked for already.
    func index(for storefront: Storefront) -> SearchIndex {
        state.withLock { state in
            let log = storefront.searchLog
            guard state.generation < log.generation else { return state.index }
            if let places = log.places(since: state.generation), places.count + state.index.changedCount <= max(1000, storefront.productCount / 20) {
                state.index.put(places.map { (place: $0, text: storefront.searchable(at: $0)) })
            } else {
                state.index.rebuild((0..<storefront.productCount).lazy.map { (place: $0, text: storefront.searchable(at: $0)) })
            }
            state.generation = log.generation
            return state.index
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
    func answers(to question: String, thoroughly: Bool = true) -> [(place: Int, rank: Int64)] {
        let found = thoroughly ? keptAnswers(to: question) : storefront.answers(to: question, thoroughly: false, where: shows)
        let code = question.codeFolded
        guard let ownNumbers, !code.isEmpty else { return found }
        var own: [Int: Int64] = [:]
        for (number, articles) in ownNumbers.byCode where number.hasPrefix(code) {
            for place in articles.compactMap({ storefront.places[$0.product] }) where isSold(place) { own[place] = min(own[place] ?? 1, number == code ? 0 : 1) }
        }
        if own.isEmpty { return found }
        let others = found.map { answer in own.removeValue(forKey: answer.place).map { (place: answer.place, rank: min($0, answer.rank)) } ?? answer }
        return others + own.map { (place: $0.key, rank: $0.value) }
    }

    private func keptAnswers(to question: String) -> KeptAnswers.Answers {
        let key = KeptAnswers.Key(question: question, shown: mask?.views)
        let version = KeptAnswers.Version(texts: storefront.searchLog.generation, assortments: storefront.assortmentGeneration)
        if let kept = storefront.keptAnswers.find(key, at: version) { return kept }
        let found = storefront.answers(to: question, where: shows)
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

    /// Products that answer a question, of those that are shown, with their ranks: exact codes before everything, articles that begin so, then what the index finds. A text that the
    /// index does not know may still stand inside names: that is looked at, name by name, unless `thoroughly` is false.
    func answers(to question: String, thoroughly: Bool = true, where isShown: (Int) -> Bool) -> [(place: Int, rank: Int64)] {
        let index = searchKeeper.index(for: self)
        var answers = index.matches(question, where: isShown).filter { isSold($0.place) }.map { (place: $0.place, rank: 2 + $0.rank) }
        let words = question.folded.split(separator: " ").map(String.init)
        if thoroughly, answers.isEmpty, !words.isEmpty {
            for place in byArticle where isShown(place) && words.allSatisfy({ products[place].searchText.contains($0) }) { answers.append((place, 1 << 20)) }
        }
        // Few answer by their codes.
        var ranks: [Int: Int64] = [:]
        let code = question.codeFolded
        for place in index.places(withArticleBeginning: code) where place < products.count && isShown(place) && !products[place].isOffSale {
            ranks[place] = 1
        }
        for product in products(withCode: question.trimmed, where: isShown) { if let place = places[product.id], !product.isOffSale { ranks[place] = 0 } }
        if ranks.isEmpty { return answers }
        answers = answers.map { answer in (answer.place, ranks.removeValue(forKey: answer.place) ?? answer.rank) }
        return answers + ranks.map { (place: $0.key, rank: $0.value) }
    }
}

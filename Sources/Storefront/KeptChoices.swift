import Catalog
import Customers
import Kernel
import Stock
import Synchronization

/// What the choices of a list depend on within one version of the storefront: viewers with equal keys are offered the same.
struct ChoicesKey: Hashable, Sendable {
    private var query: ProductQuery
    private let prices: [PriceKey]
    private let warehouses: [ID<Warehouse>]
    private let rights: [Bool]
    /// What is shown at all, and under each contract; nil where everything is.
    private let shown: [Set<AssortmentView>?]
    /// Who is asking, where he may have own numbers that answer to a text.
    private let client: ID<Client>?
    private let limits: [Int]

    /// - Parameter limits: those of `Shelf.listing`.
    init(_ query: ProductQuery, _ shelf: Shelf, limits: [Int]) {
        self.query = query
        self.query.sort = .relevance
        prices = shelf.offers.map { PriceKey($0.contract, $0.terms, shelf.storefront) }
        warehouses = shelf.visibleWarehouses.map(\.id)
        rights = [shelf.viewer.rights.contains(.seePrices), shelf.viewer.rights.contains(.seeStock)]
        self.limits = limits
        shown = [shelf.mask?.views] + shelf.offers.map { $0.mask?.views }
        client = query.text.isEmpty ? nil : shelf.viewer.client?.id
    }
}

/// The choices told lately, true of the newest version of a storefront alone: to turn the page, to sort, or to come back counts nothing again.
final class KeptChoices: Sendable {
    private struct State {
        var generation = 0
        var choices: [ChoicesKey: ListChoices] = [:]
    }

    /// Some kilobytes each.
    private static let limit = 500
    private let state = Mutex(State())

    func find(_ key: ChoicesKey, at generation: Int) -> ListChoices? {
        state.withLock { $0.generation == generation ? $0.choices[key] : nil }
    }

    func keep(_ choices: ListChoices, for key: ChoicesKey, at generation: Int) {
        state.withLock { state in
            guard generation >= state.generation else { return }
            if generation > state.generation || state.choices.count >= Self.limit { state.choices = [:] }
            state.generation = generation
            state.choices[key] = choices
        }
    }
}

import Kernel

/// Pages of what a person keeps while working for a client.
enum OwnTab: String, Sendable, CaseIterable {
    case favourites, compare, viewed, bought, searches

    var address: String {
        switch self {
        case .favourites: Address.favourites
        case .compare: Address.compare
        case .viewed: Address.viewed
        case .bought: Address.catalog(CatalogQuery().with { $0.boughtOnly = true })
        case .searches: Address.searches
        }
    }
}

/// Products that the person keeps, as a list to order from.
struct OwnGoodsPage: Sendable {
    var tabs: [OwnTab]
    /// Favourites or viewed ones.
    var tab: OwnTab
    /// The rows with the rights that a list has.
    var goods: CatalogPage
}

/// Up to six products beside each other.
struct ComparePage: Sendable {
    struct Column: Sendable {
        var article: String
        var name: String
        /// The address of its picture.
        var picture: String?
        var price: PriceCell
        var stock: [StockFigure]
        var canOrder: Bool
        /// The comparison without it.
        var without: String
    }

    struct Row: Sendable {
        var name: String
        /// By column; nil where nothing is known.
        var values: [String?]
        var differs: Bool { Set(values).count > 1 }
    }

    var tabs: [OwnTab]
    var columns: [Column] = []
    var rows: [Row] = []
    var onlyDifferences = false
    /// The same comparison with all rows, or with those that differ.
    var switched = ""
}

/// The person's questions to the catalogue.
struct SearchesPage: Sendable {
    struct Search: Sendable {
        var id: Int64
        var name: String
        var address: String
        /// Whether letters tell of new answers.
        var isWatched = false
    }

    var tabs: [OwnTab]
    var searches: [Search]
    /// Products that letters tell of when they can be had again: article, name.
    var awaited: [Choice] = []
    /// What was refused, and of which search; 0 of a new one.
    var problems: [FieldProblem] = []
}

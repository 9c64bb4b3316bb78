import Kernel

/// The goods as those see them who keep the catalogue.
struct GoodsListPage: Sendable {
    struct Row: Sendable {
        /// The barcodes that others bear too, with the articles of those; told where they are looked for.
        var shared: [(barcode: String, others: [String])] = []
        var article: String
        var name: String
        var brand: String?
        var category: String?
        var picture: String?
        var hasImage: Bool
        var hasText: Bool
        var isEdited: Bool
        var isWithdrawn: Bool
        var isDiscontinued: Bool
    }

    var text = ""
    /// `GoodsQuestion.Lack`.
    var lack = ""
    var rows: [Row] = []
    var isFirst = true
    var next: String?
}

/// The pages of one product, in the order of their tabs.
enum GoodsTab: String, Sendable, CaseIterable {
    case contents, images, relations
}

/// What stands above each of them.
struct GoodsHead: Sendable {
    var article: String
    var name: String
    var isWithdrawn: Bool
    var token: String
    /// Who was here last, and when.
    var changedBy: String?
    var changedAt: Instant?
    /// Why nothing was saved.
    var refusal: String?
    var problems: [FieldProblem] = []
}

/// Texts and parameters of a product.
struct GoodsFormPage: Sendable {
    enum Control: Sendable {
        case area(rows: Int, limit: Int)
        case number
        case text
        /// Values that others have.
        case suggested([String])
        case select([Choice])
    }

    /// Whose the shown value is.
    enum Origin: Sendable {
        case erps
        /// The portal's; beneath it the ERP says this, or nothing.
        case portals(over: String?)
        case nobodys
    }

    struct Field: Sendable {
        var name: String
        /// What a pressed "back to the ERP's" calls it.
        var key: String
        /// The parameter's code; nil for texts.
        var code: String?
        var label: String
        var value: String
        var hint: String?
        var control: Control
        var origin: Origin
        /// The ERP's text, where it is too long for a hint.
        var erpText: String?
        var isReturned = false
        /// What is saved now, where somebody else saved something else than what is typed here.
        var saved: String?
    }

    var head: GoodsHead
    var texts: [Field]
    var parameters: [Field]
}

/// The pictures of a product.
struct GoodsImagesPage: Sendable {
    /// The fields of what pictures show begin with this; behind it stands the picture's key.
    static let titleField = "title-"

    struct Image: Sendable {
        var key: String
        /// Nil for one elsewhere and for one that is not shown.
        var picture: String?
        var title: String
        /// What it shows, for those who do not see it.
        var shows = ""
        var isPortals: Bool
        var isHidden: Bool
    }

    var head: GoodsHead
    var images: [Image]
}

/// What a product has to do with others.
struct GoodsRelationsPage: Sendable {
    struct Relation: Sendable {
        var key: String
        var kind: String
        var article: String
        var name: String
        var ratio: String?
        var note: String?
        var isPortals: Bool
        var isHidden: Bool
        var hasERPs: Bool
    }

    var head: GoodsHead
    var relations: [Relation]
    var kinds: [Choice]
    var target = ""
    var ratio = ""
    var note = ""
}

/// Something to be done to many products.
struct BulkFormPage: Sendable {
    /// The articles chosen; empty when all that are found are meant.
    var chosen: [String] = []
    var text = ""
    var lack = ""
    /// How many products that is; nil where it is more than may be.
    var count: Int?
    var limit: Int
    var kind = "set"
    var parameters: [Choice] = []
    var value = ""
    /// A text of the product.
    var words = ""
    var relations: [Choice] = []
    var article = ""
    var ratio = ""
    var note = ""
    var problems: [FieldProblem] = []
    var refusal: String?
    /// What it would do, once it has been asked.
    var rehearsal: Rehearsal?

    struct Rehearsal: Sendable {
        var changed: Int
        var unchanged: Int
        /// The first of those that cannot be so.
        var refused: [(article: String, reason: String)]
        var refusedCount: Int
    }
}

/// Changes of many products that were made, or one of them.
struct BulkChangesPage: Sendable {
    struct Row: Sendable {
        var id: Int64
        var at: Instant
        var person: String
        var action: String
        var changed: Int
        var unchanged: Int
        var refused: Int
        var undoneAt: Instant?
        var putBack: Int
        var kept: Int
        /// Until when it can be taken back; nil when it cannot.
        var undoUntil: Instant?
    }

    var rows: [Row]
    /// Of one change: the first products, and those left by the undoing.
    var articles: [String] = []
    var left: [String] = []
    var refusal: String?
}

import Kernel
import Suppliers

/// Suppliers, for staff who manage them.
struct SuppliersPage: Sendable {
    var rows: [SupplierRow]
    /// Within how many hours suppliers are to answer, as typed.
    var hours = "24"
    var problems: [FieldProblem] = []
    var text = ""
    var isFirst = true
    var next: String?
}

/// The form of a supplier: a new one, or one that is there.
struct SupplierForm: Sendable {
    /// Nil for a new one.
    var id: Int64?
    var draft = SupplierDraft()
    var revision: Int64 = 0
    var brands: [Choice]
    /// The products given by themselves are too many for a form.
    var hasTooManyArticles = false
    var refusal: String?
    var problems: [FieldProblem] = []
}

/// A supplier with its people and how much it offers.
struct SupplierPage: Sendable {
    var name: String
    var isBlocked: Bool
    var form: SupplierForm
    var products: Int
    var offered: Int
    var asked: Int
    var confirmed: Int
    var people: ColleaguesPage
}

/// The people of a supplier, as its administrators or staff see them.
struct ColleaguesPage: Sendable {
    struct Row: Sendable {
        var id: Int64
        var name: String
        var email: String
        /// `administrator`, `employee`.
        var role: String
        /// `active`, `invited`, `blocked`.
        var status: String
        var signedInAt: Instant?
        var isSelf = false
    }

    /// Where its forms go.
    var base: String
    var rows: [Row]
    /// Of the house's administrators.
    var mayRelease: Bool
    var hasMail = true
    var email = ""
    var name = ""
    var role = "employee"
    var refusal: String?
    var problems: [FieldProblem] = []
}

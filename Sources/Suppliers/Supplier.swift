package import Customers
package import Kernel

/// A supplier as staff see it.
package struct SupplierDetails: Sendable {
    package struct Brand: Sendable {
        package let externalID: String
        package let name: String
    }

    package let card: SupplierCard
    package let inn: String?
    package let note: String?
    package let isBlocked: Bool
    package let revision: Int64
    package let brands: [Brand]
    /// Articles of products that were given to it by themselves; nil when they are too many for a form, which then leaves them alone.
    package let articles: [String]?
}

/// A supplier in a list, with how much of it there is.
package struct SupplierRow: Sendable {
    package let card: SupplierCard
    package let inn: String?
    package let isBlocked: Bool
    package let people: Int
    package let offers: Int
}

/// What a form says of a supplier.
package struct SupplierDraft: Sendable {
    /// What the ERP calls it; fixed once made. Left empty, the portal makes one.
    package var code = ""
    package var name = ""
    package var inn = ""
    package var note = ""
    package var isBlocked = false
    /// External ids of brands.
    package var brands: [String] = []
    /// Articles, one in a line: there are some with blanks and commas.
    package var articles = ""

    package init() {}

    package static let articleLimit = 500

    package var articleList: [String] {
        var seen: Set<String> = []
        return articles.split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}

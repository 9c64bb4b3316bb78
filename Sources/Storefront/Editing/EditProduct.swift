package import Catalog
package import Customers
package import Database
import Journal
package import Kernel

/// What a form says of a product's texts and parameters, as it was typed.
package struct ProductEdit: Sendable {
    /// `ProductContents.token` as the form was made.
    package var token: String
    package var russian: String
    package var english: String
    /// By code, those of the form; what it does not name stays as it is.
    package var parameters: [(code: String, text: String)]
    /// What goes back to the ERP's: `ru`, or a parameter's code after `parameter.`.
    package var returned: Set<String>

    package init(token: String, russian: String, english: String, parameters: [(code: String, text: String)], returned: Set<String> = []) {
        self.token = token
        self.russian = russian
        self.english = english
        self.parameters = parameters
        self.returned = returned
    }
}

package let descriptionLimit = 20_000

/// A product as its form shows it, for whoever may edit the catalogue.
package func productForEditing(_ article: String, for viewer: Viewer, on storefront: Storefront, in reader: any Reader) throws -> (product: ProductContents, parameters: [EditableParameter]) {
    try viewer.demandEditing()
    let product = try reader.productContents(ofArticle: article)
    return (product, try reader.editableParameters(of: product, on: storefront))
}

/// Writes texts and values over the ERP's. What says the same as the ERP is no value of the portal's: from then on it follows the ERP.
///
/// Throws `stale_revision` when somebody, or the ERP, changed the product since the form was made; `validation` with the fields that cannot be read.
package func editProduct(_ article: String, _ edit: ProductEdit, for viewer: Viewer, on storefront: Storefront, at now: Instant, in writer: any Writer) throws {
    try viewer.demandEditing()
    let product = try writer.productContents(ofArticle: article, locked: true)
    try product.demand(token: edit.token)
    let cards = Dictionary(try writer.editableParameters(of: product, on: storefront).map { ($0.code, $0) }) { first, _ in first }
    var own = product.own
    var problems: [Refusal.Problem] = []
    own.russian = edit.returned.contains("ru") ? nil : overridden(edit.russian, product.erpText)
    let english = plain(edit.english)
    own.english = english.isEmpty ? nil : english
    for (field, text) in [("/ru", own.russian), ("/en", own.english)] where text?.unicodeScalars.count ?? 0 > descriptionLimit {
        problems.append(Refusal.Problem(field, .validation, "text_too_long", ["limit": .integer(Int64(descriptionLimit))]))
    }
    for (code, text) in edit.parameters {
        guard let card = cards[code] else { continue }
        guard !edit.returned.contains("parameter." + code) else { own.parameters[code] = nil; continue }
        // What the ERP told in a form that cannot be typed here stays as it is until somebody changes it.
        if let shown = own.parameters[code] ?? product.erpParameters[code], !shown.isNull, shown.plainText.trimmed == plain(text) || card.type == "number" && shown.plainText.trimmed.replacing(".", with: ",") == plain(text) { continue }
        do {
            own.parameters[code] = card.overridden(try card.value(typed: text), product.erpParameters[code])
        } catch {
            problems.append(Refusal.Problem("/parameter.\(code)", .validation, error.reason, error.arguments))
        }
    }
    guard problems.isEmpty else { throw Refusal(.validation, problems: problems) }
    guard own != product.own else { return }
    try writer.keepPortalContents([(product.id, own)], by: viewer.person, at: now)
    try writer.record(JournalEntry("products", "edited", ids: [product.id.rawValue], by: viewer.actor, ["article": .string(product.article), "fields": changed(product.own, own)]), at: now)
}

extension Viewer {
    /// Staff who keep what is written of products.
    package func demandEditing() throws {
        try demand(.editCatalog)
        guard isStaff else { throw Refusal(.forbidden) }
    }

    var person: ID<Person>? { if case .person(let id) = identity { id } else { nil } }
}

extension ProductContents {
    /// Throws `stale_revision` for a form that was made before the last change, and says whose that was.
    func demand(token stated: String) throws { try demand(stated, standing: token) }

    /// The same for a form that carries a token of its own, whose beginning is the number of the last edit too.
    func demand(_ stated: String, standing token: String) throws {
        guard stated != token else { return }
        let isOurs = stated.prefix { $0 != "." } != token.prefix { $0 != "." }
        throw isOurs ? Refusal(.staleRevision, "product_changed_meanwhile", ["who": .text(changedBy ?? "—")]) : Refusal(.staleRevision, "product_told_meanwhile")
    }
}

extension EditableParameter {
    /// What is kept over the ERP's value: nothing where it says the same, null where it is to be hidden.
    package func overridden(_ value: JSON?, _ erps: JSON?) -> JSON? {
        if isSame(value, erps) { return nil }
        return value ?? .null
    }
}

/// A text as it is kept.
package func plain(_ text: String) -> String { text.replacing("\r\n", with: "\n").trimmed }

/// A text to stand over the ERP's; nil where it says the same.
package func overridden(_ text: String, _ erps: String?) -> String? {
    let text = plain(text)
    return text == plain(erps ?? "") ? nil : text
}

/// Which fields differ, for the log.
private func changed(_ before: PortalContents, _ after: PortalContents) -> JSON {
    let codes = Set(before.parameters.entries.map(\.key)).union(after.parameters.entries.map(\.key)).filter { before.parameters[$0] != after.parameters[$0] }
    let texts = [before.russian != after.russian ? "ru" : nil, before.english != after.english ? "en" : nil].compactMap(\.self)
    return .array((texts + codes.sorted()).map { .string($0) })
}

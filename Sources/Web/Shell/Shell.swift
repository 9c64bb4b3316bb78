import Foundation
import Kernel
import Localization

/// What stands around every page: who is here, for whom, in which language, and where he can go. Already authorised: a page shows what it is given.
struct Shell: Sendable {
    enum Theme: String, Sendable, CaseIterable { case auto, light, dark }

    /// How much room rows, fields and cards have.
    enum Density: String, Sendable, CaseIterable { case comfortable, compact }

    /// A message about what has just been done, shown once.
    struct Flash: Sendable {
        enum Tone: String, Sendable { case good, notice, bad }
        var tone: Tone = .good
        var text: String
        /// What takes it back, as `Site.undo` reads it; nil where nothing can be taken back.
        var undo: String?
    }

    /// The contracts that draw on one limit, and how they stand.
    struct Limit: Sendable {
        var contracts: [String]
        /// Nil when the person may not see debts, or there is no limit.
        var available: Money?
        /// The strictest of them: `ok`, `warn`, `hold_shipment`, `prepay_only`, `blocked`.
        var state = "ok"
    }

    struct Cart: Sendable {
        var lines: Int
        /// Nil when the person may not see prices.
        var total: Money?
    }

    var texts: Texts
    var timeZone: TimeZone
    /// The name of the distributor whose portal this is.
    var house: String
    /// The address of this page with its parameters: switches of language and theme lead back to it.
    var path: String
    var theme = Theme.auto
    var density = Density.comfortable
    /// The columns that the person has left out of lists.
    var hiddenColumns: [ListName: Set<String>] = [:]
    /// Whether keys of one character (`/`, `?`) do something; who dictates or leans on keys switches them off.
    var hasSingleKeys = true
    /// How prices are to be seen.
    var vat = VATView.contract
    /// Nil for a visitor.
    var person: String?
    /// Whether this visitor may look at the catalogue without signing in.
    var isOpen = false
    var isStaff = false
    /// The client that the person buys for; for staff the one they act for, if any.
    var client: String?
    /// Why this client may order nothing for the time being.
    var block: String?
    /// The supplier that the person works for: he has the pages of suppliers and no others.
    var supplier: String?
    /// The clients that the person may switch to; empty for one.
    var clients: [Choice] = []
    /// One per limit, in the order of the contracts.
    var limits: [Limit] = []
    var cart: Cart?
    /// The sections that the person has a right to.
    var menu: [Section] = []
    var current: Section?
    /// How many things wait in a section for this person.
    var waiting: [Section: Int] = [:]
    /// What the search field shows.
    var search = ""
    /// What a new search keeps of the page's question.
    var searchKept: [(String, String?)] = []
    var flash: Flash?
    /// Whether there is a way to the person's own sign-in: there is for everybody who has signed in.
    var hasSecurity = false

    var t: Texts { texts }

    /// Whether there is help for this person: for everybody whom the portal has let in.
    var hasHelp: Bool { !menu.isEmpty }

    /// Whether the search, the quick way and its keys are there for this person.
    var hasCatalog: Bool { !menu.isEmpty && supplier == nil }

    func time(_ instant: Instant) -> String { texts.instant(instant, in: timeZone) }
}

/// One of several things to choose from.
struct Choice: Sendable {
    var key: String
    var title: String
    var isChosen = false
}

/// What is wrong with one field of a form; the text already says how to repair it.
struct FieldProblem: Sendable {
    /// The `name` of the field.
    var field: String
    var text: String
}

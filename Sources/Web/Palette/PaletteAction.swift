import Customers
import Integrations
import Kernel
import Localization

/// Something that the quick way does at once: it opens a form, or posts one.
struct PaletteAction: Sendable {
    enum Way: Sendable {
        case opens(String)
        /// A form with one field; `return` goes with it.
        case posts(String, name: String, value: String)
    }

    var title: String
    var way: Way

    /// So many clients to switch to are shown before a name is typed.
    private static let clientsAtOnce = 5

    /// What this person may do, of those whose titles have a word that begins as typed; each is refused by its own page to everybody else.
    static func offered(to visit: Visit, in shell: Shell, matching text: String) -> [PaletteAction] {
        let all = forms(for: visit.viewer, shell.t) + preferences(in: shell) + clients(in: shell, matching: text)
        let leaving = PaletteAction(title: shell.t("shell.sign_out"), way: .posts(Address.signOut, name: "return", value: Address.start))
        return (all + [leaving]).filter { PaletteFound.isMeant($0.title, by: text) }
    }

    private static func forms(for viewer: Viewer, _ t: Texts) -> [PaletteAction] {
        var forms: [(title: String, address: String)] = []
        if !viewer.isStaff, viewer.client != nil { forms.append(("support.ask", Address.newSupport())) }
        if viewer.client != nil, viewer.rights.isSuperset(of: [.seePrices, .askPrices]) { forms.append(("palette.ask_prices", Address.newAgreement(fromCart: false))) }
        if viewer.rights.contains(.managePeople), !viewer.isStaff || viewer.managesEverybody { forms.append(("palette.invite", Address.newPerson)) }
        if PricesTab.imports.isOpen(to: viewer) { forms.append(("palette.price_file", Address.priceImports)) }
        if !viewer.sheetSubjects.isEmpty { forms.append(("palette.sheet", Address.recordSheets)) }
        if viewer.isStaff, viewer.rights.contains(.manageSuppliers) { forms += [("suppliers.new", "\(Address.suppliers)/new"), ("palette.ask_suppliers", Address.newQuoteRequest())] }
        return forms.map { PaletteAction(title: t($0.title), way: .opens($0.address)) }
    }

    /// Everything but what is so already.
    private static func preferences(in shell: Shell) -> [PaletteAction] {
        let t = shell.t
        func choice(_ name: String, _ value: String, _ title: String) -> PaletteAction { PaletteAction(title: title, way: .posts(Address.preferences, name: name, value: value)) }
        return Shell.Density.allCases.filter { $0 != shell.density }.map { choice("density", $0.rawValue, "\(t("shell.density")): \(t("density.\($0.rawValue)"))") }
            + Shell.Theme.allCases.filter { $0 != shell.theme }.map { choice("theme", $0.rawValue, "\(t("shell.theme")): \(t("theme.\($0.rawValue)"))") }
            + Language.allCases.filter { $0 != t.language }.map { choice("language", $0.rawValue, "\(t("shell.language")): \($0.name)") }
    }

    private static func clients(in shell: Shell, matching text: String) -> [PaletteAction] {
        let others = shell.clients.filter { !$0.isChosen }
        guard !text.folded.isEmpty || others.count <= clientsAtOnce else { return [] }
        return others.map { PaletteAction(title: shell.t("palette.switch_client", ["client": .text($0.title)]), way: .posts(Address.currentClient, name: "client", value: $0.key)) }
            .filter { PaletteFound.isMeant($0.title, by: text) }.prefix(clientsAtOnce).map { $0 }
    }
}

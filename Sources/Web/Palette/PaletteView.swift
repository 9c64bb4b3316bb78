import Customers
import HTML
import Kernel
import Localization

/// What the quick way has found, already authorised.
struct PaletteFound: Sendable {
    struct Place: Sendable {
        var title: String
        var address: String
    }

    struct Order: Sendable {
        var number: String
        /// For staff.
        var client: String?
        var reference: String?
        var status: String
    }

    struct Client: Sendable {
        var key: String
        var name: String
        var inn: String?
    }

    struct Product: Sendable {
        var article: String
        var name: String
    }

    var places: [Place] = []
    var actions: [PaletteAction] = []
    var orders: [Order] = []
    var clients: [Client] = []
    var products: [Product] = []

    /// The pages that the person may open and whose names have a word that begins as typed; all of them for nothing.
    static func places(matching text: String, for visit: Visit, _ t: Texts) -> [Place] {
        let viewer = visit.viewer
        var places = Shell.Section.allCases.filter { $0.isOpen(to: viewer) }.map { Place(title: t("section.\($0.rawValue)"), address: $0.address) }
        if viewer.client != nil, viewer.rights.contains(.order) { places.append(Place(title: t("cart.title"), address: Address.cart)) }
        places += [Place(title: t("security.title"), address: Address.security), Place(title: t("help.title"), address: Address.help)]
        return places.filter { isMeant($0.title, by: text) }
    }

    /// Whether a word of the title begins as typed; every title for nothing.
    static func isMeant(_ title: String, by text: String) -> Bool {
        let (typed, name) = (text.folded, title.folded)
        return typed.isEmpty || name.hasPrefix(typed) || name.contains(" " + typed)
    }
}

/// The options of a list box: orders and clients before products, for they are meant more exactly.
func paletteOptions(_ found: PaletteFound, _ t: Texts) -> HTML {
    func option(_ address: String, _ name: HTML, _ kind: String) -> HTML {
        "<a role=\"option\" tabindex=\"-1\" href=\"\(address)\"><span>\(name)</span><span class=\"faint\">\(kind)</span></a>\n"
    }
    let orders = found.orders.map { order -> HTML in
        let about = [order.client, order.reference].compactMap { $0 }.joined(separator: ", ")
        return option(Address.order(order.number), "<b>\(order.number)</b> \(about)", "\(t("palette.order")), \(t("order_status.\(order.status)"))")
    }
    let clients = found.clients.map { client -> HTML in
        option(Address.client(client.key), "\(client.name)", client.inn.map { "\(t("palette.client")), \(t("clients.inn")) \($0)" } ?? t("palette.client"))
    }
    let products = found.products.map { option(Address.product($0.article), "<b>\($0.article)</b> \($0.name)", t("palette.product")) }
    let actions = found.actions.map { action -> HTML in
        switch action.way {
        case .opens(let address): option(address, "\(action.title)", t("palette.action"))
        case .posts(let address, let name, let value):
            """
            <button role="option" tabindex="-1" form="palette-act" formaction="\(address)" name="\(name)" value="\(value)"><span>\(action.title)</span><span class="faint">\(t("palette.action"))</span></button>

            """
        }
    }
    return "\(found.places.map { option($0.address, "\($0.title)", t("palette.section")) })\(actions)\(orders)\(clients)\(products)"
}

/// The dialog that `palette.js` opens by Ctrl+K, and the one for `?`; without scripts they are not there for anybody.
func paletteDialogs(_ shell: Shell) -> HTML {
    let t = shell.t
    return """
        <dialog id="palette" class="palette" aria-label="\(t("palette.title"))">
        <input id="palette-query" type="text" maxlength="200" autocomplete="off" spellcheck="false" aria-label="\(t("palette.label"))" placeholder="\(t("palette.placeholder"))" data-offers="palette-found">
        <div id="palette-found" data-from="\(Address.palette)" data-least="0" data-stays aria-label="\(t("palette.title"))"></div>
        <form id="palette-act" method="post" action="\(Address.preferences)"><input type="hidden" name="return" value="\(shell.path)"></form>
        <p class="faint" id="palette-none" hidden>\(t("palette.nothing"))</p>
        <p class="faint keys-line"><kbd>↑</kbd> <kbd>↓</kbd> \(t("palette.choose")) <kbd>Enter</kbd> \(t("palette.open")) <kbd>Esc</kbd> \(t("palette.close"))</p>
        </dialog>
        <dialog id="keys-help" class="palette helping" aria-label="\(t("help.title"))" data-from="\(Address.help)"><form method="dialog"><button class="quiet" aria-label="\(t("palette.close_button"))">\(Icon.cross)</button></form><div id="keys-help-body"></div></dialog>
        """
}

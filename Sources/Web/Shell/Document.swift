import Foundation
import HTML
import Kernel
import Localization

/// The whole document around the main part of a page.
func document(_ title: String, in shell: Shell, _ main: HTML) -> HTML {
    let paletteScript: HTML? = !shell.hasCatalog ? nil : "<script type=\"module\" src=\"\(Asset.palette.address)\"></script>"
    let theme: String? = shell.theme == .auto ? nil : shell.theme.rawValue
    return """
        <!doctype html>
        <html lang="\(shell.texts.language.rawValue)"\(attributes: [("data-theme", theme), ("data-density", shell.density == .comfortable ? nil : shell.density.rawValue), ("data-keys", shell.hasSingleKeys ? nil : "off")])>
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="\(theme ?? "light dark")">
        <title>\(title) — \(shell.house)</title>
        <link rel="stylesheet" href="\(Asset.stylesheet.address)">
        <link rel="icon" type="image/svg+xml" href="\(Asset.icon.address)">
        <script type="module" src="\(Asset.script.address)"></script>
        \(paletteScript)
        </head>
        <body>
        <a class="skip" href="#main">\(shell.t("shell.skip"))</a>
        \(shell.menu.contains(.own) ? Icon.drawings : nil)
        \(header(shell))
        <main id="main">
        \(flash(shell))
        \(blocked(shell))
        \(main)
        </main>
        \(footer(shell))
        \(shell.hasCatalog ? paletteDialogs(shell) : nil)
        </body>
        </html>

        """
}

private func header(_ shell: Shell) -> HTML {
    let t = shell.t
    guard let person = shell.person else {
        return """
            <header class="head">
            <div class="bar">
            <a class="house" href="\(Address.start)">\(shell.house)</a>
            \(shell.isOpen ? search(shell) : nil)
            <div class="bar-end">\(preferences(shell, compact: true))</div>
            </div>
            \(shell.isOpen ? visitorStrip(shell) : nil)
            </header>
            """
    }
    return """
        <header class="head">
        <div class="bar">
        <a class="house" href="\(Address.start)">\(shell.house)</a>
        \(search(shell))
        \(cartFigure(shell))
        <details class="menu">
        <summary>\(Icon.person)<span class="person">\(person)</span></summary>
        <div class="menu-sheet">
        \(clientSwitch(shell))
        \(preferences(shell, compact: false))
        \(shell.hasHelp ? helpLinks(shell) : nil)
        \(shell.hasSecurity ? "<p><a class=\"button quiet wide\" href=\"\(Address.security)\">\(t("security.title"))</a></p>" : HTML.empty)
        <form method="post" action="\(Address.signOut)"><button class="quiet wide">\(t("shell.sign_out"))</button></form>
        </div>
        </details>
        </div>
        <div class="strip">
        \(menu(shell))
        \(context(shell))
        </div>
        </header>
        """
}

/// Where a visitor can go while the catalogue is open: to it, and through the door back to this page.
private func visitorStrip(_ shell: Shell) -> HTML {
    let t = shell.t
    return """
        <div class="strip"><nav class="sections" aria-label="\(t("shell.sections"))"><ul>
        <li>\(link(to: .catalog, in: shell))</li><li><a href="\(Address.signIn(returning: shell.path))">\(t("sign_in.title"))</a></li>
        </ul></nav></div>
        """
}

private func search(_ shell: Shell) -> HTML {
    let t = shell.t
    guard shell.supplier == nil else { return "" }
    return """
        <form class="search" role="search" action="\(Address.catalog)">
        <input id="search" type="search" name="query" value="\(shell.search)" maxlength="200" autocomplete="off" aria-label="\(t("search.label"))" \
        data-offers="suggestions" aria-keyshortcuts="/" placeholder="\(t("search.placeholder"))"><button class="quiet">\(t("search.find"))</button>\(hiddenFields(shell.searchKept))
        <div id="suggestions" data-from="\(Address.suggestions)" aria-label="\(t("search.suggestions"))" hidden></div>
        </form>
        """
}

/// The help, and the button of the quick way, which a script shows.
private func helpLinks(_ shell: Shell) -> HTML {
    let t = shell.t
    return """
        <p><a class="button quiet wide" href="\(Address.help)">\(t("help.title"))</a></p>
        \(shell.hasCatalog ? "<button class=\"quiet wide\" type=\"button\" data-opens=\"palette\" aria-keyshortcuts=\"Control+K\" hidden>\(t("palette.title")) <kbd>Ctrl+K</kbd></button>" : HTML.empty)
        """
}

/// The sections, by groups where there are many: a group is `details`, so that it opens without scripts, and one at a time.
private func menu(_ shell: Shell) -> HTML {
    let entries = shell.menuEntries.map { entry -> HTML in
        switch entry {
        case .section(let section): "<li>\(link(to: section, in: shell))</li>"
        case .group(let group, let sections):
            """
            <li><details class="group" name="menu"><summary\(attributes: [("aria-current", sections.contains { $0 == shell.current } ? "true" : nil)])>\
            \(shell.t("menu.\(group.rawValue)"))\(waiting(sections, in: shell))</summary>
            <ul>\(sections.map { "<li>\(link(to: $0, in: shell))</li>" as HTML })</ul></details></li>
            """
        }
    }
    return "<nav class=\"sections\" aria-label=\"\(shell.t("shell.sections"))\"><ul>\n\(entries)\n</ul></nav>"
}

private func link(to section: Shell.Section, in shell: Shell) -> HTML {
    """
    <a href="\(section.address)"\(attributes: [("aria-current", section == shell.current ? "page" : nil)])>\(shell.t("section.\(section.rawValue)"))\(waiting([section], in: shell))</a>
    """
}

/// How much waits in these sections together.
private func waiting(_ sections: [Shell.Section], in shell: Shell) -> HTML? {
    let count = sections.reduce(0) { $0 + (shell.waiting[$1] ?? 0) }
    return count == 0 ? nil : " <span class=\"waiting\">\(shell.t.number(count))<span class=\"unseen\"> \(shell.t("menu.waiting"))</span></span>"
}

/// Always at the same place, so that the script can put a fresh one there.
private func cartFigure(_ shell: Shell) -> HTML {
    guard let cart = shell.cart else { return "" }
    let t = shell.t
    let count: HTML = cart.lines == 0 ? "<span>\(t("cart.title"))</span>" : "<span>\(t.plural("count.positions", cart.lines))</span>"
    let total: HTML? = cart.lines == 0 ? nil : cart.total.map { "<b>\(t.money($0))</b>" }
    return """
        <a class="cart-figure" id="cart-figure" href="\(Address.cart)"\(attributes: [("data-lines", cart.lines == 0 ? "0" : nil)])>\
        \(Icon.cart)<span class="unseen">\(cart.lines == 0 ? "" : t("cart.title"))</span>\(count)\(total)</a>
        """
}

/// For whom, under which contract, how much is left.
private func context(_ shell: Shell) -> HTML {
    let t = shell.t
    if let supplier = shell.supplier { return "<p class=\"context\"><span>\(t("shell.supplier"))</span> <span class=\"client\">\(supplier)</span></p>" }
    guard let client = shell.client else {
        return shell.isStaff ? "<p class=\"context\">\(t("shell.no_client")) <a href=\"\(Address.clients)\">\(t("shell.choose_client"))</a></p>" : ""
    }
    // More than fits into a line: how many there are, and the strictest state.
    let isShort = shell.limits.count <= 3
    let limits: [HTML] = isShort ? shell.limits.map { limit($0, of: shell.limits.count, in: shell) } : [manyLimits(shell)]
    let acting: HTML? = shell.isStaff ? "<span class=\"acting\">\(t("shell.acting_for"))</span>" : nil
    let stopped: HTML? = shell.isStaff && shell.block != nil ? badge(t("client.is_blocked"), .bad) : nil
    return "<p class=\"context\">\(acting)<span class=\"client\">\(client)</span>\(stopped)\(limits)</p>"
}

private func limit(_ limit: Shell.Limit, of count: Int, in shell: Shell) -> HTML {
    let t = shell.t
    let number = t(limit.contracts.count > 1 ? "shell.contracts" : count > 1 ? "shell.contract.short" : "shell.contract", ["number": .text(limit.contracts.joined(separator: ", "))])
    let figure: HTML? = limit.available.map { available in
        "<a href=\"\(Address.account)\">\(t("shell.available")) <b class=\"\(available.minorUnits < 0 ? "bad" : "figure")\">\(t.money(available))</b></a>"
    }
    let state: HTML? = limit.state == "ok" ? nil : badge(t("credit_state.\(limit.state)"), Tone(creditState: limit.state))
    return "<span class=\"limit\"><span>\(number)</span>\(figure)\(state)</span>"
}

private func manyLimits(_ shell: Shell) -> HTML {
    let t = shell.t
    let strict = ["blocked", "prepay_only", "hold_shipment", "warn"].first { state in shell.limits.contains { $0.state == state } }
    let state: HTML? = strict.map { badge(t("credit_state.\($0)"), Tone(creditState: $0)) }
    return "<span class=\"limit\"><a href=\"\(Address.account)\">\(t.plural("count.contracts", shell.limits.reduce(0) { $0 + $1.contracts.count }))</a>\(state)</span>"
}

private func clientSwitch(_ shell: Shell) -> HTML {
    guard !shell.clients.isEmpty else { return "" }
    return """
        <form method="post" action="\(Address.currentClient)"><input type="hidden" name="return" value="\(shell.path)">
        <fieldset><legend>\(shell.t("shell.clients"))</legend>
        \(shell.clients.map { client -> HTML in
            "<button class=\"quiet wide\" name=\"client\" value=\"\(client.key)\" aria-pressed=\"\(client.isChosen ? "true" : "false")\">\(client.title)</button>"
        })
        </fieldset></form>
        """
}

/// Language and look, by buttons of a form that leads back here.
private func preferences(_ shell: Shell, compact: Bool) -> HTML {
    let t = shell.t
    let languages = Language.allCases.map { language -> HTML in
        """
        <button class="quiet" name="language" value="\(language.rawValue)" lang="\(language.rawValue)" \
        aria-pressed="\(language == t.language ? "true" : "false")">\(language.name)</button>
        """
    }
    let themes = Shell.Theme.allCases.map { theme -> HTML in
        """
        <button class="quiet" name="theme" value="\(theme.rawValue)" aria-pressed="\(theme == shell.theme ? "true" : "false")">\
        \(t("theme.\(theme.rawValue)"))</button>
        """
    }
    // In the bar of a visitor there is room for no more, and no long list to look at.
    let room: HTML? = compact ? nil : "\(densities(in: shell))"
    return """
        <form class="preferences\(compact ? " compact" : "")" method="post" action="\(Address.preferences)"><input type="hidden" name="return" value="\(shell.path)">
        <fieldset class="segments"><legend>\(t("shell.language"))</legend>\(languages)</fieldset>
        <fieldset class="segments"><legend>\(t("shell.theme"))</legend>\(themes)</fieldset>\(room)
        </form>
        """
}

private func densities(in shell: Shell) -> HTML {
    let t = shell.t
    let buttons = Shell.Density.allCases.map { density -> HTML in
        "<button class=\"quiet\" name=\"density\" value=\"\(density.rawValue)\" aria-pressed=\"\(density == shell.density ? "true" : "false")\">\(t("density.\(density.rawValue)"))</button>"
    }
    return "<fieldset class=\"segments\"><legend>\(t("shell.density"))</legend>\(buttons)</fieldset>"
}

/// The choice of how much room rows have, by itself.
func densityForm(in shell: Shell) -> HTML {
    "<form method=\"post\" action=\"\(Address.preferences)\"><input type=\"hidden\" name=\"return\" value=\"\(shell.path)\">\(densities(in: shell))</form>"
}

private func flash(_ shell: Shell) -> HTML {
    guard let flash = shell.flash else { return "<div id=\"flash\" role=\"status\"></div>" }
    return "<div id=\"flash\" role=\"status\">\(toast(flash, in: shell))</div>"
}

/// For a client's people: nothing may be ordered for the time being, and why.
private func blocked(_ shell: Shell) -> HTML? {
    guard let reason = shell.block, !shell.isStaff else { return nil }
    return "<p class=\"flash bad\"><b>\(shell.t("client.blocked.told"))</b> \(reason)</p>"
}

private func footer(_ shell: Shell) -> HTML {
    let help: HTML? = !shell.hasHelp ? nil : "<a href=\"\(Address.help)\">\(shell.t("help.title"))</a>"
    return "<footer class=\"foot\"><span>\(shell.house)</span>\(help)<a href=\"\(Address.privacy)\">\(shell.t("privacy.title"))</a><span>\(shell.t("shell.time_zone", ["zone": .text(shell.timeZone.identifier)]))</span></footer>"
}

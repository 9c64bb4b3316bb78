import Customers
import HTML
import Localization

/// The pages of the section «Цены», in the order of its tabs.
enum PricesTab: String, Sendable, CaseIterable {
    case requests, files, lists, discounts, changes, contracts, rates, imports, tester

    var address: String { "\(Address.prices)/\(rawValue)" }

    func isOpen(to viewer: Viewer) -> Bool {
        guard viewer.rights.contains(.seePrices) else { return false }
        return switch self {
        case .requests: viewer.rights.contains(.askPrices) || viewer.rights.contains(.approvePrices)
        case .files: viewer.client != nil
        case .lists, .discounts, .changes, .contracts, .rates: viewer.isStaff && viewer.rights.contains(.seeClients) && viewer.rights.contains(.readRecords)
        case .imports: viewer.isStaff && viewer.rights.contains(.importPrices) && viewer.rights.contains(.readRecords) && viewer.rights.contains(.seeClients)
        case .tester: viewer.isStaff && viewer.rights.contains(.seeClients)
        }
    }

    static func open(to viewer: Viewer) -> [PricesTab] { allCases.filter { $0.isOpen(to: viewer) } }
}

/// The head of a page of prices: its title and the way to the others.
func pricesHead(_ title: String, tabs: [PricesTab], current: PricesTab, in shell: Shell, actions: HTML? = nil) -> HTML {
    let t = shell.t
    let ways: HTML? =
        tabs.count < 2
        ? nil
        : """
        <nav class="segments" aria-label="\(t("prices.tabs"))">\(tabs.map { tab -> HTML in
            "<a href=\"\(tab.address)\"\(attributes: [("aria-current", tab == current ? "page" : nil)])>\(t("prices.tab.\(tab.rawValue)"))</a>"
        })</nav>
        """
    let right: HTML? = actions.map { "<div class=\"actions\">\($0)</div>" }
    return "<div class=\"titlebar\"><h1>\(title)</h1>\(right)</div>\(ways)"
}

import Catalog
import Kernel
import Search
import Synchronization

/// Which parameters goods bear that a viewer is shown, where something is hidden from him: found out when it is asked, true of one version of products and policies.
final class ShownParameters: Sendable {
    struct Key: Hashable, Sendable {
        let views: Set<AssortmentView>
        let code: String
    }

    private struct State {
        var version: KeptTallies.Version?
        var known: [Key: Bool] = [:]
    }

    private static let limit = 10_000
    private let state = Mutex(State())

    func find(_ key: Key, at version: KeptTallies.Version) -> Bool? { state.withLock { $0.version == version ? $0.known[key] : nil } }

    func keep(_ isShown: Bool, for key: Key, at version: KeptTallies.Version) {
        state.withLock { state in
            if let newest = state.version, version.isOlder(than: newest) { return }
            if version != state.version || state.known.count >= Self.limit { state.known = [:] }
            state.version = version
            state.known[key] = isShown
        }
    }
}

extension Shelf {
    /// A parameter that something bears which the viewer is shown. What hidden goods alone bear is to him like what there is not.
    package func parameter(_ code: String) -> Storefront.ParameterCard? {
        guard let card = storefront.parameters[code], knowsParameter(code) else { return nil }
        return card
    }

    /// The same of a parameter that may have no card and is borne all the same.
    package func knowsParameter(_ code: String) -> Bool {
        let number = storefront.traits.number(ofCode: code)
        guard let mask else { return number != nil || storefront.parameters[code] != nil }
        let version = KeptTallies.Version(storefront)
        let key = ShownParameters.Key(views: mask.views, code: code)
        // Whoever guesses at names must not fill what is kept.
        guard let number else { return false }
        if let known = storefront.shownParameters.find(key, at: version) { return known }
        let isShown = isBorne(number, by: mask.sold)
        storefront.shownParameters.keep(isShown, for: key, at: version)
        return isShown
    }

    /// A value that a parameter is asked for by: of a number told with a unit of its kind, `0,016 кА`, the number in the parameter's unit.
    package func askedValue(_ text: String, of code: String) -> String {
        guard let card = parameter(code), card.type == "number", DecimalText.parse(text, scale: 9, limit: Int64.max / 10) == nil else { return text }
        return (try? Measure.decimal(text, in: card.unit)) ?? text
    }

    private func isBorne(_ code: Int, by sold: PlaceSet) -> Bool {
        let (traits, code) = (storefront.traits, Int32(clamping: code))
        return (0..<storefront.productCount).contains { place in sold.contains(place) && traits[place].contains { traits.codeOf[Int($0)] == code } }
    }
}

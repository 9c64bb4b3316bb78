package import Kernel

/// Which goods somebody is shown: visible or hidden by default, with goods allowed and denied.
///
/// A deny beats an allow, however narrow the allow and however wide the deny; where neither speaks the default decides.
package struct AssortmentPolicy: Sendable {
    /// What a rule names. A category stands for everything below it.
    package enum Scope: Hashable, Sendable {
        case product(ID<Product>)
        case brand(ID<Brand>)
        case category(ID<Category>)
    }

    package struct Rule: Hashable, Sendable {
        package let isAllow: Bool
        package let scope: Scope

        package init(isAllow: Bool, _ scope: Scope) {
            self.isAllow = isAllow
            self.scope = scope
        }
    }

    package let id: ID<Assortment>
    package let externalID: String
    package let isVisibleByDefault: Bool
    /// Whether it holds for visitors who have not signed in.
    package let isForVisitors: Bool
    private let allowed: Set<Scope>
    private let denied: Set<Scope>
    /// The products that a rule names: the only ones that may be answered otherwise than others of their brand and category.
    package let namedProducts: [ID<Product>]

    package init(id: ID<Assortment>, externalID: String, isVisibleByDefault: Bool, isForVisitors: Bool, rules: [Rule]) {
        self.id = id
        self.externalID = externalID
        self.isVisibleByDefault = isVisibleByDefault
        self.isForVisitors = isForVisitors
        allowed = Set(rules.lazy.filter(\.isAllow).map(\.scope))
        denied = Set(rules.lazy.filter { !$0.isAllow }.map(\.scope))
        namedProducts = Set(rules.compactMap { if case .product(let id) = $0.scope { id } else { nil } }).sorted()
    }

    /// The rule that denies these goods, if one does: of the product, of its brand, of the nearest category.
    package func denial(of goods: AssortedGoods) -> Rule? { goods.scopes.first(where: denied.contains).map { Rule(isAllow: false, $0) } }

    /// The rule that allows these goods, if one does; a denial still beats it.
    package func allowance(of goods: AssortedGoods) -> Rule? { goods.scopes.first(where: allowed.contains).map { Rule(isAllow: true, $0) } }
}

/// What policies look at in goods.
package struct AssortedGoods: Sendable {
    /// From the narrowest to the widest.
    fileprivate let scopes: [AssortmentPolicy.Scope]

    /// - Parameters:
    ///   - product: nil for goods of this brand and category that no rule names.
    ///   - categories: the category and those above it, from itself on.
    package init(product: ID<Product>?, brand: ID<Brand>?, categories: [ID<Category>]) {
        scopes = [product.map { .product($0) }, brand.map { .brand($0) }].compactMap(\.self) + categories.map { .category($0) }
    }
}

/// Why goods are shown to somebody or not.
package struct AssortmentDecision: Hashable, Sendable {
    package let isShown: Bool
    /// The policy that decided; nil where none stands.
    package let policy: ID<Assortment>?
    /// The rule of it; nil where its default decided.
    package let rule: AssortmentPolicy.Rule?

    /// Where no policy stands.
    package static let everything = AssortmentDecision(isShown: true, policy: nil, rule: nil)
}

/// Every policy, and whose it is.
package struct Assortments: Sendable {
    package var policies: [ID<Assortment>: AssortmentPolicy]
    package var ofClients: [ID<Client>: ID<Assortment>]
    package var ofContracts: [ID<Contract>: ID<Assortment>]

    package init(
        policies: [ID<Assortment>: AssortmentPolicy] = [:], ofClients: [ID<Client>: ID<Assortment>] = [:], ofContracts: [ID<Contract>: ID<Assortment>] = [:]
    ) {
        self.policies = policies
        self.ofClients = ofClients
        self.ofContracts = ofContracts
    }

    /// What holds for visitors: nil where no policy is made for them.
    package var visitorView: AssortmentView? {
        let own = policies.values.filter(\.isForVisitors).map(\.id).sorted()
        return own.isEmpty ? nil : AssortmentView(deciding: own, denying: [])
    }

    /// What holds for a client under a contract, or without one: nil where everything is shown.
    ///
    /// The contract's own policy decides in the place of the client's; what the client's denies stays denied.
    package func view(of client: ID<Client>, under contract: ID<Contract>?) -> AssortmentView? {
        let general = ofClients[client]
        guard let special = contract.flatMap({ ofContracts[$0] }), special != general else { return general.map { AssortmentView(deciding: [$0], denying: []) } }
        return AssortmentView(deciding: [special], denying: [general].compactMap(\.self))
    }

    /// Whether goods are shown, and what decides. A policy that is not there hides everything.
    package func decision(on goods: AssortedGoods, _ view: AssortmentView) -> AssortmentDecision {
        for id in view.denying + view.deciding {
            guard let policy = policies[id] else { return AssortmentDecision(isShown: false, policy: id, rule: nil) }
            if let rule = policy.denial(of: goods) { return AssortmentDecision(isShown: false, policy: id, rule: rule) }
        }
        var shown = AssortmentDecision.everything
        for id in view.deciding {
            guard let policy = policies[id] else { continue }
            let rule = policy.allowance(of: goods)
            shown = AssortmentDecision(isShown: rule != nil || policy.isVisibleByDefault, policy: id, rule: rule)
            if !shown.isShown { return shown }
        }
        return shown
    }
}

/// Whose policies decide together: goods are shown when each of `deciding` shows them and none of `denying` denies them.
package struct AssortmentView: Hashable, Sendable {
    package let deciding: [ID<Assortment>]
    package let denying: [ID<Assortment>]
}

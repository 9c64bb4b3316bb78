package import Database
package import Kernel

extension Reader {
    /// Every policy and whose it is.
    package func assortments() throws -> Assortments {
        Assortments(policies: try assortmentPolicies(), ofClients: try assortmentsOfClients(), ofContracts: try assortmentsOfContracts())
    }

    /// What may concern these goods of one client under these contracts: three queries.
    package func assortments(of client: ID<Client>, contracts: [ID<Contract>]) throws -> Assortments {
        let (ofClients, ofContracts) = (try assortmentsOfClients([client]), try assortmentsOfContracts(contracts))
        let wanted = Set(ofClients.values).union(ofContracts.values)
        return Assortments(policies: wanted.isEmpty ? [:] : try assortmentPolicies(wanted.sorted()), ofClients: ofClients, ofContracts: ofContracts)
    }

    /// Policies with their rules: all, or those with these numbers.
    package func assortmentPolicies(_ ids: [ID<Assortment>]? = nil) throws -> [ID<Assortment>: AssortmentPolicy] {
        var rules: [ID<Assortment>: [AssortmentPolicy.Rule]] = [:]
        let ofThese: SQL = ids.map { "WHERE assortment_id \(in: $0)" } ?? ""
        try forEach("SELECT assortment_id, allow, product_id, brand_id, category_id FROM assortment_rules \(ofThese) ORDER BY assortment_id, position") { row in
            rules[try row.get("assortment_id"), default: []].append(AssortmentPolicy.Rule(isAllow: try row.get("allow"), try row.assortmentScope()))
        }
        var policies: [ID<Assortment>: AssortmentPolicy] = [:]
        let these: SQL = ids.map { "WHERE id \(in: $0)" } ?? ""
        try forEach("SELECT id, external_id, default_state, visitor FROM assortments \(these) ORDER BY id") { row in
            let id: ID<Assortment> = try row.get("id")
            policies[id] = AssortmentPolicy(
                id: id, externalID: try row.get("external_id"), isVisibleByDefault: try row.get("default_state", as: String.self) == "visible",
                isForVisitors: try row.get("visitor"), rules: rules[id] ?? [])
        }
        return policies
    }

    /// Clients that have a policy: all, or of these.
    package func assortmentsOfClients(_ ids: [ID<Client>]? = nil) throws -> [ID<Client>: ID<Assortment>] {
        try assortmentOwners("clients", ids)
    }

    /// Contracts that have a policy of their own: all, or of these.
    package func assortmentsOfContracts(_ ids: [ID<Contract>]? = nil) throws -> [ID<Contract>: ID<Assortment>] {
        try assortmentOwners("contracts", ids)
    }

    private func assortmentOwners<Owner>(_ table: StaticString, _ ids: [ID<Owner>]?) throws -> [ID<Owner>: ID<Assortment>] {
        var found: [ID<Owner>: ID<Assortment>] = [:]
        let these: SQL = ids.map { "AND id \(in: $0)" } ?? ""
        try forEach(SQL(stringLiteral: "SELECT id, assortment_id FROM \(table) WHERE assortment_id IS NOT NULL ") + these + " ORDER BY id") { row in
            found[try row.get("id")] = try row.get("assortment_id", as: ID<Assortment>.self)
        }
        return found
    }
}

extension Row {
    fileprivate func assortmentScope() throws -> AssortmentPolicy.Scope {
        if let product: ID<Product> = try find("product_id") { return .product(product) }
        if let brand: ID<Brand> = try find("brand_id") { return .brand(brand) }
        return .category(try get("category_id"))
    }
}

/// A policy as staff see it in the list.
package struct AssortmentCard: Sendable {
    package struct Rule: Sendable {
        package let isAllow: Bool
        /// `product`, `brand`, `category`.
        package let scope: String
        /// The article for a product, else the name.
        package let target: String
    }

    package let id: ID<Assortment>
    package let externalID: String
    package let isVisibleByDefault: Bool
    package let isForVisitors: Bool
    package let clients: Int
    package let contracts: Int
    package let ruleCount: Int
    /// The first of them.
    package let rules: [Rule]
}

extension Reader {
    /// Policies in the order of their making, with their first rules: two queries.
    package func assortmentCards(after last: ID<Assortment>? = nil, limit: Int, rules ruleLimit: Int = 20) throws -> [AssortmentCard] {
        let found = try rows("""
            SELECT a.id, a.external_id, a.default_state, a.visitor, (SELECT COUNT(*) FROM clients AS c WHERE c.assortment_id = a.id) AS clients,
                (SELECT COUNT(*) FROM contracts AS k WHERE k.assortment_id = a.id) AS contracts,
                (SELECT COUNT(*) FROM assortment_rules AS r WHERE r.assortment_id = a.id) AS rule_count
            FROM assortments AS a WHERE a.id > \(last?.rawValue ?? 0) ORDER BY a.id LIMIT \(max(1, min(limit, 1000)))
            """)
        var rules: [ID<Assortment>: [AssortmentCard.Rule]] = [:]
        for row in try rows("""
            SELECT r.assortment_id, r.allow, COALESCE(p.article, b.name, c.name) AS target,
                CASE WHEN r.product_id IS NOT NULL THEN 'product' WHEN r.brand_id IS NOT NULL THEN 'brand' ELSE 'category' END AS scope
            FROM assortment_rules AS r LEFT JOIN products AS p ON p.id = r.product_id LEFT JOIN brands AS b ON b.id = r.brand_id
            LEFT JOIN categories AS c ON c.id = r.category_id
            WHERE r.assortment_id \(in: try found.map { try $0.get("id", as: Int64.self) }) AND r.position < \(Int64(ruleLimit)) ORDER BY r.assortment_id, r.position
            """)
        {
            rules[try row.get("assortment_id"), default: []].append(
                AssortmentCard.Rule(isAllow: try row.get("allow"), scope: try row.get("scope"), target: try row.get("target")))
        }
        return try found.map { row in
            let id: ID<Assortment> = try row.get("id")
            return AssortmentCard(
                id: id, externalID: try row.get("external_id"), isVisibleByDefault: try row.get("default_state", as: String.self) == "visible",
                isForVisitors: try row.get("visitor"), clients: try row.get("clients"), contracts: try row.get("contracts"), ruleCount: try row.get("rule_count"),
                rules: rules[id] ?? [])
        }
    }
}

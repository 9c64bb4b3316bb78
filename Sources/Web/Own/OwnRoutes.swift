import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization
import Pictures
import Storefront

extension Site {
    func addOwnRoutes(to router: Router<PortalContext>) {
        router.get("/favourites", use: favourites)
        router.post("/favourites", use: markFavourite)
        router.get("/compare", use: compare)
        router.post("/compare", use: markCompared)
        router.get("/viewed", use: viewed)
        router.post("/viewed", use: markViewed)
        router.get("/searches", use: searches)
        router.post("/searches", use: keepSearch)
        router.post("/searches/{search}", use: nameSearch)
        router.post("/searches/{search}/removal", use: forgetSearch)
        router.post("/searches/{search}/watch", use: watch)
        router.post("/awaited", use: waitForProduct)
    }

    @Sendable private func favourites(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await ownGoods(.favourite, .favourites, request, context)
    }

    @Sendable private func viewed(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await ownGoods(.viewed, .viewed, request, context)
    }

    private func ownGoods(_ kind: KeptKind, _ tab: OwnTab, _ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await keeping(request)
        let viewer = visit.viewer
        let ids = try await database.read { try keptProducts(kind, of: viewer, in: $0) }
        let rows = try await rows(ids.compactMap { visit.shelf.product($0) }, visit, priceView(request, context))
        var goods = CatalogPage(query: CatalogQuery(), rows: rows, total: rows.count)
        (goods.canOrder, goods.canAskPrices, goods.showsPrices) = (visit.canOrder, visit.canAskPrices, visit.showsPrices)
        return page(ownGoodsPage(OwnGoodsPage(tabs: visit.ownTabs, tab: tab, goods: goods), in: shell(visit, request, context, .own)), request)
    }

    @Sendable private func markFavourite(_ request: Request, _ context: PortalContext) async throws -> Response { try await mark(.favourite, Address.favourites, request) }

    @Sendable private func markCompared(_ request: Request, _ context: PortalContext) async throws -> Response { try await mark(.compared, Address.compare, request) }

    /// What a product's page tells once it is seen: looking at it changes nothing.
    @Sendable private func markViewed(_ request: Request, _ context: PortalContext) async throws -> Response { try await mark(.viewed, Address.viewed, request) }

    /// Keeps or drops the product whose button was pressed. What is not shown is like what there is not.
    private func mark(_ kind: KeptKind, _ address: String, _ request: Request) async throws -> Response {
        let visit = try await keeping(request)
        let fields = try await request.form()
        let back = Address.local(fields["return"], or: address)
        guard let article = fields["keep"] ?? fields["drop"] else { return redirect(to: back) }
        guard let product = visit.shelf.product(article) else { throw Refusal.notFound }
        let (keeps, now) = (fields["keep"] != nil, visit.now)
        do {
            try await database.write { writer in
                if keeps { try keep(product.id, as: kind, on: visit.shelf, at: now, in: writer) } else { try drop([product.id], from: kind, for: visit.viewer, in: writer) }
            }
        } catch let refusal as Refusal where refusal.code == .validation {
            return redirect(to: back, flash: .full(kind))
        }
        // A page tells by itself what was looked at: a message about that would take the place of the one about what a person did meanwhile.
        if kind == .viewed { return redirect(to: back) }
        return redirect(to: back, flash: keeps ? .done("\(kind.rawValue)_kept") : dropped("\(kind.rawValue)_dropped", .kept(kind, product.id), of: visit.viewer))
    }

    /// The comparison that the address names; without one, the person's own, at its address.
    @Sendable private func compare(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await keeping(request)
        let (viewer, shelf, t) = (visit.viewer, visit.shelf, context.texts)
        let fields = try request.query
        let named = fields.all("articles").filter { !$0.isEmpty }
        let only = fields["differences"] == "1"
        if named.isEmpty {
            let own = try await database.read { try keptProducts(.compared, of: viewer, in: $0) }.compactMap { shelf.product($0)?.article }
            if !own.isEmpty { return redirect(to: Address.compare(Array(own.prefix(KeptKind.compared.limit)), onlyDifferences: only)) }
        }
        var seen: Set<String> = []
        let articles = named.flatMap { shelf.product($0) == nil ? $0.split(separator: ",").map(\.trimmed) : [$0] }
        let products = Array(articles.prefix(100).compactMap { shelf.product($0) }.filter { seen.insert($0.article).inserted }.prefix(KeptKind.compared.limit))
        let view = priceView(request, context)
        var model = ComparePage(tabs: visit.ownTabs)
        model.onlyDifferences = only
        model.switched = Address.compare(products.map(\.article), onlyDifferences: !only)
        model.columns = products.map { product in
            ComparePage.Column(
                article: product.article, name: product.name, picture: shelf.thumbnail(of: product, .medium),
                price: PriceCell(shelf.price(product, for: product.leastOrder, explained: false), of: product, view),
                stock: shelf.stockFigures(product), canOrder: visit.canOrder && !product.isDiscontinued,
                without: Address.compare(products.map(\.article).filter { $0 != product.article }, onlyDifferences: only))
        }
        model.rows = compared(products, shelf, t)
        return page(comparePage(model, in: shell(visit, request, context, .own)), request)
    }

    /// Rows of a comparison: what the products are, and their parameters in the order in which they are met.
    private func compared(_ products: [StoreProduct], _ shelf: Shelf, _ t: Texts) -> [ComparePage.Row] {
        func row(_ name: String, _ value: (StoreProduct) -> String?) -> ComparePage.Row { ComparePage.Row(name: name, values: products.map(value)) }
        var rows = [
            row(t("goods.brand")) { $0.brand.flatMap { shelf.storefront.brands[$0]?.name } },
            row(t("own.compare.category")) { $0.category.flatMap { shelf.storefront.categories[$0]?.name } },
            row(t("own.compare.unit")) { $0.unit.name(in: t.language) }, row(t("own.compare.multiple")) { t.quantity($0.orderMultiple) },
            row(t("own.compare.minimum")) { t.quantity($0.leastOrder) }, row(t("product.country")) { $0.country },
        ]
        var codes: [String] = []
        for code in products.flatMap(\.parameters).map(\.code) where !codes.contains(code) { codes.append(code) }
        for code in codes {
            let card = shelf.storefront.parameters[code]
            rows.append(row([card?.name ?? code, card?.unit].compactMap(\.self).joined(separator: ", ")) { product in
                product.parameters.first { $0.code == code }.map { parameterText($0.value, t) }
            })
        }
        return rows.filter { $0.values.contains { $0 != nil } }
    }

    @Sendable private func searches(_ request: Request, _ context: PortalContext) async throws -> Response { try await searchesAnswer([], request, context) }

    private func searchesAnswer(_ problems: [FieldProblem], _ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await keeping(request)
        let viewer = visit.viewer
        let (kept, awaited) = try await database.read { (try savedSearches(of: viewer, in: $0), try awaitedProducts(of: viewer, in: $0)) }
        let found = kept.map { SearchesPage.Search(id: $0.id, name: $0.name, address: "\(Address.catalog)?\($0.parameters)", isWatched: $0.isWatched) }
        let waiting = awaited.compactMap { visit.shelf.product($0) }.map { Choice(key: $0.article, title: $0.name) }
        let model = SearchesPage(tabs: visit.ownTabs, searches: found, awaited: waiting, problems: problems)
        return page(searchesPage(model, in: shell(visit, request, context, .own)), request, status: problems.isEmpty ? .ok : .unprocessableContent)
    }

    @Sendable private func keepSearch(_ request: Request, _ context: PortalContext) async throws -> Response {
        let fields = try await request.form()
        let query = CatalogQuery(try Form(parsing: fields["parameters"] ?? ""))
        let address = Address.catalog(query)
        let parameters = String(address.dropFirst(Address.catalog.count + 1))
        return try await change(request, context, "search_saved", to: address) { viewer, now, writer in
            guard !parameters.isEmpty, parameters.utf8.count <= 7000 else { throw Refusal(.validation, "search_is_empty") }
            try saveSearch(fields["name"] ?? "", parameters: parameters, for: viewer, at: now, in: writer)
        }
    }

    @Sendable private func nameSearch(_ request: Request, _ context: PortalContext) async throws -> Response {
        let id = try searchID(context)
        let name = try await request.form()["name"] ?? ""
        return try await change(request, context, "search_renamed", to: Address.searches) { viewer, _, writer in try renameSearch(id, to: name, for: viewer, in: writer) }
    }

    @Sendable private func forgetSearch(_ request: Request, _ context: PortalContext) async throws -> Response {
        let id = try searchID(context)
        let viewer = try await keeping(request).viewer
        let gone = try await database.read { try savedSearches(of: viewer, in: $0) }.first { $0.id == id }
        let undo = gone.map { Undo.search(name: $0.name, parameters: $0.parameters, isWatched: $0.isWatched) }
        return try await change(request, context, "search_removed", undo: undo, to: Address.searches) { viewer, _, writer in try removeSearch(id, for: viewer, in: writer) }
    }

    @Sendable private func watch(_ request: Request, _ context: PortalContext) async throws -> Response {
        let id = try searchID(context)
        let isWatched = try await request.form()["watch"] == "1"
        return try await change(request, context, isWatched ? "search_watched" : "search_unwatched", to: Address.searches) { viewer, now, writer in
            try watchSearch(id, isWatched, for: viewer, at: now, in: writer)
        }
    }

    @Sendable private func waitForProduct(_ request: Request, _ context: PortalContext) async throws -> Response {
        let fields = try await request.form()
        let (shelf, keeps) = (try await keeping(request).shelf, fields["keep"] != nil)
        guard let product = (fields["keep"] ?? fields["drop"]).flatMap({ shelf.product($0) }) else { throw Refusal.notFound }
        return try await change(request, context, keeps ? "product_awaited" : "product_not_awaited", undo: keeps ? nil : .awaited(product.id), to: Address.local(fields["return"], or: Address.searches)) { viewer, now, writer in
            if keeps { try waitFor(product.id, on: shelf, at: now, in: writer) } else { try waitNoLongerFor(product.id, for: viewer, in: writer) }
        }
    }

    private func searchID(_ context: PortalContext) throws -> Int64 {
        guard let id = Int64(try context.pathValue("search")) else { throw Refusal.notFound }
        return id
    }

    /// Changes the person's searches; a refused name comes back with the list.
    private func change(
        _ request: Request, _ context: PortalContext, _ done: String, undo: Undo? = nil, to address: String, _ body: @escaping @Sendable (Viewer, Instant, any Writer) throws -> Void
    ) async throws -> Response {
        let visit = try await keeping(request)
        do { try await database.write { try body(visit.viewer, visit.now, $0) } } catch let refusal as Refusal where refusal.code == .validation {
            let problems = refusal.problems.isEmpty ? [FieldProblem(field: "main", text: context.texts.text(refusal))] : fieldProblems(refusal, context.texts)
            return try await searchesAnswer(problems.map { FieldProblem(field: "main", text: $0.text) }, request, context)
        }
        return redirect(to: address, flash: undo.map { dropped(done, $0, of: visit.viewer) } ?? .done(done))
    }

    /// A visit of a person who works for a client: only they keep something.
    private func keeping(_ request: Request) async throws -> Visit {
        let visit = try await signedIn(request)
        _ = try visit.viewer.demandClient()
        return visit
    }
}

extension Visit {
    /// Whether there is somebody and a client for whom something can be kept.
    var canKeep: Bool { if case .person = viewer.identity { viewer.client != nil } else { false } }

    var ownTabs: [OwnTab] { OwnTab.allCases.filter { $0 != .bought || knowsPurchases } }
}

/// The value of a parameter as it is read.
func parameterText(_ value: JSON, _ t: Texts) -> String { value.bool.map { t($0 ? "parameter.yes" : "parameter.no") } ?? t.decimal(value.plainText) }

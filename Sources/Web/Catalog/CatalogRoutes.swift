import Catalog
import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Integrations
import Kernel
import Localization
import Ordering
import Pricing
import Storefront

extension Site {
    @Sendable func catalog(_ request: Request, _ context: PortalContext) async throws -> Response {
        let t = context.texts
        let typed = CatalogQuery(try request.query)
        let isWhole = typed == CatalogQuery(category: typed.category, page: typed.page)
        let size = 50
        let zone = timeZone
        let visit = try await looking(request, context)
        var query = open(typed, to: visit).readValues(on: visit.shelf)
        var view = priceView(request, context)
        view.vat = query.vat ?? view.vat
        if !query.price.isEmpty { query.vat = view.vat }
        let (shelf, stock) = (visit.shelf, stockShown(to: visit))
        var (asked, problems) = query.productQuery(on: shelf, view.vat, t)
        if query.boughtOnly { asked.only = try await database.read { try lastPurchases(for: visit.viewer, in: zone, $0).keys.sorted() } }
        // Not within the read: a search may take long, and there are few connections.
        let listing = shelf.listing(asked, offset: (query.page - 1) * size, limit: size)
        let found = listing.page
        let lastPage = max(1, (found.total + size - 1) / size)
        guard query.page <= lastPage else {
            query.page = lastPage
            return redirect(to: Address.catalog(query))
        }
        if found.items.count == 1, query.page == 1, let only = found.items.first, only.article == query.text {
            return redirect(to: Address.product(only.article))
        }
        var model = CatalogPage(query: query, rows: try await rows(found.items, visit, view), total: found.total)
        model.knowsPurchases = visit.knowsPurchases
        model.pageSize = size
        model.categories = categories(shelf, chosen: query.category, listing.choices?.categories)
        model.trail = trail(to: query.category, on: shelf)
        model.canOrder = visit.canOrder
        model.showsPrices = visit.showsPrices
        model.stock = stock
        model.signIn = visit.viewer.identity == .visitor ? Address.signIn(returning: request.uri.description) : nil
        model.canAskPrices = visit.canAskPrices
        if visit.showsPrices { model.prices = priceFilter(query, listing.choices?.prices, view, shelf, t) }
        if let choices = listing.choices { model.offer(choices, problems, shelf, t) }
        model.nameChosen(asked, on: shelf, model.prices?.terms, t)
        if stock == .figures { model.stockAsOf = found.items.flatMap { shelf.availability($0).compactMap(\.asOf) }.min() }
        var shell = shell(visit, request, context, .catalog, search: query.text)
        shell.vat = view.vat
        if query.isFiltered { shell.searchKept = Address.fields(of: query.with { $0.text = "" }) }
        return indexed(page(catalogPage(model, in: shell), request), visit, isWhole: isWhole)
    }

    /// What the filter by own price offers for this list, in the terms in which the page shows prices.
    private func priceFilter(_ query: CatalogQuery, _ spread: PriceSpread?, _ view: PriceView, _ shelf: Shelf, _ t: Texts) -> CatalogPage.PriceFilter {
        var filter = CatalogPage.PriceFilter()
        let terms = shelf.viewer.contracts.map { "\($0.currency.code), \(t("vat_mode.\(view.mode(of: $0).rawValue)"))" }
        if Set(terms).count == 1 { filter.terms = terms.first }
        let currencies = Set(shelf.viewer.contracts.map(\.currency))
        if currencies.count == 1 { filter.currency = currencies.first }
        if let spread {
            filter.least = spread.least
            filter.most = spread.most
            filter.buckets = spread.buckets.map { CatalogPage.PriceFilter.Bucket(from: $0.from, to: $0.to, count: $0.count) }
        }
        for (field, text) in [("price_from", query.price.min), ("price_to", query.price.max)] where !text.isEmpty && typedPrice(text) == nil {
            filter.problems.append(FieldProblem(field: field, text: t("agreement.price_wrong")))
        }
        return filter
    }

    @Sendable func product(_ request: Request, _ context: PortalContext) async throws -> Response {
        let article = try context.pathValue("article")
        let zone = timeZone
        let visit = try await looking(request, context)
        let (shelf, viewer, stock) = (visit.shelf, visit.viewer, stockShown(to: visit))
        guard let product = shelf.product(article) else { throw Refusal.notFound }
        let id = product.id
        let (bought, marked, awaited, description, titles) = try await database.ask(
            lastPurchases(of: [id], for: viewer, in: zone), kept([id], by: viewer), awaitedProducts(of: viewer),
            productDescription(of: id, inEnglish: context.language == .en), shelf.picture(of: product) == nil ? Question(answered: [:]) : imageTitles(of: id))
        let t = context.texts
        let view = priceView(request, context)
        let own = shelf.price(product, for: product.leastOrder)
        var model = ProductPage(
            article: product.article, name: product.name, unit: product.unit.name(in: context.language),
            price: PriceCell(own, of: product, base: view.base(own, of: product, for: product.leastOrder, on: shelf), view),
            stock: shelf.stockFigures(product))
        model.showsStock = stock
        model.signIn = viewer.identity == .visitor ? Address.signIn(returning: request.uri.description) : nil
        let brand = product.brand.flatMap { shelf.storefront.brands[$0] }
        model.brand = brand?.name
        model.brandKey = brand?.externalID
        model.trail = trail(to: product.category.flatMap { shelf.storefront.categories[$0]?.externalID }, on: shelf)
        model.manufacturerNumber = product.manufacturerNumber
        model.country = product.country
        model.isMarked = product.isMarked
        model.isDiscontinued = product.isDiscontinued
        model.successor = product.successor.flatMap { shelf.product($0)?.article }
        model.ownArticles = shelf.ownArticles(of: product)
        model.relations = shelf.relations(of: product).map { related in
            ProductPage.Relation(
                kind: related.kind.rawValue, article: related.product.article, name: related.product.name, note: related.note,
                ratio: t.ratio(related.ratio, of: related.kind, related.product.unit.name(in: context.language), own: model.unit))
        }
        model.take(shelf.files(of: product), titles: titles, of: product, on: shelf, t)
        model.multiple = product.orderMultiple == .one ? nil : product.orderMultiple
        model.minimum = product.orderMinimum <= product.orderMultiple ? nil : product.orderMinimum
        model.parameters = product.parameters.map { own in
            let parameter = shelf.storefront.parameters[own.code]
            return ProductPage.Parameter(name: parameter?.name ?? own.code, value: parameterText(own.value, t), unit: parameter?.unit)
        }
        model.packagings = product.packagings.map {
            ProductPage.Packaging(
                unit: $0.unit.name(in: context.language), quantity: $0.quantity, barcode: $0.barcode, weight: $0.weightKilograms.map(t.decimal), volume: $0.volumeCubicMetres.map(t.decimal), size: $0.size.map { sizeText($0, t) })
        }
        model.barcodes = product.barcodes
        if case .success(let price)? = own {
            let breaks = shelf.breaks(product)
            if breaks.count > 1 { model.breaks = breaks.map { ProductPage.Break(from: max($0.from, product.leastOrder), unitPrice: view.shown($0.price, price)) } }
        }
        if visit.showsPrices {
            model.why = shelf.explanation(product, for: product.leastOrder).map { WhyPrice($0, own, t, shown: view) }
            model.question = priceQuestion(try request.query, product, shelf, view, t)
        }
        model.inCart = visit.cart.first { $0.product == product.id }?.quantity
        model.description = description
        model.bought = bought[id].map { ($0.day, $0.quantity) }
        if visit.canKeep {
            model.kept = CatalogPage.Kept(marked[id])
            if viewer.rights.contains(.seeStock), shelf.free(product) == .zero, !product.isDiscontinued || awaited.contains(id) { model.isAwaited = awaited.contains(id) }
        }
        model.canOrder = visit.canOrder && !product.isDiscontinued
        model.canEdit = visit.viewer.isStaff && visit.viewer.rights.contains(.editCatalog)
        model.canAsk = !visit.viewer.isStaff && visit.viewer.client != nil
        model.canAskPrice = visit.canAskPrices && !product.isDiscontinued
        if PricesTab.lists.isOpen(to: visit.viewer) {
            let article = product.article
            model.staffPrices = try await database.read { try Integrations.priceHistory(ofArticle: article, limit: 100, for: visit.viewer, in: $0) }.current
        }
        return indexed(page(productPage(model, in: shell(visit, request, context, .catalog)), request), visit, isWhole: true)
    }

    /// What the price would be on the day and for the quantity that the address asks for.
    private func priceQuestion(_ parameters: Form, _ product: StoreProduct, _ shelf: Shelf, _ view: PriceView, _ t: Texts) -> PriceQuestion {
        var question = PriceQuestion(quantity: parameters["price-quantity"]?.trimmed ?? "", day: parameters["price-day"]?.trimmed ?? "")
        guard !question.quantity.isEmpty || !question.day.isEmpty else { return question }
        let quantity = question.quantity.isEmpty ? product.leastOrder : typedQuantity(question.quantity)
        if quantity.map({ $0 <= .zero }) ?? true {
            question.problems.append(FieldProblem(field: "price-quantity", text: t("cart.quantity_unreadable", ["text": .text(String(question.quantity.prefix(20)))])))
        }
        let day = question.day.isEmpty ? nil : Day(question.day)
        if day == nil, !question.day.isEmpty { question.problems.append(FieldProblem(field: "price-day", text: t("cart.date_wrong"))) }
        guard question.problems.isEmpty, let quantity else { return question }
        let price = shelf.price(product, for: quantity, on: day)
        let explanation = shelf.explanation(product, for: quantity, on: day) ?? PriceExplanation()
        let title = ["\(t.quantity(quantity)) \(product.unit.name(in: view.language))", day.map { t.day($0) }].compactMap(\.self).joined(separator: ", ")
        question.answer = PriceQuestion.Answer(
            price: PriceCell(price, of: product, view), amounts: (try? price?.get())?.flatMap { try? $0.amounts(for: quantity, basis: product.priceBasis) },
            why: WhyPrice(explanation, price, t, shown: view), title: title)
        return question
    }

    /// What of an address this visit may ask for.
    private func open(_ typed: CatalogQuery, to visit: Visit) -> CatalogQuery {
        var query = typed
        if !visit.showsPrices {
            query.price = CatalogQuery.Bounds()
            if query.sort == .price || query.sort == .priceDown { query.sort = nil }
        }
        let stock = stockShown(to: visit)
        if stock != .figures, query.sort == .stock { query.sort = nil }
        if stock == .none { query.inStockOnly = false }
        if !visit.knowsPurchases { query.boughtOnly = false }
        // Deep pages cost as much as all before them.
        if visit.viewer.identity == .visitor { query.page = min(query.page, 200) }
        return query
    }

    /// Products as rows of a list, with what the person and the client have to do with them.
    func rows(_ products: [StoreProduct], _ visit: Visit, _ view: PriceView) async throws -> [CatalogPage.Row] {
        let (zone, viewer, ids) = (timeZone, visit.viewer, products.map(\.id))
        let (bought, marked) = try await database.ask(lastPurchases(of: ids, for: viewer, in: zone), kept(ids, by: viewer))
        return products.map { product in
            var row = row(product, visit, view)
            row.bought = bought[product.id].map { ($0.day, $0.quantity) }
            if visit.canKeep { row.kept = CatalogPage.Kept(marked[product.id]) }
            return row
        }
    }

    private func row(_ product: StoreProduct, _ visit: Visit, _ view: PriceView) -> CatalogPage.Row {
        let shelf = visit.shelf
        let own = shelf.price(product, for: product.leastOrder, explained: false)
        return CatalogPage.Row(
            article: product.article, ownArticles: shelf.ownArticles(of: product), name: product.name, picture: shelf.thumbnail(of: product), brand: product.brand.flatMap { shelf.storefront.brands[$0]?.name }, unit: product.unit.name(in: view.language),
            price: PriceCell(own, of: product, base: view.base(own, of: product, for: product.leastOrder, on: shelf), view), stock: shelf.stockFigures(product),
            multiple: product.orderMultiple == .one ? nil : product.orderMultiple,
            minimum: product.orderMinimum <= product.orderMultiple ? nil : product.orderMinimum,
            inCart: visit.cart.first { $0.product == product.id }?.quantity, isDiscontinued: product.isDiscontinued)
    }

    /// The roots of the tree, opened along the way to the chosen category. Counted is what is known of: all, or the chosen category and what lies below it.
    private func categories(_ shelf: Shelf, chosen: String?, _ counts: [String: Int]?) -> [CatalogPage.Category] {
        var children: [ID<Category>?: [Storefront.Named<Category>]] = [:]
        for category in shelf.categories.values { children[category.parent, default: []].append(category) }
        var open: Set<ID<Category>> = []
        var step = shelf.categories.values.first { $0.externalID == chosen }
        while let category = step, open.insert(category.id).inserted { step = category.parent.flatMap { shelf.categories[$0] } }
        func branch(_ parent: ID<Category>?, depth: Int, isCounted: Bool) -> [CatalogPage.Category] {
            guard depth < 20 else { return [] }
            return (children[parent] ?? []).sorted { ($0.name, $0.id) < ($1.name, $1.id) }.map { category in
                let isCurrent = category.externalID == chosen
                return CatalogPage.Category(
                    key: category.externalID, name: category.name, count: isCounted || isCurrent ? counts.map { $0[category.externalID] ?? 0 } : nil, isCurrent: isCurrent,
                    children: open.contains(category.id) ? branch(category.id, depth: depth + 1, isCounted: isCounted || isCurrent) : [])
            }
        }
        return branch(nil, depth: 0, isCounted: chosen == nil)
    }

    private func trail(to chosen: String?, on shelf: Shelf) -> [Choice] {
        var trail: [Choice] = []
        var step = shelf.categories.values.first { $0.externalID == chosen }
        while let category = step, trail.count < 20 {
            trail.insert(Choice(key: category.externalID, title: category.name), at: 0)
            step = category.parent.flatMap { shelf.categories[$0] }
        }
        return trail
    }
}

extension CatalogPage.Kept {
    fileprivate init(_ kinds: Set<KeptKind>?) { self.init(isFavourite: kinds?.contains(.favourite) ?? false, isCompared: kinds?.contains(.compared) ?? false) }
}

extension Visit {
    /// Whether there are own prices to be seen.
    var showsPrices: Bool { viewer.rights.contains(.seePrices) && !viewer.contracts.isEmpty }

    /// Whether prices may be asked for in the client's name.
    var canAskPrices: Bool { showsPrices && viewer.client != nil && viewer.rights.contains(.askPrices) }

    /// Whether there are purchases to be seen.
    var knowsPurchases: Bool { viewer.client != nil && viewer.rights.contains(.seeOrders) }

    /// Whether there is a cart to put things into.
    var canOrder: Bool { viewer.client != nil && viewer.rights.contains(.order) }
}

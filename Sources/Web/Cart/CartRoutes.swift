import Catalog
import Customers
import Database
import Foundation
import HTML
import HTTP
import Hummingbird
import Journal
import Kernel
import Localization
import Ordering
import Receivables
import Stock
import Storefront

extension Site {
    @Sendable func addCartLines(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try await request.form()
        let back = Address.local(fields["return"], or: Address.catalog)
        var wanted: [(product: ID<Product>, quantity: Quantity)] = []
        for (article, text) in Field.values(Field.quantity, in: fields.values) {
            let isPressed = fields["add"] == article
            guard let product = visit.shelf.product(article) else { continue }
            if text.trimmed.isEmpty {
                if isPressed || fields["add_all"] != nil, !product.isDiscontinued { wanted.append((product.id, product.leastOrder)) }
                continue
            }
            guard let quantity = typedQuantity(text), quantity > .zero else { return redirect(to: back, flash: .unreadableQuantity) }
            wanted.append((product.id, quantity))
        }
        if wanted.isEmpty, let article = fields["add"], let product = visit.shelf.product(article) { wanted = [(product.id, product.leastOrder)] }
        guard !wanted.isEmpty else { return redirect(to: back, flash: .nothingAdded) }
        let lines = wanted
        try await database.write { writer in for line in lines { try addToCart(line.product, quantity: line.quantity, for: visit.viewer, in: writer) } }
        return redirect(to: back, flash: .added(wanted.count))
    }

    @Sendable func cart(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demand(.order)
        return page(cartPage(try await cartModel(request, visit, try request.query, context), in: shell(visit, request, context)), request)
    }

    /// Saves typed quantities, takes out or repairs a line.
    @Sendable func changeCart(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demand(.order)
        let fields = try await request.form()
        let (changes, unreadable) = changes(in: fields, of: visit)
        try await save(changes, visit)
        guard unreadable.isEmpty else { return try await cartAgain(request, fields, context, problems: unreadable) }
        // Prices may be agreed for a site: the chosen one stays chosen. What was taken out can be had back, whatever else was pressed.
        let gone = changes.filter { $0.quantity == .zero }.compactMap { change in visit.cart.first { $0.product == change.product } }
        let taken = gone.isEmpty ? nil : dropped("cart_line_removed", .cart(gone.map { Undo.CartLine(product: $0.product, quantity: $0.quantity) }), of: visit.viewer)
        if let pressed = fields["replace"] {
            guard try await replace(pressed, fields, visit) else { return try await cartAgain(request, fields, context, refusal: context.texts("cart.replace.gone")) }
            return redirect(to: Address.cart(site: fields["site"]), flash: taken ?? .done("cart_replaced"))
        }
        if let pressed = fields["require"] {
            guard try await require(pressed, request) else { return try await cartAgain(request, fields, context, refusal: context.texts("cart.require.gone")) }
            return redirect(to: Address.cart(site: fields["site"]), flash: taken ?? .added(1))
        }
        let saved: FlashKey? = fields["remove"] == nil && fields["repair"] == nil ? .cartSaved : nil
        return redirect(to: Address.cart(site: fields["site"]), flash: taken ?? saved)
    }

    @Sendable func placeOrder(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try await request.form()
        let (changes, unreadable) = changes(in: fields, of: visit)
        guard unreadable.isEmpty else { return try await cartAgain(request, fields, context, problems: unreadable) }
        guard changes.isEmpty else {
            try await save(changes, visit)
            return try await cartAgain(request, fields, context, refusal: context.texts("cart.changed"))
        }
        var order = visit.cartRequest
        order.reference = fields["reference"].flatMap { $0.trimmed.isEmpty ? nil : String($0.trimmed.prefix(100)) }
        order.note = fields["comment"].flatMap { $0.trimmed.isEmpty ? nil : String($0.trimmed.prefix(2000)) }
        order.site = fields["site"].flatMap { $0.isEmpty ? nil : $0 }
        order.payment = fields["payment"].flatMap { OrderRequest.Payment(rawValue: $0) } ?? .credit
        if let text = fields["requested_date"]?.trimmed, !text.isEmpty {
            guard let day = Day(text) else {
                return try await cartAgain(request, fields, context, problems: [FieldProblem(field: "requested_date", text: context.texts("cart.date_wrong"))])
            }
            order.requestedDay = day
        }
        for (contract, text) in Field.values(Field.expectedTotal, in: fields.values) {
            guard let terms = visit.viewer.contracts.first(where: { $0.externalID == contract }), let total = Money(text, currency: terms.currency) else { continue }
            order.expectedTotals.append((contract, total))
        }
        do {
            let number = try await place(order, key: fields["idempotency_key"] ?? "", visit)
            try await storefront.catchUp()
            return redirect(to: Address.order(number) + "?placed=1")
        } catch let refusal as Refusal where refusal.code != .unauthenticated && refusal.code != .forbidden {
            try await storefront.catchUp()
            return try await cartAgain(request, fields, context, refusal: context.texts.text(refusal))
        }
    }

    /// Places the order once for this key and empties the cart, in one transaction. Pressed twice, it is placed once.
    private func place(_ order: OrderRequest, key: String, _ visit: Visit) async throws -> String {
        let key = try IdempotencyKey(key.isEmpty ? UUID().uuidString : key, scope: visit.viewer.actor.text, request: Array("cart".utf8))
        let now = now()
        let answer = try await database.write { writer in
            try writer.once(key, now: now) {
                let id = try Ordering.placeOrder(order, for: visit.viewer, at: now, in: writer)
                try clearCart(of: order.lines.map(\.product), for: visit.viewer, in: writer)
                return StoredAnswer(status: 201, body: OrderNumber.text(id))
            }
        }
        return answer.body
    }

    /// What a posted cart form changes: by product the new quantity, nothing to take it out; and the fields that cannot be read.
    private func changes(in fields: Form, of visit: Visit) -> (changes: [(product: ID<Product>, quantity: Quantity)], unreadable: [FieldProblem]) {
        var changes: [(product: ID<Product>, quantity: Quantity)] = []
        var unreadable: [FieldProblem] = []
        for line in visit.goneFromCart where fields["remove"] == String(line.product.rawValue) || fields["remove"] == Field.gone { changes.append((line.product, .zero)) }
        for line in visit.cart {
            let key = String(line.product.rawValue)
            if fields["remove"] == key { changes.append((line.product, .zero)); continue }
            if let repair = fields["repair"].flatMap({ Field.repair($0) }), repair.line == key { changes.append((line.product, repair.quantity)); continue }
            guard let text = fields[Field.quantity + key] else { continue }
            if text.trimmed.isEmpty { changes.append((line.product, .zero)); continue }
            guard let quantity = typedQuantity(text), quantity >= .zero else {
                unreadable.append(FieldProblem(field: Field.quantity + key, text: text))
                continue
            }
            if quantity != line.quantity { changes.append((line.product, quantity)) }
        }
        return (changes, unreadable)
    }

    /// Lets a substitute take the place of a line, as many as the line stands for now.
    /// - Returns: false when there is no such line, or nothing of the kind is offered for it any more.
    private func replace(_ pressed: String, _ fields: Form, _ visit: Visit) async throws -> Bool {
        guard let (line, by) = Field.replacement(pressed), let current = (visit.cart + visit.goneFromCart).first(where: { $0.product.rawValue == line }) else { return false }
        let typed = fields[Field.quantity + String(line)].flatMap { typedQuantity($0) }
        let quantity = typed.map { $0 > .zero ? $0 : current.quantity } ?? current.quantity
        guard let substitute = visit.shelf.substitutes(for: current.product, quantity: quantity).first(where: { $0.product.id.rawValue == by }) else { return false }
        try await database.write { try replaceInCart(current.product, by: substitute, for: visit.viewer, in: $0) }
        return true
    }

    /// Puts a mandatory accessory into the cart, as many as the lines need now.
    /// - Returns: false when nothing of the kind is lacking any more.
    private func require(_ pressed: String, _ request: Request) async throws -> Bool {
        // What was typed has just been saved.
        let visit = try await signedIn(request)
        let missing = visit.shelf.requirements(of: visit.cart.map { ($0.product, $0.quantity) })
        guard let wanted = missing.first(where: { String($0.product.id.rawValue) == pressed }) else { return false }
        try await database.write { try addToCart(wanted.product.id, quantity: wanted.quantity, for: visit.viewer, in: $0) }
        return true
    }

    private func save(_ changes: [(product: ID<Product>, quantity: Quantity)], _ visit: Visit) async throws {
        guard !changes.isEmpty else { return }
        try await database.write { writer in for change in changes { try setInCart(change.product, quantity: change.quantity, for: visit.viewer, in: writer) } }
    }

    /// The cart with what was typed, after something was wrong with it.
    private func cartAgain(
        _ request: Request, _ fields: Form, _ context: PortalContext, refusal: String? = nil, problems: [FieldProblem] = []
    ) async throws -> Response {
        let visit = try await signedIn(request)
        var model = try await cartModel(request, visit, fields, context)
        model.refusal = refusal
        model.problems = problems.map { problem in
            guard problem.field.hasPrefix(Field.quantity) else { return problem }
            return FieldProblem(field: problem.field, text: context.texts("cart.quantity_unreadable", ["text": .text(String(problem.text.prefix(20)))]))
        }
        for problem in problems {
            if let place = model.lines.firstIndex(where: { Field.quantity + $0.key == problem.field }) { model.lines[place].quantity = String(problem.text.prefix(14)) }
        }
        return page(cartPage(model, in: shell(visit, request, context)), request, status: .unprocessableContent)
    }

    private func cartModel(_ request: Request, _ visit: Visit, _ fields: Form, _ context: PortalContext) async throws -> CartPage {
        let shelf = visit.shelf
        let t = context.texts
        var model = CartPage(lines: [], totals: [], idempotencyKey: UUID().uuidString)
        let sites = try await database.read { try Customers.sites(of: visit.viewer, in: $0) }
        let site = sites.first { $0.externalID == fields["site"] }?.externalID ?? sites.first?.externalID
        var wanted = visit.cartRequest
        wanted.site = site
        let priced = try price(wanted, on: shelf)
        let view = priceView(request, context)
        let goods = visit.cart.compactMap { line in shelf.product(line.product).map { WantedGoods($0, line.quantity, site: site) } }
        var prices = shelf.prices(goods).makeIterator()
        let inCart = Set(visit.cart.map(\.product))
        let requirements = Dictionary(grouping: shelf.requirements(of: visit.cart.map { ($0.product, $0.quantity) }), by: \.line)
        for (position, line) in visit.cart.enumerated() {
            guard let product = shelf.product(line.product) else { continue }
            let own = prices.next() ?? nil
            var shown = CartPage.Line(
                key: String(line.product.rawValue), article: product.article, ownArticles: shelf.ownArticles(of: product), name: product.name, picture: shelf.thumbnail(of: product),
                unit: product.unit.name(in: context.language), quantity: t.quantity(line.quantity), multiple: product.orderMultiple == .one ? nil : product.orderMultiple,
                minimum: product.orderMinimum <= product.orderMultiple ? nil : product.orderMinimum,
                price: PriceCell(own, of: product, view))
            if case .failure? = own { model.unpriced += 1 }
            if visit.showsPrices { shown.why = (try? own?.get()).map { WhyPrice($0.explanation, own, t) } }
            switch priced {
            case .success(let order):
                shown.amounts = order.lines[position].amounts
                shown.promise = promise(order.lines[position], shelf, t)
                if order.lines[position].fromStock < line.quantity {
                    shown.problems = [CartPage.Problem(weight: .note, text: t("cart.backorder", [
                        "free": .quantity(order.lines[position].fromStock), "rest": .quantity(line.quantity - order.lines[position].fromStock),
                    ]))]
                }
            case .failure(let problems):
                if let problem = problems.byPosition[position] {
                    var repair: Quantity?
                    if case .quantity(let proposed)? = problem.arguments["proposed"] { repair = proposed }
                    if problem.code == .discontinued || problem.code == .priceOnRequest { repair = .zero }
                    shown.problems = [CartPage.Problem(text: t.text(problem.problem(at: "")), repair: repair)]
                } else if case .success(let price)? = own {
                    shown.amounts = try? price.amounts(for: line.quantity, basis: product.priceBasis)
                }
                model.canPlace = false
            }
            let isShort = if case .success(let order) = priced { order.lines[position].fromStock < line.quantity } else {
                visit.viewer.rights.contains(.seeStock) && shelf.free(product) < line.quantity
            }
            if isShort || product.isDiscontinued { shown.offers = offers(for: line, inStockOnly: !product.isDiscontinued, site, view, visit, context) }
            shown.requirements = (requirements[line.product] ?? []).map { one in
                let unit = one.product.unit.name(in: context.language)
                let ratio = t.ratio(one.relation.ratio, of: one.relation.kind, unit, own: shown.unit)
                return CartPage.Requirement(key: String(one.product.id.rawValue), article: one.product.article, name: one.product.name, ratio: ratio, note: one.relation.note, quantity: one.quantity, unit: unit)
            }
            shown.companions = shelf.companions(of: product).filter { !inCart.contains($0.id) }.prefix(3).map { ($0.article, $0.name) }
            model.lines.append(shown)
        }
        if case .success(let order) = priced { model.totals = try await totals(of: order, visit, t) }
        model.gone = visit.goneFromCart.map { line in
            // Why they stand for it was told of what is hidden.
            let offers = offers(for: line, inStockOnly: false, site, view, visit, context).map { offer in
                var offer = offer
                offer.note = nil
                return offer
            }
            return CartPage.Gone(key: String(line.product.rawValue), article: line.article ?? "", offers: offers)
        }
        model.site = site
        model.sites = sites.map { Choice(key: $0.externalID, title: [$0.name, $0.address].compactMap { $0 }.joined(separator: ", "), isChosen: $0.externalID == site) }
        model.canAskPrices = visit.viewer.rights.contains(.askPrices) && visit.viewer.rights.contains(.seePrices)
        // Where only prepayment is left, it is what a buyer meets first.
        let isPrepaid = fields["payment"].map { $0 == OrderRequest.Payment.prepaid.rawValue } ?? model.totals.contains { $0.state == "prepay_only" }
        model.payments = [OrderRequest.Payment.credit, .prepaid].map { payment in
            Choice(key: payment.rawValue, title: t("payment_terms.\(payment.rawValue)"), isChosen: (payment == .prepaid) == isPrepaid)
        }
        model.isBlocked = visit.viewer.block != nil
        if model.isBlocked { model.canPlace = false }
        model.reference = fields["reference"] ?? ""
        model.comment = fields["comment"] ?? ""
        model.requestedDate = fields["requested_date"] ?? ""
        model.earliestDate = Day(of: visit.now, in: timeZone)
        return model
    }

    /// The best three of what may take a line's place, each with its own price; what the client has no price for is not offered.
    private func offers(
        for line: CartLine, inStockOnly: Bool, _ site: String?, _ view: PriceView, _ visit: Visit, _ context: PortalContext
    ) -> [CartPage.Offer] {
        let (shelf, t) = (visit.shelf, context.texts)
        let found = shelf.substitutes(for: line.product, quantity: line.quantity, inStockOnly: inStockOnly).prefix(10)
        let own = shelf.storefront.anyProduct(line.product)?.unit.name(in: context.language) ?? ""
        let prices = shelf.prices(found.map { WantedGoods($0.product, $0.quantity, site: site) })
        let offers = zip(found, prices).compactMap { substitute, price -> CartPage.Offer? in
            let product = substitute.product
            if visit.showsPrices {
                guard case .success? = price else { return nil }
            }
            let unit = product.unit.name(in: context.language)
            var offer = CartPage.Offer(
                key: String(product.id.rawValue), kind: substitute.relation.kind.rawValue, article: product.article, name: product.name, price: PriceCell(price, of: product, view),
                note: substitute.relation.note, quantity: substitute.quantity, unit: unit)
            if visit.viewer.rights.contains(.seeStock) { offer.free = shelf.free(product) }
            if substitute.relation.ratio != .one {
                offer.ratio = t("relation.ratio", ["quantity": .quantity(substitute.relation.ratio), "unit": .text(unit), "own": .text(own)])
            }
            return offer
        }
        return Array(offers.prefix(3))
    }

    private func totals(of order: PricedOrder, _ visit: Visit, _ t: Texts) async throws -> [CartPage.Total] {
        let stands = visit.viewer.rights.contains(.seeDebt) ? try await database.read { try accounts(of: visit.viewer, at: visit.now, in: $0) } : []
        // Parts under contracts that share a limit take it one after another.
        var left: [ID<CreditAccount>: Money] = [:]
        return order.parts.compactMap { part in
            guard let amounts = LineAmounts(net: part.net, vat: part.vat, gross: part.gross) else { return nil }
            let stand = stands.first { $0.contract.id == part.contract.id }
            let account = stand?.credit?.account
            let available = account.flatMap { left[$0] } ?? stand?.credit?.available
            let after = available.flatMap { try? $0.subtracting(part.gross) }
            if let account, let after { left[account] = after }
            let standing = stand?.account?.standing
            return CartPage.Total(
                contract: part.contract.number, contractKey: part.contract.externalID, seller: part.contract.seller.name, amounts: amounts, available: available,
                availableAfter: after, state: (standing?.state ?? .ok).rawValue, reasons: (standing?.reasons ?? []).map { AccountPage.Reason($0, t) })
        }
    }

    /// Where the goods of a line come from, in words: `10 Москва РЦ · 5 ожидается 12.12.2026 Казань`.
    private func promise(_ line: PricedLine, _ shelf: Shelf, _ t: Texts) -> String {
        line.parts.map { part in
            let warehouse = shelf.storefront.warehouses[part.warehouse]?.name ?? ""
            switch part.source {
            case .stock: return t("promise.stock", ["quantity": .quantity(part.quantity), "warehouse": .text(warehouse)])
            case .receipt(_, let day): return t("promise.receipt", ["quantity": .quantity(part.quantity), "warehouse": .text(warehouse), "day": .day(day)])
            case .backorder: return t("promise.backorder", ["quantity": .quantity(part.quantity)])
            }
        }.joined(separator: " · ")
    }
}

import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization
import Storefront

extension Site {
    func addGoodsRoutes(to router: Router<PortalContext>) {
        addSynonymRoutes(to: router)
        router.get("/goods", use: goodsList)
        router.get("/goods/{article}", use: goodsForm)
        router.post("/goods/{article}", use: saveGoods)
        router.get("/goods/{article}/images", use: goodsImages)
        router.post("/goods/{article}/images", use: addGoodsImages)
        router.post("/goods/{article}/images/arrangement", use: arrangeGoodsImages)
        router.get("/goods/{article}/relations", use: goodsRelations)
        router.post("/goods/{article}/relations", use: relateGoods)
        router.post("/goods/{article}/relations/removal", use: unrelateGoods)
        router.get("/bulk-changes", use: bulkChangeList)
        router.get("/bulk-changes/new", use: bulkForm)
        router.post("/bulk-changes", use: changeGoodsInBulk)
        router.get("/bulk-changes/{id}", use: oneBulkChange)
        router.post("/bulk-changes/{id}/undoing", use: undoGoodsChange)
    }

    /// All products there are, also those that clients are not shown.
    @Sendable private func goodsList(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try request.query
        let question = GoodsQuestion(fields)
        let last = try fields["cursor"].flatMap { try cursors.open($0, for: "page/goods").first }
        let (size, current) = (50, storefront.current)
        let found = try await database.read { try goods(question, after: last, limit: size + 1, for: visit.viewer, on: current, at: visit.now, in: $0) }
        let shelf = Shelf(current, for: visit.viewer, at: visit.now, showsHidden: true)
        var model = GoodsListPage(text: question.text, lack: question.lack?.rawValue ?? "")
        let ids = question.lack == .sharedBarcode ? found.prefix(size).map(\.id) : []
        let shared = ids.isEmpty ? [:] : try await database.read { try sharedBarcodes(of: ids, for: visit.viewer, in: $0) }
        model.rows = found.prefix(size).map { row in
            GoodsListPage.Row(
                shared: shared[row.id] ?? [],
                article: row.article, name: row.name, brand: row.brand, category: row.category, picture: shelf.product(row.id).flatMap { shelf.thumbnail(of: $0) },
                hasImage: row.hasImage, hasText: row.hasText, isEdited: row.isEdited, isWithdrawn: row.isWithdrawn, isDiscontinued: row.isDiscontinued)
        }
        model.isFirst = last == nil
        if found.count > size, let end = found.prefix(size).last { model.next = cursors.sign([end.article], for: "page/goods") }
        return page(goodsListPage(model, in: shell(visit, request, context, .goods)), request)
    }
}

extension GoodsQuestion {
    init(_ fields: Form) {
        self.init(text: String((fields["query"] ?? "").trimmed.prefix(200)), lack: fields["lack"].flatMap { Lack(rawValue: $0) })
    }
}

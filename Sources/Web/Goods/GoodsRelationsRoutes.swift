import Catalog
import Customers
import Database
import HTML
import HTTP
import Hummingbird
import Kernel
import Localization
import Storefront

extension Site {
    @Sendable func goodsRelations(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await relationsAnswer(try await signedIn(request), request, context)
    }

    private func relationsAnswer(
        _ visit: Visit, _ request: Request, _ context: PortalContext, _ typed: TypedRelation? = nil, _ refusal: Refusal? = nil
    ) async throws -> Response {
        let (article, t) = (try context.pathValue("article"), context.texts)
        let (product, relations, token) = try await database.read { reader in
            let (product, relations) = try relationsForEditing(article, for: visit.viewer, in: reader)
            return (product, relations, try reader.relationsToken(of: product))
        }
        var head = GoodsHead(product)
        head.token = token
        if let refusal {
            head.refusal = refusal.problems.isEmpty ? t.text(refusal) : nil
            head.problems = refusal.problems.map { FieldProblem(field: String($0.pointer.dropFirst()), text: t.text($0)) }
        }
        let rows = relations.map { one in
            GoodsRelationsPage.Relation(
                key: "\(one.relation.kind.rawValue).\(one.relation.target)", kind: one.relation.kind.rawValue, article: one.target?.article ?? "—", name: one.target?.name ?? "",
                ratio: one.relation.ratio == .one ? nil : t.quantity(one.relation.ratio), note: one.relation.note, isPortals: one.isPortals, isHidden: one.isHidden, hasERPs: one.hasERPs)
        }
        var model = GoodsRelationsPage(head: head, relations: rows, kinds: relationKinds(typed?.kind, t))
        if let typed { (model.target, model.ratio, model.note) = (typed.article, typed.ratio, typed.note) }
        return page(goodsRelationsPage(model, in: shell(visit, request, context, .goods)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    func relationKinds(_ chosen: String?, _ t: Texts) -> [Choice] {
        ProductRelation.Kind.allCases.map { Choice(key: $0.rawValue, title: t("relation.\($0.rawValue)"), isChosen: $0.rawValue == chosen) }
    }

    @Sendable func relateGoods(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demandEditing()
        let (article, fields) = (try context.pathValue("article"), try await request.form())
        let typed = TypedRelation(kind: fields["kind"] ?? "", article: fields["article"] ?? "", ratio: fields["ratio"] ?? "", note: fields["note"] ?? "")
        let token = fields["token"] ?? ""
        do {
            try await database.write { try relate(article, typed, token: token, for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .validation || refusal.code == .staleRevision { return try await relationsAnswer(visit, request, context, typed, refusal) }
        try await storefront.catchUp()
        return redirect(to: Address.goods(article, .relations), flash: .done("relation_added"))
    }

    @Sendable func unrelateGoods(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        try visit.viewer.demandEditing()
        let (article, fields) = (try context.pathValue("article"), try await request.form())
        let parts = (fields["return"] ?? fields["remove"] ?? "").split(separator: ".").map(String.init)
        guard parts.count == 2, let kind = ProductRelation.Kind(rawValue: parts[0]), let target = Int64(parts[1]) else { throw Refusal.notFound }
        let (returning, token) = (fields["return"] != nil, fields["token"] ?? "")
        do {
            try await database.write { try unrelate(article, kind, to: ID(target), returning: returning, token: token, for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .staleRevision { return try await relationsAnswer(visit, request, context, nil, refusal) }
        try await storefront.catchUp()
        return redirect(to: Address.goods(article, .relations), flash: .done("saved"))
    }
}

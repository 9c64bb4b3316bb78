import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import Suppliers

extension Site {
    @Sendable func awaitedLines(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await supplyLinesAnswer(try await supplying(request), request, context, of: nil)
    }

    /// What is awaited of a supplier, for staff; without one of the viewer's own.
    func supplyLinesAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, of supplier: SupplierCard?) async throws -> Response {
        let parameters = try request.query
        var filter = SupplyFilter()
        filter.text = String((parameters["query"] ?? "").trimmed.prefix(100))
        filter.show = parameters["show"].flatMap { SupplyFilter.Show(rawValue: $0) }
        let before = try parameters["cursor"].flatMap { try cursors.open($0, for: "page/supply") }?.first.flatMap { Int64($0) }.map { ID<SupplyLine>($0) }
        let (size, asked, viewer) = (50, filter, visit.viewer)
        let (found, hours) = try await database.read { reader in
            (
                try Suppliers.supplyLines(asked, of: supplier?.id, before: before, limit: size + 1, at: visit.now, for: viewer, in: reader), try Suppliers.supplierHours(in: reader)
            )
        }
        var model = SupplyLinesPage(
            supplier: supplier.map { ($0.id.rawValue, $0.name) }, rows: Array(found.prefix(size)), text: filter.text, show: filter.show?.rawValue ?? "", hours: hours, now: visit.now,
            linksOrders: viewer.isStaff && viewer.rights.isSuperset(of: [.seeOrders, .seeAllClients]), isFirst: before == nil)
        if found.count > size, let last = found.prefix(size).last { model.next = cursors.sign([String(last.id.rawValue)], for: "page/supply") }
        return page(supplyLinesPage(model, in: shell(visit, request, context, supplier == nil ? .supplyOrders : .suppliers)), request)
    }

    @Sendable func awaitedLine(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await lineAnswer(try await supplying(request), request, context, nil) { _ in }
    }

    @Sendable func confirmLine(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await supplying(request)
        let fields = try await request.form()
        let (day, quantity) = (fields["day"] ?? "", fields["quantity"] ?? "")
        return try await answer(.confirms(day: day, quantity: quantity), fields, visit, request, context, "supply_confirmed") { ($0.day, $0.quantity) = (day, quantity) }
    }

    @Sendable func declineLine(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await supplying(request)
        let fields = try await request.form()
        let reason = fields["reason"] ?? ""
        return try await answer(.declines(reason: reason), fields, visit, request, context, "supply_declined") { $0.reason = reason }
    }

    private func answer(
        _ answer: SupplyAnswer, _ fields: Form, _ visit: Visit, _ request: Request, _ context: PortalContext, _ done: String, _ typed: (inout SupplyLinePage) -> Void
    ) async throws -> Response {
        let (id, revision, today) = (try lineID(context), Int64(fields["revision"] ?? "") ?? -1, Day(of: visit.now, in: timeZone))
        do {
            try await database.write { try answerSupply(answer, to: id, revision: revision, on: today, for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .validation || refusal.code == .staleRevision {
            return try await lineAnswer(visit, request, context, refusal, typed)
        }
        return redirect(to: Address.supplyOrders, flash: .done(done))
    }

    private func lineAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal?, _ typed: (inout SupplyLinePage) -> Void) async throws -> Response {
        let id = try lineID(context)
        let (line, hours) = try await database.read { (try Suppliers.supplyLine(id, for: visit.viewer, in: $0), try Suppliers.supplierHours(in: $0)) }
        let t = context.texts
        var model = SupplyLinePage(
            line: line, hours: hours, now: visit.now, revision: line.revision, canAnswer: line.isOpen && visit.viewer.rights.contains(.answerSupply), today: Day(of: visit.now, in: timeZone))
        model.day = (line.promisedDay ?? line.wantedDay)?.description ?? ""
        model.quantity = line.promisedQuantity?.decimal ?? line.quantity.decimal
        typed(&model)
        model.refusal = refusal.flatMap { $0.problems.isEmpty ? t.text($0) : nil }
        model.problems = refusal.map { fieldProblems($0, t) } ?? []
        return page(supplyLinePage(model, in: shell(visit, request, context, .supplyOrders)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    private func lineID(_ context: PortalContext) throws -> ID<SupplyLine> {
        guard let number = Int64(try context.pathValue("line")) else { throw Refusal.notFound }
        return ID(number)
    }

    @Sendable func ownFigures(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await supplyFiguresAnswer(try await supplying(request), request, context, of: nil)
    }

    /// How a supplier keeps its word, for staff; without one the viewer's own.
    func supplyFiguresAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, of supplier: SupplierCard?) async throws -> Response {
        let today = Day(of: visit.now, in: timeZone)
        let (figures, quotes, hours) = try await database.read { reader in
            (
                try Suppliers.supplyFigures(of: supplier?.id, at: visit.now, for: visit.viewer, in: reader),
                try quoteFigures(of: supplier?.id, on: today, at: visit.now, for: visit.viewer, in: reader), try Suppliers.supplierHours(in: reader)
            )
        }
        let model = SupplyFiguresPage(supplier: supplier.map { ($0.id.rawValue, $0.name) }, figures: figures, quotes: quotes, hours: hours)
        return page(supplyFiguresPage(model, in: shell(visit, request, context, supplier == nil ? .supplyFigures : .suppliers)), request)
    }
}

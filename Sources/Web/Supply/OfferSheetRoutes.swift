import Customers
import Database
import Formats
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Integrations
import Kernel
import Localization
import Suppliers

/// A supplier's sheet on its way in: the form, and what became of the last one.
struct OfferSheetPage: Sendable {
    struct Row: Sendable {
        var line: Int
        var code: String
        var reason: String
    }

    struct Report: Sendable {
        var changed: Int
        var unchanged: Int
        var refused: Int
        /// The first of the refused ones.
        var rows: [Row]
    }

    var report: Report?
    var problems: [FieldProblem] = []
}

func offerSheetPage(_ page: OfferSheetPage, in shell: Shell) -> HTML {
    let t = shell.t
    let file = FormField(
        name: "file", label: t("offers.sheet.file"), hint: t("offers.sheet.hint"),
        control: .input(type: "file", [("required", ""), ("accept", ".csv,.xlsx")]))
    return document(
        t("offers.sheet"), in: shell,
        """
        \(crumbs([(t("section.offers"), Address.supplyOffers)], in: shell))
        <div class="titlebar"><h1>\(t("offers.sheet"))</h1></div>
        \(page.report.map { report($0, in: shell) })
        <section class="card narrow"><h2>\(t("offers.sheet.take"))</h2><p>\(t("offers.sheet.text"))</p>\(problemSummary(nil, page.problems, in: shell))
        <form method="post" enctype="multipart/form-data" action="\(Address.supplySheet)">\(file.html(page.problems))<button class="primary">\(t("offers.sheet.submit"))</button></form>
        <p><a href="\(Address.supplySheetFile)">\(t("offers.sheet.download"))</a></p></section>
        """)
}

private func report(_ report: OfferSheetPage.Report, in shell: Shell) -> HTML {
    let t = shell.t
    let heads = [t("imports.line"), t("goods.article"), t("imports.problem")]
    let rows = report.rows.map { row -> HTML in
        "<tr><th scope=\"row\" class=\"lead\" data-label=\"\(heads[0])\">\(row.line)</th><td class=\"name\" data-label=\"\(heads[1])\">\(row.code.isEmpty ? "—" : row.code)</td><td class=\"name\" data-label=\"\(heads[2])\">\(row.reason)</td></tr>"
    }
    let table: HTML? = report.rows.isEmpty ? nil : """
        <h2>\(t("offers.sheet.refused"))</h2><table class="lines stacked"><thead><tr>\(heads.map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead><tbody>\(rows)</tbody></table>
        """
    return """
        <section id="report"><p class="flash \(report.refused == 0 ? "good" : "notice")">\(t("offers.sheet.taken", ["changed": .integer(Int64(report.changed)), "unchanged": .integer(Int64(report.unchanged)), "refused": .integer(Int64(report.refused))]))</p>\(table)</section>
        """
}

extension Site {
    @Sendable func offerSheetForm(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await supplying(request)
        return page(offerSheetPage(OfferSheetPage(), in: shell(visit, request, context, .offers)), request)
    }

    /// Good rows are kept at once; the answer tells of the others.
    @Sendable func takeOwnSheet(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await supplying(request)
        let t = context.texts
        var model = OfferSheetPage()
        do {
            guard let file = try await request.uploads(upTo: 10_000_000).files.first(where: { $0.field == "file" }) else { throw Refusal(.validation, "file_missing") }
            let report = try await takeOfferSheet(name: file.name, file.bytes, for: visit.viewer, at: visit.now, in: database)
            model.report = OfferSheetPage.Report(
                changed: report.changed, unchanged: report.unchanged, refused: report.refused.count,
                rows: report.refused.prefix(200).map { OfferSheetPage.Row(line: $0.line, code: $0.code, reason: $0.problems.map { t.text($0) }.joined(separator: " ")) })
        } catch let refusal as Refusal where refusal.code == .validation || refusal.code == .payloadTooLarge {
            model.problems = [FieldProblem(field: "file", text: t.text(refusal))]
        }
        return page(offerSheetPage(model, in: shell(visit, request, context, .offers)), request, status: model.problems.isEmpty ? .ok : .unprocessableContent)
    }

    /// All of the supplier's products with what it offers, up to ten thousand, to be filled in and brought back.
    @Sendable func ownOffersFile(_ request: Request, _ context: PortalContext) async throws -> Response {
        let name = "offers.csv"
        if request.method == .head {
            let visit = try await supplying(request)
            let today = Day(of: visit.now, in: timeZone)
            _ = try await database.read { try Suppliers.offers(limit: 1, on: today, for: visit.viewer, in: $0) }
            return .unmadeSheet(named: name)
        }
        let (visit, turn) = try await exporting { try await supplying(request) }
        defer { turn.end() }
        let (t, today) = (context.texts, Day(of: visit.now, in: timeZone))
        let found = try await database.read { try Suppliers.offers(limit: 10_000, on: today, for: visit.viewer, in: $0) }
        var sheet = CSVWriter()
        sheet.append(["goods.article", "goods.name", "offers.own_article", "offers.quantity", "offers.price", "offers.lead_days", "offers.valid_until"].map { .text(t($0)) })
        for offer in found {
            sheet.append([
                .text(offer.article), .text(offer.name), .text(offer.terms.article ?? ""), .text(offer.terms.quantity?.decimal ?? ""), .text(offer.terms.price?.decimal ?? ""),
                .text(offer.terms.leadDays.map { String($0) } ?? ""), .text(offer.terms.validUntil?.description ?? ""),
            ])
        }
        return .sheet(sheet, named: name)
    }
}

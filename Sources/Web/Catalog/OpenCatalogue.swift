import Customers
import Database
import HTTP
import HTTPTypes
import Hummingbird
import Localization

/// The catalogue as whoever has not signed in sees it, where the house has opened it: the assortment for visitors, no prices, stock as the house says.
extension Site {
    /// What is told of stock: to those who have signed in by their right, to visitors as the house says.
    func stockShown(to visit: Visit) -> StockForVisitors {
        visit.viewer.identity == .visitor ? sign.settings.stockForVisitors : visit.viewer.rights.contains(.seeStock) ? .figures : .none
    }

    /// Search engines may keep what anybody is shown, but not every way in which a list can be narrowed. Everything else of the portal is closed to them.
    func indexed(_ response: Response, _ visit: Visit, isWhole: Bool) -> Response { indexed(response, visit.viewer, isWhole: isWhole) }

    /// The same of pictures and papers of the card.
    func indexed(_ response: Response, _ viewer: Viewer, isWhole: Bool) -> Response {
        guard viewer.identity == .visitor, sign.settings.isCatalogueOpen else { return response }
        var response = response
        response.headers[.robotsTag] = isWhole ? "all" : "noindex"
        return response
    }

    /// Which addresses search engines may ask for (RFC 9309): none, or those of the open catalogue.
    @Sendable func robots(_ request: Request, _ context: PortalContext) async throws -> Response {
        _ = try await visit(request)
        let open = ["/$", Address.catalog, "/products/", "/files/", "/assets/"].map { "Allow: \($0)\n" }.joined()
        let text = "User-agent: *\n\(sign.settings.isCatalogueOpen ? open : "")Disallow: /\n"
        return Response(status: .ok, headers: [.contentType: "text/plain; charset=utf-8"], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    @Sendable func saveOpenCatalogue(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (fields, moment) = (try await request.form(), now())
        let stock = fields["visitors_stock"].flatMap { StockForVisitors(rawValue: $0) } ?? .none
        let isOpen = fields["visitors_catalogue"] == "1"
        try await database.write { try saveCatalogueForVisitors(isOpen: isOpen, stock: stock, for: visit.viewer, at: moment, in: $0) }
        return redirect(to: Address.house, flash: .done("saved"))
    }
}

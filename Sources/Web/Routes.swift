import HTML
package import HTTP
import HTTPTypes
package import Hummingbird
import Kernel
import Localization

extension Site {
    /// The map of the pages.
    package func addRoutes(to router: Router<PortalContext>) {
        router.get("/", use: start)
        router.get("/sign-in", use: signInForm)
        router.post("/sign-in", use: signIn)
        router.post("/sign-out", use: signOut)
        router.post("/preferences", use: choosePreferences)
        router.post("/current-client", use: chooseCurrentClient)

        router.get("/catalog", use: catalog)
        router.get("/products/{article}", use: product)
        router.post("/cart/lines", use: addCartLines)
        router.get("/cart", use: cart)
        router.post("/cart", use: changeCart)

        router.get("/orders", use: orders)
        router.post("/orders", use: placeOrder)
        router.get("/orders/{number}", use: order)
        router.post("/orders/{number}/cancellation", use: cancelOrder)
        router.post("/orders/{number}/repetition", use: repeatOrder)
        router.post("/shipments/{number}/release", use: releaseShipment)
        router.get("/account", use: account)
        router.get("/account/{contract}", use: accountContract)
        router.get("/account/{contract}/statement.csv", use: statementFile)

        addPriceRoutes(to: router)
        router.get("/clients", use: clients)
        router.get("/exchange", use: exchange)

        router.get("/credit", use: creditAgeing)
        router.get("/credit/ageing.csv", use: ageingFile)
        router.get("/credit/blocked", use: creditBlocked)
        router.get("/credit/holds", use: creditHolds)
        router.post("/credit/orders/{number}/release", use: releaseHeldOrder)
        router.get("/credit/overrides", use: creditOverrides)
        router.post("/credit/overrides/{id}/approval", use: approveCreditOverride)
        router.post("/credit/overrides/{id}/refusal", use: refuseCreditOverride)
        router.get("/credit/contracts/{contract}", use: creditContract)
        router.post("/credit/contracts/{contract}/blocks", use: blockContract)
        router.post("/credit/blocks/{id}/lifting", use: liftContractBlock)
        router.post("/credit/contracts/{contract}/overrides", use: requestContractOverride)
        router.post("/credit/contracts/{contract}/rules", use: setContractRules)
        router.post("/credit/contracts/{contract}/entries", use: addContractEntry)
        router.get("/credit/clients/{client}", use: creditClient)
        router.get("/credit/rules", use: creditRulesPage)
        router.post("/credit/rules", use: setCommonRules)
        router.post("/credit/hold-hours", use: setHoldHoursOfOrders)
        router.post("/credit/closed-periods", use: closeBooks)

        router.get("/assets/{name}", use: asset)
    }

    /// The page of a failure. Somebody who has not signed in is sent to the door instead.
    package func errorPage(_ failure: Failure, _ request: Request, _ context: PortalContext) -> Response {
        if failure.status == .unauthorized {
            return redirect(to: request.method == .get ? Address.signIn(returning: request.uri.description) : Address.signIn, flash: .signInNeeded)
        }
        var shell = Shell(texts: context.texts, timeZone: timeZone, house: house, path: Address.start)
        shell.theme = request.cookies["theme"].flatMap { Shell.Theme(rawValue: $0.value) } ?? .auto
        return .html(problemPage(ProblemPage(failure), in: shell).text, status: failure.status)
    }

    @Sendable private func asset(_ request: Request, _ context: PortalContext) async throws -> Response {
        guard let asset = Asset.named(try context.pathValue("name")) else { throw Refusal.notFound }
        return Response(
            status: .ok, headers: [.contentType: asset.contentType, .cacheControl: "public, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}

extension ProblemPage {
    init(_ failure: Failure) { self.init(status: failure.status.code, refusal: nil, requestID: failure.requestID) }
}

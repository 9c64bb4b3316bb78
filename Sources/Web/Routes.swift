import Formats
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
        router.get("/sign-in/code", use: signInCodeForm)
        router.post("/sign-in/code", use: giveSignInCode)
        router.get("/lost-password", use: lostPasswordForm)
        router.post("/lost-password", use: askForPassword)
        router.get("/registration", use: registrationForm)
        router.post("/registration", use: register)
        router.get("/access/{token}", use: newPasswordForm)
        router.post("/access/{token}", use: setNewPassword)
        router.get("/email/{token}", use: emailChangeForm)
        router.post("/email/{token}", use: confirmEmailChange)
        router.get("/email/{token}/cancellation", use: cancelEmailForm)
        router.post("/email/{token}/cancellation", use: cancelEmail)
        router.get("/security", use: security)
        router.post("/security/letters", use: chooseLetters)
        router.post("/security/name", use: correctOwnName)
        router.post("/security/email", use: askForOwnEmail)
        router.post("/security/password", use: changePassword)
        router.post("/security/sessions", use: endSession)
        router.get("/security/data", use: ownData)
        router.get("/security/second-factor", use: secondFactor)
        router.post("/security/second-factor", use: switchFactorOn)
        router.post("/security/second-factor/removal", use: switchFactorOff)
        addPasskeyRoutes(to: router)
        router.post("/preferences", use: choosePreferences)
        router.post("/current-client", use: chooseCurrentClient)
        router.post("/undo", use: undo)

        router.get("/catalog", use: catalog)
        router.get("/suggestions", use: suggestions)
        router.get("/palette", use: palette)
        router.get("/help", use: help)
        router.get("/products/{article}", use: product)
        router.get("/files/{article}/{hash}", use: productFile)
        router.get("/files/{article}/{hash}/{size}", use: productPicture)
        router.post("/cart/lines", use: addCartLines)
        router.get("/cart", use: cart)
        router.post("/cart", use: changeCart)

        addOwnRoutes(to: router)
        router.get("/orders", use: orders)
        router.get("/orders.csv", use: ordersSheet(.csv))
        router.get("/orders.xlsx", use: ordersSheet(.xlsx))
        router.head("/orders.csv", use: ordersSheet(.csv))
        router.head("/orders.xlsx", use: ordersSheet(.xlsx))
        router.post("/orders", use: placeOrder)
        router.get("/orders/{number}", use: order)
        router.post("/orders/{number}/cancellation", use: cancelOrder)
        router.post("/orders/{number}/repetition", use: repeatOrder)
        router.post("/orders/{number}/approval", use: approveOrder)
        router.post("/orders/{number}/refusal", use: refuseOrder)
        router.post("/shipments/{number}/release", use: releaseShipment)
        router.get("/account", use: account)
        router.get("/account/{contract}", use: accountContract)
        router.get("/account/{contract}/statement.csv", use: statementFile)
        router.head("/account/{contract}/statement.csv", use: statementFile)
        router.get("/documents", use: documents)
        router.get("/documents.csv", use: documentsSheet(.csv))
        router.get("/documents.xlsx", use: documentsSheet(.xlsx))
        router.head("/documents.csv", use: documentsSheet(.csv))
        router.head("/documents.xlsx", use: documentsSheet(.xlsx))

        addPriceRoutes(to: router)
        router.get("/clients", use: clients)
        router.get("/clients.csv", use: clientsSheet(.csv))
        router.get("/clients.xlsx", use: clientsSheet(.xlsx))
        router.head("/clients.csv", use: clientsSheet(.csv))
        router.head("/clients.xlsx", use: clientsSheet(.xlsx))
        router.get("/clients/{client}", use: client)
        router.post("/clients/{client}/block", use: blockClient)
        router.post("/clients/{client}/release", use: liftClientBlock)
        router.get("/clients/{client}/merge", use: mergeForm)
        router.post("/clients/{client}/merge", use: mergeClient)
        router.post("/clients/{client}/merge/confirmation", use: confirmClientMerge)
        router.post("/clients/{client}/merge/withdrawal", use: withdrawClientMerge)
        router.get("/assortments", use: assortments)
        router.get("/exchange", use: exchange)
        addImportRoutes(to: router)
        addRecordSheetRoutes(to: router)
        addGoodsRoutes(to: router)

        router.get("/credit", use: creditAgeing)
        router.get("/credit/ageing.csv", use: ageingFile)
        router.head("/credit/ageing.csv", use: ageingFile)
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
        router.get("/company", use: company)
        addSupportRoutes(to: router)
        addConsentRoutes(to: router)
        addPrivacyRoutes(to: router)
        addPeopleRoutes(to: router)
        addSupplierRoutes(to: router)
        addSupplyRoutes(to: router)
        addQuoteRoutes(to: router)
        addHouseRoutes(to: router)

        router.get("/assets/{name}", use: asset)
        router.get("/robots.txt", use: robots)
    }

    /// Who may do what: people, roles, the log of actions.
    private func addPeopleRoutes(to router: Router<PortalContext>) {
        router.get("/people", use: people)
        router.get("/people.csv", use: peopleSheet(.csv))
        router.get("/people.xlsx", use: peopleSheet(.xlsx))
        router.head("/people.csv", use: peopleSheet(.csv))
        router.head("/people.xlsx", use: peopleSheet(.xlsx))
        router.post("/people", use: invite)
        router.get("/people/new", use: invitationForm)
        router.post("/people/actions", use: actOnChosenPeople)
        router.get("/people/{person}", use: person)
        router.post("/people/{person}/correction", use: correctPerson)
        router.post("/people/{person}/role", use: changePersonsRole)
        router.get("/people/{person}/merge", use: peopleMerge)
        router.post("/people/{person}/merge", use: mergePerson)
        router.post("/people/{person}/order-limit", use: setPersonsOrderLimit)
        router.post("/people/{person}/invitation", use: invitePersonAgain)
        router.post("/people/{person}/leaving", use: endMembership)
        router.post("/people/{person}/block", use: blockPerson)
        router.post("/people/{person}/release", use: releasePerson)
        router.post("/people/{person}/sign-out", use: signPersonOut)
        router.post("/people/{person}/second-factor-removal", use: takePersonsFactor)
        router.post("/people/{person}/clients", use: assignClient)
        router.post("/people/{person}/substitutes", use: appointSubstitute)
        router.post("/people/{person}/substitutes/end", use: endSubstitute)
        router.post("/people/{person}/erasure", use: erasePerson)
        router.post("/departments", use: addDepartment)
        router.post("/departments/{department}", use: renameDepartment)
        router.post("/departments/{department}/removal", use: removeDepartment)
        router.get("/registrations", use: registrations)
        router.post("/registrations/{registration}/acceptance", use: acceptRegistration)
        router.post("/registrations/{registration}/refusal", use: refuseRegistration)
        router.get("/roles", use: roles)
        router.post("/roles", use: saveNewRole)
        router.get("/roles/{role}", use: role)
        router.post("/roles/{role}", use: saveRole)
        router.post("/roles/{role}/removal", use: removeRole)
        router.get("/journal", use: journal)
        router.get("/journal.csv", use: journalSheet(.csv))
        router.get("/journal.xlsx", use: journalSheet(.xlsx))
        router.head("/journal.csv", use: journalSheet(.csv))
        router.head("/journal.xlsx", use: journalSheet(.xlsx))
    }

    /// The back office of the house itself.
    private func addHouseRoutes(to router: Router<PortalContext>) {
        router.get("/house", use: houseSettings)
        router.post("/house", use: saveHouseSettings)
        router.post("/house/base-price", use: saveBasePrice)
        router.post("/house/visitors", use: saveOpenCatalogue)
        router.get("/house/jobs", use: jobs)
        router.post("/house/jobs/{job}/retry", use: retryJob)
        router.get("/house/sessions", use: signedInPeople)
        router.get("/house/components", use: components)
    }

    /// The page of a failure. Somebody who has not signed in is sent to the door instead.
    package func errorPage(_ failure: Failure, _ request: Request, _ context: PortalContext) -> Response {
        if failure.reason == "second_factor_owed" { return redirect(to: Address.secondFactor) }
        if failure.reason == "consent_owed" {
            return redirect(to: request.method == .get ? Address.with(Address.consentRenewal, [("return", request.uri.description)]) : Address.consentRenewal)
        }
        if failure.status == .unauthorized {
            return redirect(to: request.method == .get ? Address.signIn(returning: request.uri.description) : Address.signIn, flash: .signInNeeded)
        }
        var shell = Shell(texts: context.texts, timeZone: timeZone, house: house, path: Address.start)
        shell.theme = request.cookies["theme"].flatMap { Shell.Theme(rawValue: $0.value) } ?? .auto
        shell.density = request.cookies["density"].flatMap { Shell.Density(rawValue: $0.value) } ?? .comfortable
        return .html(problemPage(ProblemPage(failure), in: shell).bytes, status: failure.status)
    }

    @Sendable private func asset(_ request: Request, _ context: PortalContext) async throws -> Response {
        let name = try context.pathValue("name")
        let known = Asset.named(name)
        guard let asset = known ?? Asset.standIn(for: name) else { throw Refusal.notFound }
        var headers: HTTPFields = [.contentType: asset.contentType, .cacheControl: known == nil ? "no-store" : "public, max-age=31536000, immutable", .vary: "Accept-Encoding"]
        let packed = takesGzip(request.headers) ? asset.packed : nil
        if packed != nil { headers[.contentEncoding] = "gzip" }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: packed ?? asset.bytes)))
    }
}

extension ProblemPage {
    init(_ failure: Failure) { self.init(status: failure.status.code, refusal: nil, requestID: failure.requestID) }
}

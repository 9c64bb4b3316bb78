import Customers

/// Who may use each route: the one table of the portal's doors. A route without a row here fails the test "every route has a row".
///
/// A row of something that belongs to a client is asked twice: for what is A's, and for what is nobody's. `{a}` in its address, query or body stands
/// for A's thing. Every stranger gets for both the same answer: what is foreign is answered like what is missing.
struct MatrixRow: Sendable {
    let route: String
    /// The path to ask, when it has parts that belong to somebody.
    let path: String?
    let query: String
    /// A form, or for programs JSON. Chosen so that whoever may is let in and nothing changes: most are refused as incomplete (422).
    let body: String?
    /// What `{a}` stands for: A's own, and something that is not there.
    let things: (of: String, missing: String)?
    let may: Set<String>

    init(_ route: String, at path: String? = nil, query: String = "", body: String? = nil, things: (String, String)? = nil, _ may: [String]...) {
        self.route = route
        self.path = path
        self.query = query
        self.body = body
        self.things = things.map { (of: $0.0, missing: $0.1) }
        self.may = Set(may.flatMap { $0 })
    }
}

enum Matrix {
    static let roles = ClientRole.allCases.map { "a.\($0.rawValue)" } + ["a.own"]
    static let ofB = ["b.buyer", "b.administrator"]
    static let staff = StaffRole.allCases.map { "staff.\($0.rawValue)" } + ["staff.manager_of_a"]
    /// Who may use the portal's shared pages. A supplier's people have pages of their own.
    static let everybodySignedIn = roles + ofB + staff
    /// Of supplier A and of supplier B.
    static let ofSuppliers = ["supplier.administrator", "supplier.employee", "supplier_b.administrator"]
    static let anybodySignedIn = everybodySignedIn + ofSuppliers
    static let programs = ["key.a", "key.b", "key.erp"]
    static let everybody = ["visitor"] + anybodySignedIn + programs

    /// Who has no business with a thing, whatever door is open to him: it is to him like what is not there.
    static func strangers(to thing: String) -> Set<String> {
        let ofClients = ["visitor", "key.a", "key.b"] + roles + ofB + ofSuppliers
        // A supplier's things are its own and those of the staff who manage suppliers.
        if thing.hasPrefix("supplier") { return Set(everybody).subtracting(["supplier.administrator", "supplier.employee"] + supplierKeepers) }
        if thing.hasPrefix("staff.") || thing == "role house" || thing == "import" { return Set(ofClients) }
        // What staff bring and change belongs to no client: it is a stranger's to whoever may not do that.
        if thing == "sheet" || thing == "price import" { return Set(everybody).subtracting(integrators + directors) }
        if ["dead job", "erasure act", "registration", "refused registration"].contains(thing) { return Set(everybody).subtracting(house) }
        if thing == "undo of a.buyer" { return Set(everybody).subtracting(["a.buyer"]) }
        if thing == "synonym" { return Set(everybody).subtracting(cataloguers) }
        if thing == "bulk change" { return Set(everybody).subtracting(cataloguers) }
        if thing == "role a" { return Set(["visitor", "key.b"] + ofB + staff + ofSuppliers) }
        return Set(["visitor", "key.b", "staff.manager", "staff.catalogue_manager", "staff.marketing"] + ofB + ofSuppliers)
    }

    static func a(_ names: String...) -> [String] { names.map { "a.\($0)" } }
    static func staff(_ names: String...) -> [String] { names.map { "staff.\($0)" } }

    static let seeOrders = roles
    static let order = a("buyer", "head", "approver", "administrator")
    static let seeDebt = a("buyer", "accountant", "head", "approver", "administrator")
    /// Staff who see A's orders: not the manager without clients, nor those who have no business with them.
    static let staffOfA = staff("manager_of_a", "warehouse", "director", "administrator", "integrator", "credit_controller")
    static let staffWithClients = staffOfA + ["staff.manager"]
    static let house = staff("administrator")
    static let integrators = staff("administrator", "integrator")
    static let cataloguers = staff("catalogue_manager", "marketing", "administrator")
    /// Who acts for a client.
    static let withClient = roles + ofB
    static let peopleOfA = a("administrator") + house
    static let managePeople = peopleOfA + ["b.administrator"]

    /// Doors whose key is a secret or a half-open session of which nobody here has one, and those of things that belong to no client and have checks of their own.
    static let shut: Set<String> = [
        "GET /1c_exchange", "POST /1c_exchange", "POST /oauth/token", "POST /api/v1/oauth/token", "GET /metrics", "GET /assets/{name}", "GET /access/{token}", "POST /access/{token}",
        "GET /price-files/{token}", "POST /sign-in/code", "POST /sign-in/code/passkey", "POST /sign-in/code/passkey/challenge", "POST /awaited", "GET /prices/rates/{currency}",
        "GET /email/{token}", "POST /email/{token}", "GET /email/{token}/cancellation", "POST /email/{token}/cancellation",
    ]

    /// Staff who manage suppliers.
    static let supplierKeepers = staff("catalogue_manager", "director", "administrator")

    /// What visitors may use besides where the catalogue is open.
    static let openToVisitors: Set<String> = [
        "GET /catalog", "GET /suggestions", "GET /products/{article}", "GET /files/{article}/{hash}", "GET /files/{article}/{hash}/{size}",
    ]

    static let rows: [MatrixRow] = doors + shop + account + credit + prices + people + back + supply + programDoors + last
}

extension Matrix {
    private static let doors: [MatrixRow] = [
        MatrixRow("GET /", everybody), MatrixRow("GET /sign-in", everybody), MatrixRow("POST /sign-in", body: "email=&password=", everybody),
        MatrixRow("POST /sign-in/passkey/challenge", body: "", everybody), MatrixRow("POST /sign-in/passkey", body: "id=", everybody),
        MatrixRow("POST /sign-in/code/passkey/challenge", body: ""), MatrixRow("POST /sign-in/code/passkey", body: "id="),
        MatrixRow("GET /sign-in/code", everybody), MatrixRow("POST /sign-in/code", body: "code="), MatrixRow("GET /lost-password", everybody),
        MatrixRow("POST /lost-password", body: "email=", everybody), MatrixRow("GET /access/{token}", at: "/access/kl_none"),
        MatrixRow("POST /access/{token}", at: "/access/kl_none", body: "password=correct+horse+battery"),
        MatrixRow("GET /consent-texts/{purpose}", at: "/consent-texts/personal_data", everybody), MatrixRow("GET /consent-texts/{purpose}", at: "/consent-texts/advertising"),
        MatrixRow("GET /privacy", everybody), MatrixRow("GET /privacy", query: "version=99"),
        MatrixRow("GET /sign-in/consent", anybodySignedIn), MatrixRow("POST /sign-in/consent", body: "version=", anybodySignedIn),
        MatrixRow("GET /registration", everybody), MatrixRow("POST /registration", body: "inn=", everybody),
        MatrixRow("POST /preferences", body: "theme=auto", everybody), MatrixRow("GET /assets/{name}", at: "/assets/none"), MatrixRow("GET /robots.txt", everybody),
        MatrixRow("GET /livez", everybody), MatrixRow("GET /readyz", everybody), MatrixRow("GET /metrics"), MatrixRow("GET /api/openapi.json", everybody),
        MatrixRow("GET /api/problems/{code}", at: "/api/problems/short", everybody), MatrixRow("POST /oauth/token"), MatrixRow("POST /api/v1/oauth/token"),
    ]

    private static let search = ("search", "99999999")

    private static let shop: [MatrixRow] = [
        MatrixRow("GET /catalog", everybodySignedIn), MatrixRow("GET /products/{article}", at: "/products/B-1", everybodySignedIn),
        MatrixRow("GET /files/{article}/{hash}", at: "/files/B-1/\(TestHouse.file)", everybodySignedIn), MatrixRow("GET /files/{article}/{hash}", at: "/files/B-1/none"),
        MatrixRow("GET /files/{article}/{hash}/{size}", at: "/files/B-1/\(TestHouse.picture)/small", everybodySignedIn),
        MatrixRow("GET /files/{article}/{hash}/{size}", at: "/files/B-1/\(TestHouse.picture)/1000"), MatrixRow("GET /files/{article}/{hash}/{size}", at: "/files/B-1/\(TestHouse.file)/small"),
        MatrixRow("GET /suggestions", query: "query=B", everybodySignedIn),
        MatrixRow("GET /favourites", withClient), MatrixRow("POST /favourites", body: "return=/catalog", withClient), MatrixRow("GET /compare", withClient),
        MatrixRow("POST /compare", body: "return=/catalog", withClient), MatrixRow("GET /viewed", withClient), MatrixRow("POST /viewed", body: "return=/catalog", withClient), MatrixRow("GET /searches", withClient),
        MatrixRow("POST /searches", body: "name=", withClient), MatrixRow("POST /searches/{search}", at: "/searches/{a}", body: "name=Bolts", things: search, a("buyer")),
        MatrixRow("POST /searches/{search}/watch", at: "/searches/{a}/watch", body: "watch=1", things: search, a("buyer")),
        MatrixRow("POST /searches/{search}/removal", at: "/searches/{a}/removal", body: "", things: search, a("buyer")), MatrixRow("POST /awaited", body: "keep=none"),
        MatrixRow("POST /cart/lines", body: "return=/catalog", everybodySignedIn),
        MatrixRow("GET /cart", order, ["b.buyer", "b.administrator"], staff("manager", "manager_of_a", "administrator")),
        MatrixRow("POST /cart", body: "", order, ["b.buyer", "b.administrator"], staff("manager", "manager_of_a", "administrator")), MatrixRow("POST /orders", body: "", order, ["b.buyer", "b.administrator"]),
        MatrixRow("GET /orders", roles, ofB, staffWithClients),
        MatrixRow("GET /orders", query: "client={a}", things: ("client-a", "client-none"), roles, ofB, staffWithClients),
        MatrixRow("GET /orders.csv", roles, ofB, staffWithClients), MatrixRow("GET /orders.xlsx", roles, ofB, staffWithClients),
        MatrixRow("GET /orders.csv", query: "client={a}", things: ("client-a", "client-none"), roles, ofB, staffWithClients),
        // A token is good for whom it was given to.
        MatrixRow("POST /undo", body: "undo={a}&return=/cart", things: ("undo of a.buyer", "none"), a("buyer")),
        MatrixRow("GET /orders/{number}", at: "/orders/{a}", things: ("order", "K99999999"), roles, staffOfA),
        MatrixRow("POST /orders/{number}/repetition", at: "/orders/{a}/repetition", body: "", things: ("order", "K99999999"), order),
        MatrixRow("POST /orders/{number}/cancellation", at: "/orders/{a}/cancellation", body: "", things: ("order", "K99999999"), order, staff("manager_of_a", "administrator")),
        MatrixRow("POST /orders/{number}/approval", at: "/orders/{a}/approval", body: "", things: ("order", "K99999999"), a("head", "approver", "administrator")),
        MatrixRow("POST /orders/{number}/refusal", at: "/orders/{a}/refusal", body: "reason=", things: ("order", "K99999999"), a("head", "approver", "administrator")),
        MatrixRow("POST /shipments/{number}/release", at: "/shipments/{a}/release", body: "", things: ("shipment", "K99999999-1"), staff("manager_of_a", "warehouse", "administrator")),
        MatrixRow("POST /current-client", body: "client={a}", things: ("client-a", "client-none"), roles, staffOfA),
    ]

    private static let account: [MatrixRow] = [
        MatrixRow("GET /company", roles, ofB),
        MatrixRow("GET /account", seeDebt, ofB, staff("manager_of_a", "director", "administrator", "credit_controller")),
        MatrixRow("GET /documents", seeDebt, ofB, debtors),
        MatrixRow("GET /documents", query: "client={a}", things: ("client-a", "client-none"), seeDebt, ofB, debtors),
        MatrixRow("GET /documents.csv", query: "client={a}", things: ("client-a", "client-none"), seeDebt, ofB, debtors), MatrixRow("GET /documents.xlsx", seeDebt, ofB, debtors),
        MatrixRow("GET /documents", query: "contract={a}", things: contract, seeDebt, ofB, debtors),
        MatrixRow("GET /security/consents", anybodySignedIn), MatrixRow("POST /security/consents/{purpose}", at: "/security/consents/personal_data", body: "version=", anybodySignedIn),
        MatrixRow("POST /security/consents/{purpose}", at: "/security/consents/none", body: "version=0"),
        MatrixRow("POST /security/consents/{purpose}/withdrawal", at: "/security/consents/advertising/withdrawal", body: "", anybodySignedIn),
        MatrixRow("POST /security/letters", body: "letter=quotes", anybodySignedIn),
        MatrixRow("POST /security/name", body: "name=", roles, ofB, house, ofSuppliers), MatrixRow("POST /security/email", body: "email=&email-password=", anybodySignedIn),
        MatrixRow("GET /email/{token}", at: "/email/ke_none"), MatrixRow("POST /email/{token}", at: "/email/ke_none", body: ""),
        MatrixRow("GET /email/{token}/cancellation", at: "/email/kc_none/cancellation"), MatrixRow("POST /email/{token}/cancellation", at: "/email/kc_none/cancellation", body: ""),
        MatrixRow("GET /security", anybodySignedIn), MatrixRow("GET /security/data", anybodySignedIn), MatrixRow("POST /security/password", body: "current=&password=", anybodySignedIn),
        MatrixRow("POST /security/sessions", body: "session=none", anybodySignedIn), MatrixRow("GET /security/second-factor", anybodySignedIn),
        MatrixRow("POST /security/second-factor", body: "code=", anybodySignedIn),
        MatrixRow("POST /security/second-factor/removal", body: "factor-password=", anybodySignedIn),
        MatrixRow("POST /security/passkeys/challenge", body: "passkey-password=", anybodySignedIn), MatrixRow("POST /security/passkeys", body: "attestation=", anybodySignedIn),
        MatrixRow("POST /security/passkeys/{passkey}/removal", at: "/security/passkeys/{a}/removal", body: "passkey-{a}-password=", things: ("passkey", "99999999"), a("buyer")),
    ]

    private static let controllers = staff("credit_controller", "director", "administrator")
    private static let debtors = controllers + staff("manager", "manager_of_a")
    private static let debtorsOfA = controllers + staff("manager_of_a")
    private static let contract = ("contract-a", "contract-none")

    private static let override = ("override", "99999999")

    private static let credit: [MatrixRow] = [
        MatrixRow("GET /account/{contract}", at: "/account/{a}", things: contract, seeDebt, debtorsOfA),
        MatrixRow("GET /account/{contract}/statement.csv", at: "/account/{a}/statement.csv", things: contract, seeDebt, debtorsOfA),
        MatrixRow("GET /credit", debtors), MatrixRow("GET /credit", query: "client={a}", things: ("client-a", "client-none"), debtors),
        MatrixRow("GET /credit/ageing.csv", debtors), MatrixRow("GET /credit/blocked", debtors), MatrixRow("GET /credit/holds", controllers),
        MatrixRow("POST /credit/orders/{number}/release", at: "/credit/orders/{a}/release", body: "", things: ("order", "K99999999"), controllers),
        MatrixRow("GET /credit/overrides", controllers), MatrixRow("POST /credit/overrides/{id}/approval", at: "/credit/overrides/{a}/approval", body: "", things: override, controllers),
        MatrixRow("POST /credit/overrides/{id}/refusal", at: "/credit/overrides/{a}/refusal", body: "", things: override, controllers),
        MatrixRow("GET /credit/contracts/{contract}", at: "/credit/contracts/{a}", things: contract, debtorsOfA),
        MatrixRow("POST /credit/contracts/{contract}/blocks", at: "/credit/contracts/{a}/blocks", body: "", things: contract, controllers),
        // Lifted by the first who may; it is not there any more for those who are asked after him.
        MatrixRow("POST /credit/blocks/{id}/lifting", at: "/credit/blocks/{a}/lifting", body: "", things: ("block", "99999999"), staff("administrator")),
        MatrixRow("POST /credit/contracts/{contract}/overrides", at: "/credit/contracts/{a}/overrides", body: "", things: contract, controllers),
        MatrixRow("POST /credit/contracts/{contract}/rules", at: "/credit/contracts/{a}/rules", body: "", things: contract, controllers),
        MatrixRow("POST /credit/contracts/{contract}/entries", at: "/credit/contracts/{a}/entries", body: "", things: contract, controllers),
        MatrixRow("GET /credit/clients/{client}", at: "/credit/clients/{a}", things: ("client-a", "client-none"), debtorsOfA),
        MatrixRow("GET /credit/rules", debtors), MatrixRow("POST /credit/rules", body: "", controllers),
        MatrixRow("POST /credit/hold-hours", body: "hold_hours=x", controllers), MatrixRow("POST /credit/closed-periods", body: "", controllers),
    ]

    private static let withPrices = seeDebt + ofB + staff("manager_of_a", "director", "administrator", "credit_controller")
    private static let withPricesOfA = seeDebt + staff("manager_of_a", "director", "administrator", "credit_controller")
    private static let agreement = ("agreement", "S99999999")
    private static let terms = ("terms", "T99999999")
    private static let priceImport = ("price import", "99999999")
    private static let priceFileLink = ("price file link", "99999999")
    private static let askers = order + ofB + staff("manager_of_a", "director", "administrator")

    private static let keepers = staff("manager", "manager_of_a", "director", "administrator", "credit_controller")

    /// Who manages prices and brings files of them.
    static let directors = staff("director", "administrator")
    /// Who proposes changes of terms and decides on them.
    private static let termsKeepers = staff("director", "administrator")

    private static let prices: [MatrixRow] = [
        MatrixRow("GET /prices", withPrices, ["staff.manager"]), MatrixRow("GET /prices/requests", withPrices, ["staff.manager"]),
        MatrixRow("GET /prices/requests/new", askers), MatrixRow("POST /prices/requests", body: "", askers),
        MatrixRow("GET /prices/requests/{number}", at: "/prices/requests/{a}", things: agreement, withPricesOfA),
        MatrixRow("GET /prices/requests/{number}/revision", at: "/prices/requests/{a}/revision", things: agreement, withPricesOfA),
        MatrixRow("POST /prices/requests/{number}/revision", at: "/prices/requests/{a}/revision", body: "", things: agreement, withPricesOfA),
        MatrixRow("POST /prices/requests/{number}/cart", at: "/prices/requests/{a}/cart", body: "", things: agreement, withPricesOfA),
        MatrixRow("POST /prices/requests/{number}/approval", at: "/prices/requests/{a}/approval", body: "", things: agreement, staff("manager_of_a", "director", "administrator")),
        MatrixRow("POST /prices/requests/{number}/refusal", at: "/prices/requests/{a}/refusal", body: "", things: agreement, staff("manager_of_a", "director", "administrator")),
        MatrixRow("POST /prices/requests/{number}/closure", at: "/prices/requests/{a}/closure", body: "", things: agreement, withPricesOfA),
        MatrixRow("GET /prices/files", withPrices), MatrixRow("GET /prices/files/{format}", at: "/prices/files/csv", withPrices),
        MatrixRow("POST /prices/files/links", body: "name=", withPrices),
        MatrixRow("GET /prices/files/links/{id}", at: "/prices/files/links/{a}", things: priceFileLink, a("buyer", "administrator"), staff("manager_of_a", "director", "administrator", "credit_controller")),
        MatrixRow("POST /prices/files/links/{id}/schedule", at: "/prices/files/links/{a}/schedule", body: "hour=", things: priceFileLink, a("buyer")),
        MatrixRow("POST /prices/files/links/{id}/schedule/end", at: "/prices/files/links/{a}/schedule/end", body: "", things: priceFileLink, a("buyer"), peopleOfA),
        MatrixRow("POST /prices/files/links/{id}/revocation", at: "/prices/files/links/{a}/revocation", body: "", things: priceFileLink, a("buyer"), peopleOfA),
        MatrixRow("GET /prices/lists", keepers), MatrixRow("GET /prices/lists/{list}", at: "/prices/lists/L", keepers),
        MatrixRow("GET /prices/lists/{list}", at: "/prices/lists/none"), MatrixRow("GET /prices/contracts", keepers),
        MatrixRow("GET /prices/tester", keepers), MatrixRow("GET /prices/tester", query: "client={a}", things: ("client-a", "client-none"), keepers),
        MatrixRow("GET /prices/rates", keepers), MatrixRow("GET /prices/rates/{currency}", at: "/prices/rates/USD"), MatrixRow("POST /prices/rates", body: "currency=", directors),
        MatrixRow("POST /prices/rates/files", body: "", directors), MatrixRow("GET /prices/history/{article}", at: "/prices/history/B-1", keepers),
        MatrixRow("GET /prices/imports", directors), MatrixRow("POST /prices/imports", body: "", directors), MatrixRow("GET /prices/imports/{id}", at: "/prices/imports/{a}", things: priceImport, directors),
        MatrixRow("GET /prices/imports/{id}/problems.csv", at: "/prices/imports/{a}/problems.csv", things: priceImport, directors),
        MatrixRow("POST /prices/imports/{id}/check", at: "/prices/imports/{a}/check", body: "", things: priceImport, directors),
        MatrixRow("POST /prices/imports/{id}/application", at: "/prices/imports/{a}/application", body: "", things: priceImport, directors),
        MatrixRow("GET /price-files/{token}", at: "/price-files/none"),
        MatrixRow("GET /prices/discounts", keepers), MatrixRow("GET /prices/discounts", query: "client={a}", things: ("client-a", "client-none"), keepers),
        MatrixRow("GET /prices/changes", keepers), MatrixRow("GET /prices/changes/new", query: "kind=discounts", termsKeepers),
        MatrixRow("GET /prices/changes/new", query: "kind=contract-lists&subject={a}", things: contract, termsKeepers),
        MatrixRow("POST /prices/changes", body: "kind=discounts", termsKeepers),
        MatrixRow("POST /prices/changes", body: "kind=contract-lists&subject={a}&reason=", things: contract, termsKeepers),
        // Proposed by the director: nobody decides on his own, and only he takes it back. Of what is decided the others are told just that.
        MatrixRow("GET /prices/changes/{number}", at: "/prices/changes/{a}", things: terms, staff("manager_of_a", "director", "administrator", "credit_controller")),
        MatrixRow("POST /prices/changes/{number}/refusal", at: "/prices/changes/{a}/refusal", body: "reason=", things: terms, termsKeepers),
        MatrixRow("POST /prices/changes/{number}/withdrawal", at: "/prices/changes/{a}/withdrawal", body: "", things: terms, termsKeepers),
        MatrixRow("POST /prices/changes/{number}/approval", at: "/prices/changes/{a}/approval", body: "", things: terms, termsKeepers),
    ]

    private static let people: [MatrixRow] = [
        MatrixRow("GET /people.csv", query: "client={a}", things: ("client-a", "client-none"), managePeople), MatrixRow("GET /people.xlsx", managePeople),
        MatrixRow("GET /people", managePeople), MatrixRow("GET /people", query: "client={a}", things: ("client-a", "client-none"), managePeople),
        MatrixRow("GET /people/new", managePeople), MatrixRow("GET /people/new", query: "client={a}", things: ("client-a", "client-none"), managePeople),
        MatrixRow("POST /people", body: "email=&name=&role=", managePeople), MatrixRow("POST /people/actions", body: "action=invite&person=99999999", managePeople),
        MatrixRow("POST /people/actions", body: "action=block&person=99999999", house),
        MatrixRow("GET /people/{person}", at: "/people/{a}", things: ("a.buyer", "99999999"), peopleOfA),
        MatrixRow("GET /people/{person}", at: "/people/{a}", things: ("staff.director", "99999999"), house),
        MatrixRow("POST /people/{person}/role", at: "/people/{a}/role", body: "role=none", things: ("a.buyer", "99999999"), peopleOfA),
        MatrixRow("POST /people/{person}/order-limit", at: "/people/{a}/order-limit", body: "limit=x", things: ("a.buyer", "99999999"), peopleOfA),
        MatrixRow("POST /people/{person}/invitation", at: "/people/{a}/invitation", body: "", things: ("a.buyer", "99999999"), peopleOfA),
        MatrixRow("POST /people/{person}/leaving", at: "/people/{a}/leaving", body: "client=client-none", things: ("a.buyer", "99999999"), house),
        MatrixRow("POST /people/{person}/block", at: "/people/{a}/block", body: "", things: ("staff.administrator", "99999999"), house),
        MatrixRow("POST /people/{person}/release", at: "/people/{a}/release", body: "", things: ("a.buyer", "99999999"), house),
        MatrixRow("POST /people/{person}/sign-out", at: "/people/{a}/sign-out", body: "", things: ("signed-out", "99999999"), house),
        MatrixRow("POST /people/{person}/second-factor-removal", at: "/people/{a}/second-factor-removal", body: "", things: ("signed-out", "99999999"), house),
        MatrixRow("POST /people/{person}/clients", at: "/people/{a}/clients", body: "client=client-none", things: ("staff.manager", "99999999"), house),
        MatrixRow("POST /people/{person}/substitutes", at: "/people/{a}/substitutes", body: "from=&to=", things: ("staff.manager", "99999999"), house),
        MatrixRow("POST /people/{person}/substitutes/end", at: "/people/{a}/substitutes/end", body: "substitute={substitute}", things: ("staff.director", "99999999")),
        MatrixRow("POST /people/{person}/substitutes/end", at: "/people/{a}/substitutes/end", body: "substitute={substitute}", things: ("staff.manager", "99999999"), house),
        MatrixRow("POST /departments/{department}", at: "/departments/{a}", body: "department-{a}=", things: ("department", "99999999"), a("administrator")),
        MatrixRow("POST /departments/{department}/removal", at: "/departments/{a}/removal", body: "", things: ("department", "99999999"), a("administrator")),
        MatrixRow("POST /people/{person}/correction", at: "/people/{a}/correction", body: "name=&email=", things: ("a.buyer", "99999999"), peopleOfA),
        MatrixRow("POST /people/{person}/correction", at: "/people/{a}/correction", body: "name=&email=", things: ("staff.administrator", "99999999"), house),
        MatrixRow("GET /people/{person}/merge", at: "/people/{a}/merge", query: "with=", things: ("a.buyer", "99999999"), house),
        MatrixRow("POST /people/{person}/merge", at: "/people/{a}/merge", body: "with=", things: ("a.buyer", "99999999"), house),
        MatrixRow("POST /people/{person}/erasure", at: "/people/{a}/erasure", body: "", things: ("staff.administrator", "99999999"), house),
        MatrixRow("GET /registrations", house), MatrixRow("POST /registrations/{registration}/acceptance", at: "/registrations/{a}/acceptance", body: "client=client-a", things: ("registration", "99999999"), house),
        MatrixRow("POST /registrations/{registration}/refusal", at: "/registrations/{a}/refusal", body: "reason=x", things: ("refused registration", "99999999"), house),
        MatrixRow("POST /departments", body: "department=", managePeople),
        MatrixRow("GET /roles", managePeople), MatrixRow("POST /roles", body: "name=", managePeople),
        MatrixRow("GET /roles/{role}", at: "/roles/{a}", things: ("role a", "99999999"), a("administrator")),
        MatrixRow("GET /roles/{role}", at: "/roles/{a}", things: ("role house", "99999999"), house),
        MatrixRow("POST /roles/{role}", at: "/roles/{a}", body: "name=", things: ("role a", "99999999"), a("administrator")),
        MatrixRow("POST /roles/{role}/removal", at: "/roles/{a}/removal", body: "", things: ("role a", "99999999"), a("administrator")),
        MatrixRow("GET /journal.csv", query: "client={a}", things: ("client-a", "client-none"), a("administrator"), ["b.administrator"], staff("administrator", "director")),
        MatrixRow("GET /journal.xlsx", a("administrator"), ["b.administrator"], staff("administrator", "director")),
        MatrixRow("GET /journal", a("administrator"), ["b.administrator"], staff("administrator", "director")),
        MatrixRow("GET /journal", query: "client={a}", things: ("client-a", "client-none"), a("administrator"), ["b.administrator"], staff("administrator", "director")),
    ]

    /// Staff who answer clients.
    private static let answerersOfA = staff("manager_of_a", "director", "administrator", "credit_controller")
    private static let answerers = answerersOfA + ["staff.manager"]
    private static let sheet = ("sheet", "99999999")
    private static let keptImport = ("import", "99999999")
    private static let exchangeReaders = staff("manager", "manager_of_a", "credit_controller", "director", "catalogue_manager", "marketing", "administrator", "integrator")
    private static let bulkChange = ("bulk change", "99999999")
    private static let supportRequest = ("support request", "99999999")
    /// Who merges double clients, or confirms that.
    private static let mergeReaders = staff("director", "administrator")

    private static let back: [MatrixRow] = [
        MatrixRow("GET /support", roles, ofB, answerers), MatrixRow("GET /support", query: "client={a}", things: ("client-a", "client-none"), roles, ofB, answerers),
        MatrixRow("GET /support/new", roles, ofB), MatrixRow("POST /support", body: "topic=", roles, ofB),
        MatrixRow("GET /support/{request}", at: "/support/{a}", things: supportRequest, roles, answerersOfA),
        MatrixRow("POST /support/{request}/messages", at: "/support/{a}/messages", body: "text=", things: supportRequest, roles, answerersOfA),
        MatrixRow("POST /support/{request}/reading", at: "/support/{a}/reading", body: "", things: supportRequest, roles, answerersOfA),
        MatrixRow("POST /support/{request}/closure", at: "/support/{a}/closure", body: "", things: supportRequest, roles, answerersOfA),
        MatrixRow("POST /house/support-hours", body: "support_hours=x", house),
        MatrixRow("GET /palette", everybodySignedIn), MatrixRow("GET /palette", query: "query={a}", things: ("order", "K99999999"), everybodySignedIn), MatrixRow("GET /help", anybodySignedIn),
        MatrixRow("GET /clients/{client}", at: "/clients/{a}", things: ("client-a", "client-none"), staffOfA),
        MatrixRow("POST /clients/{client}/block", at: "/clients/{a}/block", body: "reason=", things: ("client-a", "client-none"), controllers),
        MatrixRow("POST /clients/{client}/release", at: "/clients/{a}/release", body: "", things: ("client-a", "client-none"), controllers),
        MatrixRow("GET /clients/{client}/merge", at: "/clients/{a}/merge", things: ("client-a", "client-none"), mergeReaders),
        MatrixRow("GET /clients/{client}/merge", at: "/clients/client-b/merge", query: "with={a}", things: ("client-a", "client-none"), mergeReaders),
        MatrixRow("POST /clients/{client}/merge", at: "/clients/{a}/merge", body: "with=", things: ("client-a", "client-none"), house),
        MatrixRow("POST /clients/{client}/merge/confirmation", at: "/clients/{a}/merge/confirmation", body: "with=", things: ("client-a", "client-none"), mergeReaders),
        MatrixRow("POST /clients/{client}/merge/withdrawal", at: "/clients/{a}/merge/withdrawal", body: "with=", things: ("client-a", "client-none"), mergeReaders),
        MatrixRow("GET /clients.csv", staffWithClients), MatrixRow("GET /clients.xlsx", staffWithClients),
        MatrixRow("GET /clients", staffWithClients), MatrixRow("GET /assortments", staffWithClients),
        MatrixRow("GET /assortments", query: "article=B-1&client={a}", things: ("client-a", "client-none"), staffWithClients),
        MatrixRow("GET /exchange/sheets", integrators + cataloguers), MatrixRow("POST /exchange/sheets", body: "", integrators + cataloguers),
        MatrixRow("GET /exchange/sheets/{id}", at: "/exchange/sheets/{a}", things: sheet, integrators),
        MatrixRow("GET /exchange/sheets/{id}/problems.csv", at: "/exchange/sheets/{a}/problems.csv", things: sheet, integrators),
        MatrixRow("GET /exchange/sheets/{id}/problems.xlsx", at: "/exchange/sheets/{a}/problems.xlsx", things: sheet, integrators),
        MatrixRow("GET /exchange/sheets/{id}/notices.csv", at: "/exchange/sheets/{a}/notices.csv", things: sheet, integrators),
        MatrixRow("POST /exchange/sheets/{id}/check", at: "/exchange/sheets/{a}/check", body: "", things: sheet, integrators),
        MatrixRow("POST /exchange/sheets/{id}/application", at: "/exchange/sheets/{a}/application", body: "", things: sheet, integrators),
        MatrixRow("POST /exchange/sheets/{id}/undoing", at: "/exchange/sheets/{a}/undoing", body: "", things: sheet, integrators),
        MatrixRow("GET /goods", cataloguers), MatrixRow("GET /goods/{article}", at: "/goods/B-1", cataloguers), MatrixRow("POST /goods/{article}", at: "/goods/B-1", body: "token=none", cataloguers),
        MatrixRow("GET /goods/{article}", at: "/goods/none"), MatrixRow("GET /goods/{article}/images", at: "/goods/B-1/images", cataloguers),
        MatrixRow("POST /goods/{article}/images", at: "/goods/B-1/images", body: "", cataloguers),
        MatrixRow("POST /goods/{article}/images/arrangement", at: "/goods/B-1/images/arrangement", body: "up=\(TestHouse.picture)&token=none", cataloguers),
        MatrixRow("GET /goods/{article}/relations", at: "/goods/B-1/relations", cataloguers),
        MatrixRow("POST /goods/{article}/relations", at: "/goods/B-1/relations", body: "kind=analogue&article=", cataloguers),
        MatrixRow("POST /goods/{article}/relations/removal", at: "/goods/B-1/relations/removal", body: "remove=analogue.99999999&token=none", cataloguers),
        MatrixRow("GET /synonyms", cataloguers), MatrixRow("POST /synonyms", body: "word=&other=", cataloguers), MatrixRow("POST /synonyms/file", body: "", cataloguers),
        MatrixRow("POST /synonyms/removal", body: "remove={a}", things: ("synonym", "99999999"), cataloguers), MatrixRow("POST /synonyms/removal", body: "remove=99999999"),
        MatrixRow("GET /bulk-changes", cataloguers), MatrixRow("GET /bulk-changes/new", query: "product=B-1", cataloguers), MatrixRow("POST /bulk-changes", body: "product=B-1&kind=set", cataloguers),
        MatrixRow("GET /bulk-changes/{id}", at: "/bulk-changes/{a}", things: bulkChange, cataloguers),
        MatrixRow("POST /bulk-changes/{id}/undoing", at: "/bulk-changes/{a}/undoing", body: "", things: bulkChange, cataloguers),
        MatrixRow("GET /exchange/imports/{id}", at: "/exchange/imports/{a}", things: keptImport, exchangeReaders),
        MatrixRow("GET /exchange/imports/{id}/problems.csv", at: "/exchange/imports/{a}/problems.csv", things: keptImport, exchangeReaders),
        MatrixRow("POST /exchange/imports/{id}/undoing", at: "/exchange/imports/{a}/undoing", body: "", things: keptImport, integrators),
        MatrixRow("GET /exchange", exchangeReaders),
        MatrixRow("GET /house", house), MatrixRow("POST /house", body: "mail_sender=none", house), MatrixRow("GET /house/jobs", house), MatrixRow("GET /house/components", house),
        MatrixRow("GET /house/policy", house), MatrixRow("POST /house/policy", body: "text_ru=", house), MatrixRow("POST /house/policy/operator", body: "operator_mail=none", house),
        MatrixRow("GET /house/erasures/{act}", at: "/house/erasures/{a}", things: ("erasure act", "99999999"), house),
        MatrixRow("GET /house/consents", house), MatrixRow("GET /house/consents/{purpose}", at: "/house/consents/personal_data", house),
        MatrixRow("GET /house/consents/{purpose}", at: "/house/consents/none"), MatrixRow("POST /house/consents/{purpose}", at: "/house/consents/advertising", body: "text_ru=", house),
        MatrixRow("POST /house/base-price", body: "show_base_price=", house), MatrixRow("POST /house/visitors", body: "", house),
        MatrixRow("POST /house/jobs/{job}/retry", at: "/house/jobs/{a}/retry", body: "", things: ("dead job", "99999999"), house), MatrixRow("GET /house/sessions", house),
    ]

    private static let supplierA = ("supplier a", "99999999")
    private static let personOfA = ("supplier person", "99999999")
    private static let supplyLine = ("supplier line", "99999999")
    private static let quoteRequest = ("supplier request", "99999999")
    private static let ownOffer = ("supplier offer", "none")

    /// Suppliers for staff, and the pages of a supplier's own people.
    private static let supply: [MatrixRow] = [
        MatrixRow("GET /suppliers", supplierKeepers), MatrixRow("POST /suppliers", body: "name=", supplierKeepers), MatrixRow("GET /suppliers/new", supplierKeepers),
        MatrixRow("GET /suppliers/{supplier}", at: "/suppliers/{a}", things: supplierA, supplierKeepers),
        MatrixRow("POST /suppliers/{supplier}", at: "/suppliers/{a}", body: "name=", things: supplierA, supplierKeepers),
        MatrixRow("GET /suppliers/{supplier}/offers", at: "/suppliers/{a}/offers", things: supplierA, supplierKeepers),
        MatrixRow("POST /suppliers/{supplier}/people", at: "/suppliers/{a}/people", body: "email=", things: supplierA, supplierKeepers),
        MatrixRow("POST /suppliers/{supplier}/people/{person}/invitation", at: "/suppliers/{a}/people/{supplier person}/invitation", body: "", things: supplierA, supplierKeepers),
        MatrixRow("POST /suppliers/{supplier}/people/{person}/role", at: "/suppliers/{a}/people/{supplier person}/role", body: "role=none", things: supplierA, supplierKeepers),
        MatrixRow("POST /suppliers/{supplier}/people/{person}/block", at: "/suppliers/{a}/people/{supplier person}/block", body: "", things: supplierA, supplierKeepers),
        // Who blocked somebody of a supplier's asks the house to let him in again.
        MatrixRow("POST /suppliers/{supplier}/people/{person}/release", at: "/suppliers/{a}/people/{supplier person}/release", body: "", things: supplierA, house),
        MatrixRow("GET /suppliers/requests", supplierKeepers), MatrixRow("POST /suppliers/requests", body: "goods=", supplierKeepers), MatrixRow("GET /suppliers/requests/new", supplierKeepers),
        MatrixRow("GET /suppliers/requests/{request}", at: "/suppliers/requests/{a}", things: quoteRequest, supplierKeepers),
        MatrixRow("POST /suppliers/requests/{request}/choice", at: "/suppliers/requests/{a}/choice", body: "revision=99", things: quoteRequest, supplierKeepers),
        MatrixRow("POST /suppliers/requests/{request}/offers", at: "/suppliers/requests/{a}/offers", body: "", things: quoteRequest, supplierKeepers),
        MatrixRow("GET /supply/requests", ofSuppliers),
        MatrixRow("GET /supply/requests/{request}", at: "/supply/requests/{a}", things: quoteRequest, ["supplier.administrator", "supplier.employee"]),
        MatrixRow("POST /supply/requests/{request}", at: "/supply/requests/{a}", body: "valid_until=", things: quoteRequest, ["supplier.administrator", "supplier.employee"]),
        MatrixRow("GET /supply/offers", ofSuppliers),
        MatrixRow("GET /supply/offers/{article}", at: "/supply/offers/{a}", things: ownOffer, ["supplier.administrator", "supplier.employee"]),
        MatrixRow("POST /supply/offers/{article}", at: "/supply/offers/{a}", body: "price=x", things: ownOffer, ["supplier.administrator", "supplier.employee"]),
        MatrixRow("POST /suppliers/answer-hours", body: "supplier_hours=x", supplierKeepers),
        MatrixRow("GET /suppliers/{supplier}/orders", at: "/suppliers/{a}/orders", things: supplierA, supplierKeepers),
        MatrixRow("GET /suppliers/{supplier}/figures", at: "/suppliers/{a}/figures", things: supplierA, supplierKeepers),
        MatrixRow("GET /supply/sheet", ofSuppliers), MatrixRow("POST /supply/sheet", body: "", ofSuppliers), MatrixRow("GET /supply/sheet.csv", ofSuppliers),
        MatrixRow("GET /supply/orders", ofSuppliers), MatrixRow("GET /supply/figures", ofSuppliers),
        MatrixRow("GET /supply/orders/{line}", at: "/supply/orders/{a}", things: supplyLine, ["supplier.administrator", "supplier.employee"]),
        MatrixRow("POST /supply/orders/{line}/confirmation", at: "/supply/orders/{a}/confirmation", body: "day=x", things: supplyLine, ["supplier.administrator", "supplier.employee"]),
        MatrixRow("POST /supply/orders/{line}/refusal", at: "/supply/orders/{a}/refusal", body: "reason=", things: supplyLine, ["supplier.administrator", "supplier.employee"]),
        MatrixRow("GET /supply/people", ["supplier.administrator", "supplier_b.administrator"]),
        MatrixRow("POST /supply/people", body: "email=", ["supplier.administrator", "supplier_b.administrator"]),
        MatrixRow("POST /supply/people/{person}/invitation", at: "/supply/people/{a}/invitation", body: "", things: personOfA, ["supplier.administrator"]),
        MatrixRow("POST /supply/people/{person}/role", at: "/supply/people/{a}/role", body: "role=none", things: personOfA, ["supplier.administrator"]),
        MatrixRow("POST /supply/people/{person}/block", at: "/supply/people/{a}/block", body: "", things: personOfA, ["supplier.administrator"]),
    ]

    private static let programDoors: [MatrixRow] = [
        MatrixRow("GET /api/v1/products", ["key.a", "key.b"]), MatrixRow("GET /api/v1/products/{article}", at: "/api/v1/products/B-1", ["key.a", "key.b"]),
        MatrixRow("GET /api/v1/products/{article}/files/{sha256}", at: "/api/v1/products/B-1/files/\(TestHouse.file)", ["key.a", "key.b"]),
        MatrixRow("GET /api/v1/suggestions", query: "query=B", ["key.a", "key.b"]),
        MatrixRow("GET /api/v1/stock", query: "code=B-1", ["key.a", "key.b"]), MatrixRow("POST /api/v1/prices", body: "{}", ["key.a", "key.b"]),
        MatrixRow("POST /api/v1/prices", body: #"{"contract":"{a}","items":[{"code":"B-1","quantity":"1"}]}"#, things: ("contract-a", "contract-none"), ["key.a", "key.b"]),
        MatrixRow("GET /api/v1/price-requests", ["key.a", "key.b"]), MatrixRow("GET /api/v1/price-requests/{number}", at: "/api/v1/price-requests/{a}", things: agreement, ["key.a"]),
        MatrixRow("POST /api/v1/price-requests", body: "{}", ["key.a", "key.b"]),
        MatrixRow("POST /api/v1/price-requests/{number}/withdrawal", at: "/api/v1/price-requests/{a}/withdrawal", body: #"{"reason":"x"}"#, things: agreement, ["key.a"]),
        MatrixRow("GET /api/v1/account", ["key.a", "key.b"]), MatrixRow("GET /api/v1/documents", ["key.a", "key.b"]),
        MatrixRow("GET /api/v1/documents", query: "contract={a}", things: ("contract-a", "contract-none"), ["key.a", "key.b"]), MatrixRow("POST /api/v1/order-checks", body: "{}", ["key.a", "key.b"]),
        MatrixRow("GET /api/v1/orders", ["key.a", "key.b"]), MatrixRow("POST /api/v1/orders", body: "{}", ["key.a", "key.b"]),
        MatrixRow("POST /api/v1/orders", body: #"{"lines":[{"code":"B-1","quantity":"1000000"}],"site":"{a}"}"#, things: ("site-a", "site-none"), ["key.a", "key.b"]),
        MatrixRow("GET /api/v1/orders/{number}", at: "/api/v1/orders/{a}", things: ("order", "K99999999"), ["key.a"]),
        MatrixRow("POST /api/v1/orders/{number}/cancellation", at: "/api/v1/orders/{a}/cancellation", body: "{}", things: ("order", "K99999999"), ["key.a"]),
        MatrixRow("PATCH /api/v1/erp/orders/{number}", at: "/api/v1/erp/orders/{a}", body: "{}", things: ("order", "K99999999"), ["key.erp"]),
        MatrixRow("GET /api/v1/erp/{kind}", at: "/api/v1/erp/clients", ["key.erp"]),
        MatrixRow("PUT /api/v1/erp/{kind}", at: "/api/v1/erp/clients", body: #"{"items":[]}"#, ["key.erp"]), MatrixRow("GET /api/v1/erp/orders", ["key.erp"]),
        MatrixRow("POST /api/v1/erp/{kind}/deletions", at: "/api/v1/erp/clients/deletions", body: #"{"external_ids":[]}"#, ["key.erp"]),
        // 1C comes with its identifier and secret (Basic); a session or a token is nothing to it.
        MatrixRow("GET /1c_exchange", query: "type=catalog&mode=checkauth"), MatrixRow("POST /1c_exchange", query: "type=catalog&mode=file", body: ""),
    ]

    /// Ends every session: it comes at the end.
    private static let last: [MatrixRow] = [MatrixRow("POST /sign-out", body: "", everybody)]
}

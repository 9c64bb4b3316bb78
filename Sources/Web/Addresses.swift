import Customers
import Formats
import HTTP
import Kernel
import Pictures

/// Where every page lives and what its forms send. Pages take their links from here, routes are written against this table.
/// Every POST is `application/x-www-form-urlencoded`, changes something and redirects (303).
///
/// | address | sends | then |
/// |---|---|---|
/// | `GET /` | | the start page for a visitor, money and latest orders for who sees a client's debts, else the catalogue; the clients for staff |
/// | `GET /sign-in` | `return` | the form |
/// | `POST /sign-in` | `email`, `password`, `return` | `return` or `/`; refused: 422 with the form again, all but the password kept |
/// | `POST /sign-out` | | `/` |
/// | `GET /sign-in/code`, `POST` | `code`, `return` | the second factor |
/// | `POST /sign-in/passkey`, `/sign-in/code/passkey` | `id`, `client_data`, `authenticator_data`, `signature`, `user_handle` (base64url), `return` | signs in by a passkey, alone or beside the password; the question is `POST …/challenge`, JSON |
/// | `POST /security/passkeys` | `passkey-name`, `client_data`, `attestation`, `transports` | a new passkey; the question is `POST …/challenge` (`passkey-password`), JSON; `POST …/{passkey}/removal` (`passkey-{passkey}-password`) |
/// | `GET /lost-password`, `POST` | `email` | the same answer for every address |
/// | `GET /access/{token}`, `POST` | `password` | the link of an invitation or of a lost password; then the sign-in |
/// | `GET /security` | | own password, second factor, sessions; `POST /security/password` (`current`, `password`), `/security/sessions` (`session`: a key or `others`), `/security/second-factor` (`code`), `/security/second-factor/removal` (`factor-password`) |
/// | `POST /security/letters` | `letter` for each that is wanted | `/security` |
/// | `POST /security/name`, `POST /security/email` | `name`; `email`, `email-password` | `/security`; refused: 422 with it again as typed |
/// | `GET /email/{token}`, `POST` | | the link to a new address, confirmed by the form |
/// | `GET /email/{token}/cancellation`, `POST` | | the link at the present address, which calls the change off |
/// | `GET /company` | | the client's own company, for its people |
/// | `GET /people` | `query`, `client`, `staff`, `sort` (`name`, `-name`, `email`, `-email`), `cursor` | `POST /people` (`email`, `name`, `role`, `department`, `client`, `language`) invites |
/// | `POST /people/actions` | `person` for each, `action` (`invite`, `block`, `release`), `return` | `return`, with a message for how many it was done |
/// | `GET /people/{person}` | | with `POST …/correction` (`name`, `email`), `…/role`, `/invitation`, `/leaving`, `/block`, `/release`, `/sign-out`, `/second-factor-removal`, `/clients`, `/substitutes` |
/// | `GET /people/{person}/merge` | `with` (the address of another record of the same person) | what merging it into this one would do; `POST` does it (`with`, `seen`: its number) |
/// | `POST /people/{person}/substitutes/end` | `substitute` (a number) | the person |
/// | `POST /departments/{department}`, `…/removal` | `department-{department}` | `/people` |
/// | `GET /registration`, `POST` | `inn`, `company`, `name`, `email`, `phone`, `note`, `personal_data`, `advertising` (the version of the text that was shown) | a company asks for access |
/// | `GET /consent-texts/{purpose}` | `version` (without: the one in force) | the text of a consent (`personal_data`, `advertising`) |
/// | `GET /security/consents` | | own consents; `POST …/{purpose}` (`version`) gives, `…/{purpose}/withdrawal` takes back |
/// | `GET /sign-in/consent`, `POST` | `version`, `agree` (`1`), `return` | the question for a new version; then `return` |
/// | `GET /registrations` | | the queue; `POST …/{registration}/acceptance` (`client`: an external id, or empty for a new one), `…/refusal` (`reason`) |
/// | `GET /roles`, `/roles/{role}` | | `POST` saves (`name`, `right` for each), `POST …/removal` |
/// | `GET /suppliers` | `query`, `cursor` | staff who manage suppliers; `POST` makes one (`code`, `name`, `inn`, `note`, `brand` for each, `articles`), `GET /suppliers/new` the form |
/// | `GET /suppliers/{supplier}` | | `POST` changes it (the same fields, `blocked`, `revision`) |
/// | `GET /suppliers/{supplier}/offers` | `query`, `state` (`offered`, `missing`, `over`), `cursor` | what it offers |
/// | `GET /suppliers/{supplier}/orders`, `GET /suppliers/{supplier}/figures` | `query`, `show` (a state, or what a figure counts), `cursor` | what is awaited of it and how it keeps its word |
/// | `GET /suppliers/requests` | `show` (a state, `unanswered`, `missed`), `cursor` | requests for prices; `POST` makes one (`goods`, `others`, `day`, `comment`, `supplier` for each), `GET /suppliers/requests/new` the form (`supplier`) |
/// | `GET /suppliers/requests/{request}` | | answers side by side; `POST …/choice` (`line-{line}` with a supplier's number, `close`, `revision`), `…/offers` lets what was chosen be offers |
/// | `POST /suppliers/answer-hours` | `supplier_hours` | `/suppliers` |
/// | `POST /suppliers/{supplier}/people` | `email`, `name`, `role`, `language` | invites; `…/{person}/invitation`, `/role` (`role`), `/block`, `/release` |
/// | `GET /supply/offers` | `query`, `state`, `cursor` | a supplier's people, as all of `/supply` |
/// | `GET /supply/offers/{article}` | | `POST` says what is to be had (`own_article`, `price`, `quantity`, `lead_days`, `valid_until`, `revision`); all empty takes it back |
/// | `GET /supply/orders`, `GET /supply/figures` | `query`, `show`, `cursor` | what orders wait for |
/// | `GET /supply/orders/{line}` | | `POST …/confirmation` (`day`, `quantity`, `revision`), `…/refusal` (`reason`, `revision`) |
/// | `GET /supply/requests` | `show`, `cursor` | requests for prices to the own supplier |
/// | `GET /supply/requests/{request}` | | `POST` answers (`price-{line}`, `quantity-{line}`, `lead_days-{line}`, `cannot-{line}`, `reason-{line}`, `valid_until`) |
/// | `GET`, `POST /supply/sheet` | `file` | offers from a sheet: which rows were not taken, and why; `GET /supply/sheet.csv` the offers as one |
/// | `GET /supply/people` | | `POST` invites a colleague; `…/{person}/invitation`, `/role`, `/block` |
/// | `GET /journal` | `text` (what it was about), `kind`, `action`, `actor`, `client`, `from`, `until`, `cursor` | |
/// | `GET /house` | | settings; `/house/jobs` with `POST …/{job}/retry`, `/house/sessions` (`cursor`), `/house/components` |
/// | `POST /house/base-price` | `show_base_price` (`1`) | `/house` |
/// | `POST /house/visitors` | `visitors_catalogue` (`1`), `visitors_stock` (`none`, `word`, `figures`) | `/house` |
/// | `GET /house/consents`, `/house/consents/{purpose}` | `cursor` (of the acts of erasure) | the texts of consents and their versions; `POST` (`text_ru`, `text_en`, `after`: the version before) publishes |
/// | `GET /privacy` | `version` (without: the one in force) | the policy on personal data and who the operator is; for everybody |
/// | `GET /house/policy` | | its versions; `POST` (`text_ru`, `text_en`, `after`) publishes, `POST …/operator` (`operator_entity`, `operator_mail`, `operator_number`) says who the operator is |
/// | `GET /house/erasures/{act}` | | an act of erasure, to be printed |
/// | `GET /support` | `state` (`open`, `answered`, `closed`, `all`), `client` (staff), `cursor` | |
/// | `GET /support/new` | `order`, `article` | the form; a client's people |
/// | `POST /support` | `topic`, `subject`, `text`, `order`, `article` | the thread; refused: 422 with the form as typed |
/// | `GET /support/{request}` | | the thread |
/// | `POST /support/{request}/messages`, `…/closure`, `…/reading` | `text` | the thread |
/// | `POST /house/support-hours` | `support_hours` | `/house` |
/// | `GET /palette` | `query` | what the quick way (Ctrl+K) finds: sections, orders, clients, products; a part of a page |
/// | `GET /help` | | keys, first steps for whoever asks, questions and answers |
/// | `POST /preferences` | one of `language` (`ru`, `en`), `theme` (`auto`, `light`, `dark`), `vat` (`contract`, `included`, `excluded`), `keys` (`on`, `off`), `density` (`comfortable`, `compact`); or of a `list` its columns: `known` for each, `column` for each that is shown, or `all`; `return` | `return`; kept in a cookie |
/// | `POST /undo` | `undo` (what a message carries), `return` | `return`: what has just been dropped is there again |
/// | `POST /current-client` | `client`, `return` | `return`; staff choose whom they act for, a person one of his clients |
/// | `GET /catalog` | `query`, `category`, `brand` (any of several), `param.{code}` (any of several), `min.{code}`, `max.{code}`, `in_stock` (`1`), `price_from`, `price_to` (own price, inclusive) in the terms of `vat` (`contract`, `included`, `excluded`), `sort` (`relevance`, `article`, `name`, `stock`, `price`, `-price`), `open` (the parameter whose values are all shown), `all` (`1`: all parameters), `page` | this, the product, `/suggestions` and files are there for visitors too where the house has opened the catalogue |
/// | `GET /products/{article}` | `price-quantity`, `price-day`: what the price would be | |
/// | `GET /files/{article}/{hash}` | | a paper of the product for whoever is shown the product; a picture as it came for staff, for others the large one |
/// | `GET /files/{article}/{hash}/{size}` | | a picture of the product in a size (`small`, `medium`, `large`) |
/// | `POST /cart/lines` | `quantity-{article}` for any number of articles (empty: leave out), `add` (an article to be added even where its quantity is empty: then its minimum), `return` | `return`, with a flash |
/// | `GET /cart` | | |
/// | `POST /cart` | the cart's form: `quantity-{line}` for every line, `reference`, `comment`, `requested_date`, `site`, `payment` (`credit`, `prepaid`); and the pressed button: none (save and recalculate), `remove` (a line) `repair` (`{line}={quantity}`) or `replace` (`{line}={product}`: what the cart offers instead) | `/cart` |
/// | `POST /orders` | the cart's form, `idempotency_key`, `expected_total-{contract}` (`1234.50`) | `/orders/{number}?placed=1` (several orders: `/orders`); refused: 422 with the cart again |
/// | `GET /favourites`, `GET /viewed` | | |
/// | `POST /favourites`, `POST /compare` | `keep` or `drop` (an article), `return` | back |
/// | `GET /compare` | `articles` (several, or joined by commas; without any: one's own), `differences=1` | up to six products beside each other |
/// | `GET /searches` | | |
/// | `POST /searches` | `name`, `parameters` (of `/catalog`) | the list |
/// | `POST /searches/{search}`, `…/removal` | `name` | `/searches` |
/// | `POST /searches/{search}/watch` | `watch` (`1` or `0`) | `/searches` |
/// | `POST /awaited` | `keep` or `drop` (an article), `return` | back |
/// | `GET /orders` | `query`, `status`, `client` (staff), `sort` (`-number`, `number`, `client`, `-client`), `cursor` | |
/// | `GET /orders.csv`, `GET /orders.xlsx`; so of `/clients`, `/people`, `/documents`, `/journal` | of the list | what it finds, at most 10,000 rows, with the columns chosen for its page |
/// | `GET /orders/{number}` | `placed` (`1`) | |
/// | `POST /orders/{number}/cancellation` | | the order |
/// | `POST /orders/{number}/approval`, `…/refusal` | `reason` (of a refusal) | the order; who approves at the client |
/// | `POST /people/{person}/order-limit` | `limit` (empty: none), `client` (staff) | the person |
/// | `POST /shipments/{number}/release` | | its order; staff |
/// | `POST /orders/{number}/repetition` | | `/cart` |
/// | `GET /account` | | |
/// | `GET /account/{contract}` | `cursor` (of the ledger) | |
/// | `GET /account/{contract}/statement.csv` | | the whole ledger as a sheet |
/// | `GET /documents` | `query`, `contract`, `client` (staff), `order`, `kind`, `unsigned` (`1`), `from`, `to`, `sort` (`-date`, `date`), `cursor` | |
/// | `GET /clients` | `query`, `sort` (`name`, `-name`), `cursor` | staff |
/// | `GET /clients/{client}` | | a client on one page; staff; of a merged one the page of who stands in its place |
/// | `POST /clients/{client}/block` | `reason` | the client, whose ordering is stopped; staff who manage clients; refused: 422 with it again as typed; `…/release` lets it order again |
/// | `GET /clients/{client}/merge` | `query`, `with` (another client: what merging it into this one would do) | staff who manage people or prices |
/// | `POST /clients/{client}/merge` | `with` | merges, or proposes; `…/confirmation` by a second person, `…/withdrawal` |
/// | `GET /credit`, `GET /credit/ageing.csv` | `query`, `manager`, `seller`, `state`, `overdue` (`1`), `sort` (`overdue`, `debt`, `days`, `over90`, `client`), `cursor` | staff who see debts, as all of `/credit` |
/// | `GET /credit/blocked` | `state`, `cursor` | |
/// | `GET /credit/holds` | `cursor` | who manages credit |
/// | `POST /credit/orders/{number}/release` | | `/credit/holds`; refused: 422 with the list again |
/// | `GET /credit/overrides` | `cursor` | who manages credit |
/// | `POST /credit/overrides/{id}/approval`, `…/refusal` | | `/credit/overrides` |
/// | `GET /credit/contracts/{contract}` | `order` (to ask for an override for it), `cursor` | |
/// | `POST /credit/contracts/{contract}/blocks` | `block_state`, `block_reason`, `block_until`, `nonce` | the contract; refused: 422 with it again as typed, as all below |
/// | `POST /credit/blocks/{id}/lifting` | `contract` | the contract |
/// | `POST /credit/contracts/{contract}/overrides` | `override_reason`, `override_until`, `override_order`, `nonce` | the contract |
/// | `POST /credit/contracts/{contract}/rules` | `rule-{measure}-{state}`, or `common` | the contract |
/// | `POST /credit/contracts/{contract}/entries` | `entry_kind`, `entry_number`, `entry_date`, `entry_due`, `entry_amount`, `entry_currency`, `entry_order`, `entry_pays`, `entry_note`, `nonce` | the contract |
/// | `GET /credit/clients/{client}` | | |
/// | `GET /credit/rules` | | |
/// | `POST /credit/rules` | `rule-{measure}-{state}`, or `standard` | `/credit/rules` |
/// | `POST /credit/hold-hours` | `hold_hours` | `/credit/rules` |
/// | `POST /credit/closed-periods` | `period_seller`, `period_to` | `/credit/rules` |
/// | `GET /prices` | | the first of its pages that the person may see |
/// | `GET /prices/requests` | `query`, `filter` (`waiting`, `force`), `cursor` | requests for project prices |
/// | `GET /prices/requests/new` | `from` (`cart`: its lines, `unpriced`: those of them without a price), `site`; or `ask` (an article) and `quantity-{article}` | the form |
/// | `POST /prices/requests` | `title`, `reason`, `from`, `to`, `site`, `contract`; `article-N`, `quantity-N`, `price-N`; `paste`; `more` (only shows the form again) | the request |
/// | `GET /prices/requests/{number}` | | |
/// | `GET`, `POST /prices/requests/{number}/revision` | the same form, `revision` | the request |
/// | `POST /prices/requests/{number}/cart` | | `/cart`, with what is left of the agreed quantities in it |
/// | `POST /prices/requests/{number}/approval` | `revision`, `note` | the request |
/// | `POST /prices/requests/{number}/refusal`, `/closure` | `revision`, `reason` | the request |
/// | `GET /prices/files` | | price files and their links |
/// | `GET /prices/files/{format}` | | the file (`csv`, `xlsx`, `yml`, `json`) |
/// | `POST /prices/files/links` | `name`, `format` | the page, with the link shown once |
/// | `GET /prices/files/links/{id}` | | the link and its schedule |
/// | `POST /prices/files/links/{id}/schedule` | `weekday` (several), `hour`, `gives` (`prepared`, `fresh`), `recipients` (addresses), `revision` | the link |
/// | `POST /prices/files/links/{id}/schedule/end` | | the link |
/// | `POST /prices/files/links/{id}/revocation` | | `/prices/files` |
/// | `GET /prices/lists`, `GET /prices/lists/{list}` | `query`, `cursor` | staff |
/// | `GET /prices/contracts` | `cursor` | staff |
/// | `GET /prices/tester` | `client`, `lines` (an article and a quantity each), `day` | staff |
/// | `GET /prices/discounts` | `query`, `client`, `segment`, `category`, `brand`, `product`, `day`, `cursor` | staff |
/// | `GET /prices/changes` | `query`, `filter` (`waiting`, `decided`, `all`), `cursor` | staff |
/// | `GET /prices/changes/new` | `kind` (`discounts`, `price-floors`, `price-lists`, `prices`, `contracts`, `contract-lists`), `subject`; or `again` (a number) | who manages prices |
/// | `POST /prices/changes` | `kind`, `subject`, `reason`, the fields of the kind; refused: 422 with the form again | the change |
/// | `GET /prices/changes/{number}` | `cursor` (of its rows) | staff |
/// | `POST /prices/changes/{number}/approval`, `…/refusal`, `…/withdrawal` | `note`, `reason` | the change |
/// | `GET /price-files/{token}` | | the file, without signing in |
/// | `GET /exchange` | `cursor` | staff |
/// | `GET /exchange/imports/{id}`, `…/problems.csv` | | staff |
/// | `POST /exchange/imports/{id}/undoing` | refused: 422 with the page again | the import |
/// | `GET`, `POST /exchange/sheets` | `file` | who writes the ERP's records or edits the catalogue |
/// | `GET /exchange/sheets/{id}`, `…/problems.csv`, `…/problems.xlsx`, `…/notices.csv` | | the same |
/// | `POST /exchange/sheets/{id}/check` | `mapped`, `subject`, `list`, `make`, `column-N`; refused: 422 with the form again | the sheet |
/// | `POST /exchange/sheets/{id}/application`, `…/undoing` | | the sheet |
/// | `GET /assets/{name}` | | `Asset.named` |
/// | `GET /robots.txt` | | what search engines may ask for: nothing, or the open catalogue |
///
/// `return` is a path of this site (`Address.local` refuses everything else); its fragment is kept.
enum Address {
    static let start = "/"
    static let signIn = "/sign-in"
    static let signOut = "/sign-out"
    static let signInCode = "/sign-in/code"
    static let lostPassword = "/lost-password"
    static let security = "/security"
    static func emailChange(_ token: String) -> String { "/email/\(encoded(token))" }
    static let passkeys = "/security/passkeys"
    static let passkeySignIn = "/sign-in/passkey"
    /// A passkey beside the password.
    static let passkeySecond = "/sign-in/code/passkey"
    static let secondFactor = "/security/second-factor"
    static let ownConsents = "/security/consents"
    static let consentRenewal = "/sign-in/consent"
    static let people = "/people"
    static let newPerson = "/people/new"
    static let company = "/company"
    static let departments = "/departments"
    static let registration = "/registration"
    static let registrations = "/registrations"
    static let palette = "/palette"
    static let support = "/support"
    static let supportHours = "/house/support-hours"
    static let help = "/help"
    static let personalData = "/security/data"
    static let roles = "/roles"
    static let suppliers = "/suppliers"
    static let supplierHours = "/suppliers/answer-hours"
    static let supplyOrders = "/supply/orders"
    static let quoteRequests = "/suppliers/requests"
    static let supplyRequests = "/supply/requests"
    static let supplyFigures = "/supply/figures"
    static let supplyOffers = "/supply/offers"
    static let supplySheet = "/supply/sheet"
    static let supplySheetFile = "/supply/sheet.csv"
    static let supplyPeople = "/supply/people"
    static let journal = "/journal"
    static let house = "/house"
    static let basePrice = "/house/base-price"
    static let openCatalogue = "/house/visitors"
    static let jobs = "/house/jobs"
    static let houseConsents = "/house/consents"
    static let privacy = "/privacy"
    static let policy = "/house/policy"
    static let houseSessions = "/house/sessions"
    static let components = "/house/components"
    static let preferences = "/preferences"
    static let undo = "/undo"
    static let currentClient = "/current-client"
    static let catalog = "/catalog"
    static let suggestions = "/suggestions"
    static let favourites = "/favourites"
    static let compare = "/compare"
    static let viewed = "/viewed"
    static let searches = "/searches"
    static let awaited = "/awaited"
    static let cart = "/cart"
    static let cartLines = "/cart/lines"
    static let orders = "/orders"
    static let account = "/account"
    static let documents = "/documents"
    static let clients = "/clients"
    static let assortments = "/assortments"
    static let exchange = "/exchange"
    static let recordSheets = "/exchange/sheets"
    static let credit = "/credit"
    static let creditBlocked = "/credit/blocked"
    static let creditHolds = "/credit/holds"
    static let creditOverrides = "/credit/overrides"
    static let creditRules = "/credit/rules"
    static let holdHours = "/credit/hold-hours"
    static let closedPeriods = "/credit/closed-periods"
    static let prices = "/prices"

    static func passkeyRemoval(_ passkey: Int64) -> String { "\(passkeys)/\(passkey)/removal" }
    static func signIn(returning path: String) -> String { with(signIn, [("return", path)]) }

    /// Writes to somebody (RFC 6068).
    static func mail(_ email: String) -> String { "mailto:" + email.split(separator: "@", omittingEmptySubsequences: false).map { PercentEncoding.encode(String($0)) }.joined(separator: "@") }

    static func catalog(_ query: CatalogQuery) -> String { with(catalog, fields(of: query)) }

    /// The parameters by which `/catalog` is asked.
    static func fields(of query: CatalogQuery) -> [(String, String?)] {
        func text(_ text: String) -> String? { text.isEmpty ? nil : text }
        var fields: [(String, String?)] = [("query", text(query.text)), ("category", query.category)]
        fields += query.brands.map { ("brand", $0) }
        for (code, values) in query.values.sorted(by: { $0.key < $1.key }) { fields += values.map { (Field.parameter + code, $0) } }
        for (code, bounds) in query.bounds.sorted(by: { $0.key < $1.key }) {
            fields += [(Field.least + code, text(bounds.min)), (Field.most + code, text(bounds.max))]
        }
        return fields + [
            ("in_stock", query.inStockOnly ? "1" : nil), ("bought", query.boughtOnly ? "1" : nil), ("price_from", text(query.price.min)), ("price_to", text(query.price.max)),
            ("vat", query.price.isEmpty ? nil : query.vat?.rawValue), ("sort", query.sort?.rawValue), ("open", query.openFacet),
            ("all", query.showsAllFacets ? "1" : nil), ("page", query.page > 1 ? String(query.page) : nil),
        ]
    }

    /// An article of dots alone cannot be a segment of a path (browsers fold `.` and `..`, also encoded): the search finds it.
    static func product(_ article: String) -> String {
        article.allSatisfy { $0 == "." } ? catalog(CatalogQuery(text: article)) : "/products/\(encoded(article))"
    }

    static func productFile(_ article: String, _ hash: String) -> String { "/files/\(encoded(article))/\(hash)" }

    static func picture(_ article: String, _ hash: String, _ size: PictureSize) -> String { "\(productFile(article, hash))/\(size.rawValue)" }

    static func orders(_ query: OrdersQuery) -> String {
        with(orders, query.parameters)
    }

    /// A list as a sheet: the page's address with the ending of the format.
    static func sheet(_ list: String, _ format: SheetFormat, _ parameters: [(name: String, value: String?)]) -> String { with("\(list).\(format.rawValue)", parameters) }

    static func order(_ number: String) -> String { "/orders/\(encoded(number))" }
    static func consentText(_ purpose: ConsentPurpose, version: Int? = nil) -> String { with("/consent-texts/\(purpose.rawValue)", [("version", version.map { String($0) })]) }
    static func privacy(version: Int) -> String { with(privacy, [("version", String(version))]) }
    static func erasureActs(cursor: String?) -> String { with(houseConsents, [("cursor", cursor)]) + "#acts" }
    static func houseSessions(cursor: String?) -> String { with(houseSessions, [("cursor", cursor)]) }
    static func erasureAct(_ id: Int64) -> String { "/house/erasures/\(id)" }
    static func consentVersions(_ purpose: ConsentPurpose) -> String { "\(houseConsents)/\(purpose.rawValue)" }
    static func access(_ token: String) -> String { "/access/\(encoded(token))" }
    static func person(_ id: Int64) -> String { "\(people)/\(id)" }
    static func peopleMerge(_ id: Int64, with email: String? = nil) -> String { with("\(person(id))/merge", [("with", email)]) }
    static func role(_ id: Int64) -> String { "\(roles)/\(id)" }
    static func people(_ query: PeopleQuery) -> String { with(people, query.parameters) }
    static func cancellation(ofOrder number: String) -> String { order(number) + "/cancellation" }
    static func release(ofShipment number: String) -> String { "/shipments/\(encoded(number))/release" }
    static func decision(onOrder number: String, approve: Bool) -> String { order(number) + (approve ? "/approval" : "/refusal") }
    static func repetition(ofOrder number: String) -> String { order(number) + "/repetition" }

    static func compare(_ articles: [String], onlyDifferences: Bool) -> String {
        with(compare, articles.map { ("articles", $0) } + [("differences", onlyDifferences ? "1" : nil)])
    }
    static func search(_ id: Int64) -> String { "\(searches)/\(id)" }
    static func watch(ofSearch id: Int64) -> String { search(id) + "/watch" }
    static func removal(ofSearch id: Int64) -> String { search(id) + "/removal" }
    static func cart(site: String?) -> String { with(cart, [("site", site.flatMap { $0.isEmpty ? nil : $0 })]) }
    static func agreements(text: String, filter: String?, cursor: String? = nil) -> String {
        with(PricesTab.requests.address, [("query", text.isEmpty ? nil : text), ("filter", filter), ("cursor", cursor)])
    }
    static func newAgreement(fromCart: Bool) -> String { with(PricesTab.requests.address + "/new", [("from", fromCart ? "cart" : nil)]) }
    /// The request for the prices that the cart's lines lack.
    static func newAgreementForUnpriced(site: String?) -> String { with(PricesTab.requests.address + "/new", [("from", "unpriced"), ("site", site)]) }
    /// The request for the price of one product.
    static func newAgreement(article: String, quantity: Quantity) -> String {
        with(PricesTab.requests.address + "/new", [("ask", article), (Field.quantity + article, quantity.decimal)])
    }
    static func cart(ofAgreement number: String) -> String { agreement(number) + "/cart" }
    static func agreement(_ number: String) -> String { "\(PricesTab.requests.address)/\(encoded(number))" }
    static func priceHistory(_ article: String, list: String? = nil) -> String { with("/prices/history/\(encoded(article))", [("list", list)]) }
    static let priceImports = PricesTab.imports.address
    static func keptImport(_ id: Int64) -> String { "\(exchange)/imports/\(id)" }
    static func recordSheet(_ id: Int64) -> String { "\(recordSheets)/\(id)" }
    static func priceImport(_ id: Int64) -> String { "\(priceImports)/\(id)" }
    static func rate(_ currency: String) -> String { "\(PricesTab.rates.address)/\(encoded(currency))" }
    static func priceList(_ key: String, text: String = "", cursor: String? = nil) -> String {
        with("\(PricesTab.lists.address)/\(encoded(key))", [("query", text.isEmpty ? nil : text), ("cursor", cursor)])
    }
    static func terms(text: String, filter: String?, cursor: String? = nil) -> String {
        with(PricesTab.changes.address, [("query", text.isEmpty ? nil : text), ("filter", filter ?? "all"), ("cursor", cursor)])
    }
    static func terms(_ number: String, cursor: String? = nil) -> String { with("\(PricesTab.changes.address)/\(encoded(number))", [("cursor", cursor)]) }
    static func newTerms(_ kind: String, subject: String? = nil, again: String? = nil) -> String {
        with(PricesTab.changes.address + "/new", again == nil ? [("kind", kind), ("subject", subject)] : [("again", again)])
    }
    /// The form for one row of a price list.
    static func newPrice(list: String, _ row: [(String, String?)]) -> String { with(PricesTab.changes.address + "/new", [("kind", "prices"), ("subject", list)] + row) }
    static func discounts(_ filters: [(String, String)], cursor: String?) -> String {
        with(PricesTab.discounts.address, filters.map { ($0.0, $0.1.isEmpty ? nil : $0.1) } + [("cursor", cursor)])
    }
    static func priceFile(_ format: String) -> String { "\(PricesTab.files.address)/\(encoded(format))" }
    static func priceFile(token: String) -> String { "/price-files/\(encoded(token))" }
    static let priceFileLinks = PricesTab.files.address + "/links"
    static func priceFileLink(_ id: Int64) -> String { "\(priceFileLinks)/\(id)" }
    static func priceFileSchedule(_ id: Int64) -> String { "\(priceFileLinks)/\(id)/schedule" }
    static func end(ofPriceFileSchedule id: Int64) -> String { priceFileSchedule(id) + "/end" }
    static func revocation(ofLink id: Int64) -> String { "\(priceFileLinks)/\(id)/revocation" }
    static func agreementRevision(_ number: String) -> String { agreement(number) + "/revision" }

    static func support(_ id: Int64) -> String { "\(support)/\(id)" }
    static func support(state: String, client: String?, cursor: String? = nil) -> String { with(support, [("state", state), ("client", client), ("cursor", cursor)]) }
    static func newSupport(order: String? = nil, article: String? = nil) -> String { with(support + "/new", [("order", order), ("article", article)]) }
    static func suppliers(text: String, cursor: String? = nil) -> String { with(suppliers, [("query", text.isEmpty ? nil : text), ("cursor", cursor)]) }
    static func supplier(_ id: Int64) -> String { "\(suppliers)/\(id)" }
    static func offers(of base: String, text: String, state: String?, cursor: String? = nil) -> String {
        with(base, [("query", text.isEmpty ? nil : text), ("state", state), ("cursor", cursor)])
    }
    /// What is awaited of a supplier: `base` is where its list stands.
    static func supplyLines(of base: String, text: String = "", show: String?, cursor: String? = nil) -> String {
        with(base, [("query", text.isEmpty ? nil : text), ("show", show), ("cursor", cursor)])
    }
    static func quoteRequest(_ id: Int64) -> String { "\(quoteRequests)/\(id)" }
    static func quoteChoice(_ id: Int64) -> String { quoteRequest(id) + "/choice" }
    static func quoteOffers(_ id: Int64) -> String { quoteRequest(id) + "/offers" }
    static func newQuoteRequest(supplier: Int64? = nil) -> String { with(quoteRequests + "/new", [("supplier", supplier.map { String($0) })]) }
    static func supplyRequest(_ id: Int64) -> String { "\(supplyRequests)/\(id)" }
    /// Requests for prices: `base` is where the list stands.
    static func quoteRequests(of base: String, show: String?, cursor: String? = nil) -> String { with(base, [("show", show), ("cursor", cursor)]) }
    static func supplyLine(_ id: Int64) -> String { "\(supplyOrders)/\(id)" }
    static func supplyOffer(_ article: String) -> String { "\(supplyOffers)/\(encoded(article))" }
    static func client(_ key: String) -> String { "\(clients)/\(encoded(key))" }
    static func merge(_ key: String, with other: String? = nil) -> String { with("\(client(key))/merge", [("with", other)]) }
    static func clients(_ query: ClientsQuery) -> String { with(clients, query.parameters) }
    static func accountContract(_ key: String, cursor: String? = nil) -> String { with("/account/\(encoded(key))", [("cursor", cursor)]) }

    static func documents(_ query: DocumentsQuery) -> String { with(documents, query.parameters) }
    static func statementFile(_ key: String) -> String { accountContract(key) + "/statement.csv" }

    static func credit(_ query: AgeingQuery) -> String { with(credit, query.parameters) }
    static func ageingFile(_ query: AgeingQuery) -> String { with("/credit/ageing.csv", query.with { $0.cursor = nil }.parameters) }
    static func creditBlocked(state: String?, cursor: String? = nil) -> String { with(creditBlocked, [("state", state), ("cursor", cursor)]) }
    static func creditHolds(cursor: String?) -> String { with(creditHolds, [("cursor", cursor)]) }
    static func release(ofOrder number: String) -> String { "/credit/orders/\(encoded(number))/release" }
    static func creditOverrides(cursor: String?) -> String { with(creditOverrides, [("cursor", cursor)]) }
    static func decision(onOverride id: Int64, approve: Bool) -> String { "/credit/overrides/\(id)/\(approve ? "approval" : "refusal")" }
    static func creditContract(_ key: String, order: String? = nil, cursor: String? = nil) -> String {
        with("/credit/contracts/\(encoded(key))", [("order", order), ("cursor", cursor)])
    }
    static func blocks(onContract key: String) -> String { creditContract(key) + "/blocks" }
    static func lifting(ofBlock id: Int64) -> String { "/credit/blocks/\(id)/lifting" }
    static func overrides(onContract key: String) -> String { creditContract(key) + "/overrides" }
    static func rules(ofContract key: String) -> String { creditContract(key) + "/rules" }
    static func entries(ofContract key: String) -> String { creditContract(key) + "/entries" }
    static func creditClient(_ key: String) -> String { "/credit/clients/\(encoded(key))" }

    static func assortments(cursor: String?) -> String { with(assortments, [("cursor", cursor)]) }
    static func exchange(cursor: String?) -> String { with(exchange, [("cursor", cursor)]) }
}

extension Address {
    /// A path with those parameters that have a value.
    static func with(_ path: String, _ parameters: [(name: String, value: String?)]) -> String {
        var address = path
        var mark = "?"
        for case (let name, let value?) in parameters {
            address += mark
            address += encoded(name)
            address += "="
            address += encoded(value)
            mark = "&"
        }
        return address
    }

    /// Percent-encoding of everything but the unreserved characters of RFC 3986, so that it holds in a segment as in a parameter.
    static func encoded(_ text: String) -> String {
        guard !text.utf8.allSatisfy(isUnreserved) else { return text }
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10 }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3)
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digit(byte >> 4))
                bytes.append(digit(byte & 15))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    /// The path to return to, or `fallback` for what could lead to another site: `//host`, `\`, a scheme, control characters.
    static func local(_ path: String?, or fallback: String = start) -> String {
        guard let path, path.utf8.count <= 8000, path.hasPrefix("/"), !path.hasPrefix("//"),
            path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return fallback }
        return path
    }
}

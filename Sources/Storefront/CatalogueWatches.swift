package import Catalog
package import Customers
package import Database
import Jobs
package import Kernel

/// So many products a person waits for, for one client.
package let awaitedLimit = 500

/// Whether the viewer wants to be told of new products among the answers to one of its searches: of those that come from now on. Throws `not_found`.
package func watchSearch(_ id: Int64, _ isWatched: Bool, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    let (person, client) = (try viewer.demandPerson(), try viewer.demandClient().id)
    let known: Int64? = isWatched ? try writer.newestProduct() : nil
    let changed = try writer.run("UPDATE saved_searches SET known_up_to = \(known), looked_at = \(now) WHERE id = \(id) AND person_id = \(person) AND client_id = \(client)")
    if changed == 0 { throw Refusal.notFound }
}

/// The products that the viewer waits for, the latest first. What the shelf does not show is among them.
package func awaitedProducts(of viewer: Viewer, in reader: any Reader) throws -> [ID<Product>] { try reader.ask(awaitedProducts(of: viewer)) }

/// The same, to be asked together with more.
package func awaitedProducts(of viewer: Viewer) -> Question<[ID<Product>]> {
    guard case .person(let person) = viewer.identity, let client = viewer.client else { return Question(answered: []) }
    return Question("""
        SELECT product_id FROM awaited_products WHERE person_id = \(person) AND client_id = \(client.id) ORDER BY at DESC, product_id DESC LIMIT \(awaitedLimit)
        """) { try $0.map { try $0.get("product_id") } }
}

/// Waits for a product that cannot be had at once. Throws `not_found`, `awaited_are_full`.
package func waitFor(_ product: ID<Product>, on shelf: Shelf, at now: Instant, in writer: any Writer) throws {
    let (person, client) = (try shelf.viewer.demandPerson(), try shelf.viewer.demandClient().id)
    guard shelf.product(product) != nil, shelf.viewer.rights.contains(.seeStock) else { throw Refusal.notFound }
    guard try awaitedProducts(of: shelf.viewer, in: writer).count < awaitedLimit else { throw Refusal(.validation, "awaited_are_full", ["limit": .integer(Int64(awaitedLimit))]) }
    try writer.run("""
        INSERT INTO awaited_products (person_id, client_id, product_id, at) VALUES (\(person), \(client), \(product), \(now))
        ON CONFLICT (person_id, client_id, product_id) DO NOTHING
        """)
}

/// Waits for a product no longer; what is not awaited is passed over.
package func waitNoLongerFor(_ product: ID<Product>, for viewer: Viewer, in writer: any Writer) throws {
    try writer.run("""
        DELETE FROM awaited_products WHERE person_id = \(try viewer.demandPerson()) AND client_id = \(try viewer.demandClient().id) AND product_id = \(product)
        """)
}

/// What somebody is to be told of the catalogue: stored until its letter is written.
package struct CatalogueNews: Sendable {
    /// A product by article and name.
    package typealias Entry = (article: String, name: String)

    /// New answers to a search.
    package struct Found: Sendable {
        package let name: String
        /// The parameters of the catalogue's address.
        package let parameters: String
        package let count: Int
        /// The first of them.
        package let entries: [Entry]

        package init(name: String, parameters: String, count: Int, entries: [Entry]) {
            self.name = name
            self.parameters = parameters
            self.count = count
            self.entries = entries
        }
    }

    package var found: [Found] = []
    /// What can be had again.
    package var back: [Entry] = []

    package init() {}

    package var isEmpty: Bool { found.isEmpty && back.isEmpty }
}

extension CatalogueNews {
    fileprivate var json: JSON {
        func entries(_ entries: [Entry]) -> JSON { .array(entries.map { ["article": .string($0.article), "name": .string($0.name)] }) }
        return [
            "found": .array(found.map { ["name": .string($0.name), "parameters": .string($0.parameters), "count": .number(String($0.count)), "entries": entries($0.entries)] }),
            "back": entries(back),
        ]
    }

    private init(_ json: JSON) {
        func entries(_ json: JSON?) -> [Entry] { (json?.array ?? []).map { ($0["article"]?.string ?? "", $0["name"]?.string ?? "") } }
        found = (json["found"]?.array ?? []).map {
            Found(name: $0["name"]?.string ?? "", parameters: $0["parameters"]?.string ?? "", count: $0["count"]?.int.map(Int.init(clamping:)) ?? 0, entries: entries($0["entries"]))
        }
        back = entries(json["back"])
    }

    /// Stored news, for the letter; nil when they are gone or their reader acts for the client no more.
    package static func stored(_ id: Int64, at now: Instant, in reader: any Reader) throws -> CatalogueNews? {
        guard let row = try reader.row("SELECT person_id, client_id, body FROM catalogue_news WHERE id = \(id)"),
            try reader.viewer(person: try row.get("person_id"), client: try row.get("client_id"), at: now)?.rights.contains(.seeCatalog) ?? false
        else { return nil }
        return (try? JSON(parsing: try row.get("body", as: String.self))).map { CatalogueNews($0) }
    }
}

/// Looks at what people watch, in the name of each, and puts letters into the queue: of a search at most once a day, of an awaited product once.
/// - Parameters:
///   - storefront: brought up to date; called after the newest product is known, so that none is passed over.
///   - question: what the parameters of a catalogue's address ask; nil for what nothing new can answer.
/// - Returns: how many letters were put there.
package func tellCatalogueNews(
    at now: Instant, in database: any Database, storefront: () async throws -> Storefront, question: @escaping @Sendable (String, Shelf) -> ProductQuery?
) async throws -> Int {
    let dayAgo = now.adding(seconds: -86_400)
    let (newest, readers) = try await database.read { reader in
        (try reader.newestProduct(), try reader.rows("""
            SELECT person_id, client_id FROM saved_searches WHERE known_up_to IS NOT NULL AND looked_at <= \(dayAgo)
            UNION SELECT person_id, client_id FROM awaited_products ORDER BY person_id, client_id LIMIT 100000
            """).map { (person: try $0.get("person_id", as: ID<Person>.self), client: try $0.get("client_id", as: ID<Client>.self)) })
    }
    guard !readers.isEmpty else { return 0 }
    let storefront = try await storefront()
    var told = 0
    for (person, client) in readers {
        // Most wait in vain most of the time: nothing is written for them.
        let isDue = try await database.read { reader in
            guard let viewer = try reader.viewer(person: person, client: client, at: now) else { return false }
            let shelf = Shelf(storefront, for: viewer, at: now)
            if try awaitedProducts(of: viewer, in: reader).contains(where: { product in shelf.product(product).map { shelf.free($0) > .zero } ?? false }) { return true }
            return try reader.row("""
                SELECT 1 AS due FROM saved_searches
                WHERE person_id = \(person) AND client_id = \(client) AND known_up_to IS NOT NULL AND looked_at <= \(dayAgo) LIMIT 1
                """) != nil
        }
        guard isDue else { continue }
        let isTold = try await database.write { writer -> Bool in
            guard let viewer = try writer.viewer(person: person, client: client, at: now) else { return false }
            let shelf = Shelf(storefront, for: viewer, at: now)
            var news = CatalogueNews()
            news.found = try newAnswers(on: shelf, person, client, upTo: newest, before: dayAgo, at: now, question, in: writer)
            news.back = try comeBack(on: shelf, person, client, in: writer)
            guard !news.isEmpty else { return false }
            try writer.put(news, person, client, at: now)
            return true
        }
        if isTold { told += 1 }
    }
    return told
}

private func newAnswers(
    on shelf: Shelf, _ person: ID<Person>, _ client: ID<Client>, upTo newest: Int64, before: Instant, at now: Instant, _ question: (String, Shelf) -> ProductQuery?, in writer: any Writer
) throws -> [CatalogueNews.Found] {
    let watched = try writer.rows("""
        SELECT id, name, address, known_up_to FROM saved_searches
        WHERE person_id = \(person) AND client_id = \(client) AND known_up_to IS NOT NULL AND looked_at <= \(before) ORDER BY id LIMIT \(savedSearchLimit)
        """)
    return try watched.compactMap { row in
        let (id, known) = (try row.get("id", as: Int64.self), try row.get("known_up_to", as: Int64.self))
        try writer.run("UPDATE saved_searches SET known_up_to = \(newest), looked_at = \(now) WHERE id = \(id)")
        let parameters = try row.get("address", as: String.self)
        guard newest > known, var query = question(parameters, shelf) else { return nil }
        let fresh = try writer.rows("SELECT id FROM products WHERE id > \(known) AND id <= \(newest) ORDER BY id LIMIT 10000").map { try $0.get("id", as: ID<Product>.self) }
        query.only = fresh
        let page = shelf.products(query, limit: 20)
        return page.total == 0 ? nil : CatalogueNews.Found(name: try row.get("name"), parameters: parameters, count: page.total, entries: page.items.map { ($0.article, $0.name) })
    }
}

/// Awaited products that can be had: they are awaited no longer.
private func comeBack(on shelf: Shelf, _ person: ID<Person>, _ client: ID<Client>, in writer: any Writer) throws -> [CatalogueNews.Entry] {
    let awaited = try awaitedProducts(of: shelf.viewer, in: writer)
    let back = awaited.compactMap { shelf.product($0) }.filter { shelf.free($0) > .zero }
    guard !back.isEmpty else { return [] }
    try writer.run("DELETE FROM awaited_products WHERE person_id = \(person) AND client_id = \(client) AND product_id \(in: back.map(\.id))")
    return back.prefix(50).map { ($0.article, $0.name) }
}

extension Writer {
    fileprivate func put(_ news: CatalogueNews, _ person: ID<Person>, _ client: ID<Client>, at now: Instant) throws {
        try run("DELETE FROM catalogue_news WHERE person_id = \(person) AND created_at < \(now.adding(seconds: -30 * 86_400))")
        guard let row = try row("INSERT INTO catalogue_news (person_id, client_id, body, created_at) VALUES (\(person), \(client), \(news.json.text), \(now)) RETURNING id") else { return }
        try enqueue(Letter.catalogueNews(person, try row.get("id")).job(), at: now)
    }
}

extension Reader {
    fileprivate func newestProduct() throws -> Int64 { try row("SELECT COALESCE(MAX(id), 0) AS newest FROM products")?.get("newest") ?? 0 }
}

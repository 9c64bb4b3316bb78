import Customers
import Database
import Foundation
import Integrations
import Journal
import Kernel
import Logging
import Ordering
import Receivables
import Records
import Storefront

/// Fills an empty database with the demo: records through the same door as the ERP's, people, and orders as buyers would place them.
/// - Parameters:
///   - password: of everybody in it.
///   - clearing: removes an earlier demo first; a database with anything else is refused either way.
///   - progress: told the kinds as they come.
/// - Returns: how many orders were placed.
/// - Throws: `Trouble` when the database is not empty.
func loadDemo(password: String, clearing: Bool, in portal: Portal, progress: @escaping @Sendable (String) -> Void) async throws -> Int {
    let hash = try await Password.hash(password)
    switch try await portal.database.read({ try $0.demoState() }) {
    case .empty: break
    case .demo where clearing:
        progress("clearing the earlier demo")
        try await portal.database.write { try $0.clearDemo() }
        if portal.storefront.isReady { try await portal.storefront.start() }
    case .demo: throw Trouble("The database holds a demo already: `kontor demo --empty` begins it anew.")
    case .foreign: throw Trouble("The database is not empty: the demo goes into an empty one only.")
    }
    let world = DemoWorld(now: portal.now())
    for (name, items) in world.records { try await load(items, name, at: world.now, in: portal, progress) }
    try await load(try await keepDemoPictures(of: world, in: portal), "images", at: world.now, in: portal, progress)
    try await load(try await keepDemoPapers(of: world, in: portal), "certificates", at: world.now, in: portal, progress)
    progress("people")
    try await portal.database.write { writer in
        for person in DemoPerson.all {
            let new = NewPerson(email: person.email, name: person.name, role: person.role, clientExternalID: person.client, supplierExternalID: person.supplier, passwordHash: hash)
            _ = try createPerson(new, by: .command, at: world.now, in: writer)
        }
        try writer.joinDemoClients()
        try writer.openDemoAccess(at: world.now)
    }
    progress("orders")
    var placed = 0
    for order in world.orders {
        do {
            try await portal.database.write { try $0.place(order) }
            placed += 1
        } catch let refusal as Refusal { portal.log.debug("a demo order was refused", metadata: ["reason": "\(refusal.reason)"]) }
    }
    // After the orders, so that late payers have some that were placed before they were late.
    try await load(world.ledger, "ledger", at: world.now, in: portal, progress)
    try await load(world.documents, "documents", at: world.now, in: portal, progress)
    try await load(world.assortedClients, "clients", at: world.now, in: portal, progress)
    if try await portal.database.write({ try $0.leaveHeldOrder(of: world) }) { placed += 1 }
    try await portal.database.write { try $0.askDemoSupport(at: world.now) }
    progress("suppliers")
    try await portal.database.write { try $0.supplyDemo(at: world.now) }
    try await portal.database.write { try $0.quotesDemo(at: world.now) }
    do {
        if try await portal.database.write({ try $0.leaveDemoApproval(of: world) }) { placed += 1 }
        try await portal.database.write { try $0.tellDemoOrders(at: world.now) }
    } catch let refusal as Refusal { portal.log.debug("an order of the demo did not go on", metadata: ["reason": "\(refusal.reason)"]) }
    try await portal.database.write { try forgetCreditNews(at: world.now, in: $0) }
    try await portal.database.write { try $0.proposeDemoTerms(of: world) }
    try await portal.publish()
    return placed
}

private func load(_ items: [JSON], _ name: String, at now: Instant, in portal: Portal, _ progress: @Sendable (String) -> Void) async throws {
    progress(name)
    let kind = try recordKind(name)
    for start in stride(from: 0, to: items.count, by: 500) {
        let batch = Array(items[start..<min(items.count, start + 500)])
        let outcomes = try await portal.database.write { try saveRecords(batch, of: kind, by: .command, at: now, in: $0) }
        if let refused = outcomes.first(where: { $0.status == .refused }) {
            let reasons = refused.problems.map { "\($0.pointer) \($0.reason)" }.joined(separator: ", ")
            throw Trouble("The demo's \(name) \(refused.label ?? "?") was refused: \(reasons).")
        }
    }
}

private enum DemoState { case empty, demo, foreign }

extension Reader {
    /// Whether there is nothing, the demo alone, or a distributor's own data.
    fileprivate func demoState() throws -> DemoState {
        let row = try row(
            """
            SELECT (SELECT COUNT(*) FROM legal_entities) + (SELECT COUNT(*) FROM products) + (SELECT COUNT(*) FROM clients) AS everything,
                   (SELECT COUNT(*) FROM legal_entities WHERE external_id NOT LIKE 'demo-%')
                       + (SELECT COUNT(*) FROM products WHERE external_id NOT LIKE 'demo-%')
                       + (SELECT COUNT(*) FROM clients WHERE external_id NOT LIKE 'demo-%') AS strangers
            """)
        if try row?.get("everything", as: Int.self) == 0 { return .empty }
        return try row?.get("strangers", as: Int.self) == 0 ? .demo : .foreign
    }
}

extension Writer {
    /// Empties every table but the schema's own, the journal and the job queue: what the journal named is gone, its numbers are never used again.
    fileprivate func clearDemo() throws {
        let kept: Set<String> = ["schema_migrations", "schema_expansions", "nodes", "journal", "jobs", "job_schedules", "record_locks", "rights_version"]
        switch dialect {
        case .sqlite:
            try run("PRAGMA defer_foreign_keys = ON")
            // Triggers guard facts against change; a demo has none.
            let triggers = try rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name LIMIT 1000").map {
                (try $0.get("name", as: String.self), try $0.get("sql", as: String.self))
            }
            for (name, _) in triggers { try run(SQL(stringLiteral: "DROP TRIGGER \(name)")) }
            let tables = try rows(#"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name LIMIT 10000"#)
            for name in try tables.map({ try $0.get("name", as: String.self) }) where !kept.contains(name) { try run(SQL(stringLiteral: "DELETE FROM \(name)")) }
            for (_, text) in triggers { try run(SQL(stringLiteral: text)) }
        case .postgres:
            let tables = try rows("SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename LIMIT 10000")
            let names = try tables.map { try $0.get("name", as: String.self) }.filter { !kept.contains($0) }
            try run(SQL(stringLiteral: "TRUNCATE \(names.joined(separator: ", "))"))
        }
    }
}

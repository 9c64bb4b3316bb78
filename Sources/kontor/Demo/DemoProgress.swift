import Customers
import Database
import Kernel
import Ordering

extension Writer {
    /// What the accounting system has told of the oldest orders, so that a list of orders has more than new ones: one state each. Those of which suppliers are asked wait.
    func tellDemoOrders(at now: Instant) throws {
        let states: [OrderStatus] = [.delivered, .delivered, .shipped, .inTransit, .picking, .processing]
        let rows = try rows("""
            SELECT o.id, o.placed_at FROM orders AS o
            WHERE o.status = 'placed'
                AND NOT EXISTS (SELECT 1 FROM supply_lines AS s JOIN order_lines AS l ON l.id = s.order_line_id WHERE l.order_id = o.id)
            ORDER BY o.placed_at, o.id LIMIT \(states.count)
            """)
        for (row, state) in zip(rows, states) {
            let (id, placed): (ID<Order>, Instant) = (try row.get("id"), try row.get("placed_at"))
            var facts = OrderFacts()
            facts.status = state
            try tellOrderFacts(facts, of: OrderNumber.text(id), by: .system, at: min(now, placed.adding(seconds: 2 * 86_400)), in: self)
        }
    }

    /// An order above its buyer's limit, which waits for the administrator of the same client.
    /// - Returns: whether it was placed.
    func leaveDemoApproval(of world: DemoWorld) throws -> Bool {
        guard let model = world.orders.last(where: { $0.client == "demo-energo" }), let row = try row("SELECT id FROM people WHERE email = 'buyer-energo@demo.kontor.example'"),
            let client: ID<Client> = try self.row("SELECT id FROM clients WHERE external_id = \(model.client)")?.get("id")
        else { return false }
        let person: ID<Person> = try row.get("id")
        try setOrderLimit(Money(minorUnits: 100_000, currency: .rub), of: person, client: model.client, for: .system, at: world.now, in: self)
        guard let buyer = try viewer(person: person, client: client, at: world.now) else { return false }
        let order = DemoOrder(client: model.client, at: world.now.adding(seconds: -3 * 3600), reference: "ЗК-991", lines: model.lines, site: model.site, note: nil)
        try place(order, for: buyer)
        return true
    }
}

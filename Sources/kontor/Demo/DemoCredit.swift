import Customers
import Database
import Foundation
import Kernel
import Receivables

extension Writer {
    /// Leaves work for the credit controller: an order of a late payer that waits, and an exception that she asked a second person for.
    /// - Returns: whether the order was placed.
    func leaveHeldOrder(of world: DemoWorld) throws -> Bool {
        guard let model = world.orders.last(where: { $0.client == "demo-svet" }) else { return false }
        let late = DemoOrder(
            client: model.client, at: world.now.adding(seconds: -5400), reference: "ЗК-990", lines: Array(model.lines.prefix(3)), site: model.site, note: nil)
        try place(late)
        guard let person = try row("SELECT id, name FROM people WHERE email = 'credit@demo.kontor.example'"),
            let held = try row("""
                SELECT p.order_id, c.external_id FROM seller_orders AS p JOIN contracts AS c ON c.id = p.contract_id
                WHERE p.hold_reason = 'credit' ORDER BY p.id DESC LIMIT 1
                """)
        else { return true }
        let controller = Viewer(
            identity: .person(try person.get("id")), name: try person.get("name"), client: nil, contracts: [], rights: StaffRole.creditController.rights, isStaff: true)
        _ = try requestOverride(
            onContract: try held.get("external_id"), order: try held.get("order_id"), reason: "Оплата обещана до конца недели, объект сдаётся в пятницу",
            until: Day(of: world.now, in: .gmt).adding(days: 5), by: controller, at: world.now, in: self)
        return true
    }
}

import Customers
import Database
import Integrations
import Kernel

extension Writer {
    /// Terms of the portal's own: a discount that two people have put into force, and one that waits for the second.
    func proposeDemoTerms(of world: DemoWorld) throws {
        guard let administrator = try staff("admin@demo.kontor.example"), let director = try staff("director@demo.kontor.example") else { return }
        let decided = TermsProposal(
            .discounts,
            [[
                "name": "Крепёж монтажникам от 500", "target": ["segment": "demo-installers"], "scope": ["category": "demo-fasteners"], "percent": "3", "min_quantity": "500",
                "from": .string(world.today.adding(days: -20).description), "to": .string(world.today.adding(days: 70).description),
            ]], reason: "Возвращаем объём по крепежу: два конкурента снизили цены")
        let first = try proposeTermsChange(decided, for: administrator, at: world.now.adding(seconds: -3 * 86_400), in: self).number
        try decideTermsChange(first, approve: true, by: director, at: world.now.adding(seconds: -2 * 86_400), in: self)
        let waiting = TermsProposal(
            .discounts,
            [[
                "name": "Kitano для магазинов", "target": ["segment": "demo-shops"], "scope": ["brand": "demo-kitano"], "percent": "6", "min_quantity": "5",
                "from": .string(world.today.description), "to": .string(world.today.adding(days: 30).description),
            ]], reason: "Сезон: магазины просят поддержать спрос на инструмент")
        _ = try proposeTermsChange(waiting, for: administrator, at: world.now.adding(seconds: -7200), in: self)
    }

    private func staff(_ email: String) throws -> Viewer? {
        guard let row = try row("SELECT id, name, staff_role FROM people WHERE email = \(email)"), let role = StaffRole(rawValue: try row.get("staff_role")) else { return nil }
        return Viewer(identity: .person(try row.get("id")), name: try row.get("name"), client: nil, contracts: [], rights: role.rights, isStaff: true)
    }
}

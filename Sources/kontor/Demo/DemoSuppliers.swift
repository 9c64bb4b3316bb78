import Customers
import Database
import Foundation
import Kernel
import Suppliers

extension DemoWorld {
    /// Two suppliers, each of a brand.
    var suppliers: [JSON] {
        [
            ["external_id": "demo-supplier-uralkrep", "name": "ООО «УралКреп-Снаб»", "inn": "6670123457", "brands": ["demo-uralkrep"]],
            ["external_id": "demo-supplier-nordschraub", "name": "ООО «НордШрауб Рус»", "inn": "7805123456", "brands": ["demo-nordschraub"]],
        ]
    }
}

extension Writer {
    /// Offers of a part of the suppliers' products, one in ten of them over, and answers to what orders wait for: confirmed in full and in part, declined, and not yet.
    func supplyDemo(at now: Instant) throws {
        let today = Day(of: now, in: .gmt)
        for row in try rows("""
            SELECT p.id, p.article, g.supplier_id FROM supplier_brands AS g JOIN products AS p ON p.brand_id = g.brand_id WHERE p.withdrawn = 0 ORDER BY p.id LIMIT 120
            """)
        {
            let (product, article): (Int64, String) = (try row.get("id"), try row.get("article"))
            let valid = today.adding(days: product % 10 == 0 ? -5 : 45)
            try run("""
                INSERT INTO supplier_offers (supplier_id, product_id, article, price, quantity, lead_days, valid_day, updated_at)
                VALUES (\(try row.get("supplier_id", as: Int64.self)), \(product), \("\(article)-S"), \(30_000 + product % 97 * 1100), \(product % 40 * 25_000), \(3 + product % 12), \(valid), \(now))
                """)
        }
        func viewer(_ email: String) throws -> Viewer? {
            guard let row = try row("""
                SELECT p.id, p.name, p.supplier_role, v.id AS supplier_id, v.external_id, v.name AS supplier FROM people AS p JOIN suppliers AS v ON v.id = p.supplier_id WHERE p.email = \(email)
                """)
            else { return nil }
            return Viewer(
                identity: .person(try row.get("id")), name: try row.get("name"), client: nil, contracts: [], rights: SupplierRole.employee.rights, isStaff: false,
                supplier: SupplierCard(id: try row.get("supplier_id"), externalID: try row.get("external_id"), name: try row.get("supplier")))
        }
        let asked = now.adding(seconds: -72 * 3600)
        try askSuppliers(at: asked, in: self)
        for email in ["supplier@demo.kontor.example", "supplier2@demo.kontor.example"] {
            guard let viewer = try viewer(email) else { continue }
            for (place, line) in try supplyLines(limit: 9, at: now, for: viewer, in: self).reversed().enumerated() where place % 4 != 3 {
                let moment = asked.adding(seconds: Int64(place + 1) * 5 * 3600)
                let answer: SupplyAnswer =
                    switch place % 4 {
                    case 0: .confirms(day: today.adding(days: 4).description, quantity: "")
                    case 1: .confirms(day: today.adding(days: 12).description, quantity: line.quantity > Quantity("2") ?? .zero ? "1" : "")
                    default: .declines(reason: "Снято с производства, предложите аналог.")
                    }
                try answerSupply(answer, to: line.id, revision: line.revision, on: today, for: viewer, at: moment, in: self)
            }
        }
    }
}

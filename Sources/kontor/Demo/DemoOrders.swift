import Customers
import Database
import Kernel
import Ordering

/// An order of the demo: a client's, of these products, at a moment of the last weeks.
struct DemoOrder: Sendable {
    let client: String
    let at: Instant
    let reference: String
    /// External ids with quantities in multiples.
    let lines: [(product: String, quantity: Int)]
    let site: String?
    let note: String?
}

extension DemoWorld {
    /// Two or three orders of each client, spread over four weeks, the oldest first.
    var orders: [DemoOrder] {
        let goods = products.filter { !$0.isDiscontinued && $0.number % 131 != 130 }
        let notes = ["Позвонить за час до доставки", "Упаковать по объектам", "Нужны сертификаты"]
        return DemoClient.all.enumerated().flatMap { number, client in
            (0..<(number % 3 == 0 ? 3 : 2)).map { turn in
                let chance = demoChance("order \(turn) of \(client.id)")
                let start = Int(chance * Double(goods.count))
                let lines = (0..<(3 + (number + turn) % 6)).map { step in
                    let product = goods[(start + step * 37) % goods.count]
                    // Dear goods by the piece, cheap ones by the box.
                    let packs = product.kopecks > 100_000 ? 1 + step % 3 : 1 + (step * 3 + number) % 5
                    return (
                        product: product.id,
                        quantity: packs * (product.kopecks > 100_000 ? product.multiple : max(product.multiple, product.family.pack))
                    )
                }
                return DemoOrder(
                    client: client.id, at: now.adding(seconds: -Int64(3_600 + chance * 27 * 86_400)),
                    reference: "ЗК-\(100 + number * 7 + turn)", lines: lines, site: client.siteNames.isEmpty ? nil : "\(client.id)-site-1",
                    note: turn == 0 ? notes[number % notes.count] : nil)
            }
        }.sorted { $0.at < $1.at }
    }
}

extension Writer {
    /// Places the order as its client's buyer would.
    func place(_ order: DemoOrder) throws {
        guard let row = try row("SELECT id, external_id, name FROM clients WHERE external_id = \(order.client)") else { throw Refusal.notFound }
        let client = ClientCard(id: try row.get("id"), externalID: try row.get("external_id"), name: try row.get("name"))
        let viewer = Viewer(
            identity: .system, name: "Демонстрация", client: client, contracts: try contractTerms(of: client.id, only: nil, at: order.at),
            rights: Set(Right.allCases), isStaff: false)
        try place(order, for: viewer)
    }

    /// The same, for somebody of the client's.
    func place(_ order: DemoOrder, for viewer: Viewer) throws {
        let products = try rows("SELECT id, external_id FROM products WHERE external_id \(in: order.lines.map(\.product)) ORDER BY id LIMIT 10000")
        let ids: [String: ID<Product>] = try products.reduce(into: [:]) { $0[try $1.get("external_id")] = try $1.get("id") }
        var request = OrderRequest()
        request.reference = order.reference
        request.note = order.note
        request.site = order.site
        request.lines = order.lines.compactMap { line in
            ids[line.product].flatMap { id in Quantity("\(line.quantity)").map { OrderRequest.Line(product: id, quantity: $0) } }
        }
        _ = try placeOrder(request, for: viewer, at: order.at, in: self)
    }
}

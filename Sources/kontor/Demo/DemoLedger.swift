import Kernel

extension DemoWorld {
    /// Half a year of deliveries and payments under each contract. Most pay in time; a few are late, each in a state of its own.
    var ledger: [JSON] {
        DemoClient.all.flatMap { client in client.contracts.flatMap { contract in entries(of: client, contract["external_id"]?.string ?? "") } }
    }

    /// An UPD for each delivery; the latest is not signed yet, one client has refused an older one.
    var documents: [JSON] {
        ledger.compactMap { entry in
            guard entry["kind"]?.string == "shipment", let id = entry["external_id"]?.string, let date = entry["date"]?.string.flatMap({ Day($0) }) else { return nil }
            let isLatest = id.hasSuffix("-7")
            let isRefused = id.hasPrefix("demo-remont") && id.hasSuffix("-5")
            var document: JSONObject = [
                "external_id": .string("\(id)-upd"), "contract": entry["contract"] ?? .null, "kind": "upd", "number": entry["number"] ?? .null, "date": .string(date.description),
                "amount": entry["amount"] ?? .null, "signature": isLatest ? "awaited" : isRefused ? "refused" : "signed",
            ]
            if !isLatest, !isRefused { document["signed_on"] = .string(date.adding(days: 2).description) }
            return .object(document)
        }
    }

    private static let late = ["demo-domovoy": 3, "demo-svet": 10, "demo-krepmarket": 20, "demo-remont": 45]

    private func entries(of client: DemoClient, _ contract: String) -> [JSON] {
        let typical = Double(client.limit > 0 ? client.limit : 300_000) / 16
        var entries: [JSON] = []
        for turn in 0..<8 {
            let chance = demoChance("delivery \(turn) under \(contract)")
            let amount = "\(Int(typical * (0.6 + 0.8 * chance))).\(10 + Int(chance * 89))"
            // The seventh is the one that late payers owe; the last is not due yet.
            let daysAgo = turn == 7 ? min(client.days, 5) : turn == 6 ? client.days + (Self.late[client.id] ?? -2) : client.days + 150 - turn * 20
            let date = today.adding(days: -max(1, daysAgo))
            let number = "РТ-\(1000 + client.inn % 700 + turn * 3)"
            entries.append([
                "external_id": .string("\(contract)-shipment-\(turn)"), "contract": .string(contract), "kind": "shipment", "number": .string(number),
                "date": .string(date.description), "amount": .string(amount),
            ])
            guard turn < 6 || client.days == 0 else { continue }
            entries.append([
                "external_id": .string("\(contract)-payment-\(turn)"), "contract": .string(contract), "kind": "payment",
                "number": .string("\(300 + client.inn % 500 + turn)"), "date": .string(date.adding(days: max(0, client.days - 2)).description), "amount": .string(amount),
                "allocated": [["entry": .string("\(contract)-shipment-\(turn)"), "amount": .string(amount)]],
            ])
        }
        return entries
    }
}

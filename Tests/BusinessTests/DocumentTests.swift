import Customers
import Database
import Integrations
import Journal
import Kernel
import Localization
import Ordering
import Receivables
import Records
import Testing
import TestSupport

@Suite("Documents and missing signatures")
struct DocumentTests {
    private static func paper(_ id: Int64, _ kind: DocumentKind = .upd, ago days: Int, refused: Bool = false) throws -> UnsignedDocument {
        UnsignedDocument(id: id, externalID: "U\(id)", kind: kind, number: "\(100 + id)", date: try #require(Day("2026-11-24")).adding(days: -days), isRefused: refused)
    }

    @Test("a missing signature is minded from the rule's day on, names the documents, and is forgotten when they are signed")
    func rules() throws {
        let today = try #require(Day("2026-11-24"))
        let rules = [CreditRule(.missingDocuments, 5, .warn), CreditRule(.missingDocuments, 12, .holdShipment)]
        let cases: [([UnsignedDocument], BlockState, String, String)] = [
            ([], .ok, "", ""),
            ([try Self.paper(1, ago: 4)], .ok, "", ""),
            ([try Self.paper(1, ago: -3)], .ok, "", ""),
            ([try Self.paper(1, ago: 5)], .warn, "Не подписаны 5 дн.: документов 1", "подписать УПД 101 от 19.11.2026"),
            ([try Self.paper(1, ago: 11)], .warn, "Не подписаны 11 дн.: документов 1", "подписать УПД 101 от 13.11.2026"),
            ([try Self.paper(1, ago: 12)], .holdShipment, "Не подписаны 12 дн.: документов 1", "подписать УПД 101 от 12.11.2026"),
            // Below the strict threshold another one need not be signed for the state to end.
            (
                [try Self.paper(2, ago: 12), try Self.paper(3, .reconciliation, ago: 20, refused: true), try Self.paper(4, ago: 6)], .holdShipment,
                "Не подписаны 20 дн.: документов 2", "уладить отказ от подписи: акт сверки 103 от 04.11.2026; подписать УПД 102 от 12.11.2026"
            ),
            (
                try (1...6).map { try Self.paper(Int64($0), ago: 20 + $0) }, .holdShipment, "Не подписаны 26 дн.: документов 6",
                "подписать все документы с датой до 03.11.2026 (6)"
            ),
        ]
        let t = Texts(.ru)
        for (unsigned, state, detail, lifts) in cases {
            var figures = CreditFigures(today: today)
            figures.unsigned = unsigned.shuffled()
            let standing = judge(figures, by: rules.shuffled())
            #expect(standing.state == state, "\(unsigned)")
            #expect(standing.forOrders == state)
            #expect(standing.reasons.map { t($0.detail.key, $0.detail.arguments) }.joined() == detail)
            #expect(standing.reasons.flatMap(\.liftsWhen).map { t($0.key, $0.arguments) }.joined(separator: "; ") == lifts)
            #expect(standing.reasons.allSatisfy { $0.toPay == nil })
            // What it says is exactly what ends the state: with those documents signed it is over.
            guard let strict = standing.reasons.first else { continue }
            let threshold: Int64 = strict.state == .warn ? 5 : 12
            figures.unsigned = unsigned.filter { Int64($0.days(on: today)) < threshold }
            #expect(judge(figures, by: rules).state < strict.state)
        }
        for language in Language.allCases {
            for kind in DocumentKind.allCases {
                for refused in [false, true] {
                    let sentence = try Self.paper(1, kind, ago: 1, refused: refused).signing
                    #expect(Texts(language).text(sentence.key) != nil, "\(sentence.key)")
                }
            }
        }
    }

    @Test("documents are stored as they are told: the same is unchanged, null clears, what contradicts itself is refused alone", arguments: Engine.allCases)
    func told(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let paper = #"{"external_id":"U1","contract":"D1","kind":"upd","number":"123","date":"2026-11-12","amount":"56300.00","signature":"awaited","order":"K000001","file":"u1.pdf"}"#
            #expect(try await house.put("documents", paper).map(\.status) == [.created])
            #expect(try await house.put("documents", paper, paper).map(\.status) == [.unchanged, .unchanged])
            #expect(try await house.put("documents", #"{"external_id":"U1","signature":"signed","signed_on":"2026-11-14"}"#).map(\.status) == [.updated])
            let read = try await house.database.read { try records(kind: "documents", updatedSince: nil, limit: 10, for: .system, in: $0).items }
            #expect(read.first?["signed_on"] == "2026-11-14")
            #expect(read.first?["client"] == "C1")
            #expect(read.first?["file"] == "u1.pdf")
            #expect(try await house.put("documents", #"{"external_id":"U1","signature":null,"signed_on":null,"amount":null,"order":null,"number":null}"#).map(\.status) == [.updated])
            let cleared = try await house.database.read { try records(kind: "documents", updatedSince: nil, limit: 10, for: .system, in: $0).items.first }
            #expect(cleared?["signature"] == "not_needed")
            #expect(cleared?["amount"] == .null)
            try await house.put("clients", #"{"external_id":"C3","name":"Чужой"}"#)
            let outcomes = try await house.put(
                "documents", #"{"external_id":"X1","contract":"D1","kind":"upd","date":"2026-11-12","signed_on":"2026-11-13"}"#,
                #"{"external_id":"X2","contract":"D1","kind":"upd","date":"2026-11-12","signature":"signed","signed_on":"2026-11-11"}"#,
                #"{"external_id":"X3","contract":"D1","kind":"waybill","date":"2026-11-12"}"#, #"{"external_id":"X4","contract":"none","kind":"upd","date":"2026-11-12"}"#,
                #"{"external_id":"X5","contract":"D1","kind":"upd"}"#, #"{"external_id":"X6","contract":"D1","client":"C3","kind":"upd","date":"2026-11-12"}"#,
                #"{"external_id":"X7","contract":"D1","kind":"upd","date":"2026-11-12","currency":"RUR?"}"#, #"{"external_id":"G","contract":"D1","kind":"certificate","date":"2026-11-12"}"#)
            #expect(outcomes.map(\.status) == [.refused, .refused, .refused, .refused, .refused, .refused, .refused, .created])
            #expect(outcomes.prefix(7).map { $0.problems.first?.pointer } == ["/signed_on", "/signed_on", "/kind", "/contract", "/date", "/contract", "/currency"])
        }
    }

    @Test("a document that waits too long stops shipments, names itself, and lets go by itself when it is signed", arguments: Engine.allCases)
    func stops(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let buyer = try await house.buyer()
            try await house.database.write {
                try setCreditRules([CreditRule(.missingDocuments, 10, .holdShipment)], onContract: "D1", by: house.controller(), at: House.now, in: $0)
            }
            let ready = try await house.order([("B-1", "1")], for: buyer)
            try await house.put("documents", #"{"external_id":"U1","contract":"D1","kind":"upd","number":"123","date":"2026-11-20","amount":"100.00","signature":"awaited"}"#)
            #expect(try await house.state() == .ok)
            // Time alone moves the state: the regular look finds a contract without any debt.
            let later = House.now.adding(seconds: 6 * 86_400)
            try await reviewAllCredit(in: house.database, at: later)
            #expect(try await house.state() == .holdShipment)
            let standing = try await house.database.read { try $0.standings(of: $0.contractCards("c.external_id = 'D1'", at: later)).values.first }
            #expect(standing?.reasons.map(\.code) == ["missing_documents"])
            let shipment = try #require(ready.shipments.first?.number)
            let keeper = Viewer(identity: .person(ID(9)), name: "Склад", client: nil, contracts: [], rights: StaffRole.warehouse.rights, isStaff: true)
            let refusal = await #expect(throws: Refusal.self) { try await house.database.write { try releaseShipment(shipment, by: keeper, at: later, in: $0) } }
            #expect(refusal?.code == .blocked)
            // Signed: the state ends in the transaction that brings the signature, and the shipment goes.
            let outcomes = try await house.database.write {
                try saveRecords([["external_id": "U1", "signature": "signed", "signed_on": "2026-11-30"]], of: try recordKind("documents"), by: .system, at: later, in: $0)
            }
            #expect(outcomes.map(\.status) == [.updated])
            #expect(try await house.state() == .ok)
            try await house.database.write { try releaseShipment(shipment, by: keeper, at: later, in: $0) }
            #expect(try await house.number("SELECT COUNT(*) AS n FROM journal WHERE kind = 'credit' AND action = 'state_changed'") == 2)
        }
    }

    @Test("an order held for a missing signature is released in the transaction that brings it", arguments: Engine.allCases)
    func releases(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let buyer = try await house.buyer()
            try await house.database.write {
                try setCreditRules([CreditRule(.missingDocuments, 10, .holdShipment)], onContract: "D1", by: house.controller(), at: House.now, in: $0)
            }
            try await house.put("documents", #"{"external_id":"U1","contract":"D1","kind":"upd","date":"2026-11-01","signature":"refused"}"#)
            let held = try await house.order([("B-1", "2")], for: buyer)
            #expect(held.status == .onHold)
            try await house.put("documents", #"{"external_id":"U1","signature":"not_needed"}"#)
            #expect(try await house.database.read { try order(held.number, for: buyer, in: $0) }.status == .placed)
            #expect(try await house.exposure() == [0, 20_000, 0])
        }
    }

    @Test("everybody sees his own documents, narrowed and page by page", arguments: Engine.allCases)
    func list(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            try await house.put("client-entities", #"{"external_id":"E2","client":"C2","name":"ООО «Два»"}"#)
            try await house.put("contracts", #"{"external_id":"D2","client":"C2","price_lists":["L1"],"number":"Д-2"}"#)
            let told = (1...7).map { n in
                JSON.object([
                    "external_id": .string("U\(n)"), "contract": n == 7 ? "D2" : "D1", "kind": n % 2 == 0 ? "invoice" : "upd", "number": .string("№ \(n)%"),
                    "date": .string("2026-11-0\(n)"), "amount": .string("\(n).00"), "signature": n < 3 ? "awaited" : "signed", "order": n == 3 ? "K000001" : .null,
                ])
            }
            #expect(try await house.put("documents", told).allSatisfy { $0.status == .created })
            let (mine, other) = (try await house.buyer([.documents]), try await house.buyer([.documents], client: "C2"))
            func numbers(_ viewer: Viewer, _ change: @escaping @Sendable (inout DocumentFilter) -> Void = { _ in }) async throws -> [String] {
                var filter = DocumentFilter()
                change(&filter)
                let wanted = filter
                return try await house.database.read { reader in
                    let found = try documents(wanted, limit: 50, for: viewer, in: reader).documents.map(\.externalID)
                    #expect(try documentCount(wanted, for: viewer, in: reader) == found.count)
                    return found
                }
            }
            #expect(try await numbers(mine) == ["U6", "U5", "U4", "U3", "U2", "U1"])
            #expect(try await numbers(other) == ["U7"])
            #expect(try await numbers(mine) { $0.isUnsigned = true } == ["U2", "U1"])
            #expect(try await numbers(mine) { $0.kind = .invoice } == ["U6", "U4", "U2"])
            #expect(try await numbers(mine) { $0.contract = "D2" } == [])
            #expect(try await numbers(mine) { $0.order = "K000001" } == ["U3"])
            #expect(try await numbers(mine) { $0.text = "4%" } == ["U4"])
            #expect(try await numbers(mine) { $0.from = Day("2026-11-02"); $0.to = Day("2026-11-04") } == ["U4", "U3", "U2"])
            let first = try await house.database.read { try documents(DocumentFilter(), limit: 4, for: mine, in: $0) }
            let second = try await house.database.read { try documents(DocumentFilter(), after: first.next, limit: 4, for: mine, in: $0) }
            #expect((first.documents + second.documents).map(\.externalID) == ["U6", "U5", "U4", "U3", "U2", "U1"])
            #expect(second.next == nil)
            // Of staff who look after no client.
            let stranger = Viewer(
                identity: .person(ID(9)), name: "Менеджер", client: nil, contracts: [], rights: StaffRole.manager.rights, isStaff: true, managers: [ID(9)])
            #expect(try await numbers(stranger) == [])
            #expect(try await numbers(house.controller()).count == 7)
            let keeper = Viewer(identity: .person(ID(8)), name: "Склад", client: nil, contracts: [], rights: StaffRole.warehouse.rights, isStaff: true)
            await #expect(throws: Refusal.self) { _ = try await house.database.read { try documents(DocumentFilter(), limit: 5, for: keeper, in: $0) } }
            // On the order itself, for whoever may see documents.
            let placer = try await house.buyer()
            let placed = try await house.order([("B-1", "1")], for: placer)
            #expect(placed.number == "K000001")
            #expect(placed.documents == [])
            let both = try await house.buyer([.ordersRead, .documents])
            #expect(try await house.database.read { try order("K000001", for: both, in: $0) }.documents.map(\.externalID) == ["U3"])
        }
    }
}

extension House {
    /// The recorded state of contract D1.
    func state() async throws -> BlockState? {
        try await database.read { try $0.row("SELECT state FROM contract_accounts AS k JOIN contracts AS c ON c.id = k.contract_id WHERE c.external_id = 'D1'") }
            .map { try $0.get("state", as: String.self) }.flatMap(BlockState.init(rawValue:)) ?? .ok
    }
}

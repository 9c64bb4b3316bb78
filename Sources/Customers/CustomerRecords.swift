import Foundation
import Database
import Kernel
package import Records

/// The kinds of records about sellers and clients that the distributor's systems own.
package enum CustomerRecords {
    package static let legalEntities = RecordKind("legal-entities", table: "legal_entities", [
        .externalID, .name(), .inn, .kpp, .ogrn, .address,
        RecordField("tax_regime", .choice(TaxRegime.allCases.map(\.rawValue)), fallback: .text("general")),
        .bank,
        RecordField("time_zone", .timeZone, fallback: .text("Europe/Moscow")), .rateDay, .rateMarkup,
    ])

    package static let segments = RecordKind(
        "segments", table: "segments", [.externalID, RecordField("parent", .reference(table: "segments", within: nil)), .name()], acyclic: "parent")

    package static let clients = RecordKind("clients", table: "clients", [
        .externalID, .name(folded: "name_folded"),
        RecordField("segment", .reference(table: "segments", within: nil)),
        RecordField("manager", .text(limit: 200)), .assortment,
    ])

    package static let clientEntities = RecordKind("client-entities", table: "client_entities", [
        .externalID, .client, .name(), .inn, .kpp, .ogrn, .address, .bank,
    ])

    package static let creditAccounts = RecordKind("credit-accounts", table: "credit_accounts", [
        .externalID, .client, .currency,
        RecordField("limit", .money(0...Money.limit), column: "credit_limit"),
        RecordField("policy", .choice(["hold", "prepay", "refuse"]), fallback: .text("hold")),
    ])

    package static let contracts = RecordKind(
        "contracts", table: "contracts",
        [
            .externalID, .client,
            RecordField("client_entity", .reference(table: "client_entities", within: "client"), required: true, isCompleted: true),
            RecordField("legal_entity", .reference(table: "legal_entities", within: nil), required: true, isCompleted: true), .assortment,
            RecordField("number", .text(limit: 100)), .from, .to, .currency,
            RecordField("vat_mode", .choice(VATMode.allCases.map(\.rawValue)), fallback: .text("included")),
            RecordField(
                "price_lists", .references(table: "price_lists", child: .init("contract_price_lists", owner: "contract_id", column: "price_list_id"))),
            RecordField("credit_account", .reference(table: "credit_accounts", within: "client")),
            RecordField("credit_limit", .money(0...Money.limit)),
            .rateDay, .rateMarkup,
            RecordField("payment_days", .integer(0...3650), fallback: .integer(0)),
            RecordField("payment_calendar", .choice(["calendar", "banking"]), fallback: .text("calendar")),
            RecordField("status", .choice(["active", "closed"]), fallback: .text("active")),
        ],
        check: \.reversedPeriod,
        complete: { try completeContracts(&$0, in: $1) },
        saved: { ids, writer, change in try writer.keepOwnCreditAccounts(ofContracts: ids, at: change.at) })

    /// Clients' own numbers: one of them is `ratio` of `unit` of the product.
    package static let clientArticles = RecordKind(
        "client-articles", table: "client_articles",
        [
            .client, RecordField("code", .text(limit: 100), required: true), RecordField("product", .reference(table: "products", within: nil), required: true),
            RecordField("unit", .checked(reason: "unknown_unit") { Unit(code: $0)?.code }),
            RecordField("ratio", .quantity(1...Quantity.limit), fallback: .integer(1000)),
        ], key: ["client", "code"], subject: ("client-articles", "client_id"))

    package static let sites = RecordKind("sites", table: "sites", [
        .externalID, .client, RecordField("parent", .reference(table: "sites", within: "client")), .name(), .address,
        RecordField("zone", .text(limit: 100)), RecordField("time_zone", .timeZone),
    ])
}

/// A new contract that leaves out its buyer's or seller's entity takes the only one there is, and is refused when there are several.
private func completeContracts(_ drafts: inout [RecordDraft], in reader: any Reader) throws {
    let withoutEntity = drafts.indices.filter { drafts[$0].isNew && drafts[$0].problems.isEmpty && !drafts[$0].states("client_entity") }
    if !withoutEntity.isEmpty {
        let entities = try reader.onlyEntities(ofClients: withoutEntity.compactMap { drafts[$0].number("client") })
        for index in withoutEntity {
            guard let client = drafts[index].number("client"), let found = entities[client] else { continue }
            if let only = found { drafts[index].set("client_entity", .integer(only)) } else {
                drafts[index].problems.append(Refusal.Problem("/client_entity", .ambiguous, "several_to_choose"))
            }
        }
    }
    let withoutSeller = drafts.indices.filter { drafts[$0].isNew && drafts[$0].problems.isEmpty && !drafts[$0].states("legal_entity") }
    guard !withoutSeller.isEmpty else { return }
    let sellers = try reader.rows("SELECT id FROM legal_entities ORDER BY id LIMIT 2").map { try $0.get("id", as: Int64.self) }
    for index in withoutSeller {
        if sellers.count == 1, let only = sellers.first { drafts[index].set("legal_entity", .integer(only)) } else if sellers.count > 1 {
            drafts[index].problems.append(Refusal.Problem("/legal_entity", .ambiguous, "several_to_choose"))
        }
    }
}

extension Reader {
    /// For each client the only entity it has; an inner nil where it has several; no entry where it has none.
    fileprivate func onlyEntities(ofClients clients: [Int64]) throws -> [Int64: Int64?] {
        var only: [Int64: Int64?] = [:]
        for row in try rows("""
            SELECT client_id, MIN(id) AS id, COUNT(*) AS entities FROM client_entities WHERE client_id \(in: clients) GROUP BY client_id
            """)
        {
            let count: Int64 = try row.get("entities")
            let id: Int64 = try row.get("id")
            only.updateValue(count == 1 ? id : nil, forKey: try row.get("client_id"))
        }
        return only
    }
}

extension Writer {
    /// A contract that names no credit account has one of its own, with the limit that stands on the contract.
    fileprivate func keepOwnCreditAccounts(ofContracts ids: [Int64], at now: Instant) throws {
        try run("""
            INSERT INTO credit_accounts (client_id, contract_id, currency, credit_limit, policy, updated_at)
            SELECT client_id, id, currency, credit_limit, 'hold', \(now) FROM contracts WHERE id \(in: ids) AND credit_account_id IS NULL ORDER BY id
            ON CONFLICT (contract_id) DO UPDATE SET currency = excluded.currency, credit_limit = excluded.credit_limit, updated_at = excluded.updated_at
            """)
    }
}

extension RecordField {
    package static let client = RecordField("client", .reference(table: "clients", within: nil), required: true, isFixed: true)
    package static let currency = RecordField(
        "currency", .checked(reason: "unknown_currency") { Currency($0)?.code }, fallback: .text("RUB"))
    /// Which day's rate converts prices of another currency, and what is put on top: of a contract, or of the seller for those that do not say.
    static let rateDay = RecordField("rate_day", .choice(RateRule.RateDay.allCases.map(\.rawValue)))
    static let rateMarkup = RecordField("rate_markup", .decimal(scale: 4, 0...Percent.whole.millionths))
    static let inn = RecordField("inn", .checked(reason: "invalid_inn") { $0.isEmpty ? nil : INN($0)?.text })
    static let kpp = RecordField("kpp", .checked(reason: "invalid_kpp") { $0.isEmpty ? nil : KPP($0)?.text })
    static let ogrn = RecordField("ogrn", .checked(reason: "invalid_ogrn") { $0.isEmpty ? nil : OGRN($0)?.text })
    /// The policy of what is shown.
    static let assortment = RecordField("assortment", .reference(table: "assortments", within: nil))
    static let address = RecordField("address", .text(limit: 1000))
    /// `{bic, account, name, correspondent}`, kept as it came.
    static let bank = RecordField("bank", .document(reason: "not_a_bank_account") { document in
        guard let object = document.object, object.entries.allSatisfy({ ["bic", "account", "name", "correspondent"].contains($0.key) }) else { return nil }
        return document
    })
}

extension RecordField.Form {
    /// A zone of the time zone database by its name.
    package static let timeZone = RecordField.Form.checked(reason: "unknown_time_zone") { TimeZone(identifier: $0)?.identifier }
}

import Customers
import Database
import Kernel
import Ordering
import Pricing
import Records

extension RecordKind {
    /// How records of the kind leave when the ERP takes them away. The decisions stand in `docs/exchange.md`.
    var removal: RecordRemoval {
        switch name {
        case "products": .withdraws(["withdrawn": true, "brand": .null, "category": .null, "successor": .null])
        // What its people kept for themselves is no reason to stay.
        case "clients": .deletes(with: [("kept_products", "client_id"), ("saved_searches", "client_id"), ("awaited_products", "client_id"), ("catalogue_news", "client_id"), ("client_aliases", "client_id"), ("people_let_go", "client_id"), ("client_merges", "staying_id")])
        case "client-entities": .deletes(with: [("client_entity_aliases", "client_entity_id")])
        case "parameters": .deletes(with: [("parameter_categories", "parameter_id")])
        case "past-orders": .deletes(with: [("past_order_lines", "past_order_id")])
        case "assortments": .deletes(with: [("assortment_rules", "assortment_id")])
        case "prices": .deletes(before: { ids, change, writer in
            try writer.keepLeavingPrices(ids, change)
            return { _ in }
        })
        // Its own credit account and settings; debts, orders and decisions of people keep it.
        case "contracts": .deletes(with: [
            ("contract_price_lists", "contract_id"), ("contract_portal_lists", "contract_id"), ("contract_accounts", "contract_id"), ("credit_accounts", "contract_id"),
            ("credit_rules", "contract_id"),
        ])
        case "people": .deletes(with: [("person_record_roles", "record_id")], before: { try $2.letPeopleGo($0, $1) })
        case "suppliers": .deletes(with: [("supplier_brands", "supplier_id"), ("supplier_products", "supplier_id")])
        case "documents": .deletes(before: { try documentsLeaving($0, $2, at: $1.at) })
        case "ledger": .never("ledger_is_kept")
        case "price-agreements": .never("agreement_is_closed")
        default: .deletes()
        }
    }
}

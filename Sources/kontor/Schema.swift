import Catalog
import Customers
import Database
import HTTP
import Integrations
import Jobs
import Journal
import Ordering
import Pricing
import Records
import Stock

/// Every step of the schema, in the order of their numbers. A room adds its steps here; what has landed is never changed.
let schema: [Migration] = [
    JournalSchema.migration, RecordsSchema.migration, CustomersSchema.migration, CatalogSchema.migration, PricingSchema.migration, CustomersSchema.access,
    StockSchema.migration, OrderingSchema.migration, ImportsSchema.migration, IdempotencyKey.migration, JobsSchema.migration,
].sorted { $0.number < $1.number }

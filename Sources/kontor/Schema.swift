import Database
import HTTP
import Integrations
import Jobs
import PriceFiles

/// Every step of the schema, in the order of their numbers. What has landed is never changed.
let schema: [Migration] = businessSchema + [PriceFileSchema.migration, PriceFileSchema.scheduleMigration, IdempotencyKey.migration, JobsSchema.migration, NodesSchema.migration]

/// The number of the newest migration that this program knows.
let kontorSchemaNumber = schema.map(\.number).max() ?? 0

import Database
import HTTP
import Integrations
import Jobs

/// Every step of the schema, in the order of their numbers. What has landed is never changed.
let schema: [Migration] = businessSchema + [IdempotencyKey.migration, JobsSchema.migration]

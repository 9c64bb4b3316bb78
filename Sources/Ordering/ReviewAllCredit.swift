package import Database
import Journal
package import Kernel
import Receivables

/// The regular look at all contracts: states that time has moved are recorded, held orders that fit by now are released. In short transactions.
package func reviewAllCredit(in database: any Database, at now: Instant) async throws {
    var contract: ID<Contract>?
    repeat {
        let after = contract
        contract = try await database.write { writer in
            let some = try contractsToReview(after: after, limit: 200, in: writer)
            try reviewCredit(of: some, by: .system, at: now, in: writer)
            return some.last
        }
    } while contract != nil
    var part: ID<SellerOrder>?
    repeat {
        let after = part
        part = try await database.write { try reviewHeldOrders(after: after, at: now, in: $0) }
    } while part != nil
}

/// Gives back all goods whose time on hold is over.
package func returnAllHeldStock(in database: any Database, at now: Instant) async throws {
    while try await database.write({ try returnHeldStock(at: now, limit: 100, in: $0) }) == 100 {}
}

package import Customers
package import Database
import Kernel

/// What a client owes and may still order under one contract.
package struct AccountState: Sendable {
    package let contract: ContractTerms
    /// Nil when no credit account stands behind the contract.
    package let credit: CreditState?
}

/// The accounts of the viewer's contracts, for those who may see debts.
package func accounts(of viewer: Viewer, in reader: any Reader) throws -> [AccountState] {
    try viewer.demand(.seeDebt)
    let states = try reader.creditStates(of: viewer.contracts.compactMap(\.creditAccount))
    return viewer.contracts.map { contract in AccountState(contract: contract, credit: contract.creditAccount.flatMap { states[$0] }) }
}

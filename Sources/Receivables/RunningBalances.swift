import Kernel

/// The balance after each entry and everything before it, by date and then by arrival: as a statement of account reads. By the numbers of entries.
///
/// An entry counts with what it adds to the balance (`countedAmounts`), so the last of them is the contract's balance.
package func runningBalances(_ entries: [LedgerEntry], counted: [Int64: Int64]) -> [Int64: Int64] {
    var balances: [Int64: Int64] = [:]
    var balance: Int64 = 0
    for entry in entries.sorted(by: { ($0.date, $0.id) < ($1.date, $1.id) }) {
        balance = balance.plus(counted[entry.id] ?? 0)
        balances[entry.id] = balance
    }
    return balances
}

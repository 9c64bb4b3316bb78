package import Database
package import Kernel

/// A role as a form names it: a built-in one by its word, an own one as `own-12`.
package struct RoleChoice: Sendable {
    /// What is stored beside an own role: the built-in word that old versions know; `buyer` and `manager` stand for own ones.
    let word: String
    let ownID: Int64?
    package let rights: Set<Right>

    /// As a form names it.
    var key: String { ownID.map { "own-\($0)" } ?? word }

    static func unknown(_ key: String) -> Refusal {
        Refusal(.validation, "role_missing", problems: [Refusal.Problem("/role", .validation, "role_missing", ["value": .text(String(key.prefix(60)))])])
    }
}

extension Reader {
    /// Reads a role of a client or, with nil, of the house. Refuses one that is not there, or another's.
    package func roleChoice(_ key: String, of client: ID<Client>?) throws -> RoleChoice {
        if key.hasPrefix("own-") {
            let owner: SQL = client.map { "client_id = \($0)" } ?? "client_id IS NULL"
            guard let id = Int64(key.dropFirst(4)), let row = try row("SELECT rights FROM roles WHERE id = \(id) AND \(owner)") else { throw RoleChoice.unknown(key) }
            return RoleChoice(word: client == nil ? "manager" : "buyer", ownID: id, rights: OwnRole.parse(try row.get("rights")))
        }
        let rights = client == nil ? StaffRole(rawValue: key)?.rights : ClientRole(rawValue: key)?.rights
        guard let rights else { throw RoleChoice.unknown(key) }
        return RoleChoice(word: key, ownID: nil, rights: rights)
    }
}

import Database

extension Reader {
    /// The external ids of what rows call by external id, by code or by name; of a name several may be.
    func externalIDs(of table: StaticString, codes column: StaticString, called names: [String]) throws -> [String: Set<String>] {
        guard !names.isEmpty else { return [:] }
        var (byName, exact): ([String: Set<String>], [String: Set<String>]) = ([:], [:])
        let wanted = Set(names)
        for row in try rows(SQL(stringLiteral: "SELECT external_id, \(column) AS code, name FROM \(table) WHERE external_id ") + "\(in: names) OR name \(in: names)" + SQL(stringLiteral: " OR \(column) ") + "\(in: names) ORDER BY id") {
            let id: String = try row.get("external_id")
            if wanted.contains(id) { exact[id] = [id] }
            byName[try row.get("name"), default: []].insert(id)
            if let code: String = try row.find("code") { byName[code, default: []].insert(id) }
        }
        return byName.merging(exact) { $1 }
    }

    /// The external ids of parameters, by code.
    func parameterIDs(of codes: [String]) throws -> [String: Set<String>] {
        try rows("SELECT code, external_id FROM parameters WHERE code \(in: codes)").reduce(into: [:]) { $0[try $1.get("code")] = [try $1.get("external_id")] }
    }
}

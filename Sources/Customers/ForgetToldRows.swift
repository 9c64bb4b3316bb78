import Database
import Kernel

extension Writer {
    /// What imports have told of a person, which may be an address, is forgotten: rows of his numbers, and rows of whomever that name an address of his. Of rows of others nothing
    /// goes. To be called while his records, numbers and addresses are there.
    func forgetToldRows(of person: ID<Person>) throws {
        let labels = try rows("""
            SELECT external_id FROM person_records WHERE person_id = \(person) UNION SELECT external_id FROM person_numbers WHERE person_id = \(person)
            UNION SELECT external_id FROM people_let_go WHERE person_id = \(person) AND external_id IS NOT NULL ORDER BY 1 LIMIT 10000
            """).map { try $0.get("external_id", as: String.self) }
        let addresses = try rows("""
            SELECT email FROM people WHERE id = \(person) UNION SELECT email FROM person_records WHERE person_id = \(person) AND email <> ''
            UNION SELECT email FROM merged_addresses WHERE person_id = \(person) ORDER BY 1 LIMIT 10000
            """).map { JSON.string(try $0.get("email")).text }
        let names: SQL = addresses.reduce("label \(in: labels)") { $0 + " OR \(.lowercase("problems")) LIKE \($1.likePattern) ESCAPE '\\'" }
        try run("""
            DELETE FROM import_rows WHERE run_id IN (
                SELECT r.id FROM import_runs AS r LEFT JOIN imports AS i ON i.id = r.import_id WHERE i.report IS NULL OR i.report LIKE '%"kind":"people"%'
            ) AND (
            """ + names + ")")
        // The first rows stand in the report, too.
        for table in ["imports", "uploads"] { try forgetRows(labels: Set(labels), addresses: addresses, inReportsOf: table) }
    }

    /// - Parameter addresses: as they stand in a report, in quotes.
    private func forgetRows(labels: Set<String>, addresses: [String], inReportsOf table: String) throws {
        let texts = labels.sorted().map { "\"label\":" + JSON.string($0).text.lowercased() } + addresses
        let names: SQL = texts.reduce("1 = 0") { $0 + " OR \(.lowercase("report")) LIKE \($1.likePattern) ESCAPE '\\'" }
        let ids = try rows(SQL(stringLiteral: "SELECT id FROM \(table)") + " WHERE report LIKE '%\"kind\":\"people\"%' AND (" + names + ") ORDER BY id LIMIT 100000")
        for id in try ids.map({ try $0.get("id", as: Int64.self) }) {
            guard let text: String = try row(SQL(stringLiteral: "SELECT report FROM \(table)") + " WHERE id = \(id)")?.get("report"),
                var report = try? JSON(parsing: Array(text.utf8)).object, let told = report["problems"]?.array
            else { continue }
            let others = told.filter { one in
                let isHis = one["kind"]?.string == "people" && one["label"]?.string.map(labels.contains) == true
                let text = one.text.lowercased()
                return !isHis && !addresses.contains { text.contains($0) }
            }
            guard others.count < told.count else { continue }
            report["problems"] = .array(others)
            try run(SQL(stringLiteral: "UPDATE \(table)") + " SET report = \(JSON.object(report).text) WHERE id = \(id)")
        }
    }
}

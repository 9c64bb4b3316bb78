import Database
import Testing

@testable import kontor

/// What a statement of a migration does that a program may not be able to do without knowing of it; nil when it only adds.
/// - Parameters:
///   - own: the tables of the migration itself, which no older program writes.
///   - columns: columns that it adds, `TABLE.COLUMN`, and that may be left out: older programs leave them empty.
private func harm(_ statement: String, own: Set<String> = [], columns: Set<String> = []) -> String? {
    let words = statement.split(whereSeparator: \.isWhitespace).map { $0.uppercased() }
    let text = words.joined(separator: " ")
    if text.hasPrefix("CREATE TABLE ") || text.hasPrefix("CREATE INDEX ") { return nil }
    if text.hasPrefix("CREATE UNIQUE INDEX "), words.count > 5, own.contains(words[5]) { return nil }
    // Of one such column alone, where it is not empty.
    if text.hasPrefix("CREATE UNIQUE INDEX "), words.count == 12, words[6] == "(\(words[8]))", columns.contains("\(words[5]).\(words[8])"), text.hasSuffix(" WHERE \(words[8]) IS NOT NULL") { return nil }
    // Filled from what there is; nobody else looks at it.
    if text.hasPrefix("INSERT INTO "), words.count > 2, own.contains(words[2]) { return nil }
    // Likewise: what stands there stays as it was.
    for table in own { for change in ["UPDATE", "DELETE"] where text.contains("CREATE TRIGGER \(table)_NO_\(change) BEFORE \(change) ON \(table) ") { return nil } }
    // Only how rows are laid out.
    if text.hasPrefix("ALTER TABLE "), text.contains(" SET (FILLFACTOR") { return nil }
    if text.hasPrefix("ALTER TABLE "), words.count > 4, words[3] == "ADD", words[4] == "COLUMN" {
        return text.contains(" NOT NULL") && !text.contains(" DEFAULT ") ? "a column that must be written" : nil
    }
    return text.isEmpty ? nil : text
}

/// The column that a statement adds, `TABLE.COLUMN`, where it may be left out.
private func optionalColumn(_ statement: String) -> String? {
    let words = statement.uppercased().split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count > 5, words[0] == "ALTER", words[3] == "ADD", words[4] == "COLUMN", !words.contains("NOT") else { return nil }
    return "\(words[2]).\(words[5])"
}

@Suite("Migrations beside which older programs go on")
struct ExpansionTests {
    @Test("only add")
    func declared() {
        for migration in schema where migration.expands {
            for dialect in [Dialect.sqlite, .postgres] {
                let statements = migration.statements.map { $0.plainText(in: dialect) }
                let own = Set(statements.compactMap { $0.uppercased().split(whereSeparator: \.isWhitespace) }.filter { $0.starts(with: ["CREATE", "TABLE"]) && $0.count > 2 }.map { String($0[2]) })
                let columns = Set(statements.compactMap(optionalColumn))
                for statement in statements { #expect(harm(statement, own: own, columns: columns) == nil, "\(migration.number) \(migration.name)") }
            }
        }
    }

    @Test("are not those that take away, rename, refuse or demand", arguments: [
        "DROP TABLE a", "ALTER TABLE a DROP COLUMN b", "ALTER TABLE a RENAME TO b", "ALTER TABLE a ADD COLUMN b BIGINT NOT NULL", "ALTER TABLE a ALTER COLUMN b SET NOT NULL",
        "CREATE UNIQUE INDEX a_b ON a (b)", "UPDATE a SET b = 1", "CREATE TRIGGER t BEFORE UPDATE ON a", "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)", "DELETE FROM a",
        "INSERT INTO a (b) VALUES (1)",
    ])
    func samples(_ statement: String) { #expect(harm(statement) != nil) }

    @Test("may make a new column unique that older programs leave empty")
    func uniqueColumn() {
        let index = "CREATE UNIQUE INDEX a_c ON a (c) WHERE c IS NOT NULL"
        #expect(harm(index, columns: ["A.C"]) == nil)
        #expect(harm(index) != nil && harm(index, columns: ["A.B"]) != nil)
        #expect(harm("CREATE UNIQUE INDEX a_c ON a (c)", columns: ["A.C"]) != nil && harm("CREATE UNIQUE INDEX a_c ON a (b, c) WHERE c IS NOT NULL", columns: ["A.C"]) != nil)
    }

    @Test("may keep the rows of a new table as they are, and of no other")
    func unchangeable() {
        let trigger = "CREATE TRIGGER a_no_delete BEFORE DELETE ON a BEGIN SELECT RAISE(ABORT, 'no'); END"
        #expect(harm(trigger, own: ["A"]) == nil && harm(trigger) != nil && harm(trigger, own: ["B"]) != nil)
    }

    @Test("may add tables, indexes and columns that can be left out", arguments: [
        "CREATE TABLE a (b BIGINT)", "CREATE INDEX a_b ON a (b)", "ALTER TABLE a ADD COLUMN b BIGINT", "ALTER TABLE a ADD COLUMN b BIGINT NOT NULL DEFAULT 0",
    ])
    func additions(_ statement: String) { #expect(harm(statement) == nil) }
}

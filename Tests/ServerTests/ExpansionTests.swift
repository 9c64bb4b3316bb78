import Database
import Testing

@testable import kontor

/// What a statement of a migration does that a program may not be able to do without knowing of it; nil when it only adds.
private func harm(_ statement: String) -> String? {
    let words = statement.split(whereSeparator: \.isWhitespace).map { $0.uppercased() }
    let text = words.joined(separator: " ")
    if text.hasPrefix("CREATE TABLE ") || text.hasPrefix("CREATE INDEX ") { return nil }
    // Only how rows are laid out.
    if text.hasPrefix("ALTER TABLE "), text.contains(" SET (FILLFACTOR") { return nil }
    if text.hasPrefix("ALTER TABLE "), words.count > 4, words[3] == "ADD", words[4] == "COLUMN" {
        return text.contains(" NOT NULL") && !text.contains(" DEFAULT ") ? "a column that must be written" : nil
    }
    return text.isEmpty ? nil : text
}

@Suite("Migrations beside which older programs go on")
struct ExpansionTests {
    @Test("only add")
    func declared() {
        for migration in schema where migration.expands {
            for statement in migration.statements {
                for dialect in [Dialect.sqlite, .postgres] { #expect(harm(statement.plainText(in: dialect)) == nil, "\(migration.number) \(migration.name)") }
            }
        }
    }

    @Test("are not those that take away, rename, refuse or demand", arguments: [
        "DROP TABLE a", "ALTER TABLE a DROP COLUMN b", "ALTER TABLE a RENAME TO b", "ALTER TABLE a ADD COLUMN b BIGINT NOT NULL", "ALTER TABLE a ALTER COLUMN b SET NOT NULL",
        "CREATE UNIQUE INDEX a_b ON a (b)", "UPDATE a SET b = 1", "CREATE TRIGGER t BEFORE UPDATE ON a", "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)", "DELETE FROM a",
    ])
    func samples(_ statement: String) { #expect(harm(statement) != nil) }

    @Test("may add tables, indexes and columns that can be left out", arguments: [
        "CREATE TABLE a (b BIGINT)", "CREATE INDEX a_b ON a (b)", "ALTER TABLE a ADD COLUMN b BIGINT", "ALTER TABLE a ADD COLUMN b BIGINT NOT NULL DEFAULT 0",
    ])
    func additions(_ statement: String) { #expect(harm(statement) == nil) }
}

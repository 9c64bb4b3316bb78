import Database
import Kernel
import Testing
import TestSupport

@Suite("Values go to the engine and come back the same")
struct BindingTests {
    @Test("every type of value comes back exactly", arguments: Engine.allCases)
    func everyType(engine: Engine) async throws {
        let texts = ["", "Болт М8×20", "it's \"quoted\" \\ and\nbroken\t{a,b}", "$1 ? NULL", "日本語 🛠️", String(repeating: "ж", count: 100_000)]
        let numbers: [Int64] = [0, 1, -1, 9_007_199_254_740_993, .max, .min]
        let bytes: [[UInt8]] = [[], [0], Array(0...255), Array(repeating: 0x5c, count: 10_000)]
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            for (index, text) in texts.enumerated() {
                let number = numbers[index % numbers.count], picture = bytes[index % bytes.count]
                let row = try await database.write { writer in
                    try writer.run("INSERT INTO products (article, name, picture) VALUES (\("A-\(index)"), \(text), \(picture))")
                    return try writer.rows("SELECT name, picture, CAST(\(number) AS BIGINT) AS number, name = \(text) AS same, article FROM products WHERE name = \(text)")
                }
                #expect(row.count == 1)
                #expect(try row.first?.get("name") == text)
                #expect(try row.first?.get("picture") == picture)
                #expect(try row.first?.get("number") == number)
                #expect(try row.first?.get("same") == true)
            }
        }
    }

    @Test("nothing stays nothing, wherever it stands", arguments: Engine.allCases)
    func null(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            let none: String? = nil, noBytes: [UInt8]? = nil, filter: Int64? = nil
            let row = try await database.write { writer in
                try writer.run("INSERT INTO products (article, name, picture) VALUES ('A', \(none), \(noBytes))")
                return try writer.row("SELECT name, picture FROM products WHERE (\(filter) IS NULL OR id = \(filter)) AND article = COALESCE(\(none), 'A')")
            }
            let found = try #require(row)
            #expect(try found.find("name", as: String.self) == nil)
            #expect(try found.find("picture", as: [UInt8].self) == nil)
        }
    }

    @Test("a text with a NUL is refused, not cut off", arguments: Engine.allCases)
    func nul(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            for statement: SQL in ["SELECT \("a\0b") AS a", "SELECT 1 AS a WHERE 'a' \(in: ["a\0b"])", "SELECT a FROM \(table: table([("a", .text)], [[.text("a\0b")]])) AS v"] {
                await expectProblem(.invalidValue) { try await database.read { try $0.rows(statement) } }
            }
        }
    }

    @Test("a list of 5,000 numbers or texts is one parameter", arguments: Engine.allCases)
    func lists(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            let articles = (1...5_000).map { "Арт'\"\\,{}-\($0)" }
            let found = try await database.write { writer in
                try writer.insert(into: "products", table([("article", .text)], articles.map { [.text($0)] }))
                let byArticle = try writer.rows("SELECT id, article FROM products WHERE article \(in: articles) ORDER BY id").map { try $0.get("id", as: Int64.self) }
                let byNumber = try writer.rows("SELECT id FROM products WHERE id \(in: byArticle) ORDER BY id").map { try $0.get("id", as: Int64.self) }
                #expect(byArticle == byNumber)
                return byNumber
            }
            #expect(found.count == 5_000)
        }
    }

    @Test("an empty list finds nothing, and not being in it finds everything", arguments: Engine.allCases)
    func emptyList(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            _ = try await database.write { try $0.run("INSERT INTO products (article) VALUES ('A')") }
            let numbers: [Int64] = [], texts: [String] = []
            let counts = try await database.read { reader in
                try (["id \(in: numbers)", "article \(in: texts)", "NOT (article \(in: texts))"] as [SQL])
                    .map { try reader.rows("SELECT id FROM products WHERE \($0)").count }
            }
            #expect(counts == [0, 0, 1])
        }
    }

    @Test("a list uses the index", arguments: Engine.allCases)
    func listUsesIndex(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            try await database.write { writer in
                try writer.insert(into: "products", table([("article", .text)], (1...2_000).map { [.text("A-\($0)")] }))
                try writer.run("ANALYZE")
            }
            let plan = try await database.read { reader in
                try reader.rows((engine == .sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + "SELECT id FROM products WHERE article \(in: ["A-1", "A-2"])")
                    .map { try $0.get(engine == .sqlite ? "detail" : "QUERY PLAN", as: String.self) }.joined(separator: "\n")
            }
            #expect(plan.contains("INDEX") || plan.contains("Index"), "\(plan)")
        }
    }

    @Test("a table of values keeps 64-bit numbers, texts and gaps, in columns of any number", arguments: Engine.allCases)
    func valueTable(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let rows: [[SQLValue]] = [
                [.integer(.max), .text("\"кавычки\" \\ {a,b}\n\u{1}"), .null], [.integer(.min), .null, .text("NULL")],
                [.integer(9_007_199_254_740_993), .text(""), .text("123")], [.null, .text("🛠️"), .text("[1]")],
            ]
            let given = table([("a", .integer), ("b", .text), ("c", .text)], rows)
            let answer = try await database.read { try $0.rows("SELECT a, b, c FROM \(table: given) AS v") }
            #expect(answer.map(\.values) == rows)
            let empty = ValueTable([("a", .integer)])
            let none = try await database.read { try $0.rows("SELECT a FROM \(table: empty) AS v") }
            #expect(none.isEmpty)
        }
    }

    @Test("a value of the wrong type does not slip into a table of values", arguments: Engine.allCases)
    func wrongType(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let given = table([("a", .integer)], [[.text("1")]])
            await expectProblem(.invalidValue) { try await database.read { try $0.rows("SELECT a FROM \(table: given) AS v") } }
            let odd = table([("a FROM secrets --", .integer)], [[.integer(1)]])
            await expectProblem(.invalidValue) { try await database.read { try $0.rows("SELECT 1 AS a FROM \(table: odd) AS v") } }
        }
    }

    @Test("insert tells what became of the rows", arguments: Engine.allCases)
    func insertReturning(engine: Engine) async throws {
        try await withDatabase(engine, migrations: testMigrations) { database async throws in
            let given = table([("article", .text), ("on_hand", .integer)], [[.text("A"), .integer(1)], [.text("B"), .integer(2)]])
            let (first, again) = try await database.write { writer in
                let upsert: SQL = "ON CONFLICT (article) DO UPDATE SET on_hand = products.on_hand + excluded.on_hand RETURNING article, on_hand"
                return (try writer.insert(into: "products", given, then: upsert), try writer.insert(into: "products", given, then: upsert))
            }
            #expect(Set(try first.map { try $0.get("on_hand", as: Int.self) }) == [1, 2])
            #expect(Set(try again.map { try $0.get("on_hand", as: Int.self) }) == [2, 4])
        }
    }

    @Test("floating-point answers are refused", arguments: Engine.allCases)
    func noFloatingPoint(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            await expectProblem(.invalidValue) { try await database.read { try $0.rows("SELECT CAST(1.5 AS DOUBLE PRECISION) AS a") } }
            let sum = try await database.read { try $0.row("SELECT CAST(SUM(a) AS BIGINT) AS sum FROM \(table: table([("a", .integer)], [[.integer(1)], [.integer(2)]])) AS v") }
            #expect(try sum?.get("sum") == 3)
        }
    }

    @Test("LIKE looks at the case on both engines", arguments: Engine.allCases)
    func like(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let row = try await database.read { try $0.row("SELECT 'bolt' LIKE 'BO%' AS different, 'bolt' LIKE 'bo%' AS same") }
            #expect(try row?.get("different") == false)
            #expect(try row?.get("same") == true)
        }
    }
}

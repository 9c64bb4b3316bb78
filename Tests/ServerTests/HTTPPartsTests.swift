import Database
import HTTP
import HTTPTypes
import Kernel
import TestSupport
import Testing

@Suite("Cursors, repeated requests and rates")
struct HTTPPartsTests {
    let signer = CursorSigner(secret: Array("a secret of the portal".utf8))

    @Test("a cursor opens where it was given out")
    func cursor() throws {
        let position = ["Болт М8 \"x\"", "42", ""]
        let cursor = signer.sign(position, for: "GET /products?brand=b1 client 7")
        #expect(cursor.utf8.allSatisfy { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || (48...122).contains($0) })
        #expect(try signer.open(cursor, for: "GET /products?brand=b1 client 7") == position)
    }

    @Test("a forged or foreign cursor is refused")
    func forged() throws {
        let list = "GET /orders client 7"
        let cursor = signer.sign(["42"], for: list)
        let other = CursorSigner(secret: Array("another secret".utf8)).sign(["42"], for: list)
        var forged = [other, "", ".", "abc", cursor + ".x", String(cursor.dropFirst()), String(repeating: "A", count: 100_000), "W10.W10"]
        for place in cursor.indices {  // every single character counts
            let swapped = cursor[place] == "A" ? "B" : "A"
            // The last character of a part may hold unused bits; those change nothing that is decoded.
            let next = cursor.index(after: place)
            if next < cursor.endIndex, cursor[next] != "." { forged.append(cursor.replacingCharacters(at: place, with: swapped)) }
        }
        for wrong in forged where wrong != cursor {
            #expect(throws: Refusal(.validation, "cursor_invalid", problems: [Refusal.Problem("/cursor", .validation, "cursor_invalid")])) {
                try signer.open(wrong, for: list)
            }
        }
        #expect(throws: Refusal.self) { try signer.open(cursor, for: "GET /orders client 8") }
    }

    @Test("a bucket lets the burst through, then the rate, and tells when to come back")
    func rates() {
        let limiter = RateLimiter(rate: 10, burst: 20)
        let start = Instant(milliseconds: 1_000_000)
        let first = (0..<25).map { _ in limiter.take("a", now: start).isAllowed }
        #expect(first.count { $0 } == 20 && first.prefix(20).allSatisfy { $0 })
        #expect(limiter.take("a", now: start).reset == 1)
        #expect(limiter.take("b", now: start).remaining == 19)
        let later = Instant(milliseconds: 1_000_500)
        #expect((0..<9).map { _ in limiter.take("a", now: later).isAllowed }.count { $0 } == 5)
        #expect(limiter.take("a", now: Instant(milliseconds: 0)).isAllowed == false)  // a clock that jumps back gives nothing away
        let full = limiter.take("a", now: later.adding(seconds: 60))
        #expect(full.remaining == 19)
        #expect(
            limiter.headers(full).map { "\($0.name): \($0.value)" } == ["RateLimit-Policy: \"default\";q=20;w=2", "RateLimit: \"default\";r=19;t=1"])
    }

    @Test(
        "addresses are read as they are written, and nothing else",
        arguments: [
            ("127.0.0.1", "127.0.0.1"), ("::ffff:10.0.0.1", "10.0.0.1"), ("::1", "0:0:0:0:0:0:0:1"), ("fe80::1%eth0", "fe80:0:0:0:0:0:0:1"),
            ("2001:db8::", "2001:db8:0:0:0:0:0:0"), ("1.2.3", nil), ("1.2.3.256", nil), ("1.2.3.+4", nil), (":::", nil), ("1::2::3", nil), ("", nil),
            ("g::", nil),
            ("1:2:3:4:5:6:7:8:9", nil),
        ])
    func addresses(text: String, expected: String?) { #expect(IPAddress(text)?.description == expected) }

    @Test(
        "a network holds its addresses",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.168.4.0/22", "192.168.7.255", true),
            ("192.168.4.0/22", "192.168.8.0", false),
            ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false), ("fc00::/7", "fdff::1", true), ("1.2.3.4", "1.2.3.4", true),
            ("1.2.3.4", "1.2.3.5", false),
        ])
    func networks(network: String, address: String, inside: Bool) throws {
        #expect(try #require(IPNetwork(network)).contains(#require(IPAddress(address))) == inside)
    }

    @Test("a form is read strictly")
    func forms() throws {
        let form = try Form(parsing: "a=1&a=2&%D0%BA=%D0%B0+%26&empty=&bare&&x=1=2")
        #expect(form.values.map { "\($0.name)=\($0.value)" } == ["a=1", "a=2", "к=а &", "empty=", "bare=", "x=1=2"])
        #expect(form["a"] == "1" && form.all("a") == ["1", "2"])
        for broken in ["a=%", "a=%4", "a=%zz", "a=%ff", "%00=1", "a=%00"] { #expect(throws: Refusal.self) { try Form(parsing: broken) } }
        #expect(throws: Refusal.self) { try Form(parsing: String(repeating: "a&", count: Form.fieldLimit + 1)) }
    }

    @Test("a name is escaped so that it comes back")
    func escapes() {
        let text = "А/б c+d%&=?#~"
        #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == text)
        #expect(PercentEncoding.decode(PercentEncoding.encode(text), form: true) == text)
    }
}

@Suite("A request sent twice")
struct HTTPIdempotencyTests {
    static let migrations = [
        IdempotencyKey.migration,
        Migration(21, "effects", ["CREATE TABLE effects (id \(.identity), note \(.text) NOT NULL) \(.strict)"]),
    ]
    let now = Instant(milliseconds: 1_700_000_000_000)

    func key(_ key: String = "k-1", scope: String = "client 7", request: String = "POST /orders {}") throws -> IdempotencyKey {
        try IdempotencyKey(key, scope: scope, request: Array(request.utf8))
    }

    func place(_ database: any Database, _ key: IdempotencyKey?, note: String = "n", refuse: Bool = false) async throws -> StoredAnswer {
        let now = now
        return try await database.write { writer in
            try writer.once(key, now: now) {
                let id: Int64? = try writer.rows("INSERT INTO effects (note) VALUES (\(note)) RETURNING id").first?.get("id")
                if refuse { throw Refusal(.short) }
                return StoredAnswer(status: 201, body: "{\"id\":\(id ?? 0)}")
            }
        }
    }

    func effects(_ database: any Database) async throws -> Int64 {
        try await database.read { reader in try reader.row("SELECT count(*) AS n FROM effects")?.get("n") ?? 0 }
    }

    @Test("the same request again has the same answer and no second effect", arguments: Engine.allCases)
    func again(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            let first = try await place(database, try key())
            #expect(try await place(database, try key()) == first)
            #expect(try await effects(database) == 1)
            let another = try await place(database, try key(scope: "client 8"))
            #expect(another != first)
            #expect(try await effects(database) == 2)
        }
    }

    @Test("another request under the same key is a conflict", arguments: Engine.allCases)
    func conflict(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            _ = try await place(database, try key())
            await #expect(throws: Refusal(.idempotencyConflict)) { try await place(database, try key(request: "POST /orders {\"a\":1}")) }
            #expect(try await effects(database) == 1)
        }
    }

    @Test("what is refused leaves the key free", arguments: Engine.allCases)
    func refused(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            let key = try key()
            await #expect(throws: Refusal(.short)) { try await place(database, key, refuse: true) }
            let count = try await effects(database)
            #expect(count == 0)
            let answer = try await place(database, key)
            #expect(answer.status == 201)
        }
    }

    @Test("twenty at once have one effect and one answer", arguments: Engine.allCases)
    func atOnce(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            let key = try key()
            let answers = try await withThrowingTaskGroup(of: StoredAnswer.self) { group in
                for number in 0..<20 { group.addTask { try await place(database, key, note: "n\(number)") } }
                return try await group.reduce(into: Set<StoredAnswer>()) { $0.insert($1) }
            }
            #expect(answers.count == 1)
            #expect(try await effects(database) == 1)
        }
    }

    @Test("old keys are forgotten", arguments: Engine.allCases)
    func purge(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            _ = try await place(database, try key())
            let now = now
            #expect(try await database.write { try $0.purgeIdempotencyKeys(before: now) } == 0)
            #expect(try await database.write { try $0.purgeIdempotencyKeys(before: now.adding(seconds: 1)) } == 1)
            _ = try await place(database, try key())
            #expect(try await effects(database) == 2)
        }
    }

    @Test("a key is 1 to 255 visible ASCII characters", arguments: ["", "a b", "ключ", "a\n", String(repeating: "k", count: 256)])
    func invalid(text: String) { #expect(throws: Refusal.self) { try key(text) } }
}

extension String {
    func replacingCharacters(at place: Index, with text: String) -> String { self[..<place] + text + self[index(after: place)...] }
}

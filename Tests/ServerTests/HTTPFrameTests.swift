import HTTP
import HTTPTypes
import Hummingbird
import InMemoryLogging
import Kernel
import Logging
import NIOCore
import PortalTesting
import Testing

struct Fault: Error, CustomStringConvertible { let description = "password=secret in /srv/kontor" }

/// A router with routes that do what their names say.
func frameRouter(base: String = "https://portal.test", proxies: String = "", metrics: Metrics = Metrics()) throws -> PortalRouter {
    let frame = PortalFrame(
        baseURL: try #require(BaseURL(base)), trustedProxies: try #require(TrustedProxies(proxies)), metrics: metrics,
        page: { failure, _, _ in .html(Array("<h1>\(failure.title)</h1><p>\(failure.detail)</p><p>\(failure.requestID)</p>".utf8), status: failure.status) })
    let router = frame.router()
    for door in ["", "/api/v1"] {
        router.get("\(door)/refused") { _, _ -> Response in
            throw Refusal(.validation, "fields", problems: [Refusal.Problem("/lines/3/quantity", .belowMinimum)])
        }
        router.get("\(door)/busy") { _, _ -> Response in throw Refusal(.tooManyRequests, nil, ["retry_after": .integer(7)]) }
        router.get("\(door)/stranger") { _, _ -> Response in throw Refusal(.unauthenticated) }
        router.get("\(door)/broken") { _, _ -> Response in throw Fault() }
        router.get("\(door)/things/{name}") { _, context in try context.pathValue("name") }
        router.post("\(door)/things") { request, _ in String(try await request.bytes(upTo: 100_000).count) }
        router.post("\(door)/form") { request, _ in try await request.form()["name"] ?? "-" }
        router.get("\(door)/long") { _, _ in Response(String(repeating: "Болт М8×40 ", count: 500), type: "text/html; charset=utf-8") }
        router.get("\(door)/who") { _, context in "\(context.remoteAddress?.description ?? "-") \(context.isSecure)" }
    }
    router.get("/stream") { _, _ in
        Response(status: .ok, headers: [.contentType: "text/csv; charset=utf-8"], body: ResponseBody { writer in
            for number in 0..<100 { try await writer.write(ByteBuffer(string: "\(number);Болт\n")) }
            try await writer.finish(nil)
        })
    }
    frame.close(router) { [] }
    return router
}

@Suite("The frame of every request")
struct HTTPFrameTests {
    @Test(
        "every answer carries the headers that protect it, errors too",
        arguments: [
            "/things/x", "/refused", "/broken", "/nowhere", "/api/v1/refused", "/api/v1/broken", "/api/v1/nowhere", "/livez",
        ])
    func headers(path: String) async throws {
        let answer = try await PortalClient(frameRouter()).get(path)
        let policy = try #require(answer.header("Content-Security-Policy"))
        #expect(policy.contains("frame-ancestors 'none'") && policy.contains("default-src") && !policy.contains("unsafe"))
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        #expect(answer.header("Referrer-Policy") == "same-origin")
        #expect(answer.header("Permissions-Policy") != nil)
        #expect(answer.header("Cache-Control") == "no-store")
        #expect(answer.header("Strict-Transport-Security") == "max-age=31536000")
        #expect(answer.header("X-Request-Id") != nil)
    }

    @Test(
        "a page goes out packed to whoever takes it so, and as it is to others",
        arguments: [("gzip, deflate, br", true), ("br, GZIP;q=0.5", true), ("*", true), ("", false), ("br", false), ("gzip;q=0", false), ("gzip; q=0.0, *", false), ("xgzip", false)])
    func packed(coding: String, isPacked: Bool) async throws {
        let client = try PortalClient(frameRouter())
        let plain = try await client.get("/long")
        #expect(plain.header("Content-Encoding") == nil && plain.header("Vary") == "Accept-Encoding")
        let answer = try await client.get("/long", headers: [.acceptEncoding: coding])
        #expect(answer.header("Vary") == "Accept-Encoding")
        #expect(answer.header("Content-Encoding") == (isPacked ? "gzip" : nil))
        #expect(answer.header("Content-Length") == String(answer.body.count))
        #expect((answer.body.count < plain.body.count / 10) == isPacked)
        #expect(answer.body.starts(with: [0x1F, 0x8B]) == isPacked)
        // Short answers and programs' ones stay as they are.
        for path in ["/who", "/api/v1/long"] { #expect(try await client.get(path, headers: [.acceptEncoding: coding]).header("Content-Encoding") == nil) }
    }

    @Test("an answer to HEAD tells the length that the one to GET has, packed or not", arguments: ["/long", "/who", "/api/v1/long", "/stream", "/livez"], ["gzip", ""])
    func headLength(path: String, coding: String) async throws {
        let client = try PortalClient(frameRouter())
        let whole = try await client.get(path, headers: [.acceptEncoding: coding])
        let head = try await client.send(.head, path, headers: [.acceptEncoding: coding])
        #expect(head.body.isEmpty && head.status == whole.status && !whole.body.isEmpty)
        #expect(head.header("Content-Length") == String(whole.body.count))
        for name in ["Content-Encoding", "Vary", "Content-Type"] { #expect(head.header(name) == whole.header(name)) }
    }

    @Test("without TLS nothing promises it")
    func plain() async throws {
        let answer = try await PortalClient(frameRouter(base: "http://localhost:8080")).get("/livez")
        #expect(answer.header("Strict-Transport-Security") == nil)
    }

    @Test(
        "a sane request number is kept, another is replaced",
        arguments: [
            ("0190a-b_c.D", true), ("short", false), ("has blank 1", false), (String(repeating: "a", count: 65), false), ("пример-номера", false),
        ])
    func requestID(number: String, kept: Bool) async throws {
        let name = try #require(HTTPField.Name("X-Request-Id"))
        let answer = try await PortalClient(frameRouter()).get("/livez", headers: [name: number])
        #expect((answer.header("X-Request-Id") == number) == kept)
        #expect(answer.header("X-Request-Id")?.isEmpty == false)
    }

    @Test("a program is refused in problem+json, in its language")
    func problem() async throws {
        let client = try PortalClient(frameRouter())
        let russian = try await client.get("/api/v1/refused")
        let english = try await client.get("/api/v1/refused", headers: [.acceptLanguage: "en-GB, ru;q=0.5"])
        for answer in [russian, english] {
            #expect(answer.status.code == 422)
            #expect(answer.header("Content-Type") == "application/problem+json")
            #expect(answer.json["type"]?.string == "https://portal.test/api/problems/validation")
            #expect(answer.json["status"]?.int == 422)
            #expect(answer.json["code"]?.string == "validation")
            #expect(answer.json["errors"]?.array?.first?["pointer"]?.string == "/lines/3/quantity")
            #expect(answer.json["errors"]?.array?.first?["code"]?.string == "below_minimum")
            #expect(answer.json["request_id"]?.string == answer.header("X-Request-Id"))
            for field in ["title", "detail"] { #expect(answer.json[field]?.string?.isEmpty == false) }
        }
        #expect(russian.header("Content-Language") == "ru" && english.header("Content-Language") == "en")
        #expect(russian.json["title"] != english.json["title"])
    }

    @Test("statuses carry what the client needs to go on")
    func carried() async throws {
        let client = try PortalClient(frameRouter())
        let busy = try await client.get("/api/v1/busy")
        #expect(busy.status.code == 429 && busy.header("Retry-After") == "7")
        let page = try await client.get("/busy")
        #expect(page.status.code == 429 && page.header("Retry-After") == "7")
        let stranger = try await client.get("/api/v1/stranger")
        #expect(stranger.status.code == 401 && stranger.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
    }

    @Test("what is nowhere is 404, another method is 405 with those that are allowed")
    func nowhere() async throws {
        let client = try PortalClient(frameRouter())
        for path in ["/nowhere", "/api/v1/nowhere", "/api/v1/things/x/y"] { #expect(try await client.get(path).status.code == 404) }
        let wrong = try await client.send(.delete, "/api/v1/things/x")
        #expect(wrong.status.code == 405 && wrong.header("Allow") == "GET, HEAD")
        #expect(wrong.json["code"]?.string == "method_not_allowed")
        #expect(try await client.send(.put, "/things").status.code == 405)
        let head = try await client.send(.head, "/things/abc")
        #expect(head.status.code == 200 && head.body.isEmpty && head.header("Content-Length") == "3")
    }

    @Test("a breakdown tells its number and nothing of the inside, the log tells all", arguments: ["/broken", "/api/v1/broken"])
    func breakdown(path: String) async throws {
        let log = InMemoryLogHandler()
        let answer = try await PortalClient(frameRouter(), logger: Logger(label: "test") { _ in log }).get(path)
        #expect(answer.status.code == 500)
        #expect(!answer.text.contains("secret") && !answer.text.contains("Fault"))
        let number = try #require(answer.header("X-Request-Id"))
        #expect(answer.text.contains(number))
        let entry = try #require(log.entries.first { $0.level == .error })
        #expect("\(entry.message)" == "Request failed")
        #expect(entry.metadata["request_id"] == .string(number))
        #expect(entry.metadata["error"].map { "\($0)" }?.contains("Fault") == true)
    }

    @Test("one line a request, with the route and not the path")
    func line() async throws {
        let log = InMemoryLogHandler()
        _ = try await PortalClient(frameRouter(), logger: Logger(label: "test") { _ in log }).get("/things/private?token=1")
        let entries = log.entries.filter { $0.level >= .info }
        #expect(entries.count == 1)
        #expect("\(try #require(entries.first).message)" == "Request")
        #expect(entries.first?.metadata["route"] == "/things/{name}")
        #expect(entries.first?.metadata["status"] == .stringConvertible(200))
        #expect(entries.first.map { "\($0.metadata)" }?.contains("private") == false)
    }

    @Test("an answer that asks to wait says for how long, whoever wrote it")
    func retryAfter() async throws {
        let router = try frameRouter()
        router.get("/waits") { _, _ in Response("later", type: "text/plain", status: .tooManyRequests) }
        let client = PortalClient(router)
        #expect(try await client.get("/waits").header("Retry-After") == "60")
        #expect(try await client.get("/busy").header("Retry-After") == "7")
        #expect(try await client.get("/livez").header("Retry-After") == nil)
    }

    @Test("nothing sent is a form without fields, something of another type is none")
    func emptyForm() async throws {
        let client = try PortalClient(frameRouter())
        #expect(try await client.send(.post, "/form").text == "-")
        #expect(try await client.send(.post, "/form", headers: [.contentType: "text/plain"]).text == "-")
        #expect(try await client.send(.post, "/form", body: Array("name=x".utf8)).status.code == 422)
        #expect(try await client.send(.post, "/form", headers: [.contentType: "application/json"], body: Array("{}".utf8)).status.code == 422)
    }

    @Test("a body beyond the limit is refused, announced or not")
    func bodies() async throws {
        let client = try PortalClient(frameRouter())
        let body = Array(repeating: UInt8(ascii: "a"), count: 100_001)
        #expect(try await client.send(.post, "/api/v1/things", body: Array(body.dropLast())).text == "100000")
        let sent = try await client.send(.post, "/api/v1/things", body: body)
        #expect(sent.status.code == 413 && sent.json["code"]?.string == "payload_too_large")
        let announced = try await client.send(.post, "/api/v1/things", headers: [.contentLength: "100001"])
        #expect(announced.status.code == 413)
    }

    @Test(
        "a path names what it decodes to, a broken escape names nothing",
        arguments: [
            ("/things/%D0%90%2F1", 200, "А/1"), ("/things/a+b", 200, "a+b"), ("/things/%zz", 404, nil), ("/things/%FF", 404, nil),
            ("/things/a%00", 404, nil),
        ])
    func paths(path: String, status: Int, text: String?) async throws {
        let answer = try await PortalClient(frameRouter()).get(path)
        #expect(answer.status.code == status)
        if let text { #expect(answer.text == text) }
    }

    @Test(
        "another site cannot post with a visitor's cookie; programs and this site can",
        arguments: [
            (["Sec-Fetch-Site": "same-origin"], 200), (["Sec-Fetch-Site": "none"], 200), (["Sec-Fetch-Site": "cross-site"], 403),
            (["Sec-Fetch-Site": "same-site"], 403), (["Sec-Fetch-Site": "cross-site", "Origin": "https://portal.test"], 403), ([:], 200),
            (["Origin": "https://portal.test"], 200), (["Origin": "https://portal.test:443"], 200), (["Origin": "http://portal.test"], 200),
            (["Origin": "https://portal.test.evil.example"], 403), (["Origin": "null"], 403), (["Origin": "https://portal.test:444"], 403),
            (["Referer": "https://portal.test/cart?x=1"], 200), (["Referer": "https://portal.test"], 200), (["Referer": "https://evil.example/https://portal.test"], 403),
            (["Referer": "https://portal.test.evil.example/"], 403), (["Referer": "portal.test"], 403), (["Referer": "https://portal.test@evil.example/"], 403),
            (["Referer": "https://evil.example/", "Origin": "https://portal.test"], 200), (["Referer": "https://portal.test/", "Origin": "https://evil.example"], 403),
        ])
    func origins(headers: [String: String], status: Int) async throws {
        let client = try PortalClient(frameRouter())
        var fields = HTTPFields()
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        #expect(try await client.post("/form", headers: fields, form: [("name", "А&б")]).status.code == status)
        #expect(try await client.post("/api/v1/form", headers: fields, form: [("name", "x")]).status.code == 200)
        #expect(try await client.get("/who", headers: fields).status.code == 200)
    }

    @Test(
        "with a session's cookie a form must tell where it comes from",
        arguments: [
            ("kontor=ks_1", 403), ("theme=dark; __Host-kontor=ks_1", 403), ("theme=dark", 200), ("kontor_exchange=ka_1", 200), ("x=kontor=1", 200),
        ])
    func sessionTellsOrigin(cookie: String, status: Int) async throws {
        let client = try PortalClient(frameRouter())
        let form: HTTPFields = [.cookie: cookie, .contentType: "application/x-www-form-urlencoded"]
        func posted(_ path: String, _ fields: HTTPFields) async throws -> Int {
            try await client.send(.post, path, headers: fields, body: Array("name=x".utf8), tellsOrigin: false).status.code
        }
        #expect(try await posted("/form", form) == status)
        #expect(try await posted("/api/v1/form", form) == 200)
        var told = form
        told[.origin] = "https://portal.test"
        #expect(try await posted("/form", told) == 200)
        #expect(try await client.send(.get, "/who", headers: form, tellsOrigin: false).status.code == 200)
    }

    @Test(
        "only a trusted proxy may say who the client is",
        arguments: [
            ("203.0.113.5", "198.51.100.1", "203.0.113.5 false"), ("10.0.0.2", "198.51.100.1", "198.51.100.1 true"),
            ("10.0.0.2", "6.6.6.6, 198.51.100.1", "198.51.100.1 true"), ("10.0.0.2", "198.51.100.1, 10.0.0.9", "198.51.100.1 true"),
            ("10.0.0.2", "nonsense", "10.0.0.2 true"), ("::1", "2001:db8::7", "2001:db8:0:0:0:0:0:7 true"),
        ])
    func proxies(peer: String, forwarded: String, seen: String) async throws {
        let names = try (#require(HTTPField.Name("X-Forwarded-For")), #require(HTTPField.Name("X-Forwarded-Proto")))
        let client = try PortalClient(frameRouter(proxies: "10.0.0.0/8, ::1"), address: peer)
        #expect(try await client.get("/who", headers: [names.0: forwarded, names.1: "https"]).text == seen)
    }

    @Test("the figures are counted by route and shown to the inside only")
    func metrics() async throws {
        let metrics = Metrics()
        let router = try frameRouter(proxies: "10.0.0.2", metrics: metrics)
        let inside = PortalClient(router, address: "127.0.0.1")
        for name in ["a", "b"] { _ = try await inside.get("/things/\(name)") }
        _ = try await inside.get("/wp-login.php")
        metrics.gauge("kontor_queue_depth", "Jobs waiting.") { [Metrics.Sample(3, [("queue", "ma\"il")])] }
        let text = try await inside.get("/metrics").text
        for line in [
            #"http_server_requests_total{http_request_method="GET",http_response_status_code="200",http_route="/things/{name}"} 2"#,
            #"http_server_requests_total{http_request_method="GET",http_response_status_code="404",http_route="unmatched"} 1"#,
            #"http_server_request_duration_seconds_bucket{http_request_method="GET",http_route="/things/{name}",le="+Inf"} 2"#,
            #"http_server_request_duration_seconds_count{http_request_method="GET",http_route="/things/{name}"} 2"#,
            "http_server_active_requests 1", #"kontor_queue_depth{queue="ma\"il"} 3"#, "# TYPE http_server_request_duration_seconds histogram",
        ] { #expect(text.split(separator: "\n").contains(line[...]), "\(line)") }
        #expect(!text.contains("wp-login"))
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        #expect(try await PortalClient(router, address: "10.0.0.2").get("/metrics", headers: [name: "198.51.100.1"]).status.code == 404)
    }

    @Test("series are bounded, whatever labels come")
    func bounded() async {
        let metrics = Metrics()
        let counter = metrics.counter("things_total", "Things.")
        for number in 0..<3000 { counter.add(1, [("n", String(number))]) }
        let text = await metrics.text()
        #expect(text.split(separator: "\n").count { $0.hasPrefix("things_total{") } == Metrics.seriesLimit)
        #expect(text.contains("metrics_dropped_total 1000"))
    }

    @Test("readiness tells what is missing")
    func readiness() async throws {
        let frame = PortalFrame(
            baseURL: try #require(BaseURL("http://a")), metrics: Metrics(), page: { failure, _, _ in .html([], status: failure.status) })
        let router = frame.router()
        frame.close(router) { ["database"] }
        let answer = try await PortalClient(router).get("/readyz")
        #expect(answer.status.code == 503 && answer.text == "database\n")
    }
}

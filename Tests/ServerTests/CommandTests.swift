import Foundation
import Glibc
import Testing

/// The command line as people and scripts use it: real processes.
@Suite struct CommandTests {
    @Test("wrong usage ends with 64, help with 0")
    func usage() async throws {
        try await Installation.with { kontor async throws in
            for wrong in [["nonsense"], ["migrate", "--nonsense"], ["user", "create"], ["import"]] {
                #expect(try await kontor.begin(wrong, as: "wrong").end() == 64)
            }
            #expect(try await kontor.begin(["token", "create", "--name", "x", "--scope", "catalog"], as: "wrong").end() == 64)
            #expect(try await kontor.run("--help").code == 0)
            #expect(try await kontor.run("version").out == "kontor 0.1.0\n")
        }
    }

    @Test(
        "a wrong setting is one sentence and code 1",
        arguments: [
            ["KONTOR_LISTEN": "8080"], ["KONTOR_LISTEN": "localhost:99999"], ["KONTOR_DATABASE": "mysql://x"], ["KONTOR_BASE_URL": "portal.example"],
            ["KONTOR_LOG": "loud"], ["KONTOR_SMTP": "mail.example"], ["KONTOR_TRUSTED_PROXIES": "everyone"],
            ["KONTOR_CONFIG": "missing.yaml"], ["KONTOR_DATA": "/proc/none"],
        ])
    func settings(_ setting: [String: String]) async throws {
        try await Installation.with(setting) { kontor async throws in
            let answer = try await kontor.run("user", "list")
            #expect(answer.code == 1)
            #expect(answer.err.hasPrefix("kontor: "))
            #expect(answer.err.split(separator: "\n").count == 1)
            #expect(answer.out == "")
        }
    }

    @Test("an option beats the environment, which beats kontor.yaml")
    func precedence() async throws {
        try await Installation.with { kontor async throws in
            func folder(_ answer: Installation.Answer) -> String? {
                answer.out.firstMatch(of: #/"data folder","verdict":"ok","detail":"([^"]*)"/#).map { String($0.1) }
            }
            try "data: from-file\nbase_url: https://portal.example\n".write(toFile: kontor.folder + "/kontor.yaml", atomically: true, encoding: .utf8)
            let file = try await kontor.run("doctor", "--json")
            #expect(folder(file) == kontor.folder + "/from-file")
            #expect(file.out.contains("https://portal.example"))
            #expect(
                folder(try await kontor.run("doctor", "--json", with: ["KONTOR_DATA": "from-environment"])) == kontor.folder + "/from-environment")
            #expect(
                folder(try await kontor.run("doctor", "--json", "--data", "from-option", with: ["KONTOR_DATA": "from-environment"])) == kontor.folder
                    + "/from-option")
            try "data: x\ndatta: y\n".write(toFile: kontor.folder + "/kontor.yaml", atomically: true, encoding: .utf8)
            #expect(try await kontor.run("doctor").err.contains("“datta”"))
            try "data: [".write(toFile: kontor.folder + "/kontor.yaml", atomically: true, encoding: .utf8)
            #expect(try await kontor.run("doctor").code == 1)
        }
    }

    @Test("the schema is checked, brought up to date, and then current; what is made is its owner's alone")
    func migrating() async throws {
        try await Installation.with { kontor async throws in
            #expect(try await kontor.run("migrate", "--check").code == 1)
            #expect(try await kontor.run("migrate").code == 0)
            #expect(try await kontor.run("migrate", "--check").code == 0)
            #expect(try await kontor.run("migrate", "--json").out == "{\"applied\":[]}\n")
            _ = try await kontor.run("user", "list")
            let secret = try #require(FileManager.default.contents(atPath: kontor.data + "/secret"))
            _ = try await kontor.run("user", "list")
            #expect(FileManager.default.contents(atPath: kontor.data + "/secret") == secret)
            #expect(String(decoding: secret, as: UTF8.self).wholeMatch(of: #/[0-9a-f]{64}\n/#) != nil)
            for name in ["", "/secret", "/lock", "/kontor.sqlite"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: kontor.data + name)
                #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o077 } == 0, "\(name)")
            }
        }
    }

    @Test("a running server carries out the commands, several at once, and frees everything when it stops")
    func throughServer() async throws {
        try await Installation.with { kontor async throws in
            let code = try await kontor.serving { address async throws in
                let codes = try await withThrowingTaskGroup(of: Int32.self) { group in
                    for number in 0..<8 {
                        group.addTask {
                            try await kontor.run("user", "create", "--email", "u\(number)@example.ru", "--name", "У", "--role", "manager").code
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(codes == Array(repeating: 0, count: 8))
                let list = try await kontor.run("user", "list", "--json")
                #expect(list.out.components(separatedBy: "@example.ru").count == 9)
                let again = try await kontor.run("user", "create", "--email", "u1@example.ru", "--name", "У", "--role", "manager")
                #expect(again.code == 1)
                #expect(again.err.hasPrefix("kontor: "))
                // The server has the file for itself.
                let second = try await kontor.run("serve", "--listen", "127.0.0.1:0")
                #expect(second.code == 1)
                #expect(second.err.contains(kontor.data))
                #expect(try await status("http://\(address)/livez") == 200)
            }
            #expect(code == 0)
            #expect(!FileManager.default.fileExists(atPath: kontor.data + "/kontor.sock"))
            #expect(try await kontor.run("user", "list", "--json").out.components(separatedBy: "@example.ru").count == 9)
        }
    }

    @Test("what a killed server left in the folder hinders nobody")
    func afterKill() async throws {
        try await Installation.with { kontor async throws in
            let server = try kontor.begin(["serve", "--listen", "127.0.0.1:0"], as: "server")
            for _ in 0..<600 where !FileManager.default.fileExists(atPath: kontor.data + "/kontor.sock") {
                try await Task.sleep(for: .milliseconds(20))
            }
            kill(server.processIdentifier, SIGKILL)
            _ = await server.end()
            #expect(FileManager.default.fileExists(atPath: kontor.data + "/kontor.sock"))
            #expect(try await kontor.run("user", "list").code == 0)
            try await kontor.serving { _ async throws in #expect(try await kontor.run("user", "list").code == 0) }
        }
    }

    @Test("a client that goes away ends its command, and nonsense on the socket ends nothing")
    func rudeClients() async throws {
        try await Installation.with { kontor async throws in
            let many = (0..<20_000).map { "{\"external_id\":\"b\($0)\",\"name\":\"Марка \($0)\"}" }.joined(separator: "\n")
            try many.write(toFile: kontor.folder + "/brands.ndjson", atomically: true, encoding: .utf8)
            try await kontor.serving { address async throws in
                let client = try kontor.begin(["import", "brands.ndjson"], as: "import")
                for _ in 0..<500 where kontor.text("import.err").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
                kill(client.processIdentifier, SIGKILL)
                _ = await client.end()
                for hello in [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 2, 0x7B, 0x7D], [0, 0, 0, 9, 1, 2], Array("GET / HTTP/1.1\r\n\r\n".utf8)]
                    as [[UInt8]]
                {
                    try speak(hello, to: kontor.data + "/kontor.sock")
                }
                #expect(try await kontor.run("user", "list").code == 0)
                #expect(try await status("http://\(address)/readyz") == 200)
                // Time enough to finish, had nobody stopped it.
                try await Task.sleep(for: .seconds(4))
                let rest = try await kontor.run("import", "brands.ndjson", "--json")
                #expect(rest.out.contains("\"created\":0") == false, "\(rest.out)")
                #expect(rest.out.contains("\"unchanged\":0") == false, "\(rest.out)")
            }
        }
    }

    @Test("a folder that is held without a socket is said in one sentence")
    func heldFolder() async throws {
        try await Installation.with { kontor async throws in
            _ = try await kontor.run("migrate")
            let lock = open(kontor.data + "/lock", O_RDWR | O_CLOEXEC)
            defer { close(lock) }
            #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
            let answer = try await kontor.run("user", "list")
            #expect(answer.code == 1)
            #expect(answer.err.contains("takes no commands"))
            #expect(answer.err.split(separator: "\n").count == 1)
        }
    }

    @Test("a data folder may lie deeper than a socket's path may be long")
    func deepFolder() async throws {
        try await Installation.with(deep: true) { kontor async throws in
            try await kontor.serving { _ async throws in #expect(try await kontor.run("user", "list").code == 0) }
        }
    }

    @Test("relative paths are the client's, wherever the server runs")
    func relativePaths() async throws {
        try await Installation.with { kontor async throws in
            try FileManager.default.createDirectory(atPath: kontor.folder + "/elsewhere", withIntermediateDirectories: false)
            try "{\"external_id\":\"b\",\"name\":\"Марка\"}\n".write(
                toFile: kontor.folder + "/elsewhere/brands.ndjson", atomically: true, encoding: .utf8)
            try await kontor.serving { _ async throws in
                let elsewhere = Installation(folder: kontor.folder + "/elsewhere", environment: ["KONTOR_DATA": kontor.data])
                let answer = try await elsewhere.run("import", "brands.ndjson", "--json")
                #expect(answer.code == 0)
                #expect(answer.out.contains("\"created\":1"))
                let missing = try await elsewhere.run("import", "missing.ndjson")
                #expect(missing.code == 1 && missing.err.contains("missing.ndjson") && !missing.err.contains("/missing.ndjson"), "as it was typed")
            }
        }
    }

    @Test("what needs PostgreSQL says so")
    func postgresOnly() async throws {
        try await Installation.with { kontor async throws in
            for command in [["worker"], ["serve", "--no-jobs"]] {
                let process = try kontor.begin(command, as: "refused")
                #expect(await process.end() == 1)
                #expect(kontor.text("refused.err").contains("PostgreSQL"))
            }
        }
    }

    @Test("the demo goes into an empty database, and begins anew only when asked")
    func demo() async throws {
        try await Installation.with { kontor async throws in
            let first = try await kontor.run("demo", "--json")
            #expect(first.code == 0)
            #expect(first.out.contains("\"email\":\"buyer@demo.kontor.example\""))
            // Every client has somebody who orders and somebody who manages his people.
            for client in ["energo", "sibir", "domovoy", "svet", "agro", "krepmarket", "teplo", "remont", "vostok"] {
                for name in ["buyer", "admin"] { #expect(first.out.contains("\"email\":\"\(name)-\(client)@demo.kontor.example\""), "\(name) \(client)") }
            }
            #expect(try await kontor.run("demo").code == 1)
            try await kontor.serving { _ async throws in
                let again = try await kontor.run("demo", "--empty", "--password", "correct horse battery staple")
                #expect(again.code == 0, "\(again.err)")
                #expect(again.out.contains("correct horse battery staple"))
                try "{\"external_id\":\"own\",\"name\":\"Наш клиент\"}\n".write(
                    toFile: kontor.folder + "/clients.ndjson", atomically: true, encoding: .utf8)
                #expect(try await kontor.run("import", "clients.ndjson").code == 0)
                #expect(try await kontor.run("demo", "--empty").code == 1)
            }
        }
    }
}

/// Says something to a unix socket and hangs up.
private func speak(_ bytes: [UInt8], to path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let connected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    try #require(connected == 0)
    _ = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
}

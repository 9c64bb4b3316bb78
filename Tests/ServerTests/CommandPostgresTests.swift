import Foundation
import TestSupport
import Testing

/// The command line on PostgreSQL, where every command is its own process.
@Suite struct CommandPostgresTests {
    private static let secret = String(repeating: "5a", count: 32)

    @Test("on PostgreSQL a secret is compulsory, and the server starts only on a current schema")
    func starting() async throws {
        try await withDatabaseAddress(.postgres) { address async throws in
            try await Installation.with(["KONTOR_DATABASE": address.setting]) { kontor async throws in
                let secretless = try await kontor.run("serve")
                #expect(secretless.code == 1)
                #expect(secretless.err.contains("KONTOR_SECRET"))
                let behind = try await kontor.run("serve", with: ["KONTOR_SECRET": Self.secret])
                #expect(behind.code == 1)
                #expect(behind.err.contains("kontor migrate"))
            }
            try await Installation.with(["KONTOR_DATABASE": address.setting, "KONTOR_SECRET": Self.secret]) { kontor async throws in
                #expect(try await kontor.run("migrate").code == 0)
                let code = try await kontor.serving { _ async throws in
                    #expect(try await kontor.run("user", "create", "--email", "a@example.ru", "--name", "А", "--role", "manager").code == 0)
                    #expect(try await kontor.run("user", "list").out.contains("a@example.ru"))
                }
                #expect(code == 0)
                #expect(try await kontor.run("demo").code == 0)
                #expect(try await kontor.run("demo", "--empty").code == 0)
                #expect(!FileManager.default.fileExists(atPath: kontor.data + "/kontor.sock"))
            }
        }
    }

    @Test("a worker of its own ends when it is asked to")
    func worker() async throws {
        try await withDatabaseAddress(.postgres) { address async throws in
            try await Installation.with(["KONTOR_DATABASE": address.setting, "KONTOR_SECRET": Self.secret]) { kontor async throws in
                _ = try await kontor.run("migrate")
                let worker = try kontor.begin(["worker"], as: "worker")
                try await Task.sleep(for: .seconds(5))
                #expect(worker.isRunning)
                worker.terminate()
                #expect(await worker.end() == 0)
            }
        }
    }

    @Test("a database that cannot be reached is said in one sentence")
    func unreachable() async throws {
        try await Installation.with(["KONTOR_DATABASE": "postgres://nobody@127.0.0.1:1/none", "KONTOR_SECRET": Self.secret]) { kontor async throws in
            let answer = try await kontor.run("user", "list")
            #expect(answer.code == 1)
            #expect(answer.err.hasPrefix("kontor: "))
        }
    }
}

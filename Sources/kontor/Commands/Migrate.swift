import ArgumentParser
import Database
import Kernel

struct Migrate: PortalCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database's schema up to date.")
    static let schemaNeed = SchemaNeed.any

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: JSONOption
    @Flag(help: "Change nothing; fail when the schema is behind.") var check = false

    func run(in portal: Portal, _ console: Console) async throws {
        let missing = try await check ? pendingMigrations(portal.database, schema) : migrate(portal.database, schema)
        if output.json {
            let list = missing.map { JSON.object(["number": .number("\($0.number)"), "name": .string($0.name)]) }
            console.print([check ? "missing" : "applied": .array(list)])
        } else if missing.isEmpty {
            console.print("The schema is current.")
        } else {
            for migration in missing { console.print("\(check ? "missing" : "applied") \(migration.number) \(migration.name)") }
        }
        if check, !missing.isEmpty { throw ExitCode(1) }
    }
}

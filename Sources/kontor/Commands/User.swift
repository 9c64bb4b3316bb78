import ArgumentParser
import Customers
import Database
import Journal
import Kernel

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "The people who sign in.", subcommands: [Create.self, SetPassword.self, List.self])

    struct Create: PortalCommand {
        static let configuration = CommandConfiguration(abstract: "Make a person of the distributor's staff or, with --client or --supplier, of a client or a supplier.")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: JSONOption
        @Option(help: "The address to sign in with.") var email: String
        @Option(help: "The person's name.") var name: String
        @Option(help: ArgumentHelp("Staff: \(roles(StaffRole.self)). At a client: \(roles(ClientRole.self)). At a supplier: \(roles(SupplierRole.self)).")) var role: String
        @Option(help: ArgumentHelp("The client's external id.", valueName: "external-id")) var client: String?
        @Option(help: ArgumentHelp("The supplier's external id.", valueName: "external-id")) var supplier: String?
        @Option(help: "12 characters at least; without it one is made and shown.") var password: String?

        func run(in portal: Portal, _ console: Console) async throws {
            let made = password == nil ? makePassword() : nil
            let hash = try await hashed(password ?? made ?? "", of: [email, name])
            let person = NewPerson(email: email, name: name, role: role, clientExternalID: client, supplierExternalID: supplier, passwordHash: hash)
            let now = portal.now()
            _ = try await portal.database.write { try createPerson(person, by: .command, at: now, in: $0) }
            answer(console, output, email: email, made: made, "\(email) can sign in.")
        }
    }

    struct SetPassword: PortalCommand {
        static let configuration = CommandConfiguration(commandName: "password", abstract: "Set a person's password and end their sessions.")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: JSONOption
        @Option(help: "The person's address.") var email: String
        @Option(help: "12 characters at least; without it one is made and shown.") var password: String?

        func run(in portal: Portal, _ console: Console) async throws {
            let made = password == nil ? makePassword() : nil
            let hash = try await hashed(password ?? made ?? "", of: [email])
            let now = portal.now()
            try await portal.database.write { [email] in try setPassword(email: email, passwordHash: hash, by: .command, at: now, in: $0) }
            answer(console, output, email: email, made: made, "\(email) has a new password.")
        }
    }

    struct List: PortalCommand {
        static let configuration = CommandConfiguration(abstract: "Everybody who can sign in.")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: JSONOption

        func run(in portal: Portal, _ console: Console) async throws {
            let people = try await portal.database.read { try Customers.people(in: $0) }
            if output.json {
                console.print([
                    "items": .array(
                        people.map { person in
                            [
                                "email": .string(person.email), "name": .string(person.name), "role": .string(person.role),
                                "client": .text(person.client),
                                "status": person.blocked ? "blocked" : "active",
                            ]
                        })
                ])
            } else {
                console.printTable(people.map { [$0.email, $0.name, $0.role, $0.client ?? "", $0.blocked ? "blocked" : ""] })
            }
        }
    }
}

private func roles<Role: CaseIterable & RawRepresentable>(_ type: Role.Type) -> String where Role.RawValue == String {
    type.allCases.map(\.rawValue).joined(separator: ", ")
}

private func hashed(_ password: String, of own: [String]) async throws -> String {
    try Password.check(password, of: own)
    return try await Password.hash(password)
}

/// Eighty bits from letters and digits that are not taken for each other.
func makePassword() -> String {
    let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
    var random = SystemRandomNumberGenerator()
    return (0..<4).map { _ in String((0..<4).compactMap { _ in letters.randomElement(using: &random) }) }.joined(separator: "-")
}

private func answer(_ console: Console, _ output: JSONOption, email: String, made: String?, _ sentence: String) {
    if output.json {
        console.print(["email": .string(email), "password": .text(made)])
    } else {
        console.print(sentence + (made.map { " Password: \($0)" } ?? ""))
    }
}

import ArgumentParser
import Customers
import Database
import Journal
import Kernel

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "The keys of the API.", subcommands: [Create.self, Revoke.self, List.self])

    struct Create: PortalCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key for a client's or the distributor's programs; its secrets are shown once.")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: JSONOption
        @Option(help: "What it is for.") var name: String
        @Option(help: ArgumentHelp("The client's external id.", valueName: "external-id")) var client: String?
        @Option(help: ArgumentHelp("Only this contract of the client.", valueName: "external-id")) var contract: String?
        @Flag(help: "For the distributor's own systems (ERP, WMS).") var distributor = false
        @Option(help: ArgumentHelp("Separated by blanks: \(Scope.allCases.map(\.rawValue).joined(separator: ", ")).")) var scope: String
        @Flag(help: "Sees the sandbox only.") var sandbox = false

        func validate() throws {
            guard (client != nil) != distributor else { throw ValidationError("Say either --client EXTERNAL_ID or --distributor.") }
            guard contract == nil || client != nil else { throw ValidationError("--contract needs --client.") }
        }

        func run(in portal: Portal, _ console: Console) async throws {
            let key = NewKey(
                name: name, clientExternalID: client, contractExternalID: contract, scopes: try Scope.parse(scope), sandbox: sandbox)
            let now = portal.now()
            let issued = try await portal.database.write { try createKey(key, by: .command, at: now, in: $0) }
            if output.json {
                console.print([
                    "client_id": .string(issued.clientID), "client_secret": .string(issued.clientSecret), "access_token": .string(issued.accessToken),
                ])
            } else {
                console.printTable([
                    ["client id", issued.clientID], ["client secret", issued.clientSecret], ["access token", issued.accessToken],
                ])
            }
        }
    }

    struct Revoke: PortalCommand {
        static let configuration = CommandConfiguration(abstract: "End a key and its tokens.")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: JSONOption
        @Argument(help: "The key's client id.") var clientID: String

        func run(in portal: Portal, _ console: Console) async throws {
            let now = portal.now()
            try await portal.database.write { [clientID] in try revokeKey(clientID, by: .command, at: now, in: $0) }
            if output.json { console.print(["client_id": .string(clientID), "status": "revoked"]) } else { console.print("\(clientID) is revoked.") }
        }
    }

    struct List: PortalCommand {
        static let configuration = CommandConfiguration(abstract: "All keys, the newest first.")

        @OptionGroup var common: CommonOptions
        @OptionGroup var output: JSONOption

        func run(in portal: Portal, _ console: Console) async throws {
            let keys = try await portal.database.read { try Customers.keys(in: $0) }
            if output.json {
                console.print([
                    "items": .array(
                        keys.map { key in
                            [
                                "client_id": .string(key.clientID), "name": .string(key.name), "client": .text(key.client),
                                "scope": .string(key.scopes),
                                "status": key.revoked ? "revoked" : "active",
                            ]
                        })
                ])
            } else {
                console.printTable(keys.map { [$0.clientID, $0.name, $0.client ?? "distributor", $0.scopes, $0.revoked ? "revoked" : ""] })
            }
        }
    }
}

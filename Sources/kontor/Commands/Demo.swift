import ArgumentParser
import Customers
import Kernel

struct Demo: PortalCommand {
    static let configuration = CommandConfiguration(abstract: "Fill an empty database with a believable distributor and show the logins.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var output: JSONOption
    @Option(help: "The password of everybody in the demo; without it one is made and shown.") var password: String?
    @Flag(help: "Clear an earlier demo first.") var empty = false

    func run(in portal: Portal, _ console: Console) async throws {
        let password = password ?? makePassword()
        try Password.check(password)
        let placed = try await loadDemo(password: password, clearing: empty, in: portal) { step in if console.isTerminal { console.progress(step) } }
        console.endProgress()
        if output.json {
            console.print([
                "base_url": .string("\(portal.configuration.baseURL)"), "password": .string(password), "orders": .number("\(placed)"),
                "logins": .array(
                    DemoPerson.all.map {
                        ["email": .string($0.email), "name": .string($0.name), "role": .string($0.role), "client": .text($0.client), "second_client": .text($0.secondClient), "supplier": .text($0.supplier)]
                    }),
            ])
        } else {
            console.print("\(DemoProduct.all.count) products, \(DemoClient.all.count) clients, \(placed) orders.")
            console.print("Sign in at \(portal.configuration.baseURL) with the password \(password) as")
            console.printTable(DemoPerson.all.map { ["  " + $0.email, $0.role, [$0.client ?? $0.supplier ?? "staff", $0.secondClient].compactMap { $0 }.joined(separator: ", "), $0.name] })
        }
    }
}

import ArgumentParser
import Kernel

struct Routes: OwnCommand {
    static let configuration = CommandConfiguration(abstract: "List every route, with who may use it.")

    @OptionGroup var output: JSONOption

    func start(_ console: Console) async throws {
        let routes = routeList()
        if output.json {
            console.print([
                "items": .array(routes.map { ["method": .string($0.method), "path": .string($0.path), "who": .string($0.who)] })
            ])
        } else {
            console.printTable(routes.map { [$0.method, $0.path, $0.who] })
        }
    }
}

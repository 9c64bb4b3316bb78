import ArgumentParser
import Kernel

struct Version: OwnCommand {
    static let configuration = CommandConfiguration(abstract: "Say which version this is.")

    @OptionGroup var output: JSONOption

    func start(_ console: Console) async throws {
        if output.json { console.print(["version": .string(kontorVersion)]) } else { console.print("kontor \(kontorVersion)") }
    }
}

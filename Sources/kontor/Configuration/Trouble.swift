/// Why a command cannot go on, as one clear sentence for the person at the terminal. Exit code 1.
struct Trouble: Error, CustomStringConvertible {
    let description: String
    init(_ sentence: String) { description = sentence }
}

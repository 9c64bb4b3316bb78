import Glibc
import Synchronization

/// Says that this process owns the data folder: an exclusive lock that ends with the process.
final class DataLock: Sendable {
    private let descriptors: [Int32]

    /// - Returns: nil when another process has it.
    /// - Throws: `Trouble` when the lock file cannot be opened.
    init?(_ configuration: Configuration) throws {
        var paths = [configuration.data + "/lock"]
        // Two data folders may name the same database elsewhere.
        if case .sqlite(let path) = configuration.engine, !path.hasPrefix(configuration.data + "/") { paths.append(path + ".lock") }
        var held: [Int32] = []
        for path in paths {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                let problem = lastProblem()
                for other in held { close(other) }
                throw Trouble("\(path) cannot be opened: \(problem).")
            }
            held.append(descriptor)
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                for other in held { close(other) }
                return nil
            }
        }
        descriptors = held
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}

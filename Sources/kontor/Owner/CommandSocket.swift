import Glibc

/// The command socket of a data folder.
struct CommandSocket: Sendable {
    let path: String
    /// What the system calls are given: a socket's path has room for 107 bytes, so a deep folder is named by an open descriptor.
    let shortPath: String
    private let folder: FolderHandle?

    init(_ configuration: Configuration) throws {
        path = configuration.data + "/kontor.sock"
        if path.utf8.count <= 100 {
            shortPath = path
            folder = nil
        } else {
            let handle = try FolderHandle(configuration.data)
            shortPath = "/proc/self/fd/\(handle.descriptor)/kontor.sock"
            folder = handle
        }
    }

    private final class FolderHandle: Sendable {
        let descriptor: Int32

        init(_ path: String) throws {
            descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Trouble("The data folder \(path) cannot be opened: \(lastProblem()).") }
        }

        deinit { close(descriptor) }
    }

    /// A connected descriptor; nil when nobody listens.
    func connect() throws -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Trouble("A socket cannot be made: \(lastProblem()).") }
        if withUnixAddress(shortPath, { Glibc.connect(descriptor, $0, $1) }) == 0 { return descriptor }
        let (code, problem) = (errno, lastProblem())
        close(descriptor)
        if code == ENOENT || code == ECONNREFUSED { return nil }
        throw Trouble("The server at \(path) cannot be asked: \(problem).")
    }
}

/// Calls `body` with the address of a unix socket; `@` at the beginning stands for the abstract namespace. -1 when the path is too long.
func withUnixAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(path.utf8)
    if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room else {
        errno = ENAMETOOLONG
        return -1
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    // An abstract name ends with the length, not with a zero byte.
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (bytes.first == 0 ? 0 : 1))
    return withUnsafePointer(to: &address) { pointer in pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) } }
}

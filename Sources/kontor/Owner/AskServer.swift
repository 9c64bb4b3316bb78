import Glibc
import Kernel

/// Lets the running server carry out the command and passes on what it says.
/// - Returns: the exit code; nil when no server runs.
func askServer(_ request: CommandRequest, at socket: CommandSocket, _ console: Console) throws -> Int32? {
    guard let descriptor = try socket.connect() else { return nil }
    defer { close(descriptor) }
    // The server may go away at any moment: that is an answer, not a reason to die.
    signal(SIGPIPE, SIG_IGN)
    guard writeAll(descriptor, Frame.bytes(request.json)) else { throw Trouble("The server went away before it took the command.") }
    while let body = try readFrame(descriptor) {
        let answer = try JSON(parsing: body)
        if let text = answer["out"]?.string { console.pass(.out, text) }
        if let text = answer["err"]?.string { console.pass(.err, text) }
        if let code = answer["exit"]?.int { return Int32(truncatingIfNeeded: code) }
    }
    throw Trouble("The server went away before the command ended.")
}

private func readFrame(_ descriptor: Int32) throws -> [UInt8]? {
    guard let head = readExactly(descriptor, 4) else { return nil }
    guard let length = Frame.bodyLength(head) else { throw Trouble("What answers at the socket is not this program.") }
    return readExactly(descriptor, length)
}

/// Nil at the end of the stream.
private func readExactly(_ descriptor: Int32, _ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
        let got = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress.map { $0 + filled }, count - filled) }
        if got < 0, errno == EINTR { continue }
        guard got > 0 else { return nil }
        filled += got
    }
    return bytes
}

import Glibc

/// Tells systemd how the service does (sd_notify(3)): `READY=1`, `STOPPING=1`. Does nothing without `NOTIFY_SOCKET`.
func notifySystemd(_ state: String) {
    guard let path = environment()["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@") else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = Array(state.utf8)
    _ = withUnixAddress(path) { address, length in Int32(sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), address, length)) }
}

/// An IPv4 or IPv6 address; an IPv4 address and its mapped form `::ffff:a.b.c.d` are the same.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Sixteen bytes in network order.
    let bytes: [UInt8]

    /// A zone such as `%eth0` is dropped.
    package init?(_ text: some StringProtocol) {
        let address = text.prefix { $0 != "%" }
        guard let bytes = address.contains(":") ? Self.version6(address) : Self.version4(address).map({ Self.mapped + $0 }) else { return nil }
        self.bytes = bytes
    }

    private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]

    package var isVersion4: Bool { bytes.starts(with: Self.mapped) }

    private static func version4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { $0.utf8.allSatisfy { (48...57).contains($0) } ? UInt8($0) : nil }
        return bytes.count == 4 ? bytes : nil
    }

    private static func version6(_ text: some StringProtocol) -> [UInt8]? {
        let text = String(text)
        guard let gap = text.firstRange(of: "::") else { return groups(text[...]).flatMap { $0.count == 16 ? $0 : nil } }
        guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]), head.count + tail.count <= 14 else {
            return nil
        }
        return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// Groups of four hexadecimal digits, the last of which may be an IPv4 address.
    private static func groups(_ text: Substring) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(".") {
                guard let last = version4(part) else { return nil }
                bytes += last
            } else {
                guard (1...4).contains(part.utf8.count), part.first != "+", let group = UInt16(part, radix: 16) else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 255)]
            }
        }
        return bytes
    }

    package var description: String {
        if isVersion4 { return bytes.suffix(4).map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    }

    /// As attempts are counted: an IPv4 address, of IPv6 the network of 64 bits, because its owner has all of it.
    package var place: String {
        isVersion4 ? description : stride(from: 0, to: 8, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }.joined(separator: ":") + "::/64"
    }

    /// Loopback, link-local and private ranges (RFC 1918, RFC 4193).
    package var isPrivate: Bool { Self.privateNetworks.contains { $0.contains(self) } }

    private static let privateNetworks = [
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
    ]
    .compactMap { IPNetwork($0) }
}

/// A range of addresses: `10.0.0.0/8`, or one address.
package struct IPNetwork: Hashable, Sendable {
    private let address: IPAddress
    /// Of 128 bits.
    private let bits: Int

    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let address = IPAddress(first) else { return nil }
        let width = address.isVersion4 ? 32 : 128
        guard let length = parts.count == 2 ? Int(parts[1]) : width, (0...width).contains(length) else { return nil }
        self.address = address
        bits = 128 - width + length
    }

    package func contains(_ other: IPAddress) -> Bool {
        let whole = bits / 8
        guard address.bytes.prefix(whole) == other.bytes.prefix(whole) else { return false }
        guard bits % 8 > 0 else { return true }
        let shift = 8 - bits % 8
        return address.bytes[whole] >> shift == other.bytes[whole] >> shift
    }
}

/// Whose `X-Forwarded-*` fields count (`KONTOR_TRUSTED_PROXIES`).
package struct TrustedProxies: Sendable {
    private let networks: [IPNetwork]

    package static let none = TrustedProxies(networks: [])

    private init(networks: [IPNetwork]) { self.networks = networks }

    /// Addresses and networks separated by commas or blanks; nil when one of them is neither.
    package init?(_ text: String) {
        let parts = text.split { ",; \t".contains($0) }
        networks = parts.compactMap { IPNetwork($0) }
        guard networks.count == parts.count else { return nil }
    }

    func trust(_ address: IPAddress?) -> Bool { address.map { address in networks.contains { $0.contains(address) } } ?? false }

    /// The client: from the right, the first address that is no trusted proxy. What stands left of it is only said by the client.
    func client(peer: IPAddress?, forwarded: String?) -> IPAddress? {
        guard trust(peer), let forwarded else { return peer }
        var client = peer
        for entry in forwarded.split(separator: ",").reversed() {
            guard let address = IPAddress(entry.filter { $0 != " " }) else { return client }
            client = address
            if !trust(address) { return client }
        }
        return client
    }
}

/// The portal as passkeys know it: they belong to its host name and are given to no other.
package struct RelyingParty: Hashable, Sendable {
    /// The host name.
    package let id: String
    /// What a browser says that it speaks with: scheme, host and port.
    package let origin: String

    /// Nil where browsers have no passkeys: at a bare IP address, or without TLS at another name than `localhost`.
    /// - Parameter baseURL: `https://portal.example:8443`, in lower case and without the usual port.
    package init?(baseURL: String) {
        guard let scheme = ["https://", "http://"].first(where: { baseURL.hasPrefix($0) }) else { return nil }
        let authority = baseURL.dropFirst(scheme.count)
        let host = authority.prefix { $0 != ":" && $0 != "/" }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in !label.isEmpty && label.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F } }
        // A last part that is a number makes the whole an IPv4 address.
        guard isName, let last = labels.last, !last.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !last.hasPrefix("0x") else { return nil }
        guard scheme == "https://" || last == "localhost" else { return nil }
        id = String(host)
        origin = baseURL
    }
}

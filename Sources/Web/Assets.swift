import HTTP

/// A file that pages load: the stylesheet, the script, the icon. Its address carries a sum of its content, so that a browser may keep it for good.
struct Asset: Sendable {
    /// `kontor.1f2e3d4c5b6a7988.css`.
    let name: String
    let contentType: String
    let bytes: [UInt8]
    /// The same in gzip's format.
    let packed: [UInt8]?
    let address: String

    private init(_ kind: String, _ contentType: String, _ bytes: [UInt8]) {
        // FNV-1a, 64 bits: it tells versions apart, it guards nothing.
        let sum = bytes.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        name = "kontor.\(String(sum, radix: 16)).\(kind)"
        self.contentType = contentType
        self.bytes = bytes
        packed = bytes.withUnsafeBytes { gzip($0, level: 9) }
        address = "/assets/\(name)"
    }

    static let stylesheet = Asset("css", "text/css; charset=utf-8", PackageResources.kontor_css)
    static let script = Asset("js", "text/javascript; charset=utf-8", PackageResources.kontor_js)
    /// For the catalogue, a product's page and kept products.
    static let adding = Asset("js", "text/javascript; charset=utf-8", PackageResources.adding_js)
    /// For the catalogue alone.
    static let facets = Asset("js", "text/javascript; charset=utf-8", PackageResources.facets_js)
    /// For whoever has signed in.
    static let palette = Asset("js", "text/javascript; charset=utf-8", PackageResources.palette_js)
    /// For the pages of signing in and of the own sign-in.
    static let passkeys = Asset("js", "text/javascript; charset=utf-8", PackageResources.passkeys_js)
    static let icon = Asset("svg", "image/svg+xml", PackageResources.kontor_svg)
    static let all = [stylesheet, script, adding, facets, palette, passkeys, icon]

    /// For `GET /assets/{name}`, with `Cache-Control: public, max-age=31536000, immutable`; nil is not found.
    static func named(_ name: String) -> Asset? { all.first { $0.name == name } }

    /// The stylesheet, for a page that a node of another version has made while the nodes are replaced one after the other; not to be kept.
    static func standIn(for name: String) -> Asset? {
        let parts = name.split(separator: ".")
        return parts.count == 3 && parts[0] == "kontor" && parts[2] == "css" ? stylesheet : nil
    }

    /// What pages need, and nothing more: no other hosts, no inline style, no inline script.
    static let contentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

package import Database
package import Files
package import Kernel

/// A picture or a paper of a product: kept here, or an address elsewhere.
package struct ProductFile: Hashable, Sendable {
    package enum Role: String, Sendable { case image, certificate }

    package enum Content: Hashable, Sendable {
        /// In the store; what it is was found by its bytes. The name is the one it came by.
        case kept(StoredFile, MediaType, name: String)
        /// An address outside: shown as a link and never fetched.
        case elsewhere(String)
    }

    package let role: Role
    /// As the ERP words it: `certificate`, `passport` …
    package let kind: String
    package let number: String?
    /// First and last day on which it is valid; the first and the last day there is where it is open.
    package let from: Day
    package let to: Day
    package let content: Content

    package init(role: Role, kind: String, number: String?, from: Day, to: Day, content: Content) {
        self.role = role
        self.kind = kind
        self.number = number
        self.from = from
        self.to = to
        self.content = content
    }
}

/// What a kept file is, told by its first bytes; everything that a browser might run is `other`.
package enum MediaType: String, Sendable, CaseIterable {
    case jpeg = "image/jpeg"
    case png = "image/png"
    case webp = "image/webp"
    case gif = "image/gif"
    case pdf = "application/pdf"
    case other = "application/octet-stream"

    package init(of bytes: some Collection<UInt8>) {
        let head = Array(bytes.prefix(12))
        func begins(with text: String) -> Bool { head.starts(with: text.utf8) }
        self =
            switch true {
            case head.starts(with: [0xFF, 0xD8, 0xFF]): .jpeg
            case head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]): .png
            case begins(with: "RIFF") && head.dropFirst(8).elementsEqual("WEBP".utf8): .webp
            case begins(with: "GIF87a") || begins(with: "GIF89a"): .gif
            case begins(with: "%PDF-"): .pdf
            default: .other
            }
    }

    package var isImage: Bool { self != .pdf && self != .other }
}

extension MediaType: SQLBindable {}

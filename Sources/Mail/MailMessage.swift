import Foundation
package import Kernel

/// A mail to one person, as text and as HTML of the same words.
package struct MailMessage: Sendable {
    package let sender: MailAddress
    package let recipient: MailAddress
    package let subject: String
    package let text: String
    package let html: String
    /// Makes `Message-ID`: a job that is run again sends the same one, so that a mailbox may drop the copy.
    package let number: String

    package init(sender: MailAddress, recipient: MailAddress, subject: String, text: String, html: String, number: String) {
        self.sender = sender
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.html = html
        self.number = number
    }

    /// The message on the wire (RFC 5322, RFC 2045): `multipart/alternative`, both parts in base64, every header in ASCII. Nothing that comes from
    /// outside stands in a header unencoded, so that no line of it can become a header.
    package func bytes(at now: Instant) -> [UInt8] {
        let host = sender.address.split(separator: "@").last.map(String.init) ?? "localhost"
        let safeNumber = number.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        let boundary = "kontor-\(safeNumber)-part"
        var lines = [
            "From: \(sender.header)", "To: \(recipient.header)", "Subject: \(encodedWord(subject))", "Date: \(mailDate(now))",
            "Message-ID: <\(safeNumber)@\(asciiHost(host))>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "",
        ]
        for (type, body) in [("text/plain", text), ("text/html", html)] {
            lines += ["--\(boundary)", "Content-Type: \(type); charset=utf-8", "Content-Transfer-Encoding: base64", ""]
            lines += base64Lines(body)
        }
        lines += ["--\(boundary)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private func base64Lines(_ body: String) -> [String] {
        // Lines end by CR LF inside the text too (RFC 2046, 4.1.1).
        let text = body.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n")
        return Data(text.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
            .components(separatedBy: "\r\n")
    }
}

/// An address with the name that is shown for it.
package struct MailAddress: Sendable, Hashable {
    package let address: String
    package let name: String

    /// Nil for what could not stand between angle brackets: blanks, control characters, brackets, no `@`.
    package init?(_ address: String, name: String = "") {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), address.utf8.count <= 254,
            address.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && !"<>,;:\"\\()[]".unicodeScalars.contains($0) })
        else { return nil }
        self.address = address
        self.name = name
    }

    var header: String { name.isEmpty ? "<\(address)>" : "\(encodedWord(name)) <\(address)>" }
}

/// Text for a header as encoded words of at most 75 characters each (RFC 2047); always encoded, cut between characters.
func encodedWord(_ text: String) -> String {
    var words: [String] = []
    var part: [UInt8] = []
    for character in text {
        let bytes = Array(String(character).utf8.prefix(45))
        if part.count + bytes.count > 45 {
            words.append("=?utf-8?B?\(Data(part).base64EncodedString())?=")
            part = []
        }
        part += bytes
    }
    if !part.isEmpty || words.isEmpty { words.append("=?utf-8?B?\(Data(part).base64EncodedString())?=") }
    return words.joined(separator: "\r\n ")
}

private func asciiHost(_ host: String) -> String {
    let kept = host.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
    return kept.isEmpty ? "localhost" : kept
}

/// `Tue, 24 Nov 2026 14:39:36 +0000` (RFC 5322, 3.3).
private func mailDate(_ now: Instant) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = .gmt
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
    return formatter.string(from: now.date)
}

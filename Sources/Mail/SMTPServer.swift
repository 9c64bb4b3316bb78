import CMail
import Dispatch
import Foundation

/// Where mail goes: `smtp://user:password@host:port` or `smtps://…`; an own sender is added as `?from=address`.
package struct SMTPServer: Sendable {
    /// Scheme, host and port alone.
    package let url: String
    package let user: String?
    let password: String?
    /// The address given by `?from=`, or the user when it is one.
    package let sender: MailAddress?
    /// Credentials never travel in the open, but to this machine itself.
    let mustEncrypt: Bool

    /// Nil for what is no such address.
    package init?(_ text: String) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme, scheme == "smtp" || scheme == "smtps", let host = parts.host, !host.isEmpty
        else { return nil }
        let bare = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        url = "\(scheme)://\(bare.contains(":") ? "[\(bare)]" : bare):\(parts.port ?? (scheme == "smtps" ? 465 : 25))"
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        password = parts.password
        sender = (parts.queryItems?.first { $0.name == "from" }?.value ?? user).flatMap { MailAddress($0) }
        mustEncrypt = user != nil && !["localhost", "::1"].contains(bare) && !bare.hasPrefix("127.")
    }

    private static let queue = DispatchQueue(label: "kontor.mail", qos: .utility, attributes: .concurrent)

    /// Hands the message over and returns when the server has taken it. Throws `MailProblem`.
    package func send(_ bytes: [UInt8], from sender: MailAddress, to recipient: MailAddress) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Self.queue.async { continuation.resume(with: Result { try sendNow(bytes, sender, recipient) }) }
        }
    }

    private func sendNow(_ bytes: [UInt8], _ sender: MailAddress, _ recipient: MailAddress) throws {
        var words = [CChar](repeating: 0, count: 512)
        var reply = 0
        let code = bytes.withUnsafeBytes { message in
            kontor_send_mail(
                url, user, password, mustEncrypt ? 1 : 0, "<\(sender.address)>", "<\(recipient.address)>",
                message.baseAddress?.assumingMemoryBound(to: CChar.self), message.count, &words, words.count, &reply)
        }
        guard code != 0 else { return }
        let text = String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // No such mailbox, or a message that is too much (RFC 5321, 4.2.3); everything else may be mended by the operator or pass by itself.
        throw MailProblem(reason: "\(text) (SMTP \(reply))", isFinal: kontor_mail_refused(code) == 1 && [550, 551, 552, 553, 556].contains(reply))
    }
}

/// Why a mail was not taken.
package struct MailProblem: Error, CustomStringConvertible {
    package let reason: String
    /// The same mail will never be taken.
    package let isFinal: Bool

    package var description: String { reason }
}

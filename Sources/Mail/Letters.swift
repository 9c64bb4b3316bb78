import Customers
import HTML
import Kernel
import Localization

/// A letter in words: the same in text and in HTML.
struct WrittenLetter: Sendable {
    let subject: String
    let text: String
    let html: String
}

/// Writes a letter in the language of whoever gets it.
/// - Parameters:
///   - address: the link that the letter is about, if it is about one; made from `KONTOR_BASE_URL` alone.
///   - portal: the address of the portal.
func write(_ letter: Letter, to addressee: Addressee, house: String, address: String?, portal: String) -> WrittenLetter {
    let t = Texts(Language(rawValue: addressee.language) ?? .ru)
    let name = letter.name
    let named = Refusal.Argument.text(house)
    return letterFrame(
        subject: t("mail.\(name).subject", ["house": named, "number": .text(letter.subject ?? "")]), to: addressee, [t(letter.words(for: addressee), ["house": named, "email": .text(addressee.email), "number": .text(letter.subject ?? "")])],
        action: address.map { (title: t("mail.\(name).action"), address: $0) }, notice: t("mail.\(name).notice"), house: house, portal: portal, t)
}

/// That a company is not given access, and why.
func writeRefusal(_ company: String, _ reason: String, to addressee: Addressee, house: String, portal: String) -> WrittenLetter {
    let t = Texts(Language(rawValue: addressee.language) ?? .ru)
    let named: [String: Refusal.Argument] = ["house": .text(house), "company": .text(company), "reason": .text(reason)]
    return letterFrame(
        subject: t("mail.registration_refused.subject", named), to: addressee, [t("mail.registration_refused.text", named), t("mail.registration_refused.reason", named)],
        action: nil, notice: t("mail.registration_refused.notice", named), house: house, portal: portal, t)
}

/// What stands around every letter: a greeting, its words, a way into the portal, why it came and from whom.
func letterFrame(
    subject: String, to addressee: Addressee, _ paragraphs: [String], action: (title: String, address: String)?, notice: String, house: String, portal: String, _ t: Texts
) -> WrittenLetter {
    let greeting = t("mail.greeting", ["name": .text(addressee.name)])
    let foot = t("mail.foot", ["house": .text(house), "address": .text(portal)])
    let text = ([greeting] + paragraphs + [action.map { "\($0.title):\n\($0.address)" }, notice, "--\n" + foot].compactMap { $0 }).joined(separator: "\n\n") + "\n"
    return WrittenLetter(subject: subject, text: text, html: frame(subject, greeting, paragraphs, action, notice, foot, t.language).text)
}

/// Mail readers know neither style sheets nor custom properties: a single column and a few attributes, no picture, nothing to be fetched.
private func frame(
    _ title: String, _ greeting: String, _ paragraphs: [String], _ action: (title: String, address: String)?, _ notice: String, _ foot: String, _ language: Language
) -> HTML {
    let button: HTML? = action.map {
        """
        <p style="margin:24px 0"><a href="\($0.address)" style="background:#1f4e8c;color:#ffffff;padding:12px 20px;border-radius:4px;text-decoration:none;display:inline-block">\
        \($0.title)</a></p><p style="color:#555555;font-size:13px;word-break:break-all">\($0.address)</p>
        """
    }
    return """
        <!doctype html>
        <html lang="\(language.rawValue)"><head><meta charset="utf-8"><title>\(title)</title></head>
        <body style="margin:0;background:#ffffff;color:#1a1a1a;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif">
        <div style="max-width:560px;margin:0 auto;padding:24px">
        <p>\(greeting)</p>
        \(paragraphs.map { "<p>\($0)</p>" as HTML })
        \(button)
        <p style="color:#555555">\(notice)</p>
        <hr style="border:0;border-top:1px solid #dddddd;margin:24px 0">
        <p style="color:#555555;font-size:13px">\(foot)</p>
        </div></body></html>

        """
}

extension Letter {
    /// The number of what it is about.
    fileprivate var subject: String? { if case .agreement(_, let number, _) = self { number } else { nil } }

    /// What its text is called by: whoever is invited is told what is there for him.
    fileprivate func words(for addressee: Addressee) -> String {
        switch self {
        case .invitation where addressee.isStaff: "mail.invitation.staff"
        case .invitation where addressee.isOfSupplier: "mail.invitation.supplier"
        case .secondFactorChanged(_, let isOn?): isOn ? "mail.second_factor_changed.on" : "mail.second_factor_changed.off"
        default: "mail.\(name).text"
        }
    }
}

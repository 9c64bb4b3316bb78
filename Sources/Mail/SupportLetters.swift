import Customers
import Kernel
import Localization
import Support

/// A letter about a client's question or an answer to it: who wrote what, and the way to the thread.
/// - Parameter portal: the address of the portal, from `KONTOR_BASE_URL`.
func write(_ letter: SupportLetter, to addressee: Addressee, _ settings: HouseSettings, portal: String) -> WrittenLetter {
    let t = Texts(Language(rawValue: addressee.language) ?? .ru)
    let words: [String: Refusal.Argument] = [
        "subject": .text(letter.subject), "client": .text(letter.clientName), "author": .text(letter.author), "number": .text(String(letter.request.rawValue)), "house": .text(settings.name),
    ]
    let kind = letter.isAnswer ? "answer" : "question"
    let text = letter.text.count > 1000 ? letter.text.prefix(1000) + "…" : letter.text[...]
    return letterFrame(
        subject: t("mail.support.\(kind).subject", words), to: addressee, [t("mail.support.\(kind).text", words), String(text)],
        action: (title: t("mail.support.action"), address: "\(portal)/support/\(letter.request.rawValue)"), notice: t("mail.support.notice", words), house: settings.name, portal: portal, t)
}

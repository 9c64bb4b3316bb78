import Customers
import Kernel
import Localization
import PriceFiles

/// A letter that says that a price file is ready, with the link that gives it.
/// - Parameter portal: the address of the portal, from `KONTOR_BASE_URL`.
func write(_ letter: PriceFileLetter, to addressee: Addressee, _ settings: HouseSettings, portal: String) -> WrittenLetter {
    let t = Texts(Language(rawValue: addressee.language) ?? .ru)
    var words: [String: Refusal.Argument] = [
        "name": .text(letter.name), "house": .text(settings.name), "format": .text(t("price_files.format.\(letter.format.rawValue)")),
        "days": .integer(PriceFileLetter.keptFor / 86_400),
    ]
    if let preparedAt = letter.preparedAt { words["time"] = .text(t.instant(preparedAt, in: settings.timeZone)) }
    return letterFrame(
        subject: t("mail.price_file.subject", words), to: addressee,
        [t(letter.preparedAt == nil ? "mail.price_file.fresh" : "mail.price_file.prepared", words), t("mail.price_file.keep", words)],
        action: (title: t("mail.price_file.action"), address: "\(portal)/price-files/\(letter.token)"), notice: t("mail.price_file.notice"), house: settings.name, portal: portal, t)
}

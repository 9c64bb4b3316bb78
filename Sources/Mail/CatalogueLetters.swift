import Customers
import Kernel
import Localization
import Storefront

/// A letter that tells what is new among the answers to watched searches, and what can be had again.
/// - Parameter portal: the address of the portal, from `KONTOR_BASE_URL`.
func write(_ news: CatalogueNews, to addressee: Addressee, _ settings: HouseSettings, portal: String) -> WrittenLetter {
    let t = Texts(Language(rawValue: addressee.language) ?? .ru)
    func list(_ entries: [CatalogueNews.Entry]) -> String { entries.map { "\($0.article) — \($0.name)" }.joined(separator: "; ") }
    var paragraphs: [String] = []
    if !news.back.isEmpty { paragraphs.append(t("mail.catalogue_news.back", ["goods": .text(list(news.back))])) }
    for found in news.found {
        let more = found.count > found.entries.count ? t("mail.catalogue_news.more", ["count": .integer(Int64(found.count - found.entries.count))]) : ""
        paragraphs.append(t("mail.catalogue_news.found", ["name": .text(found.name), "count": .integer(Int64(found.count)), "goods": .text(list(found.entries) + more)]))
    }
    let only = news.found.count == 1 && news.back.isEmpty ? news.found.first : nil
    let address = only.map { "\(portal)/catalog?\($0.parameters)" } ?? "\(portal)/searches"
    return letterFrame(
        subject: t(news.back.isEmpty ? "mail.catalogue_news.subject" : "mail.catalogue_news.subject_back", ["house": .text(settings.name)]), to: addressee, paragraphs,
        action: (title: t("mail.catalogue_news.action"), address: address), notice: t("mail.catalogue_news.notice"), house: settings.name, portal: portal, t)
}

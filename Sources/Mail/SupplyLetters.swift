import Customers
import Kernel
import Localization
import Suppliers

/// A letter to a supplier's person about what waits for its answer, or to whoever asked about who has answered. Names and prices of other suppliers are in none that goes to suppliers.
/// - Parameter portal: the address of the portal, from `KONTOR_BASE_URL`.
func write(_ letter: SupplyLetter, to addressee: Addressee, _ settings: HouseSettings, portal: String) -> WrittenLetter {
    let t = Texts(Language(rawValue: addressee.language) ?? .ru)
    let house = Refusal.Argument.text(settings.name)
    switch letter {
    case .lines(let count, let latest):
        let goods = latest.map { "\($0.article) — \($0.name), \(t.quantity($0.quantity)) \(name(of: $0.unit, t))" }.joined(separator: "; ")
        let more = count > latest.count ? t("mail.catalogue_news.more", ["count": .integer(Int64(count - latest.count))]) : ""
        return letterFrame(
            subject: t("mail.supply_asked.subject", ["count": .integer(Int64(count)), "house": house]), to: addressee,
            [t("mail.supply_asked.text", ["count": .integer(Int64(count)), "house": house]), goods + more],
            action: (title: t("mail.supply_asked.action"), address: "\(portal)/supply/orders?show=asked"), notice: t("mail.supply.notice", ["house": house]), house: settings.name, portal: portal, t)
    case .request(let request, let event):
        let own = Set(request.quotes.filter(\.isChosen).map(\.line))
        func goods(_ lines: [QuoteLine]) -> String {
            let named = lines.prefix(10).map { "\($0.article.map { "\($0) — " } ?? "")\($0.name), \(t.quantity($0.quantity)) \(name(of: $0.unit, t))" }.joined(separator: "; ")
            return lines.count > 10 ? named + t("mail.catalogue_news.more", ["count": .integer(Int64(lines.count - 10))]) : named
        }
        let answered = request.suppliers.filter { $0.answeredAt != nil }
        let words: [String: Refusal.Argument] = [
            "number": .integer(request.id.rawValue), "day": .day(request.wantedDay), "lines": .integer(Int64(request.lines.count)), "house": house,
            "names": .text(answered.map(\.card.name).joined(separator: ", ")), "answered": .integer(Int64(answered.count)), "asked": .integer(Int64(request.suppliers.count)),
        ]
        var paragraphs: [String]
        switch event {
        case .asked: paragraphs = [t("mail.quote_asked.text", words), goods(request.lines)] + (request.comment.map { [$0] } ?? [])
        case .answered: paragraphs = [t("mail.quote_answered.text", words)]
        case .closed:
            let chosen = request.lines.filter { own.contains($0.id) }
            paragraphs = [t(chosen.isEmpty ? "mail.quote_closed.none" : "mail.quote_closed.chosen", words)] + (chosen.isEmpty ? [] : [goods(chosen)])
        }
        let address = "\(portal)/\(addressee.isStaff ? "suppliers" : "supply")/requests/\(request.id)"
        return letterFrame(
            subject: t("mail.quote_\(event.rawValue).subject", words), to: addressee, paragraphs, action: (title: t("mail.quote.action"), address: address),
            notice: t(addressee.isStaff ? "mail.quote.notice" : "mail.supply.notice", ["house": house]), house: settings.name, portal: portal, t)
    }
}

private func name(of unit: Unit, _ t: Texts) -> String { t.language == .en ? unit.english : unit.short }

import Customers
import Foundation
import Kernel
import Localization
import Ordering
import Receivables

/// A letter about a stopped or released contract or order: what happened, why, and what exactly ends it.
/// - Parameter portal: the address of the portal, from `KONTOR_BASE_URL`.
func write(_ letter: CreditLetter, to addressee: Addressee, _ settings: HouseSettings, portal: String) -> WrittenLetter {
    let t = Texts(Language(rawValue: addressee.language) ?? .ru)
    let event = letter.event.rawValue
    let state = t("credit_state.\(letter.state.rawValue)")
    var words: [String: Refusal.Argument] = ["contract": .text(letter.contractNumber), "seller": .text(letter.seller), "state": .text(state)]
    if let order = letter.order { words["order"] = .text(order) }
    if let amount = letter.amount { words["amount"] = .money(amount) }
    words["person"] = .text(letter.person ?? "")
    var paragraphs = [t("mail.credit.\(event).text", words)]
    if addressee.isStaff { paragraphs.insert(t("mail.credit.client", ["client": .text(letter.clientName)]), at: 0) }
    if letter.event == .restricted { paragraphs.append(t("mail.credit.means.\(letter.state.rawValue)")) }
    if letter.event == .restricted || letter.event == .orderHeld {
        paragraphs += letter.reasons.map { reason in
            t("mail.credit.reason", [
                "reason": .text(t(reason.detail.key, reason.detail.arguments)),
                "lifts": .text(reason.liftsWhen.map { t($0.key, $0.arguments) }.joined(separator: "; ")),
            ])
        }
    }
    if letter.event == .orderHeld {
        if letter.reasons.isEmpty, let missing = letter.missing { paragraphs.append(t("mail.credit.missing", ["missing": .money(missing)])) }
        if let until = letter.heldUntil { paragraphs.append(t("mail.credit.kept_until", ["time": .text(t.instant(until, in: settings.timeZone))])) }
    }
    if letter.event == .refused, let reason = letter.reason { paragraphs.append(t("mail.credit.refusal_reason", ["reason": .text(reason)])) }
    let path = letter.order.map { "/orders/\($0)" } ?? (addressee.isStaff ? "/credit/contracts/" : "/account/") + segment(letter.contract)
    return letterFrame(
        subject: t("mail.credit.\(event).subject", words), to: addressee, paragraphs,
        action: (title: t(letter.order == nil ? "mail.credit.open_contract" : "mail.credit.open_order"), address: portal + path), notice: t([.approvalAsked, .approved, .refused].contains(letter.event) ? "mail.approval.notice" : "mail.credit.notice"),
        house: settings.name, portal: portal, t)
}

/// Text as one segment of a path.
private func segment(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~")) ?? ""
}

import Kernel
import Localization
import Storefront

/// What a page says once after a redirect; travels in a cookie as a key, so that nobody can put words into it.
enum FlashKey: Sendable {
    case added(Int)
    case nothingAdded, cartSaved, signedOut, signInNeeded
    case unreadableQuantity, orderCancelled, shipmentReleased
    case credit(CreditNotice)
    case agreementSent, agreementChanged, agreementApproved, agreementInForce, agreementRefused, agreementClosed, linkRevoked
    /// Something has been done, of the sentences under `done.`.
    case done(String)
    /// No more products of a kind can be kept.
    case full(KeptKind)
    /// Something has been done, and by this it is taken back.
    case undoable(String, by: String)
    case notUndone
    /// With how many of those who were chosen something was done.
    case acted(Int, of: Int)
    case nobodyChosen

    init?(text: String) {
        let parts = text.split(separator: ".").map(String.init)
        switch parts.first {
        case "added": self = .added(parts.count > 1 ? min(10_000, max(0, Int(parts[1]) ?? 0)) : 0)
        case "nothing_added": self = .nothingAdded
        case "cart_saved": self = .cartSaved
        case "signed_out": self = .signedOut
        case "sign_in_needed": self = .signInNeeded
        case "unreadable_quantity": self = .unreadableQuantity
        case "agreement_sent": self = .agreementSent
        case "agreement_changed": self = .agreementChanged
        case "agreement_approved": self = .agreementApproved
        case "agreement_in_force": self = .agreementInForce
        case "agreement_refused": self = .agreementRefused
        case "agreement_closed": self = .agreementClosed
        case "link_revoked": self = .linkRevoked
        case "order_cancelled": self = .orderCancelled
        case "shipment_released": self = .shipmentReleased
        case "credit":
            guard parts.count == 2, let notice = CreditNotice(rawValue: parts[1]) else { return nil }
            self = .credit(notice)
        case "done" where parts.count == 2 && Texts(.en).text("done.\(parts[1])") != nil: self = .done(parts[1])
        case "undo":
            // The last two parts are what `Site.token` signed; a key and letters of base64 are all that a cookie may bring here.
            guard parts.count == 4, Texts(.en).text("done.\(parts[1])") != nil, (parts[2] + parts[3]).utf8.allSatisfy(isOfBase64) else { return nil }
            self = .undoable(parts[1], by: "\(parts[2]).\(parts[3])")
        case "not_undone": self = .notUndone
        case "acted":
            guard parts.count == 3, let done = Int(parts[1]), let all = Int(parts[2]), (0...10_000).contains(done), (0...10_000).contains(all) else { return nil }
            self = .acted(done, of: all)
        case "nobody_chosen": self = .nobodyChosen
        case "full":
            guard parts.count == 2, let kind = KeptKind(rawValue: parts[1]) else { return nil }
            self = .full(kind)
        default: return nil
        }
    }

    var text: String {
        switch self {
        case .added(let count): "added.\(count)"
        case .nothingAdded: "nothing_added"
        case .cartSaved: "cart_saved"
        case .signedOut: "signed_out"
        case .signInNeeded: "sign_in_needed"
        case .unreadableQuantity: "unreadable_quantity"
        case .agreementSent: "agreement_sent"
        case .agreementChanged: "agreement_changed"
        case .agreementApproved: "agreement_approved"
        case .agreementInForce: "agreement_in_force"
        case .agreementRefused: "agreement_refused"
        case .agreementClosed: "agreement_closed"
        case .linkRevoked: "link_revoked"
        case .orderCancelled: "order_cancelled"
        case .shipmentReleased: "shipment_released"
        case .credit(let notice): "credit.\(notice.rawValue)"
        case .done(let what): "done.\(what)"
        case .undoable(let what, let token): "undo.\(what).\(token)"
        case .notUndone: "not_undone"
        case .acted(let done, let all): "acted.\(done).\(all)"
        case .nobodyChosen: "nobody_chosen"
        case .full(let kind): "full.\(kind.rawValue)"
        }
    }

    func flash(_ t: Texts) -> Shell.Flash {
        switch self {
        case .added(let count): Shell.Flash(tone: .good, text: t("catalog.added", ["count": .text(t.plural("count.positions", count))]))
        case .nothingAdded: Shell.Flash(tone: .notice, text: t("catalog.nothing_added"))
        case .cartSaved: Shell.Flash(tone: .good, text: t("cart.saved"))
        case .signedOut: Shell.Flash(tone: .good, text: t("sign_in.signed_out"))
        case .signInNeeded: Shell.Flash(tone: .notice, text: t("sign_in.needed"))
        case .unreadableQuantity: Shell.Flash(tone: .bad, text: t("cart.quantity_wrong"))
        case .agreementSent, .agreementChanged, .agreementApproved, .agreementInForce, .agreementRefused, .agreementClosed, .linkRevoked:
            Shell.Flash(tone: .good, text: t("flash.\(text)"))
        case .orderCancelled: Shell.Flash(tone: .good, text: t("order.cancelled"))
        case .shipmentReleased: Shell.Flash(tone: .good, text: t("shipment.released"))
        case .credit(let notice): Shell.Flash(tone: .good, text: t("credit_notice.\(notice.rawValue)"))
        case .done(let what): Shell.Flash(tone: .good, text: t("done.\(what)"))
        case .undoable(let what, let token): Shell.Flash(tone: .good, text: t("done.\(what)"), undo: token)
        case .acted(let done, let all):
            Shell.Flash(tone: done == all ? .good : .notice, text: t("bulk.acted", ["done": .integer(Int64(done)), "chosen": .integer(Int64(all))]))
        case .nobodyChosen: Shell.Flash(tone: .notice, text: t("bulk.nobody"))
        case .notUndone: Shell.Flash(tone: .notice, text: t("undo.refused"))
        case .full(let kind): Shell.Flash(tone: .notice, text: t("full.\(kind.rawValue)", ["limit": .integer(Int64(kind.limit))]))
        }
    }
}

/// What the credit controller has just done.
enum CreditNotice: String, Sendable, CaseIterable {
    case released, blocked, lifted, approved, refused
    case overrideRequested = "override_requested"
    case rulesSet = "rules_set"
    case holdHoursSet = "hold_hours_set"
    case periodClosed = "period_closed"
    case entryMade = "entry_made"
}

private func isOfBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
}

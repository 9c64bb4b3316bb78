import Kernel
import Receivables
import Testing

@Suite("Settling a ledger")
struct SettlementTests {
    private static func day(_ text: String) -> Day { Day(text)! }

    private static func entry(
        _ id: Int64, _ kind: LedgerKind, _ amount: Int64, due: String = "2026-11-01", order: String? = nil, shipment: String? = nil, pays: [(String, Int64)] = []
    ) -> LedgerEntry {
        LedgerEntry(
            id: id, externalID: "E\(id)", kind: kind, date: day("2026-10-01"), due: day(due), amount: amount, order: order, shipment: shipment,
            allocated: pays.map { LedgerEntry.Allocated(entry: $0.0, amount: $0.1) })
    }

    @Test("an invoice and a shipment of one delivery are one debt, whichever comes first")
    func onceCounted() {
        let invoice = Self.entry(1, .invoice, 100, order: "K000001")
        let shipment = Self.entry(2, .shipment, 100, order: "K000001", shipment: "K000001-1")
        #expect(settle([invoice, shipment], currency: .rub, orders: [:]).balance == 100)
        #expect(settle([Self.entry(1, .shipment, 100, order: "K000001"), Self.entry(2, .invoice, 100, order: "K000001")], currency: .rub, orders: [:]).balance == 100)
        // An invoice for one shipment and the waybill of another are two debts; one invoice for both is none beside them.
        let apart = [Self.entry(1, .invoice, 100, order: "K000001", shipment: "K000001-1"), Self.entry(2, .shipment, 100, order: "K000001", shipment: "K000001-2")]
        #expect(settle(apart, currency: .rub, orders: [:]).balance == 200)
        let whole = [Self.entry(1, .invoice, 200, order: "K000001"), Self.entry(2, .shipment, 90, shipment: "K000001-1"), Self.entry(3, .shipment, 110, shipment: "K000001-2")]
        #expect(settle(whole, currency: .rub, orders: [:]).balance == 200)
        // Without a delivery every paper is a debt.
        #expect(settle([Self.entry(1, .invoice, 100), Self.entry(2, .shipment, 100)], currency: .rub, orders: [:]).balance == 200)
        // A foreign shipment number joins its two papers too.
        #expect(settle([Self.entry(1, .invoice, 100, shipment: "РТ-7"), Self.entry(2, .shipment, 100, shipment: "РТ-7")], currency: .rub, orders: [:]).balance == 100)
    }

    @Test("of a prepaid order only what was shipped is a debt, and its payment waits for the goods")
    func prepaid() {
        let orders = ["K000001": OrderPart(isPrepaid: true, gross: 100)]
        let paid = settle([Self.entry(1, .invoice, 100, order: "K000001"), Self.entry(2, .payment, 130, order: "K000001"), Self.entry(3, .invoice, 50)], currency: .rub, orders: orders)
        #expect(paid.balance == 50 - 130)
        #expect(paid.prepaymentHeld == 100)
        // 30 more than the order needs went to the other invoice.
        #expect(paid.open == [3: 20, 2: -100])
        let shipped = settle([Self.entry(2, .payment, 100, order: "K000001"), Self.entry(4, .shipment, 60, order: "K000001")], currency: .rub, orders: orders)
        #expect(shipped.prepaymentHeld == 40)
        #expect(shipped.open == [2: -40])
    }

    @Test("payments go by reference, else to the oldest due date; what is left is an advance")
    func allocation() {
        let debts = [Self.entry(1, .invoice, 100, due: "2026-11-20"), Self.entry(2, .invoice, 100, due: "2026-11-10"), Self.entry(3, .shipment, 100, due: "2026-12-01", order: "K000007")]
        #expect(settle(debts + [Self.entry(4, .payment, 150)], currency: .rub, orders: [:]).open == [1: 50, 3: 100])
        #expect(settle(debts + [Self.entry(4, .payment, 150, order: "K000007")], currency: .rub, orders: [:]).open == [1: 100, 2: 50])
        #expect(settle(debts + [Self.entry(4, .payment, 150, pays: [("E1", 60)])], currency: .rub, orders: [:]).open == [1: 40, 2: 10, 3: 100])
        #expect(settle(debts + [Self.entry(4, .payment, 350)], currency: .rub, orders: [:]).open == [4: -50])
        // The paper named may be the second one of a delivery.
        let two = [Self.entry(1, .shipment, 100, due: "2026-12-01", order: "K000007"), Self.entry(2, .invoice, 100, order: "K000007"), Self.entry(3, .invoice, 100)]
        #expect(settle(two + [Self.entry(4, .payment, 100, pays: [("E2", 100)])], currency: .rub, orders: [:]).open == [3: 100])
        let odd = settle(debts + [Self.entry(4, .payment, 10, pays: [("ЧУЖОЙ", 10)])], currency: .rub, orders: [:])
        #expect(odd.issues == [Settlement.Issue(entry: 4, code: "unknown_allocation", detail: "ЧУЖОЙ")])
    }

    @Test("what is open adds up to the balance, and the debt does not depend on the order of arrival")
    func properties() {
        for seed in UInt64(1)...300 {
            var random = Seeded(seed)
            let orders = ["K000001": OrderPart(isPrepaid: false, gross: 500), "K000002": OrderPart(isPrepaid: true, gross: 500)]
            let entries = (1...Int64.random(in: 1...20, using: &random)).map { id -> LedgerEntry in
                let kind = LedgerKind.allCases.randomElement(using: &random) ?? .payment
                let amount = Int64.random(in: 1...300, using: &random) * (kind == .correction && Bool.random(using: &random) ? -1 : 1)
                return Self.entry(
                    id, kind, amount, due: "2026-11-\(10 + Int.random(in: 0...19, using: &random))", order: [nil, "K000001", "K000002", "K000003"].randomElement(using: &random) ?? nil,
                    shipment: [nil, "S1", "S2"].randomElement(using: &random) ?? nil, pays: Bool.random(using: &random) ? [("E\(Int64.random(in: 1...20, using: &random))", 50)] : [])
            }
            let settled = settle(entries, currency: .rub, orders: orders)
            #expect(settled.open.values.reduce(0, +) == settled.balance, "seed \(seed)")
            #expect(settled.debt - settled.advance == settled.balance, "seed \(seed)")
            #expect(settled.prepaymentHeld <= settled.advance, "seed \(seed)")
            // Credits that nothing binds and debts never stand beside each other.
            #expect(settled.debt == 0 || settled.advance == settled.prepaymentHeld, "seed \(seed)")
            var numbers = Array(1...Int64(entries.count))
            numbers.shuffle(using: &random)
            let shuffled = zip(entries, numbers).map { entry, id in
                LedgerEntry(
                    id: id, externalID: entry.externalID, kind: entry.kind, date: entry.date, due: entry.due, amount: entry.amount, order: entry.order, shipment: entry.shipment,
                    allocated: entry.allocated)
            }
            let again = settle(shuffled, currency: .rub, orders: orders)
            #expect(again.balance == settled.balance, "seed \(seed)")
            #expect(again.delivered == settled.delivered, "seed \(seed)")
            #expect(again.prepaymentHeld <= again.advance, "seed \(seed)")
        }
    }

    @Test("banking days leave out weekends, public holidays and their transfers")
    func banking() {
        let calendar = BankingCalendar(exceptions: [Self.day("2026-12-31"): false, Self.day("2025-11-01"): true])
        #expect(calendar.day(1, after: Self.day("2026-11-20")) == Self.day("2026-11-23"))
        #expect(calendar.day(1, after: Self.day("2026-11-03")) == Self.day("2026-11-05"))
        #expect(calendar.day(1, after: Self.day("2026-12-30")) == Self.day("2027-01-11"))
        #expect(calendar.day(1, after: Self.day("2025-10-31")) == Self.day("2025-11-01"))
        #expect(calendar.day(0, after: Self.day("2026-11-21")) == Self.day("2026-11-21"))
        #expect(dueDay(of: Self.day("2026-11-20"), paymentDays: 3, isBanking: false, calendar) == Self.day("2026-11-23"))
        // At the end of the calendar it stops instead of running on.
        #expect(calendar.day(3650, after: Self.day("2999-12-30")) <= Self.day("2999-12-31"))
    }
}

@Suite("Judging a contract")
struct CreditStandingTests {
    private func document(_ id: Int64, due: String, _ left: Int64) throws -> OpenDocument {
        let money = Money(clamping: left, .rub)
        let day = try #require(Day(due))
        return OpenDocument(entry: id, externalID: "E\(id)", contract: ID(1), kind: .invoice, number: "\(id)", date: day, due: day, total: money, left: money, order: nil)
    }

    private func account(limit: Int64?, debt: Int64, policy: CreditPolicy = .hold) -> CreditState {
        CreditState(
            account: ID(1), currency: .rub, limit: limit.map { Money(clamping: $0, .rub) }, policy: policy, debt: Money(clamping: debt, .rub), inOrders: .zero(.rub),
            inApproval: .zero(.rub), prepaymentHeld: .zero(.rub))
    }

    @Test("overdue documents lead from a warning to a stop, and the document to pay is named")
    func overdue() throws {
        let today = try #require(Day("2026-11-24"))
        let cases: [(String, BlockState)] = [
            ("2026-11-25", .ok), ("2026-11-24", .ok), ("2026-11-23", .warn), ("2026-11-17", .warn), ("2026-11-16", .holdShipment), ("2026-11-09", .prepayOnly),
            ("2026-10-24", .blocked),
        ]
        for (due, state) in cases {
            var figures = CreditFigures(today: today)
            figures.overdue = [try document(1204, due: due, 5_630_000)]
            let standing = judge(figures, by: CreditRule.standard)
            #expect(standing.state == state, "\(due)")
            guard state != .ok else { continue }
            #expect(standing.reasons.first?.liftsWhen == [
                Sentence("credit_lift.pay.invoice", ["number": .text("1204"), "date": .day(try #require(Day(due))), "amount": .money(Money(clamping: 5_630_000, .rub))]),
            ])
        }
    }

    @Test("the condition that is told lifts the reason, and less than it does not")
    func lifting() throws {
        let today = try #require(Day("2026-11-24"))
        for seed in UInt64(1)...500 {
            var random = Seeded(seed)
            let rules = (1...4).map { _ in
                CreditRule(
                    CreditRule.Measure.allCases.filter { $0 != .missingDocuments }.randomElement(using: &random) ?? .overdueSum, Int64.random(in: 1...120, using: &random),
                    [.warn, .holdShipment, .prepayOnly, .blocked].randomElement(using: &random) ?? .warn)
            }
            var figures = CreditFigures(today: today)
            figures.overdue = try (1...Int64.random(in: 1...6, using: &random)).map { try document($0, due: today.adding(days: -Int.random(in: 0...100, using: &random)).description, Int64.random(in: 1...60, using: &random)) }
            let debt = figures.overdue.reduce(0) { $0 + $1.left.minorUnits }
            figures.account = account(limit: Int64.random(in: 0...200, using: &random), debt: debt)
            for reason in judge(figures, by: rules).reasons {
                guard let pay = reason.toPay?.minorUnits else { continue }
                #expect(!reasons(after: pay, figures, rules).contains { $0.code == reason.code && $0.state >= reason.state && $0.toPay == reason.toPay }, "seed \(seed): \(reason)")
                if reason.code != "overdue_days" {
                    #expect(reasons(after: pay - 1, figures, rules).contains { $0.code == reason.code && $0.state == reason.state }, "seed \(seed): \(reason)")
                }
            }
        }
    }

    /// The reasons after so much has been paid, the oldest document first.
    private func reasons(after amount: Int64, _ figures: CreditFigures, _ rules: [CreditRule]) -> [CreditReason] {
        var left = amount
        var after = figures
        after.overdue = figures.overdue.sorted { ($0.due, $0.date, $0.entry) < ($1.due, $1.date, $1.entry) }.compactMap { document in
            let paid = min(left, document.left.minorUnits)
            left -= paid
            guard paid < document.left.minorUnits else { return nil }
            return OpenDocument(
                entry: document.entry, externalID: document.externalID, contract: document.contract, kind: document.kind, number: document.number, date: document.date,
                due: document.due, total: document.total, left: Money(clamping: document.left.minorUnits - paid, .rub), order: nil)
        }
        if let before = figures.account { after.account = account(limit: before.limit?.minorUnits, debt: before.debt.minorUnits - amount, policy: before.policy) }
        return judge(after, by: rules).reasons
    }

    @Test("by hand: until its day, then it has lifted itself; an override leaves a warning")
    func byHand() throws {
        let today = try #require(Day("2026-11-24"))
        var figures = CreditFigures(today: today)
        figures.manual = [ManualBlock(id: 1, state: .blocked, reason: "Суд", until: today, madeByName: "Нина", madeAt: Instant(milliseconds: 0))]
        #expect(judge(figures, by: []).state == .blocked)
        figures.overriddenUntil = today
        #expect(judge(figures, by: []).state == .warn)
        figures.today = today.adding(days: 1)
        #expect(judge(figures, by: []).state == .ok)
    }

    @Test("a used up limit warns where orders are held and asks for prepayment elsewhere; it stops nothing by itself")
    func limit() throws {
        var figures = CreditFigures(today: try #require(Day("2026-11-24")))
        figures.account = account(limit: 100, debt: 120)
        let held = judge(figures, by: [])
        #expect(held.state == .warn)
        #expect(held.forOrders == .ok)
        #expect(held.reasons.first?.toPay?.minorUnits == 21)
        figures.account = account(limit: 100, debt: 100, policy: .refuse)
        #expect(judge(figures, by: []).state == .prepayOnly)
        figures.account = account(limit: 100, debt: 89)
        #expect(judge(figures, by: CreditRule.standard).state == .ok)
        figures.account = account(limit: 100, debt: 90)
        #expect(judge(figures, by: CreditRule.standard).state == .warn)
        figures.account = account(limit: nil, debt: 1_000_000)
        #expect(judge(figures, by: CreditRule.standard).state == .ok)
    }
}

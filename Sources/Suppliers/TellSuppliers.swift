package import Customers
package import Database
import Jobs
package import Kernel

/// What suppliers' people are written about.
enum SupplyNews {
    /// Lines of orders wait for an answer.
    case lines
    case quote(request: Int64, QuoteNews)
}

/// How long lines are gathered for one letter, in seconds.
let supplyLetterPause: Int64 = 600

extension Writer {
    /// Writes to everybody who works for these suppliers and has signed in once. Lines of orders are gathered: who has a letter waiting gets no second one.
    func tellSuppliers(_ suppliers: [Int64], _ news: SupplyNews, at now: Instant) throws {
        guard !suppliers.isEmpty else { return }
        for row in try rows("""
            SELECT p.id FROM people AS p JOIN suppliers AS v ON v.id = p.supplier_id
            WHERE v.id \(in: suppliers) AND v.blocked = 0 AND p.blocked = 0 AND p.erased_at IS NULL AND p.password_hash IS NOT NULL ORDER BY p.id LIMIT 10000
            """)
        {
            let person: ID<Person> = try row.get("id")
            switch news {
            case .lines: try enqueue(Letter.supplyAsked(person).job(at: now.adding(seconds: supplyLetterPause)), at: now)
            case .quote(let request, let event): try enqueue(Letter.quotes(person, request: request, event).job(), at: now)
            }
        }
    }

    /// Writes to whoever has made the request that somebody has answered.
    func tellAsker(of id: ID<QuoteRequest>, at now: Instant) throws {
        guard let asker: ID<Person> = try row("SELECT asked_by FROM quote_requests WHERE id = \(id)")?.get("asked_by") else { return }
        try enqueue(Letter.quotes(asker, request: id.rawValue, .answered).job(), at: now)
    }
}

/// What a letter to a supplier's person, or about suppliers, says, as things stand when it is written.
package enum SupplyLetter: Sendable {
    /// Lines that wait for an answer: how many, and the latest of them.
    case lines(count: Int, latest: [SupplyLine])
    /// A request for prices, as its reader sees it.
    case request(QuoteRequest, QuoteNews)

    /// Nil when there is nothing to tell any more, or the person may not see it now.
    package static func read(_ letter: Letter, at now: Instant, in reader: any Reader) throws -> SupplyLetter? {
        switch letter {
        case .supplyAsked(let person):
            guard let viewer = try reader.viewer(person: person), viewer.supplier != nil else { return nil }
            var filter = SupplyFilter()
            filter.show = .asked
            let count = try reader.ask(supplyMark(for: viewer))
            return count == 0 ? nil : .lines(count: count, latest: try supplyLines(filter, limit: 10, at: now, for: viewer, in: reader))
        case .quotes(let person, let request, let event):
            guard let viewer = try reader.viewer(person: person) else { return nil }
            do {
                let found = try quoteRequest(ID(request), for: viewer, in: reader)
                // Answered or closed meanwhile: nobody need be asked.
                if event == .asked, found.closedAt != nil || found.suppliers.allSatisfy({ $0.answeredAt != nil }) { return nil }
                return .request(found, event)
            } catch is Refusal { return nil }
        default: return nil
        }
    }
}

import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import Suppliers

extension Site {
    @Sendable func ownQuoteRequests(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await quotesAnswer(try await supplying(request), request, context)
    }

    @Sendable func ownQuoteRequest(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await ownQuoteAnswer(try await supplying(request), request, context, nil, nil)
    }

    @Sendable func answerQuoteRequest(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await supplying(request)
        let id = try quoteRequestID(context)
        let fields = try await request.form()
        let (typed, valid, today) = (typedQuotes(fields), fields["valid_until"] ?? "", Day(of: visit.now, in: timeZone))
        do {
            try await database.write { try answerQuotes(typed, validUntil: valid, to: id, on: today, for: visit.viewer, at: visit.now, in: $0) }
        } catch let refusal as Refusal where refusal.code == .validation {
            return try await ownQuoteAnswer(visit, request, context, (typed, valid), refusal)
        }
        wakeJobs()
        return redirect(to: Address.supplyRequest(id.rawValue), flash: .done("quote_answered"))
    }

    private func ownQuoteAnswer(
        _ visit: Visit, _ request: Request, _ context: PortalContext, _ typed: (lines: [ID<QuoteLine>: TypedQuote], valid: String)?, _ refusal: Refusal?
    ) async throws -> Response {
        let id = try quoteRequestID(context)
        let (t, today, supplier) = (context.texts, Day(of: visit.now, in: timeZone), try visit.viewer.demandSupplier().id)
        let found = try await database.read { try Suppliers.quoteRequest(id, for: visit.viewer, in: $0) }
        let rows = found.lines.map { line -> QuoteAnswerPage.Row in
            let quote = found.quote(line.id, of: supplier)
            return QuoteAnswerPage.Row(line: line, typed: typed.map { $0.lines[line.id] ?? TypedQuote() } ?? quote.map { TypedQuote($0) } ?? TypedQuote(), quote: quote)
        }
        var model = QuoteAnswerPage(
            request: found, today: today, rows: rows, validUntil: typed?.valid ?? found.quotes.compactMap(\.validUntil).first?.description ?? "",
            canAnswer: found.state(on: today) == .open && visit.viewer.rights.contains(.answerSupply))
        model.refusal = refusal.flatMap { $0.problems.isEmpty ? t.text($0) : nil }
        model.problems = refusal.map { fieldProblems($0, t) } ?? []
        return page(quoteAnswerPage(model, in: shell(visit, request, context, .supplyRequests)), request, status: refusal == nil ? .ok : .unprocessableContent)
    }

    /// Fields are named by their lines: `price-12`.
    private func typedQuotes(_ fields: Form) -> [ID<QuoteLine>: TypedQuote] {
        var quotes: [ID<QuoteLine>: TypedQuote] = [:]
        for (name, value) in fields.values {
            guard let dash = name.lastIndex(of: "-"), let line = Int64(name[name.index(after: dash)...]) else { continue }
            switch name[..<dash] {
            case "price": quotes[ID(line), default: TypedQuote()].price = value
            case "quantity": quotes[ID(line), default: TypedQuote()].quantity = value
            case "lead_days": quotes[ID(line), default: TypedQuote()].leadDays = value
            case "cannot": quotes[ID(line), default: TypedQuote()].cannot = value == "1"
            case "reason": quotes[ID(line), default: TypedQuote()].reason = value
            case "was": quotes[ID(line), default: TypedQuote()].wasAnswered = value == "1"
            default: break
            }
        }
        return quotes
    }
}

extension TypedQuote {
    fileprivate init(_ quote: Quote) {
        self.init()
        price = quote.price.map { DecimalText.write($0.units, scale: 4, places: 2) } ?? ""
        wasAnswered = true
        (quantity, leadDays, cannot, reason) = (quote.quantity?.decimal ?? "", quote.leadDays.map { String($0) } ?? "", quote.reason != nil, quote.reason ?? "")
    }
}

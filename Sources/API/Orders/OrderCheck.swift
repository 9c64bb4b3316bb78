import Customers
import Foundation
import Kernel
import Ordering
import Storefront

/// Rows as somebody typed or pasted them, held against the catalogue, the rules of products, prices and stock. Changes nothing.
struct OrderCheck: Sendable {
    /// The words of the contract.
    enum Verdict: String, CaseIterable {
        case ok, adjusted, replaced, short, ambiguous, unknown, discontinued, invalid
        case notAvailable = "not_available_to_you"
        case priceOnRequest = "price_on_request"
    }

    /// One row of the question. The quantity is text still: an unreadable one is a verdict.
    struct Question: Sendable {
        let row: Int
        let code: String
        let quantity: String
        let unit: String?
    }

    struct Row: Sendable {
        let question: Question
        var verdict: Verdict
        var product: StoreProduct?
        /// In the product's own unit, as it could be ordered.
        var quantity: Quantity?
        var problem: LineProblem?
        var alternatives: [StoreProduct] = []
        /// The line with its price and its parts, where it could be ordered.
        var line: PricedLine?
    }

    let rows: [Row]
    let totals: [PricedOrder.Part]

    /// Rows of one product share its stock in their order, as the lines of an order would.
    init(_ questions: [Question], on shelf: Shelf, under contract: String?, requested day: Day?) throws {
        let only = try contract.map { try shelf.viewer.contract($0).id }
        var rows = questions.map { Self.row($0, on: shelf, under: only) }
        let orderable = rows.indices.filter { rows[$0].problem == nil || rows[$0].verdict == .adjusted }
        var request = OrderRequest()
        request.contract = contract
        request.requestedDay = day
        request.lines = orderable.compactMap { place in
            guard let product = rows[place].product, let quantity = rows[place].quantity else { return nil }
            return OrderRequest.Line(product: product.id, quantity: quantity)
        }
        switch try price(request, on: shelf) {
        case .success(let order):
            for (place, line) in zip(orderable, order.lines) {
                rows[place].line = line
                if rows[place].verdict == .ok, line.fromStock < line.line.quantity {
                    rows[place].verdict = .short
                    rows[place].problem = LineProblem(.short, nil, ["free": .quantity(line.fromStock), "wanted": .quantity(line.line.quantity)])
                }
            }
            totals = order.parts
        case .failure(let problems):
            for (position, problem) in problems.byPosition where orderable.indices.contains(position) {
                rows[orderable[position]].verdict = Verdict(rawValue: problem.code.rawValue) ?? .invalid
                rows[orderable[position]].problem = problem
            }
            totals = []
        }
        self.rows = rows
    }

    private static func row(_ question: Question, on shelf: Shelf, under contract: ID<Contract>?) -> Row {
        var row = Row(question: question, verdict: .invalid)
        guard let quantity = Quantity(question.quantity.trimmed.replacing(",", with: ".")), quantity > .zero else {
            row.problem = LineProblem(.validation, "not_a_quantity", ["value": .text(String(question.quantity.prefix(40)))])
            return row
        }
        do throws(LineProblem) {
            let found = try resolve(TypedLine(code: question.code, quantity: quantity, unit: question.unit), on: shelf)
            row.product = found.product
            row.quantity = found.quantity
            row.verdict = .ok
            judge(&row, found, on: shelf, under: contract)
        } catch {
            row.verdict = Verdict(rawValue: error.code.rawValue) ?? .invalid
            row.problem = error
            if error.code == .ambiguous { row.alternatives = Array(shelf.products(withCode: question.code).prefix(20)) }
        }
        return row
    }

    /// What the product's rules and the price say.
    private static func judge(_ row: inout Row, _ found: ResolvedLine, on shelf: Shelf, under contract: ID<Contract>?) {
        if let problem = ruleProblem(of: found.product, quantity: found.quantity) {
            row.problem = problem
            row.verdict = Verdict(rawValue: problem.code.rawValue) ?? .invalid
            if problem.code == .discontinued {
                row.alternatives = Array(shelf.alternatives(to: found.product).prefix(20))
            } else if case .quantity(let proposed) = problem.arguments["proposed"], ruleProblem(of: found.product, quantity: proposed) == nil {
                row.quantity = proposed
                row.verdict = .adjusted
            }
        }
        guard let quantity = row.quantity, row.problem == nil || row.verdict == .adjusted else { return }
        if case .success? = shelf.price(found.product, for: quantity, under: contract, explained: false) { return }
        row.verdict = .priceOnRequest
        row.problem = LineProblem(.priceOnRequest)
    }
}

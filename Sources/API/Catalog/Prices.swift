import Customers
import HTTPTypes
import Kernel
import Localization
import Ordering
import Pricing
import Storefront

extension Endpoint {
    static let quotePrices = Endpoint(
        .post, "/prices", id: "quotePrices", tag: .catalogue, "Own prices of given quantities, explained", scope: .prices,
        body: Body(
            .input([
                "contract": Schema.text(max: 200).orNull.optional, "on": Schema.day.orNull.optional.described("Another day than today."),
                "lines": .list(.input(["code": .text(max: 200), "quantity": .quantity, "unit": Schema.text(max: 40).orNull.optional]), 1...1000),
            ])),
        answer: Answer(
            "A line for each line of the request, in its order; and the sums by contract.",
            .object(["lines": .list(.quotedLine), "totals": .list(.total)])),
        handle: { api, request in
            let question = try Fields.read(request.body) { fields in
                (
                    contract: fields.optional("contract", .text(max: 200)), day: fields.optional("on", .day),
                    lines: try fields.required("lines", .list(of: .typedLine, 1...1000))
                )
            }
            let shelf = api.shelf(for: request)
            let contract = try question.contract.map { try request.viewer.contract($0) }
            let quotes = quotes(question.lines, on: shelf, under: contract, day: question.day)
            return APIAnswer([
                "lines": .array(try zip(question.lines, quotes).map { try $1.json(code: $0.code, request.texts) }),
                "totals": .array(try totals(of: quotes)),
            ])
        })

    private static func totals(of quotes: [Quote]) throws -> [JSON] {
        var sums: [(contract: ContractTerms, gross: Money, vat: Money)] = []
        for case .success(let line) in quotes.map(\.result) {
            let place = sums.firstIndex { $0.contract.id == line.price.contract.id } ?? sums.count
            let zero = Money.zero(line.price.contract.currency)
            if place == sums.count { sums.append((line.price.contract, zero, zero)) }
            sums[place].gross = try sums[place].gross.adding(line.amounts.gross)
            sums[place].vat = try sums[place].vat.adding(line.amounts.vat)
        }
        return sums.map {
            [
                "contract": .string($0.contract.externalID), "currency": .string($0.gross.currency.code), "total": .string($0.gross.decimal),
                "vat": .string($0.vat.decimal),
            ]
        }
    }
}

/// Prices the lines as one order would be: what begins at an order's amount sees them all.
private func quotes(_ lines: [TypedLine], on shelf: Shelf, under contract: ContractTerms?, day: Day?) -> [Quote] {
    let resolved = lines.map { typed -> Result<ResolvedLine, LineProblem> in
        do throws(LineProblem) { return .success(try resolve(typed, on: shelf)) } catch { return .failure(error) }
    }
    let sound = resolved.compactMap { try? $0.get() }
    var prices = shelf.prices(sound.map { WantedGoods($0.product, $0.quantity) }, under: contract?.id, on: day).makeIterator()
    return resolved.map { line in
        if case .failure = line { return Quote(line, nil) }
        return Quote(line, prices.next() ?? nil)
    }
}

/// The answer to one line of a price request.
private struct Quote {
    struct Line {
        let product: StoreProduct
        let quantity: Quantity
        let price: OwnPrice
        let amounts: LineAmounts
    }

    let result: Result<Line, LineProblem>

    init(_ resolved: Result<ResolvedLine, LineProblem>, _ price: Result<OwnPrice, NoPrice>?) {
        result = resolved.flatMap { line in
            switch price {
            case .success(let price)?:
                guard let amounts = try? price.amounts(for: line.quantity, basis: line.product.priceBasis) else {
                    return .failure(LineProblem(.validation, "number_too_large"))
                }
                return .success(Line(product: line.product, quantity: line.quantity, price: price, amounts: amounts))
            case .failure(.missingRate(let currency))?:
                return .failure(LineProblem(.priceOnRequest, "missing_rate", ["currency": .text(currency.code)]))
            case .failure(.onRequest)?, nil: return .failure(LineProblem(.priceOnRequest))
            }
        }
    }

    func json(code: String, _ texts: Texts) throws -> JSON {
        switch result {
        case .failure(let problem): return ["code": .string(code), "problem": problem.json(texts)]
        case .success(let line):
            return [
                "code": .string(code), "article": .string(line.product.article), "quantity": .string(line.quantity.decimal),
                "unit_price": .string(line.price.unitPrice.decimal), "currency": .string(line.price.contract.currency.code),
                "contract": .string(line.price.contract.externalID),
                "list_price": .string(line.price.listPrice.decimal), "discount": .string(line.price.discount.decimal), "vat_rate": line.price.rate.json,
                "vat_amount": .string(line.amounts.vat.decimal), "line_total": .string(line.amounts.gross.decimal),
                "explanation": .array(line.price.steps.map { $0.json(texts) }),
                "passed_over": .array(line.price.explanation.passedOver.map { $0.json(texts) }),
            ]
        }
    }
}

extension LineProblem {
    func json(_ texts: Texts) -> JSON { ["code": .string(code.rawValue), "detail": .string(texts.text(problem(at: "")))] }
}

extension PriceStep {
    func json(_ texts: Texts) -> JSON {
        [
            "step": .string(kind.rawValue), "source": .string(source), "detail": .string(texts("price_detail.\(detail)", arguments)),
            "value": .string(value.decimal), "currency": .string(currency.code),
        ]
    }
}

extension PassedOver {
    func json(_ texts: Texts) -> JSON {
        [
            "what": .string(kind.rawValue), "source": .string(source), "reason": .string(reason.rawValue),
            "detail": .string(texts("price_passed.\(reason.rawValue)", arguments)),
        ]
    }
}

extension FieldKind where Value == TypedLine {
    /// `code`, `quantity` and maybe `unit`.
    static var typedLine: FieldKind {
        .object { line in
            TypedLine(
                code: try line.required("code", .text(max: 200)), quantity: try line.required("quantity", .quantity()),
                unit: line.optional("unit", .text(max: 40)))
        }
    }
}

extension Schema {
    static let total = Schema.object(["contract": .text, "currency": .currency, "total": .money, "vat": .money]).called("Total")
    static let lineProblem = Schema.object(["code": .text, "detail": .text]).called("LineProblem")
    static let quotedLine = Schema.object([
        "code": .text, "article": .text.optional, "quantity": Schema.quantity.optional.described("In the product's own unit."),
        "unit_price": .unitPrice.optional,
        "currency": .currency.optional, "contract": .text.optional,
        "list_price": Schema.unitPrice.optional.described("Before discounts, in the same terms."), "discount": Schema.text.optional.described("Per cent of the list's price."),
        "vat_rate": .vatRate.optional, "vat_amount": .money.optional, "line_total": .money.optional,
        "explanation": Schema.list(.object(["step": .text, "source": .text, "detail": .text, "value": .unitPrice, "currency": .currency])).optional
            .described("The steps from the list's price to the final one; each is rounded to four places."),
        "passed_over": Schema.list(.object(["what": .text, "source": .text, "reason": .text, "detail": .text])).optional
            .described("What might have counted and did not, and why."),
        "problem": Schema.lineProblem.optional.described("Stands instead of a price."),
    ]).called("QuotedLine")
}

package import Customers
package import Kernel
import Pricing
package import Stock
package import Storefront

/// A line with its price and where its goods come from.
package struct PricedLine: Sendable {
    package let line: OrderRequest.Line
    package let product: StoreProduct
    package let price: OwnPrice
    package let amounts: LineAmounts
    package internal(set) var parts: [Allocated] = []
}

/// An order priced and spread over warehouses, in memory: the same for a cart, for a check and inside the placing transaction.
package struct PricedOrder: Sendable {
    package let lines: [PricedLine]
    /// By contract, in the order of their first lines.
    package let parts: [Part]

    /// What one seller supplies under one contract.
    package struct Part: Sendable {
        package let contract: ContractTerms
        package let net: Money
        package let vat: Money
        package let gross: Money
    }
}

/// Prices and allocates the lines for the shelf's viewer.
/// - Returns: the order, or the problems of its lines by their positions. Shortage is no problem here: it is in the parts.
package func price(_ request: OrderRequest, on shelf: Shelf) throws -> Result<PricedOrder, LineProblems> {
    let only = try request.contract.map { try shelf.viewer.contract($0).id }
    var problems: [Int: LineProblem] = [:]
    var sound: [(position: Int, line: OrderRequest.Line, product: StoreProduct)] = []
    for (position, line) in request.lines.enumerated() {
        guard let product = shelf.product(line.product) else { problems[position] = LineProblem(.unknown, "unknown_code", ["code": .text("")]); continue }
        if let problem = ruleProblem(of: product, quantity: line.quantity) { problems[position] = problem; continue }
        sound.append((position, line, product))
    }
    var lines: [PricedLine] = []
    var sums = ContractSums()
    let prices = shelf.prices(sound.map { WantedGoods($0.product, $0.line.quantity, site: $0.line.site ?? request.site) }, under: only)
    for ((position, line, product), price) in zip(sound, prices) {
        switch price {
        case .success(let price)?:
            guard let amounts = try? price.amounts(for: line.quantity, basis: product.priceBasis), sums.add(amounts, under: price.contract) else {
                problems[position] = LineProblem(.validation, "number_too_large")
                continue
            }
            lines.append(PricedLine(line: line, product: product, price: price, amounts: amounts))
        case .failure(.onRequest)?, nil: problems[position] = LineProblem(.priceOnRequest)
        case .failure(.missingRate(let currency))?: problems[position] = LineProblem(.priceOnRequest, "missing_rate", ["currency": .text(currency.code)])
        }
    }
    guard problems.isEmpty else { return .failure(LineProblems(byPosition: problems)) }
    var parts: [PricedOrder.Part] = []
    for contract in distinct(lines.map(\.price.contract)) {
        let positions = lines.indices.filter { lines[$0].price.contract.id == contract.id }
        let sum = sums.of(contract)
        parts.append(PricedOrder.Part(contract: contract, net: sum.net, vat: sum.vat, gross: sum.gross))
        let demands = positions.map { Demand(product: lines[$0].product.id, quantity: lines[$0].line.quantity, multiple: lines[$0].product.orderMultiple) }
        let supplies = Dictionary(demands.map { ($0.product, shelf.storefront.supply(of: $0.product)) }, uniquingKeysWith: { first, _ in first })
        let allocated = allocate(demands, from: supplies, warehouses: shelf.storefront.warehouses(of: contract.seller.id))
        for (position, parts) in zip(positions, allocated) { lines[position].parts = parts }
    }
    return .success(PricedOrder(lines: lines, parts: parts))
}

/// Problems of lines by their positions in the request.
package struct LineProblems: Error, Sendable {
    package let byPosition: [Int: LineProblem]

    /// The refusal of an order for these lines.
    package var refusal: Refusal {
        let problems = byPosition.sorted { $0.key < $1.key }.map { $0.value.problem(at: "/lines/\($0.key)") }
        return Refusal(problems.first?.code ?? .validation, "order_lines", ["count": .integer(Int64(problems.count))], problems: problems)
    }
}

extension PricedLine {
    /// What is promised from stock.
    package var fromStock: Quantity {
        parts.reduce(.zero) { sum, part in if case .stock = part.source { sum + part.quantity } else { sum } }
    }
}

/// The sums of lines by contract.
private struct ContractSums {
    private var sums: [ID<Contract>: (net: Money, vat: Money, gross: Money)] = [:]

    func of(_ contract: ContractTerms) -> (net: Money, vat: Money, gross: Money) {
        let zero = Money.zero(contract.currency)
        return sums[contract.id] ?? (zero, zero, zero)
    }

    /// Adds a line; false when the sum would be beyond what can be calculated with.
    mutating func add(_ amounts: LineAmounts, under contract: ContractTerms) -> Bool {
        let sum = of(contract)
        guard let net = try? sum.net.adding(amounts.net), let vat = try? sum.vat.adding(amounts.vat), let gross = try? sum.gross.adding(amounts.gross) else { return false }
        sums[contract.id] = (net, vat, gross)
        return true
    }
}

private func distinct(_ contracts: [ContractTerms]) -> [ContractTerms] {
    var seen: Set<ID<Contract>> = []
    return contracts.filter { seen.insert($0.id).inserted }
}

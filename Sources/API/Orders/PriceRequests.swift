import Agreements
import Customers
import Database
import Foundation
import HTTP
import HTTPTypes
import Kernel
import Localization
import Ordering
import Storefront

extension Endpoint {
    static let listPriceRequests = Endpoint(
        .get, "/price-requests", id: "listPriceRequests", tag: .orders, "Requests for prices, newest first",
        details: "Prices that the client has asked for, and the agreements that came of them; also those that the distributor's system brought.", scope: .prices,
        parameters: [
            .query("status", .agreementStatus, "Only requests in this state."), .query("query", .text(max: 200), "A number, or a part of a title."), .limit, .cursor,
        ],
        answer: Answer("A page of requests, without their lines.", .page(of: .priceRequest)),
        handle: { api, request in
            let filter = try request.query { fields in
                var filter = AgreementFilter()
                if let status = fields.optional("status", .choice(AgreementStatus.allCases)) { filter.statuses = [status] }
                filter.text = fields.optional("query", .text(max: 200)) ?? ""
                return filter
            }
            let page = try request.page(api.cursors)
            let before = try page.position.map { parts in
                guard let number = parts.first.flatMap({ Int64($0) }) else { throw Paging.unreadable }
                return ID<PriceAgreement>(number)
            }
            let (viewer, now) = (request.viewer, request.now)
            let found = try await api.database.read { try agreements(filter, before: before, limit: page.limit, for: viewer, in: $0) }
            return APIAnswer([
                "items": .array(found.agreements.map { .object($0.json(for: viewer, at: now)) }), "next_cursor": page.next(found.next.map { ["\($0)"] }),
            ])
        })

    static let getPriceRequest = Endpoint(
        .get, "/price-requests/{number}", id: "getPriceRequest", tag: .orders, "One request for prices", scope: .prices,
        parameters: [.path("number", .text(max: 200), "The request's number.")], answer: Answer("The request with its lines.", .priceRequest),
        handle: { api, request in
            let number = try request.pathValue("number")
            let (viewer, shelf, now) = (request.viewer, api.shelf(for: request), request.now)
            return APIAnswer(.object(try await api.database.read { try agreement(number, for: viewer, in: $0).json(on: shelf, at: now) }))
        })

    static let requestPrices = Endpoint(
        .post, "/price-requests", id: "requestPrices", tag: .orders, "Ask for prices",
        details: """
            For goods whose price is on request (`price_on_request`), and for special prices of a project. A line without `unit_price` asks the distributor to name \
            one. Two of its people approve; from then on the prices answer in every call for the days and quantities asked for. Needs the scope `prices` too.
            """, scope: .ordersWrite, parameters: [.idempotencyKey],
        body: Body(
            .input([
                "contract": Schema.text(max: 200).orNull.optional, "site": Schema.text(max: 200).orNull.optional.described("Only for this delivery address."),
                "title": Schema.text(max: 200).orNull.optional.described("The project, as people call it."), "reason": Schema.text(max: 1000).orNull.optional,
                "from": Schema.day.orNull.optional.described("Today when left out."), "to": Schema.day.orNull.optional.described("Ninety days after the first when left out."),
                "lines": .list(
                    .input([
                        "code": .text(max: 200), "quantity": .quantity, "unit": Schema.text(max: 40).orNull.optional,
                        "unit_price": Schema.unitPrice.orNull.optional.described("The price wished for, in the contract's currency and way of stating VAT."),
                    ]), 1...1000),
            ])),
        answer: Answer("The request.", .priceRequest, status: .created), refusals: [.unknown, .ambiguous],
        handle: { api, request in
            let viewer = request.viewer
            guard viewer.rights.contains(.seePrices) else { throw Refusal(.forbidden, "scope_missing", ["scope": .text(Scope.prices.rawValue)]) }
            let shelf = api.shelf(for: request)
            let wanted = try request.agreementRequest(on: shelf)
            let (key, now) = (try request.idempotencyKey(), request.now)
            let answer = try await api.database.write { writer in
                try writer.once(key, now: now) {
                    let number = try requestAgreement(wanted, for: viewer, on: shelf, at: now, in: writer)
                    return StoredAnswer(status: 201, body: JSON.object(try agreement(number, for: viewer, in: writer).json(on: shelf, at: now)).text)
                }
            }
            await api.publish()
            let number = try? JSON(parsing: answer.body)["number"]?.string
            return APIAnswer(
                text: answer.body, status: HTTPResponse.Status(code: answer.status), headers: [.location: "\(API.prefix)/price-requests/\(number ?? "")"])
        })

    static let withdrawPriceRequest = Endpoint(
        .post, "/price-requests/{number}/withdrawal", id: "withdrawPriceRequest", tag: .orders, "Take a request for prices back",
        details: "As long as it is not decided.", scope: .ordersWrite, parameters: [.path("number", .text(max: 200), "The request's number.")],
        body: Body(.input(["reason": .text(max: 1000)])), answer: Answer("The request.", .priceRequest),
        handle: { api, request in
            let number = try request.pathValue("number")
            let reason = try Fields.read(request.body) { try $0.required("reason", .text(max: 1000, multiline: true)) }
            let (viewer, shelf, now) = (request.viewer, api.shelf(for: request), request.now)
            guard viewer.rights.contains(.seePrices) else { throw Refusal(.forbidden, "scope_missing", ["scope": .text(Scope.prices.rawValue)]) }
            let answer = try await api.database.write { writer in
                try closeAgreement(number, reason: reason, for: viewer, at: now, in: writer)
                return try agreement(number, for: viewer, in: writer).json(on: shelf, at: now)
            }
            return APIAnswer(.object(answer))
        })
}

extension APIRequest {
    private struct Line {
        let typed: TypedLine
        let price: UnitPrice?
    }

    /// What the body asks for, its codes resolved for the caller; every unknown code is told at once.
    fileprivate func agreementRequest(on shelf: Shelf) throws -> AgreementRequest {
        let contract = viewer.contracts.first?.today(at: now) ?? Day(of: now, in: .gmt)
        let (head, lines) = try Fields.read(body) { fields in
            let from = fields.optional("from", .day) ?? contract
            let head = AgreementRequest(
                contract: fields.optional("contract", .text(max: 200)), site: fields.optional("site", .text(max: 200)), title: fields.optional("title", .text(max: 200)) ?? "",
                reason: fields.optional("reason", .text(max: 1000, multiline: true)) ?? texts("agreement.on_request.reason"), from: from,
                to: fields.optional("to", .day) ?? from.adding(days: 90), lines: [])
            let lines = try fields.required("lines", .list(of: .object { line in
                Line(
                    typed: TypedLine(
                        code: try line.required("code", .text(max: 200)), quantity: try line.required("quantity", .quantity()), unit: line.optional("unit", .text(max: 40))),
                    price: line.optional("unit_price", .unitPrice))
            }, 1...1000))
            return (head, lines)
        }
        var request = head
        var problems: [Refusal.Problem] = []
        for (position, line) in lines.enumerated() {
            do throws(LineProblem) {
                let found = try resolve(line.typed, on: shelf)
                request.lines.append(AgreementRequest.Line(product: found.product.id, quantity: found.quantity, price: line.price))
            } catch { problems.append(error.problem(at: "/lines/\(position)/code")) }
        }
        guard problems.isEmpty else {
            throw Refusal(problems.first?.code ?? .validation, "order_lines", ["count": .integer(Int64(problems.count))], problems: problems)
        }
        if request.title.trimmed.isEmpty {
            let named = request.lines.prefix(3).compactMap { shelf.product($0.product)?.article }.joined(separator: ", ")
            request.title = String(texts("agreement.on_request.title", ["articles": .text(named)]).prefix(200))
        }
        return request
    }
}

extension AgreementCard {
    fileprivate func json(for viewer: Viewer, at now: Instant) -> JSONObject {
        let today = viewer.contracts.first { $0.id == contract }?.today(at: now) ?? Day(of: now, in: .gmt)
        return [
            "number": .string(number), "title": .string(title), "reason": .string(reason), "status": .string(status.rawValue),
            "in_force": .bool(state(on: today) == "in_force"), "contract": .string(contractExternalID), "currency": .string(currency.code),
            "vat_mode": .string(vatMode.rawValue), "site": .text(site?.externalID), "from": .string(from.description), "to": .string(to.description),
            "requested_at": .string((isERPs ? updatedAt : requestedAt).text), "updated_at": .string(updatedAt.text), "line_count": .number(String(lineCount)),
        ]
    }
}

extension AgreementDetails {
    fileprivate func json(on shelf: Shelf, at now: Instant) -> JSONObject {
        var json = card.json(for: shelf.viewer, at: now)
        json["lines"] = .array(lines.filter(\.isOpen).compactMap { line in
            guard let product = shelf.product(line.product) else { return nil }
            return [
                "article": .string(product.article), "quantity": .string(line.quantity.decimal), "unit_price": .text(line.price?.decimal),
                "own_price": .text(line.ownPrice?.decimal), "ordered": .string(line.used.decimal),
                "left": .string(max(.zero, line.quantity - line.used).decimal),
            ]
        })
        json["history"] = .array(events.map { ["at": .string($0.at.text), "event": .string($0.kind), "note": .text($0.note)] })
        return json
    }
}

extension Schema {
    static let agreementStatus = Schema.choice(AgreementStatus.allCases.map(\.rawValue))

    static let priceRequest = Schema.object([
        "number": .text, "title": .text, "reason": .text, "status": .agreementStatus,
        "in_force": Schema.flag.described("Approved, begun, not ended and not used up: its prices answer."), "contract": .text, "currency": .currency,
        "vat_mode": .choice(VATMode.allCases.map(\.rawValue)), "site": .text.orNull, "from": .day, "to": .day, "requested_at": .instant, "updated_at": .instant,
        "line_count": .integer(),
        "lines": Schema.list(
            .object([
                "article": .text, "quantity": .quantity, "unit_price": Schema.unitPrice.orNull.described("Null while the distributor has not named it."),
                "own_price": Schema.unitPrice.orNull.described("Without the agreement, when it was asked for; null: on request."), "ordered": .quantity, "left": .quantity,
            ])
        ).optional.described("Of a single request."),
        "history": Schema.list(.object(["at": .instant, "event": .text, "note": .text.orNull])).optional,
    ]).called("PriceRequest")
}

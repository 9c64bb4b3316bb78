import Customers
import Database
import HTTPTypes
import Kernel
import Ordering

extension Endpoint {
    static let tellOrder = Endpoint(
        .patch, "/erp/orders/{number}", id: "tellOrder", tag: .erp, "Tell what became of an order",
        details: """
            Facts, stored whatever limits and blocks say; what is left out stays, `null` clears. A state of the order takes along the shipments that lag \
            behind it, told shipments move the order. An order that has ended gives its goods and credit back; of a line whose `quantity` is cut, what has not left is promised and \
            counted against agreed prices no more. With `version` only the version that you \
            have seen is changed (else `stale_revision`).
            """, scope: .erpWrite, parameters: [.path("number", .text(max: 40), "The order's number.")],
        body: Body(
            .input([
                "version": Schema.integer().optional, "acknowledged": Schema.flag.optional.described("Your system has taken the order over."),
                "erp_number": Schema.text(max: 100).orNull.optional, "status": Schema.orderStatus.optional,
                "lines": Schema.list(.input(["position": .integer(), "quantity": Schema.quantity.described("What will be supplied.")]), 0...10_000).optional,
                "shipments": Schema.list(
                    .input([
                        "number": .text(max: 60), "status": Schema.choice(ShipmentStatus.allCases.map(\.rawValue)).optional,
                        "planned_date": Schema.day.orNull.optional, "actual_date": Schema.day.orNull.optional, "tracking": Schema.text(max: 200).orNull.optional,
                    ]), 0...1000
                ).optional,
            ]), limit: 4 << 20),
        answer: Answer("The order.", .erpOrder), refusals: [.staleRevision],
        handle: { api, request in
            let number = try request.pathValue("number")
            let facts = try Fields.read(request.body, facts)
            let (viewer, now) = (request.viewer, request.now)
            let answer = try await api.database.write { writer in
                try tellOrderFacts(facts, of: number, by: viewer, at: now, in: writer)
                return try order(number, for: viewer, in: writer).erpJSON
            }
            await api.publish()
            return APIAnswer(answer)
        })

    private static func facts(_ fields: Fields) -> OrderFacts {
        var facts = OrderFacts()
        facts.version = fields.optional("version", .integer(0...Int.max / 2)).map { Int64($0) }
        facts.isAcknowledged = fields.optional("acknowledged", .bool) ?? false
        facts.erpNumber = fields.stated("erp_number", .text(max: 100))
        facts.status = fields.optional("status", .choice)
        facts.lines = fields.optional("lines", .list(of: .confirmedLine, 0...10_000)) ?? []
        facts.shipments = fields.optional("shipments", .list(of: .toldShipment, 0...1000)) ?? []
        return facts
    }
}

extension FieldKind where Value == OrderFacts.Line {
    fileprivate static var confirmedLine: FieldKind {
        .object { OrderFacts.Line(position: try $0.required("position", .integer()), confirmed: try $0.required("quantity", .quantity())) }
    }
}

extension FieldKind where Value == OrderFacts.Shipment {
    fileprivate static var toldShipment: FieldKind {
        .object { fields in
            OrderFacts.Shipment(
                number: try fields.required("number", .text(max: 60)), status: fields.optional("status", .choice), planned: fields.stated("planned_date", .day),
                actual: fields.stated("actual_date", .day), tracking: fields.stated("tracking", .text(max: 200)))
        }
    }
}

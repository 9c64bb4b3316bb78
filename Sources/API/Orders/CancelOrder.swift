import Customers
import Database
import HTTPTypes
import Kernel
import Ordering

extension Endpoint {
    static let cancelOrder = Endpoint(
        .post, "/orders/{number}/cancellation", id: "cancelOrder", tag: .orders, "Cancel an order",
        details: """
            As long as nobody has begun to gather its goods: they are free again and its credit is given back. Afterwards it is `too_late`. Cancelling a \
            cancelled order changes nothing.
            """, scope: .ordersWrite, parameters: [.path("number", .text(max: 40), "The order's number.")], body: Body(.input([:])),
        answer: Answer("The order.", .order), refusals: [.tooLate],
        handle: { api, request in
            _ = try Fields.read(request.body) { _ in () }
            let number = try request.pathValue("number")
            let (viewer, now) = (request.viewer, request.now)
            let answer = try await api.database.write { writer in
                try Ordering.cancelOrder(number, by: viewer, at: now, in: writer)
                return try order(number, for: viewer, in: writer).json(for: viewer)
            }
            await api.publish()
            return APIAnswer(answer)
        })
}

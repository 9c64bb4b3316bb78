import Customers
import Database
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization
import Ordering
import Storefront

extension Site {
    @Sendable func approveOrder(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await decide(request, context, "order_approved") { number, _, viewer, now, writer in try Ordering.approveOrder(number, by: viewer, at: now, in: writer) }
    }

    @Sendable func refuseOrder(_ request: Request, _ context: PortalContext) async throws -> Response {
        try await decide(request, context, "order_refused") { number, fields, viewer, now, writer in
            try Ordering.refuseOrder(number, reason: fields["reason"] ?? "", by: viewer, at: now, in: writer)
        }
    }

    /// Carries a decision out; what the approver can repair is shown on the order's page again.
    private func decide(
        _ request: Request, _ context: PortalContext, _ done: String, _ work: @escaping @Sendable (String, Form, Viewer, Instant, any Writer) throws -> Void
    ) async throws -> Response {
        let visit = try await signedIn(request)
        let number = try context.pathValue("number")
        let (fields, now) = (try await request.form(), now())
        do {
            try await database.write { try work(number, fields, visit.viewer, now, $0) }
        } catch let refusal as Refusal where [.validation, .tooLate, .blocked, .prepaymentRequired, .creditLimitExceeded].contains(refusal.code) {
            return try await orderAnswer(visit, request, context, refusal, status: .unprocessableContent)
        }
        try await storefront.catchUp()
        return redirect(to: Address.order(number), flash: .done(done))
    }
}

import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization

/// What merging two records of one person would do, before anything is done.
struct PeopleMergePage: Sendable {
    var kept: PeoplePage.Row
    var gone: PeoplePage.Row
    /// A kind under `merge.moves.` and how many of it.
    var moves: [(kind: String, count: Int)]
}

/// Two records of one person become one in two steps: first whom an address names, then the deed.
extension Site {
    @Sendable func peopleMerge(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try personID(context)
        let email = try request.query["with"]?.trimmed ?? ""
        let preview: PeopleMergePreview
        do { preview = try await database.read { try peopleMergePreview(email, into: id, for: visit.viewer, in: $0) } } catch let refusal as Refusal where refusal.isOfForm {
            return try await personAnswer(visit, request, context, refusal, other: email, status: .unprocessableContent)
        }
        let model = PeopleMergePage(kept: personRow(preview.kept, context.texts), gone: personRow(preview.gone, context.texts), moves: preview.moves)
        return page(peopleMergePage(model, in: shell(visit, request, context, .people)), request)
    }

    /// The record that was shown goes up in this one; of another one, or where none was shown, it is shown first.
    @Sendable func mergePerson(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try personID(context)
        let fields = try await request.form()
        let (email, seen, moment) = (fields["with"]?.trimmed ?? "", fields["seen"], now())
        let isDone: Bool
        do {
            isDone = try await database.write { writer in
                guard String(try peopleMergePreview(email, into: id, for: visit.viewer, in: writer).gone.id.rawValue) == seen else { return false }
                try mergePeople(email, into: id, for: visit.viewer, at: moment, in: writer)
                return true
            }
        } catch let refusal as Refusal where refusal.isOfForm {
            return try await personAnswer(visit, request, context, refusal, other: email, status: .unprocessableContent)
        }
        guard isDone else { return redirect(to: Address.peopleMerge(id.rawValue, with: email)) }
        wakeJobs()
        return redirect(to: Address.person(id.rawValue), flash: .done("person_merged"))
    }
}

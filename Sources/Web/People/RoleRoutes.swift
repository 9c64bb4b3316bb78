import Customers
import Database
import HTML
import HTTP
import HTTPTypes
import Hummingbird
import Kernel
import Localization

extension Site {
    @Sendable func roles(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await rolesAnswer(visit, request, context, name: "", rights: [], nil, status: .ok)
    }

    @Sendable func saveNewRole(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try await request.form()
        let (name, rights, moment) = (fields["name"] ?? "", chosenRights(fields), now())
        do { try await database.write { try Customers.saveRole(nil, name: name, rights: rights, for: visit.viewer, at: moment, in: $0) } } catch let refusal as Refusal
        where refusal.isOfForm {
            return try await rolesAnswer(visit, request, context, name: name, rights: rights, refusal, status: .unprocessableContent)
        }
        return redirect(to: Address.roles, flash: .done("saved"))
    }

    @Sendable func role(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        return try await roleAnswer(visit, request, context, nil, status: .ok)
    }

    @Sendable func saveRole(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let id = try roleID(context)
        let fields = try await request.form()
        let (name, rights, moment) = (fields["name"] ?? "", chosenRights(fields), now())
        do { try await database.write { try Customers.saveRole(id, name: name, rights: rights, for: visit.viewer, at: moment, in: $0) } } catch let refusal as Refusal
        where refusal.isOfForm {
            return try await roleAnswer(visit, request, context, refusal, status: .unprocessableContent)
        }
        return redirect(to: Address.roles, flash: .done("saved"))
    }

    @Sendable func removeRole(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let (id, moment) = (try roleID(context), now())
        do { try await database.write { try Customers.removeRole(id, for: visit.viewer, at: moment, in: $0) } } catch let refusal as Refusal where refusal.isOfForm {
            return try await roleAnswer(visit, request, context, refusal, status: .unprocessableContent)
        }
        return redirect(to: Address.roles, flash: .done("removed"))
    }

    private func rolesAnswer(
        _ visit: Visit, _ request: Request, _ context: PortalContext, name: String, rights: Set<Right>, _ refusal: Refusal?, status: HTTPResponse.Status
    ) async throws -> Response {
        let t = context.texts
        let (isHouse, own, people) = try await database.read {
            (try roleOwner(of: visit.viewer) == nil, try ownRoles(for: visit.viewer, in: $0), try peopleOfBuiltInRoles(for: visit.viewer, in: $0))
        }
        let builtIn = isHouse
            ? StaffRole.allCases.map { RolesPage.Role(name: t("staff_role.\($0.rawValue)"), rights: titles($0.rights, t), people: people[$0.rawValue] ?? 0) }
            : ClientRole.allCases.map { RolesPage.Role(name: t("client_role.\($0.rawValue)"), rights: titles($0.rights, t), people: people[$0.rawValue] ?? 0) }
        let all = own.map { RolesPage.Role(id: $0.id, name: $0.name, rights: titles($0.rights, t), people: $0.people) } + builtIn
        var form = RoleForm(name: name, rights: choices(rights, visit.viewer, isHouse: isHouse, t))
        form.refusal = refusal.flatMap { $0.problems.isEmpty ? t.text($0) : nil }
        form.problems = refusal.map { fieldProblems($0, t) } ?? []
        let model = RolesPage(isHouse: isHouse, roles: all, form: form)
        return page(rolesPage(model, in: shell(visit, request, context, .roles)), request, status: status)
    }

    private func roleAnswer(_ visit: Visit, _ request: Request, _ context: PortalContext, _ refusal: Refusal?, status: HTTPResponse.Status) async throws -> Response {
        let id = try roleID(context)
        let (isHouse, own) = try await database.read { (try roleOwner(of: visit.viewer) == nil, try ownRoles(for: visit.viewer, in: $0)) }
        guard let role = own.first(where: { $0.id == id }) else { throw Refusal.notFound }
        var form = RoleForm(id: id, name: role.name, rights: choices(role.rights, visit.viewer, isHouse: isHouse, context.texts))
        form.refusal = refusal.flatMap { $0.problems.isEmpty ? context.texts.text($0) : nil }
        form.problems = refusal.map { fieldProblems($0, context.texts) } ?? []
        return page(rolePage(form, in: shell(visit, request, context, .roles)), request, status: status)
    }

    private func roleID(_ context: PortalContext) throws -> Int64 {
        guard let id = Int64(try context.pathValue("role")) else { throw Refusal.notFound }
        return id
    }

    private func chosenRights(_ fields: Form) -> Set<Right> { Set(fields.all("right").compactMap { Right(rawValue: $0) }) }

    /// Only what the viewer has himself can be given.
    private func choices(_ rights: Set<Right>, _ viewer: Viewer, isHouse: Bool, _ t: Texts) -> [Choice] {
        (isHouse ? OwnRole.ofHouse : OwnRole.ofClients).filter { viewer.rights.contains($0) || rights.contains($0) }
            .map { Choice(key: $0.rawValue, title: t("right.\($0.rawValue)"), isChosen: rights.contains($0)) }
    }

    private func titles(_ rights: Set<Right>, _ t: Texts) -> [String] { Right.allCases.filter(rights.contains).map { t("right.\($0.rawValue)") } }
}

import Catalog
import Customers
import Database
import HTTP
import Hummingbird
import Journal
import Kernel
import Ordering
import Storefront

/// Something that went at once and can be taken back by the message that tells of it.
enum Undo: Hashable, Sendable {
    /// Lines of the cart with their quantities.
    case cart([CartLine])
    case kept(KeptKind, ID<Product>)
    case search(name: String, parameters: String, isWatched: Bool)
    case awaited(ID<Product>)
    /// Somebody who has just been blocked; his sessions stay ended.
    case blocked(ID<Person>)

    struct CartLine: Hashable, Sendable {
        var product: ID<Product>
        var quantity: Quantity
    }

    /// What is signed and carried; nil for what is too much for a cookie.
    var parts: [String]? {
        let parts: [String] =
            switch self {
            case .cart(let lines): ["cart"] + lines.flatMap { [String($0.product.rawValue), $0.quantity.decimal] }
            case .kept(let kind, let product): ["kept", kind.rawValue, String(product.rawValue)]
            case .search(let name, let parameters, let isWatched): ["search", name, parameters, isWatched ? "1" : "0"]
            case .awaited(let product): ["awaited", String(product.rawValue)]
            case .blocked(let person): ["blocked", String(person.rawValue)]
            }
        return parts.reduce(0) { $0 + $1.utf8.count + 4 } <= 1800 ? parts : nil
    }

    init?(_ parts: [String]) {
        let rest = Array(parts.dropFirst())
        switch parts.first {
        case "cart" where !rest.isEmpty && rest.count.isMultiple(of: 2):
            var lines: [CartLine] = []
            for place in stride(from: 0, to: rest.count, by: 2) {
                guard let product = Int64(rest[place]), let quantity = Quantity(rest[place + 1]), quantity > .zero else { return nil }
                lines.append(CartLine(product: ID(product), quantity: quantity))
            }
            self = .cart(lines)
        case "kept" where rest.count == 2:
            guard let kind = KeptKind(rawValue: rest[0]), let product = Int64(rest[1]) else { return nil }
            self = .kept(kind, ID(product))
        case "search" where rest.count == 3: self = .search(name: rest[0], parameters: rest[1], isWatched: rest[2] == "1")
        case "awaited" where rest.count == 1:
            guard let product = Int64(rest[0]) else { return nil }
            self = .awaited(ID(product))
        case "blocked" where rest.count == 1:
            guard let person = Int64(rest[0]) else { return nil }
            self = .blocked(ID(person))
        default: return nil
        }
    }
}

extension Site {
    /// What the message about it carries: signed, and good for the same person and client alone.
    func token(_ undo: Undo, of viewer: Viewer) -> String? { undo.parts.map { cursors.sign($0, for: undoScope(viewer)) } }

    private func undoScope(_ viewer: Viewer) -> String { "undo/\(viewer.actor.text)/\(viewer.client?.id.rawValue ?? 0)" }

    /// Puts back what has just been dropped, by the same use cases that put it there first.
    @Sendable func undo(_ request: Request, _ context: PortalContext) async throws -> Response {
        let visit = try await signedIn(request)
        let fields = try await request.form()
        let back = Address.local(fields["return"])
        guard let token = fields["undo"], let parts = try? cursors.open(token, for: undoScope(visit.viewer)), let undo = Undo(parts) else { throw Refusal.notFound }
        let (viewer, shelf, moment) = (visit.viewer, visit.shelf, visit.now)
        do {
            try await database.write { writer in
                switch undo {
                case .cart(let lines):
                    let lying = Set(try cartLines(of: viewer, in: writer).map(\.product))
                    for line in lines where !lying.contains(line.product) && shelf.product(line.product) != nil {
                        // Pressed twice at once it lies there once.
                        try raiseInCart(line.product, to: line.quantity, for: viewer, in: writer)
                    }
                case .kept(let kind, let product): if shelf.product(product) != nil { try keep(product, as: kind, on: shelf, at: moment, in: writer) }
                case .search(let name, let parameters, let isWatched):
                    try saveSearch(name, parameters: parameters, for: viewer, at: moment, in: writer)
                    if isWatched, let same = try savedSearches(of: viewer, in: writer).first(where: { $0.parameters == parameters }) {
                        try watchSearch(same.id, true, for: viewer, at: moment, in: writer)
                    }
                case .blocked(let person): try setBlocked(false, person, for: viewer, at: moment, in: writer)
                case .awaited(let product): if shelf.product(product) != nil { try waitFor(product, on: shelf, at: moment, in: writer) }
                }
            }
        } catch let refusal as Refusal where refusal.code == .validation {
            return redirect(to: back, flash: .notUndone)
        }
        return redirect(to: back, flash: .done("undone"))
    }
}

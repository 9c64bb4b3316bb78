package import Database
package import Kernel

/// What can be done with many people of a list at once.
package enum PeopleAction: String, Sendable, CaseIterable {
    case invite, block, release

    /// So many people are dealt with at once.
    package static let limit = 100

    /// Only the house blocks.
    package func isOpen(to viewer: Viewer) -> Bool { self == .invite || viewer.isStaff }
}

/// Does one thing with each of these people, by the rules that hold for one. Whoever it does not fit (has accepted long ago, is the viewer himself, is managed by others,
/// is not there at all) is passed over.
/// - Returns: with how many it was done.
package func actOnPeople(_ action: PeopleAction, _ people: [ID<Person>], for viewer: Viewer, at now: Instant, in writer: any Writer) throws -> Int {
    try viewer.demand(.managePeople)
    guard action.isOpen(to: viewer) else { throw Refusal.notFound }
    var done = 0
    for person in Set(people.prefix(PeopleAction.limit)).sorted(by: { $0.rawValue < $1.rawValue }) {
        do {
            switch action {
            case .invite: try inviteAgain(person, for: viewer, at: now, in: writer)
            case .block: try setBlocked(true, person, for: viewer, at: now, in: writer)
            case .release: try setBlocked(false, person, for: viewer, at: now, in: writer)
            }
            done += 1
        } catch is Refusal {
            continue
        }
    }
    return done
}

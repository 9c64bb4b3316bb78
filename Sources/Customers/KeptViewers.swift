package import Database
package import Kernel
import Synchronization

/// Who signed in with a session, and where else it may go.
package struct SignedIn: Sendable {
    package let viewer: Viewer
    /// The clients that the person belongs to, by name.
    package let clients: [ClientCard]
    /// The rights version that it was read at.
    package let version: Int64
}

/// Viewers as they were read, by the digest of their session or token, for as long as the rights version stands. A copy: it can be thrown away at any moment.
package final class KeptViewers: Sendable {
    private struct Entry {
        let signedIn: SignedIn
        /// The client that the session had chosen.
        let client: ID<Client>?
        /// The quarter of an hour in which it was read: contracts and substitutes begin and end at midnight, which in every time zone falls on one.
        let quarter: Int64
    }

    private struct Generations {
        var young: [String: Entry] = [:]
        var old: [String: Entry] = [:]
    }

    /// In sessions; at most twice as many are kept.
    private let limit: Int
    private let state = Mutex(Generations())

    package init(limit: Int = 10_000) { self.limit = limit }

    func find(_ digest: String, client: ID<Client>?, version: Int64, at now: Instant) -> SignedIn? {
        state.withLock { state in
            var found = state.young[digest]
            if found == nil, let older = state.old.removeValue(forKey: digest) {
                Self.keep(older, for: digest, limit, in: &state)
                found = older
            }
            guard let found, found.signedIn.version == version, found.client == client, found.quarter == Self.quarter(now) else { return nil }
            return found.signedIn
        }
    }

    func keep(_ signedIn: SignedIn, for digest: String, client: ID<Client>?, at now: Instant) {
        state.withLock { Self.keep(Entry(signedIn: signedIn, client: client, quarter: Self.quarter(now)), for: digest, limit, in: &$0) }
    }

    /// What was not asked for while a whole generation came is forgotten.
    private static func keep(_ entry: Entry, for digest: String, _ limit: Int, in state: inout Generations) {
        if state.young.count >= limit, state.young[digest] == nil {
            state.old = state.young
            state.young = [:]
        }
        state.young[digest] = entry
    }

    private static func quarter(_ now: Instant) -> Int64 { now.milliseconds / 900_000 }
}

extension Reader {
    /// Like `viewer(sessionToken:at:)`, with the person's clients; read whole only when something that they are read from has changed, else by one indexed question.
    package func signedIn(sessionToken: String, at now: Instant, kept: KeptViewers) throws -> SignedIn? {
        let digest = Secret.digest(sessionToken)
        guard let row = try row("""
            SELECT client_id, (SELECT version FROM rights_version) AS version FROM sessions
            WHERE token_hash = \(digest) AND expires_at > \(now) AND owes_factor = 0
            """)
        else { return nil }
        let (client, version): (ID<Client>?, Int64) = (try row.find("client_id"), try row.get("version"))
        if let known = kept.find(digest, client: client, version: version, at: now) { return known }
        guard var viewer = try viewer(sessionToken: sessionToken, at: now) else { return nil }
        if viewer.owesConsent { viewer.formsTakenUntil = try formsTaken(ofSession: digest) }
        var clients: [ClientCard] = []
        if case .person(let person) = viewer.identity { clients = try self.clients(of: person) }
        let signedIn = SignedIn(viewer: viewer, clients: clients, version: version)
        kept.keep(signedIn, for: digest, client: client, at: now)
        return signedIn
    }

    /// Like `viewer(accessToken:at:)`, read whole only when something that it is read from has changed.
    package func viewer(accessToken: String, at now: Instant, kept: KeptViewers) throws -> Viewer? {
        let digest = Secret.digest(accessToken)
        guard let row = try row("""
            SELECT (SELECT version FROM rights_version) AS version FROM access_tokens
            WHERE token_hash = \(digest) AND (expires_at IS NULL OR expires_at > \(now))
            """)
        else { return nil }
        let version: Int64 = try row.get("version")
        if let known = kept.find(digest, client: nil, version: version, at: now) { return known.viewer }
        guard let viewer = try viewer(accessToken: accessToken, at: now) else { return nil }
        kept.keep(SignedIn(viewer: viewer, clients: [], version: version), for: digest, client: nil, at: now)
        return viewer
    }
}

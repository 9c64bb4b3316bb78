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
    fileprivate struct Entry {
        let signedIn: SignedIn
        /// The client that the session had chosen.
        let client: ID<Client>?
        /// The quarter of an hour in which it was read: contracts and substitutes begin and end at midnight, which in every time zone falls on one.
        let quarter: Int64

        func holds(_ client: ID<Client>?, _ version: Int64, at now: Instant) -> Bool {
            signedIn.version == version && self.client == client && quarter == KeptViewers.quarter(now)
        }
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
        last(digest).flatMap { $0.holds(client, version, at: now) ? $0.signedIn : nil }
    }

    /// Who it was when it was last read, whatever has changed since.
    fileprivate func last(_ digest: String) -> Entry? {
        state.withLock { state in
            if let found = state.young[digest] { return found }
            guard let older = state.old.removeValue(forKey: digest) else { return nil }
            Self.keep(older, for: digest, limit, in: &state)
            return older
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

    fileprivate static func quarter(_ now: Instant) -> Int64 { now.milliseconds / 900_000 }
}

extension Reader {
    /// Like `viewer(sessionToken:at:)`, with the person's clients; read whole only when something that they are read from has changed, else by one indexed question.
    package func signedIn(sessionToken: String, at now: Instant, kept: KeptViewers) throws -> SignedIn? {
        try signedIn(sessionToken: sessionToken, at: now, kept: kept) { _ in Question(answered: ()) }?.0
    }

    /// The same, and what is asked about the viewer: together with who it is, as long as that is who it was the last time.
    /// - Parameter also: refuses nobody: it may be asked of somebody who is not that any more, and is thrown away then.
    package func signedIn<Also>(
        sessionToken: String, at now: Instant, kept: KeptViewers, asking also: (Viewer) -> Question<Also>
    ) throws -> (SignedIn, Also)? {
        let digest = Secret.digest(sessionToken)
        let known: SessionFacts?
        if let last = kept.last(digest) {
            let (facts, answer) = try ask(sessionFacts(digest, at: now), also(last.signedIn.viewer))
            if let facts, last.holds(facts.client, facts.version, at: now) { return (last.signedIn, answer) }
            known = facts
        } else {
            known = try ask(sessionFacts(digest, at: now))
        }
        guard let known, var viewer = try viewer(sessionToken: sessionToken, at: now) else { return nil }
        if viewer.owesConsent { viewer.formsTakenUntil = try formsTaken(ofSession: digest) }
        var clients: [ClientCard] = []
        if case .person(let person) = viewer.identity { clients = try self.clients(of: person) }
        let signedIn = SignedIn(viewer: viewer, clients: clients, version: known.version)
        kept.keep(signedIn, for: digest, client: known.client, at: now)
        return (signedIn, try ask(also(viewer)))
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

extension Database {
    /// Who signed in with a session, and what is asked about him, in a single round trip; nil where that is not known beforehand: where nobody was, or somebody whose
    /// rights or client have changed since.
    /// - Parameter also: refuses nobody: it may be asked of somebody who is not that any more, and is thrown away then.
    package func lastSignedIn<Also>(
        sessionToken: String, at now: Instant, kept: KeptViewers, asking also: (Viewer) -> Question<Also>
    ) async throws -> (SignedIn, Also)? {
        let digest = Secret.digest(sessionToken)
        guard let last = kept.last(digest) else { return nil }
        let (facts, answer) = try await ask(sessionFacts(digest, at: now), also(last.signedIn.viewer))
        guard let facts, last.holds(facts.client, facts.version, at: now) else { return nil }
        return (last.signedIn, answer)
    }
}

/// What a good session says, and the rights version of the moment.
private typealias SessionFacts = (client: ID<Client>?, version: Int64)

/// Nil for a session that is not good, or not any more.
private func sessionFacts(_ digest: String, at now: Instant) -> Question<SessionFacts?> {
    Question("""
        SELECT client_id, (SELECT version FROM rights_version) AS version FROM sessions
        WHERE token_hash = \(digest) AND expires_at > \(now) AND owes_factor = 0
        """) { rows in try rows.first.map { (try $0.find("client_id"), try $0.get("version")) } }
}

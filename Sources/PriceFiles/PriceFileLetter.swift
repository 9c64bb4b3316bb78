package import Customers
package import Database
package import Kernel

/// A mail that says that a price file is ready, with a link of its recipient's own.
package struct PriceFileLetter: Sendable {
    package let name: String
    package let format: PriceFileFormat
    /// Nil when the link gives a new file at every request.
    package let preparedAt: Instant?
    /// Behind `/price-files/`.
    package let token: String

    /// How long its token works, in seconds.
    package static let keptFor: Int64 = 30 * 86_400

    /// Issues the letter's token, of which only the digest is stored; one issued before ends. Nil when nobody may be told any more: the schedule or the
    /// recipient is gone, or one of the two people has lost the right.
    package static func issue(_ id: Int64, at now: Instant, in writer: any Writer) throws -> PriceFileLetter? {
        guard let row = try writer.row("SELECT link_id, person_id FROM price_file_letters WHERE id = \(id)"),
            let link = try writer.links("k.id = \(try row.get("link_id", as: Int64.self)) AND k.revoked_at IS NULL", limit: 1).first, let schedule = link.schedule,
            let owner = try priceFileViewer(of: link, at: now, in: writer)
        else { return nil }
        let recipient: ID<Person> = try row.get("person_id")
        guard try writer.people(of: link.client, with: rightsInPriceFile(of: owner)).contains(where: { $0.id == recipient }) else { return nil }
        let token = Secret.make("pf_")
        try writer.run("UPDATE price_file_letters SET token_hash = \(Secret.digest(token)) WHERE id = \(id)")
        return PriceFileLetter(name: link.name, format: link.format, preparedAt: schedule.gives == .prepared ? schedule.preparedAt : nil, token: token)
    }
}

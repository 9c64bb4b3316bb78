package import Database
package import Files
package import Kernel

/// The schedule of a link, and how it fares.
package struct PriceFileSchedule: Sendable {
    /// What is behind the link between two due times: the file made at the last one, or a new one at every request.
    package enum Gives: String, Sendable, CaseIterable { case prepared, fresh }

    package let times: PriceFileTimes
    package let gives: Gives
    package let revision: Int
    package let nextDue: Instant
    /// The last time that came, whether or not the file could be made then.
    package let dueAt: Instant?
    /// When the file was last made, or the link last sent.
    package let preparedAt: Instant?
    package let file: StoredFile?
    /// Why the last attempt failed; nil after one that did not.
    package let problem: (what: PriceFileProblem, at: Instant)?
    /// To how many people the link is mailed.
    package let recipients: Int

    /// Nil for the row of a link without a schedule.
    init?(_ row: Row) throws {
        guard let bits = try row.find("weekdays", as: Int.self), let times = PriceFileTimes(bits: bits, hour: try row.get("hour")) else { return nil }
        self.times = times
        gives = Gives(rawValue: try row.get("gives")) ?? .prepared
        revision = try row.get("revision")
        nextDue = try row.get("next_due")
        dueAt = try row.find("due_at")
        preparedAt = try row.find("prepared_at")
        if let hash = try row.find("file_hash", as: String.self) { file = StoredFile(hash: hash, size: try row.get("file_size")) } else { file = nil }
        if let code = try row.find("problem", as: String.self), let at = try row.find("problem_at", as: Instant.self) {
            problem = (PriceFileProblem(rawValue: code) ?? .failed, at)
        } else {
            problem = nil
        }
        recipients = try row.get("recipients")
    }
}

/// Why no file was made when it was due.
package enum PriceFileProblem: String, Sendable, CaseIterable {
    /// Its person is blocked, acts for the client no more, or may not see prices any more.
    case blocked, left
    case noRight = "no_right"
    /// The client is blocked as a whole.
    case clientBlocked = "client_blocked"
    /// The folder of files is not set up or cannot be written; its disk is full.
    case noFolder = "no_folder"
    case diskFull = "disk_full"
    /// The storage that keeps files does not answer, or answers that it will not.
    case storeAway = "store_away"
    case storeRefuses = "store_refuses"
    case failed
}

/// A schedule as somebody has filled it in.
package struct PriceFileScheduleDraft: Sendable {
    /// Names of days, as `PriceFileTimes.Weekday` has them.
    package var weekdays: [String]
    package var hour: String
    package var gives: String
    /// Addresses, separated by commas, semicolons or white space.
    package var recipients: String
    /// The revision that was changed; nil for a new one.
    package var revision: Int?

    package init(weekdays: [String], hour: String, gives: String, recipients: String, revision: Int?) {
        self.weekdays = weekdays
        self.hour = hour
        self.gives = gives
        self.recipients = recipients
        self.revision = revision
    }

    static let recipientLimit = 20

    var addresses: [String] {
        var seen: Set<String> = []
        return recipients.split { $0.isWhitespace || $0 == "," || $0 == ";" }.map { String($0).folded }.filter { seen.insert($0).inserted }
    }

    /// The times and what the link gives.
    /// - Throws: `validation` with a problem at each wrong field.
    func checked() throws -> (times: PriceFileTimes, gives: PriceFileSchedule.Gives) {
        var problems: [Refusal.Problem] = []
        let days = Set(weekdays.compactMap(PriceFileTimes.Weekday.init))
        if days.isEmpty || days.count < Set(weekdays).count { problems.append(Refusal.Problem("/weekday", .validation, "weekday_required")) }
        let times = Int(hour).flatMap { PriceFileTimes(weekdays: days.isEmpty ? [.monday] : days, hour: $0) }
        if times == nil { problems.append(Refusal.Problem("/hour", .validation, "hour_required")) }
        let gives = PriceFileSchedule.Gives(rawValue: gives)
        if gives == nil {
            let allowed = PriceFileSchedule.Gives.allCases.map(\.rawValue).joined(separator: ", ")
            problems.append(Refusal.Problem("/gives", .validation, "not_in_list", ["allowed": .text(allowed)]))
        }
        if gives == .fresh, addresses.isEmpty { problems.append(Refusal.Problem("/recipients", .validation, "fresh_without_recipients")) }
        if addresses.count > Self.recipientLimit {
            problems.append(Refusal.Problem("/recipients", .validation, "too_many_recipients", ["limit": .integer(Int64(Self.recipientLimit))]))
        }
        guard problems.isEmpty, let times, let gives else { throw Refusal(.validation, "fields", problems: problems) }
        return (times, gives)
    }
}

package import Customers
package import Database
import Formats
import Journal
package import Kernel
import Pricing
import Records

/// Enters a rate by hand, where the portal is the source: one that the ERP told is the ERP's.
///
/// Texts as people type them. Throws a refusal with the problems of the fields `currency`, `day`, `nominal`, `rate`.
package func enterRate(currency: String, day: String, nominal: String, rate: String, for viewer: Viewer, at now: Instant, in writer: any Writer) throws {
    try viewer.demand(.managePrices)
    try viewer.demandKeeper()
    let item: JSONObject = [
        "currency": .string(currency.trimmed.uppercased()), "day": .string(day.trimmed), "nominal": .string(nominal.trimmed.isEmpty ? "1" : plainNumber(nominal)),
        "rate": .string(plainNumber(rate)), "source": .string(CurrencyRate.Source.hand.rawValue),
    ]
    if let known = Currency(currency.trimmed.uppercased()), let day = Day(day.trimmed), try writer.sources(on: day)[known] == .erp {
        throw Refusal(.validation, "fields", problems: [Refusal.Problem("/rate", .validation, "rate_of_erp", ["currency": .text(known.code), "day": .day(day)])])
    }
    let outcome = try saveRecords([.object(item)], of: PricingRecords.rates, by: viewer.actor, at: now, in: writer).first
    if let outcome, outcome.status == .refused { throw Refusal(.validation, "fields", problems: outcome.problems) }
}

/// What became of a set of the Central Bank's rates.
package struct RatesTaken: Sendable {
    /// The first day on which they are in force.
    package let day: Day
    package let changed: Int
    package let unchanged: Int
    /// Currencies whose rate of that day the ERP or a person has told: left as they are.
    package let left: Int
    /// What could not be read, with the currency as it stands in the file.
    package let refused: [(label: String, problems: [Refusal.Problem])]
}

/// Takes the Central Bank's daily file: what the ERP or a person told for the day stays. For who manages prices, and for the job.
///
/// - Throws: `not_central_bank_rates` for another file, a cut one or one that cannot be read; nothing of it is kept then.
package func takeCentralBankRates(_ bytes: [UInt8], for viewer: Viewer, at now: Instant, in database: any Database) async throws -> RatesTaken {
    try viewer.demand(.managePrices)
    try viewer.demandKeeper()
    let file: CentralBankRates
    do { file = try CentralBankRates(MemorySource(bytes)) } catch is XMLProblem { throw Refusal(.validation, "not_central_bank_rates") }
    guard let day = Day(file.day) else { throw Refusal(.validation, "rates_without_day", ["value": .text(String(file.day.prefix(40)))]) }
    guard !file.rates.isEmpty, file.rates.count <= 1000 else { throw Refusal(.validation, "not_central_bank_rates") }
    return try await database.write { writer in
        let sources = try writer.sources(on: day)
        let free = file.rates.filter { rate in Currency(rate.code).map { (sources[$0] ?? .centralBank) == .centralBank } ?? true }
        let outcomes = try saveRecords(
            free.map { rate in
                [
                    "currency": .string(rate.code), "day": .string(file.day), "nominal": .string(rate.nominal), "rate": .string(rate.value),
                    "source": .string(CurrencyRate.Source.centralBank.rawValue),
                ]
            }, of: PricingRecords.rates, by: viewer.actor, at: now, in: writer)
        let refused = zip(free, outcomes).filter { $1.status == .refused }.map { (label: $0.code, problems: $1.problems) }
        return RatesTaken(
            day: day, changed: outcomes.count { $0.status == .created || $0.status == .updated }, unchanged: outcomes.count { $0.status == .unchanged },
            left: file.rates.count - free.count, refused: refused)
    }
}

/// The daily job: fetches the Central Bank's file and takes it. Throws a reason in plain English, to stand in the list of jobs, and is tried again.
package func fetchCentralBankRates(by fetch: @Sendable () async throws -> [UInt8], at now: Instant, in database: any Database) async throws -> RatesTaken {
    let bytes = try await fetch()
    do { return try await takeCentralBankRates(bytes, for: .system, at: now, in: database) } catch let refusal as Refusal {
        throw RatesProblem(description: "the answer of \(bytes.count) bytes is not the Central Bank's daily file, or is cut off (\(refusal.reason))")
    }
}

private struct RatesProblem: Error, CustomStringConvertible { let description: String }

/// A number as people type it, with a point for the comma and without blanks.
func plainNumber(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.properties.isWhitespace })).replacing(",", with: ".")
}

extension Reader {
    /// Who told the rates of a day.
    fileprivate func sources(on day: Day) throws -> [Currency: CurrencyRate.Source] {
        var sources: [Currency: CurrencyRate.Source] = [:]
        for row in try rows("SELECT currency, source FROM currency_rates WHERE day = \(day) ORDER BY currency LIMIT 1000") {
            sources[try row.get("currency")] = CurrencyRate.Source(rawValue: try row.get("source"))
        }
        return sources
    }
}

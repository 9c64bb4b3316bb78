import Integrations
import Jobs
import Kernel

/// Currencies with their rates of the day, whom a missing one leaves without prices, and how new ones come.
struct RatesPage: Sendable {
    var tabs: [PricesTab] = [.rates]
    var overview: RatesOverview
    /// May load the Central Bank's file and enter rates.
    var canManage = false
    /// Whether an address to fetch from is set up.
    var fetches = false
    var job: JobState?
    /// What the last file brought, told once.
    var taken: RatesTaken?
    var form = Entry()
    var refusal: String?
    var problems: [FieldProblem] = []

    /// A rate as it was typed.
    struct Entry: Sendable {
        var currency = ""
        var day = ""
        var nominal = "1"
        var rate = ""
    }
}

/// The rates of one currency, the latest first.
struct RateHistoryPage: Sendable {
    var tabs: [PricesTab] = [.rates]
    var currency: Currency
    var rates: [KeptRate]
    var isFirst = true
    var next: String?
}

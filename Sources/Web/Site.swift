package import Customers
package import Database
import Foundation
package import HTTP
import Hummingbird
package import Kernel
package import Pictures
package import PriceFiles
import Localization
package import Storefront
import Synchronization

/// What the pages need, built once by the assembly.
package struct Site: Sendable {
    let database: any Database
    let storefront: LiveStorefront
    let now: @Sendable () -> Instant
    /// The name and the time zone of the house, as last read.
    let sign: HouseSign
    /// Who has signed in, as last read.
    let viewers = KeptViewers()
    /// Whether the portal is reached over https: cookies are then bound to its host.
    let isSecure: Bool
    let cursors: CursorSigner
    /// Opens kept secrets.
    let vault: Vault
    /// How browsers know the portal for passkeys; nil where they have none.
    let passkeys: RelyingParty?
    /// Whether a mail server is set up; without one mail waits in the queue, and the pages say so.
    let hasMail: Bool
    /// Lets the job worker look at the queue now.
    let wakeJobs: @Sendable () -> Void
    let priceFileHouse: PriceFileHouse
    /// Pictures and papers of products.
    let productFiles: ProductFileStore
    /// Whether the Central Bank's rates are fetched daily.
    let fetchesRates: Bool
    /// Where those wait who have a sheet or a price file made.
    let exports: Turns
    /// How often the catalogue is shown to visitors of one place.
    let visitorRate = RateLimiter(rate: 10, burst: 300)

    package init(
        database: any Database, storefront: LiveStorefront, now: @escaping @Sendable () -> Instant, isSecure: Bool, cursors: CursorSigner, vault: Vault, passkeys: RelyingParty?,
        hasMail: Bool, priceFiles: PriceFileHouse, productFiles: ProductFileStore, fetchesRates: Bool = false, exports: Turns = Turns(atOnce: 2, places: 32),
        wakeJobs: @escaping @Sendable () -> Void = {}
    ) {
        self.database = database
        self.storefront = storefront
        self.now = now
        sign = HouseSign()
        self.isSecure = isSecure
        self.cursors = cursors
        priceFileHouse = priceFiles
        self.productFiles = productFiles
        self.vault = vault
        self.passkeys = passkeys
        self.hasMail = hasMail
        self.fetchesRates = fetchesRates
        self.exports = exports
        self.wakeJobs = wakeJobs
    }

    /// The distributor's name, as the pages are headed.
    var house: String { sign.settings.name }
    var timeZone: TimeZone { sign.settings.timeZone }
}

/// The settings of the house as the last request knew them, also for pages that stand where nothing can be read.
final class HouseSign: Sendable {
    private let kept = Mutex((settings: HouseSettings.unnamed, version: Int64(0)))

    var settings: HouseSettings { kept.withLock { $0.settings } }

    /// Whether they are those of a rights version.
    func isCurrent(at version: Int64) -> Bool { kept.withLock { $0.version } == version }

    /// Reads them anew when the rights version has moved.
    func follow(_ reader: any Reader, version: Int64) throws {
        if isCurrent(at: version) { return }
        let settings = try reader.houseSettings()
        kept.withLock { $0 = (settings, version) }
    }
}

import Customers
package import Database
package import Foundation
package import HTTP
package import Kernel
package import PriceFiles
package import Storefront
import Hummingbird
import Localization

/// What the pages need, built once by the assembly.
package struct Site: Sendable {
    let database: any Database
    let storefront: LiveStorefront
    let now: @Sendable () -> Instant
    /// The distributor's name, as the pages are headed.
    let house: String
    let timeZone: TimeZone
    /// Whether the portal is reached over https: cookies are then bound to its host.
    let isSecure: Bool
    let cursors: CursorSigner
    /// Whether the price before discounts stands crossed out beside the own one.
    let showsListPrices: Bool
    let priceFileHouse: PriceFileHouse

    package init(
        database: any Database, storefront: LiveStorefront, now: @escaping @Sendable () -> Instant, house: String, timeZone: TimeZone, isSecure: Bool,
        cursors: CursorSigner, priceFiles: PriceFileHouse, showsListPrices: Bool = true
    ) {
        self.database = database
        self.storefront = storefront
        self.now = now
        self.house = house
        self.timeZone = timeZone
        self.isSecure = isSecure
        self.cursors = cursors
        self.showsListPrices = showsListPrices
        priceFileHouse = priceFiles
    }
}

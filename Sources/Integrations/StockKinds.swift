import Ordering
import Records
import Stock

/// The kinds that move stock, with what follows from them in the rooms above.
enum StockKinds {
    static let stock = StockRecords.stock.then { try countPromises(ofStock: $0, $1, at: $2) }
}

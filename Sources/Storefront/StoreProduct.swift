package import Kernel

/// A product as the storefront keeps and shows it. Never changed: a changed product is a new value.
package final class StoreProduct: Sendable {
    package struct Packaging: Hashable, Sendable {
        package let unit: Unit
        /// Base units in it.
        package let quantity: Quantity
        package let barcode: String?
        /// Decimal texts, as told.
        package let weightKilograms: String?
        /// As told; else what length, width and height make.
        package let volumeCubicMetres: String?
        /// Length, width and height in metres, as decimal texts.
        package let size: Size?

        package struct Size: Hashable, Sendable {
            package let length: String
            package let width: String
            package let height: String

            /// Cubic metres to nine places; nil for what would weigh nothing or could not be told.
            package var volume: String? {
                func metres(_ text: String) -> Int64? { DecimalText.parse(text, scale: 4, limit: 10_000_000) }
                guard let length = metres(length), let width = metres(width), let height = metres(height) else { return nil }
                let (area, isTooLarge) = length.multipliedReportingOverflow(by: width)
                let (volume, isTooMuch) = area.multipliedReportingOverflow(by: height)
                let (rounded, isBeyond) = volume.addingReportingOverflow(500)
                guard !isTooLarge, !isTooMuch, !isBeyond, volume > 0 else { return nil }
                return DecimalText.write(rounded / 1000, scale: 9, places: 0)
            }
        }
    }

    /// A parameter's value. Products of a kind share most of theirs, so it is kept once for many of them.
    package final class ParameterValue: Sendable {
        package let code: String
        package let value: JSON

        init(code: String, value: JSON) {
            self.code = code
            self.value = value
        }
    }

    package let id: ID<Product>
    package let externalID: String
    package let article: String
    package let name: String
    package let brand: ID<Brand>?
    package let category: ID<Category>?
    package let unit: Unit
    package let vatClass: VATClass
    package let orderMultiple: Quantity
    package let orderMinimum: Quantity
    package let priceBasis: Quantity
    package let packagings: [Packaging]
    package let barcodes: [String]
    package let manufacturerNumber: String?
    package let crossNumbers: [String]
    /// In the order they came.
    package let parameters: [ParameterValue]
    package let country: String?
    package let isMarked: Bool
    package let isDiscontinued: Bool
    /// Stands for its variants, or was withdrawn: neither found nor sold.
    let isOffSale: Bool
    package let successor: ID<Product>?

    init(
        id: ID<Product>, externalID: String, article: String, name: String, brand: ID<Brand>?, category: ID<Category>?, unit: Unit, vatClass: VATClass,
        orderMultiple: Quantity, orderMinimum: Quantity, priceBasis: Quantity, packagings: [Packaging], barcodes: [String], manufacturerNumber: String?,
        crossNumbers: [String], parameters: [ParameterValue], country: String?, isMarked: Bool, isDiscontinued: Bool,
        isOffSale: Bool, successor: ID<Product>?
    ) {
        self.id = id
        self.externalID = externalID
        self.article = article
        self.name = name
        self.brand = brand
        self.category = category
        self.unit = unit
        self.vatClass = vatClass
        self.orderMultiple = orderMultiple
        self.orderMinimum = orderMinimum
        self.priceBasis = priceBasis
        self.packagings = packagings
        self.barcodes = barcodes
        self.manufacturerNumber = manufacturerNumber
        self.crossNumbers = crossNumbers
        self.parameters = parameters
        self.country = country
        self.isMarked = isMarked
        self.isDiscontinued = isDiscontinued
        self.isOffSale = isOffSale
        self.successor = successor
    }

    /// What names are sorted by.
    var nameKey: String { name.folded }

    /// The least that may be ordered: the minimum, rounded up to the multiple.
    package var leastOrder: Quantity { max(orderMinimum, orderMultiple).roundedUp(to: orderMultiple) }

    /// Every code that this product answers to, folded.
    var codes: [String] {
        isOffSale ? [] : ([article] + barcodes + packagings.compactMap(\.barcode) + [manufacturerNumber].compactMap { $0 } + crossNumbers).map(\.codeFolded)
    }
}

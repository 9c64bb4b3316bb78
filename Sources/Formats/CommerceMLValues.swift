package import Kernel

/// Something with a name or an identifier, and its value.
package struct CommerceMLEntry: Sendable, Hashable {
    package let key: String
    package let value: String

    package init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}

package struct CommerceMLOwner: Sendable, Equatable {
    package let id: String?
    package let name: String?
    package let officialName: String?
    package let inn: String?
    package let kpp: String?
}

package struct CommerceMLGroup: Sendable, Equatable {
    package let id: String
    package let parentID: String?
    package let name: String
    package let deleted: Bool
}

package struct CommerceMLProperty: Sendable, Equatable {
    package let id: String
    package let name: String
    /// «Справочник», «Строка», «Число», «Время».
    package let type: String?
    /// Identifier and text of each value of a dictionary; where the file gives texts only, they are their own identifiers.
    package let values: [CommerceMLEntry]
    package let deleted: Bool
}

package struct CommerceMLPriceType: Sendable, Equatable {
    package let id: String
    package let name: String
    /// As written: `RUB`, `руб`.
    package let currency: String?
    package let vatIncluded: Bool?
    package let deleted: Bool
}

package struct CommerceMLWarehouse: Sendable, Equatable {
    package let id: String
    package let name: String
    package let address: String?
    package let deleted: Bool
}

/// A row of the unit list (3.1).
package struct CommerceMLUnit: Sendable, Equatable {
    package let id: String
    package let code: String?
    package let name: String?
    package let fullName: String?
    package let international: String?
    package let deleted: Bool
}

/// The base unit as a product or an offer names it.
package struct CommerceMLBaseUnit: Sendable, Equatable {
    package let code: String?
    package let name: String?
    package let fullName: String?
    package let international: String?
    /// Other units of the product: code and how many base units it holds.
    package let conversions: [CommerceMLEntry]

    /// The unit of our list, by code, then by name.
    package var unit: Unit? { code.flatMap { Unit(code: $0) } ?? name.flatMap { Unit(short: $0) } ?? fullName.flatMap { Unit(short: $0) } }
}

package struct CommerceMLProduct: Sendable, Equatable {
    package let id: String
    /// Set when a product's identifier carries a characteristic, `product#characteristic`; `id` is then the product alone.
    package let characteristicID: String?
    package let article: String?
    package let name: String?
    package let barcodes: [String]
    package let unit: CommerceMLBaseUnit?
    package let groupIDs: [String]
    /// May be HTML.
    package let description: String?
    /// Property identifier and value (a text, or the identifier of a dictionary value); unset ones are left out.
    package let properties: [CommerceMLEntry]
    /// As written: `22`, `18%`, `Без НДС`.
    package let taxRate: String?
    package let requisites: [CommerceMLEntry]
    package let characteristics: [CommerceMLEntry]
    package let manufacturer: String?
    package let brand: String?
    package let country: String?
    /// Paths within the exchange; the first is the main one.
    package let pictures: [String]
    /// Whether there is a `Картинка` at all, were it an empty one.
    package let statesPictures: Bool
    package let deleted: Bool
    /// Equal stamps mean an unchanged record.
    package let version: String?

    package var vatRate: VATRate? { taxRate.flatMap(CommerceML.vatRate) }
}

package struct CommerceMLOffer: Sendable, Equatable {
    /// As received, which is how orders must name it.
    package let id: String
    package let productID: String
    package let characteristicID: String?
    package let name: String?
    package let article: String?
    package let barcodes: [String]
    package let unit: CommerceMLBaseUnit?
    package let characteristics: [CommerceMLEntry]
    package let properties: [CommerceMLEntry]
    package let prices: [CommerceMLPrice]
    /// Over all warehouses; nil when the file does not say, which is not zero.
    package let quantity: String?
    package let balances: [CommerceMLBalance]
    package let deleted: Bool
    package let version: String?
}

package struct CommerceMLPrice: Sendable, Equatable {
    package let priceTypeID: String
    package let price: String
    /// As written; the price type's currency is the truer one.
    package let currency: String?
    package let minQuantity: String?
    package let unit: String?
    /// How many base units the price is for.
    package let unitCoefficient: String?
    package let vatIncluded: Bool?
}

package struct CommerceMLBalance: Sendable, Equatable {
    package let warehouseID: String
    package let quantity: String
}

package struct CommerceMLCounterparty: Sendable, Equatable {
    package struct Account: Sendable, Equatable {
        package let number: String
        package let bic: String?
        package let bankName: String?
        package let correspondent: String?
    }

    package let id: String?
    package let name: String?
    /// Of a legal person; nil for natural persons and sole traders.
    package let officialName: String?
    /// Of a natural person or sole trader.
    package let fullName: String?
    package let role: String?
    package let inn: String?
    package let kpp: String?
    package let okpo: String?
    package let legalAddress: String?
    package let address: String?
    /// Kind, such as «Почта», and value.
    package let contacts: [CommerceMLEntry]
    package let accounts: [Account]
    package let deleted: Bool
    package let version: String?
}

package import Kernel

/// An order as a document «Заказ товара» for 1C (`domain/commerceml.md` 6): one seller, one warehouse, one regime of tax.
package struct CommerceMLOrder: Sendable {
    package struct Buyer: Sendable {
        /// The identifier that 1C gave, or ours, stable forever.
        package var id: String
        package var name: String
        /// The full name in the register; `name` when nil.
        package var officialName: String?
        package var inn: String?
        package var kpp: String?
        package var legalAddress: String?
        package var email: String?
        package var phone: String?

        package init(
            id: String, name: String, officialName: String? = nil, inn: String? = nil, kpp: String? = nil, legalAddress: String? = nil,
            email: String? = nil, phone: String? = nil
        ) {
            self.id = id
            self.name = name
            self.officialName = officialName
            self.inn = inn
            self.kpp = kpp
            self.legalAddress = legalAddress
            self.email = email
            self.phone = phone
        }

        /// Natural persons and sole traders have other elements than organisations.
        var isPerson: Bool { inn?.utf8.count == 12 }
    }

    package struct Line: Sendable {
        /// Exactly as received, `product#characteristic`; 1C makes a new card for an identifier that it does not know.
        package var id: String
        package var article: String?
        package var name: String
        package var unit: Unit
        package var vatRate: VATRate
        package var unitPrice: UnitPrice
        package var quantity: Quantity
        /// With tax when `vatIncluded`, else without.
        package var sum: Money
        package var vat: Money
        package var vatIncluded: Bool
        /// «Услуга», such as delivery.
        package var isService: Bool

        package init(
            id: String, article: String? = nil, name: String, unit: Unit = .piece, vatRate: VATRate, unitPrice: UnitPrice, quantity: Quantity,
            sum: Money, vat: Money,
            vatIncluded: Bool, isService: Bool = false
        ) {
            self.id = id
            self.article = article
            self.name = name
            self.unit = unit
            self.vatRate = vatRate
            self.unitPrice = unitPrice
            self.quantity = quantity
            self.sum = sum
            self.vat = vat
            self.vatIncluded = vatIncluded
            self.isService = isService
        }
    }

    /// At most 40 characters, stable forever.
    package var id: String
    package var number: String
    /// Local day and time of the seller.
    package var day: Day
    /// `18:30:00`
    package var time: String
    /// What the buyer owes, tax included.
    package var sum: Money
    package var buyer: Buyer
    /// The exact name of the organisation in 1C.
    package var sellerName: String?
    package var warehouseID: String?
    /// The exact name of the warehouse in 1C.
    package var warehouseName: String?
    /// The exact name of the agreement in 1C.
    package var contract: String?
    package var comment: String?
    package var deliveryAddress: String?
    /// When it must be paid.
    package var dueDay: Day?
    package var lines: [Line]
    /// More requisites of the document; one named like ours («Организация», «Склад», «Соглашение») replaces it.
    package var requisites: [CommerceMLEntry]

    package init(
        id: String, number: String, day: Day, time: String, sum: Money, buyer: Buyer, sellerName: String? = nil, warehouseID: String? = nil,
        warehouseName: String? = nil,
        contract: String? = nil, comment: String? = nil, deliveryAddress: String? = nil, dueDay: Day? = nil, lines: [Line],
        requisites: [CommerceMLEntry] = []
    ) {
        self.id = id
        self.number = number
        self.day = day
        self.time = time
        self.sum = sum
        self.buyer = buyer
        self.sellerName = sellerName
        self.warehouseID = warehouseID
        self.warehouseName = warehouseName
        self.contract = contract
        self.comment = comment
        self.deliveryAddress = deliveryAddress
        self.dueDay = dueDay
        self.lines = lines
        self.requisites = requisites
    }
}

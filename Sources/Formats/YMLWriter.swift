package import Kernel

/// Writes a catalogue in the Yandex Market Language (`yml_catalog`) piece by piece.
///
/// Source of the format: Yandex, "Structure of a YML file" (shop, currencies, categories, offers).
package struct YMLWriter: Sendable {
    package struct Offer: Sendable {
        /// Digits and letters, at most twenty.
        package var id: String
        package var isAvailable: Bool
        package var url: String?
        /// Decimal text, with VAT, for one unit.
        package var price: String
        package var currency: String
        package var category: Int64?
        package var name: String
        package var vendor: String?
        package var article: String
        package var barcodes: [String]
        /// Whole units that can be had at once.
        package var count: Int64?
        package var minimum: String?
        package var step: String?
        package var parameters: [(name: String, value: String)]

        package init(
            id: String, isAvailable: Bool, url: String?, price: String, currency: String, category: Int64?, name: String, vendor: String?, article: String, barcodes: [String],
            count: Int64?, minimum: String?, step: String?, parameters: [(name: String, value: String)]
        ) {
            (self.id, self.isAvailable, self.url, self.price, self.currency) = (id, isAvailable, url, price, currency)
            (self.category, self.name, self.vendor, self.article, self.barcodes) = (category, name, vendor, article, barcodes)
            (self.count, self.minimum, self.step, self.parameters) = (count, minimum, step, parameters)
        }
    }

    private var bytes: [UInt8] = []

    /// The head of the file up to the offers.
    /// - Parameter time: `2026-11-24T12:00:00+03:00`.
    package init(time: String, shop: String, url: String, currency: String, categories: [(id: Int64, parent: Int64?, name: String)]) {
        put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<yml_catalog date=\"\(time)\">\n<shop>\n")
        element("name", shop)
        element("company", shop)
        element("url", url)
        // Rates are told for the currency of the prices alone.
        put("<currencies><currency id=\"\(escaped(currency == "RUB" ? "RUR" : currency))\" rate=\"1\"/></currencies>\n<categories>\n")
        for category in categories {
            put("<category id=\"\(category.id)\"\(category.parent.map { " parentId=\"\($0)\"" } ?? "")>\(escaped(category.name))</category>\n")
        }
        put("</categories>\n<offers>\n")
    }

    package mutating func write(_ offer: Offer) {
        put("<offer id=\"\(escaped(offer.id))\" available=\"\(offer.isAvailable)\">")
        element("name", offer.name)
        if let vendor = offer.vendor { element("vendor", vendor) }
        element("vendorCode", offer.article)
        if let url = offer.url { element("url", url) }
        element("price", offer.price)
        element("currencyId", offer.currency == "RUB" ? "RUR" : offer.currency)
        if let category = offer.category { element("categoryId", String(category)) }
        for barcode in offer.barcodes { element("barcode", barcode) }
        if let count = offer.count { element("count", String(count)) }
        if let minimum = offer.minimum { element("min-quantity", minimum) }
        if let step = offer.step { element("step-quantity", step) }
        for parameter in offer.parameters { put("<param name=\"\(escaped(parameter.name))\">\(escaped(parameter.value))</param>") }
        put("</offer>\n")
    }

    /// The end of the file.
    package mutating func finish() { put("</offers>\n</shop>\n</yml_catalog>\n") }

    /// What has been written since it was taken last.
    package mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func element(_ name: String, _ text: String) { put("<\(name)>\(escaped(text))</\(name)>") }

    /// XML text; the five marks become entities, what XML forbids is left out.
    private func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&apos;"
            case "\u{0}"..<"\u{9}", "\u{B}", "\u{C}", "\u{E}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

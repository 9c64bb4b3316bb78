import Catalog
import Files
import Kernel
import Stock

/// Products and what belongs to each of them as bytes of a snapshot.
extension BinaryWriter {
    mutating func put(_ quantity: Quantity) { put(quantity.thousandths) }
    mutating func put(_ day: Day) { put(day.number) }

    /// - Parameter value: the number of a parameter's value in the snapshot's table.
    mutating func put(_ product: StoreProduct, _ value: (StoreProduct.ParameterValue) -> Int) {
        put(product.id)
        put(product.externalID)
        put(product.article)
        put(product.name)
        put(product.brand)
        put(product.category)
        put(product.unit.code)
        put(VATClass.allCases.firstIndex(of: product.vatClass) ?? 0)
        put(product.orderMultiple)
        put(product.orderMinimum)
        put(product.priceBasis)
        put(all: product.packagings) { writer, packaging in
            writer.put(packaging.unit.code)
            writer.put(packaging.quantity)
            writer.put(packaging.barcode)
            writer.put(packaging.weightKilograms)
            writer.put(packaging.volumeCubicMetres)
            writer.put(packaging.size?.length)
            writer.put(packaging.size?.width)
            writer.put(packaging.size?.height)
        }
        put(all: product.barcodes) { $0.put($1) }
        put(product.manufacturerNumber)
        put(all: product.crossNumbers) { $0.put($1) }
        put(all: product.parameters) { $0.put(value($1)) }
        put(product.country)
        put(product.isMarked)
        put(product.isDiscontinued)
        put(product.isOffSale)
        put(product.successor)
    }

    mutating func put(_ relation: ProductRelation) {
        put(relation.kind.rawValue)
        put(relation.target)
        put(relation.ratio)
        put(relation.note)
    }

    mutating func put(_ file: ProductFile) {
        put(file.role.rawValue)
        put(file.kind)
        put(file.number)
        put(file.from)
        put(file.to)
        switch file.content {
        case .kept(let stored, let type, let name):
            put(true)
            put(stored.hash)
            put(stored.size)
            put(type.rawValue)
            put(name)
        case .elsewhere(let address):
            put(false)
            put(address)
        }
    }

    mutating func put(_ supply: ProductSupply) {
        put(all: supply.cells) { writer, cell in
            writer.put(cell.id)
            writer.put(cell.warehouse)
            writer.put(cell.quantity)
            writer.put(cell.reserved)
            writer.put(cell.asOf.milliseconds)
        }
        put(all: supply.receipts) { writer, cell in
            writer.put(cell.id)
            writer.put(cell.warehouse)
            writer.put(cell.quantity)
            writer.put(cell.reserved)
            writer.put(cell.expected)
        }
    }

    mutating func put(_ page: PriceRows.Page) {
        put(raw: page.ends)
        put(raw: page.lists)
        put(raw: page.validities)
        put(raw: page.prices.map(\.units))
    }
}

extension BinaryReader {
    mutating func quantity() throws -> Quantity { try known(Quantity(thousandths: try int64())) }
    mutating func day() throws -> Day { try known(Day(number: try int64())) }

    /// - Parameter values: the snapshot's table of parameters' values.
    /// - Returns: also the numbers of the product's values in it.
    mutating func product(_ values: [StoreProduct.ParameterValue], _ units: inout [String: Unit]) throws -> (product: StoreProduct, values: [Int]) {
        func unit(_ code: String) throws -> Unit {
            if let unit = units[code] { return unit }
            let unit = try known(Unit(code: code))
            units[code] = unit
            return unit
        }
        let id: ID<Product> = try id()
        let (externalID, article, name) = (try text(), try text(), try text())
        let (brand, category): (ID<Brand>?, ID<Category>?) = (try optionalID(), try optionalID())
        let base = try unit(try text())
        let vatClass = try int()
        guard VATClass.allCases.indices.contains(vatClass) else { throw Damage() }
        let (multiple, minimum, basis) = (try quantity(), try quantity(), try quantity())
        let packagings = try all { reader in
            let (unit, quantity, barcode) = (try unit(try reader.text()), try reader.quantity(), try reader.optionalText())
            let (weight, volume) = (try reader.optionalText(), try reader.optionalText())
            let (length, width, height) = (try reader.optionalText(), try reader.optionalText(), try reader.optionalText())
            var size: StoreProduct.Packaging.Size?
            if let length, let width, let height { size = StoreProduct.Packaging.Size(length: length, width: width, height: height) }
            return StoreProduct.Packaging(unit: unit, quantity: quantity, barcode: barcode, weightKilograms: weight, volumeCubicMetres: volume, size: size)
        }
        let barcodes = try all { try $0.text() }
        let manufacturerNumber = try optionalText()
        let crossNumbers = try all { try $0.text() }
        let numbers = try all { reader in
            let number = try reader.int()
            guard values.indices.contains(number) else { throw Damage() }
            return number
        }
        return (
            StoreProduct(
                id: id, externalID: externalID, article: article, name: name, brand: brand, category: category, unit: base, vatClass: VATClass.allCases[vatClass],
                orderMultiple: multiple, orderMinimum: minimum, priceBasis: basis, packagings: packagings, barcodes: barcodes, manufacturerNumber: manufacturerNumber,
                crossNumbers: crossNumbers, parameters: numbers.map { values[$0] }, country: try optionalText(), isMarked: try bool(), isDiscontinued: try bool(),
                isOffSale: try bool(), successor: try optionalID()), numbers
        )
    }

    mutating func relation() throws -> ProductRelation {
        ProductRelation(kind: try known(ProductRelation.Kind(rawValue: try text())), target: try id(), ratio: try quantity(), note: try optionalText())
    }

    mutating func file() throws -> ProductFile {
        let role = try known(ProductFile.Role(rawValue: try text()))
        let (kind, number, from, to) = (try text(), try optionalText(), try day(), try day())
        let content: ProductFile.Content = try bool()
            ? .kept(StoredFile(hash: try text(), size: try int64()), try known(MediaType(rawValue: try text())), name: try text())
            : .elsewhere(try text())
        return ProductFile(role: role, kind: kind, number: number, from: from, to: to, content: content)
    }

    mutating func supply() throws -> ProductSupply {
        var supply = ProductSupply()
        supply.cells = try all { reader in
            StockCell(id: try reader.int64(), warehouse: try reader.id(), quantity: try reader.quantity(), reserved: try reader.quantity(), asOf: Instant(milliseconds: try reader.int64()))
        }
        supply.receipts = try all { reader in
            ReceiptCell(id: try reader.id(), warehouse: try reader.id(), quantity: try reader.quantity(), reserved: try reader.quantity(), expected: try reader.day())
        }
        return supply
    }

    mutating func pricePage() throws -> PriceRows.Page {
        var page = PriceRows.Page()
        page.ends = try raw()
        page.lists = try raw()
        page.validities = try raw()
        page.prices = try raw(Int64.self).map { try known(UnitPrice(units: $0)) }
        return page
    }
}

/// What must be there, for it was when it was written.
private func known<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw BinaryReader.Damage() }
    return value
}

import Catalog
import Dispatch
import Files
import Foundation
import Journal
import Kernel
import Search
import Stock
import Synchronization

/// What a snapshot is of.
struct SnapshotHead: Sendable, Equatable {
    /// The program that wrote it: another one may read the database otherwise.
    let program: String
    /// Where the journal stood, and its last entry there.
    let position: JournalPosition
    let lastEntry: String
    /// Brands, categories and parameters as the search index knows them.
    let labels: [[String]]
}

/// Very many products have changed and are still being indexed: there is nothing whole to keep.
struct IndexBehind: Error {}

/// Products and what belongs to each, rows of prices and the search index as a file of pieces. Terms, names and policies are few and are not in it.
///
/// First the products, some thousands in a piece; then the table of parameters' values, the lists and validities of prices, the two orders; then the index; at the
/// end what all this is of.
extension Storefront {
    private static let portion = 8 * PagedArray<StoreProduct>.pageSize

    func encode(_ head: SnapshotHead, to file: PieceFile.Writer) throws {
        let (index, generation) = searchKeeper.index(for: self)
        guard generation == searchLog.generation else { throw IndexBehind() }
        var values = ValueTable()
        for start in stride(from: 0, to: products.count, by: Self.portion) {
            let places = start..<min(products.count, start + Self.portion)
            var piece = BinaryWriter()
            piece.put(all: places) { writer, place in
                writer.put(products[place]) { values.number(of: $0) }
                writer.put(all: relations[place]) { $0.put($1) }
                writer.put(all: files[place]) { $0.put($1) }
                writer.put(supplies[place])
            }
            let size = PriceRows.pageSize
            piece.put(all: prices.pages[places.lowerBound / size..<(places.upperBound + size - 1) / size]) { $0.put($1) }
            try file.add(piece.bytes)
        }
        var tables = BinaryWriter()
        tables.put(all: values.all) { writer, value in
            writer.put(value.code)
            writer.put(value.value.text)
        }
        tables.put(all: prices.lists) { $0.put($1) }
        tables.put(all: prices.validities) { writer, validity in
            writer.put(validity.minQuantity)
            writer.put(validity.from)
            writer.put(validity.to)
        }
        tables.put(raw: byArticle.map { Int32(clamping: $0) })
        tables.put(raw: byName.map { Int32(clamping: $0) })
        try file.add(tables.bytes)
        try index.encode { try file.add($0) }
        var about = BinaryWriter()
        about.put(products.count)
        about.put(head.program)
        about.put(head.position.lastID)
        about.put(head.position.horizon)
        about.put(all: head.position.seen.sorted()) { $0.put($1) }
        about.put(head.lastEntry)
        about.put(all: head.labels) { $0.put(all: $1) { $0.put($1) } }
        try file.add(about.bytes)
    }

    /// What a snapshot is of, and how many products are in it.
    static func head(of file: PieceFile.Reader) throws -> (SnapshotHead, count: Int) {
        var about = BinaryReader(try file.piece(file.count - 1))
        let (count, program) = (try about.int(), try about.text())
        var position = JournalPosition()
        position.lastID = try about.int64()
        position.horizon = try about.int64()
        position.seen = Set(try about.all { try $0.int64() })
        return (SnapshotHead(program: program, position: position, lastEntry: try about.text(), labels: try about.all { try $0.all { try $0.text() } }), count)
    }

    /// The products of a snapshot; names, terms and policies are still missing (`loadTerms`).
    /// - Throws: `BinaryReader.Damage` when it is not whole.
    init(decoding file: PieceFile.Reader) throws {
        self.init()
        let count = try Self.head(of: file).count
        let portions = (max(0, count) + Self.portion - 1) / Self.portion
        guard count >= 0, file.count >= portions + 2 else { throw BinaryReader.Damage() }
        var tables = BinaryReader(try file.piece(portions))
        let values = try tables.all { StoreProduct.ParameterValue(code: try $0.text(), value: try JSON(parsing: Array(try $0.text().utf8))) }
        let lists: [ID<PriceList>] = try tables.all { try $0.id() }
        let validities = try tables.all { PriceRows.Validity(minQuantity: try $0.quantity(), from: try $0.day(), to: try $0.day()) }
        let (articles, names): ([Int32], [Int32]) = (try tables.raw(), try tables.raw())
        for places in [articles, names] { guard places.allSatisfy({ $0 >= 0 && $0 < count }) else { throw BinaryReader.Damage() } }

        let read = Mutex<[Int: Portion]>([:])
        let kept = Mutex<SearchIndex?>(nil)
        // The index goes first, for it is the longest.
        try inParallel(portions + 1) { number in
            if number == 0 {
                let index = try SearchIndex(pieces: file.count - portions - 2, { try file.piece(portions + 1 + $0) }, inParallel: inParallel)
                kept.withLock { $0 = index }
            } else {
                let portion = try Portion(try file.piece(number - 1), values)
                read.withLock { $0[number - 1] = portion }
            }
        }
        let all = try (0..<portions).map { number in
            guard let portion = read.withLock({ $0.removeValue(forKey: number) }) else { throw BinaryReader.Damage() }
            return portion
        }
        let book = Mutex(CodeBook())
        let goods = Mutex(Storefront())
        try inParallel(2) { half in
            if half == 0 {
                book.withLock { $0 = CodeBook(all.lazy.flatMap(\.codes)) }
            } else {
                goods.withLock { $0.take(all, values) }
            }
        }
        self = goods.withLock(\.self)
        codes = book.withLock(\.self)
        let pages = all.flatMap(\.pages)
        guard products.count == count, let prices = PriceRows(lists: lists, validities: validities, pages: pages), prices.count == count, let index = kept.withLock(\.self)
        else { throw BinaryReader.Damage() }
        self.prices = prices
        takeOrders(byArticle: articles.map { Int($0) }, byName: names.map { Int($0) })
        searchKeeper.begin(with: index)
    }

    /// Takes products and what belongs to each but its codes and prices, in their order.
    private mutating func take(_ portions: [Portion], _ values: [StoreProduct.ParameterValue]) {
        places.reserveCapacity(portions.reduce(0) { $0 + $1.products.count })
        let traitOfValue = values.map { traits.number(of: $0) }
        for portion in portions {
            for (product, numbers) in zip(portion.products, portion.values) {
                let place = products.count
                products.append(product)
                let family = families.number(of: product)
                priceFacts.append(PriceFacts(product: product.id, family: family, leastOrder: product.leastOrder, basis: product.priceBasis))
                traits.put(numbers.map { traitOfValue[$0] }, of: family, at: place)
                places[product.id] = place
                if let category = product.category { placesByCategory[category, default: []].append(place) }
            }
            relations.append(contentsOf: portion.relations)
            files.append(contentsOf: portion.files)
            for (offset, supply) in portion.supplies.enumerated() { noteStock(supply, at: supplies.count + offset) }
            supplies.append(contentsOf: portion.supplies)
        }
    }

    /// Some thousands of products as they were read.
    private struct Portion: Sendable {
        var products: [StoreProduct] = []
        var values: [[Int]] = []
        var codes: [[String]] = []
        var relations: [[ProductRelation]] = []
        var files: [[ProductFile]] = []
        var supplies: [ProductSupply] = []
        let pages: [PriceRows.Page]

        init(_ bytes: [UInt8], _ table: [StoreProduct.ParameterValue]) throws {
            var reader = BinaryReader(bytes)
            var units: [String: Kernel.Unit] = [:]
            let rows = try reader.all { reader in
                let (product, values) = try reader.product(table, &units)
                return (product, values, try reader.all { try $0.relation() }, try reader.all { try $0.file() }, try reader.supply())
            }
            products = rows.map(\.0)
            values = rows.map(\.1)
            codes = products.map(\.codes)
            relations = rows.map(\.2)
            files = rows.map(\.3)
            supplies = rows.map(\.4)
            pages = try reader.all { try $0.pricePage() }
        }
    }

    /// The different values of parameters; those of one kind are kept once for many products.
    private struct ValueTable {
        private(set) var all: [StoreProduct.ParameterValue] = []
        private var numbers: [ObjectIdentifier: Int] = [:]
        private var ofText: [String: [String: Int]] = [:]

        mutating func number(of value: StoreProduct.ParameterValue) -> Int {
            if let number = numbers[ObjectIdentifier(value)] { return number }
            let text = value.value.text
            let number = ofText[value.code]?[text] ?? all.count
            if number == all.count {
                all.append(value)
                ofText[value.code, default: [:]][text] = number
            }
            numbers[ObjectIdentifier(value)] = number
            return number
        }
    }
}

/// Does so many things on all cores; throws the first error there was.
@Sendable func inParallel(_ count: Int, _ body: @Sendable (Int) throws -> Void) throws {
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: count) { number in
        guard failure.withLock({ $0 == nil }) else { return }
        do { try body(number) } catch { failure.withLock { if $0 == nil { $0 = error } } }
    }
    if let error = failure.withLock(\.self) { throw error }
}

import Formats
import Kernel
import Testing

/// The events of one reading, sorted by kind.
struct Reading {
    var headers: [CommerceMLHeader] = []
    var sections: [CommerceMLSection] = []
    var owners: [CommerceMLOwner] = []
    var groups: [CommerceMLGroup] = []
    var properties: [CommerceMLProperty] = []
    var priceTypes: [CommerceMLPriceType] = []
    var warehouses: [CommerceMLWarehouse] = []
    var units: [CommerceMLUnit] = []
    var products: [CommerceMLProduct] = []
    var offers: [CommerceMLOffer] = []
    var counterparties: [CommerceMLCounterparty] = []
    var problems: [CommerceMLProblem] = []
    var account: CommerceMLAccount?
    var all: [CommerceMLEvent] = []
    var thrown: (any Error)?

    init(_ source: some ByteSource, budget: XMLBudget = XMLBudget()) {
        do {
            try CommerceMLReader(budget: budget).read(source) { event in
                all.append(event)
                switch event {
                case .header(let value): headers.append(value)
                case .section(let value): sections.append(value)
                case .owner(let value): owners.append(value)
                case .group(let value): groups.append(value)
                case .property(let value): properties.append(value)
                case .priceType(let value): priceTypes.append(value)
                case .warehouse(let value): warehouses.append(value)
                case .unit(let value): units.append(value)
                case .product(let value): products.append(value)
                case .offer(let value): offers.append(value)
                case .counterparty(let value): counterparties.append(value)
                case .problem(let value): problems.append(value)
                case .account(let value): account = value
                }
            }
        } catch { thrown = error }
    }

    init(real name: String, piece: Int = 1 << 16) throws { self.init(try RealFiles.source("commerceml/" + name, piece: piece)) }

    var prices: [CommerceMLPrice] { offers.flatMap(\.prices) }
    var balances: [CommerceMLBalance] { offers.flatMap(\.balances) }

    func depth(of group: CommerceMLGroup) -> Int {
        var (depth, parent) = (1, group.parentID)
        while let id = parent, depth < 64 {
            depth += 1
            parent = groups.first { $0.id == id }?.parentID
        }
        return depth
    }
}

@Suite("catalogues that real 1C systems wrote", .enabled(if: RealFiles.areHere))
struct CommerceMLRealTests {
    @Test("2.07 of a shop: products, groups, properties")
    func stroysnab() throws {
        let reading = try Reading(real: "2.07-stroysnab/import0_1.xml")
        #expect(reading.thrown == nil)
        #expect(reading.headers.first?.schemaVersion == "2.07")
        #expect(reading.products.count == 1197)
        #expect(reading.groups.count == 59)
        #expect(reading.groups.map(reading.depth).max() == 3)
        #expect(reading.properties.count == 10)
        #expect(reading.products.count { $0.article == nil } == 107)
        #expect(reading.products.count { $0.barcodes.isEmpty } == 494)
        #expect(reading.products.flatMap(\.properties).count == 2442 - 1052)
        #expect(reading.products.allSatisfy { $0.name?.trimmed == $0.name && $0.description == nil })
        #expect(reading.owners.first?.inn == "7723240668")
        #expect(reading.products.allSatisfy { $0.unit?.unit != nil })
        #expect(reading.sections.map(\.kind) == [.classifier, .catalog])
        #expect(reading.sections.last?.changesOnly == false)
        #expect(reading.problems.isEmpty)
        #expect(reading.account?.count(.product) == 1197)
    }

    @Test("2.07 of a shop: offers with characteristics in the identifier, six warehouses")
    func stroysnabOffers() throws {
        let reading = try Reading(real: "2.07-stroysnab/offers0_1.xml")
        #expect(reading.thrown == nil)
        #expect(reading.offers.count == 2641)
        #expect(reading.prices.count == 2642)
        #expect(reading.priceTypes.map(\.name) == ["Розничная"])
        #expect(reading.priceTypes.first?.currency == "RUB")
        #expect(reading.warehouses.count == 6)
        #expect(reading.balances.count == 1725)
        #expect(reading.offers.count { $0.characteristicID != nil } == 2100)
        #expect(reading.offers.count { $0.balances.isEmpty } == 1141)
        #expect(reading.offers.allSatisfy { $0.characteristics.isEmpty })
        #expect(reading.offers.filter { $0.prices.count == 2 }.map { $0.prices.map(\.price).sorted() } == [["21900", "27700"]])
        #expect(reading.account?.count(.price) == 2642)
        #expect(reading.account?.count(.balance) == 1725)
    }

    @Test("an earlier export of the same base")
    func earlier() throws {
        let products = try Reading(real: "2.07-stroysnab-2018-02-24/import0_1.xml")
        #expect((products.products.count, products.groups.count, products.properties.count) == (228, 15, 7))
        let offers = try Reading(real: "2.07-stroysnab-2018-02-24/offers0_1.xml")
        #expect((offers.offers.count, offers.warehouses.count) == (201, 4))
        let offered = Set(offers.offers.map(\.productID))
        #expect(products.products.count { !offered.contains($0.id) } == 27)
    }

    @Test("the unit code with a blank behind it, and a manufacturer")
    func torgdom() throws {
        let reading = try Reading(real: "2.07-torgdom/test.xml")
        #expect((reading.products.count, reading.groups.count) == (32, 5))
        #expect(reading.products.allSatisfy { $0.unit?.code == "796" })
        #expect(reading.products.contains { $0.manufacturer != nil })
    }

    @Test("2.05 without namespace, with nineteen requisites each and a deleted product")
    func brightbuild() throws {
        let reading = try Reading(real: "2.05-brightbuild/import.xml")
        #expect((reading.products.count, reading.groups.count) == (441, 1))
        #expect(reading.products.count(where: \.deleted) == 1)
        #expect(reading.products.flatMap(\.requisites).count == 7461)
        #expect(reading.products.contains { $0.requisites.contains { $0.key == "ОписаниеФайла" && $0.value.hasSuffix(".file#Тех.схема") } })
        let offers = try Reading(real: "2.05-brightbuild/offers.xml")
        #expect((offers.offers.count, offers.prices.count) == (421, 421))
        #expect(offers.prices.allSatisfy { $0.currency == "EUR" })
        #expect(offers.offers.allSatisfy { $0.quantity == nil && $0.balances.isEmpty && $0.article == nil })
    }

    @Test("an empty package is a package with nothing in it", arguments: ["2.05-brightbuild/offers-empty.xml", "2.05-aquarium/offers-empty.xml"])
    func emptyPackages(name: String) throws {
        let reading = try Reading(real: name)
        #expect(reading.thrown == nil)
        #expect(reading.sections.map(\.kind) == [.package])
        #expect(reading.sections.first?.changesOnly == false)
        #expect(reading.offers.isEmpty && reading.prices.isEmpty)
    }

    @Test("2.05 with CRLF, tax in words and HTML left unescaped")
    func aquarium() throws {
        let reading = try Reading(real: "2.05-aquarium/import.xml")
        #expect((reading.products.count, reading.groups.count, reading.properties.count) == (193, 29, 18))
        #expect(reading.products.contains { $0.taxRate == "Без налога" && $0.vatRate == VATRate.none })
        #expect(reading.products.contains { $0.vatRate == .vat18 })
        #expect(reading.products.flatMap(\.properties).count == 963 - 194)
        #expect(reading.products.filter { $0.pictures.count == 2 }.count == 1)
        #expect(reading.products.contains { $0.description?.contains("ClearTabs 12tab") == true })
        #expect(reading.properties.flatMap(\.values).count == 196)
        let offers = try Reading(real: "2.05-aquarium/offers-2014-05-06.xml")
        #expect((offers.offers.count, offers.prices.count, offers.priceTypes.count) == (1759, 1759, 1))
        #expect(offers.offers.count { $0.quantity == nil } == 320)
        #expect(Set(offers.offers.compactMap { $0.unit?.code }) == ["796", "166", "006"])
        #expect(offers.priceTypes.first?.vatIncluded == false)
    }

    @Test("3.1 in many parts")
    func freesport() throws {
        let goods = try Reading(real: "3.1-ut11-freesport/goods.xml")
        #expect(goods.products.count == 3)
        #expect(goods.headers.first?.schemaVersion == "3.1")
        #expect(goods.products.allSatisfy { $0.unit?.unit == .piece && $0.version != nil && $0.country == "КИТАЙ" && $0.vatRate == .vat20 })
        #expect(goods.products.flatMap(\.pictures).count == 13)
        let groups = try Reading(real: "3.1-ut11-freesport/groups.xml")
        #expect(groups.groups.count == 119)
        #expect(groups.groups.map(groups.depth).max() == 5)
        #expect(groups.sections.contains { $0.kind == .classifier && $0.changesOnly == true })
        let types = try Reading(real: "3.1-ut11-freesport/priceLists.xml")
        #expect(types.priceTypes.count == 6)
        #expect(types.priceTypes.allSatisfy { $0.currency == "RUB" && $0.vatIncluded == true })
        #expect(try Reading(real: "3.1-ut11-freesport/storages.xml").warehouses.count == 2)
        let units = try Reading(real: "3.1-ut11-freesport/units.xml")
        #expect(units.units.count == 18)
        #expect(units.units.first?.code == "778")
        let offers = try Reading(real: "3.1-ut11-freesport/offers.xml")
        #expect(offers.offers.count == 3)
        #expect(offers.offers.allSatisfy { $0.characteristicID != nil && $0.quantity == nil })
        #expect(offers.offers.first?.id == "3d5f3106-4839-11ef-804f-fa163e775e1f#3d96ff78-4839-11ef-804f-fa163e775e1f")
        #expect(offers.offers.first?.characteristics.contains(CommerceMLEntry("Вес коробки (кг)", "21,6")) == true)
        let prices = try Reading(real: "3.1-ut11-freesport/prices.xml")
        #expect((prices.offers.count, prices.prices.count) == (4, 23))
        #expect(prices.prices.allSatisfy { $0.currency.flatMap { Currency($0) } == .rub && $0.vatIncluded == true })
        let rests = try Reading(real: "3.1-ut11-freesport/rests.xml")
        #expect((rests.offers.count, rests.balances.count) == (5, 10))
        #expect(rests.balances.contains { $0.quantity == "215" })
    }

    @Test("3.1 properties and counterparties")
    func freesportOthers() throws {
        let goods = try Reading(real: "3.1-ut11-freesport/propertiesGoods_1_9_67765f15-3f48-4c7c-92f0-9785c72a5e3e.xml")
        let offers = try Reading(real: "3.1-ut11-freesport/propertiesOffers_1_2_36a5519f-20da-44d9-bbe6-e1dbb43e727a.xml")
        #expect(goods.properties.count + offers.properties.count == 37)
        #expect(goods.properties.contains { $0.type == "Справочник" && !$0.values.isEmpty })
        let parties = try Reading(real: "3.1-ut11-freesport/contragents.legal-entities-only.xml")
        #expect(parties.counterparties.count == 10)
        #expect(parties.counterparties.allSatisfy { $0.inn.flatMap { INN($0) } != nil && $0.officialName != nil })
        #expect(parties.counterparties.count { $0.kpp == nil } < 10)
        let accounts = parties.counterparties.flatMap(\.accounts)
        #expect(accounts.count == 7)
        for account in accounts { #expect(account.bic.flatMap { BIC($0) }.flatMap { BankAccount(account.number, in: $0) } != nil, "\(account)") }
    }

    @Test(
        "orders in a file are left alone and counted",
        arguments: [("orders/Order8x.xml", 1), ("orders/bitrix-query-full-cp1251.xml", 2), ("orders/bitrix-query-empty-cp1251.xml", 0)])
    func orders(name: String, documents: Int) throws {
        let reading = try Reading(real: name)
        #expect(reading.thrown == nil)
        #expect(reading.account?.ignored["КоммерческаяИнформация/Документ"] ?? 0 == documents)
    }

    @Test(
        "CommerceML 1 and other documents are refused politely",
        arguments: [
            ("orders/Sale77-cml1-cp1251.xml", "commerceml_1"), ("xsd/commerceml-2.08.xsd", "not_commerceml"),
            ("xsd/commerceml-2.10.xsd", "not_commerceml"),
        ])
    func refused(name: String, reason: String) throws {
        let reading = try Reading(real: name)
        #expect((reading.thrown as? Refusal)?.reason == reason)
        #expect(reading.products.isEmpty)
    }

    @Test("what was not used is listed by path")
    func ignored() throws {
        let goods = try #require(try Reading(real: "3.1-ut11-freesport/goods.xml").account)
        let product = "КоммерческаяИнформация/Каталог/Товары/Товар/"
        for name in ["Ширина", "Длина", "Высота", "Изготовитель/ОфициальноеНаименование"] { #expect(goods.ignored[product + name] == 3, "\(name)") }
        #expect(goods.ignored[product + "Артикул"] == nil)
        let units = try #require(try Reading(real: "3.1-ut11-freesport/units.xml").account)
        #expect(units.ignored["КоммерческаяИнформация/Каталог/Описание"] == 1)
    }

    @Test("the pieces in which a file comes change nothing", arguments: [1, 1000, 1 << 20])
    func pieces(piece: Int) throws {
        let name = "3.1-ut11-freesport/offers.xml"
        #expect(try Reading(real: name, piece: piece).all == Reading(real: name).all)
    }

    @Test("other encodings of the same file say the same")
    func encodings() throws {
        let bytes = try RealFiles.bytes("commerceml/2.07-torgdom/test.xml")
        let text = String(decoding: bytes.dropFirst(3), as: UTF8.self)
        let expected = Reading(MemorySource(bytes)).all
        let declared = text.replacing("encoding=\"UTF-8\"", with: "encoding=\"windows-1251\"")
        #expect(declared != text)
        let cyrillic = declared.unicodeScalars.flatMap { scalar -> [UInt8] in
            switch scalar.value {
            case 0..<0x80: [UInt8(scalar.value)]
            case 0x410...0x44F: [UInt8(scalar.value - 0x410 + 0xC0)]
            case 0x451: [0xB8]
            case 0x401: [0xA8]
            default: Array("&#\(scalar.value);".utf8)
            }
        }
        let wide = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        for (name, bytes) in [
            ("without a mark", Array(text.utf8)), ("windows-1251", cyrillic), ("UTF-16", [0xFF, 0xFE] + wide), ("UTF-16 without a mark", wide),
        ] {
            let reading = Reading(MemorySource(bytes))
            #expect(reading.thrown == nil, "\(name)")
            #expect(reading.all == expected, "\(name)")
        }
    }

    @Test("a cut file gives its good part, an account and an error with a line")
    func cut() throws {
        let bytes = try RealFiles.bytes("commerceml/2.07-torgdom/test.xml")
        let whole = Reading(MemorySource(bytes))
        var random = SeededGenerator(seed: 207)
        for _ in 0..<25 {
            let length = Int.random(in: 4..<(bytes.count - 30), using: &random)
            let reading = Reading(MemorySource(Array(bytes[..<length])))
            let problem = try #require(reading.thrown as? XMLProblem, "cut at \(length)")
            #expect(problem.line <= 1 + bytes[..<length].count { $0 == 0x0A })
            #expect(reading.account != nil)
            #expect(whole.products.starts(with: reading.products), "cut at \(length)")
            #expect(whole.groups.starts(with: reading.groups), "cut at \(length)")
        }
    }

    @Test("changed bytes never trap")
    func changed() throws {
        let files = try ["2.07-torgdom/test.xml", "3.1-ut11-freesport/prices.xml", "3.1-ut11-freesport/rests.xml"].map {
            try RealFiles.bytes("commerceml/" + $0)
        }
        var random = SeededGenerator(seed: 31)
        for _ in 0..<80 {
            var bytes = files.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                guard let place = bytes.indices.randomElement(using: &random) else { continue }
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            #expect(Reading(MemorySource(bytes)).headers.count <= 1)
        }
    }
}

import Formats
import Foundation
import Kernel
import Testing

@Suite("catalogues of CommerceML")
struct CommerceMLTests {
    private func reading(_ body: String, version: String = " ВерсияСхемы=\"2.07\"") -> Reading {
        Reading(MemorySource("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<КоммерческаяИнформация\(version)>\(body)</КоммерческаяИнформация>"))
    }

    @Test("a product with everything")
    func product() throws {
        let reading = reading(
            """
            <Каталог СодержитТолькоИзменения="false"><Ид>c</Ид><ИдКлассификатора>k</ИдКлассификатора><Наименование>Основной каталог</Наименование><Товары>
            <Товар Статус="Удален"><Ид>p#h</Ид><Штрихкод>4601234567893</Штрихкод><Штрихкод> </Штрихкод><Артикул> DIN933-M8x30 </Артикул><Наименование>Болт
              М8х30 DIN 933</Наименование><БазоваяЕдиница Код="796 " НаименованиеПолное="Штука" МеждународноеСокращение="PCE">шт
              <Пересчет><Единица>778</Единица><Коэффициент>100,0</Коэффициент></Пересчет></БазоваяЕдиница>
            <Группы><Ид>g1</Ид><Ид>00000000-0000-0000-0000-000000000000</Ид><Ид>g2</Ид></Группы><Описание>&lt;b&gt;Оцинк.&lt;/b&gt;</Описание>
            <Картинка>a.jpg</Картинка><Картинка>b.jpg</Картинка><Страна>КИТАЙ</Страна><ТорговаяМарка>BoltPro</ТорговаяМарка>
            <Изготовитель><Ид>m</Ид><Наименование>BoltPro Ltd</Наименование></Изготовитель>
            <ЗначенияСвойств><ЗначенияСвойства><Ид>s1</Ид><Значение>v1</Значение></ЗначенияСвойства><ЗначениеСвойства><Ид>s2</Ид><Значение/></ЗначениеСвойства></ЗначенияСвойств>
            <СтавкиНалогов><СтавкаНалога><Наименование>Акциз</Наименование><Ставка>1</Ставка></СтавкаНалога>
              <СтавкаНалога><Наименование>НДС</Наименование><Ставка>22</Ставка></СтавкаНалога></СтавкиНалогов>
            <ХарактеристикиТовара><ХарактеристикаТовара><Наименование>Размер</Наименование><Значение>M8</Значение></ХарактеристикаТовара></ХарактеристикиТовара>
            <ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Вес</Наименование><Значение>0.021</Значение></ЗначениеРеквизита>
              <ЗначениеРеквизита><Наименование>Пусто</Наименование></ЗначениеРеквизита></ЗначенияРеквизитов><Новинка>да</Новинка>
            </Товар></Товары></Каталог>
            """)
        #expect(reading.thrown == nil)
        let product = try #require(reading.products.first)
        #expect((product.id, product.characteristicID) == ("p", "h"))
        #expect(product.article == "DIN933-M8x30")
        #expect(product.name == "Болт\n  М8х30 DIN 933")
        #expect(product.barcodes == ["4601234567893"])
        #expect(product.unit == CommerceMLBaseUnitSample.piece(name: "шт", conversions: [CommerceMLEntry("778", "100.0")]))
        #expect(product.unit?.unit == .piece)
        #expect(product.groupIDs == ["g1", "g2"])
        #expect(product.description == "<b>Оцинк.</b>")
        #expect(product.pictures == ["a.jpg", "b.jpg"])
        #expect((product.country, product.brand, product.manufacturer) == ("КИТАЙ", "BoltPro", "BoltPro Ltd"))
        #expect(product.properties == [CommerceMLEntry("s1", "v1")])
        #expect(product.vatRate == .vat22)
        #expect(product.characteristics == [CommerceMLEntry("Размер", "M8")])
        #expect(product.requisites == [CommerceMLEntry("Вес", "0.021")])
        #expect(product.deleted)
        let section = try #require(reading.sections.first)
        #expect(
            (section.kind, section.id, section.classifierID, section.name, section.changesOnly) == (.catalog, "c", "k", "Основной каталог", false))
        #expect(reading.account?.ignored == ["КоммерческаяИнформация/Каталог/Товары/Товар/Новинка": 1])
    }

    @Test("offers of 2.x, of changes, of 3.1, and with a total only")
    func offers() throws {
        let first = reading(
            """
            <ПакетПредложений СодержитТолькоИзменения="true"><Ид>c#</Ид><ИдКаталога>c</ИдКаталога><ТипыЦен><ТипЦены><Ид>t</Ид><Наименование>Опт</Наименование><Валюта>руб</Валюта>
            <Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме></Налог></ТипЦены></ТипыЦен><Предложения>
            <Предложение><Ид>p#</Ид><Цены><Цена><ИдТипаЦены>t</ИдТипаЦены><ЦенаЗаЕдиницу>1\u{A0}125,5</ЦенаЗаЕдиницу><Валюта>RUB</Валюта><Коэффициент>1</Коэффициент>
            <МинКоличество>10</МинКоличество></Цена><Цена><ИдТипаЦены>t</ИдТипаЦены><ЦенаЗаЕдиницу>по запросу</ЦенаЗаЕдиницу></Цена>
            <Цена><ЦенаЗаЕдиницу>5</ЦенаЗаЕдиницу></Цена></Цены><Количество>215,250</Количество><Склад ИдСклада="w" КоличествоНаСкладе=" 2 15 "/>
            <Склад ИдСклада="v" КоличествоНаСкладе="много"/></Предложение>
            <Предложение><Наименование>Без номера</Наименование></Предложение></Предложения></ПакетПредложений>
            """)
        let offer = try #require(first.offers.first)
        #expect(first.offers.count == 1)
        #expect((offer.id, offer.productID, offer.characteristicID, offer.quantity) == ("p#", "p", nil, "215.250"))
        #expect(offer.prices.map(\.price) == ["1125.5"])
        #expect(offer.prices.first?.minQuantity == "10")
        #expect(offer.balances.map(\.quantity) == ["215"])
        #expect(first.priceTypes.first?.vatIncluded == true)
        #expect(first.problems.map(\.what) == ["bad_number", "missing_id", "bad_number", "missing_id"])
        #expect(first.problems.map(\.line).allSatisfy { $0 >= 3 })
        #expect(first.account?.problems == 4)
        #expect(first.sections.first?.kind == .package)
        let changes = reading(
            """
            <ИзмененияПакетаПредложений><Ид>c#</Ид><Предложения><Предложение><Ид>p</Ид><ИдХарактеристики>h</ИдХарактеристики><Количество>3</Количество>
            <Склады ИдСклада="w" КоличествоНаСкладе="3"/></Предложение></Предложения></ИзмененияПакетаПредложений>
            """)
        #expect(changes.offers.first?.characteristicID == "h")
        #expect(changes.offers.first?.balances.map(\.warehouseID) == ["w"])
        let rests = reading(
            """
            <ПакетПредложений><Предложения><Предложение><Ид>p#h</Ид><Остатки><Остаток><Количество>7</Количество></Остаток></Остатки></Предложение>
            <Предложение><Ид>q</Ид><ПометкаУдаления>true</ПометкаУдаления><Остатки><Остаток><Склад><Ид>w</Ид><Количество>0</Количество></Склад></Остаток></Остатки></Предложение>
            </Предложения></ПакетПредложений>
            """, version: " ВерсияСхемы=\"3.1\" xmlns=\"urn:1C.ru:commerceml_3\"")
        #expect(rests.offers.map(\.quantity) == ["7", nil])
        #expect(rests.offers.map(\.balances.count) == [0, 1])
        #expect(rests.offers.map(\.deleted) == [false, true])
    }

    @Test("groups with their parents, parents first, and properties of all ages")
    func classifier() throws {
        let reading = reading(
            """
            <Классификатор><Ид>k</Ид><Наименование>Кл</Наименование><Владелец><Ид>o</Ид><Наименование>Север</Наименование><ИНН>7707083893</ИНН></Владелец><Группы>
            <Группа><Ид>a</Ид><Группы><Группа><Ид>b</Ид><Наименование>Болты</Наименование></Группа><Группа><Наименование>Без номера</Наименование>
            <Группы><Группа><Ид>c</Ид><ПометкаУдаления>true</ПометкаУдаления></Группа></Группы></Группа></Группы><Наименование>Крепёж</Наименование></Группа></Группы>
            <Свойства><Свойство><Ид>s</Ид><Наименование>Цвет</Наименование><ТипЗначений>Справочник</ТипЗначений><ВариантыЗначений>
            <Справочник><ИдЗначения>v</ИдЗначения><Значение>Белый</Значение></Справочник><Значение>Синий</Значение></ВариантыЗначений></Свойство>
            <Свойство><Ид>u</Ид><Наименование>Марка</Наименование><ТипыЗначений><ТипЗначений><Тип>Справочник</Тип><ВариантыЗначений>
            <ВариантЗначения><Ид>w</Ид><Значение>А</Значение></ВариантЗначения></ВариантыЗначений></ТипЗначений></ТипыЗначений></Свойство></Свойства></Классификатор>
            """)
        #expect(reading.groups.map(\.id) == ["a", "b", "c"])
        #expect(reading.groups.map(\.parentID) == [nil, "a", "a"])
        #expect(reading.groups.map(\.name) == ["Крепёж", "Болты", ""])
        #expect(reading.groups.map(\.deleted) == [false, false, true])
        #expect(reading.problems.map(\.what) == ["missing_id"])
        #expect(
            reading.properties.map(\.values) == [[CommerceMLEntry("v", "Белый"), CommerceMLEntry("Синий", "Синий")], [CommerceMLEntry("w", "А")]])
        #expect(reading.properties.map(\.type) == ["Справочник", "Справочник"])
        #expect(reading.owners.first?.inn == "7707083893")
        #expect(reading.sections.first?.name == "Кл")
    }

    @Test("declarations, wrong roots, deep nests and giant records stop the file, not the server")
    func hostile() {
        let bomb =
            "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><КоммерческаяИнформация ВерсияСхемы=\"2.07\">&b;</КоммерческаяИнформация>"
        #expect((Reading(MemorySource(bomb)).thrown as? XMLProblem)?.what == .declarations)
        #expect((Reading(MemorySource("<yml_catalog/>")).thrown as? Refusal)?.reason == "not_commerceml")
        #expect((reading("", version: " ВерсияСхемы=\"1.05\"").thrown as? Refusal)?.reason == "commerceml_1")
        let groups = String(repeating: "<Группы><Группа><Ид>x</Ид>", count: 100)
        #expect((reading("<Классификатор>" + groups).thrown as? XMLProblem)?.what == .tooDeep)
        let giant = "<Каталог><Товары><Товар>" + String(repeating: "<Штрихкод/>", count: 260_000)
        #expect((reading(giant).thrown as? XMLProblem)?.what == .recordTooLarge)
        let paths = (0..<2000).map { "<Мусор\($0)/>" }.joined()
        let account = reading("<Каталог>\(paths)</Каталог>").account
        #expect(account?.ignored.count == 501)
        #expect(account?.ignored["…"] == 1500)
    }

    @Test("whoever takes the records may stop")
    func stopping() {
        struct Stop: Error {}
        let source = MemorySource(
            "<КоммерческаяИнформация ВерсияСхемы=\"2.07\"><Каталог><Товары><Товар><Ид>1</Ид></Товар></Товары></Каталог></КоммерческаяИнформация>")
        #expect(throws: Stop.self) {
            try CommerceMLReader().read(source) { event in if case .product = event { throw Stop() } }
        }
    }

    @Test("memory does not grow with the file")
    func memory() throws {
        func resident() throws -> Int {
            let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
            return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4096
        }
        func count(_ products: Int) throws -> Int {
            var count = 0
            try CommerceMLReader().read(GeneratedCatalogue(products: products)) { event in if case .product = event { count += 1 } }
            return count
        }
        #expect(try count(500) == 500)
        let before = try resident()
        #expect(try count(8000) == 8000)
        let growth = try resident() - before
        // The file has about 12 MB; other suites run beside this one, so the bound is wide.
        #expect(growth < 64 << 20, "grew by \(growth >> 20) MiB")
    }
}

enum CommerceMLBaseUnitSample {
    /// The unit as a file gives it; its initialiser is the room's own.
    static func piece(name: String, conversions: [CommerceMLEntry]) -> CommerceMLBaseUnit? {
        var found: CommerceMLBaseUnit?
        let packs = conversions.map { "<Пересчет><Единица>\($0.key)</Единица><Коэффициент>\($0.value)</Коэффициент></Пересчет>" }.joined()
        let text = """
            <КоммерческаяИнформация ВерсияСхемы="2.07"><Каталог><Товары><Товар><Ид>1</Ид>
            <БазоваяЕдиница Код="796" НаименованиеПолное="Штука" МеждународноеСокращение="PCE">\(name)\(packs)</БазоваяЕдиница></Товар></Товары></Каталог></КоммерческаяИнформация>
            """
        try? CommerceMLReader().read(MemorySource(text)) { event in if case .product(let product) = event { found = product.unit } }
        return found
    }
}

/// A catalogue of any size that is never in memory as a whole.
struct GeneratedCatalogue: ByteSource {
    let products: Int
    private var number = -1

    init(products: Int) { self.products = products }

    mutating func next() -> [UInt8]? {
        number += 1
        switch number {
        case 0: return Array("<КоммерческаяИнформация ВерсияСхемы=\"2.07\"><Каталог><Ид>c</Ид><Товары>".utf8)
        case 1...products:
            let requisites = (0..<8).map {
                "<ЗначениеРеквизита><Наименование>Реквизит \($0)</Наименование><Значение>\(number)</Значение></ЗначениеРеквизита>"
            }.joined()
            return Array(
                "<Товар><Ид>p\(number)</Ид><Артикул>A-\(number)</Артикул><Наименование>Товар \(number)</Наименование><ЗначенияРеквизитов>\(requisites)</ЗначенияРеквизитов></Товар>\n"
                    .utf8)
        case products + 1: return Array("</Товары></Каталог></КоммерческаяИнформация>".utf8)
        default: return nil
        }
    }
}

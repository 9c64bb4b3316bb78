import Formats
import Kernel
import Testing

@Suite("orders for 1C")
struct CommerceMLOrdersTests {
    private func rub(_ text: String) throws -> Money { try #require(Money(text, currency: .rub)) }

    private func order() throws -> CommerceMLOrder {
        let bolt = CommerceMLOrder.Line(
            id: "018d777d#018d8047", article: "DIN933-M8x30", name: "Болт <М8х30> & \"гайка\"\nс шайбой ₽", vatRate: .vat22,
            unitPrice: try #require(UnitPrice("150.0050")),
            quantity: try #require(Quantity("100")), sum: try rub("15000.50"), vat: try rub("2705.01"), vatIncluded: true)
        let delivery = CommerceMLOrder.Line(
            id: "ORDER_DELIVERY", name: "Доставка заказа", vatRate: .vat22, unitPrice: try #require(UnitPrice("500")), quantity: .one,
            sum: try rub("500"), vat: try rub("90.16"),
            vatIncluded: true, isService: true)
        return CommerceMLOrder(
            id: "order-1257", number: "P-001257", day: try #require(Day("2026-11-23")), time: "18:30:00", sum: try rub("15500.50"),
            buyer: .init(
                id: "0f1a", name: "ООО \"Покупатель\"", inn: "7707083893", kpp: "770701001", legalAddress: "101000, Москва", email: "buy@example.ru"),
            sellerName: "ООО \"Север-Опт\"", warehouseID: "8f06", warehouseName: "Основной склад", contract: "Стандартное",
            comment: "Отгрузка до 12:00\u{0}",
            deliveryAddress: "Химки, склад 4", dueDay: Day("2026-12-07"), lines: [bolt, delivery],
            requisites: [CommerceMLEntry("Статус заказа", "[N] Принят"), CommerceMLEntry("Склад", "Другой склад")])
    }

    /// Every element and attribute with a value, by path, in order.
    private func leaves(_ bytes: [UInt8]) throws -> [(path: String, text: String)] {
        var path: [String] = []
        var leaves: [(path: String, text: String)] = []
        try XMLReader().read(MemorySource(bytes)) { event, _ in
            switch event {
            case .start(let name, let attributes):
                path.append(name)
                leaves.append((path.joined(separator: "/"), ""))
                for (key, value) in attributes.sorted(by: { $0.key < $1.key }) { leaves.append((path.joined(separator: "/") + "/@" + key, value)) }
            case .text(let text): leaves.append((path.joined(separator: "/"), text))
            case .end: path.removeLast()
            }
        }
        return leaves.map { ($0.path.replacing("КоммерческаяИнформация/", with: ""), $0.text) }
    }

    private func texts(_ leaves: [(path: String, text: String)], _ path: String) -> [String] {
        leaves.filter { $0.path == path && !$0.text.isEmpty }.map(\.text)
    }

    @Test("what is written is read back, in both encodings", arguments: [TextEncoding.utf8, .windows1251])
    func roundTrip(encoding: TextEncoding) throws {
        let bytes = CommerceMLOrders.write([try order()], formed: "2026-11-23T18:30:00", encoding: encoding)
        #expect(bytes.starts(with: Array("<?xml version=\"1.0\" encoding=\"\(encoding == .utf8 ? "UTF-8" : "windows-1251")\"?>\n".utf8)))
        let leaves = try leaves(bytes)
        #expect(texts(leaves, "Документ/Ид") == ["order-1257"])
        #expect(texts(leaves, "Документ/Сумма") == ["15500.50"])
        #expect(texts(leaves, "Документ/Комментарий") == ["Отгрузка до 12:00"])
        #expect(texts(leaves, "Документ/СрокПлатежа") == ["2026-12-07"])
        #expect(texts(leaves, "Документ/Товары/Товар/Ид") == ["018d777d#018d8047", "ORDER_DELIVERY"])
        #expect(texts(leaves, "Документ/Товары/Товар/Наименование") == ["Болт <М8х30> & \"гайка\"\nс шайбой ₽", "Доставка заказа"])
        #expect(texts(leaves, "Документ/Товары/Товар/ЦенаЗаЕдиницу") == ["150.005", "500.00"])
        #expect(texts(leaves, "Документ/Товары/Товар/Количество") == ["100", "1"])
        #expect(texts(leaves, "Документ/Товары/Товар/БазоваяЕдиница/@Код") == ["796", "796"])
        #expect(texts(leaves, "Документ/Контрагенты/Контрагент/ОфициальноеНаименование") == ["ООО \"Покупатель\""])
        #expect(texts(leaves, "Документ/Контрагенты/Контрагент/ИНН") == ["7707083893"])
        #expect(texts(leaves, "Документ/Контрагенты/Контрагент/Контакты/Контакт/Значение") == ["buy@example.ru"])
    }

    @Test("the tax block stands on the document and on every line, under its right name")
    func taxBlocks() throws {
        let leaves = try leaves(CommerceMLOrders.write([try order()], formed: "2026-11-23T18:30:00"))
        #expect(texts(leaves, "Документ/Налоги/Налог/УчтеноВСумме") == ["true"])
        #expect(texts(leaves, "Документ/Налоги/Налог/Сумма") == ["2795.17"])
        #expect(texts(leaves, "Документ/Налоги/Налог/Ставка") == ["22"])
        #expect(texts(leaves, "Документ/Товары/Товар/Налоги/Налог/УчтеноВСумме") == ["true", "true"])
        #expect(texts(leaves, "Документ/Товары/Товар/Налоги/Налог/Сумма") == ["2705.01", "90.16"])
        var onTop = try order()
        onTop.lines[0].vatIncluded = false
        onTop.lines[1].vatIncluded = false
        onTop.lines[1].vatRate = .none
        let others = try self.leaves(CommerceMLOrders.write([onTop], formed: "2026-11-23T18:30:00"))
        #expect(texts(others, "Документ/Налоги/Налог/УчтеноВСумме") == ["false"])
        #expect(texts(others, "Документ/Налоги/Налог/Ставка").isEmpty)
        #expect(texts(others, "Документ/Товары/Товар/Налоги/Налог/Ставка") == ["22", "Без НДС"])
    }

    @Test("organisation, warehouse and agreement are requisites; a given one replaces ours")
    func requisites() throws {
        let leaves = try leaves(CommerceMLOrders.write([try order()], formed: "2026-11-23T18:30:00"))
        let names = texts(leaves, "Документ/ЗначенияРеквизитов/ЗначениеРеквизита/Наименование")
        let values = texts(leaves, "Документ/ЗначенияРеквизитов/ЗначениеРеквизита/Значение")
        #expect(names == ["Статус заказа", "Склад", "Организация", "Соглашение", "Адрес доставки"])
        #expect(values == ["[N] Принят", "Другой склад", "ООО \"Север-Опт\"", "Стандартное", "Химки, склад 4"])
        let kinds = texts(leaves, "Документ/Товары/Товар/ЗначенияРеквизитов/ЗначениеРеквизита/Значение")
        #expect(kinds == ["Товар", "Товар", "Услуга", "Услуга"])
    }

    @Test("3.1 wraps each document in a container")
    func containers() throws {
        let leaves = try leaves(CommerceMLOrders.write([try order(), try order()], formed: "2026-11-23T18:30:00", version: .v3_1))
        #expect(texts(leaves, "Контейнер/Документ/Ид") == ["order-1257", "order-1257"])
        #expect(texts(leaves, "@ВерсияСхемы") == ["3.1"])
        #expect(leaves.count { $0.path == "Контейнер" } == 2)
    }

    @Test("a sole trader is written as a person")
    func soleTrader() throws {
        var order = try order()
        order.buyer = .init(id: "1", name: "ИП Иванов", inn: "500100732259", legalAddress: "Тверь")
        let leaves = try leaves(CommerceMLOrders.write([order], formed: "2026-11-23T18:30:00"))
        #expect(texts(leaves, "Документ/Контрагенты/Контрагент/ПолноеНаименование") == ["ИП Иванов"])
        #expect(texts(leaves, "Документ/Контрагенты/Контрагент/АдресРегистрации/Представление") == ["Тверь"])
        #expect(!leaves.contains { $0.path.hasSuffix("Контрагент/КПП") || $0.path.hasSuffix("ОфициальноеНаименование") })
    }

    @Test("no orders make a valid empty document", arguments: [CommerceMLOrders.Version.v2_09, .v3_1])
    func empty(version: CommerceMLOrders.Version) throws {
        let reading = Reading(MemorySource(CommerceMLOrders.write([], formed: "2026-11-23T18:30:00", version: version)))
        #expect(reading.thrown == nil)
        #expect(reading.headers.first?.schemaVersion == version.rawValue)
        #expect(reading.headers.first?.formed == "2026-11-23T18:30:00")
        #expect(reading.account?.ignored.isEmpty == true)
    }

    @Test("everything that 1C-Bitrix writes stands in ours, in the same order", .enabled(if: RealFiles.areHere))
    func bitrix() throws {
        let theirs = try leaves(try RealFiles.bytes("commerceml/orders/bitrix-query-full-cp1251.xml")).map(\.path)
        let ours = try leaves(CommerceMLOrders.write([try order()], formed: "2026-11-23T18:30:00", encoding: .windows1251)).map(\.path)
        // The site knows no catalogue of 1C; persons' elements are proved above; the full name of a unit is optional.
        let left = [
            "Документ/Товары/Товар/ИдКаталога", "Документ/Контрагенты/Контрагент/ПолноеНаименование",
            "Документ/Товары/Товар/БазоваяЕдиница/@НаименованиеПолное",
        ]
        let missing = Set(theirs).subtracting(ours).filter { path in !left.contains(path) && !path.contains("АдресРегистрации") }
        #expect(missing.isEmpty, "\(missing)")
        func children(_ paths: [String], of parent: String) -> [String] {
            var seen: [String] = []
            for path in paths
            where path.hasPrefix(parent + "/") && !path.dropFirst(parent.count + 1).contains(where: { "/@".contains($0) }) && !seen.contains(path) {
                seen.append(path)
            }
            return seen
        }
        let common = children(ours, of: "Документ").filter(Set(theirs).contains)
        #expect(common == children(theirs, of: "Документ").filter(Set(ours).contains))
    }
}

import Kernel

/// Writes orders for 1C: the answer to `type=sale&mode=query` (`domain/commerceml.md` 6).
package enum CommerceMLOrders {
    package enum Version: String, Sendable {
        // swift-format-ignore: AlwaysUseLowerCamelCase
        case v2_09 = "2.09"
        /// Each document stands in a `Контейнер`.
        // swift-format-ignore: AlwaysUseLowerCamelCase
        case v3_1 = "3.1"
    }

    /// The document, valid and empty when there are no orders.
    ///
    /// The receiving side takes the tax flag from the document's own block, so the block stands on the document and on every line; and it takes
    /// organisation, warehouse and agreement from requisites only.
    /// - Parameters:
    ///   - formed: local time of writing, `2026-11-23T18:30:00` (`Instant.localText(in:)`).
    ///   - encoding: UTF-8 or windows-1251.
    package static func write(_ orders: [CommerceMLOrder], formed: String, version: Version = .v2_09, encoding: TextEncoding = .utf8) -> [UInt8] {
        var writer = XMLWriter(encoding: encoding)
        let attributes: [(String, String?)] = [
            ("xmlns", version == .v3_1 ? "urn:1C.ru:commerceml_3" : nil), ("ВерсияСхемы", version.rawValue), ("ДатаФормирования", formed),
            ("ФорматДаты", "ДФ=yyyy-MM-dd; ДЛФ=DT"), ("ФорматВремени", "ДФ=ЧЧ:мм:сс; ДЛФ=T"), ("РазделительДатаВремя", "T"),
            ("ФорматСуммы", "ЧЦ=18; ЧДЦ=2; ЧРД=."),
            ("ФорматКоличества", "ЧЦ=18; ЧДЦ=3; ЧРД=."),
        ]
        writer.element(CommerceML.root, attributes) { writer in
            for order in orders {
                switch version {
                case .v2_09: document(order, &writer)
                case .v3_1: writer.element("Контейнер") { document(order, &$0) }
                }
            }
        }
        return writer.bytes
    }

    private static func document(_ order: CommerceMLOrder, _ writer: inout XMLWriter) {
        writer.element("Документ") { writer in
            writer.element("Ид", [], order.id)
            writer.element("Номер", [], order.number)
            writer.element("Дата", [], order.day.description)
            writer.element("ХозОперация", [], "Заказ товара")
            writer.element("Роль", [], "Продавец")
            writer.element("Валюта", [], order.sum.currency.code)
            writer.element("Курс", [], "1")
            writer.element("Сумма", [], order.sum.decimal)
            writer.element("Контрагенты") { buyer(order, &$0) }
            writer.element("Время", [], order.time)
            writer.element("СрокПлатежа", ifPresent: order.dueDay?.description)
            writer.element("Комментарий", [], order.comment ?? "")
            documentTax(order, &writer)
            if let id = order.warehouseID {
                writer.element("Склады") { writer in
                    writer.element("Склад") { writer in
                        writer.element("Ид", [], id)
                        writer.element("Наименование", ifPresent: order.warehouseName)
                    }
                }
            }
            writer.element("Товары") { writer in
                for line in order.lines { product(line, &writer) }
            }
            requisites(documentRequisites(order), &writer)
        }
    }

    private static func buyer(_ order: CommerceMLOrder, _ writer: inout XMLWriter) {
        let buyer = order.buyer
        writer.element("Контрагент") { writer in
            writer.element("Ид", [], buyer.id)
            writer.element("Наименование", [], buyer.name)
            writer.element(buyer.isPerson ? "ПолноеНаименование" : "ОфициальноеНаименование", [], buyer.officialName ?? buyer.name)
            address(buyer.isPerson ? "АдресРегистрации" : "ЮридическийАдрес", buyer.legalAddress, &writer)
            writer.element("ИНН", ifPresent: buyer.inn)
            writer.element("КПП", ifPresent: buyer.kpp)
            address("Адрес", order.deliveryAddress, &writer)
            let contacts = [("Почта", buyer.email), ("Телефон рабочий", buyer.phone)].compactMap { type, value in
                value.map { CommerceMLEntry(type, $0) }
            }
            if !contacts.isEmpty {
                writer.element("Контакты") { writer in
                    for contact in contacts {
                        writer.element("Контакт") { writer in
                            writer.element("Тип", [], contact.key)
                            writer.element("Значение", [], contact.value)
                        }
                    }
                }
            }
            writer.element("Роль", [], "Покупатель")
        }
    }

    private static func address(_ name: String, _ text: String?, _ writer: inout XMLWriter) {
        guard let text, !text.isEmpty else { return }
        writer.element(name) { $0.element("Представление", [], text) }
    }

    /// One block for the whole document; the rate only when all lines share it.
    private static func documentTax(_ order: CommerceMLOrder, _ writer: inout XMLWriter) {
        let vat = order.lines.reduce(Int64(0)) { $0 &+ $1.vat.minorUnits }
        let rates = Set(order.lines.map(\.vatRate))
        tax(
            included: order.lines.first?.vatIncluded ?? true, sum: DecimalText.write(vat, scale: 2, places: 2),
            rate: rates.count == 1 ? rates.first : nil, &writer)
    }

    private static func tax(included: Bool, sum: String, rate: VATRate?, _ writer: inout XMLWriter) {
        writer.element("Налоги") { writer in
            writer.element("Налог") { writer in
                writer.element("Наименование", [], "НДС")
                writer.element("УчтеноВСумме", [], included ? "true" : "false")
                writer.element("Сумма", [], sum)
                writer.element("Ставка", ifPresent: rate.map(text))
            }
        }
    }

    private static func product(_ line: CommerceMLOrder.Line, _ writer: inout XMLWriter) {
        writer.element("Товар") { writer in
            writer.element("Ид", [], line.id)
            writer.element("Артикул", ifPresent: line.article)
            writer.element("Наименование", [], line.name)
            writer.element("БазоваяЕдиница", [("Код", line.unit.code), ("МеждународноеСокращение", line.unit.international)], line.unit.short)
            writer.element("СтавкиНалогов") { writer in
                writer.element("СтавкаНалога") { writer in
                    writer.element("Наименование", [], "НДС")
                    writer.element("Ставка", [], text(line.vatRate))
                }
            }
            let kind = line.isService ? "Услуга" : "Товар"
            requisites([CommerceMLEntry("ВидНоменклатуры", kind), CommerceMLEntry("ТипНоменклатуры", kind)], &writer)
            writer.element("ЦенаЗаЕдиницу", [], DecimalText.write(line.unitPrice.units, scale: 4, places: 2))
            writer.element("Количество", [], line.quantity.decimal)
            writer.element("Сумма", [], line.sum.decimal)
            writer.element("Единица", [], line.unit.short)
            writer.element("Коэффициент", [], "1")
            tax(included: line.vatIncluded, sum: line.vat.decimal, rate: line.vatRate, &writer)
        }
    }

    private static func text(_ rate: VATRate) -> String { rate.percent.map(String.init) ?? "Без НДС" }

    private static func documentRequisites(_ order: CommerceMLOrder) -> [CommerceMLEntry] {
        let own = [
            ("Организация", order.sellerName), ("Склад", order.warehouseName), ("Соглашение", order.contract),
            ("Адрес доставки", order.deliveryAddress),
        ]
        let given = Set(order.requisites.map(\.key))
        return order.requisites + own.compactMap { name, value in given.contains(name) ? nil : value.map { CommerceMLEntry(name, $0) } }
    }

    private static func requisites(_ entries: [CommerceMLEntry], _ writer: inout XMLWriter) {
        writer.element("ЗначенияРеквизитов") { writer in
            for entry in entries {
                writer.element("ЗначениеРеквизита") { writer in
                    writer.element("Наименование", [], entry.key)
                    writer.element("Значение", [], entry.value)
                }
            }
        }
    }
}

import Kernel

/// Trees of CommerceML to values. A record without an identifier is nil; numbers that are none are reported.
struct CommerceMLRecords {
    let report: (CommerceMLProblem) -> Void

    func owner(_ tree: XMLTree) -> CommerceMLOwner {
        CommerceMLOwner(
            id: CommerceML.id(tree.value("Ид")), name: tree.value("Наименование"),
            officialName: tree.value("ОфициальноеНаименование") ?? tree.value("ПолноеНаименование"),
            inn: tree.value("ИНН"), kpp: tree.value("КПП"))
    }

    /// A group and those below it, parents first.
    func groups(_ tree: XMLTree, parent: String? = nil) -> [CommerceMLGroup] {
        let id = identifier(tree)
        let own = id.map { CommerceMLGroup(id: $0, parentID: parent, name: tree.value("Наименование") ?? "", deleted: isDeleted(tree)) }
        _ = tree.value("НомерВерсии")
        let below = tree.children("Группы").flatMap { $0.children("Группа") }.flatMap { groups($0, parent: id ?? parent) }
        return (own.map { [$0] } ?? []) + below
    }

    func property(_ tree: XMLTree) -> CommerceMLProperty? {
        guard let id = identifier(tree) else { return nil }
        // УПП writes one level more: ТипыЗначений/ТипЗначений/{Тип, ВариантыЗначений}.
        let old = tree.child("ТипыЗначений")?.child("ТипЗначений")
        let lists = tree.children("ВариантыЗначений") + (old?.children("ВариантыЗначений") ?? [])
        let values = lists.flatMap { list -> [CommerceMLEntry] in
            let rows = list.children("Справочник", "ВариантЗначения").compactMap { row -> CommerceMLEntry? in
                guard let value = row.value("Значение") else { return nil }
                return CommerceMLEntry(row.value("ИдЗначения") ?? row.value("Ид") ?? value, value)
            }
            return rows + list.values("Значение").map { CommerceMLEntry($0, $0) }
        }
        return CommerceMLProperty(
            id: id, name: tree.value("Наименование") ?? "", type: old?.value("Тип") ?? tree.value("ТипЗначений"), values: values,
            deleted: isDeleted(tree))
    }

    func priceType(_ tree: XMLTree) -> CommerceMLPriceType? {
        guard let id = identifier(tree) else { return nil }
        return CommerceMLPriceType(
            id: id, name: tree.value("Наименование") ?? "", currency: tree.value("Валюта"), vatIncluded: vatIncluded(tree), deleted: isDeleted(tree))
    }

    func warehouse(_ tree: XMLTree) -> CommerceMLWarehouse? {
        guard let id = identifier(tree) else { return nil }
        return CommerceMLWarehouse(
            id: id, name: tree.value("Наименование") ?? "", address: tree.child("Адрес")?.value("Представление"), deleted: isDeleted(tree))
    }

    func unit(_ tree: XMLTree) -> CommerceMLUnit? {
        let code = tree.value("Код")
        // Units without a code have no identifier either; only the name tells them.
        guard let id = CommerceML.id(tree.value("Ид")) ?? code ?? tree.value("НаименованиеКраткое") else {
            report(CommerceMLProblem(line: tree.line, element: "\(tree.name)/Ид", what: "missing_id", text: nil))
            return nil
        }
        return CommerceMLUnit(
            id: id, code: code, name: tree.value("НаименованиеКраткое"), fullName: tree.value("НаименованиеПолное"),
            international: tree.value("МеждународноеСокращение"),
            deleted: isDeleted(tree))
    }

    func product(_ tree: XMLTree) -> CommerceMLProduct? {
        guard let whole = identifier(tree) else { return nil }
        let (id, characteristic) = CommerceML.split(whole)
        let taxes = tree.children("СтавкиНалогов").flatMap { $0.children("СтавкаНалога") }
        let rates = taxes.map { (name: $0.value("Наименование"), rate: $0.value("Ставка")) }
        let maker = tree.child("Изготовитель")
        _ = maker?.value("Ид")
        return CommerceMLProduct(
            id: id, characteristicID: characteristic ?? CommerceML.id(tree.value("ИдХарактеристики")), article: tree.value("Артикул"),
            name: tree.value("Наименование"),
            barcodes: tree.values("Штрихкод"), unit: tree.child("БазоваяЕдиница").map(baseUnit),
            groupIDs: tree.children("Группы").flatMap { $0.values("Ид") }.compactMap(CommerceML.id), description: tree.child("Описание")?.fullText,
            properties: properties(tree),
            taxRate: (rates.first { $0.name?.folded == "ндс" } ?? rates.first)?.rate,
            requisites: tree.children("ЗначенияРеквизитов").flatMap { named($0.children("ЗначениеРеквизита")) },
            characteristics: characteristics(tree),
            manufacturer: maker?.value("Наименование") ?? maker?.value("ОфициальноеНаименование"), brand: tree.value("ТорговаяМарка"),
            country: tree.value("Страна"),
            pictures: tree.values("Картинка"), statesPictures: !tree.children("Картинка").isEmpty, deleted: isDeleted(tree), version: tree.value("НомерВерсии"))
    }

    func offer(_ tree: XMLTree) -> CommerceMLOffer? {
        guard let whole = identifier(tree) else { return nil }
        let (product, characteristic) = CommerceML.split(whole)
        let stocks = tree.children("Остатки").flatMap { $0.children("Остаток") }
        let balances = tree.children("Склад", "Склады").compactMap(balance) + stocks.flatMap { $0.children("Склад") }.compactMap(balance)
        let total = tree.child("Количество") ?? stocks.lazy.compactMap { $0.child("Количество") }.first
        return CommerceMLOffer(
            id: whole, productID: product, characteristicID: characteristic ?? CommerceML.id(tree.value("ИдХарактеристики")),
            name: tree.value("Наименование"),
            article: tree.value("Артикул"), barcodes: tree.values("Штрихкод"), unit: tree.child("БазоваяЕдиница").map(baseUnit),
            characteristics: characteristics(tree),
            properties: properties(tree), prices: tree.children("Цены").flatMap { $0.children("Цена") }.compactMap(price),
            quantity: total.flatMap { number($0, of: tree) },
            balances: balances, deleted: isDeleted(tree), version: tree.value("НомерВерсии"))
    }

    private func price(_ tree: XMLTree) -> CommerceMLPrice? {
        _ = tree.value("Представление")
        guard let type = CommerceML.id(tree.value("ИдТипаЦены")) else {
            report(CommerceMLProblem(line: tree.line, element: "Цена/ИдТипаЦены", what: "missing_id", text: nil))
            return nil
        }
        guard let price = tree.child("ЦенаЗаЕдиницу").flatMap({ number($0, of: tree) }) else { return nil }
        return CommerceMLPrice(
            priceTypeID: type, price: price, currency: tree.value("Валюта"),
            minQuantity: tree.child("МинКоличество").flatMap { number($0, of: tree) }, unit: tree.value("Единица"),
            unitCoefficient: tree.child("Коэффициент").flatMap { number($0, of: tree) }, vatIncluded: vatIncluded(tree))
    }

    /// `<Склад ИдСклада КоличествоНаСкладе/>` of 2.x, `<Склад><Ид/><Количество/></Склад>` of 3.1.
    private func balance(_ tree: XMLTree) -> CommerceMLBalance? {
        guard let id = CommerceML.id(tree.attribute("ИдСклада") ?? tree.value("Ид")) else { return nil }
        if let text = tree.attribute("КоличествоНаСкладе") {
            guard let quantity = CommerceML.number(text) else {
                report(CommerceMLProblem(line: tree.line, element: "Склад/@КоличествоНаСкладе", what: "bad_number", text: text))
                return nil
            }
            return CommerceMLBalance(warehouseID: id, quantity: quantity)
        }
        return tree.child("Количество").flatMap { number($0, of: tree) }.map { CommerceMLBalance(warehouseID: id, quantity: $0) }
    }

    func counterparty(_ tree: XMLTree) -> CommerceMLCounterparty {
        let accounts = tree.children("РасчетныеСчета").flatMap { $0.children("РасчетныйСчет") }.compactMap {
            account -> CommerceMLCounterparty.Account? in
            guard let number = account.value("НомерСчета") else { return nil }
            let bank = account.child("Банк")
            return .init(
                number: number, bic: bank?.value("БИК"), bankName: bank?.value("Наименование"), correspondent: bank?.value("СчетКорреспондентский"))
        }
        let contacts = tree.children("Контакты").flatMap { $0.children("Контакт") }.compactMap { contact -> CommerceMLEntry? in
            guard let type = contact.value("Тип"), let value = contact.value("Значение") else { return nil }
            return CommerceMLEntry(type, value)
        }
        let legalAddress = tree.child("ЮридическийАдрес")?.value("Представление") ?? tree.child("АдресРегистрации")?.value("Представление")
        return CommerceMLCounterparty(
            id: CommerceML.id(tree.value("Ид")), name: tree.value("Наименование"), officialName: tree.value("ОфициальноеНаименование"),
            fullName: tree.value("ПолноеНаименование"),
            role: tree.value("Роль"), inn: tree.value("ИНН"), kpp: tree.value("КПП"), okpo: tree.value("КодПоОКПО") ?? tree.value("ОКПО"),
            legalAddress: legalAddress,
            address: tree.child("Адрес")?.value("Представление"), contacts: contacts, accounts: accounts, deleted: isDeleted(tree),
            version: tree.value("НомерВерсии"))
    }

    private func identifier(_ tree: XMLTree) -> String? {
        if let id = CommerceML.id(tree.value("Ид")) { return id }
        report(CommerceMLProblem(line: tree.line, element: "\(tree.name)/Ид", what: "missing_id", text: nil))
        return nil
    }

    private func number(_ tree: XMLTree, of parent: XMLTree) -> String? {
        guard let text = tree.value else { return nil }
        if let number = CommerceML.number(text) { return number }
        report(CommerceMLProblem(line: tree.line, element: "\(parent.name)/\(tree.name)", what: "bad_number", text: text))
        return nil
    }

    /// `ПометкаУдаления` of 3.1; the attribute or element `Статус` «Удален» of 2.x.
    private func isDeleted(_ tree: XMLTree) -> Bool {
        let marked = tree.value("ПометкаУдаления").flatMap { CommerceML.flag($0) } ?? false
        let states = [tree.attribute("Статус"), tree.value("Статус")]
        return marked || states.contains { $0?.folded == "удален" }
    }

    private func vatIncluded(_ tree: XMLTree) -> Bool? {
        let taxes = tree.children("Налог") + tree.children("Налоги").flatMap { $0.children("Налог") }
        let vat = taxes.first { $0.value("Наименование")?.folded == "ндс" } ?? taxes.first
        return vat?.value("УчтеноВСумме").flatMap { CommerceML.flag($0) }
    }

    private func baseUnit(_ tree: XMLTree) -> CommerceMLBaseUnit {
        // 3.1 writes the code alone, as text.
        let text = tree.value
        let bareCode = text.flatMap { Unit(code: $0) == nil ? nil : $0 }
        let conversions = tree.children("Пересчет").compactMap { conversion -> CommerceMLEntry? in
            guard let unit = conversion.value("Единица"), let factor = conversion.child("Коэффициент").flatMap({ number($0, of: conversion) }) else {
                return nil
            }
            return CommerceMLEntry(unit, factor)
        }
        return CommerceMLBaseUnit(
            code: tree.attribute("Код") ?? bareCode, name: bareCode == nil ? text : nil, fullName: tree.attribute("НаименованиеПолное"),
            international: tree.attribute("МеждународноеСокращение"), conversions: conversions)
    }

    private func properties(_ tree: XMLTree) -> [CommerceMLEntry] {
        tree.children("ЗначенияСвойств").flatMap { $0.children("ЗначенияСвойства", "ЗначениеСвойства") }.flatMap { row -> [CommerceMLEntry] in
            let values = row.values("Значение")
            guard let id = row.value("Ид") else { return [] }
            return values.map { CommerceMLEntry(id, $0) }
        }
    }

    private func characteristics(_ tree: XMLTree) -> [CommerceMLEntry] {
        tree.children("ХарактеристикиТовара").flatMap { named($0.children("ХарактеристикаТовара")) }
    }

    private func named(_ rows: [XMLTree]) -> [CommerceMLEntry] {
        rows.compactMap { row in
            let (name, value) = (row.value("Наименование"), row.child("Значение")?.fullText)
            return name.flatMap { name in value.map { CommerceMLEntry(name, $0) } }
        }
    }
}

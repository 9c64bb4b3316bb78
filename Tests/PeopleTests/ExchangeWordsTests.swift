import Customers
import Database
import Foundation
import HTTP
import HTTPTypes
import Integrations
import Journal
import Kernel
import Localization
import Pictures
import PortalTesting
import Testing
import TestSupport

@testable import kontor

@Suite("What pages say of imports")
struct ExchangeWordsTests {
    @Test("kinds, fields and what may stand in a cell are told in people's words")
    func words() async throws {
        try await TestHouse.open(.sqlite) { house in
            let portal = house.portal
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-words-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try Data("external_id,vat_class,packagings\nP,luxury,\nP2,,такая\n".utf8).write(to: folder.appendingPathComponent("products.csv"))
            _ = try await importFiles(at: folder.path, ImportOptions(), by: .command, files: portal.productFiles, in: portal.database, now: portal.now)
            let id = try #require(try await portal.database.read { try $0.imports(limit: 1).first?.id })
            let staff = house.askers.first { $0.name == "staff.director" }?.headers ?? [:]
            let page = try await house.client.get("/exchange/imports/\(id)", headers: staff)
            #expect(page.status == .ok)
            #expect(page.text.contains("ставка НДС: Недопустимое значение «luxury». Возможны: общая, льготная, 0 %, без НДС.") && page.text.contains("упаковки:"))
            #expect(page.text.contains("<span>Товары</span>"))
            for word in ["standard", "/packagings", "/vat_class", "<span>products</span>"] { #expect(!page.text.contains(word), "\(word)") }
        }
    }

    @Test("a column that is called as its field is called on the page is known, in both languages", arguments: [Language.ru, .en])
    func ownLabels(language: Language) throws {
        let t = Texts(language)
        for subject in SheetSubject.allCases {
            for column in subject.columns {
                let label = try #require(t.text("imports.column.\(column.rawValue)"))
                #expect(subject.column(titled: label) == column, "\(subject.rawValue): \(label)")
            }
        }
        #expect(SheetSubject.products.column(titled: "Минимум") == .minimum && SheetSubject.products.column(titled: "Вес единицы, кг") == .weight)
    }
}

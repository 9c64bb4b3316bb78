import Customers
import Database
import Foundation
import HTTP
import HTTPTypes
import Integrations
import Journal
import Kernel
import PortalTesting
import Records
import Testing
import TestSupport

@testable import kontor

@Suite("Pages of the catalogue")
struct CataloguePagesTests {
    private func open(_ body: @escaping @Sendable (TestHouse, HTTPFields) async throws -> Void) async throws {
        try await TestHouse.open(.sqlite) { house in
            func put(_ kind: String, _ items: [String]) async throws {
                let outcomes = try await putRecords(try items.map { try JSON(parsing: Array($0.utf8)) }, kind: kind, for: .system, at: house.portal.now(), in: house.portal.database)
                for outcome in outcomes { #expect(outcome.problems.isEmpty, "\(kind): \(outcome.problems)") }
            }
            try await put("parameters", [#"{"external_id":"T1","code":"current","name":"Номинальный ток","type":"number","unit":"А"}"#])
            try await put("products", [
                #"{"external_id":"A1","article":"AV-16","name":"Автомат 16","parameters":{"current":16}}"#, #"{"external_id":"A2","article":"AV-25","name":"Автомат 25","parameters":{"current":"25"}}"#,
            ])
            try await put("products", (1...55).map { #"{"external_id":"X\#($0)","article":"X-\#($0)","name":"Прочее \#($0)"}"# })
            try await put("relations", [
                #"{"product":"A1","kind":"analogue","target":"A2","ratio":"3"}"#, #"{"product":"A1","kind":"mandatory_accessory","target":"X1","ratio":"2"}"#,
                #"{"product":"A1","kind":"accessory","target":"X2","ratio":"4"}"#, #"{"product":"A1","kind":"consumable","target":"X3","ratio":"5"}"#,
            ])
            try await house.portal.publish()
            try await body(house, house.askers.first { $0.name == "a.buyer" }?.headers ?? [:])
        }
    }

    @Test("a page beyond the last leads to the last one")
    func lastPage() async throws {
        try await open { house, buyer in
            let beyond = try await house.client.get("/catalog?sort=name&page=50", headers: buyer)
            #expect(beyond.status == .seeOther && beyond.header("Location") == "/catalog?sort=name&page=2")
            #expect(try await house.client.get("/catalog?query=zzzzqq&page=7", headers: buyer).header("Location")?.contains("page=") == false)
            #expect(try await house.client.get("/catalog?sort=name&page=2", headers: buyer).status == .ok)
        }
    }

    @Test("a value of a parameter with a unit in the address is that value")
    func valueWithUnit() async throws {
        try await open { house, buyer in
            for value in ["16", "16%20%D0%90", "0,016%20%D0%BA%D0%90"] {
                let page = try await house.client.get("/catalog?param.current=\(value)", headers: buyer).text
                #expect(page.contains("AV-16") && !page.contains("AV-25"), "\(value)")
                #expect(page.contains("Номинальный ток: 16\u{A0}А") && !page.contains("А\u{A0}А"), "\(value)")
            }
        }
    }

    @Test("what stands in a product's place is told for one unit of it, what goes with it to one unit")
    func ratios() async throws {
        try await open { house, buyer in
            let card = try await house.client.get("/products/AV-16", headers: buyer).text
            for text in ["3 шт за 1 шт", "2 шт на 1 шт", "4 шт на 1 шт", "5 шт на 1 шт"] { #expect(card.contains(text), "\(text)") }
        }
    }

    @Test("units in lists are told in the reader's language")
    func units() async throws {
        try await open { house, buyer in
            for (language, unit) in [("ru", "шт"), ("en", "pcs")] {
                var headers = buyer
                headers[.acceptLanguage] = language
                let page = try await house.client.get("/catalog?sort=name", headers: headers).text
                #expect(page.contains("<span class=\"unit\">\(unit)</span>"), "\(language)")
            }
        }
    }
}

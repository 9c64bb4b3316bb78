import Catalog
import Customers
import Database
import Kernel
import Records
import Storefront
import Testing
import TestSupport

@testable import Integrations

@Suite("What is wrong in a product costs a value, not the product")
struct ProductRuleTests {
    private func told(_ outcome: RecordOutcome) -> [String] { outcome.problems.map { "\($0.pointer) \($0.reason)" } }

    private func parameters(_ house: House, _ id: String) async throws -> String {
        try await house.database.read { try #require(try $0.row("SELECT parameters FROM products WHERE external_id = \(id)")?.get("parameters", as: String.self)) }
    }

    @Test("a parameter's value that cannot be is left out and told of by its name, good ones stay", arguments: Engine.allCases)
    func parameters(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.put(
                "parameters", #"{"external_id":"T1","code":"power","name":"Мощность","type":"number","unit":"Вт"}"#, #"{"external_id":"T2","code":"mass","name":"Масса","type":"number","unit":"кг"}"#,
                #"{"external_id":"T3","code":"zinc","name":"Оцинковано","type":"flag"}"#, #"{"external_id":"T4","code":"colour","name":"Цвет","type":"choice"}"#,
                #"{"external_id":"T5","code":"length","name":"Длина","type":"number","unit":"мм"}"#, #"{"external_id":"T6","code":"off","name":"Отклонение","type":"number","unit":"мм"}"#,
                #"{"external_id":"T7","code":"temp","name":"Температура","type":"number","unit":"°C"}"#)
            let items = [
                #"{"external_id":"P1","article":"A-1","name":"Насос","parameters":{"power":"0,75 кВт","mass":"-1","zinc":"да","colour":"красный","length":"NaN","off":"-0.5","temp":-40,"later":"x"}}"#,
                #"{"external_id":"P2","article":"A-2","name":"Насос","parameters":{"power":"5 л","zinc":"может быть","length":-40,"colour":["a"],"mass":10.50,"temp":""}}"#,
                #"{"external_id":"P3","article":"A-3","name":"Насос","parameters":{"power":"750","zinc":true}}"#,
            ]
            let outcomes = try await house.put("products", try items.map { try JSON(parsing: Array($0.utf8)) })
            #expect(outcomes.map(\.status) == [.created, .created, .created])
            #expect(told(outcomes[0]) == ["/parameters/mass left_out_parameter_negative", "/parameters/length left_out_parameter_not_a_number"])
            #expect(
                told(outcomes[1]) == [
                    "/parameters/power left_out_parameter_other_unit", "/parameters/zinc left_out_typed_not_a_flag", "/parameters/length left_out_parameter_negative",
                    "/parameters/colour left_out_parameter_not_plain",
                ])
            #expect(outcomes[2].problems.isEmpty)
            #expect(try await parameters(house, "P1") == #"{"power":750,"zinc":true,"colour":"красный","off":"-0.5","temp":-40,"later":"x"}"#)
            #expect(try await parameters(house, "P2") == #"{"mass":10.50}"#)
            #expect(try await parameters(house, "P3") == #"{"power":"750","zinc":true}"#)
            // What other programs write of fractions is a number all the same.
            let odd = try await house.put("products", #"{"external_id":"P4","article":"A-4","name":"Насос","parameters":{"power":0.30000000000000004,"mass":1e-05,"off":"12.3456789"}}"#)
            #expect(odd.map(\.problems.isEmpty) == [true])
            #expect(try await parameters(house, "P4") == #"{"power":0.30000000000000004,"mass":1e-05,"off":"12.3456789"}"#)
            // The same again changes nothing, and is told of again.
            let again = try await house.put("products", try items.map { try JSON(parsing: Array($0.utf8)) })
            #expect(again.map(\.status) == [.unchanged, .unchanged, .unchanged])
            #expect(told(again[0]) == told(outcomes[0]))
        }
    }

    @Test("a barcode whose check digit does not fit is taken and told of; codes of a shop's own and of other lengths are not", arguments: Engine.allCases)
    func checkDigits(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            let outcomes = try await house.put(
                "products", #"{"external_id":"X1","article":"X-1","name":"Болт","barcodes":["4601234567894","4601234567893","2000000000001","777","46012345678-4"]}"#,
                #"{"external_id":"X2","article":"X-2","name":"Ящик","packagings":[{"unit":"778","quantity":"10","barcode":"4600000000017"}]}"#)
            #expect(outcomes.map(\.status) == [.created, .created])
            #expect(outcomes.map { $0.problems.map { "\($0.pointer) \($0.reason)" } } == [["/barcodes barcode_check_digit"], ["/packagings barcode_check_digit"]])
            #expect(try await house.number("SELECT COUNT(*) AS n FROM product_barcodes WHERE barcode = '4601234567894'") == 1)
        }
    }

    @Test("a barcode of two products is taken and told of, in a batch and across batches, of packagings too; whoever scans it sees both", arguments: Engine.allCases)
    func barcodes(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            func put(_ items: String...) async throws -> [[String]] {
                try await house.put("products", try items.map { try JSON(parsing: Array($0.utf8)) }).map { outcome in
                    #expect(outcome.status != .refused)
                    return outcome.problems.map { problem in
                        let articles = if case .text(let text)? = problem.arguments["article"] { text } else { "" }
                        return "\(problem.pointer) \(problem.reason) \(articles)"
                    }
                }
            }
            // P1, B-1, bears 4601234567893.
            #expect(try await put(#"{"external_id":"X1","article":"X-1","name":"Чужой","barcodes":["4601234567893"]}"#) == [["/barcodes barcode_shared B-1"]])
            #expect(try await put(#"{"external_id":"X2","article":"X-2","name":"Ящик","packagings":[{"unit":"778","quantity":"10","barcode":"4601234567893"}]}"#) == [["/packagings barcode_shared B-1, X-1"]])
            #expect(
                try await put(
                    #"{"external_id":"Y1","article":"Y-1","name":"Один","barcodes":["777"]}"#, #"{"external_id":"Y2","article":"Y-2","name":"Два","packagings":[{"unit":"778","quantity":"2","barcode":"777"}]}"#)
                    == [["/barcodes barcode_shared Y-2"], ["/packagings barcode_shared Y-1"]])
            // Its own packaging may bear the product's barcode, and what a batch takes away from one it may give to another.
            #expect(try await put(#"{"external_id":"Z1","article":"Z-1","name":"Свой","barcodes":["888"],"packagings":[{"unit":"778","quantity":"2","barcode":"888"}]}"#) == [[]])
            #expect(try await put(#"{"external_id":"Y1","barcodes":[]}"#, #"{"external_id":"Y3","article":"Y-3","name":"Три","barcodes":["778"]}"#) == [[], []])
            #expect(try await put(#"{"external_id":"Y4","article":"Y-4","name":"Четыре","barcodes":["777"]}"#) == [["/barcodes barcode_shared Y-2"]])
            #expect(try await put(#"{"external_id":"Y2","packagings":[]}"#, #"{"external_id":"Y4","barcodes":["777"]}"#) == [[], []])
            let shelf = house.shelf(try await house.buyer())
            #expect(shelf.products(withCode: "4601234567893").map(\.article).sorted() == ["B-1", "X-1", "X-2"])
            #expect(shelf.product("4601234567893") == nil)
            let keeper = Viewer.keeper
            let (listed, shared) = try await house.database.read { reader in
                let found = try goods(GoodsQuestion(lack: .sharedBarcode), limit: 50, for: keeper, on: house.storefront.current, at: House.now, in: reader)
                return (found.map(\.article), try sharedBarcodes(of: found.map(\.id), for: keeper, in: reader))
            }
            #expect(listed == ["B-1", "X-1", "X-2"])
            // Only sharers are looked at, and whoever shares no longer when he is told again is none; the other is not listed either.
            func listing() async throws -> [String] {
                try await house.database.read { try goods(GoodsQuestion(lack: .sharedBarcode), limit: 50, for: keeper, on: house.storefront.current, at: House.now, in: $0).map(\.article) }
            }
            func noted() async throws -> [String] {
                try await house.database.read { try $0.rows("SELECT p.article FROM barcode_sharers AS s JOIN products AS p ON p.id = s.product_id ORDER BY p.article").map { try $0.get("article") } }
            }
            #expect(try await noted().contains("B-1"), "whose it was alone before")
            #expect(try await put(#"{"external_id":"X2","has_variants":true}"#).count == 1)
            #expect(try await listing() == ["B-1", "X-1"])
            #expect(try await put(#"{"external_id":"X1","barcodes":["4601234567886"]}"#).count == 1)
            #expect(try await listing() == [])
            #expect(try await !noted().contains("X-1"))
            #expect(try await put(#"{"external_id":"X2","has_variants":false}"#).count == 1)
            #expect(try await listing() == ["B-1", "X-2"])
            #expect(Set(shared.values.flatMap { $0 }.map { "\($0.barcode) \($0.others.joined(separator: " "))" }) == ["4601234567893 X-1 X-2", "4601234567893 B-1 X-2", "4601234567893 B-1 X-1"])
        }
    }

    @Test("what a picture shows is kept by the picture, told once, and taken away by an empty text", arguments: Engine.allCases)
    func imageTitles(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            let key = "https://example.com/a.jpg"
            try await house.put("images", #"{"product":"P1","url":"\#(key)"}"#)
            @Sendable func name(_ titles: [String: String], token: String? = nil) async throws -> [String: String] {
                try await house.database.write { writer in
                    let product = try imagesForEditing("B-1", for: .keeper, in: writer).product
                    try nameImages(titles, of: "B-1", token: token ?? product.token, for: .keeper, at: House.now, in: writer)
                    return try writer.ask(Catalog.imageTitles(of: product.id))
                }
            }
            let stale = try await house.database.read { try imagesForEditing("B-1", for: .keeper, in: $0).product.token }
            #expect(try await name([key: " Болт сбоку ", "other": "чужая"]) == [key: "Болт сбоку"])
            await #expect(throws: Refusal.self) { _ = try await name([key: "Снова"], token: stale) }
            await #expect(throws: Refusal.self) { _ = try await name([key: String(repeating: "я", count: 201)]) }
            #expect(try await name([key: ""]) == [:])
        }
    }

    @Test("packagings have sides, of which a volume is made where none is told; impossible ones are left out", arguments: Engine.allCases)
    func sides(_ engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.furnish()
            func packaging(_ fields: String) async throws -> (status: RecordOutcome.Status, packaging: StoreProduct.Packaging?) {
                let outcome = try #require(try await house.put("products", #"{"external_id":"P1","packagings":[{"unit":"778","quantity":"10",\#(fields)}]}"#).first)
                return (outcome.status, house.shelf(try await house.buyer()).product("B-1")?.packagings.first)
            }
            let made = try await packaging(#""length_m":"1.2","width_m":0.8,"height_m":"0.145""#)
            #expect(made.status == .updated && made.packaging?.size?.length == "1.2" && made.packaging?.volumeCubicMetres == "0.1392")
            #expect(try await packaging(#""length_m":"1.2","width_m":"0.8","height_m":"0.145","volume_m3":"0.2""#).packaging?.volumeCubicMetres == "0.2")
            #expect(try await packaging(#""length_m":"1.2""#).packaging?.volumeCubicMetres == nil)
            for wrong in [#""width_m":"широкая""#, #""volume_m3":"NaN""#, #""colour":"red""#] { #expect(try await packaging(wrong).status == .refused, "\(wrong)") }
            let left = try await house.put(
                "products",
                #"{"external_id":"P1","packagings":[{"unit":"778","quantity":"10","length_m":"-1","height_m":"5000","weight_kg":"-0.1","volume_m3":"0.5","barcode":"нет"},{"unit":"778","quantity":"20","barcode":4601234567893}]}"#)
            #expect(told(left[0]).sorted().filter { $0.hasSuffix("not_valid_here") } == ["barcode", "height_m", "length_m", "weight_kg"].map { "/packagings/0/\($0) not_valid_here" })
            let kept = try #require(house.shelf(try await house.buyer()).product("B-1")).packagings
            #expect(kept.map(\.barcode) == [nil, "4601234567893"] && kept.first?.volumeCubicMetres == "0.5" && kept.first?.weightKilograms == nil)
            // Sides whose product is the greatest number there is.
            #expect(try await packaging(#""length_m":"454.7599","width_m":"676.9801","height_m":"29.9593""#).packaging?.volumeCubicMetres == nil)
        }
    }
}

extension Viewer {
    fileprivate static var keeper: Viewer { Viewer(identity: .system, name: "k", client: nil, contracts: [], rights: StaffRole.catalogueManager.rights, isStaff: true) }
}

import Files
import Foundation
import Integrations
import Journal
import Kernel
import Pictures
import Records
import Testing
import TestSupport

@Suite("Wrong terms of prices")
struct WrongTermsTests {
    private static let wrong: [(kind: String, item: String, answer: [String])] = [
        ("discounts", #"{"external_id":"X","target":{"all":true},"scope":{"all":true},"percent":"100.01"}"#, ["/percent not_in_range"]),
        ("discounts", #"{"external_id":"X","target":{"all":true},"scope":{"all":true},"percent":"-1"}"#, ["/percent not_in_range"]),
        ("discounts", #"{"external_id":"X","target":{"all":true},"scope":{"all":true},"percent":"5","fixed_price":"3"}"#, ["/fixed_price one_of_these"]),
        ("discounts", #"{"external_id":"X","target":{"client":"нет"},"scope":{"all":true},"percent":"5"}"#, ["/target/client unknown_reference"]),
        ("discounts", #"{"external_id":"X","scope":{"all":true},"percent":"5"}"#, ["/target field_required"]),
        ("discounts", #"{"external_id":"X","target":{"all":true},"scope":{"all":true},"percent":"5","from":"2026-12-02","to":"2026-12-01"}"#, ["/to period_reversed"]),
        ("price-lists", #"{"external_id":"X","name":"X","from":"2026-12-02","to":"2026-12-01"}"#, ["/to period_reversed"]),
        ("price-lists", #"{"external_id":"X","name":"X","currency":"рубли"}"#, ["/currency unknown_currency"]),
        ("price-lists", #"{"external_id":"X","name":"X","legal_entity":"нет"}"#, ["/legal_entity unknown_reference"]),
        ("contracts", #"{"external_id":"D1","price_lists":["L1","нет"]}"#, ["/price_lists/1 unknown_reference"]),
        ("contracts", #"{"external_id":"D1","rate_markup":"101"}"#, ["/rate_markup not_in_range"]),
        ("contracts", #"{"external_id":"D1","rate_day":"tomorrow"}"#, ["/rate_day not_in_list"]),
        ("price-floors", #"{"external_id":"X","name":"X","scope":{"all":true},"margin":"100"}"#, ["/margin not_in_range"]),
        ("rates", #"{"currency":"RUB","day":"2026-11-24","rate":"1"}"#, ["/currency rouble_has_no_rate"]),
        ("rates", #"{"currency":"USD","day":"2026-11-24","rate":"0"}"#, ["/rate not_in_range"]),
        ("rates", #"{"currency":"USD","day":"2026-11-24","rate":"80","nominal":0}"#, ["/nominal not_an_integer"]),
    ]

    @Test("the same wrong terms get the same answer from the ERP's door and from a file", arguments: Engine.allCases)
    func doors(_ engine: Engine) async throws {
        func words(_ problems: [Refusal.Problem]) -> [String] { problems.map { "\($0.pointer) \($0.reason)" } }
        for (kind, item, answer) in Self.wrong {
            let told = try await House.open(engine) { house in
                try await house.furnish()
                let outcomes = try await house.put(kind, item)
                let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kontor-terms-\(UUID().uuidString)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                defer { try? FileManager.default.removeItem(at: folder) }
                try Data((item + "\n").utf8).write(to: folder.appendingPathComponent("\(kind).ndjson"))
                let report = try await importFiles(at: folder.path, ImportOptions(), by: .command, files: ProductFileStore(ContentStore(folder: nil), mill: .here), in: house.database, now: { House.now })
                return [outcomes.flatMap(\.problems), report.problems.flatMap(\.problems)]
            }
            #expect(told.map(words) == [answer, answer], "\(kind): \(item)")
        }
    }
}

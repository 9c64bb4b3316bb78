import Foundation
import Kernel

/// A believable distributor as records of the API's kinds: the same on every run, but for the days, which follow `today`.
struct DemoWorld {
    let now: Instant
    /// In Moscow.
    let today: Day
    let products: [DemoProduct]

    init(now: Instant) {
        self.now = now
        today = Day(of: now, in: TimeZone(identifier: "Europe/Moscow") ?? .gmt)
        products = DemoProduct.all
    }

    /// Items by kind, each referring only to those before it.
    var records: [(kind: String, items: [JSON])] {
        [
            ("legal-entities", DemoSeller.all.map(\.json)), ("warehouses", DemoWarehouse.all.map(\.json)), ("segments", segments),
            ("categories", categories), ("brands", brands), ("parameters", parameters), ("products", products.map(\.json)), ("products", successors),
            ("relations", relations), ("assortments", assortments),
            ("rates", rates), ("price-floors", priceFloors), ("price-lists", priceLists), ("prices", prices), ("clients", DemoClient.all.map(\.card)),
            ("client-entities", DemoClient.all.map(\.entity)),
            ("credit-accounts", DemoClient.all.map(\.creditAccount)), ("contracts", DemoClient.all.flatMap(\.contracts)),
            ("discounts", discounts),
            ("sites", DemoClient.all.flatMap(\.sites)), ("client-articles", clientArticles), ("stock", stock), ("receipts", receipts),
            ("suppliers", suppliers),
        ]
    }

    private var segments: [JSON] {
        [("demo-installers", "Монтажные организации"), ("demo-shops", "Магазины и сети"), ("demo-industry", "Промышленные предприятия")].map {
            ["external_id": .string($0.0), "name": .string($0.1)]
        }
    }

    private var brands: [JSON] {
        [
            ("demo-elprom", "ЭлектроПром"), ("demo-voltline", "VoltLine"), ("demo-tehnolux", "Технолюкс"), ("demo-kabelmash", "Кабельмаш"),
            ("demo-iskra", "Искра-Свет"), ("demo-uralkrep", "Уралкрепёж"), ("demo-nordschraub", "Nordschraub"), ("demo-kalibr", "Калибр-М"),
            ("demo-hartmeister", "Hartmeister"), ("demo-instgrad", "ИнструментГрад"), ("demo-kitano", "Kitano"),
        ].map { ["external_id": .string($0.0), "name": .string($0.1)] }
    }

    private var categories: [JSON] {
        DemoCategory.all.map { ["external_id": .string($0.id), "parent": .text($0.parent), "name": .string($0.name)] }
    }

    private var parameters: [JSON] {
        DemoParameter.allCases.map { parameter in
            [
                "external_id": .string(parameter.rawValue), "code": .string(parameter.rawValue), "name": .string(parameter.name),
                "type": .string(parameter.type), "unit": .text(parameter.unit),
                "categories": .array(
                    Set(products.filter { product in product.values.contains { $0.parameter == parameter } }.map(\.category)).sorted().map(
                        JSON.string)),
            ]
        }
    }
}

/// A number between 0 and 1 that belongs to a text: the same on every machine (FNV-1a, then the finalizer of SplitMix64).
func demoChance(_ text: String) -> Double {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((hash ^ (hash >> 31)) >> 11) / Double(1 << 53)
}

/// Whole kopecks as the API writes a unit price.
func demoPrice(_ kopecks: Double) -> JSON { .string(DecimalText.write(max(1, Int64(kopecks.rounded())), scale: 2, places: 2)) }

import Kernel
import Testing

@testable import kontor

@Suite("Goods of the demo")
struct DemoTests {
    private let world = DemoWorld(now: Instant(milliseconds: 1_795_500_000_000))

    @Test("what takes the place of discontinued goods works like them")
    func heirs() throws {
        let harmless: Set<DemoParameter> = [.colour, .temperature, .breaking]
        #expect(!world.heirs.isEmpty)
        for (product, heir) in world.heirs {
            #expect(product.isDiscontinued && !heir.isDiscontinued && product.category == heir.category)
            for parameter in DemoParameter.allCases where !harmless.contains(parameter) { #expect(product.value(parameter) == heir.value(parameter), "\(product.article) → \(heir.article)") }
        }
        // The wrong samples: another sensitivity, another size, a wire of another colour.
        let byArticle = Dictionary(world.products.map { ($0.article, $0) }) { first, _ in first }
        let devices = world.products.filter { $0.family.article == "EP-AD12" && $0.value(.poles) == "2" && $0.value(.current) == "16" }
        #expect(devices.count == 3 && !devices.contains { one in devices.contains { one.worksLike($0) } })
        let wires = world.products.filter { $0.family.article == "KM-PUGV" }
        #expect(!wires.contains { one in wires.contains { one.worksLike($0) } })
        #expect(byArticle.count == world.products.count)
    }

    @Test("relations name goods that there are, each once, of every kind")
    func relations() {
        let known = Set(world.products.map(\.id))
        var keys: Set<String> = []
        for relation in world.relations {
            let (product, target) = (relation["product"]?.string ?? "", relation["target"]?.string ?? "")
            #expect(known.contains(product) && known.contains(target) && product != target)
            let isFirst = keys.insert("\(product) \(relation["kind"]?.string ?? "") \(target)").inserted
            #expect(isFirst)
        }
        for kind in ["replacement", "analogue", "mandatory_accessory", "accessory", "consumable", "compatible"] { #expect(world.relations.contains { $0["kind"]?.string == kind }, "\(kind)") }
    }

    @Test("some goods bear the mark, and come in packs and crates with weight and sides")
    func packagings() {
        let items = world.products.map(\.json)
        #expect(items.contains { $0["marked"] == true } && items.contains { $0["marked"] == false })
        let crates = items.flatMap { $0["packagings"]?.array ?? [] }.filter { $0["unit"]?.string == "812" }
        #expect(!crates.isEmpty && crates.allSatisfy { crate in ["weight_kg", "length_m", "width_m", "height_m", "barcode"].allSatisfy { crate[$0]?.string != nil } })
    }
}

import Kernel
import Synchronization
import Testing

@Suite("Things done on all cores")
struct CoresTests {
    @Test("each is done once, and what came of them is in their order", arguments: [0, 1, 2, 7, 1000])
    func order(_ count: Int) {
        let states = Atomic(0)
        let answers = onAllCores(count, each: { states.wrappingAdd(1, ordering: .relaxed).oldValue }) { state, number in (state: state, number: number) }
        #expect(answers.map(\.number) == Array(0..<count))
        #expect(answers.allSatisfy { (0..<max(1, coreCount)).contains($0.state) })
        #expect(states.load(ordering: .relaxed) <= min(count, coreCount), "nothing is made for nobody")
        #expect(onAllCores(count) { $0 * 2 } == (0..<count).map { $0 * 2 })
    }
}

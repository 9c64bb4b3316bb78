import Dispatch
import Foundation
import Synchronization

/// How many cores there are.
package let coreCount = max(1, ProcessInfo.processInfo.activeProcessorCount)

/// Does so many things on all cores, each taking the next one when it has done one, and gives what came of them in their order. One thing is done here.
/// - Parameters:
///   - own: made once for each core that takes part, and kept by it from one thing to the next.
///   - body: told the number of the thing.
package func onAllCores<Own, Answer: Sendable>(_ count: Int, each own: @Sendable () -> Own, _ body: @Sendable (Own, Int) -> Answer) -> [Answer] {
    guard count > 0 else { return [] }
    guard count > 1, coreCount > 1 else {
        let own = own()
        return (0..<count).map { body(own, $0) }
    }
    let next = Atomic(0)
    let answers = Mutex([Answer?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: min(coreCount, count)) { _ in
        // A core that finds nothing left to do makes nothing.
        var kept: Own?
        while case let number = next.wrappingAdd(1, ordering: .relaxed).oldValue, number < count {
            let own = kept ?? own()
            kept = own
            let answer = body(own, number)
            answers.withLock { $0[number] = answer }
        }
    }
    return answers.withLock { $0.compactMap(\.self) }
}

/// The same where a core keeps nothing.
package func onAllCores<Answer: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Answer) -> [Answer] {
    onAllCores(count, each: {}) { _, number in body(number) }
}

/// The first so many numbers in runs, one for each core or a few, none of less than `least` but the last.
package func portions(of count: Int, least: Int, perCore: Int = 1) -> [Range<Int>] {
    let share = max(1, least, (count + perCore * coreCount - 1) / (perCore * coreCount))
    return stride(from: 0, to: count, by: share).map { $0..<min(count, $0 + share) }
}

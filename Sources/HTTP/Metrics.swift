import Synchronization

/// Counters, histograms and gauges, written as Prometheus text (exposition format 0.0.4).
///
/// Names and labels come from code, never from requests; beyond `seriesLimit` series new ones are counted but not kept.
package final class Metrics: Sendable {
    package typealias Labels = [(String, String)]

    /// One value of a gauge.
    package struct Sample: Sendable {
        let value: Double
        let labels: Labels

        package init(_ value: Double, _ labels: Labels = []) {
            self.value = value
            self.labels = labels
        }
    }

    /// Counts what happened; never goes down.
    package struct Counter: Sendable {
        fileprivate let metrics: Metrics
        fileprivate let name: String

        package func add(_ count: Int = 1, _ labels: Labels = []) { metrics.add(count, to: name, labels) }
    }

    /// Counts measurements by size.
    package struct Histogram: Sendable {
        fileprivate let metrics: Metrics
        fileprivate let name: String

        package func observe(_ value: Double, _ labels: Labels = []) { metrics.observe(value, in: name, labels) }
    }

    /// Upper bounds in seconds, as OpenTelemetry proposes for request durations.
    package static let durations = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
    package static let seriesLimit = 2000

    private struct Distribution {
        var counts: [Int]
        var sum = 0.0
    }

    private enum Values {
        case counter([String: Int])
        case histogram(bounds: [Double], [String: Distribution])
        case gauge(@Sendable () async -> [Sample])
    }

    private struct Family {
        let help: String
        var values: Values
    }

    private struct State {
        var families: [String: Family] = [:]
        var series = 0
        var dropped = 0

        mutating func admits(_ weight: Int) -> Bool {
            guard series + weight <= Metrics.seriesLimit else {
                dropped += 1
                return false
            }
            series += weight
            return true
        }
    }

    private let state = Mutex(State())

    package init() {}

    /// Declares a counter; its name ends in `_total`.
    package func counter(_ name: String, _ help: String) -> Counter {
        declare(name, help, .counter([:]))
        return Counter(metrics: self, name: name)
    }

    package func histogram(_ name: String, _ help: String, buckets: [Double]) -> Histogram {
        declare(name, help, .histogram(bounds: buckets, [:]))
        return Histogram(metrics: self, name: name)
    }

    /// Declares a gauge that is read when somebody asks.
    package func gauge(_ name: String, _ help: String, _ read: @escaping @Sendable () async -> [Sample]) { declare(name, help, .gauge(read)) }

    private func declare(_ name: String, _ help: String, _ values: Values) {
        state.withLock { state in
            if state.families[name] == nil { state.families[name] = Family(help: help, values: values) }
        }
    }

    private func add(_ count: Int, to name: String, _ labels: Labels) {
        let key = Self.text(labels)
        state.withLock { state in
            guard var family = state.families[name], case .counter(var values) = family.values else { return }
            guard values[key] != nil || state.admits(1) else { return }
            // The dictionary is taken out and put back so that it stays uniquely referenced.
            state.families[name] = nil
            family.values = .counter([:])
            values[key, default: 0] &+= count
            family.values = .counter(values)
            state.families[name] = family
        }
    }

    private func observe(_ value: Double, in name: String, _ labels: Labels) {
        let key = Self.text(labels)
        state.withLock { state in
            guard var family = state.families[name], case .histogram(let bounds, var values) = family.values else { return }
            guard values[key] != nil || state.admits(bounds.count + 3) else { return }
            state.families[name] = nil
            family.values = .histogram(bounds: bounds, [:])
            var distribution = values[key] ?? Distribution(counts: Array(repeating: 0, count: bounds.count + 1))
            distribution.counts[bounds.firstIndex { value <= $0 } ?? bounds.count] &+= 1
            distribution.sum += value
            values[key] = distribution
            family.values = .histogram(bounds: bounds, values)
            state.families[name] = family
        }
    }

    /// Everything, in the order of names.
    package func text() async -> String {
        let (families, dropped) = state.withLock { ($0.families, $0.dropped) }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(family.help)\n"
            switch family.values {
            case .counter(let values):
                text += "# TYPE \(name) counter\n"
                for (labels, value) in values.sorted(by: { $0.key < $1.key }) { text += "\(name)\(Self.braced(labels)) \(value)\n" }
            case .histogram(let bounds, let values):
                text += "# TYPE \(name) histogram\n"
                for (labels, value) in values.sorted(by: { $0.key < $1.key }) { text += Self.text(name, labels, bounds, value) }
            case .gauge(let read):
                text += "# TYPE \(name) gauge\n"
                for sample in await read() { text += "\(name)\(Self.braced(Self.text(sample.labels))) \(Self.text(sample.value))\n" }
            }
        }
        return text
            + "# HELP metrics_dropped_total Measurements of series beyond the limit.\n# TYPE metrics_dropped_total counter\nmetrics_dropped_total \(dropped)\n"
    }

    private static func text(_ name: String, _ labels: String, _ bounds: [Double], _ value: Distribution) -> String {
        var text = ""
        var sum = 0
        let separator = labels.isEmpty ? "" : ","
        for (bound, count) in zip(bounds.map(Self.text) + ["+Inf"], value.counts) {
            sum &+= count
            text += "\(name)_bucket{\(labels)\(separator)le=\"\(bound)\"} \(sum)\n"
        }
        return text + "\(name)_sum\(braced(labels)) \(Self.text(value.sum))\n\(name)_count\(braced(labels)) \(sum)\n"
    }

    private static func text(_ labels: Labels) -> String {
        labels.map { name, value in
            "\(name)=\"\(value.map { $0 == "\\" ? "\\\\" : $0 == "\"" ? "\\\"" : $0 == "\n" ? "\\n" : String($0) }.joined())\""
        }.joined(separator: ",")
    }

    private static func braced(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

    private static func text(_ value: Double) -> String { value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : String(value) }
}

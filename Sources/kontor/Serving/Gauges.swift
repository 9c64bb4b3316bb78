import Database
import Glibc
import HTTP
import Jobs
import Kernel

/// The figures that are read when somebody asks for `/metrics`.
func declareGauges(_ metrics: Metrics, _ database: any Database, _ now: @escaping @Sendable () -> Instant) {
    let start = Double(now().milliseconds) / 1000
    metrics.gauge("kontor_info", "The version that runs.") { [Metrics.Sample(1, [("version", kontorVersion)])] }
    metrics.gauge("process_start_time_seconds", "When the process began, in seconds since 1970.") { [Metrics.Sample(start)] }
    metrics.gauge("process_resident_memory_bytes", "Memory of the process.") { residentMemory().map { [Metrics.Sample(Double($0))] } ?? [] }
    metrics.gauge("kontor_jobs", "Jobs that wait or have failed for good.") {
        guard let counts = try? await database.read({ try $0.jobCounts(at: now()) }) else { return [] }
        return [Metrics.Sample(Double(counts.waiting), [("state", "waiting")]), Metrics.Sample(Double(counts.dead), [("state", "dead")])]
    }
    metrics.gauge("kontor_jobs_oldest_seconds", "How long the longest-overdue job has been due.") {
        guard let counts = try? await database.read({ try $0.jobCounts(at: now()) }) else { return [] }
        return [Metrics.Sample(Double(counts.oldestAge) / 1000)]
    }
}

/// The second number of `/proc/self/statm`, which counts pages.
private func residentMemory() -> Int? {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    let parts = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
    guard parts.count > 1, let pages = Int(parts[1]) else { return nil }
    return pages * sysconf(Int32(_SC_PAGESIZE))
}

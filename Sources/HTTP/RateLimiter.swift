package import HTTPTypes
package import Kernel
import Synchronization

/// Lets each key make `rate` requests a second, and `burst` at once after a pause (token bucket). Per node.
package final class RateLimiter: Sendable {
    /// What is left for the key that asked.
    package struct Allowance: Sendable {
        package let isAllowed: Bool
        package let remaining: Int
        /// Whole seconds until the bucket is full, or until one request fits when none is allowed.
        package let reset: Int64
    }

    private struct Bucket {
        /// In thousandths of a request.
        var level: Int64
        var filledAt: Int64
    }

    package let rate: Int64
    package let burst: Int64
    private let buckets = Mutex<[String: Bucket]>([:])
    private static let limit = 50_000

    package init(rate: Int, burst: Int) {
        self.rate = Int64(max(1, rate))
        self.burst = Int64(max(1, burst))
    }

    /// Takes one request from the key's bucket.
    package func take(_ key: String, now: Instant) -> Allowance {
        buckets.withLock { buckets in
            if buckets.count >= Self.limit { forgetFull(&buckets, now) }
            var bucket = buckets[key] ?? Bucket(level: burst * 1000, filledAt: now.milliseconds)
            bucket.level = level(bucket, now)
            bucket.filledAt = max(bucket.filledAt, now.milliseconds)
            let isAllowed = bucket.level >= 1000
            if isAllowed { bucket.level -= 1000 }
            buckets[key] = bucket
            let missing = isAllowed ? burst * 1000 - bucket.level : 1000 - bucket.level
            return Allowance(isAllowed: isAllowed, remaining: Int(bucket.level / 1000), reset: (missing + rate * 1000 - 1) / (rate * 1000))
        }
    }

    /// A thousandth of a request per millisecond for each request a second.
    private func level(_ bucket: Bucket, _ now: Instant) -> Int64 {
        let passed = min(max(0, now.milliseconds - bucket.filledAt), 3_600_000)
        return min(burst * 1000, bucket.level + passed * rate)
    }

    private func forgetFull(_ buckets: inout [String: Bucket], _ now: Instant) {
        buckets = buckets.filter { level($0.value, now) < burst * 1000 }
        if buckets.count >= Self.limit { buckets = [:] }
    }

    /// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11).
    package func headers(_ allowance: Allowance) -> HTTPFields {
        var fields = HTTPFields()
        fields[.rateLimitPolicy] = "\"default\";q=\(burst);w=\(max(1, burst / rate))"
        fields[.rateLimit] = "\"default\";r=\(allowance.remaining);t=\(allowance.reset)"
        return fields
    }
}

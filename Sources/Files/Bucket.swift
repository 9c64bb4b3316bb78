import Foundation
package import Kernel
import Synchronization

/// Why a bucket did not do what it was asked.
package struct BucketProblem: Error, CustomStringConvertible, Sendable {
    package enum Kind: Sendable {
        /// It does not answer, or not in time, or says that it cannot now.
        case away
        /// It answers that it will not: the key, the bucket's name, the region or the rights are wrong.
        case refused
    }

    package let kind: Kind
    /// Without the key.
    package let description: String

    package init(kind: Kind, description: String) {
        self.kind = kind
        self.description = description
    }
}

/// A bucket of S3-compatible storage. All of it waits; any number of threads may ask at once.
///
/// What fails for now is tried again, a few times and ever later. Who has found that it does not answer spares the others the waiting: for a few seconds they are told at once.
package final class Bucket: Sendable {
    package let address: BucketAddress
    private let signature: BucketSignature
    private let lines = BucketLines()
    private let weather = Mutex(Weather())
    private let report: @Sendable (BucketProblem?) -> Void

    /// How it stands with the bucket, as far as this process has seen.
    private struct Weather {
        /// What it was when it last did not answer; nil when it last did.
        var problem: BucketProblem?
        /// Until then nobody tries.
        var restsUntil = ContinuousClock.now
        var lastGood: ContinuousClock.Instant?
        /// What `trouble` has found, and when.
        var found: (problem: BucketProblem?, at: ContinuousClock.Instant)?
        /// Whether somebody looks for `lastTrouble`.
        var isLooking = false
    }

    /// - Parameter report: told when it stops answering, with nil when it answers again.
    package init(_ address: BucketAddress, report: @escaping @Sendable (BucketProblem?) -> Void = { _ in }) {
        self.address = address
        signature = BucketSignature(key: address.key, region: address.region)
        self.report = report
    }

    /// Keeps a file under a key; the bucket is told the sum of what it is to get.
    /// - Throws: `BucketProblem`, `CocoaError` when the file cannot be read.
    func put(_ key: String, from path: String, _ content: StoredFile) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileReadUnknown) }
        defer { try? handle.close() }
        let answer = try ask("PUT", key, content: content.hash, source: (handle.fileDescriptor, content.size), seconds: Self.seconds(for: content.size), attempts: 5)
        guard answer.status == 200 else { throw refusal(answer) }
    }

    /// - Parameter size: where it is known.
    /// - Returns: its size; nil when there is none of this key.
    /// - Throws: `BucketProblem`, `CocoaError` when the file cannot be written.
    func get(_ key: String, into path: String, size: Int64? = nil) throws -> Int64? {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]), let handle = FileHandle(forWritingAtPath: path) else {
            throw CocoaError(.fileWriteUnknown)
        }
        defer { try? handle.close() }
        let answer = try ask("GET", key, target: handle.fileDescriptor, limit: 4 << 30, seconds: size.map(Self.seconds) ?? 300)
        if isMissing(answer) { return nil }
        guard answer.status == 200 else { throw refusal(answer) }
        return answer.written
    }

    /// When it was last written; nil when there is none of this key.
    func written(_ key: String) throws -> Instant? {
        let answer = try ask("HEAD", key)
        if answer.status == 404 { return nil }
        guard answer.status == 200 else { throw refusal(answer) }
        return answer.modified.map { Instant(milliseconds: $0 * 1000) }
    }

    /// Removes what is there, if something is.
    func delete(_ key: String) throws {
        let answer = try ask("DELETE", key)
        guard [200, 204, 404].contains(answer.status) else { throw refusal(answer) }
    }

    /// The keys that begin with `start`, a thousand at most.
    func list(_ start: String, after mark: String? = nil, atMost count: Int = 1000) throws -> BucketListing {
        let query = [("list-type", "2"), ("max-keys", String(count)), ("prefix", start)] + (mark.map { [("start-after", $0)] } ?? [])
        let answer = try ask("GET", "", query: query)
        guard answer.status == 200 else { throw refusal(answer) }
        guard let listing = BucketListing(answer.bytes) else { throw BucketProblem(kind: .refused, description: "the answer is not that of S3-compatible storage") }
        return listing
    }

    /// What is wrong with it now; nil when nothing is. Asks it at most once in five seconds, and not when it has just answered.
    package func trouble() -> BucketProblem? {
        let now = ContinuousClock.now
        let known: BucketProblem?? = weather.withLock { weather in
            if let good = weather.lastGood, now - good < .seconds(10), weather.problem == nil, weather.found?.problem == nil { return .some(nil) }
            if let found = weather.found, now - found.at < .seconds(5) { return .some(found.problem) }
            return nil
        }
        if let known { return known }
        var problem: BucketProblem?
        do {
            let answer = try ask("GET", "", query: [("list-type", "2"), ("max-keys", "1"), ("prefix", address.prefix)], seconds: 5, attempts: 1)
            if answer.status != 200 { problem = refusal(answer) } else if BucketListing(answer.bytes) == nil { problem = BucketProblem(kind: .refused, description: "the answer is not that of S3-compatible storage") }
        } catch { problem = error as? BucketProblem ?? BucketProblem(kind: .away, description: "\(error)") }
        weather.withLock { $0.found = (problem, ContinuousClock.now) }
        return problem
    }

    /// What was wrong with it as far as is known, told at once; what is known no longer is looked after meanwhile.
    package func lastTrouble() -> BucketProblem? {
        let now = ContinuousClock.now
        let (problem, isDue): (BucketProblem?, Bool) = weather.withLock { weather in
            let problem = weather.problem ?? weather.found?.problem
            let isGood = problem == nil && weather.lastGood.map { now - $0 < .seconds(10) } ?? false
            let isFresh = weather.found.map { now - $0.at < .seconds(5) } ?? false
            guard !isGood, !isFresh, !weather.isLooking else { return (problem, false) }
            weather.isLooking = true
            return (problem, true)
        }
        if isDue {
            // A thread of its own: the others may all wait for the bucket.
            Thread.detachNewThread { [self] in
                _ = trouble()
                weather.withLock { $0.isLooking = false }
            }
        }
        return problem
    }

    /// Writes, reads and removes a small object: all that is needed of the bucket.
    /// - Throws: `BucketProblem`, `CocoaError`.
    package func prove(in folder: String) throws {
        let path = "\(folder)/\(UUID().uuidString).part"
        defer { unlink(path) }
        let bytes = Array("kontor \(UUID().uuidString)".utf8)
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600]) else { throw CocoaError(.fileWriteUnknown) }
        let (content, key) = (StoredFile(naming: bytes), "\(address.prefix)proof-\(UUID().uuidString.lowercased())")
        _ = try list(address.prefix, atMost: 1)
        try put(key, from: path, content)
        let size = try get(key, into: path)
        try delete(key)
        guard size == content.size, FileManager.default.contents(atPath: path).map({ StoredFile(naming: Array($0)) }) == content else {
            throw BucketProblem(kind: .refused, description: "what was read is not what was written")
        }
    }

    private func ask(
        _ method: String, _ key: String, query: [(String, String)] = [], content: String? = nil, source: (Int32, Int64)? = nil, target: Int32? = nil, limit: Int64 = 8 << 20, seconds: Int = 20,
        attempts: Int = 3
    ) throws -> BucketAnswer {
        try enter()
        let path = address.path + key
        let line = query.isEmpty ? "" : "?" + BucketSignature.canonical(query)
        var problem = BucketProblem(kind: .away, description: "")
        for attempt in 1...max(1, attempts) {
            if attempt > 1 {
                // Somebody else has found it away meanwhile.
                if let known = weather.withLock({ $0.problem != nil && $0.restsUntil > .now ? $0.problem : nil }) { throw known }
                if let target { _ = (ftruncate(target, 0), lseek(target, 0, SEEK_SET)) }
            }
            let sum = content ?? Self.nothing
            let headers = signature.signed(method, path: path, query: query, headers: ["host": address.host], content: sum, at: Date())
            let answer = lines.exchange(BucketRequest(
                method: method, url: "\(address.scheme)://\(address.host)\(path)\(line)", headers: headers, source: source.map { (descriptor: $0.0, size: $0.1) }, target: target, limit: limit, seconds: seconds,
                isDirect: address.isHere, authorities: address.authorities))
            if let fault = answer.fault { throw Self.error(of: fault) }
            // A server that refuses an upload need not wait for its end.
            let isRefusal = source != nil && 400...499 ~= answer.status
            if answer.failure == nil || isRefusal, ![408, 429, 500, 502, 503, 504].contains(answer.status), answer.code != "RequestTimeout" {
                answered(well: answer.status < 400 || isMissing(answer))
                return answer
            }
            problem = BucketProblem(kind: .away, description: answer.failure ?? "HTTP \(answer.status)\(answer.code.map { " \($0)" } ?? "")")
            // Who has waited long for nothing tries once more, not four times.
            guard attempt < (answer.isLate ? min(2, attempts) : attempts) else { break }
            let rest = 0.1 * Double(1 << attempt) * Double.random(in: 0.5...1)
            Thread.sleep(forTimeInterval: max(rest, Double(min(5, max(0, answer.retryAfter)))))
        }
        failed(problem)
        throw problem
    }

    /// Lets through, or tells at once what others have found. Of those who come after a rest one tries.
    private func enter() throws {
        let known: BucketProblem? = weather.withLock { weather in
            guard let problem = weather.problem else { return nil }
            if weather.restsUntil > .now { return problem }
            weather.restsUntil = .now + .seconds(3)
            return nil
        }
        if let known { throw known }
    }

    private func answered(well: Bool) {
        let wasAway = weather.withLock { weather in
            defer {
                weather.problem = nil
                weather.lastGood = well ? .now : nil
                if weather.found?.problem?.kind == .away { weather.found = nil }
            }
            return weather.problem != nil
        }
        if wasAway { report(nil) }
    }

    private func failed(_ problem: BucketProblem) {
        let isNew = weather.withLock { weather in
            defer { (weather.problem, weather.restsUntil) = (problem, .now + .seconds(3)) }
            return weather.problem == nil
        }
        if isNew { report(problem) }
    }

    /// What is amiss here says nothing of the bucket, and is not better at another try.
    private static func error(of fault: BucketAnswer.Fault) -> any Error {
        switch fault {
        case .cannotWrite: CocoaError(.fileWriteUnknown)
        case .noRoom: CocoaError(.fileWriteOutOfSpace)
        case .cannotRead: CocoaError(.fileReadUnknown)
        case .tooLarge: BucketProblem(kind: .refused, description: "the answer is too large")
        case .noMemory: BucketProblem(kind: .away, description: "no memory")
        }
    }

    /// How long a transfer may take: slow lines carry large files too.
    static func seconds(for size: Int64) -> Int { 60 + Int(max(0, size) / 50_000) }

    private func isMissing(_ answer: BucketAnswer) -> Bool { answer.status == 404 && answer.code != "NoSuchBucket" }

    private func refusal(_ answer: BucketAnswer) -> BucketProblem {
        let what =
            switch (answer.code, answer.status) {
            case ("InvalidAccessKeyId", _): "it does not know the key of AWS_ACCESS_KEY_ID"
            case ("SignatureDoesNotMatch", _): "AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID"
            case ("RequestTimeTooSkewed", _): "the clock of this machine is wrong"
            case ("NoSuchBucket", _): "it has no bucket of this name"
            case ("PermanentRedirect", _), ("AuthorizationHeaderMalformed", _), (_, 301), (_, 307): "the bucket is in another region than AWS_REGION tells"
            case ("AccessDenied", _), (_, 403): "the key may not do this: it needs to list, read, write and delete"
            default: "it refuses"
            }
        return BucketProblem(kind: .refused, description: "\(what) (HTTP \(answer.status)\(answer.code.map { " \($0)" } ?? ""))")
    }

    /// The SHA-256 of no bytes.
    private static let nothing = StoredFile(naming: []).hash
}

extension BucketAnswer {
    /// The storage's own word for what is wrong. Nothing else of its text is passed on: it may tell the key.
    fileprivate var code: String? {
        guard status >= 300, let code = BucketListing.texts(of: "Code", in: bytes[...]).first, code.utf8.count <= 60, code.utf8.allSatisfy({ 48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 }) else { return nil }
        return code
    }
}

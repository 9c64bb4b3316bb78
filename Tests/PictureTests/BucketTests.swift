@testable import Files
import Foundation
import Kernel
import Testing

@Suite("Files in a bucket of S3-compatible storage")
struct BucketTests {
    private static let key = ["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"]

    private static func address(_ text: String, _ more: [String: String]) throws -> BucketAddress { try BucketAddress(text, environment: key.merging(more) { $1 }) }

    /// The examples of "Authenticating Requests: Using the Authorization Header" in Amazon's manual.
    @Test("requests are signed as the manual's examples are", arguments: [
        ("/test.txt", [("range", "bytes=0-9")], [], "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ("/", [], [("lifecycle", "")], "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("/", [], [("max-keys", "2"), ("prefix", "J")], "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ])
    func signature(_ path: String, _ headers: [(String, String)], _ query: [(String, String)], _ expected: String) throws {
        let address = try Self.address("s3://examplebucket", ["AWS_REGION": "us-east-1"])
        let signature = BucketSignature(key: address.key, region: address.region)
        let all = Dictionary(headers + [("host", "examplebucket.s3.amazonaws.com")]) { $1 }
        let moment = try #require(Instant("2013-05-24T00:00:00Z")).date
        let signed = signature.signed("GET", path: path, query: query, headers: all, content: StoredFile(naming: []).hash, at: moment)
        #expect(signed["x-amz-date"] == "20130524T000000Z")
        #expect(signed["authorization"]?.hasSuffix("Signature=" + expected) == true)
    }

    @Test("storage elsewhere has the bucket in the path, Amazon's in the name", arguments: [
        ("s3://files", ["AWS_ENDPOINT_URL": "http://127.0.0.1:9000"], "s3://127.0.0.1:9000/files/"),
        ("s3://files/a/b/", ["AWS_ENDPOINT_URL_S3": "https://Store.firm.example/s3/", "AWS_ENDPOINT_URL": "http://other.example"], "s3://store.firm.example/s3/files/a/b/"),
        ("s3://files", ["AWS_ENDPOINT_URL": "https://store.firm.example:443"], "s3://store.firm.example/files/"),
        ("s3://files/kontor", ["AWS_REGION": "eu-central-1"], "s3://files.s3.eu-central-1.amazonaws.com/kontor/"),
        ("s3://firm.files", ["AWS_DEFAULT_REGION": "eu-west-1"], "s3://s3.eu-west-1.amazonaws.com/firm.files/"),
    ])
    func addresses(_ text: String, _ environment: [String: String], _ name: String) throws {
        let address = try Self.address(text, environment)
        #expect(address.name == name)
        #expect(!"\(address)".contains("wJalr") && !"\(address)".contains("AKIA"))
        var dumped = ""
        dump(address, to: &dumped)
        #expect(!dumped.contains("wJalr"))
    }

    @Test("an address or a key that cannot be one is told of without the key", arguments: [
        ("s3://", [:]), ("s3://UPPER", [:]), ("s3://files/../x", [:]), ("s3://files/a b", [:]), ("s3://files", ["AWS_ENDPOINT_URL": "ftp://x"]), ("s3://files", ["AWS_ENDPOINT_URL": "http://user:word@x"]),
        ("s3://files", ["AWS_SECRET_ACCESS_KEY": ""]), ("s3://files", ["AWS_REGION": "eu west"]), ("s3://files", ["AWS_REGION": ""]), ("s3://files", ["AWS_ACCESS_KEY_ID": "a\r\nb"]),
    ])
    func wrongAddresses(_ text: String, _ environment: [String: String]) throws {
        let problem = #expect(throws: BucketAddress.Problem.self) { try Self.address(text, ["AWS_REGION": "us-east-1"].merging(environment) { $1 }) }
        #expect(problem?.description.contains("wJalr") == false)
    }

    @Test("a page of a list is read; what is none is told from an empty one")
    func listing() throws {
        let text = """
            <?xml version="1.0"?><ListBucketResult><Name>files</Name><IsTruncated>true</IsTruncated>
            <Contents><Key>p/ab/abc</Key><LastModified>2026-11-30T14:00:00.000Z</LastModified><ETag>&quot;1&quot;</ETag><Size>12</Size></Contents>
            <Contents><Key>p/ab/abd</Key><LastModified>2026-11-30T14:00:00Z</LastModified><Size>0</Size></Contents></ListBucketResult>
            """
        let listing = try #require(BucketListing(Array(text.utf8)))
        #expect(listing.isCut && listing.objects.map(\.key) == ["p/ab/abc", "p/ab/abd"] && listing.objects.map(\.size) == [12, 0])
        #expect(listing.objects.first?.written == Instant("2026-11-30T14:00:00Z"))
        #expect(BucketListing(Array("<html>Hello</html>".utf8)) == nil)
    }

    private static func list(cut: Bool, _ objects: String...) -> String {
        let all = objects.map { "<Contents><Key>\($0)</Key><LastModified>2026-11-30T14:00:00Z</LastModified><Size>12</Size></Contents>" }.joined()
        return "<ListBucketResult><IsTruncated>\(cut)</IsTruncated>\(all)</ListBucketResult>"
    }

    @Test("a list that does not lead on, or cannot be read whole, is no list")
    func goingOn() throws {
        let listing = try #require(BucketListing(Array(Self.list(cut: true, "p/ab/a", "p/ab/b").utf8)))
        #expect(try listing.next(after: nil) == "p/ab/b")
        #expect(try listing.next(after: "p/ab/a") == "p/ab/b")
        for mark in ["p/ab/b", "p/ab/c"] { #expect(throws: BucketProblem.self) { try listing.next(after: mark) } }
        let last = try #require(BucketListing(Array(Self.list(cut: false).utf8)))
        #expect(try last.next(after: "p/ab/b") == nil)
        let odd = [
            Self.list(cut: true), Self.list(cut: false, "p/ab/a").replacing("2026-11-30T14:00:00Z", with: "never"), Self.list(cut: false, "p/ab/a").replacing("12</Size>", with: "</Size>"),
            Self.list(cut: false, "p/ab/a", "p/ab/b").replacing("b</Key><LastModified>2026-11-30T14:00:00Z</LastModified><Size>12</Size></Contents>", with: ""),
        ]
        for text in odd {
            let listing = try #require(BucketListing(Array(text.utf8)))
            #expect(throws: BucketProblem.self) { try listing.next(after: nil) }
        }
    }

    @Test("storage that gives the same page for ever ends the work")
    func sameForEver() async throws {
        try await Self.with(Self.list(cut: true, "product-files/ab/a")) { store, _, server, _ in
            let problem = await #expect(throws: BucketProblem.self) { try await store.collect(before: Instant(milliseconds: 0)) { _ in [] } }
            #expect(problem?.kind == .refused && server.seen == 2)
        }
    }

    @Test("what has none of the store's names is let lie, and holds up nothing")
    func oddNames() async throws {
        let folder = NSTemporaryDirectory() + "kontor-odd-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = ContentStore(folder: folder)
        let file = try store.keep([1, 2, 3])
        let odd = ["zz/" + String(repeating: "z", count: 64), "ab/" + String(repeating: "AB", count: 32), "ab/" + String(repeating: "cd", count: 32), "ab/notes.txt", "ab/" + String(repeating: "é", count: 32)]
        for name in odd {
            try makeFolder("\(folder)/\(name.prefix(2))")
            try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        let asked = Reports()
        try await store.collect(before: Instant(milliseconds: .max)) { hashes in
            for hash in hashes { asked.add(hash) }
            return []
        }
        #expect(asked.all == [file.hash])
        #expect(store.open(file) == nil)
        for name in odd { #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name)")) }
    }

    @Test("a damaged file of a backup is named and left out, the others are taken")
    func taken() async throws {
        let folder = NSTemporaryDirectory() + "kontor-taken-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (source, target) = (ContentStore(folder: folder + "/from"), ContentStore(folder: folder + "/to"))
        var files: [StoredFile] = []
        for number in 0..<12 { files.append(try source.keep([UInt8](repeating: UInt8(number), count: 100))) }
        // As long as before, but another.
        try Data(repeating: 200, count: 100).write(to: URL(fileURLWithPath: "\(folder)/from/\(files[5].name)"))
        let outcome = try await target.takeAll(from: folder + "/from")
        #expect(outcome.count == 11 && outcome.broken == [files[5].hash])
        for (number, file) in files.enumerated() {
            let handle = target.open(file)
            #expect((handle != nil) == (number != 5))
            try? handle?.close()
        }
    }

    @Test("an empty file that was read once is asked for again")
    func emptyRead() async throws {
        try await Self.with("made") { store, _, server, folder in
            let file = StoredFile(naming: [1])
            try makeFolder("\(folder)/\(file.hash.prefix(2))")
            #expect(FileManager.default.createFile(atPath: "\(folder)/\(file.name).small", contents: Data()))
            for _ in 0..<2 { #expect(try await store.aside { try $0.made("small", of: file) } == Array("made".utf8)) }
            #expect(server.seen == 1)
        }
    }

    @Test("what a crash has left of reading goes after an hour")
    func leftDrafts() throws {
        let folder = NSTemporaryDirectory() + "kontor-left-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try makeFolder(folder)
        for name in ["old.part", "young.part", "new.part"] { #expect(FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: Data([1]))) }
        var times = [timespec(tv_sec: time(nil) - 3700, tv_nsec: 0), timespec(tv_sec: time(nil) - 3700, tv_nsec: 0)]
        utimensat(AT_FDCWD, "\(folder)/old.part", &times, 0)
        let file = StoredFile(naming: [1])
        FileCache(folder: folder, limit: 10_000).take("\(folder)/new.part", file, as: file.name)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".part") } == ["young.part"])
        #expect(FileManager.default.fileExists(atPath: "\(folder)/\(file.name)"))
    }

    @Test("a full disk of this machine is not taken for the bucket's fault")
    func fullDisk() async throws {
        try await Self.with("made") { _, _, server, _ in
            let full = open("/dev/full", O_WRONLY)
            defer { close(full) }
            let answer = BucketLines().exchange(BucketRequest(method: "GET", url: server.url, headers: [:], source: nil, target: full, limit: 1000, seconds: 5, isDirect: true, authorities: nil))
            #expect(answer.fault == .noRoom && answer.failure != nil)
        }
    }

    @Test("an answer that is too large is told once and holds up nobody else")
    func tooLarge() async throws {
        try await Self.with(String(repeating: "x", count: 9 << 20)) { _, bucket, server, _ in
            let problem = #expect(throws: BucketProblem.self) { try bucket.list("") }
            #expect(problem?.kind == .refused && server.seen == 1)
            #expect(bucket.lastTrouble() == nil)
        }
    }

    @Test("a refusal before the end of an upload is the answer, not an absence")
    func refusedUpload() async throws {
        try await Self.with("<Error><Code>AccessDenied</Code></Error>", status: "403 Forbidden", missing: 100) { store, _, server, _ in
            let problem = await #expect(throws: BucketProblem.self) { try await store.aside { try $0.keep([UInt8](repeating: 1, count: 1 << 20)) } }
            #expect(problem?.kind == .refused && problem?.description.contains("the key may not do this") == true)
            #expect(server.seen == 1)
        }
    }

    @Test("what is known is told at once, and looked after meanwhile")
    func lastTrouble() async throws {
        let bucket = Bucket(try Self.address("s3://files", ["AWS_ENDPOINT_URL": "http://127.0.0.1:1"]))
        #expect(bucket.lastTrouble() == nil)
        let start = ContinuousClock.now
        while bucket.lastTrouble() == nil, ContinuousClock.now - start < .seconds(10) { try await Task.sleep(for: .milliseconds(20)) }
        #expect(bucket.lastTrouble()?.kind == .away)
        try await Self.with(nil) { _, bucket, _, _ in
            let start = ContinuousClock.now
            for _ in 0..<3 { #expect(bucket.lastTrouble() == nil) }
            // Whoever asked it would wait five seconds.
            #expect(ContinuousClock.now - start < .seconds(4))
        }
    }

    @Test("a large file may take its time")
    func transferTime() {
        #expect(Bucket.seconds(for: 0) == 60 && Bucket.seconds(for: 50_000_000) == 1060 && Bucket.seconds(for: -1) == 60)
    }

    /// A bucket that answers all requests alike.
    /// - Parameters:
    ///   - text: nil for none at all.
    ///   - missing: how many bytes the answer says it has more than come.
    private static func with(
        _ text: String?, status: String = "200 OK", missing: Int = 0, _ body: (ContentStore, Bucket, AlikeServer, _ folder: String) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "kontor-alike-\(UUID().uuidString.prefix(8))"
        let server = try AlikeServer(text.map { "HTTP/1.1 \(status)\r\nContent-Length: \($0.utf8.count + missing)\r\nConnection: close\r\n\r\n\($0)" })
        defer {
            server.stop()
            try? FileManager.default.removeItem(atPath: folder)
        }
        let bucket = Bucket(try address("s3://files", ["AWS_ENDPOINT_URL": server.url]))
        try await body(ContentStore(bucket, name: "product-files", cache: folder, limit: 1 << 20), bucket, server, folder)
    }

    /// Gives every connection the same answer, after its headers, and ends it.
    private final class AlikeServer: @unchecked Sendable {
        private let listener: Int32
        let url: String
        private let lock = NSLock()
        private var count = 0
        var seen: Int { lock.withLock { count } }

        init(_ answer: String?) throws {
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_addr.s_addr = inet_addr("127.0.0.1")
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isOpen = withUnsafeMutablePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bare in
                    var length = size
                    return bind(listener, bare, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, bare, &length) == 0
                }
            }
            guard isOpen else { throw CocoaError(.featureUnsupported) }
            self.listener = listener
            url = "http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))"
            Thread.detachNewThread { [self] in
                while true {
                    let line = accept(listener, nil, nil)
                    guard line >= 0 else { return }
                    lock.withLock { count += 1 }
                    Thread.detachNewThread { Self.serve(line, answer.map { Array($0.utf8) }) }
                }
            }
        }

        func stop() { _ = (shutdown(listener, Int32(SHUT_RDWR)), close(listener)) }

        private static func serve(_ line: Int32, _ answer: [UInt8]?) {
            defer { close(line) }
            var (buffer, head) = ([UInt8](repeating: 0, count: 1 << 16), [UInt8]())
            while !head.contains("\r\n\r\n".utf8) {
                let step = recv(line, &buffer, buffer.count, 0)
                guard step > 0 else { return }
                head += buffer.prefix(step)
            }
            if let answer {
                var sent = 0
                while sent < answer.count {
                    let step = answer[sent...].withUnsafeBytes { send(line, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                    guard step > 0 else { return }
                    sent += step
                }
                shutdown(line, Int32(SHUT_WR))
            }
            // Whoever still sends is heard to the end.
            while recv(line, &buffer, buffer.count, 0) > 0 {}
        }
    }

    @Test("what is read stays on this machine up to the limit; what was not read for longest goes first")
    func cache() throws {
        let folder = NSTemporaryDirectory() + "kontor-cache-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try makeFolder(folder)
        let cache = FileCache(folder: folder, limit: 10_000)
        var files: [StoredFile] = []
        for number in 0..<40 {
            let bytes = [UInt8](repeating: UInt8(number), count: 1000)
            let (file, draft) = (StoredFile(naming: bytes), "\(folder)/\(number).part")
            #expect(FileManager.default.createFile(atPath: draft, contents: Data(bytes)))
            // Read an hour ago, the later the younger; the first is read again and again.
            cache.take(draft, file, as: file.name)
            files.append(file)
            for (age, file) in files.reversed().enumerated() where age < 20 {
                var times = [timespec(tv_sec: time(nil) - 3600 - age, tv_nsec: 0), timespec(tv_sec: time(nil) - 3600 - age, tv_nsec: 0)]
                utimensat(AT_FDCWD, "\(folder)/\(file.name)", &times, 0)
            }
            try? cache.open(files[0].name, files[0])?.close()
        }
        let kept = files.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0.name)") }
        #expect((8...11).contains(kept.count))
        #expect(kept.contains(files[0]) && kept.contains(files[39]) && !kept.contains(files[1]))
    }

    @Test("who finds the bucket away spares the others the waiting")
    func away() async throws {
        let folder = NSTemporaryDirectory() + "kontor-away-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let reports = Reports()
        // Nobody listens at port 1.
        let bucket = Bucket(try Self.address("s3://files", ["AWS_ENDPOINT_URL": "http://127.0.0.1:1"])) { reports.add($0?.description) }
        let store = ContentStore(bucket, name: "product-files", cache: folder, limit: 1 << 20)
        let problem = await #expect(throws: BucketProblem.self) { try await store.aside { try $0.keep([1, 2, 3]) } }
        #expect(problem?.kind == .away)
        let start = ContinuousClock.now
        for _ in 0..<60 {
            let file = StoredFile(naming: [1])
            #expect(try await store.aside { $0.open(file) } == nil)
        }
        #expect(ContinuousClock.now - start < .seconds(18), "each that asked again would wait three tenths of a second at least")
        #expect(store.obstacle(behind: try #require(problem)) == .away)
        #expect(reports.all.count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }

    private final class Reports: @unchecked Sendable {
        private let lock = NSLock()
        private var list: [String?] = []
        var all: [String?] { lock.withLock { list } }
        func add(_ text: String?) { lock.withLock { list.append(text) } }
    }
}

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
            <Contents><Key>p/ab/abd</Key><LastModified>never</LastModified><Size>12</Size></Contents><Contents><Key>p/cut
            """
        let listing = try #require(BucketListing(Array(text.utf8)))
        #expect(listing.isCut && listing.objects.map(\.key) == ["p/ab/abc"] && listing.objects.map(\.size) == [12])
        #expect(listing.objects.first?.written == Instant("2026-11-30T14:00:00Z"))
        #expect(BucketListing(Array("<html>Hello</html>".utf8)) == nil)
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
        for _ in 0..<20 {
            let file = StoredFile(naming: [1])
            #expect(try await store.aside { $0.open(file) } == nil)
        }
        #expect(ContinuousClock.now - start < .seconds(2))
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

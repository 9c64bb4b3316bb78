import Crypto
import Foundation
import Kernel

/// Signs requests as S3-compatible storage wants it: AWS Signature Version 4, in headers.
struct BucketSignature {
    let key: BucketKey
    let region: String

    /// The headers of a request with its signature.
    /// - Parameters:
    ///   - path: percent-encoded, as it is sent.
    ///   - query: names and values, not encoded.
    ///   - headers: with lower-case names; all of them are signed. `host` is among them.
    ///   - content: the SHA-256 of the body.
    func signed(_ method: String, path: String, query: [(String, String)], headers: [String: String], content: String, at date: Date) -> [String: String] {
        let (day, moment) = Self.stamps(date)
        var headers = headers
        headers["x-amz-content-sha256"] = content
        headers["x-amz-date"] = moment
        if let token = key.token { headers["x-amz-security-token"] = token }
        let names = headers.keys.sorted()
        let list = names.joined(separator: ";")
        let request = [method, path, Self.canonical(query), names.map { "\($0):\(headers[$0] ?? "")\n" }.joined(), list, content].joined(separator: "\n")
        let scope = "\(day)/\(region)/s3/aws4_request"
        let text = "AWS4-HMAC-SHA256\n\(moment)\n\(scope)\n\(SHA256.hash(data: Data(request.utf8)).hexadecimal)"
        var code = Data("AWS4\(key.secret)".utf8)
        for part in [day, region, "s3", "aws4_request", text] { code = Data(HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: SymmetricKey(data: code))) }
        headers["authorization"] = "AWS4-HMAC-SHA256 Credential=\(key.id)/\(scope), SignedHeaders=\(list), Signature=\(code.hexadecimal)"
        return headers
    }

    /// The query as it is signed and sent.
    static func canonical(_ query: [(String, String)]) -> String {
        query.map { (encode($0.0), encode($0.1)) }.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    /// All but the letters, digits and four signs that RFC 3986 leaves as they are.
    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(Unicode.Scalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    /// `20130524` and `20130524T000000Z`.
    private static func stamps(_ date: Date) -> (day: String, moment: String) {
        let seconds = Int64(date.timeIntervalSince1970.rounded(.down))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(seconds)))
        func pair(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : String(number ?? 0) }
        let day = "\(parts.year ?? 0)\(pair(parts.month))\(pair(parts.day))"
        return (day, "\(day)T\(pair(parts.hour))\(pair(parts.minute))\(pair(parts.second))Z")
    }
}

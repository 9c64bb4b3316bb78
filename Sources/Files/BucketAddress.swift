import Foundation

/// Where a bucket of S3-compatible storage answers, and with which key.
package struct BucketAddress: Sendable {
    /// Why there is none: a sentence for the operator, without the key.
    package struct Problem: Error, CustomStringConvertible {
        package let description: String
    }

    let scheme: String
    /// With the port, where it is not the scheme's own: as it is signed.
    let host: String
    /// What stands before a key in the path, ended by a slash.
    let path: String
    let region: String
    /// What all keys begin with: empty, or ended by a slash.
    let prefix: String
    let key: BucketKey
    /// A file of certificates to trust instead of the system's.
    let authorities: String?
    /// Whether it is on this machine, which no proxy serves.
    let isHere: Bool
    /// What tells two stores apart.
    package let name: String

    /// - Parameters:
    ///   - text: `s3://bucket` or `s3://bucket/prefix`.
    ///   - environment: with the names that the programs for S3 share: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION` or `AWS_DEFAULT_REGION`,
    ///     `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`, `AWS_CA_BUNDLE`.
    /// - Throws: `Problem`.
    package init(_ text: String, environment: [String: String]) throws {
        func value(_ names: String...) -> String? { names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } }
        let parts = text.dropFirst(text.hasPrefix("s3://") ? 5 : 0).split(separator: "/", omittingEmptySubsequences: false)
        let folders = parts.dropFirst().filter { !$0.isEmpty }
        let isPlain = { (text: Substring, more: String) in text.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || more.utf8.contains($0) } }
        guard text.hasPrefix("s3://"), let bucket = parts.first, (3...63).contains(bucket.utf8.count), isPlain(bucket, ".-"),
            folders.allSatisfy({ isPlain($0, "ABCDEFGHIJKLMNOPQRSTUVWXYZ._-") && $0 != "." && $0 != ".." })
        else { throw Problem(description: "must be s3://bucket or s3://bucket/prefix, with no other signs than letters, digits, points, hyphens and, in the prefix, underlines") }
        guard let id = value("AWS_ACCESS_KEY_ID"), let secret = value("AWS_SECRET_ACCESS_KEY") else {
            throw Problem(description: "needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment")
        }
        key = BucketKey(id: id, secret: secret, token: value("AWS_SESSION_TOKEN"))
        guard [id, key.token ?? ""].allSatisfy({ $0.utf8.allSatisfy { 33...126 ~= $0 } }) else { throw Problem(description: "has a blank or another strange sign in AWS_ACCESS_KEY_ID or AWS_SESSION_TOKEN") }
        let endpoint = value("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
        let region = value("AWS_REGION", "AWS_DEFAULT_REGION")
        guard endpoint != nil || region != nil else { throw Problem(description: "needs AWS_REGION, or AWS_ENDPOINT_URL for storage elsewhere") }
        let area = region ?? "us-east-1"
        guard isPlain(Substring(area), "-"), !area.isEmpty else { throw Problem(description: "has a strange AWS_REGION: “\(area)”") }
        self.region = area
        prefix = folders.map { $0 + "/" }.joined()
        authorities = value("AWS_CA_BUNDLE")
        if let endpoint {
            guard let parts = URLComponents(string: endpoint), let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme), let host = parts.percentEncodedHost, !host.isEmpty, parts.user == nil,
                parts.query == nil, parts.path.utf8.allSatisfy({ 45...57 ~= $0 || 65...90 ~= $0 || $0 == 95 || 97...122 ~= $0 })
            else { throw Problem(description: "has an AWS_ENDPOINT_URL that is no http or https address") }
            self.scheme = scheme
            let isUsual = parts.port == nil || parts.port == (scheme == "https" ? 443 : 80)
            self.host = host.lowercased() + (isUsual ? "" : ":\(parts.port ?? 0)")
            path = "/" + (parts.path.split(separator: "/") + [bucket]).map { $0 + "/" }.joined()
            let bare = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
            isHere = ["localhost", "::1"].contains(bare) || bare.hasPrefix("127.")
        } else {
            scheme = "https"
            // A point in the bucket's name is more than the certificate of all buckets covers.
            let stands = bucket.contains(".")
            host = stands ? "s3.\(area).amazonaws.com" : "\(bucket).s3.\(area).amazonaws.com"
            path = stands ? "/\(bucket)/" : "/"
            isHere = false
        }
        name = "s3://\(host)\(path)\(prefix)"
    }
}

/// A key for a bucket. Nothing prints it.
struct BucketKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let id: String
    let secret: String
    /// Of a key that is lent for a while.
    let token: String?

    var description: String { "a key" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

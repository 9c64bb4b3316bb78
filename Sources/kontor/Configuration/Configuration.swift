import Files
import Foundation
import HTTP
import Logging

/// How this installation runs. An option beats the environment, which beats `kontor.yaml`.
struct Configuration: Sendable {
    enum Engine: Sendable, Equatable {
        /// An absolute path.
        case sqlite(String)
        /// libpq's connection string.
        case postgres(String)
    }

    enum Files: Sendable, Equatable {
        case folder(String)
        case s3(String)
    }

    /// Absolute path of the folder for the database, files and keys.
    let data: String
    let engine: Engine
    let listen: ListenAddress
    let baseURL: BaseURL
    let files: Files
    /// How many bytes of files that lie in a bucket are kept on this machine for reading.
    let filesCache: Int64
    let trustedProxies: TrustedProxies
    /// `smtp://user:password@host:port` or `smtps://…`; nil means that mail waits in the queue.
    let smtp: String?
    /// Where the Central Bank's daily rates are read from; nil means that they are not fetched.
    let ratesURL: String?
    let logLevel: Logger.Level
    /// `KONTOR_SECRET` as given; `secret` makes the key of it.
    private let givenSecret: String?
    /// The variables that programs for S3 share.
    private let bucketEnvironment: [String: String]

    /// - Parameters:
    ///   - options: values from the command line by the names of `Setting`.
    ///   - environment: the process's environment.
    ///   - directory: what relative paths mean, absolute.
    /// - Throws: `Trouble` with a sentence that names the setting.
    init(options: [Setting: String], environment: [String: String], directory: String) throws {
        let file = try ConfigurationFile.load(options[.config] ?? environment[Setting.config.variable].nonEmpty, in: directory)
        func value(_ setting: Setting) -> (text: String, directory: String)? {
            if let text = options[setting] { return (text, directory) }
            if let text = environment[setting.variable].nonEmpty { return (text, directory) }
            return file.values[setting].map { ($0, file.directory) }
        }
        func path(_ setting: Setting, _ fallback: String) -> String {
            value(setting).map { absolutePath($0.text, in: $0.directory) } ?? absolutePath(fallback, in: directory)
        }

        data = path(.data, "data")
        engine = try Self.engine(value(.database), data: data)
        let listenText = value(.listen)?.text ?? "127.0.0.1:8080"
        guard let listen = ListenAddress(listenText) else {
            throw Trouble("\(Setting.listen.variable) must be an address and a port such as 127.0.0.1:8080, not “\(listenText)”.")
        }
        self.listen = listen
        let baseText = value(.baseURL)?.text ?? "http://\(listen)"
        guard let baseURL = BaseURL(baseText) else {
            throw Trouble("\(Setting.baseURL.variable) must be an address such as https://portal.example.ru without a path, not “\(baseText)”.")
        }
        self.baseURL = baseURL
        switch value(.files) {
        case let given? where given.text.hasPrefix("s3://"): files = .s3(given.text)
        case let given?: files = .folder(absolutePath(given.text, in: given.directory))
        case nil: files = .folder(data + "/files")
        }
        let cacheText = value(.filesCache)?.text ?? "1024"
        guard let megabytes = Int64(cacheText), (16...1 << 24).contains(megabytes) else {
            throw Trouble("\(Setting.filesCache.variable) must be a number of megabytes, 16 or more, not “\(cacheText)”.")
        }
        filesCache = megabytes << 20
        bucketEnvironment = environment.filter { $0.key.hasPrefix("AWS_") }
        guard let proxies = TrustedProxies(value(.trustedProxies)?.text ?? "") else {
            throw Trouble("\(Setting.trustedProxies.variable) must be addresses or networks such as 10.0.0.0/8, separated by commas.")
        }
        trustedProxies = proxies
        smtp = value(.smtp)?.text
        if let smtp, !smtp.hasPrefix("smtp://"), !smtp.hasPrefix("smtps://") {
            throw Trouble("\(Setting.smtp.variable) must begin with smtp:// or smtps://.")
        }
        ratesURL = value(.ratesURL)?.text
        if let ratesURL, !ratesURL.hasPrefix("https://"), !ratesURL.hasPrefix("http://") {
            throw Trouble("\(Setting.ratesURL.variable) must be an address such as https://www.cbr.ru/scripts/XML_daily.asp, not “\(ratesURL)”.")
        }
        let levelText = value(.log)?.text ?? "info"
        guard let level = Logger.Level(rawValue: levelText) else {
            throw Trouble(
                "\(Setting.log.variable) must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")), not “\(levelText)”.")
        }
        logLevel = level
        givenSecret = value(.secret)?.text
    }

    private static func engine(_ given: (text: String, directory: String)?, data: String) throws -> Engine {
        guard let given, given.text != "sqlite:" else { return .sqlite(data + "/kontor.sqlite") }
        if given.text.hasPrefix("postgres://") || given.text.hasPrefix("postgresql://") { return .postgres(given.text) }
        guard given.text.hasPrefix("sqlite:") else { throw Trouble("\(Setting.database.variable) must begin with sqlite: or postgres://.") }
        return .sqlite(absolutePath(String(given.text.dropFirst("sqlite:".count)), in: given.directory))
    }

    /// Whether a secret was given that is too short to be a good one.
    var hasWeakSecret: Bool { givenSecret.map { $0.utf8.count < 32 } ?? false }

    /// The key that signs cursors and encrypts kept secrets: given, or made at first start in the data folder. At least 32 bytes.
    func secret() throws -> [UInt8] {
        if let givenSecret, let key = KeptSecret.key(givenSecret) { return key }
        guard case .sqlite = engine else {
            throw Trouble("With PostgreSQL \(Setting.secret.variable) must be set, the same on every node; `openssl rand -hex 32` makes one.")
        }
        return try KeptSecret.kept(in: data)
    }

    /// Where the bucket of files is; nil when they lie in a folder.
    /// - Throws: `Trouble` when the address or the key is missing or cannot be one.
    func bucketAddress() throws -> BucketAddress? {
        guard case .s3(let text) = files else { return nil }
        do { return try BucketAddress(text, environment: bucketEnvironment) } catch let problem as BucketAddress.Problem { throw Trouble("\(Setting.files.variable) \(problem).") }
    }

    /// Makes the data folder, readable by its owner alone.
    func makeDataFolder() throws {
        do {
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw Trouble("The data folder \(data) cannot be made: \(error.localizedDescription)") }
    }
}

/// One thing that can be configured: its name in `kontor.yaml` and, upper-cased after `KONTOR_`, in the environment.
enum Setting: String, CaseIterable, Sendable {
    case config, data, database, listen, files, secret, smtp, log
    case baseURL = "base_url"
    case trustedProxies = "trusted_proxies"
    case ratesURL = "rates_url"
    case filesCache = "files_cache"

    var variable: String { "KONTOR_" + rawValue.uppercased() }
}

extension String? {
    /// An empty variable is one that is not set.
    var nonEmpty: String? { self?.isEmpty == false ? self : nil }
}

/// The path as seen from `directory`, without `.` and `..`; `~` is the shell's business.
func absolutePath(_ path: String, in directory: String) -> String {
    let joined = path.hasPrefix("/") ? path : directory + "/" + path
    var parts: [Substring] = []
    for part in joined.split(separator: "/") where part != "." {
        if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
}

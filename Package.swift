// swift-tools-version: 6.1
// The map of the house. Arrows only point up the bands: ground, business, edges, assembly.
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func suite(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let inMemoryLogging = Target.Dependency.product(name: "InMemoryLogging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")

let package = Package(
    name: "kontor",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "kontor", targets: ["kontor"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // C libraries from Debian packages.
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"])]),
        .systemLibrary(name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        // Only for CPictures, whose few lines of C hide its variadic interface and GLib.
        .systemLibrary(name: "CVips", pkgConfig: "vips", providers: [.apt(["libvips-dev"])]),
        .target(name: "CPictures", dependencies: ["CVips"]),
        .systemLibrary(name: "CQRCode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // glibc's own additions to malloc.
        .systemLibrary(name: "CMalloc"),
        // One instruction that Swift has no word for.
        .systemLibrary(name: "CPrefetch"),
        // A few lines of C around libcurl, whose options are variadic; the header comes with libcurl4-openssl-dev.
        .target(name: "CMail", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CFetch", linkerSettings: [.linkedLibrary("curl")]),

        // Ground.
        room("Kernel", ["CPrefetch"]),
        room("HTML"),
        room("Localization", ["Kernel"], resources: [.embedInCode("Locales")]),
        room("Database", ["Kernel"]),
        room("SQLiteDatabase", ["Database", .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift")]),
        room("PostgresDatabase", ["Database", "CPostgres"]),
        room("Files", ["Kernel", "CFetch", crypto]),
        room("Pictures", ["Files", "CPictures"]),
        room("Journal", ["Kernel", "Database"]),
        room("Jobs", ["Kernel", "Database", "Journal", logging]),
        room("Records", ["Kernel", "Database", "Journal"]),

        // Business.
        room("Customers", ["Kernel", "Database", "Journal", "Jobs", "Records", "CArgon2", crypto, cryptoExtras]),
        room("Catalog", ["Kernel", "Files", "Database", "Journal", "Records"]),
        room("Pricing", ["Kernel", "Database", "Journal", "Records"]),
        room("Stock", ["Kernel", "Database", "Journal", "Records"]),
        room("Search", ["Kernel", "CStemmer"]),
        room("Storefront", ["Kernel", "Jobs", "Files", "Database", "Journal", "Customers", "Catalog", "Pricing", "Stock", "Search", logging]),
        room("Agreements", ["Kernel", "Database", "Journal", "Jobs", "Customers", "Pricing", "Storefront"]),
        room("Receivables", ["Kernel", "Database", "Journal", "Jobs", "Records", "Customers"]),
        room("Ordering", ["Kernel", "Database", "Journal", "Customers", "Catalog", "Pricing", "Stock", "Storefront", "Receivables"]),
        room("Support", ["Kernel", "Database", "Journal", "Jobs", "Customers", "Ordering"]),
        room("Suppliers", ["Kernel", "Database", "Journal", "Jobs", "Records", "Customers", "Ordering"]),

        // Edges.
        room("Formats", ["Kernel", "CXML2", "CXLSXWriter", "CZlib", "CQRCode"]),
        room("Fetch", ["CFetch"]),
        room("PriceFiles", ["Kernel", "Files", "Localization", "Database", "Journal", "Jobs", "Customers", "Pricing", "Stock", "Storefront", "Formats", crypto]),
        room("Integrations", ["Kernel", "Pictures", "Files", "Database", "Journal", "Jobs", "Records", "Formats", "Customers", "Catalog", "Pricing", "Stock", "Storefront", "Agreements", "Receivables", "Ordering", "Support", "Suppliers"]),
        room("Mail", ["Kernel", "HTML", "Localization", "Database", "Jobs", "Customers", "Storefront", "Receivables", "Ordering", "PriceFiles", "Support", "Suppliers", "CMail"]),
        room("HTTP", ["Kernel", "Pictures", "Files", "Database", "Localization", "CZlib", hummingbird, httpTypes, logging, crypto, .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio")]),
        room("API", ["Kernel", "Pictures", "Files", "HTTP", "Records", "Database", "Journal", "Localization", "Formats", "Customers", "Catalog", "Pricing", "Stock", "Storefront", "Agreements", "Receivables", "Ordering", "Integrations", hummingbird, httpTypes, crypto]),
        room("Web", ["Kernel", "Pictures", "Files", "HTML", "HTTP", "Database", "Journal", "Jobs", "Localization", "Formats", "Customers", "Catalog", "Pricing", "Stock", "Storefront", "Agreements", "Receivables", "Ordering", "Support", "Suppliers", "Integrations", "PriceFiles", hummingbird, httpTypes, crypto], resources: [.embedInCode("Assets")]),

        // Assembly: the composition root, the only target that names a driver.
        .executableTarget(
            name: "kontor",
            dependencies: [
                "Kernel", "Files", "Pictures", "Database", "SQLiteDatabase", "PostgresDatabase", "Journal", "Jobs", "Records", "HTTP", "HTML", "Localization", "Customers", "Mail", "Catalog", "Pricing",
                "Stock", "Storefront", "Agreements", "Receivables", "Ordering", "Support", "Suppliers", "Formats", "Fetch", "Integrations", "PriceFiles", "API", "Web", "CMalloc", "CZlib", hummingbird, httpTypes, logging, crypto,
                .product(name: "ArgumentParser", package: "swift-argument-parser"), .product(name: "Yams", package: "Yams"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"), .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // Proof.
        .target(
            name: "TestSupport", dependencies: ["Kernel", "Database", "SQLiteDatabase", "PostgresDatabase"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .target(
            name: "PortalTesting",
            dependencies: [
                "Kernel", "HTTP", hummingbird, httpTypes, logging, .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            path: "Tests/PortalTesting", swiftSettings: strict),
        suite("KernelTests", ["Kernel"]),
        suite("HTMLTests", ["HTML", "Localization", "Kernel"]),
        suite("SearchTests", ["Kernel", "Search"]),
        suite("DatabaseTests", ["Kernel", "Database", "SQLiteDatabase", "PostgresDatabase", "TestSupport"]),
        suite("FormatsTests", ["Kernel", "Formats", "TestSupport"]),
        suite("ServerTests", ["kontor", "Kernel", "Database", "Journal", "Jobs", "HTTP", "Localization", "TestSupport", "PortalTesting", hummingbird, httpTypes, logging, inMemoryLogging]),
        suite("APITests", [
            "Kernel", "Files", "Pictures", "Database", "Journal", "Records", "Customers", "Catalog", "Pricing", "Stock", "Storefront", "Agreements", "Ordering", "Integrations", "HTTP", "API",
            "TestSupport", "PortalTesting", httpTypes,
        ]),
        suite("PictureTests", ["Kernel", "Files", "Pictures"]),
        suite("BusinessTests", [
            "Kernel", "Files", "Pictures", "Database", "Journal", "Jobs", "Records", "Customers", "Catalog", "Pricing", "Stock", "Search", "Storefront", "Agreements", "Receivables", "Ordering", "Formats",
            "Integrations", "PriceFiles", "Support", "Localization", "SQLiteDatabase", "TestSupport", logging,
        ]),
        suite("WebTests", ["Kernel", "HTML", "HTTP", "Web", "Localization", "Customers", "Suppliers", "Receivables", "Formats", "Pricing", "Integrations", "Jobs"]),
        suite("PeopleTests", [
            "kontor", "Kernel", "Files", "Pictures", "Database", "Journal", "Jobs", "Records", "Customers", "Catalog", "Mail", "Fetch", "Pricing", "Receivables", "Ordering", "Integrations", "PriceFiles", "Formats", "Storefront", "Support", "Suppliers", "HTTP", "Web",
            "API", "TestSupport", "PortalTesting", httpTypes, hummingbird, logging, crypto, .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        ]),
    ],
    swiftLanguageModes: [.v6])

// swift-tools-version: 6.2
// The map of the house: one target per room, floors from the ground up. Arrows point down only (ARCHITECTURE.md).

import PackageDescription

let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "Regulars",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "regulars", targets: ["Regulars"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    ],
    targets: [
        // ── Floor 0: C, and what is embedded in the binary ─────────────────────────────────────────────────────────
        /// libcrypto: digests, HMAC, scrypt, AES-GCM, random bytes behind five functions.
        .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
        /// What of SQLite has variadic functions.
        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        /// libpq, the PostgreSQL client.
        .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        /// libcurl behind non-variadic functions, since Swift cannot call curl_easy_setopt.
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        /// The host's resolver, for TXT and MX records.
        .target(name: "CResolve", linkerSettings: [.linkedLibrary("resolv")]),
        /// GMime, the MIME parser. Only the parse worker calls it.
        .systemLibrary(name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
        /// gumbo, the HTML5 parser. Only the parse worker calls it.
        .systemLibrary(name: "CGumbo", pkgConfig: "gumbo", providers: [.apt(["libgumbo-dev"])]),
        /// The parse worker's jail: memory and time limits, no network.
        .target(name: "CJail"),
        /// Snowball stemmers.
        .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"])]),
        /// CLD2, which tells a text's language.
        .target(name: "CLanguage", linkerSettings: [.linkedLibrary("cld2")]),
        /// Raw deflate and CRC from zlib.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        /// Style sheets, scripts and catalogs, embedded byte for byte.
        .target(name: "Assets", cSettings: [.unsafeFlags(["-std=c23"])]),

        // ── Floor 1 ────────────────────────────────────────────────────────────────────────────────────────────────
        /// SQL on SQLite and on PostgreSQL: one text, two engines.
        .target(
            name: "Storage",
            dependencies: ["CPQ", "CSQLite", "CZlib", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: house),
        /// Digests, signatures, passwords, encryption with the shop's key.
        .target(name: "Secrets", dependencies: ["CCrypto"], swiftSettings: house),

        // ── Floor 2 ────────────────────────────────────────────────────────────────────────────────────────────────
        /// Words in five languages: catalogs, plurals, dates, money, folding, stemming.
        .target(name: "Language", dependencies: ["Assets", "CStemmer", "CLanguage"], swiftSettings: house),
        /// MIME and strangers' HTML, parsed in a jailed child process.
        .target(name: "Mail", dependencies: ["CGMime", "CGumbo", "CJail"], swiftSettings: house),
        /// IMAP, SMTP and HTTP towards the outside, over libcurl. Not called Network: packages ask `canImport(Network)` to find Apple's.
        .target(name: "Net", dependencies: ["CCurl", "CResolve"], swiftSettings: house),
        /// When customers buy, whether they still come and what they spend: models fitted from sales. Arithmetic alone, without clock, files or chance.
        .target(name: "Statistics", swiftSettings: house),
        /// Pages, forms, sessions' cookies, assets and live updates over Hummingbird.
        .target(
            name: "Web",
            dependencies: [
                "Assets", "Language", "Secrets",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),

        // ── Floor 3 ────────────────────────────────────────────────────────────────────────────────────────────────
        /// What every capability shares: staff, customer, event, duty, assumption, setting, calendar, job.
        .target(
            name: "Core",
            dependencies: ["Storage", "Secrets", "Language", "Web", .product(name: "Logging", package: "swift-log")],
            swiftSettings: house),

        // ── Floor 4: capabilities ──────────────────────────────────────────────────────────────────────────────────
        /// Sign-in, staff, first run, Today, settings, search, API tokens, webhooks.
        .target(name: "House", dependencies: ["Core", "Storage", "Web", "Language", "Secrets", "Net"], swiftSettings: house),
        /// The customer card and time line.
        .target(name: "People", dependencies: ["Core", "Storage", "Web", "Language", "Secrets"], swiftSettings: house),
        /// Conversations by mail, in and out.
        .target(
            name: "Inbox",
            dependencies: ["Core", "People", "Storage", "Web", "Language", "Secrets", "Mail", "Net"],
            swiftSettings: house),
        /// A phone call or a word at the counter, noted in under ten seconds.
        .target(name: "Counter", dependencies: ["Core", "People", "Storage", "Web", "Language"], swiftSettings: house),
        /// What people buy, give back and bring in from another till; each person's rhythm.
        .target(name: "Purchases", dependencies: ["Core", "People", "Storage", "Web", "Language", "Secrets"], swiftSettings: house),

        /// The sample shop: one named world, built through the product's own verbs.
        .target(
            name: "Demo",
            dependencies: [
                "Core", "People", "Inbox", "Counter", "Purchases", "House", "Storage", "Web", "Language", "Secrets", "Mail", "Net",
            ],
            swiftSettings: house),

        // ── Floor 5 ────────────────────────────────────────────────────────────────────────────────────────────────
        /// The program: commands, configuration, the list of capabilities.
        .executableTarget(
            name: "Regulars",
            dependencies: [
                "House", "People", "Inbox", "Counter", "Purchases", "Demo", "Core", "Storage", "Web", "Mail", "Net", "Language",
                "Secrets", "Statistics",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),

        // ── Tests, a folder a room ─────────────────────────────────────────────────────────────────────────────────
        /// A process that moves money, for the tests with several processes.
        .executableTarget(name: "storage-writers", dependencies: ["Storage"], path: "Tests/StorageWriters", swiftSettings: house),
        .testTarget(name: "StorageTests", dependencies: ["Storage", "storage-writers"], swiftSettings: house),
        .testTarget(name: "SecretsTests", dependencies: ["Secrets"], swiftSettings: house),
        .testTarget(name: "LanguageTests", dependencies: ["Language"], swiftSettings: house),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], swiftSettings: house),
        .testTarget(name: "MailTests", dependencies: ["Mail"], swiftSettings: house),
        .testTarget(name: "NetTests", dependencies: ["Net", "CCurl"], swiftSettings: house),
        .testTarget(name: "CoreTests", dependencies: ["Core", "Storage", "Language", "Web", "TestShop"], swiftSettings: house),
        .testTarget(name: "WebTests", dependencies: ["Web"], swiftSettings: house),
        /// A whole shop in a test's own process, and a browser for it that is a function call.
        .target(
            name: "TestShop",
            dependencies: ["Core", "House", "Language", "Secrets", "Storage", "Web", .product(name: "Logging", package: "swift-log")],
            path: "Tests/TestShop", swiftSettings: house),
        .testTarget(
            name: "HouseTests", dependencies: ["House", "Core", "Storage", "Web", "Language", "Secrets", "Net", "TestShop"],
            swiftSettings: house),
        .testTarget(
            name: "PeopleTests", dependencies: ["People", "House", "Core", "Storage", "Web", "Language", "TestShop"], swiftSettings: house),
        .testTarget(
            name: "CounterTests", dependencies: ["Counter", "People", "House", "Core", "Storage", "Web", "Language", "TestShop"],
            swiftSettings: house),
        .testTarget(
            name: "PurchasesTests", dependencies: ["Purchases", "People", "House", "Core", "Storage", "Web", "Language", "TestShop"],
            swiftSettings: house),
        .testTarget(
            name: "InboxTests",
            dependencies: [
                "Inbox", "People", "Counter", "House", "Core", "Storage", "Web", "Language", "Secrets", "Mail", "Net", "TestShop",
            ],
            swiftSettings: house),
        .testTarget(
            name: "DemoTests",
            dependencies: [
                "Demo", "Inbox", "People", "Counter", "Purchases", "House", "Core", "Language", "Storage", "Web", "Mail", "Net", "TestShop",
            ],
            swiftSettings: house),
    ]
)

// `Tools/fuzz` alone: libFuzzer brings the main function of these with it.
if Context.environment["REGULARS_FUZZ"] != nil {
    package.targets += [("mime", "Mail"), ("html", "Mail"), ("quotes", "Mail"), ("imap", "Net")].map { (name: String, room: String) in
        .executableTarget(
            name: "fuzz-\(name)", dependencies: [.byName(name: room)], path: "Tests/Fuzz/\(name)", exclude: ["seeds"], swiftSettings: house)
    }
}

// swift-tools-version:6.3
import PackageDescription

// Holdfast depends on no Swift package: the toolchain and the distribution's C libraries carry it.
// Which target may import which is written here once; a tidy test checks the sources against it.

/// Tests may be less careful with memory than the product, and in nothing else.
let houseOfTests: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]
let house = houseOfTests + [.strictMemorySafety()]

/// A target of the house at `Sources/<floor>/<name>`.
func room(_ name: String, on floor: String, _ dependencies: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: dependencies.map { .init(stringLiteral: $0) },
        path: "Sources/\(floor)/\(name)",
        swiftSettings: house)
}

/// The tests of one target, at `Tests/<name>Tests`.
func tests(of name: String, _ dependencies: [String] = [], resources: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: ([name, "TestSupport"] + dependencies).map { .init(stringLiteral: $0) },
        path: "Tests/\(name)Tests",
        exclude: resources,
        swiftSettings: houseOfTests)
}

/// A C library of the distribution: a module map and a shim header at `Sources/C/<name>`.
func library(_ name: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/C/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

let package = Package(
    name: "holdfast",
    products: [.executable(name: "holdfast", targets: ["holdfast"])],
    targets: [
        // C: module maps and shims
        .target(name: "CShims", path: "Sources/C/CShims"),
        library("CCurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
        library("COpenSSL", pkgConfig: "openssl", package: "libssl-dev"),
        library("CPostgres", pkgConfig: "libpq", package: "libpq-dev"),
        library("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        library("CSodium", pkgConfig: "libsodium", package: "libsodium-dev"),
        library("CZlib", pkgConfig: "zlib", package: "zlib1g-dev"),
        library("CZstd", pkgConfig: "libzstd", package: "libzstd-dev"),

        // Kit: knows nothing of backups
        room("Values", on: "Kit"),
        room("Host", on: "Kit", ["Values", "CShims"]),

        // Domain: values and rules
        room("Domain", on: "Domain", ["Values"]),

        // Stores: ports and both databases
        room("Store", on: "Stores", ["Values", "Domain"]),
        room(
            "PostgresStore", on: "Stores", ["Values", "Store", "Host", "CShims", "CPostgres"]),
        room("SQLiteStore", on: "Stores", ["Values", "Store", "Host", "CSQLite"]),

        // The executable
        .executableTarget(
            name: "holdfast", dependencies: ["Values"], path: "Sources/holdfast",
            swiftSettings: house),

        // Tests
        .target(
            name: "TestSupport", dependencies: ["Values", "Host", "CShims"],
            path: "Tests/TestSupport",
            swiftSettings: house),
        .target(
            name: "StoreSupport",
            dependencies: [
                "Values", "Host", "Domain", "Store", "SQLiteStore", "PostgresStore", "TestSupport",
                "COpenSSL",
            ],
            path: "Tests/StoreSupport", swiftSettings: house),
        .testTarget(
            name: "ContractTests",
            dependencies: ["Values", "Domain", "Host", "Store", "StoreSupport", "TestSupport"],
            path: "Tests/ContractTests", swiftSettings: houseOfTests),
        tests(of: "Domain", ["Values"]),
        tests(of: "PostgresStore", ["Values", "Domain", "Host", "Store", "StoreSupport"]),
        tests(of: "SQLiteStore", ["Values", "Domain", "Host", "Store", "StoreSupport"]),
        tests(of: "Store", ["Values", "Domain", "StoreSupport"], resources: ["Golden"]),
        tests(of: "Values"),
        tests(of: "Host"),
    ],
    cLanguageStandard: .c2x
)

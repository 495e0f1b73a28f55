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
        .target(name: "CBuildInfo", path: "Sources/C/CBuildInfo"),
        .target(name: "CHubAssets", path: "Sources/C/CHubAssets", exclude: ["assets"]),
        .target(name: "CShims", path: "Sources/C/CShims"),
        library("CCurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
        library("COpenSSL", pkgConfig: "openssl", package: "libssl-dev"),
        library("CPostgres", pkgConfig: "libpq", package: "libpq-dev"),
        library("CSSH", pkgConfig: "libssh", package: "libssh-dev"),
        library("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        library("CSodium", pkgConfig: "libsodium", package: "libsodium-dev"),
        library("CZlib", pkgConfig: "zlib", package: "zlib1g-dev"),
        library("CZstd", pkgConfig: "libzstd", package: "libzstd-dev"),

        // Kit: knows nothing of backups
        room("Values", on: "Kit"),
        room("CommandLine", on: "Kit", ["Values", "JSON"]),
        room("Compression", on: "Kit", ["Values", "Host", "CZstd", "CZlib"]),
        room("Cron", on: "Kit", ["Values"]),
        room("Cryptography", on: "Kit", ["Values", "Host", "CShims", "COpenSSL", "CSodium"]),
        room("Host", on: "Kit", ["Values", "CShims"]),
        room("HTTPClient", on: "Kit", ["Values", "Cryptography", "Host", "CCurl", "COpenSSL"]),
        room(
            "HTTPServer", on: "Kit",
            ["Values", "Host", "JSON", "Markup", "Telemetry", "Transport", "WebSocket"]),
        room("JSON", on: "Kit", ["Values"]),
        room("Markup", on: "Kit"),
        room("Settings", on: "Kit", ["CommandLine", "JSON"]),
        room("Tar", on: "Kit", ["Values"]),
        room("Telemetry", on: "Kit", ["Values", "JSON", "Host"]),
        room("Transport", on: "Kit", ["Values", "Host", "CShims", "COpenSSL"]),
        room("WebSocket", on: "Kit", ["Values", "Host", "Transport"]),
        room("XML", on: "Kit"),
        room("Zip", on: "Kit", ["Values", "Compression"]),

        // Domain: values and rules
        room("AgentProtocol", on: "Domain", ["Values", "Cron", "Domain", "JSON"]),
        room("Domain", on: "Domain", ["Values", "Cron"]),

        // Stores: ports and both databases
        room("Store", on: "Stores", ["Values", "AgentProtocol", "Cron", "Domain", "JSON"]),
        room("PostgresStore", on: "Stores", ["Values", "Store", "Host", "CShims", "CPostgres"]),
        room("SQLiteStore", on: "Stores", ["Values", "Store", "Host", "CSQLite"]),

        // Storage: the port and the places
        room("LocalStorage", on: "Storage", ["Values", "Host", "Storage"]),
        room(
            "SFTP", on: "Storage", ["Values", "Host", "Cryptography", "Storage", "CShims", "CSSH"]),
        room("SFTPStorage", on: "Storage", ["Values", "Host", "SFTP", "Storage"]),
        room("Storage", on: "Storage", ["Values"]),
        room("HTTPStorage", on: "Storage", ["Values", "Host", "HTTPClient", "Storage"]),
        room("RESTProtocol", on: "Storage", ["Values", "JSON", "Storage"]),
        room(
            "RESTStorage", on: "Storage",
            [
                "Values", "Cryptography", "Host", "HTTPClient", "HTTPStorage", "JSON",
                "RESTProtocol", "Storage",
            ]),
        room(
            "S3Storage", on: "Storage",
            ["Values", "Cryptography", "Host", "HTTPClient", "HTTPStorage", "Storage", "XML"]),
        room("VaultLocation", on: "Storage", ["Values"]),
        room(
            "VaultServer", on: "Storage",
            [
                "Values", "Cryptography", "Host", "HTTPServer", "JSON", "LocalStorage",
                "RESTProtocol", "Storage", "Telemetry",
            ]),
        room(
            "WebDAVStorage", on: "Storage",
            ["Values", "Cryptography", "Host", "HTTPClient", "HTTPStorage", "Storage", "XML"]),

        // Connectors: the port and the kinds of sources
        room("Connector", on: "Connectors", ["Values", "Cryptography"]),
        room(
            "FilesConnector", on: "Connectors",
            ["Values", "Connector", "Cryptography", "Host", "CShims"]),

        room(
            "SFTPConnector", on: "Connectors",
            ["Values", "Connector", "FilesConnector", "Host", "SFTP", "Storage"]),
        room(
            "SQLiteConnector", on: "Connectors",
            ["Values", "Host", "Connector", "FilesConnector", "SQLiteStore", "Store"]),

        // Engines: the port and the formats
        room("Engine", on: "Engines", ["Values", "JSON", "Cryptography", "Connector"]),
        room(
            "ArchiveEngine", on: "Engines",
            [
                "Values", "Host", "JSON", "Cryptography", "Compression", "Tar", "Connector",
                "Storage", "Engine",
            ]),

        room(
            "Drill", on: "Engines",
            ["Values", "Host", "Cryptography", "Connector", "Engine", "SQLiteStore"]),
        room(
            "ResticEngine", on: "Engines",
            [
                "Values", "Host", "JSON", "Cryptography", "Tar", "Connector", "FilesConnector",
                "VaultLocation", "Engine", "CShims",
            ]),
        room(
            "Export", on: "Engines",
            ["Values", "Connector", "Cryptography", "Host", "Tar", "Zip"]),
        room(
            "RepositoryEngine", on: "Engines",
            [
                "Values", "Host", "JSON", "Cryptography", "Compression", "Connector", "Storage",
                "Engine",
            ]),

        // Agent: what runs on the machines to protect
        room(
            "AgentCore", on: "Agent",
            [
                "Values", "Host", "JSON", "Cryptography", "Cron", "Domain", "AgentProtocol",
                "HTTPClient", "Telemetry", "Transport", "Settings", "WebSocket", "Store", "Storage",
                "Connector", "FilesConnector", "Engine", "ArchiveEngine", "RepositoryEngine",
                "Drill", "Export", "SFTP", "SFTPConnector", "SQLiteConnector",
                "LocalState", "StandAlone", "VaultLocation",
            ]),
        room("LocalState", on: "Agent", ["Values", "Host", "JSON", "Cryptography", "Engine"]),

        room(
            "StandAlone", on: "Agent",
            [
                "Values", "Host", "Cryptography", "Domain", "Storage", "Connector", "Engine",
                "ArchiveEngine", "LocalState", "RepositoryEngine",
            ]),

        // Hub: use cases, pages
        room(
            "HubAPI", on: "Hub",
            [
                "Values", "Cron", "Domain", "AgentProtocol", "HubCore", "HubDoor", "Store",
                "HTTPServer",
                "Host", "JSON", "Telemetry", "Transport", "Cryptography",
            ]),
        room(
            "HubCore", on: "Hub",
            [
                "Values", "Domain", "AgentProtocol", "Store", "Compression", "Cron",
                "Cryptography", "Host", "JSON",
                "CommandLine", "Settings", "Tar", "Telemetry", "Transport", "VaultLocation",
            ]),
        room(
            "HubDoor", on: "Hub",
            [
                "AgentProtocol", "Values", "Domain", "HubCore", "HTTPServer", "JSON", "Store",
                "Transport", "Cryptography",
            ]),
        room(
            "HubLink", on: "Hub",
            [
                "Values", "Domain", "AgentProtocol", "Store", "HubCore", "HubDoor", "HTTPServer",
                "WebSocket", "JSON", "Host", "Telemetry", "Cryptography",
            ]),
        room(
            "HubWeb", on: "Hub",
            [
                "AgentProtocol", "Values", "Cron", "Domain", "Store", "Host", "HubCore", "HubDoor",
                "JSON", "Markup", "HTTPServer", "Telemetry", "Cryptography", "CHubAssets",
                "VaultLocation",
            ]),

        // The executable
        .executableTarget(
            name: "holdfast",
            dependencies: [
                "CBuildInfo", "AgentCore", "AgentProtocol", "ArchiveEngine", "CommandLine",
                "Compression", "Connector", "Cron",
                "Cryptography", "Domain", "Drill", "Engine", "Export", "FilesConnector",
                "HTTPClient", "HTTPServer", "HTTPStorage", "Host", "HubAPI", "HubCore", "HubDoor",
                "HubLink", "HubWeb", "JSON", "LocalState", "LocalStorage", "PostgresStore",
                "RESTStorage",
                "RepositoryEngine", "ResticEngine", "S3Storage", "SFTP", "SFTPConnector",
                "SFTPStorage", "Settings", "SQLiteStore",
                "StandAlone", "Storage", "Store",
                "RESTProtocol", "Telemetry", "Transport", "Values", "VaultLocation", "VaultServer",
                "WebDAVStorage",
            ],
            path: "Sources/holdfast", swiftSettings: house),

        // Benchmarks: programs that are measured, and that measure
        .target(
            name: "BenchPlaces",
            dependencies: [
                "HTTPClient", "HTTPStorage", "Host", "LocalStorage", "S3Storage", "Storage",
                "WebDAVStorage",
            ],
            path: "Benchmarks/Programs/Places", swiftSettings: house),
        .executableTarget(
            name: "bench-archive-read",
            dependencies: [
                "BenchPlaces", "Values", "Host", "Cryptography", "Connector", "Storage", "Engine",
                "ArchiveEngine",
            ],
            path: "Benchmarks/Programs/ArchiveRead", swiftSettings: house),
        .executableTarget(
            name: "bench-archive-restore",
            dependencies: [
                "Values", "Host", "Cryptography", "Connector", "FilesConnector", "LocalStorage",
                "Engine", "ArchiveEngine",
            ],
            path: "Benchmarks/Programs/ArchiveRestore", swiftSettings: house),
        .executableTarget(
            name: "bench-archive",
            dependencies: [
                "BenchPlaces", "Values", "Host", "Cryptography", "Connector", "FilesConnector",
                "Storage", "Engine", "ArchiveEngine",
            ],
            path: "Benchmarks/Programs/Archive", swiftSettings: house),
        .executableTarget(
            name: "bench-repository-index",
            dependencies: [
                "Values", "Host", "Cryptography", "LocalStorage", "Engine", "RepositoryEngine",
            ],
            path: "Benchmarks/Programs/RepositoryIndex", swiftSettings: house),
        .executableTarget(
            name: "bench-http",
            dependencies: ["Values", "Host", "Transport", "WebSocket", "HTTPServer"],
            path: "Benchmarks/Servers/HTTP", swiftSettings: house),
        .executableTarget(
            name: "bench-repository",
            dependencies: [
                "Values", "Host", "Cryptography", "Connector", "FilesConnector", "Storage",
                "LocalStorage", "Engine", "RepositoryEngine",
            ],
            path: "Benchmarks/Programs/Repository", swiftSettings: house),
        .executableTarget(
            name: "bench-repository-upkeep",
            dependencies: [
                "Values", "Host", "Cryptography", "Connector", "FilesConnector", "Storage",
                "LocalStorage", "Engine", "RepositoryEngine",
            ],
            path: "Benchmarks/Programs/RepositoryUpkeep", swiftSettings: house),
        .executableTarget(
            name: "holdfast-bench",
            dependencies: [
                "Values", "Compression", "Connector", "Cron", "Cryptography", "Domain",
                "FilesConnector", "Host", "HTTPServer", "PostgresStore", "SQLiteStore", "Store",
                "Tar", "Telemetry", "TestSupport", "Transport",
            ],
            path: "Benchmarks", exclude: ["Data", "Loaders", "Programs", "Servers"],
            swiftSettings: houseOfTests),
        .executableTarget(name: "bench-wsload", path: "Benchmarks/Loaders/WebSockets"),

        // Tests
        .target(name: "TestShims", path: "Tests/TestShims"),
        .target(
            name: "TestSupport",
            dependencies: ["Values", "Host", "CShims", "TestShims", "Transport", "COpenSSL"],
            path: "Tests/TestSupport", swiftSettings: house),
        .target(
            name: "StorageSupport",
            dependencies: [
                "Values", "Cryptography", "Host", "HTTPClient", "HTTPServer", "HTTPStorage",
                "LocalStorage", "RESTProtocol", "RESTStorage", "S3Storage", "SFTP", "SFTPStorage",
                "Storage", "Telemetry", "TestSupport", "Transport", "VaultServer",
                "WebDAVStorage",
            ],
            path: "Tests/StorageSupport",
            exclude: [
                "Servers/delay.py", "Servers/fault_proxy.py", "Servers/hostile_sftp.py",
                "Servers/moto_server.py", "Servers/odd_server.py", "Servers/wsgidav_server.py",
            ],
            swiftSettings: houseOfTests),
        .target(
            name: "StoreSupport",
            dependencies: [
                "Values", "Host", "Domain", "Cryptography", "Store", "SQLiteStore",
                "PostgresStore", "TestSupport", "COpenSSL", "CShims",
            ],
            path: "Tests/StoreSupport", swiftSettings: house),
        .target(
            name: "FilesSupport", dependencies: ["Connector", "TestSupport"],
            path: "Tests/FilesSupport",
            exclude: ["automount.py", "describe-tree", "odd_files.py", "torture.py"],
            swiftSettings: houseOfTests),
        .target(
            name: "RepositorySupport",
            dependencies: ["Values", "FilesSupport", "Host", "JSON", "TestSupport"],
            path: "Tests/RepositorySupport", swiftSettings: houseOfTests),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Values", "AgentProtocol", "ArchiveEngine", "CommandLine", "Connector", "Cron",
                "Cryptography", "Engine", "HTTPServer", "JSON", "SFTP", "SFTPStorage", "Settings",
                "Tar", "VaultLocation", "WebSocket", "XML",
            ],
            path: "Tests/FuzzTargets", swiftSettings: houseOfTests),
        .testTarget(
            name: "ContractTests",
            dependencies: [
                "Values", "Cron", "Cryptography", "Domain", "Host", "PostgresStore", "Storage",
                "StorageSupport", "Store", "StoreSupport", "TestSupport",
            ],
            path: "Tests/ContractTests", swiftSettings: houseOfTests),
        .testTarget(
            name: "TidyTests", dependencies: ["TestSupport"], path: "Tests/TidyTests",
            exclude: ["allowed.txt"], swiftSettings: houseOfTests),
        .target(
            name: "AgentSupport",
            dependencies: [
                "Values", "Host", "JSON", "Cryptography", "Domain", "AgentProtocol", "Transport",
                "WebSocket", "HTTPServer", "TestSupport",
            ],
            path: "Tests/AgentSupport", swiftSettings: houseOfTests),
        tests(
            of: "AgentCore",
            [
                "Values", "Host", "JSON", "Cryptography", "Cron", "Domain", "AgentProtocol",
                "AgentSupport", "ArchiveEngine", "Connector", "Engine", "FilesConnector",
                "LocalStorage", "LocalState", "RepositoryEngine", "RepositorySupport",
                "HTTPClient", "HTTPStorage", "S3Storage", "SFTP", "SQLiteStore", "StandAlone",
                "Storage", "StorageSupport", "Store", "Telemetry", "Transport", "WebDAVStorage",
                "WebSocket",
            ]),
        tests(of: "AgentProtocol", ["Values", "Cryptography", "Domain", "JSON"]),
        tests(
            of: "ArchiveEngine",
            [
                "Values", "Host", "JSON", "Cryptography", "Compression", "Tar", "Connector",
                "FilesConnector", "Storage", "LocalStorage", "StorageSupport", "Engine",
                "TestShims",
            ], resources: ["Reading/Oracle"]),
        tests(of: "CommandLine", ["Values"]),
        tests(of: "Compression", ["Values"]),
        tests(of: "Cron", ["Values"]),
        tests(of: "Cryptography", ["Values", "Host"]),
        tests(of: "Domain", ["Values", "Cron", "Cryptography"]),
        tests(
            of: "Drill",
            [
                "Values", "Host", "Cryptography", "Connector", "Engine", "FilesConnector",
                "FilesSupport", "TestShims",
            ]),
        tests(of: "Export", ["Values", "Connector", "Cryptography", "FilesSupport", "Host"]),
        tests(
            of: "FilesConnector",
            [
                "Values", "CShims", "Connector", "Cryptography", "FilesSupport", "Host",
                "TestShims",
            ]),
        tests(of: "FuzzTargets"),
        .testTarget(
            name: "ExecutableTests",
            dependencies: [
                "holdfast", "AgentProtocol", "AgentSupport", "CommandLine", "Cryptography",
                "Domain",
                "FilesSupport", "Host",
                "HTTPServer", "HubCore", "HubDoor", "JSON", "RepositorySupport", "Settings",
                "StorageSupport", "Store",
                "StoreSupport", "Telemetry", "TestSupport", "Transport", "Values",
            ],
            path: "Tests/ExecutableTests",
            swiftSettings: houseOfTests),
        tests(of: "Host", ["Values", "TestShims"]),
        tests(of: "HTTPClient", ["Values", "Host"], resources: ["Servers/odd.py"]),
        tests(
            of: "HTTPServer",
            ["Host", "JSON", "Markup", "Telemetry", "Transport", "Values", "WebSocket", "CZlib"],
            resources: ["Oracle/heads.py"]),
        tests(
            of: "HubAPI",
            [
                "Values", "AgentProtocol", "Cron", "Domain", "Store", "SQLiteStore", "Host",
                "HubCore", "HubDoor",
                "HTTPServer", "JSON", "Telemetry", "Transport", "Cryptography", "StoreSupport",
            ]),
        tests(
            of: "HubDoor",
            [
                "Values", "Domain", "Cryptography", "Host", "StoreSupport", "HubCore",
                "HTTPServer", "JSON", "Telemetry",
            ]),
        tests(
            of: "HubLink",
            [
                "Values", "Domain", "AgentProtocol", "Store", "StoreSupport", "Host", "HubCore",
                "HubDoor", "HTTPServer", "WebSocket", "JSON", "Telemetry", "Transport",
                "Cryptography",
            ]),
        tests(
            of: "HubCore",
            [
                "Values", "Domain", "AgentProtocol", "Store", "StoreSupport", "SQLiteStore", "Host",
                "Cryptography", "Telemetry",
            ]),
        tests(
            of: "HubWeb",
            [
                "AgentProtocol", "Cron", "Values", "Domain", "Store", "SQLiteStore", "Host",
                "HubCore", "HubDoor", "HTTPServer", "JSON", "Markup", "StoreSupport",
                "Telemetry", "Transport", "Cryptography",
            ]),
        tests(of: "JSON", ["Values"]),
        tests(of: "LocalState", ["Values", "Host", "Cryptography", "Engine"]),
        tests(
            of: "StandAlone",
            [
                "Values", "Host", "Cryptography", "Storage", "LocalStorage", "Connector",
                "Engine", "ArchiveEngine", "LocalState",
            ]),
        tests(
            of: "LocalStorage", ["Host", "Storage", "StorageSupport", "StoreSupport", "Values"]),
        tests(of: "Markup"),
        tests(of: "PostgresStore", ["Values", "Domain", "Host", "Store", "StoreSupport"]),
        tests(of: "RepositorySupport", ["FilesSupport", "JSON"]),
        tests(
            of: "RepositoryEngine",
            [
                "Values", "Host", "JSON", "Cryptography", "Compression", "Connector",
                "Engine", "FilesConnector", "FilesSupport", "HTTPStorage", "LocalStorage",
                "RepositorySupport", "RESTStorage", "Storage", "StorageSupport", "TestShims",
            ]),
        tests(
            of: "RESTStorage",
            [
                "HTTPClient", "HTTPStorage", "Host", "RESTProtocol", "Storage", "StorageSupport",
                "Values",
            ]),
        tests(
            of: "S3Storage",
            ["HTTPClient", "HTTPStorage", "Host", "Storage", "StorageSupport", "Values"]),
        tests(of: "Settings", ["Values", "CommandLine"]),
        tests(of: "SQLiteStore", ["Values", "Domain", "Host", "Store", "StoreSupport"]),
        tests(
            of: "ResticEngine",
            [
                "Values", "Host", "JSON", "Cryptography", "Connector", "FilesConnector",
                "FilesSupport", "HTTPClient", "VaultLocation", "Engine", "RepositorySupport",
                "StorageSupport",
            ]),
        tests(
            of: "SFTPStorage",
            [
                "Cryptography", "Host", "SFTP", "Storage", "StorageSupport", "StoreSupport",
                "Transport",
                "Values",
            ]),
        tests(
            of: "SFTPConnector",
            [
                "Connector", "FilesConnector", "Host", "SFTP", "Storage", "StorageSupport",
                "TestShims", "Values",
            ]),
        tests(of: "Storage", ["StorageSupport", "StoreSupport", "Values"]),
        tests(of: "Store", ["Values", "Domain", "StoreSupport"], resources: ["Golden"]),
        tests(of: "Tar", ["Values"]),
        tests(of: "Telemetry", ["Host", "JSON", "Values"]),
        tests(of: "Transport", ["Host", "HTTPServer", "Values"]),
        tests(of: "Values"),
        tests(of: "VaultLocation"),
        tests(
            of: "VaultServer",
            [
                "Cryptography", "HTTPClient", "HTTPStorage", "Host", "LocalStorage",
                "RESTProtocol", "RESTStorage", "RepositorySupport", "Storage", "StorageSupport",
                "Transport", "Values",
            ]),
        tests(
            of: "WebSocket", ["HTTPServer", "Host", "Transport", "Values"],
            resources: ["Oracle"]),
        tests(
            of: "WebDAVStorage",
            ["HTTPClient", "HTTPStorage", "Host", "Storage", "StorageSupport", "Values"]),
        tests(of: "XML"),
        tests(of: "Zip", ["Values"]),
    ],
    cLanguageStandard: .c2x
)

// libFuzzer's runner links only with the sanitizers that scripts/fuzz switches on.
if Context.environment["HOLDFAST_FUZZ"] != nil {
    package.targets += [
        .systemLibrary(name: "CLibFuzzer", path: "Fuzz/CLibFuzzer"),
        .executableTarget(
            name: "holdfast-fuzz", dependencies: ["FuzzTargets", "CLibFuzzer"], path: "Fuzz/Runner",
            swiftSettings: houseOfTests),
    ]
}

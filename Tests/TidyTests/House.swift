/// Which target may import which: the picture of ARCHITECTURE.md as a table.
enum House {
    /// From the ground up. A target imports only what stands on a line above its own.
    static let floors: [[String]] = [
        [
            "CBuildInfo", "CCurl", "CHubAssets", "COpenSSL", "CPostgres", "CSQLite", "CSSH",
            "CShims", "CSodium", "CZlib", "CZstd",
        ],
        ["Values"],
        ["Host", "JSON", "Markup", "XML"],
        ["CommandLine", "Compression", "Cron", "Cryptography", "Tar", "Telemetry", "Transport"],
        ["HTTPClient", "Settings", "WebSocket", "Zip"],
        ["HTTPServer"],
        ["Domain"],
        ["AgentProtocol"],
        ["Store"],
        ["PostgresStore", "SQLiteStore"],
        ["Connector", "Storage", "VaultLocation"],
        [
            "Engine", "Export", "FilesConnector", "HTTPStorage", "LocalStorage", "RESTProtocol",
            "SFTP",
        ],
        [
            "ArchiveEngine", "Drill", "LocalState", "RESTStorage", "RepositoryEngine",
            "ResticEngine", "S3Storage", "SFTPConnector", "SFTPStorage", "SQLiteConnector",
            "VaultServer", "WebDAVStorage",
        ],
        ["StandAlone"],
        ["AgentCore"],
        ["HubCore"],
        ["HubDoor"],
        ["HubAPI", "HubLink", "HubWeb"],
        ["holdfast"],
    ]

    /// Who else may import a target, where that is fewer than everybody above it.
    static let importers: [String: Set<String>] = [
        "CBuildInfo": ["holdfast"],
        "CCurl": ["HTTPClient"],
        "CHubAssets": ["HubWeb"],
        "COpenSSL": ["Cryptography", "HTTPClient", "Transport"],
        "CPostgres": ["PostgresStore"],
        "CSQLite": ["SQLiteStore"],
        "CSSH": ["SFTP"],
        "CSodium": ["Cryptography"],
        "CZlib": ["Compression"],
        "CZstd": ["Compression"],
        "PostgresStore": ["holdfast"],
        // A drill opens databases with the one target that knows SQLite.
        "SQLiteStore": ["Drill", "SQLiteConnector", "holdfast"],
    ]

    /// What a target may import at most, where that is less than everything below it.
    static let imports: [String: Set<String>] = [
        "AgentProtocol": ["Values", "Cron", "JSON", "Domain"],
        // Pure: no clock, no randomness, no files. Of Cron only what is pure is used.
        "Domain": ["Values", "Cron"],
        // The protocol for how configurations of sources are written down.
        "Store": ["Values", "AgentProtocol", "Cron", "Domain", "JSON"],
    ]

    /// The toolchain's own modules; another one needs a reason written here.
    static let toolchain: Set = ["Dispatch", "Glibc", "Synchronization", "Testing"]

    static let bannedModules = [
        "Foundation": "Glibc, Values and Host; it costs 50 MB and 30 libraries",
        "FoundationEssentials": "JSON and Values",
        "FoundationNetworking": "HTTPClient",
        "XCTest": "Testing",
    ]

    static func floor(of target: String) -> Int? { floors.firstIndex { $0.contains(target) } }

    /// Why `target` may not depend on `other`, nil when it may.
    static func objection(to other: String, from target: String) -> String? {
        guard let mine = floor(of: target) else {
            return "\(target) has no place in Tests/TidyTests/House.swift"
        }
        guard let its = floor(of: other) else {
            return "\(other) has no place in Tests/TidyTests/House.swift"
        }
        if its >= mine { return "\(target) may not import \(other): imports point downward" }
        if let few = importers[other], !few.contains(target) {
            return "\(target) may not import \(other): only \(few.sorted()) may"
        }
        if let few = imports[target], !few.contains(other) {
            return "\(target) may not import \(other): at most \(few.sorted())"
        }
        return nil
    }
}

/// What is read, by the kind of source. Never holds a secret: those are sealed and sent beside it.
package enum SourceConfiguration: Hashable, Sendable {
    case files(FilesConfiguration)
    case sftp(SFTPConfiguration)
    case sqlite(SQLiteConfiguration)

    package var kind: SourceKind {
        switch self {
        case .files: .files
        case .sftp: .sftp
        case .sqlite: .sqlite
        }
    }
}

/// The kinds of sources: what an agent says it can read, and what a pool source asks for.
package enum SourceKind: String, Hashable, Sendable, CaseIterable {
    case files, sftp, sqlite

    /// Whether a worker may read it from elsewhere. The others lie on the agent's own machine.
    package var isRemote: Bool {
        switch self {
        case .files, .sqlite: false
        case .sftp: true
        }
    }
}

/// Trees of files on the agent's machine.
package struct FilesConfiguration: Hashable, Sendable {
    /// What becomes of symbolic links.
    package enum Links: String, Hashable, Sendable, CaseIterable {
        case keep, follow, skip
    }

    /// What becomes of further names of one file.
    package enum HardLinks: String, Hashable, Sendable, CaseIterable {
        case keep, copy
    }

    package var paths: [String]
    /// In the language of docs/user/excludes.md.
    package var excludes: [String]
    /// The name of files that say what to leave out of their folder.
    package var ignoreFileName: String?
    package var links: Links
    package var hardLinks: HardLinks
    /// Greater files are left out.
    package var sizeMax: Int64?
    package var excludesCaches: Bool
    package var staysOnFileSystem: Bool

    package init(
        paths: [String], excludes: [String] = [], ignoreFileName: String? = nil,
        links: Links = .keep, hardLinks: HardLinks = .keep, sizeMax: Int64? = nil,
        excludesCaches: Bool = true, staysOnFileSystem: Bool = false
    ) {
        self.paths = paths
        self.excludes = excludes
        self.ignoreFileName = ignoreFileName
        self.links = links
        self.hardLinks = hardLinks
        self.sizeMax = sizeMax
        self.excludesCaches = excludesCaches
        self.staysOnFileSystem = staysOnFileSystem
    }
}

/// Trees of files on a machine where nothing is installed, over SSH.
package struct SFTPConfiguration: Hashable, Sendable {
    package var host: String
    package var port: Int
    package var user: String
    /// The fingerprint of the server's key as `ssh-keygen -l` prints it, `SHA256:…`; nil where
    /// the first one that is shown is the only one from then on.
    package var hostKey: String?
    package var files: FilesConfiguration

    package init(
        host: String, port: Int = 22, user: String, hostKey: String? = nil,
        files: FilesConfiguration
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.hostKey = hostKey
        self.files = files
    }
}

/// A database in a file, copied while it is in use.
package struct SQLiteConfiguration: Hashable, Sendable {
    package var path: String
    /// Whether the copy is checked from end to end before it counts.
    package var checksIntegrity: Bool

    package init(path: String, checksIntegrity: Bool = true) {
        self.path = path
        self.checksIntegrity = checksIntegrity
    }
}

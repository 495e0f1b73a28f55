internal import Cron
package import Domain
package import JSON
internal import Values

extension Schema<FirstProtection> {
    package static let firstProtection = Schema.object(
        "FirstProtection", "What is backed up of a machine from the moment it joins.",
        Field(
            "paths", \.paths, .list(of: .absolute, Fields.pathCount.range),
            "Folders and files; what machines allow to be read has to include them."),
        Field("vault", \.vault, .id(), "Where to: a vault that every agent reaches."),
        Field(
            optional: "schedule", \.schedule, .id(),
            "What fires it; without, the first backup is the only one.")
    ) { FirstProtection(paths: $0, vault: $1, schedule: $2) }
}

extension Schema<SourceConfiguration> {
    /// The kinds of sources, for messages, the API and the store alike.
    package static let source = Schema.union(
        "SourceConfiguration", "What is read.", by: "kind",
        [
            UnionCase("files", Schema<FilesConfiguration>.files, make: SourceConfiguration.files) {
                if case .files(let files) = $0 { files } else { nil }
            },
            UnionCase("sftp", Schema<SFTPConfiguration>.sftp, make: SourceConfiguration.sftp) {
                if case .sftp(let sftp) = $0 { sftp } else { nil }
            },
            UnionCase(
                "sqlite", Schema<SQLiteConfiguration>.sqlite, make: SourceConfiguration.sqlite
            ) {
                if case .sqlite(let sqlite) = $0 { sqlite } else { nil }
            },
        ])
}

extension Schema<FilesConfiguration> {
    static let files = Schema.object(
        "FilesConfiguration", "Trees of files.",
        Field("paths", \.paths, .list(of: .absolute, Fields.pathCount.range)),
        Field(
            "excludes", \.excludes, .list(of: .field(Fields.pattern), Fields.patternCount.range),
            default: []),
        Field(optional: "ignoreFile", \.ignoreFileName, .field(Fields.pattern)),
        Field("links", \.links, .choice, default: .keep),
        Field("hardLinks", \.hardLinks, .choice, default: .keep),
        Field(optional: "sizeMax", \.sizeMax, .integer(0...Int64.max)),
        Field("excludesCaches", \.excludesCaches, .bool, default: true),
        Field("staysOnFileSystem", \.staysOnFileSystem, .bool, default: false)
    ) {
        FilesConfiguration(
            paths: $0, excludes: $1, ignoreFileName: $2, links: $3, hardLinks: $4, sizeMax: $5,
            excludesCaches: $6, staysOnFileSystem: $7)
    }
}

extension Schema<SFTPConfiguration> {
    static let sftp = Schema.object(
        "SFTPConfiguration", "Trees of files over SSH.",
        Field("host", \.host, .field(Fields.address)),
        Field("port", \.port, .field(Fields.port), default: 22),
        Field("user", \.user, .field(Fields.remoteUser)),
        Field(
            optional: "hostKey", \.hostKey, .hostKey,
            "As `ssh-keygen -l` prints it. Absent: the first one that is shown is the only one "
                + "from then on."),
        Field("files", \.files, .files)
    ) { SFTPConfiguration(host: $0, port: $1, user: $2, hostKey: $3, files: $4) }
}

extension Schema<String> {
    /// The fingerprint of a server's key.
    package static let hostKey = Schema.text(
        50...50,
        TextRule(pattern: "^SHA256:[A-Za-z0-9+/]{43}$", expected: "a fingerprint as SHA256:…") {
            text in
            text.hasPrefix("SHA256:")
                && text.utf8.dropFirst(7).allSatisfy { byte in
                    48...57 ~= byte || 65...90 ~= byte || 97...122 ~= byte || byte == 43
                        || byte == 47
                }
        })
}

extension Schema<SQLiteConfiguration> {
    static let sqlite = Schema.object(
        "SQLiteConfiguration", "A database in a file.",
        Field("path", \.path, .absolute),
        Field("checksIntegrity", \.checksIntegrity, .bool, default: true)
    ) { SQLiteConfiguration(path: $0, checksIntegrity: $1) }
}

extension Schema<String> {
    /// A path from the root.
    package static let absolute = Schema.text(
        Fields.path.length,
        TextRule(pattern: nil, expected: "a path from the root") {
            $0.utf8.first == UInt8(ascii: "/") && Fields.path.violations(of: $0).isEmpty
        })
}

extension Schema<SourceRetry> {
    package static let retry = Schema.object(
        "SourceRetry", "How often and how patiently it is tried again.",
        Field("attemptsMax", \.attemptsMax, .field(Fields.attemptsMax)),
        Field("firstWait", \.firstWait, .span(SourceRetry.firstWaits), "Milliseconds."),
        Field("patience", \.patience, .span(SourceRetry.patiences), "Milliseconds.")
    ) { SourceRetry(attemptsMax: $0, firstWait: $1, patience: $2) }
}

extension Schema<Hooks> {
    package static let hooks = Schema.object(
        "Hooks", "Commands around a backup.",
        Field(optional: "before", \.before, .field(Fields.hookCommand)),
        Field(optional: "after", \.after, .field(Fields.hookCommand)),
        Field("timeLimit", \.timeLimit, .span(.seconds(1)...(.seconds(86_400))), "Milliseconds.")
    ) { Hooks(before: $0, after: $1, timeLimit: $2) }
}

extension Schema<ScheduleTime> {
    package static let scheduleTime = Schema.converted(
        Schema<[String]>.list(of: .text(1...512), 2...2),
        { pair in
            do throws(CronError) {
                return try ScheduleTime(cron: pair[0], zone: pair[1])
            } catch {
                throw Violation.Reason.invalid(code: error.kind.rawValue, message: error.message)
            }
        }, back: { [$0.cron.text, $0.zone] })
}

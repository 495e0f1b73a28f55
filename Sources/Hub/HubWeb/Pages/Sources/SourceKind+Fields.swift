internal import Cryptography
internal import Domain
internal import HubCore

/// What a source of each kind is asked about: the one declaration that its form is drawn from, read
/// by, and filled with again.
extension SourceKind {
    var icon: String {
        switch self {
        case .files: "folder"
        case .sqlite: "database"
        case .sftp: "terminal"
        }
    }

    func fields(_ words: SourceWords) -> [FieldSpec] {
        switch self {
        case .files:
            Self.tree(words)
                + [FieldSpec("one_file_system", words.oneFileSystem, .toggle)]
        case .sqlite:
            [
                FieldSpec("path", words.database, .code, picking: .oneFile),
                FieldSpec("integrity", words.checksIntegrity, .toggle),
            ]
        case .sftp:
            [
                FieldSpec("host", words.host, .code), FieldSpec("port", words.port, .number),
                FieldSpec("user", words.user, .code),
                FieldSpec(
                    "host_key", words.hostKey, .code, hint: words.hostKeyHint, isOptional: true),
                FieldSpec(
                    "password", words.password, .secret, hint: words.secretHint,
                    isOptional: true),
                FieldSpec(
                    "private_key", words.privateKey, .secretLines(rows: 3),
                    hint: words.privateKeyHint, isOptional: true),
                FieldSpec(
                    "passphrase", words.passphrase, .secret, hint: words.passphraseHint,
                    isOptional: true),
            ] + Self.tree(words)
        }
    }

    private static func tree(_ words: SourceWords) -> [FieldSpec] {
        [
            FieldSpec(
                "paths", words.paths, .lines(rows: 3), hint: words.pathsHint, picking: .several),
            FieldSpec(
                "excludes", words.excludes, .lines(rows: 2), hint: words.excludesHint,
                isOptional: true),
            FieldSpec("caches", words.excludesCaches, .toggle),
        ]
    }

    /// What a new one begins with.
    var defaults: [String: String] {
        switch self {
        case .files: ["caches": "on"]
        case .sqlite: ["integrity": "on"]
        case .sftp: ["caches": "on", "port": "22"]
        }
    }

    /// What was typed.
    ///
    /// - Parameter old: what the form does not ask about stays as it is there.
    func configuration(
        _ values: FormValues, instead old: SourceConfiguration?, _ trouble: inout FormTrouble,
        _ words: SourceWords
    ) -> SourceConfiguration {
        switch self {
        case .files:
            var files = FilesConfiguration(paths: [])
            if case .files(let before) = old { files = before }
            files.read(values)
            return .files(files)
        case .sqlite:
            return .sqlite(
                SQLiteConfiguration(
                    path: values["path"], checksIntegrity: values.isOn("integrity")))
        case .sftp:
            var sftp = SFTPConfiguration(host: "", user: "", files: FilesConfiguration(paths: []))
            if case .sftp(let before) = old { sftp = before }
            sftp.host = String(values["host"].trimmingBlanks)
            sftp.user = String(values["user"].trimmingBlanks)
            sftp.hostKey = values.text("host_key").map { String($0.trimmingBlanks) }
            if let key = sftp.hostKey, !SFTPConfiguration.isFingerprint(key) {
                trouble.add(words.noFingerprint, to: "host_key")
            }
            let port = String(values["port"].trimmingBlanks)
            if let number = Int(port) {
                sftp.port = number
            } else {
                trouble.add(words.notWhole(port), to: "port")
            }
            sftp.files.read(values)
            return .sftp(sftp)
        }
    }

    /// Its secrets, by the fields they are typed into.
    func secrets(_ values: FormValues) -> SecretWishes {
        guard self == .sftp else { return [:] }
        var wishes: SecretWishes = [:]
        for name in [SecretName.password, .privateKey, .passphrase] {
            guard let text = values.text(name.rawValue) else { continue }
            wishes[SecretSlot(name: name)] = Secret(name == .privateKey ? Self.key(text) : text)
        }
        return wishes
    }

    /// As `ssh-keygen` writes it, whatever a browser made of the ends of its lines.
    private static func key(_ text: String) -> String {
        String(text.trimmingBlanks.map { $0.isNewline ? "\n" : $0 }) + "\n"
    }
}

extension SourceConfiguration {
    /// As its form is filled.
    var values: [String: String] {
        switch self {
        case .files(let files): files.values
        case .sqlite(let sqlite):
            ["path": sqlite.path, "integrity": sqlite.checksIntegrity ? "on" : ""]
        case .sftp(let sftp):
            [
                "host": sftp.host, "port": "\(sftp.port)", "user": sftp.user,
                "host_key": sftp.hostKey ?? "",
            ].merging(sftp.files.values) { $1 }
        }
    }

    /// In one line, for lists.
    var summary: String {
        switch self {
        case .files(let files): files.paths.joined(separator: ", ")
        case .sqlite(let sqlite): sqlite.path
        case .sftp(let sftp):
            "\(sftp.user)@\(sftp.host): \(sftp.files.paths.joined(separator: ", "))"
        }
    }
}

extension FilesConfiguration {
    fileprivate mutating func read(_ values: FormValues) {
        paths = values.lines("paths")
        excludes = values.lines("excludes")
        excludesCaches = values.isOn("caches")
        staysOnFileSystem = values.isOn("one_file_system")
    }

    fileprivate var values: [String: String] {
        [
            "paths": paths.joined(separator: "\n"), "excludes": excludes.joined(separator: "\n"),
            "caches": excludesCaches ? "on" : "", "one_file_system": staysOnFileSystem ? "on" : "",
        ]
    }
}

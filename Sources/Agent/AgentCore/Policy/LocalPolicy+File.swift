internal import Glibc
package import Host
internal import Settings
internal import Values

extension LocalPolicy {
    /// Its name in the agent's folder.
    package static let fileName: SystemString = "policy.toml"
    private static let sizeMax = ByteCount.kibibytes(256)

    /// Reads the file. Where there is none, nothing is allowed.
    /// - Throws: `PolicyError` for a file that others than root and its user may write, or that
    ///   does not say plainly what it means; then nothing is allowed either.
    package init(at path: FilePath) throws(PolicyError) {
        self = try Self.content(of: path).map(LocalPolicy.init(parsing:)) ?? LocalPolicy()
        file = path
    }

    /// nil where there is no file.
    private static func content(of path: FilePath) throws(PolicyError) -> [UInt8]? {
        do throws(FileError) {
            let folder = try Folder(at: path.parent)
            let name = try RelativePath(bytes: path.name.bytes)
            let status = try folder.status(of: name)
            let isOurs = status.owner == 0 || status.owner == geteuid()
            guard status.kind == .file, isOurs, status.mode.rawValue & 0o022 == 0 else {
                throw FileError(
                    .denied, "others than its owner may write \(path), or it is no plain file",
                    path: path.description)
            }
            return try folder.read(name, limit: sizeMax)
        } catch {
            if error.kind == .notFound { return nil }
            throw PolicyError("The local policy cannot be used: \(error.message).")
        }
    }

    package init(parsing bytes: [UInt8]) throws(PolicyError) {
        let document: SettingsDocument
        do throws(DocumentError) {
            document = try SettingsDocument(bytes)
        } catch {
            throw PolicyError("Line \(error.line) of the local policy: \(error.message)")
        }
        self = LocalPolicy()
        for entry in document.entries { try take(entry) }
    }

    private mutating func take(_ entry: SettingsDocument.Entry) throws(PolicyError) {
        guard entry.section.isEmpty, case .strings(let values) = entry.value else {
            throw PolicyError(
                "Line \(entry.line) of the local policy is no list of texts outside of sections.")
        }
        switch entry.key {
        case "read": readable = try folders(values, entry.line)
        case "restore": restorable = try folders(values, entry.line)
        case "vault-folders": vaultFolders = try folders(values, entry.line)
        case "read-servers": readableServers = try servers(values, entry.line)
        case "restore-servers": restorableServers = try servers(values, entry.line)
        case "vault-places": places = values == ["*"] ? nil : values
        case "hooks": hooks = values == ["*"] ? .any : .exactly(Set(values))
        default:
            throw PolicyError(
                """
                Line \(entry.line) of the local policy names none of read, restore, hooks, \
                read-servers, restore-servers, vault-folders and vault-places.
                """)
        }
    }

    private func folders(_ values: [String], _ line: Int) throws(PolicyError) -> [FilePath] {
        guard values.allSatisfy({ allows($0, in: ["/"]) }) else {
            throw PolicyError(
                "Line \(line) of the local policy has a path that does not begin at the root.")
        }
        return values.map { FilePath($0) }
    }

    private func servers(
        _ values: [String], _ line: Int
    ) throws(PolicyError) -> [ServerRule] {
        var rules: [ServerRule] = []
        for value in values {
            guard let rule = ServerRule(value) else {
                throw PolicyError(
                    "Line \(line) of the local policy has no server such as root@web1:22.")
            }
            rules.append(rule)
        }
        return rules
    }

    /// As a person finds it after the agent joined a hub.
    package var text: String {
        """
        # What the hub may have this machine do. Nothing here can be changed from the hub.
        # docs/user/agent-policy.md explains each line; changes count from the next run on.

        # Folders that may be backed up, and looked at when paths are chosen.
        read = \(Self.list(readable.map(\.description)))
        # Folders that may be restored into.
        restore = \(Self.list(restorable.map(\.description)))
        # Servers that may be read over SSH, as root@web1:22 or web1; ["*"] for any.
        read-servers = \(Self.list(readableServers.map(\.text)))
        # Servers that may be restored to over SSH; ["*"] for any.
        restore-servers = \(Self.list(restorableServers.map(\.text)))
        # Folders of this machine that vaults may lie in.
        vault-folders = \(Self.list(vaultFolders.map(\.description)))
        # Beginnings of the places elsewhere that backups may go to; ["*"] for any.
        vault-places = \(Self.list(places ?? ["*"]))
        # Commands around a backup, word for word; ["*"] for any.
        hooks = \(Self.list(hookTexts))

        """
    }

    var hookTexts: [String] {
        switch hooks {
        case .any: ["*"]
        case .exactly(let commands): commands.sorted()
        }
    }

    private static func list(_ values: [String]) -> String {
        let quoted = values.map { value in
            let escaped = value.unicodeScalars.map { scalar in
                switch scalar {
                case "\"", "\\": "\\\(scalar)"
                case "\n": "\\n"
                case "\t": "\\t"
                default: String(scalar)
                }
            }
            return "\"\(escaped.joined())\""
        }
        return "[\(quoted.joined(separator: ", "))]"
    }
}

/// Why a policy file cannot be used. Until it can be, nothing is allowed.
package struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence.
    package let message: String

    init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}

package import Values

extension SourceConfiguration {
    /// Everything that is wrong with it, by the rules of `Fields`.
    package var violations: [FieldViolation] {
        switch self {
        case .files(let files): return files.violations
        case .sqlite(let sqlite): return absolute(sqlite.path)
        case .sftp(let sftp):
            return Fields.address.violations(of: sftp.host) + Fields.port.violations(of: sftp.port)
                + Fields.remoteUser.violations(of: sftp.user) + sftp.hostKeyViolations
                + sftp.files.violations + sftp.unknownOverSFTP
        }
    }
}

extension FilesConfiguration {
    package var violations: [FieldViolation] {
        Fields.pathCount.violations(of: paths.count) + paths.flatMap(absolute)
            + Fields.patternCount.violations(of: excludes.count)
            + excludes.flatMap(Fields.pattern.violations)
    }
}

extension SFTPConfiguration {
    /// Whether a text is what `ssh-keygen -l` prints of a key: `SHA256:` and 43 digits in base 64.
    package static func isFingerprint(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst(7)
        return text.hasPrefix("SHA256:") && digits.count == 43
            && digits.allSatisfy { digit in
                switch digit {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                    true
                default: false
                }
            }
    }

    fileprivate var hostKeyViolations: [FieldViolation] {
        guard let hostKey, !Self.isFingerprint(hostKey) else { return [] }
        return [
            FieldViolation(field: "hostKey", problem: .unreadable("a fingerprint is SHA256:…"))
        ]
    }

    /// What is asked for and cannot be told over SFTP.
    fileprivate var unknownOverSFTP: [FieldViolation] {
        let asked: [(Bool, String)] = [
            (files.links == .follow, "links"), (files.ignoreFileName != nil, "ignoreFile"),
            (files.staysOnFileSystem, "staysOnFileSystem"),
        ]
        return asked.filter(\.0).map { FieldViolation(field: $0.1, problem: .notHere) }
    }
}

/// What is wrong with a path that has to begin at the root.
private func absolute(_ path: String) -> [FieldViolation] {
    var violations = Fields.path.violations(of: path)
    if let first = path.unicodeScalars.first, first != "/" {
        violations.append(FieldViolation(field: Fields.path.name, problem: .character(first)))
    }
    return violations
}

extension Source {
    /// Everything that is wrong with the source by itself.
    package var violations: [FieldViolation] {
        Fields.sourceName.violations(of: name) + configuration.violations
            + Fields.vaultCount.violations(of: vaults.count)
            + Fields.attemptsMax.violations(of: retry.attemptsMax) + hooks.violations
    }

    /// Why the source cannot be made or kept as it is; nil when it can.
    /// - Parameters:
    ///   - vaults: Those of the tenant that it names; one that is missing is a stranger's.
    package func refusal(vaults known: [KnownVault]) -> SourceRefusal? {
        if case .pool = place, !configuration.kind.isRemote { return .needsAgent }
        if Set(vaults).count != vaults.count { return .vaultTwice }
        for id in vaults {
            guard let vault = known.first(where: { $0.id == id }), vault.tenant == tenant else {
                return .vaultUnknown(id)
            }
            guard vault.takes(from: self) else { return .vaultUnreachable(id) }
        }
        return nil
    }
}

/// Why a source cannot be as it is described.
package enum SourceRefusal: Hashable, Sendable {
    /// Files and databases on a machine are read by that machine's agent.
    case needsAgent
    case vaultTwice
    case vaultUnknown(ID<KnownVault>)
    /// The vault is local to another agent, or lists its agents and not this one.
    case vaultUnreachable(ID<KnownVault>)

    package var refusal: Refusal {
        switch self {
        case .needsAgent: .sourceNeedsAgent
        case .vaultTwice: .vaultTwice
        case .vaultUnknown: .vaultUnknown
        case .vaultUnreachable: .vaultUnreachable
        }
    }

    package var code: String { refusal.rawValue }
}

extension Hooks {
    package var violations: [FieldViolation] {
        [before, after].compactMap(\.self).flatMap(Fields.hookCommand.violations)
    }
}

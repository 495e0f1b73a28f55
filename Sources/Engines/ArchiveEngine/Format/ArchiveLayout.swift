package import Engine
package import Storage
package import Values

// The names of docs/formats/archive.md.

/// Whose snapshots: the source's, and the tenant's that it belongs to. Both ids say nothing.
package struct ArchiveScope: Hashable, Sendable {
    package let tenant: UUID
    package let source: UUID

    package init(tenant: UUID, source: UUID) {
        self.tenant = tenant
        self.source = source
    }

    /// `tenants/<t>/sources/<s>`
    package var folder: ObjectName {
        ObjectName(known: "tenants/\(tenant)/sources/\(source)")
    }

    package var marker: ObjectName { ObjectName(known: "\(folder)/source.json") }

    /// Holds a folder for each snapshot.
    package var snapshots: ObjectName { ObjectName(known: "\(folder)/snapshots") }

    package func snapshot(_ id: UUID) -> SnapshotLayout {
        SnapshotLayout(folder: ObjectName(known: "\(snapshots)/\(id)"))
    }
}

/// Names that belong to the vault as a whole.
package enum ArchiveLayout {
    package static let marker = ObjectName(known: "holdfast-vault.json")
    package static let keys = ObjectName(known: "keys")
    package static let tenants = ObjectName(known: "tenants")

    /// Where the identity called `name` lies, sealed with a passphrase.
    package static func key(_ name: KeyName) -> ObjectName {
        ObjectName(known: "\(keys)/\(name).age")
    }

    /// What an object's name says about it; nil for a name that the format does not make.
    package static func place(of name: ObjectName) -> ArchivePlace? {
        let parts = name.parts
        if name == marker { return .vaultMarker }
        if parts.count == 2, parts[0] == "keys", parts[1].hasSuffix(".age") {
            return KeyName(parts[1].dropLast(4)).map(ArchivePlace.key)
        }
        guard parts.count >= 5, parts[0] == "tenants", parts[2] == "sources",
            let tenant = lowerCaseID(parts[1]), let source = lowerCaseID(parts[3])
        else { return nil }
        let scope = ArchiveScope(tenant: tenant, source: source)
        if parts.count == 5, parts[4] == "source.json" { return .sourceMarker(scope) }
        guard parts.count == 7, parts[4] == "snapshots", let id = lowerCaseID(parts[5]) else {
            return nil
        }
        return .snapshot(scope, id, file: String(parts[6]))
    }

    private static func lowerCaseID(_ text: Substring) -> UUID? {
        // Two spellings of one id would be two folders of one snapshot.
        guard let id = UUID(text), id.description == text else { return nil }
        return id
    }
}

/// What an object of a vault is, told from its name.
package enum ArchivePlace: Hashable, Sendable {
    case vaultMarker
    case key(KeyName)
    case sourceMarker(ArchiveScope)
    case snapshot(ArchiveScope, UUID, file: String)
}

/// The objects of one snapshot.
package struct SnapshotLayout: Hashable, Sendable {
    package let folder: ObjectName

    package static let manifestName = "manifest.json"
    package static let sumsName = "SHA256SUMS"
    package static let restoreName = "RESTORE.txt"
    package static let completionName = "complete.json"

    package var manifest: ObjectName { name(Self.manifestName) }
    package var sums: ObjectName { name(Self.sumsName) }
    package var restore: ObjectName { name(Self.restoreName) }
    /// What makes it a snapshot: the last to come and the first to go.
    package var completion: ObjectName { name(Self.completionName) }

    package func part(_ name: PartName) -> ObjectName { self.name(name.text) }
    package func index(_ encryption: VaultEncryption) -> ObjectName {
        name(Self.indexName(encryption))
    }

    package static func indexName(_ encryption: VaultEncryption) -> String {
        switch encryption {
        case .age: "entries.jsonl.zst.age"
        case .none: "entries.jsonl.zst"
        }
    }

    private func name(_ last: String) -> ObjectName { ObjectName(known: "\(folder)/\(last)") }
}

extension ObjectName {
    /// Of ids, numbers and words of ours, which always make a name.
    fileprivate init(known text: String) {
        do {
            try self.init(text)
        } catch {
            preconditionFailure("\(text) is a name of ours")
        }
    }
}

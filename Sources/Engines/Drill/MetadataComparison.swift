internal import Connector

/// What of an entry's metadata a restore gives back, and whether it is the same.
struct MetadataComparison {
    private static let privileged: UInt16 = 0o6000
    private static let capability = Array("security.capability".utf8)

    private let fidelity: Drill.Fidelity

    init(_ fidelity: Drill.Fidelity) {
        self.fidelity = fidelity
    }

    /// In words; empty when all is the same.
    func differences(_ wanted: Entry, _ found: Entry) -> [String] {
        // They share the metadata of their first name.
        if case .hardLink = wanted.kind { return [] }
        var words: [String] = []
        let (mine, theirs) = (wanted.metadata, found.metadata)
        if mine.modified != theirs.modified { words.append("time") }
        if !hasSameMode(wanted, found) { words.append("mode") }
        if fidelity == .everything,
            mine.user.id != theirs.user.id || mine.group.id != theirs.group.id
        {
            words.append("owner")
        }
        let wantedAttributes = mine.attributes.filter(isCompared)
        if wantedAttributes != theirs.attributes.filter(isCompared) { words.append("attribute") }
        return words
    }

    private func hasSameMode(_ wanted: Entry, _ found: Entry) -> Bool {
        // A link has none.
        if case .link = wanted.kind { return true }
        var mode = wanted.metadata.permissions
        if fidelity == .whatUsersMay, wanted.kind != .folder { mode &= ~Self.privileged }
        return mode == found.metadata.permissions
    }

    /// Others belong to the machine, as the labels of SELinux do.
    private func isCompared(_ attribute: EntryMetadata.Attribute) -> Bool {
        let name = attribute.name
        if name.starts(with: "user.".utf8) || name.starts(with: "system.posix_acl_".utf8) {
            return true
        }
        guard fidelity == .everything else { return false }
        return name.starts(with: "trusted.".utf8) || name == Self.capability
    }
}

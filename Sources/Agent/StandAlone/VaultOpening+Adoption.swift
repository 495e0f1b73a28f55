package import ArchiveEngine
internal import LocalState
package import Storage

extension VaultOpening {
    /// Takes over what was written earlier or elsewhere, after somebody said yes to it: writes what
    /// the vault lacks, and remembers whose snapshots are believed.
    package func adopt(_ adoption: Adoption, at storage: any Storage) async throws {
        try await ArchiveVault.adopt(adoption, at: storage)
        try remember(adoption.marker, at: storage, trustsRecipients: true)
        guard var record = try state.vault(adoption.marker.vault) else { return }
        for source in adoption.sources {
            record.trustedSources.removeAll { $0.source == source.scope.source }
            record.trustedSources.append(
                VaultRecord.TrustedSource(source: source.scope.source, key: source.key))
        }
        try state.remember(record)
    }
}

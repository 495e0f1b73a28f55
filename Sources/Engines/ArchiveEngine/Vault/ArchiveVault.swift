package import Engine
package import Storage
package import Values

/// A vault of format `archive` that was opened: its marker has been read and is the expected one.
/// The contract of the format is docs/formats/archive.md.
package final class ArchiveVault: Sendable {
    package let storage: any Storage
    package let marker: VaultMarker
    package let keys: ArchiveKeys
    /// Whose snapshots; nil for all that lie in the vault, which is enough for reading.
    package let scope: ArchiveScope?
    let reading: ReadingSettings

    package var format: VaultFormat { .archive }
    /// The same vault as somebody sees it who reads all of it: every source's snapshots, each
    /// under the key that is known of its source.
    package var whole: ArchiveVault {
        guard let scope else { return self }
        var known = keys.known
        if let verifying = keys.verifying { known[scope.source] = verifying }
        return ArchiveVault(
            storage: storage, marker: marker,
            keys: ArchiveKeys(
                recipients: keys.recipients, identities: keys.identities, known: known),
            scope: nil, reading: reading)
    }
    package var place: String { storage.place }
    package var ownName: String { "\(marker.vault)" }

    private init(
        storage: any Storage, marker: VaultMarker, keys: ArchiveKeys, scope: ArchiveScope?,
        reading: ReadingSettings
    ) {
        self.storage = storage
        self.marker = marker
        self.keys = keys
        self.scope = scope
        self.reading = reading
    }

    /// Opens the vault at a location.
    ///
    /// - Parameters:
    ///   - id: Which vault is expected; nil believes whatever marker is there, as on first sight.
    ///   - scope: The source to back up, or to read.
    /// - Throws: `.noVault` where there is no marker, `.foreignVault` where it is another's or
    ///   where its recipients are not those of `keys`: whoever can write to a location could
    ///   otherwise make backups readable to himself.
    package static func open(
        at storage: any Storage, expecting id: UUID?, keys: ArchiveKeys, scope: ArchiveScope?,
        reading: ReadingSettings = .standard
    ) async throws -> ArchiveVault {
        let marker = try await readMarker(at: storage)
        if let id, marker.vault != id {
            throw EngineError(
                .foreignVault,
                "the vault at \(storage.place) is \(marker.vault) and not \(id): "
                    + "is the right disk mounted?")
        }
        if let expected = keys.recipients, Set(expected) != Set(marker.recipients) {
            throw EngineError(
                .foreignVault,
                "the vault at \(storage.place) names other recipients than this "
                    + "machine knows: somebody may have changed who can read its backups")
        }
        return ArchiveVault(
            storage: storage, marker: marker, keys: keys, scope: scope, reading: reading)
    }

    /// What the vault at a location says of itself.
    package static func readMarker(at storage: any Storage) async throws -> VaultMarker {
        do {
            let bytes = try await storage.get(
                ArchiveLayout.marker, limit: ArchiveLimits.smallObjectSizeMax)
            return try VaultMarker(parsing: bytes)
        } catch let error as StorageError where error.kind == .notFound {
            throw EngineError(
                .noVault, "there is no vault at \(storage.place): is the disk mounted?",
                underlying: error)
        } catch let error as StorageError {
            throw EngineError(storing: error, at: storage.place)
        }
    }
}

extension EngineError {
    /// What a location said, with what may be done about it.
    package init(storing error: StorageError, at place: String) {
        self.init(
            error.kind == .cancelled ? .cancelled : .storage, "\(place): \(error.message)",
            underlying: error, disposition: error.disposition)
    }

    /// Whatever was thrown on the way to a vault or from it.
    package init(_ error: any Error, at place: String) {
        switch error {
        case let error as EngineError: self = error
        case let error as StorageError: self.init(storing: error, at: place)
        case is CancellationError: self.init(.cancelled, "the work on \(place) was cancelled")
        default: self.init(.local, "\(place): \(error)", underlying: error)
        }
    }
}

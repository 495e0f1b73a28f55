internal import Engine
internal import Host
internal import Storage
internal import Values

/// Folders that have everything of a snapshot but the record that makes them one: the disk lost it,
/// or somebody did, or a backup ended in its last step. Nobody can vouch for what is in them, and
/// nobody but a person should say that they may go.
extension ArchiveVault {
    /// A backup that is being made looks the same for the moment before its last write.
    private static let lastStepMax = Duration.seconds(3600)

    /// What to say of such a folder; nil for all others, and while it may still be finished.
    func unsealed(_ folder: SnapshotFolder) async throws -> DamagedSnapshot? {
        if let modified = folder.modified,
            WallClock.system.now - modified < Self.lastStepMax
        {
            return nil
        }
        guard try await isWholeButUnsealed(folder) else { return nil }
        return DamagedSnapshot(
            id: folder.id, source: "\(folder.scope.source)",
            reason: "\(CompletionRecord.title) is missing though everything else is there: it was "
                + "lost, or a backup or a removal was interrupted in its last moment")
    }

    func isWholeButUnsealed(_ folder: SnapshotFolder) async throws -> Bool {
        guard !folder.isFinished, folder.objects[SnapshotLayout.sumsName] != nil,
            folder.objects[SnapshotLayout.manifestName] != nil
        else { return false }
        do {
            let manifest = try Manifest(
                parsing: try await small(folder.layout.manifest, limit: Manifest.sizeMax))
            guard manifest.vault == marker.vault, manifest.scope == folder.scope,
                manifest.id == folder.run, folder.problems(with: manifest).isEmpty
            else { return false }
        } catch let error as EngineError where error.isAboutContent {
            // With a manifest that is none there is nothing to lose.
            return false
        }
        // It may have been finished since it was listed.
        return try await storage.head(folder.layout.completion) == nil
    }
}

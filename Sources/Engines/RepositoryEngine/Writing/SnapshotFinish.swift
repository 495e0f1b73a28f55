internal import Connector
internal import Engine
internal import Host
internal import Values

/// Makes a snapshot of what lies in a vault: the last object of a backup.
struct SnapshotFinish {
    private let lane: VaultLane
    private let job: BackupJob
    private let settings: RepositoryEngine.Settings
    private let issues: Int

    init(
        _ lane: VaultLane, job: BackupJob, settings: RepositoryEngine.Settings, issues: Int
    ) {
        self.lane = lane
        self.job = job
        self.settings = settings
        self.issues = issues
    }

    func run(
        _ tree: BlobID, _ end: BackupPass.End, _ changes: BackupPass.FileChanges
    ) async throws -> (ObjectID, Snapshot) {
        let vault = lane.vault
        // Another machine may have made it meanwhile: a run has one snapshot in a vault.
        let known = Set(lane.parent.map { [$0.id] } ?? [])
        if let (id, file) = try await StoredSnapshots.read(vault, except: known)
            .made(by: job.run), let snapshot = file.snapshot(id)
        {
            return (id, snapshot)
        }
        let file = file(tree, end, changes)
        if !settings.isRehearsal { try await job.fence() }
        try lane.lock.requireValid()
        let id = try await vault.store(
            file.encoded(), in: .snapshots, beforeRepeating: job.fence)
        guard let snapshot = file.snapshot(id) else {
            preconditionFailure("hexadecimal digits name a snapshot")
        }
        return (id, snapshot)
    }

    private func file(
        _ tree: BlobID, _ end: BackupPass.End, _ changes: BackupPass.FileChanges
    ) -> SnapshotFile {
        let owner = lane.vault.settings.owner
        var file = SnapshotFile(
            time: FileTime(job.started), tree: tree, paths: job.details.paths,
            hostName: job.details.hostName, parent: lane.parent?.id)
        file.userName = owner.userName
        file.uid = owner.uid
        file.gid = owner.gid
        file.excludes = settings.excludes
        file.tags = job.details.tags + job.ownTags
        file.program = settings.program
        file.summary = summary(end, changes)
        return file
    }

    private func summary(
        _ end: BackupPass.End, _ changes: BackupPass.FileChanges
    ) -> SnapshotFile.Summary {
        let counts = lane.counts
        var summary = SnapshotFile.Summary(
            started: FileTime(job.started), ended: FileTime(settings.wall.now))
        (summary.filesNew, summary.filesChanged) = (changes.new, changes.changed)
        summary.filesUnmodified = changes.unmodified
        // The tree of everything has no folder.
        let stored = min(end.folders, max(0, counts.treeBlobs - 1))
        if lane.parent == nil {
            summary.foldersNew = stored
        } else {
            summary.foldersChanged = stored
        }
        summary.foldersUnmodified = end.folders - stored
        (summary.dataBlobs, summary.treeBlobs) = (counts.dataBlobs, counts.treeBlobs)
        (summary.added, summary.stored) = (counts.added, counts.stored)
        summary.files = end.files
        summary.size = end.totals.size.bytes
        summary.entries = end.totals.entries
        summary.issues = Int64(issues)
        return summary
    }
}

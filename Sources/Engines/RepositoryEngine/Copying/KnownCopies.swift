internal import Engine

/// The snapshots that a repository has, by where they come from.
struct KnownCopies {
    private var byOrigin: [ObjectID: [ChosenSnapshots.Snapshot]] = [:]

    init(_ snapshots: [ChosenSnapshots.Snapshot]) {
        for snapshot in snapshots {
            for origin in snapshot.file.origins(snapshot.id) {
                byOrigin[origin, default: []].append(snapshot)
            }
        }
    }

    /// The one that is a copy of this one, or that this one is a copy of. One whose tags were
    /// changed afterwards is another one.
    func copy(of id: ObjectID, _ file: SnapshotFile) -> ObjectID? {
        for origin in file.origins(id) {
            for known in byOrigin[origin] ?? [] where known.file.saysTheSame(as: file) {
                return known.id
            }
        }
        return nil
    }
}

extension SnapshotFile {
    /// By what copies of it may know it.
    fileprivate func origins(_ id: ObjectID) -> [ObjectID] {
        original.map { [id, $0] } ?? [id]
    }

    fileprivate func saysTheSame(as other: SnapshotFile) -> Bool {
        time == other.time && tree == other.tree && hostName == other.hostName
            && userName == other.userName && paths == other.paths && tags == other.tags
            && excludes == other.excludes
    }

    /// As another repository gets it: the snapshot it followed is not there.
    func copied(from id: ObjectID) -> SnapshotFile {
        var file = self
        file.parent = nil
        file.original = original ?? id
        return file
    }
}

internal import Engine
internal import Storage
internal import Values

/// What a listing shows of one snapshot, or of what may become one.
struct SnapshotFolder: Sendable {
    let scope: ArchiveScope
    let run: UUID
    /// By the last part of their names; those that the format does not make are left out.
    var objects: [String: ObjectInfo] = [:]

    var layout: SnapshotLayout { scope.snapshot(run) }
    var id: SnapshotID { SnapshotID(run) }
    var isFinished: Bool { objects[SnapshotLayout.completionName] != nil }

    var size: ByteCount { objects.values.reduce(ByteCount(0)) { $0 + ByteCount($1.size) } }

    /// When the last of it was written; nil where the location does not say for each.
    var modified: Timestamp? {
        let moments = objects.values.compactMap(\.modified)
        return moments.count == objects.count ? moments.max() : nil
    }

    var unfinished: UnfinishedSnapshot {
        UnfinishedSnapshot(
            id: id, source: "\(scope.source)", storedSize: size, modified: modified)
    }

    /// Whether the format has an object of this name in a snapshot. Only these are ever removed.
    static func isOurs(_ file: String) -> Bool {
        PartName(file) != nil || fixedNames.contains(file)
    }

    private static let fixedNames: Set = [
        SnapshotLayout.manifestName, SnapshotLayout.sumsName, SnapshotLayout.restoreName,
        SnapshotLayout.completionName, SnapshotLayout.indexName(.age),
        SnapshotLayout.indexName(.none),
    ]

    /// Why the objects cannot be those of the manifest, as far as a listing tells.
    func problems(with manifest: Manifest) -> [String] {
        let parts = manifest.parts.compactMap { problem($0.name.text, $0.size) }
        return parts + [problem(manifest.index.name, manifest.index.size)].compactMap { $0 }
    }

    private func problem(_ name: String, _ size: Int64) -> String? {
        guard let object = objects[name] else { return "\(name) is missing" }
        guard object.size == size else {
            return "\(name) has \(object.size) bytes and not the \(size) it was written with"
        }
        return nil
    }
}

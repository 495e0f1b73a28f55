internal import Connector
internal import Glibc

/// Takes away what a search found, name by name in open folders, following no link and going into
/// no other file system.
struct SurplusRemoval {
    /// Deeper than that, each folder on the way would hold too many descriptors.
    private static let depthMax = 256

    private let root: FolderHandle
    private(set) var report = RestoreReport()

    init(_ root: FolderHandle) {
        self.root = root
    }

    mutating func remove(_ path: EntryPath) throws {
        do throws(Fault) {
            var folder = root
            for name in path.names.dropLast() { folder = try folder.enter(name) }
            try remove(path.name, in: folder, depth: 0)
            report.entries += 1
        } catch {
            guard !error.endsEverything else { throw error }
            // Somebody was faster.
            guard error.code != ENOENT else { return }
            report.issues.append(error.issue(path))
        }
    }

    private func remove(
        _ name: FolderHandle.Name, in folder: FolderHandle, depth: Int
    ) throws(Fault) {
        guard let node = try folder.look(at: name) else { return }
        guard node.isFolder else { return try folder.remove(name) }
        guard node.identity.device == folder.identity.device, depth < Self.depthMax else {
            throw Fault("delete what is in", depth < Self.depthMax ? EBUSY : ENAMETOOLONG)
        }
        let inner = try folder.enter(name)
        for one in try inner.names() { try remove(one, in: inner, depth: depth + 1) }
        try folder.remove(name, isFolder: true)
    }
}

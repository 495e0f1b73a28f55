internal import Connector
internal import Glibc
internal import Host

/// Finds what lies in folders that a snapshot holds whole and is not in it. Changes nothing.
struct SurplusSearch {
    private struct Frame {
        /// In the snapshot.
        let source: EntryPath
        /// nil for the target itself.
        let target: EntryPath?
        var names: Set<[UInt8]> = []
    }

    private let root: FolderHandle
    private let map: PathMap
    /// What was backed up, with everything below it; nil for all there is. The folders above come
    /// along without what else was in them.
    private let roots: [EntryPath]?
    private var frames: [Frame] = []
    private var folders: Set<[UInt8]> = []
    private var found: [EntryPath] = []
    /// Targets of what is in no folder that is held whole, as of the folders above one.
    private var strays: [EntryPath] = []

    init(_ root: FolderHandle, _ map: PathMap, roots: [EntryPath]?) {
        self.root = root
        self.map = map
        self.roots = roots
    }

    /// - Throws: Also for an issue: what cannot be listed may be in the snapshot all the same.
    mutating func run(_ entries: any EntryStream) throws -> [EntryPath] {
        while let item = try entries.next() {
            try Task.checkCancellation()
            switch item {
            case .issue(let issue): throw issue
            case .entry(let entry): try take(entry)
            }
        }
        while let frame = frames.popLast() { try compare(frame) }
        // What is restored is not taken away again, wherever it went.
        return found.filter { path in
            !strays.contains { $0 == path || $0.isBelow(path) }
        }.sorted()
    }

    private mutating func take(_ entry: Entry) throws {
        while let last = frames.last, !entry.path.isBelow(last.source) {
            frames.removeLast()
            try compare(last)
        }
        let target = map.target(of: entry.path)
        if let last = frames.last, let target, target.parent == last.target {
            frames[frames.count - 1].names.insert(Array(target.name))
        } else if let target {
            strays.append(target)
        }
        guard entry.kind == .folder, isWhole(entry.path),
            target != nil || map.makesTarget(of: entry.path)
        else { return }
        guard folders.insert(target?.bytes ?? []).inserted else {
            throw EntryIssue(
                .refused, entry.path,
                "two folders of the snapshot are restored into one, so it cannot be told what in "
                    + "it is in neither: nothing was deleted")
        }
        frames.append(Frame(source: entry.path, target: target))
    }

    private func isWhole(_ path: EntryPath) -> Bool {
        roots?.contains { path == $0 || path.isBelow($0) } ?? true
    }

    private mutating func compare(_ frame: Frame) throws {
        guard let folder = try open(frame.target),
            folder.identity.device == root.identity.device
        else { return }
        for name in try folder.names() where !frame.names.contains(Array(name)) {
            guard name.count <= EntryPath.nameLengthMax,
                !FileDraft.isTemporary(SystemString(bytes: name)),
                let path = frame.target?.appending(name) ?? EntryPath(bytes: name),
                !map.leads(into: path), let node = try folder.look(at: name),
                // Another disk that is mounted there is not what was backed up.
                !node.isFolder || node.identity.device == folder.identity.device
            else { continue }
            found.append(path)
        }
    }

    /// nil where something else than a folder is, which the restore left there.
    private func open(_ path: EntryPath?) throws(Fault) -> FolderHandle? {
        var folder = try root.reopened()
        for name in path?.names ?? [] {
            do throws(Fault) {
                folder = try folder.enter(name)
            } catch {
                guard [ENOENT, ENOTDIR, ELOOP].contains(error.code) else { throw error }
                return nil
            }
        }
        return folder
    }
}

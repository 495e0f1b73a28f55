internal import Connector
internal import Glibc

/// Follows the entries through the target, with the folders on the way open. A rehearsal sees the
/// same and changes nothing.
final class RestoreWalk {
    enum Way {
        case folder(OpenFolder)
        case blocked(EntryIssue)
    }

    /// Folders nearest to the entries that keep their descriptors; those above are found again by
    /// `..` on the way back, so a tree may be of any depth.
    private static let openMax = 64

    let isRehearsal: Bool
    /// Called now and then on a long way up: folders that wait to be finished stay open.
    var pause: () throws -> Void = {}
    let root: FolderHandle
    /// Called when nothing is to be done in a folder any more.
    private let finishing: (FolderHandle, OpenFolder.Finish) -> Void
    private var stack: [OpenFolder]
    /// Of the deepest folder of the stack.
    private var path: [UInt8] = []
    /// The last entry that was no folder.
    private var leaf: EntryPath?
    /// One folder of each file system that was entered.
    private(set) var devices: [UInt64: FolderHandle]

    init(
        _ root: FolderHandle, isRehearsal: Bool,
        finishing: @escaping (FolderHandle, OpenFolder.Finish) -> Void
    ) throws(Fault) {
        self.root = root
        self.isRehearsal = isRehearsal
        self.finishing = finishing
        stack = [OpenFolder(in: nil, length: 0, .real, handle: root)]
        devices = [root.identity.device: root]
        if !isRehearsal { try root.removeLeftovers() }
    }

    func note(leaf: EntryPath) {
        self.leaf = leaf
    }

    /// The folder that an entry belongs into. Those that are missing on the way are made.
    func way(to target: EntryPath) throws -> Way {
        if let leaf, target.isBelow(leaf) {
            return .blocked(
                EntryIssue(.refused, target, "\(target) would lie in \(leaf), which is no folder"))
        }
        let parent = target.bytes[..<(target.bytes.lastIndex(of: slash) ?? 0)]
        // Most entries are in the folder of the one before.
        if parent.elementsEqual(path) { return .folder(deepest) }
        try climb(to: parent)
        while path.count < parent.count {
            if let top = stack.last, top.standing != .real, top.standing != .imagined { break }
            let start = path.isEmpty ? 0 : path.count + 1
            let end = parent[start...].firstIndex(of: slash) ?? parent.count
            if let issue = try descend(parent[start..<end], to: parent[..<end], for: target) {
                return .blocked(issue)
            }
        }
        return .folder(deepest)
    }

    var deepest: OpenFolder {
        guard let deepest = stack.last else { preconditionFailure("the target itself stays") }
        return deepest
    }

    /// Goes into a folder that is an entry, or was made for one.
    func enter(_ folder: OpenFolder, at target: ArraySlice<UInt8>) {
        path = Array(target)
        stack.append(folder)
        if stack.count > Self.openMax + 1 { stack[stack.count - 1 - Self.openMax].close() }
        if let handle = folder.opened { devices[handle.identity.device] = handle }
    }

    /// Leaves all folders but the target itself.
    func end() throws {
        try climb(to: [][...])
        deepest.release(finishing)
    }

    // MARK: Ways

    private func climb(to parent: ArraySlice<UInt8>) throws {
        var levels = 0
        while stack.count > 1, !isOnTheWay(to: parent) {
            levels += 1
            if levels % Self.openMax == 0 { try pause() }
            let left = stack.removeLast()
            let above = deepest
            path.removeSubrange(above.length...)
            if above.standing == .real, above.length > 0, let handle = left.opened {
                try above.reopen(from: handle)
            }
            left.release(finishing)
        }
    }

    private func isOnTheWay(to parent: ArraySlice<UInt8>) -> Bool {
        path.isEmpty || parent.elementsEqual(path)
            || (parent.count > path.count && parent[path.count] == slash
                && parent.starts(with: path))
    }

    /// A folder that is no entry of its own.
    private func descend(
        _ name: ArraySlice<UInt8>, to target: ArraySlice<UInt8>, for entry: EntryPath
    ) throws(Fault) -> EntryIssue? {
        let above = deepest
        guard let handle = above.opened else {
            enter(OpenFolder(in: above, length: target.count, .imagined), at: target)
            return nil
        }
        var isNew = false
        if let found = try handle.look(at: name) {
            guard found.isFolder else {
                return found.isLink
                    ? Fault("go to", ELOOP).issue(entry) : Fault("go to", ENOTDIR).issue(entry)
            }
        } else if isRehearsal {
            enter(OpenFolder(in: above, length: target.count, .imagined), at: target)
            return nil
        } else {
            do throws(Fault) {
                try handle.makeFolder(name, mode: 0o777)
                isNew = true
            } catch  where error.code == EEXIST {
                // Somebody was faster; if it is no folder, entering says so.
            }
        }
        let opened = try handle.enter(name)
        if !isNew, !isRehearsal { try opened.removeLeftovers() }
        enter(
            OpenFolder(in: above, length: target.count, .real, isNew: isNew, handle: opened),
            at: target)
        return nil
    }
}

private let slash = UInt8(ascii: "/")

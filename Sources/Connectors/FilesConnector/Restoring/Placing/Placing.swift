internal import CShims
internal import Connector
internal import Cryptography
internal import Glibc
internal import Host

/// Decides what becomes of entries.
struct Placing {
    let options: RestoreOptions
    let us: Restorer
    let isRehearsal: Bool

    /// A folder that a restore made and did not finish has this mode, which nobody else gives.
    static let unfinished: UInt32 = 0o1700

    func isUnfinished(_ node: Node) -> Bool {
        node.permissions == Self.unfinished && node.status.user == us.owner.user
    }

    /// - Parameter first: Of hard links, what has the first name.
    /// - Throws: What ends the restore, as a conflict where none is allowed; `Fault` otherwise.
    func placement(
        of entry: Entry, at target: EntryPath, _ look: Look, in folder: OpenFolder,
        first: Node? = nil
    ) throws -> Placement {
        if let refusal = refusal(of: entry, at: target) {
            return Placement(.refused, .refuse(refusal))
        }
        switch folder.standing {
        case .passedOver: return Placement(.conflict, .keep)
        case .unreachable:
            let message = "\(target): its folder could not be made"
            return Placement(.refused, .refuse(EntryIssue(.refused, target, message)))
        case .imagined: return Placement(.new, .make)
        case .real: break
        }
        guard !folder.isNew, let handle = folder.opened, let node = try handle.look(at: target.name)
        else { return Placement(.new, .make) }
        if entry.kind == .folder, node.isFolder {
            return Placement(change(of: entry, node, look), .join(node))
        }
        if try isUnchanged(entry, node, look, first: first, name: target.name, in: handle) {
            guard options.unchangedRule == .restored else { return Placement(.unchanged, .keep) }
            return Placement(.unchanged, options.conflicts == .skip ? .keep : byPolicy(entry))
        }
        let change = node.isLike(entry.kind) ? RestorePlan.Change.changed : .conflict
        return Placement(change, try step(at: target, node, in: handle))
    }

    /// What joining a folder does to the folder itself. One that a restore has begun is still being
    /// made, and one that is not to be overwritten stays as it is.
    private func change(of entry: Entry, _ node: Node, _ look: Look) -> RestorePlan.Change {
        if isUnfinished(node) { return .new }
        let stays = options.conflicts != .overwrite || isSame(entry, node, look)
        return stays ? .unchanged : .changed
    }

    private func byPolicy(_ entry: Entry) -> Placement.Step {
        options.conflicts == .rename ? .makeBeside : .replace(isFolder: false)
    }

    private func step(
        at target: EntryPath, _ node: Node, in folder: FolderHandle
    ) throws -> Placement.Step {
        switch options.conflicts {
        case .skip: return .keep
        case .rename: return .makeBeside
        case .fail:
            if isRehearsal { return .keep }
            throw FileError(
                .alreadyExists, "\(target) is there already and differs; nothing more is restored",
                path: target.description)
        case .overwrite:
            guard node.isFolder else { return .replace(isFolder: false) }
            guard try folder.isEmpty(target.name) else {
                return .refuse(
                    EntryIssue(
                        .conflict, target, "\(target) is a folder with something in it and stays"))
            }
            return .replace(isFolder: true)
        }
    }

    private func refusal(of entry: Entry, at target: EntryPath) -> EntryIssue? {
        switch entry.kind {
        case .characterDevice, .blockDevice:
            guard !options.makesDevices || !us.isRoot else { return nil }
            return EntryIssue(
                .refused, target,
                "\(target) is a device, which only root may make and only when asked to")
        case .file, .folder, .link, .hardLink, .fifo, .socket: return nil
        }
    }

    // MARK: Comparing

    private func isUnchanged(
        _ entry: Entry, _ node: Node, _ look: Look, first: Node?, name: FolderHandle.Name,
        in folder: FolderHandle
    ) throws(Fault) -> Bool {
        guard node.isLike(entry.kind) else { return false }
        switch entry.kind {
        case .file:
            guard isSame(entry, node, look), node.status.size == UInt64(clamping: entry.size)
            else { return false }
            guard options.unchangedRule == .keptByHash else { return true }
            return try hasContent(of: entry, name, in: folder)
        case .folder: return false
        case .link(let target): return try folder.target(ofLink: name) == target
        case .hardLink:
            return first?.identity == node.identity && isSame(entry, node, look)
        case .fifo, .socket: return hasRights(node, look)
        case .characterDevice(let major, let minor), .blockDevice(let major, let minor):
            return hasRights(node, look) && node.isDevice(major, minor)
        }
    }

    private func isSame(_ entry: Entry, _ node: Node, _ look: Look) -> Bool {
        node.modified == look.modified && (node.isLink || hasRights(node, look))
    }

    private func hasRights(_ node: Node, _ look: Look) -> Bool {
        let isOwned = look.owner.map {
            $0 == Owner(user: node.status.user, group: node.status.group)
        }
        return node.permissions == look.permissions && isOwned ?? true
    }

    private func hasContent(
        of entry: Entry, _ name: FolderHandle.Name, in folder: FolderHandle
    ) throws(Fault) -> Bool {
        let whole = entry.digest.map { [ContentPiece(size: entry.size, digest: $0)] }
        guard let pieces = entry.pieces ?? whole else { return false }
        let file: NodeHandle
        do throws(Fault) {
            file = try folder.openFile(name)
        } catch {
            // What nobody may read can still be replaced.
            guard error.code == EACCES else { throw error }
            return false
        }
        // The hash of a whole leaves holes out, and does not say where they are.
        if entry.pieces == nil {
            guard cshims_making_first_hole(file.raw) == entry.size else { return false }
            _ = lseek(file.raw, 0, SEEK_SET)
        }
        return try holds(pieces, file)
    }

    /// Whether a file that has their size is made of these.
    private func holds(
        _ pieces: [ContentPiece], _ file: NodeHandle
    ) throws(Fault) -> Bool {
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        for piece in pieces {
            var left = piece.size
            while left > 0 {
                let room = Int(min(left, Int64(buffer.count)))
                let count = unsafe buffer.withUnsafeMutableBytes {
                    unsafe read(file.raw, $0.baseAddress, room)
                }
                try Fault.check("read", count < 0 ? -errno : 0)
                guard count > 0 else { return false }
                hash.update(buffer.span.extracting(0..<count))
                left -= Int64(count)
            }
            guard hash.finish() == piece.digest else { return false }
        }
        return true
    }
}

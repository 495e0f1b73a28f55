package import Connector
package import FilesConnector
package import Host
internal import SFTP
internal import Storage
internal import Values

/// Gives entries back to a folder of a machine where nothing is installed, over SFTP.
///
/// Files appear whole under their names: each is written under a passing one first. Folders on the
/// way are looked at before anything is put into them, and none that is a link is gone through.
/// What SFTP cannot make, as pipes and devices, is an issue; so are attributes, once.
package struct SFTPRestore: RestoreTarget {
    private let folder: SystemString
    private let line: SFTPLine
    private let options: RestoreOptions
    private let isRoot: Bool

    /// - Parameters:
    ///   - folder: On the server; from the user's own folder without a slash in front. It must
    ///     exist, but for a plan.
    ///   - isRoot: Whether the user may give files to others.
    package init(
        into folder: SystemString, over line: SFTPLine, isRoot: Bool,
        _ options: RestoreOptions = RestoreOptions()
    ) {
        self.folder = folder
        self.line = line
        self.isRoot = isRoot
        self.options = options
    }

    /// Makes the folder where it is missing; those above it are not made.
    package func makeFolder() throws {
        let client = try line.client()
        guard try client.look(at: folder) == nil else { return }
        try client.require(
            client.send(.makeFolder(path: folder, mode: 0o755)), "make the folder \(folder)")
    }

    package func plan(_ entries: any EntryStream) throws -> RestorePlan {
        ThreadRole.requireBlockingAllowed("SFTPRestore.plan")
        let client = try line.client()
        let tree = RemoteTree(
            client, try resolved(client) ?? folder, isRehearsal: true)
        var plan = RestorePlan()
        while let item = try entries.next() {
            try Task.checkCancellation()
            guard case .entry(let entry) = item, let path = options.map.target(of: entry.path)
            else { continue }
            let change = try change(entry, path, tree)
            plan.counts[change, default: 0] += 1
            if plan.counts[change, default: 0] <= RestorePlan.samplesMax {
                plan.samples.append(.init(path: path, change: change))
            }
            if change == .new || change == .changed {
                plan.size = plan.size + ByteCount(entry.size)
            }
        }
        return plan
    }

    private func change(
        _ entry: Entry, _ path: EntryPath, _ tree: RemoteTree
    ) throws -> RestorePlan.Change {
        guard entry.kind.canBeMadeOverSFTP else { return .refused }
        do {
            guard let there = try tree.entry(at: path) else { return .new }
            guard entry.kind.isLike(there.attributes.kind) else { return .conflict }
            if entry.kind == .folder {
                // As the restore joins it: see there.
                if RemoteRestoreRun.isUnfinished(there) { return .new }
                if options.conflicts != .overwrite { return .unchanged }
            }
            let keeps = options.keepsPrivileges(asRoot: isRoot)
            return entry.isUnchanged(there, keepingPrivileges: keeps) ? .unchanged : .changed
        } catch is EntryIssue {
            return .conflict
        }
    }

    package func restore(
        _ entries: any EntryStream, _ report: (RestoreReport) -> Void
    ) throws -> RestoreReport {
        ThreadRole.requireBlockingAllowed("SFTPRestore.restore")
        let client = try line.client()
        guard let root = try resolved(client) else {
            throw StorageError(.notFound, "there is no folder \(folder) at \(line.place)")
        }
        let run = RemoteRestoreRun(
            client, RemoteTree(client, root, isRehearsal: false), options, isRoot: isRoot)
        return try run.run(entries, report)
    }

    /// nil when it is not there.
    private func resolved(_ client: SFTPClient) throws -> SystemString? {
        // Some servers resolve also what is not there.
        guard try client.isFolder(folder) else { return nil }
        guard case .names(let names) = try client.send(.realPath(path: folder)).wait(),
            names.count == 1
        else { throw client.unexpected("find \(folder)", nil) }
        let path = names[0].name
        return SystemString(bytes: path.last == 47 ? path.dropLast() : path[...])
    }
}

extension SFTPClient {
    /// Links on the way to it are followed.
    fileprivate func isFolder(_ path: SystemString) throws -> Bool {
        guard case .attributes(let found) = try send(.status(path: path)).wait() else {
            return false
        }
        return found.kind == .folder
    }
}

extension Entry.Kind {
    var canBeMadeOverSFTP: Bool {
        switch self {
        case .file, .folder, .link, .hardLink: true
        case .fifo, .socket, .characterDevice, .blockDevice: false
        }
    }

    func isLike(_ kind: SFTPAttributes.Kind?) -> Bool {
        switch (self, kind) {
        case (.file, .file), (.hardLink, .file), (.folder, .folder), (.link, .link): true
        default: false
        }
    }
}

extension Entry {
    /// As far as SFTP tells: kind, size, time in seconds, mode, and where a link leads.
    /// - Parameter keepsPrivileges: Whether a file has the bits of its mode that give rights away;
    ///   one that was restored without them is as it should be.
    func isUnchanged(_ there: RemoteEntry, keepingPrivileges keepsPrivileges: Bool) -> Bool {
        let mode = (there.attributes.mode ?? 0) & 0o7777
        let permissions = UInt32(metadata.permissions & RemoteMetadata.bits(keepsPrivileges))
        let isSameTime = Int64(there.attributes.modified ?? 0) == metadata.modified.seconds
        switch kind {
        case .file:
            return there.attributes.kind == .file && isSameTime
                && there.attributes.size == UInt64(size) && mode == permissions
        case .folder: return there.attributes.kind == .folder && mode == permissions
        case .link(let target): return there.target == target
        default: return false
        }
    }
}

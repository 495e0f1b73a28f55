internal import Connector
internal import Glibc
internal import Host
internal import Values

/// Goes through trees by descriptors: names sorted by bytes, a folder before what is in it. Holds
/// the names of the folders it is in and nothing else, whatever the size of the tree.
final class TreeWalk {
    enum Step {
        case node(WalkNode)
        case issue(EntryIssue)
    }

    let options: FilesOptions
    /// The path of the last node.
    private(set) var path: [UInt8] = []
    private let note: (String) -> Void
    private let vaults: Set<NodePlace>
    private let pool = FolderPool()
    private var frames: [WalkFrame] = []
    /// The folder that was the last node, if it is to be gone into.
    private var pending: WalkFrame?
    private var issues: [EntryIssue]
    private var buffer = [UInt8](repeating: 0, count: FolderListing.bufferSize)

    init(
        _ roots: RootTree, _ options: FilesOptions, issues: [EntryIssue],
        note: @escaping (String) -> Void
    ) throws(SystemError) {
        self.options = options
        self.note = note
        self.issues = issues.reversed()
        vaults = Set(
            options.vaultFolders.compactMap { folder in
                // What is not there is not come by either.
                try? NodeCalls.status(
                    of: folder.string.bytes[...], in: AT_FDCWD, links: .followed
                ).place
            })
        let opened = try NodeCalls.openFolder(Array("/".utf8)[...], in: AT_FDCWD, links: .kept)
        let place = try NodeCalls.status(of: opened.raw).place
        let top = WalkedFolder(name: [], in: nil, place: place, links: .kept, pool: pool)
        // Twice: the root stays open when the walk has left it, since all ways begin there.
        pool.install(opened, of: top)
        let descriptor = try pool.pin(top)
        pending = WalkFrame(
            top, descriptor: descriptor, pathLength: 0, branch: roots.top,
            isTaken: roots.top.kind == .root, boundary: place.device, scope: nil)
    }

    /// Where the last node is; its descriptor stays valid until the next step.
    var place: (folder: WalkedFolder, descriptor: Int32) {
        guard let frame = frames.last else { preconditionFailure("there was a step before") }
        return (frame.folder, frame.descriptor)
    }

    /// nil at the end.
    func next() -> Step? {
        while true {
            if let issue = issues.popLast() { return .issue(issue) }
            if let frame = pending {
                pending = nil
                enter(frame)
                continue
            }
            guard let frame = frames.last else { return nil }
            guard frame.position < frame.listing.count else {
                leave()
                continue
            }
            frame.position += 1
            if let node = visit(frame, frame.position - 1) { return .node(node) }
        }
    }

    // MARK: Folders

    private func enter(_ frame: WalkFrame) {
        if frame.isTaken {
            list(frame)
        } else {
            frame.listing = FolderListing(names: frame.branch?.branches.map(\.name) ?? [])
        }
        if let outer = frames.last { pool.unpin(outer.folder) }
        frames.append(frame)
    }

    private func list(_ frame: WalkFrame) {
        do throws(SystemError) {
            try frame.listing.read(frame.descriptor, buffer: &buffer)
        } catch {
            issues.append(EntryIssue("list all of", path: path, error))
        }
        if options.excludesCaches, frame.branch?.kind != .root,
            frame.listing.contains(CacheTag.name), CacheTag.isSigned(in: frame.descriptor)
        {
            let asked = frame.branch?.branches.map(\.name) ?? []
            frame.listing.keepOnly([CacheTag.name] + asked)
        }
        if let name = options.ignoreFileName, frame.listing.contains(name),
            let text = WalkedFile.read(
                name, in: frame.descriptor, sizeMax: IgnoreScope.fileSizeMax)
        {
            var patterns = PatternSet()
            patterns.add(text)
            let start = frame.pathLength == 0 ? 0 : frame.pathLength + 1
            frame.scope = IgnoreScope(patterns, start: start, outer: frame.scope)
        }
        for (name, isFolder) in frame.listing.overlong { passOver(name, isFolder, in: frame) }
    }

    private func passOver(_ name: [UInt8], _ isFolder: Bool, in frame: WalkFrame) {
        enter(name[...], of: frame)
        if isExcluded(in: frame, name[...], isFolder) { return }
        issues.append(
            EntryIssue(
                .unsupported, path: path,
                "\(EntryIssue.shown(path)) has a name of more than \(EntryPath.nameLengthMax) "
                    + "bytes, which cannot be kept"))
    }

    private func leave() {
        let done = frames.removeLast()
        guard let outer = frames.last else { return }
        do throws(SystemError) {
            outer.descriptor = try pool.pinParent(outer.folder, of: done.descriptor)
        } catch {
            outer.descriptor = -1
            if outer.position < outer.listing.count {
                outer.position = outer.listing.count
                let path = Array(path.prefix(outer.pathLength))
                issues.append(EntryIssue("go on with", path: path, error))
            }
        }
        if done.descriptor >= 0 { pool.unpin(done.folder) }
    }

    // MARK: Names

    private func visit(_ frame: WalkFrame, _ index: Int) -> WalkNode? {
        let name = frame.listing.name(at: index)
        enter(name, of: frame)
        let branch = frame.branch?.branch(name)
        let kind = frame.listing.kind(at: index)
        if branch == nil, kind != .unknown, isExcluded(in: frame, name, kind == .folder) {
            return nil
        }
        guard path.count <= EntryPath.lengthMax else {
            issues.append(
                EntryIssue(
                    .unsupported, path: path,
                    "a path is longer than \(EntryPath.lengthMax) bytes: "
                        + EntryIssue.shown(Array(path.prefix(200))) + "…"))
            return nil
        }
        do throws(SystemError) {
            let status = try NodeCalls.status(of: name, in: frame.descriptor, links: .kept)
            let isKnown = kind != .unknown && (kind == .folder) == (status.kind == .folder)
            if branch == nil, !isKnown, isExcluded(in: frame, name, status.kind == .folder) {
                return nil
            }
            return admit(status, name, branch, in: frame)
        } catch {
            issues.append(EntryIssue("look at", path: path, error))
            return nil
        }
    }

    private func enter(_ name: ArraySlice<UInt8>, of frame: WalkFrame) {
        path.removeLast(path.count - frame.pathLength)
        if frame.pathLength > 0 { path.append(UInt8(ascii: "/")) }
        path.append(contentsOf: name)
    }

    private func isExcluded(
        in frame: WalkFrame, _ name: ArraySlice<UInt8>, _ isFolder: Bool
    ) -> Bool {
        if options.excludes.isEmpty, frame.scope == nil { return false }
        let start = path.count - name.count
        let verdict =
            options.excludes.verdict(on: path, from: 0, nameStart: start, isFolder: isFolder)
            ?? frame.scope?.verdict(on: path, nameStart: start, isFolder: isFolder)
        return verdict == .excluded
    }

    private func admit(
        _ status: NodeStatus, _ name: ArraySlice<UInt8>, _ branch: RootTree.Branch?,
        in frame: WalkFrame
    ) -> WalkNode? {
        var node = WalkNode(status: status, links: .kept)
        if status.kind == .link {
            if options.links == .skip { return nil }
            if options.links == .follow, branch?.kind != .link {
                node = followed(status, name, in: frame)
                if branch == nil, node.status.kind == .folder, isExcluded(in: frame, name, true) {
                    return nil
                }
            }
        }
        if branch == nil {
            if options.obeysNodump, node.status.isNodump { return nil }
            if let most = options.sizeMax, node.status.kind == .file,
                node.status.size > most.bytes
            {
                return nil
            }
        }
        switch node.status.kind {
        case .folder:
            if branch == nil, vaults.contains(node.status.place) {
                note("\(EntryIssue.shown(path)) is the vault itself and is left out")
                return nil
            }
            return folder(node, name, branch, in: frame)
        case .other:
            issues.append(
                EntryIssue(
                    .unsupported, path: path,
                    "\(EntryIssue.shown(path)) is of a kind that cannot be kept"))
            return nil
        default: return node
        }
    }

    /// What a link leads to, or the link itself where it cannot be followed.
    private func followed(
        _ link: NodeStatus, _ name: ArraySlice<UInt8>, in frame: WalkFrame
    ) -> WalkNode {
        let kept = WalkNode(status: link, links: .kept)
        do throws(SystemError) {
            let status = try NodeCalls.status(
                of: name, in: frame.descriptor, links: .followed)
            if options.staysOnFileSystem, status.place.device != frame.boundary { return kept }
            guard status.kind == .folder,
                frames.contains(where: { $0.folder.place == status.place })
            else { return WalkNode(status: status, links: .followed) }
            issues.append(
                EntryIssue(
                    .incomplete, path: path,
                    "\(EntryIssue.shown(path)) leads back to a folder it is in; kept as a link"))
        } catch {
            issues.append(
                EntryIssue(
                    .incomplete, path: path,
                    "\(EntryIssue.shown(path)) cannot be followed and is kept as a link: "
                        + error.reason))
        }
        return kept
    }

    // MARK: Going down

    private func folder(
        _ node: WalkNode, _ name: ArraySlice<UInt8>, _ branch: RootTree.Branch?,
        in frame: WalkFrame
    ) -> WalkNode? {
        let isRoot = branch?.kind == .root
        var isTaken = frame.isTaken || isRoot
        if isTaken, !isRoot, endsHere(node, name, in: frame) {
            // There may be a root below that was asked for by name.
            if branch == nil { return node }
            isTaken = false
        }
        do throws(SystemError) {
            let opened =
                isTaken
                ? try NodeCalls.openFolder(name, in: frame.descriptor, links: node.links)
                : try NodeCalls.openPlace(name, in: frame.descriptor, links: node.links)
            // Between the two calls somebody may have put another folder there.
            let status = try NodeCalls.status(of: opened.raw)
            guard status.kind == .folder else { throw SystemError("open", code: ENOTDIR) }
            if isTaken, !isRoot, status.place.device != node.status.place.device,
                endsHere(status, opened.raw, in: frame)
            {
                // Opening it has brought another file system there.
                if branch == nil { return WalkNode(status: status, links: node.links) }
                isTaken = false
            }
            let handle = WalkedFolder(
                name: Array(name), in: frame.folder, place: status.place, links: node.links,
                pool: pool)
            pending = WalkFrame(
                handle, descriptor: pool.install(opened, of: handle), pathLength: path.count,
                branch: branch, isTaken: isTaken,
                boundary: isRoot ? status.place.device : frame.boundary,
                scope: isRoot ? nil : frame.scope)
            return WalkNode(status: status, links: node.links)
        } catch {
            let issue = EntryIssue("open the folder", path: path, error)
            issues.append(issue)
            return issue.kind == .vanished ? nil : node
        }
    }

    /// Whether a folder is taken without what is in it, since another file system begins there.
    private func endsHere(
        _ node: WalkNode, _ name: ArraySlice<UInt8>, in frame: WalkFrame
    ) -> Bool {
        let device = node.status.place.device
        if device == frame.folder.place.device { return false }
        if options.staysOnFileSystem, device != frame.boundary { return true }
        do throws(SystemError) {
            let opened = try NodeCalls.openPlace(name, in: frame.descriptor, links: node.links)
            return endsHere(
                try NodeCalls.status(of: opened.raw), opened.raw, in: frame)
        } catch {
            // Whoever opens the folder next will say why not.
            return false
        }
    }

    /// The same of one that is open, by what is mounted there now.
    private func endsHere(
        _ status: NodeStatus, _ descriptor: Int32, in frame: WalkFrame
    ) -> Bool {
        if options.staysOnFileSystem, status.place.device != frame.boundary { return true }
        do throws(SystemError) {
            let type = try NodeCalls.fileSystemType(of: descriptor)
            guard PseudoFileSystem(rawValue: type) != nil else { return false }
        } catch {
            // Whoever lists the folder next will say why not.
            return false
        }
        note("\(EntryIssue.shown(path)) shows the state of the kernel; what is in it is left out")
        return true
    }
}

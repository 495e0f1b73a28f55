internal import CShims
internal import Connector
internal import Glibc

extension RestoreRun {
    /// Makes or joins the folder and goes into it; whatever happens, entries below it find out.
    func enter(
        _ target: EntryPath, _ placement: Placement, _ look: Look, in folder: OpenFolder
    ) throws {
        var entered = OpenFolder.Standing.unreachable
        defer {
            if entered != .real {
                walk.enter(
                    OpenFolder(in: folder, length: target.bytes.count, entered),
                    at: target.bytes[...])
            }
        }
        switch placement.step {
        case .refuse(let issue): throw issue
        case .keep:
            entered = .passedOver
            report.skipped += 1
        case .make, .replace, .makeBeside:
            try make(target, placement.step, look, in: folder)
            entered = .real
            report.entries += 1
        case .join(let node):
            let isChanged = try join(target, node, look, in: folder)
            entered = .real
            let isKept = placement.change == .unchanged || !isChanged
            if isKept { report.skipped += 1 } else { report.entries += 1 }
        }
    }

    private func make(
        _ target: EntryPath, _ step: Placement.Step, _ look: Look, in folder: OpenFolder
    ) throws {
        guard let above = folder.opened else { preconditionFailure("its folder is open") }
        var name = target.name
        if case .makeBeside = step {
            let names = NodeMaker.names(beside: name, suffix: NodeMaker.restoredSuffix)
            let free = try names.first { (candidate) throws(Fault) in
                try above.look(at: candidate) == nil
            }
            guard let free else { throw Fault("find a free name beside", EEXIST) }
            name = free
        }
        if case .replace = step { try above.remove(name) }
        try above.makeFolder(name, mode: Placing.unfinished)
        var handle = try above.enter(name)
        if above.passesAccessListsOn {
            // They came from the folder above and would go on to what is made in this one.
            try handle.node.removeUnexpected(look)
            handle = try above.enter(name)
        }
        let before = Before(look, madeIn: above, mode: nil, by: placing.us)
        enter(handle, target, look, before, isNew: true, in: folder)
    }

    /// Whether the folder's own metadata will be set.
    private func join(
        _ target: EntryPath, _ node: Node, _ look: Look, in folder: OpenFolder
    ) throws(Fault) -> Bool {
        guard let above = folder.opened else { preconditionFailure("its folder is open") }
        let isOurs = placing.options.conflicts == .overwrite || placing.isUnfinished(node)
        if isOurs, !placing.us.isRoot, node.permissions & 0o700 != 0o700,
            node.status.user == placing.us.owner.user
        {
            // It gets its own mode when all is in it.
            try above.open(target.name).setPermissions(node.permissions | 0o700)
        }
        let handle = try above.enter(target.name)
        try handle.removeLeftovers()
        let before = Before(mode: nil, isOwned: false, hasAttributes: true)
        enter(handle, target, isOurs ? look : nil, before, isNew: false, in: folder)
        return isOurs
    }

    private func enter(
        _ handle: FolderHandle, _ target: EntryPath, _ look: Look?, _ before: Before, isNew: Bool,
        in folder: OpenFolder
    ) {
        let finish = look.map { OpenFolder.Finish(path: target, look: $0, before: before) }
        walk.enter(
            OpenFolder(
                in: folder, length: target.bytes.count, .real, isNew: isNew, handle: handle,
                finish: finish),
            at: target.bytes[...])
    }
}

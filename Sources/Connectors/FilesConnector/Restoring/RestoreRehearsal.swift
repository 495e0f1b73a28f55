internal import Connector
internal import Host
internal import Values

/// Finds out what a restore would do, by the same decisions.
final class RestoreRehearsal {
    private let placing: Placing
    private let walk: RestoreWalk
    /// Of the target in `root`, with a slash, when it would have to be made; empty otherwise.
    private let prefix: [UInt8]
    private var looks: Looks
    private var plan = RestorePlan()

    /// - Parameter missing: The target's name in `root` when it is not there yet; nil when it is
    ///   `root`.
    init(
        _ root: FolderHandle, missing: SystemString?, _ placing: Placing
    ) throws(Fault) {
        self.placing = placing
        prefix = missing.map { $0.bytes + [UInt8(ascii: "/")] } ?? []
        walk = try RestoreWalk(root, isRehearsal: true) { _, _ in }
        looks = Looks(placing)
    }

    func run(_ entries: any EntryStream) throws -> RestorePlan {
        while let item = try entries.next() {
            try Task.checkCancellation()
            guard case .entry(let entry) = item,
                let target = placing.options.map.target(of: entry.path)
            else { continue }
            do {
                try take(entry, for: target)
            } catch let fault as Fault where !fault.endsEverything {
                count(.refused, target)
            }
        }
        return plan
    }

    private func take(_ entry: Entry, for path: EntryPath) throws {
        guard let target = below(path), case .folder(let folder) = try walk.way(to: target) else {
            return count(.refused, path)
        }
        if entry.kind != .folder { walk.note(leaf: target) }
        let look = looks.look(entry)
        var first: Node?
        if case .hardLink(let path) = entry.kind,
            let path = placing.options.map.target(of: path).flatMap(below)
        {
            first = try walk.find(path).node
        }
        let placement = try placing.placement(
            of: entry, at: target, look, in: folder, first: first)
        count(placement.change, path)
        if entry.kind == .folder {
            try enter(target, placement, in: folder)
        } else if entry.kind == .file, placement.isWritten {
            plan.size = plan.size + ByteCount(entry.size)
        }
    }

    /// Where a path of the target is as seen from `root`.
    private func below(_ path: EntryPath) -> EntryPath? {
        prefix.isEmpty ? path : EntryPath(bytes: prefix + path.bytes)
    }

    private func enter(
        _ target: EntryPath, _ placement: Placement, in folder: OpenFolder
    ) throws(Fault) {
        let length = target.bytes.count
        let entered: OpenFolder
        switch placement.step {
        case .make, .replace, .makeBeside:
            entered = OpenFolder(in: folder, length: length, .imagined)
        case .join:
            guard let handle = folder.opened else { preconditionFailure("it was looked at") }
            entered = OpenFolder(
                in: folder, length: length, .real, handle: try handle.enter(target.name))
        case .keep: entered = OpenFolder(in: folder, length: length, .passedOver)
        case .refuse: entered = OpenFolder(in: folder, length: length, .unreachable)
        }
        walk.enter(entered, at: target.bytes[...])
    }

    private func count(_ change: RestorePlan.Change, _ path: EntryPath) {
        let number = (plan.counts[change] ?? 0) + 1
        plan.counts[change] = number
        if number <= RestorePlan.samplesMax {
            plan.samples.append(.init(path: path, change: change))
        }
    }
}

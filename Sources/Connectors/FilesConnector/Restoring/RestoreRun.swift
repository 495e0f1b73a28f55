internal import CShims
internal import Connector
internal import Glibc
internal import Host
internal import Values

/// One restore, on the thread that takes the entries. Small files and the content of large ones go
/// to the writers, everything else is made here.
final class RestoreRun {
    /// What is copied into batches; larger files are written by the thread that takes them.
    static let smallFileMax = 256 << 10
    /// Of a large file, what is written at once: as much as a batch has room for.
    static let pieceSize = Batch.bytesMax + smallFileMax
    /// Room for so much is found before it is written: a disk that is too small says so before long
    /// work. For less, asking costs more than it tells.
    static let reservedFrom: Int64 = 64 << 20
    private static let entriesPerReport = 512
    /// Beyond it folders that wait for their files would hold too many descriptors.
    private static let threadsMax = 4

    let placing: Placing
    let walk: RestoreWalk
    let writers: FileWriters
    let maker: NodeMaker
    var looks: Looks
    var report = RestoreReport()
    var batch: Batch?
    var links = DeferredLinks()
    /// Whom hard links have to ask for under another name.
    var renamed: [EntryPath: FolderHandle.Name] = [:]
    private var taken = 0

    init(_ root: FolderHandle, _ placing: Placing) throws(Fault) {
        self.placing = placing
        let writers = FileWriters(
            count: Self.threads(placing), fileSizeMax: Self.smallFileMax, by: placing.us)
        self.writers = writers
        maker = NodeMaker(us: placing.us)
        looks = Looks(placing)
        walk = try RestoreWalk(root, isRehearsal: false) { writers.finish($0, $1) }
    }

    private static func threads(_ placing: Placing) -> Int {
        min(max(1, placing.options.writers), threadsMax)
    }

    func run(
        _ entries: any EntryStream, _ tell: (RestoreReport) -> Void
    ) throws -> RestoreReport {
        let threads = try writers.start(Self.threads(placing))
        walk.pause = { [unowned self] in
            try flush()
            try writers.drain()
        }
        do {
            while let item = try entries.next() {
                try Task.checkCancellation()
                switch item {
                case .issue(let issue): report.issues.append(issue)
                case .entry(let entry): try take(entry)
                }
                taken += 1
                if taken % Self.entriesPerReport == 0 { tell(all) }
            }
            try flush()
            try walk.end()
            try writers.drain()
        } catch {
            writers.stop(threads)
            throw error
        }
        writers.stop(threads)
        if placing.options.isDurable { try synchronize() }
        let all = all
        tell(all)
        return all
    }

    private var all: RestoreReport {
        var all = report
        all.add(writers.report)
        return all
    }

    /// Brings every file system that was written to to the disk.
    private func synchronize() throws {
        for folder in walk.devices.values {
            let code = cshims_making_synchronize(folder.node.raw)
            guard code < 0 else { continue }
            throw FileError("bring to the disk", code: -code, path: "what was restored")
        }
    }

    // MARK: Entries

    private func take(_ entry: Entry) throws {
        guard let target = placing.options.map.target(of: entry.path) else { return }
        do {
            try give(entry, at: target)
        } catch let issue as EntryIssue {
            report.issues.append(issue)
        } catch let fault as Fault where !fault.endsEverything {
            report.issues.append(fault.issue(target))
        } catch let fault as Fault {
            throw fault.error(target)
        }
    }

    private func give(_ entry: Entry, at target: EntryPath) throws {
        let folder: OpenFolder
        switch try walk.way(to: target) {
        case .blocked(let issue): throw issue
        case .folder(let found): folder = found
        }
        if entry.kind != .folder { walk.note(leaf: target) }
        let look = looks.look(entry)
        if case .hardLink(let first) = entry.kind, folder.standing == .real {
            return try deferLink(entry, at: target, to: first, look, in: folder)
        }
        let placement: Placement
        do {
            placement = try placing.placement(of: entry, at: target, look, in: folder)
        } catch let fault as Fault where entry.kind == .folder && !fault.endsEverything {
            walk.enter(
                OpenFolder(in: folder, length: target.bytes.count, .unreachable),
                at: target.bytes[...])
            throw fault
        }
        if entry.kind == .folder { return try enter(target, placement, look, in: folder) }
        switch placement.step {
        case .refuse(let issue): throw issue
        case .keep, .join: report.skipped += 1
        case .make, .replace, .makeBeside:
            try make(entry, at: target, placement, look, in: folder)
        }
    }

    private func make(
        _ entry: Entry, at target: EntryPath, _ placement: Placement, _ look: Look,
        in folder: OpenFolder
    ) throws {
        guard let handle = folder.opened else { preconditionFailure("its folder is open") }
        guard entry.kind != .file else {
            return try makeFile(entry, at: target, placement, look, in: folder, handle)
        }
        let name = try maker.makeSpecial(
            entry.kind, target.name, in: handle, placement.step, look
        ) { self.report.issues.append($0.incompleteness(target)) }
        note(name, for: target)
        report.entries += 1
    }

    func note(_ name: FolderHandle.Name, for target: EntryPath) {
        if name != target.name { renamed[target] = name }
    }

    func flush() throws {
        if let batch = batch.take() { writers.submit(batch) }
        try makeLinks()
    }
}

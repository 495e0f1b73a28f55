internal import Connector
internal import FilesConnector
internal import Host
internal import SFTP
internal import Storage
internal import Values

/// One restore to a server, from the first entry to the last.
final class RemoteRestoreRun {
    /// Files that are held as a whole and sent beside others.
    private static let smallMax: Int64 = 256 << 10
    private static let putsMax = 64
    private static let bytesMax = 16 << 20
    private static let requestsMax = 64
    private static let reportEvery: Int64 = 64
    /// A folder that a restore made and did not finish has this mode, which nobody else gives.
    private static let unfinished: UInt32 = 0o1700

    static func isUnfinished(_ folder: RemoteEntry) -> Bool {
        folder.attributes.mode.map { $0 & 0o7777 } == unfinished
    }

    private let client: SFTPClient
    private let tree: RemoteTree
    private let options: RestoreOptions
    private let setsOwners: Bool
    private let keepsPrivileges: Bool
    private var report = RestoreReport()
    private var puts: [FilePut] = []
    private var bytesUnderWay = 0
    /// Set when everything that is in them is there.
    private var folders: [(path: EntryPath, metadata: RemoteMetadata)] = []
    private var hasToldOfAttributes = false

    init(_ client: SFTPClient, _ tree: RemoteTree, _ options: RestoreOptions, isRoot: Bool) {
        self.client = client
        self.tree = tree
        self.options = options
        setsOwners = options.setsOwners(asRoot: isRoot)
        keepsPrivileges = options.keepsPrivileges(asRoot: isRoot)
    }

    func run(
        _ entries: any EntryStream, _ tell: (RestoreReport) -> Void
    ) throws -> RestoreReport {
        while let item = try entries.next() {
            try Task.checkCancellation()
            switch item {
            case .issue(let issue): report.issues.append(issue)
            case .entry(let entry):
                do {
                    try take(entry)
                } catch let issue as EntryIssue {
                    if issue.kind == .conflict, options.conflicts == .fail { throw issue }
                    report.issues.append(issue)
                }
            }
            if report.entries.isMultiple(of: Self.reportEvery) { tell(report) }
        }
        try settle(until: 0)
        for folder in folders.reversed() {
            try note(
                set(folder.metadata, at: folder.path), "set the mode and time of", folder.path)
        }
        return report
    }

    private func take(_ entry: Entry) throws {
        guard let path = options.map.target(of: entry.path) else { return }
        if !entry.metadata.attributes.isEmpty, !hasToldOfAttributes {
            hasToldOfAttributes = true
            report.issues.append(
                EntryIssue(
                    .incomplete, path,
                    "extended attributes and access lists are not restored: "
                        + "SFTP has none"))
        }
        guard entry.kind.canBeMadeOverSFTP else {
            throw EntryIssue(
                .unsupported, path, "\(tree.place(of: path)) cannot be made over SFTP")
        }
        let there = try tree.entry(at: path)
        if case .folder = entry.kind { return try takeFolder(entry, path, there) }
        if let there, entry.isUnchanged(there, keepingPrivileges: keepsPrivileges),
            options.unchangedRule != .restored
        {
            report.skipped += 1
            return
        }
        guard let place = try placing(entry, path, there) else {
            report.skipped += 1
            return
        }
        try tree.makeFolders(above: place)
        switch entry.kind {
        case .file: try takeFile(entry, place, replaces: there != nil && place == path)
        case .link(let target):
            try makeLink(to: target, place, entry.metadata, replaces: there != nil)
        case .hardLink(let first): try makeHardLink(first, place, replaces: there != nil)
        default: break
        }
    }

    /// Where it goes; nil when what is there stays.
    private func placing(
        _ entry: Entry, _ path: EntryPath, _ there: RemoteEntry?
    ) throws -> EntryPath? {
        guard let there else { return path }
        switch options.conflicts {
        case .skip: return nil
        case .fail:
            throw EntryIssue(
                .conflict, path, "something else is at \(tree.place(of: path)) already")
        case .overwrite:
            guard there.attributes.kind != .folder else {
                throw EntryIssue(
                    .conflict, path, "\(tree.place(of: path)) is a folder, which is not replaced")
            }
            return path
        case .rename:
            for number in 1...9999 {
                let ending = Array(".restored\(number == 1 ? "" : "-\(number)")".utf8)
                guard let other = EntryPath(bytes: path.bytes + ending) else { break }
                if try tree.entry(at: other) == nil { return other }
            }
            throw EntryIssue(.conflict, path, "no free name beside \(tree.place(of: path))")
        }
    }

    // MARK: Folders and links

    private func takeFolder(_ entry: Entry, _ path: EntryPath, _ there: RemoteEntry?) throws {
        if let there, there.attributes.kind != .folder {
            throw EntryIssue(
                .conflict, path, "\(tree.place(of: path)) is there, and is no folder")
        }
        if there == nil {
            try tree.makeFolders(above: path)
            try client.require(
                client.send(.makeFolder(path: tree.place(of: path), mode: Self.unfinished)),
                "make the folder \(tree.place(of: path))")
            tree.note(
                RemoteEntry(name: Array(path.name), attributes: SFTPAttributes(mode: 0o040700)),
                at: path)
        }
        // What was there keeps its own mode, owner and times unless it is to be overwritten.
        let isOurs = there.map(Self.isUnfinished) ?? true
        if isOurs || options.conflicts == .overwrite {
            folders.append((path, metadata(of: entry)))
        }
        report.entries += 1
    }

    private func makeLink(
        to target: [UInt8], _ path: EntryPath, _ metadata: EntryMetadata, replaces: Bool
    ) throws {
        let draft = draft(beside: path)
        try note(
            client.outcome(
                of: client.send(.makeLink(path: draft, target: SystemString(bytes: target))),
                "make a link"), "make the link", path)
        if client.facts.canSetLinkStatus {
            let known = RemoteMetadata(metadata, owners: setsOwners, privileges: false)
            var attributes = known.owner ?? SFTPAttributes()
            attributes.modified = known.rest.modified
            // A link has no use for either; a server that refuses changes nothing of worth.
            client.connection.forget(
                .extended(.setLinkStatus(path: draft, attributes)))
        }
        try name(draft, path, replaces: replaces)
    }

    private func makeHardLink(_ first: EntryPath, _ path: EntryPath, replaces: Bool) throws {
        guard client.facts.canLinkHard, let first = options.map.target(of: first) else {
            throw EntryIssue(
                .unsupported, path,
                "the server makes no further names of files, as "
                    + "\(tree.place(of: path)) of \(first)")
        }
        // The first name may still be on its way.
        try settle(until: 0)
        let draft = draft(beside: path)
        let link = SFTPExtension.hardLink(path: tree.place(of: first), to: draft)
        try note(
            client.outcome(of: client.send(.extended(link)), "make a link"), "make the name", path)
        try name(draft, path, replaces: replaces)
    }

    private func name(_ draft: SystemString, _ path: EntryPath, replaces: Bool) throws {
        let request = client.rename(draft, to: tree.place(of: path), replaces: replaces)
        if let status = try client.outcome(of: client.send(request), "name \(path)") {
            client.connection.forget(.remove(path: draft))
            throw refusal(status, "name", path)
        }
        tree.note(
            RemoteEntry(name: Array(path.name), attributes: SFTPAttributes(mode: 0o120777)),
            at: path)
        report.entries += 1
    }

    // MARK: Files

    private func takeFile(_ entry: Entry, _ path: EntryPath, replaces: Bool) throws {
        guard let content = entry.content else {
            throw EntryIssue(.unreadable, path, "there is no content for \(path)")
        }
        let reader = try content.open()
        if reader.extents == nil, reader.size <= Self.smallMax {
            let bytes = try all(of: reader, path)
            try judge(reader, path, replaces: replaces)
            let put = FilePut(
                path, bytes, at: tree.place(of: path), draft: draft(beside: path),
                metadata(of: entry), replaces: replaces, client)
            try settle(until: Self.putsMax - 1)
            while bytesUnderWay > Self.bytesMax { try settle(until: puts.count - 1) }
            puts.append(put)
            bytesUnderWay += bytes.count
            put.start()
        } else {
            try sendLarge(reader, entry, path, replaces: replaces)
            report.entries += 1
            report.size = report.size + ByteCount(reader.size)
        }
        tree.note(
            RemoteEntry(name: Array(path.name), attributes: SFTPAttributes(mode: 0o100600)),
            at: path)
    }

    private func all(of reader: any ContentReader, _ path: EntryPath) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let before = bytes.count
            try bytes.append(addingCapacity: max(1, Int(reader.size) - before)) { room in
                try reader.read(into: &room)
            }
            if bytes.count == before { break }
        }
        return bytes
    }

    /// A file that changed while it was backed up is what there is, but it replaces nothing.
    private func judge(
        _ reader: any ContentReader, _ path: EntryPath, replaces: Bool
    ) throws {
        guard case .torn(let tear) = try reader.finish() else { return }
        let outcome = replaces ? "what is there stays" : "it is restored as it was read"
        let issue = EntryIssue(
            .torn(tear), path,
            "\(path) changed while it was backed up, and is perhaps not in one state: \(outcome)")
        if replaces { throw issue }
        report.issues.append(issue)
    }

    /// Takes what has ended, and waits until so many are left.
    private func settle(until count: Int) throws {
        while puts.count > max(0, count) || puts.first?.isDone == true {
            let put = puts.removeFirst()
            bytesUnderWay -= put.size
            if let status = try put.wait() {
                report.issues.append(refusal(status, "write", put.path))
            } else {
                report.entries += 1
                report.size = report.size + ByteCount(put.size)
            }
        }
    }

    private func sendLarge(
        _ reader: any ContentReader, _ entry: Entry, _ path: EntryPath, replaces: Bool
    ) throws {
        let draft = draft(beside: path)
        let flags: SFTPRequest.OpenFlags = [.write, .create, .exclusive]
        let handle: SFTPHandle
        switch try client.send(.open(path: draft, flags, mode: 0o600)).wait() {
        case .handle(let opened): handle = opened
        case .status(let status): throw refusal(status, "write", path)
        default: throw client.unexpected("write \(path)", nil)
        }
        do {
            try send(reader, to: handle, path)
            try judge(reader, path, replaces: replaces)
            let metadata = metadata(of: entry)
            // A file that ends with a hole has to be told how long it is.
            var requests: [SFTPRequest] = [
                .setHandleStatus(handle, SFTPAttributes(size: UInt64(reader.size)))
            ]
            if let owner = metadata.owner { requests.append(.setHandleStatus(handle, owner)) }
            requests.append(.setHandleStatus(handle, metadata.rest))
            if client.facts.canSynchronize { requests.append(.extended(.synchronize(handle))) }
            for request in requests {
                try note(client.outcome(of: client.send(request), "write"), "write", path)
            }
        } catch {
            client.connection.forget(.close(handle))
            client.connection.forget(.remove(path: draft))
            throw error
        }
        try note(client.outcome(of: client.send(.close(handle)), "close"), "close", path)
        let request = client.rename(draft, to: tree.place(of: path), replaces: replaces)
        if let status = try client.outcome(of: client.send(request), "name \(path)") {
            client.connection.forget(.remove(path: draft))
            throw refusal(status, "name", path)
        }
    }

    private func send(
        _ reader: any ContentReader, to handle: SFTPHandle, _ path: EntryPath
    ) throws {
        var waiting: [Reply] = []
        for range in reader.extents ?? [DataExtent(offset: 0, count: reader.size)] {
            var offset = range.offset
            while offset < range.end {
                var block: [UInt8] = []
                let room = min(client.facts.blockSize, Int(range.end - offset))
                try block.append(addingCapacity: room) { try reader.read(into: &$0) }
                guard !block.isEmpty else { return try finish(waiting, path) }
                waiting.append(
                    try client.send(.write(handle, offset: UInt64(offset), block)))
                offset += Int64(block.count)
                if waiting.count >= Self.requestsMax {
                    try finish([waiting.removeFirst()], path)
                    try Task.checkCancellation()
                }
            }
        }
        try finish(waiting, path)
    }

    private func finish(_ replies: [Reply], _ path: EntryPath) throws {
        for reply in replies {
            try note(client.outcome(of: reply, "write \(path)"), "write", path)
        }
    }

    // MARK: What all need

    private func metadata(of entry: Entry) -> RemoteMetadata {
        RemoteMetadata(entry.metadata, owners: setsOwners, privileges: keepsPrivileges)
    }

    private func set(_ metadata: RemoteMetadata, at path: EntryPath) throws -> SFTPStatus? {
        var refusal: SFTPStatus?
        for attributes in [metadata.owner, metadata.rest].compactMap(\.self) {
            let request = SFTPRequest.setStatus(path: tree.place(of: path), attributes)
            refusal = try client.outcome(of: client.send(request), "set") ?? refusal
        }
        return refusal
    }

    private func draft(beside path: EntryPath) -> SystemString {
        let folder = tree.place(of: path.parent).bytes
        return SystemString(bytes: folder + [UInt8(ascii: "/")] + RemoteDraft.freshName())
    }

    private func note(_ status: SFTPStatus?, _ what: String, _ path: EntryPath) throws {
        if let status { throw refusal(status, what, path) }
    }

    private func refusal(_ status: SFTPStatus, _ what: String, _ path: EntryPath) -> EntryIssue {
        EntryIssue(
            .incomplete, path,
            "could not \(what) \(tree.place(of: path)): "
                + (status.message.isEmpty ? "\(status.code)" : status.message))
    }
}

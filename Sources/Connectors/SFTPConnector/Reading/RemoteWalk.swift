internal import Connector
internal import FilesConnector
internal import Host
internal import SFTP
internal import Storage
internal import Values

/// Goes through trees of a server: names sorted by bytes, a folder before what is in it. The
/// folders that come next are listed while those before them are taken.
final class RemoteWalk {
    enum Step {
        case node(RemoteNode)
        case issue(EntryIssue)
    }

    /// Folders in folders: each has its path in memory, and a server can make up any number.
    static let depthMax = 2048
    /// Of one folder that are listed ahead.
    private static let foldersAhead = 16

    private final class Frame {
        let path: [UInt8]
        let entries: [RemoteEntry]
        var position = 0
        /// Listings that were asked for, by the place of their folder in `entries`.
        var fetches: [Int: FolderFetch] = [:]
        var ahead = 0

        init(_ path: [UInt8], _ entries: [RemoteEntry]) {
            self.path = path
            self.entries = entries
        }
    }

    private let line: SFTPLine
    private let options: FilesOptions
    private let namesMax: Int
    private var frames: [Frame] = []
    /// What comes before everything else: the folders above a root, and roots that are files.
    private var roots: [RemoteRoots.Step]
    private var pending: (path: [UInt8], fetch: FolderFetch?)?
    private var issues: [EntryIssue] = []

    init(
        _ line: SFTPLine, _ roots: RemoteRoots, _ options: FilesOptions,
        namesMax: Int = FolderFetch.namesMax
    ) {
        self.line = line
        self.options = options
        self.namesMax = namesMax
        self.roots = roots.steps.reversed()
        issues = roots.issues.reversed()
    }

    /// Whether the next step needs nothing that is still on its way.
    var isReady: Bool {
        guard issues.isEmpty, let pending else { return true }
        return pending.fetch?.isDone ?? false
    }

    /// nil at the end.
    /// - Throws: When the line breaks and does not come back.
    func next() throws -> Step? {
        while true {
            if let issue = issues.popLast() { return .issue(issue) }
            if let next = pending {
                pending = nil
                try enter(next.path, next.fetch)
                continue
            }
            guard let frame = frames.last else {
                guard let root = roots.popLast() else { return nil }
                if root.isListed { pending = (root.node.path, nil) }
                // The root of the file system itself has no name.
                if root.node.path.isEmpty { continue }
                return .node(root.node)
            }
            guard frame.position < frame.entries.count else {
                frames.removeLast()
                continue
            }
            frame.position += 1
            if let node = visit(frame, frame.position - 1) { return .node(node) }
        }
    }

    // MARK: Folders

    private func enter(_ path: [UInt8], _ fetch: FolderFetch?) throws {
        let names = try listing(of: path, fetch)
        if let status = names.status {
            let isGone = status.code == .noSuchFile
            issues.append(
                EntryIssue(
                    isGone ? .vanished : .unreadable, path: path,
                    "could not list all of \(RemotePath.shown(path)): "
                        + (status.message.isEmpty ? "\(status.code)" : status.message)))
        }
        if names.isCut {
            issues.append(
                EntryIssue(
                    .unreadable, path: path,
                    "\(RemotePath.shown(path)) has more than \(namesMax) names; the rest was "
                        + "left out"))
        }
        var entries = try refuseOddNames(names.entries, in: path)
        entries.sort { $0.name.lexicographicallyPrecedes($1.name) }
        entries = withoutDoubles(entries, in: path)
        if options.excludesCaches, !roots.contains(where: { $0.node.path == path }) {
            try keepCacheTag(&entries, path)
        }
        frames.append(Frame(path, entries))
    }

    private func listing(of path: [UInt8], _ fetch: FolderFetch?) throws -> FolderFetch.Names {
        if let fetch {
            do throws(StorageError) {
                return try fetch.wait()
            } catch {
                guard SFTPLine.isLost(error) else { throw error }
            }
        }
        return try line.patiently { client in
            let fetch = FolderFetch(path, client, namesMax: namesMax)
            fetch.start()
            return try fetch.wait()
        }
    }

    /// A name that is none could lead anywhere when it is sent back, or restored.
    private func refuseOddNames(
        _ entries: [RemoteEntry], in path: [UInt8]
    ) throws -> [RemoteEntry] {
        entries.filter { entry in
            guard !RemoteName.isName(entry.name) else { return true }
            let shown = String(decoding: entry.name.prefix(200), as: UTF8.self)
            issues.append(
                EntryIssue(
                    .refused, path: path,
                    "the server lists a name in \(RemotePath.shown(path)) that is none: \(shown)"))
            return false
        }
    }

    private func withoutDoubles(_ entries: [RemoteEntry], in path: [UInt8]) -> [RemoteEntry] {
        var kept: [RemoteEntry] = []
        kept.reserveCapacity(entries.count)
        for entry in entries {
            if kept.last?.name == entry.name { continue }
            kept.append(entry)
        }
        return kept
    }

    private func keepCacheTag(_ entries: inout [RemoteEntry], _ path: [UInt8]) throws {
        guard entries.contains(where: { $0.name == CacheTag.name && $0.attributes.kind == .file })
        else { return }
        let tag = path + [UInt8(ascii: "/")] + CacheTag.name
        let start = try line.patiently { try $0.start(of: tag, count: CacheTag.signature.count) }
        guard start == CacheTag.signature else { return }
        entries.removeAll { $0.name != CacheTag.name }
    }

    // MARK: Names

    private func visit(_ frame: Frame, _ index: Int) -> RemoteNode? {
        let entry = frame.entries[index]
        let path = Self.join(frame.path, entry.name)
        let kind = entry.attributes.kind
        lookAhead(frame)
        let fetch = frame.fetches.removeValue(forKey: index)
        if isExcluded(path, entry.name.count, kind == .folder) { return nil }
        guard path.count <= EntryPath.lengthMax else {
            issues.append(
                EntryIssue(
                    .unsupported, path: Array(path.prefix(1024)),
                    "a path is longer than \(EntryPath.lengthMax) bytes: "
                        + RemotePath.shown(Array(path.prefix(200))) + "…"))
            return nil
        }
        if let problem = entry.problem {
            issues.append(
                EntryIssue(
                    problem == "No such file" ? .vanished : .unreadable, path: path,
                    "could not look at \(RemotePath.shown(path)): \(problem)"))
            return nil
        }
        switch kind {
        case .folder where frames.count >= Self.depthMax:
            issues.append(
                EntryIssue(
                    .unsupported, path: path,
                    "\(RemotePath.shown(Array(path.prefix(200))))… is more than \(Self.depthMax) "
                        + "folders deep; what is in it was left out"))
        case .folder: pending = (path, fetch)
        case .link where options.links == .skip: return nil
        case .file, .link: break
        case .other, nil:
            issues.append(
                EntryIssue(
                    .unsupported, path: path,
                    "\(RemotePath.shown(path)) is of a kind that SFTP does not tell enough of"))
            return nil
        }
        if let most = options.sizeMax, kind == .file,
            Int64(clamping: entry.attributes.size ?? 0) > most.bytes
        {
            return nil
        }
        return RemoteNode(path: path, attributes: entry.attributes, target: entry.target)
    }

    private func isExcluded(_ path: [UInt8], _ nameLength: Int, _ isFolder: Bool) -> Bool {
        if options.excludes.isEmpty { return false }
        return options.excludes.verdict(
            on: path, from: 0, nameStart: path.count - nameLength, isFolder: isFolder) == .excluded
    }

    /// Asks for the folders that come next. A connection that has broken is not waited for here.
    private func lookAhead(_ frame: Frame) {
        while frame.ahead < frame.entries.count, frame.fetches.count < Self.foldersAhead {
            let index = frame.ahead
            frame.ahead += 1
            let entry = frame.entries[index]
            let path = Self.join(frame.path, entry.name)
            guard index >= frame.position - 1, entry.attributes.kind == .folder,
                path.count <= EntryPath.lengthMax, !isExcluded(path, entry.name.count, true)
            else { continue }
            guard let client = line.clientThatStands else { return }
            let fetch = FolderFetch(path, client, namesMax: namesMax)
            fetch.start()
            frame.fetches[index] = fetch
        }
    }

    private static func join(_ path: [UInt8], _ name: [UInt8]) -> [UInt8] {
        path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
    }
}

/// Something that a walk came by.
struct RemoteNode: Sendable {
    let path: [UInt8]
    let attributes: SFTPAttributes
    /// Of links.
    let target: [UInt8]?
}

extension SFTPClient {
    /// The first bytes of a file; fewer when it is shorter, none when it cannot be read.
    func start(of path: [UInt8], count: Int) throws -> [UInt8] {
        let opened = try send(.open(path: RemotePath.path(path), .read, mode: 0))
        guard case .handle(let handle) = try opened.wait() else { return [] }
        defer { connection.forget(.close(handle)) }
        guard
            case .data(let bytes) = try send(
                .read(handle, offset: 0, count: UInt32(count))
            ).wait()
        else { return [] }
        return bytes
    }
}

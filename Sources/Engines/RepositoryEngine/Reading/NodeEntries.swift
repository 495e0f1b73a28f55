internal import Connector
internal import Engine

/// Makes entries of nodes: finds hard links, and plans where content comes from.
struct NodeEntries {
    /// A file by what the machine knew it by.
    private struct Identity: Hashable {
        let fileSystem: UInt64
        let inode: UInt64
    }

    private struct First {
        let path: EntryPath
        let content: [BlobID]
    }

    private let choice: EntryChoice
    private let flow: ContentFlow
    private let fetcher: BlobFetcher
    private var plan = ContentPlan()
    private var links: [Identity: First] = [:]

    init(_ choice: EntryChoice, _ flow: ContentFlow, _ fetcher: BlobFetcher) {
        self.choice = choice
        self.flow = flow
        self.fetcher = fetcher
    }

    /// nil for what is not wanted, and for what nobody knows.
    mutating func item(
        _ node: TreeNode, _ path: EntryPath
    ) async throws(EngineError) -> StreamItem? {
        guard let kind = Entry.Kind(node) else {
            let message = "\(path) is of a kind that is not known here"
            return choice.admits(path, .file)
                ? .issue(EntryIssue(.unsupported, path, message)) : nil
        }
        guard choice.admits(path, kind) else { return nil }
        if let first = firstName(of: node, path) {
            return .entry(Entry(node, path, .hardLink(first)))
        }
        guard kind == .file else { return .entry(Entry(node, path, kind)) }
        return try await file(node, path)
    }

    /// The batch that waits for more blobs gets none: whoever takes waits for it.
    mutating func flush() {
        if let last = plan.close() { flow.add(last) }
    }

    mutating func finish() {
        flush()
        flow.close()
    }

    private mutating func firstName(of node: TreeNode, _ path: EntryPath) -> EntryPath? {
        guard choice.hardLinks == .asLinks else { return nil }
        guard node.kind != .folder, node.links > 1, node.inode != 0 else { return nil }
        let identity = Identity(fileSystem: node.fileSystem, inode: node.inode)
        guard let first = links[identity] else {
            links[identity] = First(path: path, content: node.content)
            return nil
        }
        // A number may have been given to another file while the backup went on.
        return first.content == node.content ? first.path : nil
    }

    private mutating func file(
        _ node: TreeNode, _ path: EntryPath
    ) async throws(EngineError) -> StreamItem {
        var found: [ContentPiece] = []
        found.reserveCapacity(node.content.count)
        for id in node.content {
            let size = try await fetcher.contentLength(of: id, looksIntoPacks: choice.hasContent)
            guard let size else {
                return missing(
                    node, path, "data blob \(id) is in no pack that an index names")
            }
            found.append(ContentPiece(size: Int64(size), digest: id.digest))
        }
        let pieces = FilePieces(found)
        guard pieces.size == Int64(clamping: node.size) else {
            return missing(
                node, path,
                "its pieces are not the \(node.size) bytes that its tree says")
        }
        guard choice.hasContent else { return .entry(Entry(node, path, .file, pieces)) }
        return .entry(Entry(node, path, .file, pieces, content: content(of: pieces, path)))
    }

    /// A listing tells of what nobody can restore any more as well.
    private func missing(_ node: TreeNode, _ path: EntryPath, _ reason: String) -> StreamItem {
        guard choice.hasContent else { return .entry(Entry(node, path, .file)) }
        return .issue(EntryIssue(.unreadable, path, "\(path) cannot be restored: \(reason)"))
    }

    private mutating func content(
        of pieces: FilePieces, _ path: EntryPath
    ) -> RepositoryContent {
        var steps: [ContentPlan.Step] = []
        steps.reserveCapacity(pieces.data.count)
        var closed: [ContentBatch] = []
        for piece in pieces.data {
            let (step, batch) = plan.add(BlobID(piece.digest), size: Int(piece.size))
            if let batch { closed.append(batch) }
            steps.append(step)
        }
        // It holds its batches before they are handed over.
        let content = RepositoryContent(
            path, size: pieces.size, extents: pieces.extents, steps: steps, flow: flow)
        for batch in closed { flow.add(batch) }
        return content
    }
}

extension Entry {
    fileprivate init(
        _ node: TreeNode, _ path: EntryPath, _ kind: Entry.Kind, _ pieces: FilePieces? = nil,
        content: (any EntryContent)? = nil
    ) {
        let metadata = EntryMetadata(
            permissions: node.mode.permissions, user: node.user, group: node.group,
            modified: node.modified,
            accessed: node.accessed == node.modified ? nil : node.accessed,
            attributes: node.attributes.sorted { $0.name.lexicographicallyPrecedes($1.name) })
        let identity = FileIdentity(
            device: node.fileSystem, inode: node.inode, linkCount: max(1, node.links),
            changed: node.changed)
        self.init(
            path: path, kind: kind, metadata: metadata,
            size: kind == .file ? Int64(clamping: node.size) : 0, identity: identity,
            content: content, dataSize: pieces?.dataSize, pieces: pieces?.all)
    }
}

extension Entry.Kind {
    init?(_ node: TreeNode) {
        // As Linux takes both numbers of a device out of one.
        let device = node.device
        let major = UInt32(truncatingIfNeeded: device >> 32 & 0xFFFF_F000 | device >> 8 & 0xFFF)
        let minor = UInt32(truncatingIfNeeded: device >> 12 & 0xFFFF_FF00 | device & 0xFF)
        switch node.kind {
        case .file: self = .file
        case .folder: self = .folder
        case .link: self = .link(node.target)
        case .fifo: self = .fifo
        case .socket: self = .socket
        case .characterDevice: self = .characterDevice(major: major, minor: minor)
        case .blockDevice: self = .blockDevice(major: major, minor: minor)
        case .irregular: return nil
        }
    }
}

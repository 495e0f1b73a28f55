internal import Connector
internal import Engine
internal import Values

/// Makes trees anew without what is excluded. What stays is taken as it is, to the byte: a member
/// that a later program wrote is not lost.
struct TreeRewriting {
    struct Rewritten: Sendable {
        let tree: BlobID
        let removed: RewriteReport.Removed
    }

    /// Excludes go by paths, so the same tree may become another one elsewhere.
    private struct Place: Hashable {
        let path: EntryPath?
        let tree: BlobID
    }

    private let fetcher: BlobFetcher
    private let order: RewriteOrder
    /// nil when nothing is to be stored.
    private let output: PackOutput?
    private let known: KnownBlobs
    private let resealer: BlobResealer
    private var done: [Place: Rewritten] = [:]
    private var counted: [BlobID: RewriteReport.Removed] = [:]
    private var zone = LocalZone()

    init(_ fetcher: BlobFetcher, _ order: RewriteOrder, _ output: PackOutput?) throws {
        self.fetcher = fetcher
        self.order = order
        self.output = output
        known = KnownBlobs(fetcher.index)
        resealer = try BlobResealer(from: fetcher.vault.key, to: fetcher.vault.key)
    }

    /// - Throws: `.damaged` when anything of it cannot be read.
    mutating func rewrite(root: BlobID) async throws -> Rewritten {
        try await rewrite(root, try await fetcher.load(root, .tree), at: nil)
    }

    private mutating func rewrite(
        _ tree: BlobID, _ text: [UInt8], at path: EntryPath?
    ) async throws -> Rewritten {
        try Task.checkCancellation()
        let subtrees = try await subtrees(of: text, at: path)
        var removed = RewriteReport.Removed()
        var writer = TreeWriter()
        var isChanged = false
        var reader = TreeReader(text)
        while let node = try reader.next() {
            let raw = Array(text[reader.range])
            guard let child = EntryPath(node.name, in: path), let kind = Entry.Kind(node) else {
                writer.append(raw: raw.span, name: node.name)
                continue
            }
            guard !order.isExcluded(child, kind) else {
                isChanged = true
                removed.add(try await content(of: node))
                continue
            }
            guard let subtree = node.subtree else {
                writer.append(raw: raw.span, name: node.name)
                continue
            }
            let new = try await rewritten(subtree, at: child, subtrees)
            removed.add(new.removed)
            isChanged = isChanged || new.tree != subtree
            append(node, raw, subtree: new.tree, &writer)
        }
        let text = writer.finish()
        return Rewritten(tree: isChanged ? try await store(text) : tree, removed: removed)
    }

    private mutating func rewritten(
        _ tree: BlobID, at path: EntryPath, _ texts: [BlobID: Result<[UInt8], EngineError>]
    ) async throws -> Rewritten {
        let place = Place(path: path, tree: tree)
        if let before = done[place] { return before }
        guard let text = texts[tree] else { preconditionFailure("what is not done was fetched") }
        let result = try await rewrite(tree, try text.get(), at: path)
        done[place] = result
        return result
    }

    /// Of the folders that stay and were not rewritten before, fetched together.
    private func subtrees(
        of text: [UInt8], at path: EntryPath?
    ) async throws -> [BlobID: Result<[UInt8], EngineError>] {
        var wanted: Set<BlobID> = []
        var reader = TreeReader(text)
        while let node = try reader.next() {
            guard let subtree = node.subtree, let child = EntryPath(node.name, in: path),
                done[Place(path: child, tree: subtree)] == nil
            else { continue }
            wanted.insert(subtree)
        }
        let found = Collected()
        await fetcher.fetch(Array(wanted), .tree) { found.set($0) }
        return found.all
    }

    /// A folder with another tree is the same folder otherwise.
    private mutating func append(
        _ node: TreeNode, _ raw: [UInt8], subtree: BlobID, _ writer: inout TreeWriter
    ) {
        guard let old = node.subtree, old != subtree else {
            return writer.append(raw: raw.span, name: node.name)
        }
        // Quotes within a text are escaped, so this is the member and nothing else.
        let member = Array(#""subtree":"\#(old)""#.utf8)
        if let start = raw.firstRange(of: member)?.lowerBound {
            let new = Array(#""subtree":"\#(subtree)""#.utf8)
            let changed = raw[..<start] + new + raw[(start + member.count)...]
            writer.append(raw: Array(changed).span, name: node.name)
        } else {
            var node = node
            node.subtree = subtree
            writer.append(node, &zone)
        }
    }

    private func store(_ text: [UInt8]) async throws -> BlobID {
        let id = ObjectID.hash(text.span)
        guard let output, known.claim(id, .tree) else { return id }
        let full = try resealer.seal(text, id, .tree, output.add)
        if let full { try await output.store(full) }
        return id
    }

    // MARK: Counting

    /// An entry with all that is in it.
    private mutating func content(of node: TreeNode) async throws -> RewriteReport.Removed {
        var content = RewriteReport.Removed()
        content.entries = 1
        if node.kind == .file {
            content.files = 1
            content.size = ByteCount(Int64(clamping: node.size))
        }
        if let subtree = node.subtree { content.add(try await self.content(below: subtree)) }
        return content
    }

    private mutating func content(below tree: BlobID) async throws -> RewriteReport.Removed {
        if let known = counted[tree] { return known }
        var content = RewriteReport.Removed()
        do {
            var reader = TreeReader(try await fetcher.load(tree, .tree))
            while let node = try reader.next() { content.add(try await self.content(of: node)) }
        } catch let error as EngineError where error.kind == .damaged {
            // A folder that cannot be read may be the very reason for leaving it out.
        }
        counted[tree] = content
        return content
    }
}

extension RewriteReport.Removed {
    fileprivate mutating func add(_ other: RewriteReport.Removed) {
        entries += other.entries
        files += other.files
        size = size + other.size
    }
}

internal import Connector
internal import Engine

/// Walks the trees of a snapshot in the order of their paths, with the subtrees of a folder fetched
/// together and ahead.
struct TreeWalk {
    enum Step {
        case node(TreeNode, EntryPath)
        /// A folder whose tree cannot be had; what is in it is lost.
        case lost(EntryPath?, EngineError)
        /// A name that no file here could have.
        case unnamed(EntryPath?, [UInt8])
    }

    private struct Frame {
        let path: EntryPath?
        var reader: TreeReader
        /// Read and not given yet, in reverse.
        var nodes: [TreeNode] = []
        var subtrees: [BlobID: Result<[UInt8], EngineError>] = [:]
        var hasEnded = false

        /// Reads some nodes.
        /// - Returns: Why there are no more, where that is not the end.
        mutating func read() -> EngineError? {
            var read: [TreeNode] = []
            defer { nodes = read.reversed() }
            do throws(EngineError) {
                while read.count < TreeWalk.stretch {
                    guard let node = try reader.next() else {
                        hasEnded = true
                        return nil
                    }
                    read.append(node)
                }
                return nil
            } catch {
                hasEnded = true
                read = []
                return error
            }
        }
    }

    /// Entries of one folder that are read at a time.
    private static let stretch = 128

    private let fetcher: BlobFetcher
    private let goesInto: @Sendable (EntryPath) -> Bool
    private var frames: [Frame] = []
    private var entering: (path: EntryPath?, tree: Result<[UInt8], EngineError>)?

    /// - Parameter goesInto: Whether anything below a folder is wanted.
    init(
        _ tree: BlobID, _ fetcher: BlobFetcher,
        goesInto: @escaping @Sendable (EntryPath) -> Bool = { _ in true }
    ) async {
        self.fetcher = fetcher
        self.goesInto = goesInto
        let root = Collected()
        await fetcher.fetch([tree], .tree) { root.set($0) }
        entering = (nil, root.all[tree] ?? .failure(.damaged("tree \(tree) did not come")))
    }

    /// nil after the last.
    mutating func next() async throws -> Step? {
        if let (path, tree) = entering {
            entering = nil
            switch tree {
            case .success(let text): frames.append(Frame(path: path, reader: TreeReader(text)))
            case .failure(let error):
                guard error.kind == .damaged else { throw error }
                return .lost(path, error)
            }
        }
        while !frames.isEmpty {
            if let step = try await step() { return step }
        }
        return nil
    }

    /// The next of the innermost folder; nil when that is done, which is then left.
    private mutating func step() async throws -> Step? {
        let last = frames.count - 1
        if frames[last].nodes.isEmpty, !frames[last].hasEnded {
            if let fault = frames[last].read() { return .lost(frames[last].path, fault) }
            frames[last].subtrees = await subtrees(of: frames[last])
        }
        guard let node = frames[last].nodes.popLast() else {
            if frames[last].hasEnded { frames.removeLast() }
            return nil
        }
        guard let path = EntryPath(node.name, in: frames[last].path) else {
            return .unnamed(frames[last].path, node.name)
        }
        if let subtree = node.subtree, let tree = frames[last].subtrees[subtree] {
            entering = (path, tree)
        }
        return .node(node, path)
    }

    /// The trees of the folders among the nodes that were just read.
    private func subtrees(
        of frame: Frame
    ) async -> [BlobID: Result<[UInt8], EngineError>] {
        let wanted = frame.nodes.compactMap { node -> BlobID? in
            guard let subtree = node.subtree, node.kind == .folder else { return nil }
            guard let path = EntryPath(node.name, in: frame.path) else { return nil }
            return goesInto(path) ? subtree : nil
        }
        guard !wanted.isEmpty else { return [:] }
        let found = Collected()
        await fetcher.fetch(Array(Set(wanted)), .tree) { found.set($0) }
        return found.all
    }
}

extension EntryPath {
    /// Of a name that a tree gives, which is plain but may be too long; nil then.
    init?(_ name: [UInt8], in folder: EntryPath?) {
        guard name.count <= Self.nameLengthMax,
            (folder?.bytes.count ?? 0) + 1 + name.count <= Self.lengthMax
        else { return nil }
        self = folder?.appending(name) ?? EntryPath(listed: name)
    }
}

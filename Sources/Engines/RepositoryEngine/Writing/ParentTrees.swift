internal import Connector
internal import Engine
internal import Values

/// The files of a snapshot in the order of their paths, out of its trees: for a backup whose last
/// one was made elsewhere. A task reads ahead, and the walk takes.
final class ParentTrees: KnownFiles, Sendable {
    private static let aheadMax = 1024

    private struct State: Sendable {
        var files: [KnownFile] = []
        /// Given out of `files`.
        var taken = 0
        var hasEnded = false
        var isWanted = true
    }

    private let tree: BlobID
    private let load: @Sendable (BlobID) async throws -> [UInt8]
    private let state = SharedState(State())

    /// - Parameter load: The text of a tree.
    init(_ tree: BlobID, load: @escaping @Sendable (BlobID) async throws -> [UInt8]) {
        self.tree = tree
        self.load = load
    }

    func next() -> KnownFile? {
        do {
            return try state.block { state -> KnownFile?? in
                if state.taken < state.files.count {
                    defer { state.taken += 1 }
                    return state.files[state.taken]
                }
                return state.hasEnded ? .some(nil) : nil
            }
        } catch {
            preconditionFailure("waiting for files throws nothing")
        }
    }

    /// Nobody will ask any more.
    func stop() {
        state.change { $0.isWanted = false }
    }

    /// Reads the trees. One that cannot be read ends it: what would have come is read from the
    /// source again.
    func run() async {
        do {
            try await read(tree, [])
        } catch {
            stop()
        }
        state.change { $0.hasEnded = true }
    }

    private func read(_ tree: BlobID, _ folder: [UInt8]) async throws {
        var reader = TreeReader(try await load(tree))
        var files: [KnownFile] = []
        while let node = try reader.next() {
            let path = (folder.isEmpty ? [] : folder + [UInt8(ascii: "/")]) + node.name
            switch node.kind {
            case .folder:
                try await hand(&files)
                if let subtree = node.subtree { try await read(subtree, path) }
            case .file:
                guard let entryPath = EntryPath(bytes: path) else { continue }
                files.append(
                    KnownFile(
                        path: entryPath, size: Int64(clamping: node.size),
                        modified: node.modified, changed: node.changed, inode: node.inode,
                        content: node.content))
                if files.count >= Self.aheadMax { try await hand(&files) }
            default: break
            }
        }
        try await hand(&files)
    }

    private func hand(_ files: inout [KnownFile]) async throws {
        guard !files.isEmpty else { return }
        let batch = files
        files = []
        let isWanted = await state.wait { state -> Bool? in
            guard state.isWanted else { return false }
            guard state.files.count - state.taken < Self.aheadMax else { return nil }
            state.files.removeFirst(state.taken)
            state.taken = 0
            state.files += batch
            return true
        }
        if !isWanted { throw CancellationError() }
    }
}

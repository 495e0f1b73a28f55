internal import Connector
internal import Values

/// Puts the trees together while entries come in the order of the walk. A folder's tree is stored
/// when the walk has left it; only those it is in are held.
struct TreeAssembly {
    private struct Open {
        let path: EntryPath?
        var node: TreeNode?
        var tree = TreeWriter()
    }

    private var folders = [Open(path: nil, node: nil)]
    private var zone = LocalZone()

    /// - Parameters:
    ///   - node: With its content; of a folder without its subtree.
    ///   - store: Stores the text of a tree.
    mutating func add(
        _ node: TreeNode, at path: EntryPath, _ store: ([UInt8]) throws -> BlobID
    ) throws {
        while let open = folders.last?.path, !path.isBelow(open) { try close(store) }
        try openMissing(above: path, like: node)
        if node.kind == .folder {
            folders.append(Open(path: path, node: node))
        } else {
            folders[folders.count - 1].tree.append(node, &zone)
        }
    }

    /// - Returns: The tree of everything.
    mutating func finish(_ store: ([UInt8]) throws -> BlobID) throws -> BlobID {
        while folders.count > 1 { try close(store) }
        return try store(folders.removeLast().tree.finish())
    }

    private mutating func close(_ store: ([UInt8]) throws -> BlobID) throws {
        let closed = folders.removeLast()
        guard var node = closed.node else { preconditionFailure("the outermost is left to finish") }
        node.subtree = try store(closed.tree.finish())
        folders[folders.count - 1].tree.append(node, &zone)
    }

    /// Not every source gives the folders that its entries are in.
    private mutating func openMissing(above path: EntryPath, like node: TreeNode) throws {
        guard let parent = path.parent, parent != folders.last?.path else { return }
        try openMissing(above: parent, like: node)
        var folder = TreeNode(
            name: Array(parent.name), kind: .folder,
            mode: FileModeBits(.folder, permissions: 0o755), modified: node.modified,
            user: node.user, group: node.group)
        folder.subtree = nil
        folders.append(Open(path: parent, node: folder))
    }
}

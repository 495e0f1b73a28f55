internal import Connector
internal import Engine

/// Finds the files that need blobs which cannot be had. Trees that are whole are walked once,
/// however many snapshots share them.
struct LostFiles {
    static let pathsMax = 100

    struct Found {
        var paths: [EntryPath] = []
        var count = 0

        mutating func add(_ path: EntryPath) {
            count += 1
            if paths.count < LostFiles.pathsMax { paths.append(path) }
        }
    }

    private let fetcher: BlobFetcher
    private let lost: Set<BlobID>
    private var whole: Set<BlobID> = []

    /// - Parameter lost: Trees and pieces of files.
    init(_ fetcher: BlobFetcher, lost: Set<BlobID>) {
        self.fetcher = fetcher
        self.lost = lost
    }

    /// What a snapshot loses; nil when its root is lost.
    mutating func find(below root: BlobID) async throws -> Found? {
        guard !lost.contains(root) else { return nil }
        var found = Found()
        var waiting: [(tree: BlobID, path: EntryPath?)] = [(root, nil)]
        var walked: [BlobID] = []
        while let (tree, path) = waiting.popLast() {
            guard !whole.contains(tree) else { continue }
            try Task.checkCancellation()
            walked.append(tree)
            var reader = TreeReader(try await fetcher.load(tree, .tree))
            while let node = try reader.next() {
                guard let name = EntryPath(node.name, in: path) else { continue }
                if node.content.contains(where: lost.contains) { found.add(name) }
                guard let subtree = node.subtree else { continue }
                if lost.contains(subtree) {
                    found.add(name)
                } else {
                    waiting.append((subtree, name))
                }
            }
        }
        found.paths.sort()
        if found.count == 0 { whole.formUnion(walked) }
        return found
    }
}

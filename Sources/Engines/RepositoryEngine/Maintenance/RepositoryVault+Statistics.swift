package import Engine
package import Values

/// How much a repository holds.
package struct RepositoryStatistics: Hashable, Sendable {
    package var snapshots = 0
    package var packs = 0
    package var indexObjects = 0
    package var blobs = 0
    /// Of packs, as they lie there.
    package var stored = ByteCount(0)
    /// Of every blob once, before it was compressed.
    package var content = ByteCount(0)
    /// Bytes that the blobs' content takes, sealed and compressed.
    package var sealed = ByteCount(0)
    /// Of the files of all snapshots, as restores would write them.
    package var restored = ByteCount(0)

    /// How many bytes of files one byte of the vault stands for.
    package var ratio: Double {
        stored.bytes > 0 ? Double(restored.bytes) / Double(stored.bytes) : 0
    }
}

extension RepositoryVault {
    package func statistics(_ progress: RunProgress) async throws -> RepositoryStatistics {
        var statistics = RepositoryStatistics()
        let index = try await loadIndex(progress)
        let listed = try await list(.data)
        statistics.packs = listed.count
        statistics.stored = listed.reduce(ByteCount(0)) { $0 + ByteCount($1.size) }
        statistics.indexObjects = try await list(.index).count
        var (content, sealed): (Int64, Int64) = (0, 0)
        for kind in BlobKind.allCases {
            let table = index.table(kind)
            for row in 0..<table.count where !table.isRepeated(row) {
                statistics.blobs += 1
                let blob = index.place(table[row])
                content += Int64(blob.contentLength)
                sealed += Int64(blob.length)
            }
        }
        statistics.content = ByteCount(content)
        statistics.sealed = ByteCount(sealed)
        var sizes = TreeSizes(BlobFetcher(self, index, progress))
        for listed in try await list(.snapshots) {
            let file = try await snapshotFile(listed.id)
            statistics.snapshots += 1
            let size = try await sizes.size(of: file.tree)
            statistics.restored = statistics.restored + ByteCount(size)
        }
        return statistics
    }
}

/// The bytes of the files below trees; each tree is read once.
private struct TreeSizes {
    private let fetcher: BlobFetcher
    private var known: [BlobID: Int64] = [:]

    init(_ fetcher: BlobFetcher) {
        self.fetcher = fetcher
    }

    mutating func size(of tree: BlobID) async throws -> Int64 {
        if let size = known[tree] { return size }
        var reader = TreeReader(try await fetcher.load(tree, .tree))
        var size: Int64 = 0
        var subtrees: [BlobID] = []
        while let node = try reader.next() {
            if node.kind == .file { size = size.saturating(adding: Int64(clamping: node.size)) }
            if let subtree = node.subtree { subtrees.append(subtree) }
        }
        for subtree in subtrees {
            size = size.saturating(adding: try await self.size(of: subtree))
        }
        known[tree] = size
        return size
    }
}

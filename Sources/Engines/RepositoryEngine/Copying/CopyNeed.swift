internal import Engine

/// What snapshots need of one repository that another has not.
struct CopyNeed {
    private let index: BlobIndex
    private let target: BlobIndex
    private var used: UsedBlobs
    /// Rows of blobs that have come.
    private var trees: RowSet
    private var data: RowSet

    init(_ index: BlobIndex, _ target: BlobIndex) {
        self.index = index
        self.target = target
        used = UsedBlobs(index)
        trees = RowSet(rows: index.trees.count)
        data = RowSet(rows: index.data.count)
    }

    /// Adds everything below a tree.
    /// - Throws: `.damaged` when something of it is not there; it is then needed no more than
    ///   before.
    mutating func add(
        _ root: BlobID, _ fetcher: BlobFetcher, _ progress: RunProgress
    ) async throws {
        var more = used
        try await more.add(below: [root], fetcher, progress)
        if let fault = more.faults.first { throw EngineError.damaged(fault.message) }
        used = more
    }

    /// What was added since `before` is needed no more, as far as nothing else needs it. What has
    /// come is there.
    mutating func takeBack(to before: CopyNeed) {
        used = before.used
    }

    /// The rows of the blobs that have not come, in the order in which they lie in packs.
    func rows(_ kind: BlobKind) -> [UInt32] {
        let table = index.table(kind)
        let come = kind == .data ? data : trees
        var rows: [UInt32] = []
        for row in 0..<table.count where used.contains(row, kind) && !come.contains(row) {
            if !target.contains(table[row].id, kind) { rows.append(UInt32(row)) }
        }
        rows.sort { a, b in
            let (one, other) = (table[Int(a)], table[Int(b)])
            return (one.pack, one.offset) < (other.pack, other.offset)
        }
        return rows
    }

    func piece(_ row: UInt32, _ kind: BlobKind) -> PackRange.Piece {
        let blob = index.table(kind)[Int(row)]
        return PackRange.Piece(id: blob.id, place: index.place(blob))
    }

    mutating func note(_ rows: some Sequence<UInt32>, _ kind: BlobKind) {
        for row in rows {
            if kind == .data { data.insert(Int(row)) } else { trees.insert(Int(row)) }
        }
    }
}

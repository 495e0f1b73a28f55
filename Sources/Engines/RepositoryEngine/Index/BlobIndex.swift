/// Which blobs a repository has, and where: all its index objects as one, in memory. Never changes.
package final class BlobIndex: Sendable {
    /// By their number in the tables.
    package let packs: [ObjectID]
    let data: BlobTable
    let trees: BlobTable

    package static let empty = BlobIndex.Draft().finish()

    fileprivate init(packs: [ObjectID], data: BlobTable, trees: BlobTable) {
        self.packs = packs
        self.data = data
        self.trees = trees
    }

    func table(_ kind: BlobKind) -> BlobTable {
        switch kind {
        case .data: data
        case .tree: trees
        }
    }

    /// Blobs, counted as often as they lie somewhere.
    package var count: Int { data.count + trees.count }

    package func contains(_ id: BlobID, _ kind: BlobKind) -> Bool {
        table(kind).index(of: id) != nil
    }

    /// A place where the blob lies; nil when there is none.
    package func place(of id: BlobID, _ kind: BlobKind) -> BlobPlace? {
        let table = table(kind)
        return table.index(of: id).map { place(table[$0]) }
    }

    /// Every place where the blob lies.
    package func places(of id: BlobID, _ kind: BlobKind) -> [BlobPlace] {
        let table = table(kind)
        guard let first = table.index(of: id) else { return [] }
        var places: [BlobPlace] = []
        var index = first
        while index < table.count, table[index].id == id {
            places.append(place(table[index]))
            index += 1
        }
        return places
    }

    /// The length of a blob's content; nil when it is not there.
    package func contentLength(of id: BlobID, _ kind: BlobKind) -> Int? {
        place(of: id, kind)?.contentLength
    }

    func place(_ row: BlobTable.Row) -> BlobPlace {
        BlobPlace(
            pack: packs[Int(row.pack)], offset: Int(row.offset), length: Int(row.length),
            plainLength: Int(row.plainLength))
    }
}

extension BlobIndex {
    /// An index that is being put together. What several index objects say of a pack is there once.
    package struct Draft: ~Copyable, Sendable {
        private var packs: [ObjectID] = []
        private var numbers: [ObjectID: UInt32] = [:]
        private var data = BlobTable.Draft()
        private var trees = BlobTable.Draft()

        package init() {}

        /// - Returns: The pack's number in the index.
        @discardableResult
        package mutating func add(
            _ pack: ObjectID, _ entries: some Sequence<PackEntry>
        ) -> Int {
            let number = number(of: pack)
            for entry in entries {
                let row = BlobTable.Row(
                    id: entry.id, pack: number, offset: UInt32(entry.offset),
                    length: UInt32(entry.length), plainLength: UInt32(entry.plainLength))
                switch entry.kind {
                case .data: data.append(row)
                case .tree: trees.append(row)
                }
            }
            return Int(number)
        }

        private mutating func number(of pack: ObjectID) -> UInt32 {
            if let number = numbers[pack] { return number }
            let number = UInt32(packs.count)
            numbers[pack] = number
            packs.append(pack)
            return number
        }

        package consuming func finish() -> BlobIndex {
            BlobIndex(packs: packs, data: data.finish(), trees: trees.finish())
        }
    }
}

internal import Engine

/// What an index says of each pack, counted: as many bytes and blobs as it should have.
struct PackInventory: Sendable {
    struct Pack: Sendable {
        var blobs = 0
        /// Of sealed blobs.
        var bytes = 0
        /// Of the header, with its length.
        var header = RepositorySealer.overhead + PackHeader.lengthSize
        var kinds: Set<BlobKind> = []

        /// What the pack is to have as an object.
        var size: Int { bytes + header }
    }

    /// By their number in the index.
    private(set) var packs: [Pack]

    init(_ index: BlobIndex) {
        packs = [Pack](repeating: Pack(), count: index.packs.count)
        for kind in BlobKind.allCases {
            let table = index.table(kind)
            for row in 0..<table.count {
                let blob = table[row]
                let number = Int(blob.pack)
                packs[number].blobs += 1
                packs[number].bytes += Int(blob.length)
                packs[number].header +=
                    blob.plainLength > 0
                    ? PackHeader.foldedEntrySize : PackHeader.plainEntrySize
                if packs[number].kinds.count < 2 { packs[number].kinds.insert(kind) }
            }
        }
    }
}

extension BlobIndex {
    /// The blobs of the chosen packs, by pack number and in the order of the pack.
    func entries(
        ofPacks isChosen: (Int) -> Bool, where isWanted: (Int, BlobKind) -> Bool = { _, _ in true }
    ) -> [Int: [PackEntry]] {
        var entries: [Int: [PackEntry]] = [:]
        for kind in BlobKind.allCases {
            let table = table(kind)
            for row in 0..<table.count where isWanted(row, kind) {
                let blob = table[row]
                guard isChosen(Int(blob.pack)) else { continue }
                entries[Int(blob.pack), default: []].append(
                    PackEntry(
                        id: blob.id, kind: kind, offset: Int(blob.offset),
                        length: Int(blob.length), plainLength: Int(blob.plainLength)))
            }
        }
        for number in entries.keys { entries[number]?.sort { $0.offset < $1.offset } }
        return entries
    }
}
